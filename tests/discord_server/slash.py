"""What Discord's own client does before it sends a command: find it, offer it, check the options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.discord_server.answers import Select
from tests.discord_server.commands import paths
from tests.discord_server.components import TEXT_INPUT, walk
from tests.discord_server.model import DIRECT, JSON, Channel, Context, Guild, Message, Upload, User
from tests.discord_server.state import NotOffered, State

_TYPES: dict[int, tuple[type, ...]] = {3: (str,), 4: (int,), 5: (bool,), 6: (User,), 10: (int, float), 11: (Upload,)}
MAX_STRING = 6000
SLASH_COMMAND, MESSAGE_COMMAND = 1, 3


def context_of(channel: Channel) -> Context:
    """Say what Discord calls a place: a guild, the bot's direct messages, or other people's."""
    if channel.guild is not None:
        return Context.GUILD
    alone = channel.type == DIRECT and len(channel.recipients) == 1
    return Context.BOT_DM if alone else Context.PRIVATE_CHANNEL


def find_command(state: State, name: str, guild: Guild | None, *, kind: int = SLASH_COMMAND) -> tuple[JSON, list[JSON]]:
    """Find a command of a kind by its whole name; those of the guild come first."""
    scopes = [state.guild_commands[guild.id].all()] if guild and guild.id in state.guild_commands else []
    offered = [found for scope in (*scopes, state.commands.all()) for found in paths(scope)]
    for path, command, options in offered:
        if path == name and command["type"] == kind:
            return command, options
    raise NotOffered(f"there is no command {name} of type {kind}; there are {[path for path, _, _ in offered]}")


def check_offer(command: JSON, user: User, guild: Guild | None, context: Context) -> None:
    """Refuse a command that the client would not show here to this user."""
    contexts = command["contexts"]
    if contexts is not None and context not in contexts:
        raise NotOffered(f"/{command['name']} is not offered in the context {context.name}")
    installs = command["integration_types"] or [0]
    by_guild = 0 in installs and (guild.bot if guild else context is Context.BOT_DM)
    if not by_guild and not (1 in installs and user.installed):
        raise NotOffered(f"/{command['name']} is installed neither here nor to {user.name}")
    wanted = command["default_member_permissions"]
    if guild is not None and wanted is not None:
        has = guild.permissions(user)
        if has & int(wanted) != int(wanted) or (int(wanted) == 0 and not has & 8):
            raise NotOffered(f"/{command['name']} is hidden from {user.name}")


def fill(options: list[JSON], values: Mapping[str, Any], focused: str | None = None) -> tuple[list[JSON], JSON]:
    """Write option values as Discord's JSON, with the users they name; refuse what the client would not send."""
    known = {option["name"]: option for option in options}
    unknown = set(values) - set(known)
    if unknown:
        raise NotOffered(f"no such options: {sorted(unknown)}")
    missing = [name for name, option in known.items() if option.get("required") and name not in values]
    if missing and focused is None:
        raise NotOffered(f"these options are required: {missing}")
    filled: list[JSON] = []
    resolved: JSON = {}
    for name, value in values.items():
        if focused is None:
            _check_value(known[name], value)
        if isinstance(value, User | Upload):
            kind = "users" if isinstance(value, User) else "attachments"
            resolved.setdefault(kind, {})[str(value.id)] = value.payload()
            value = str(value.id)
        filled.append(
            {"name": name, "type": known[name]["type"], "value": value} | ({"focused": True} if name == focused else {})
        )
    return filled, resolved


def _check_value(option: JSON, value: Any) -> None:
    name, kind = option["name"], option["type"]
    types = _TYPES.get(kind, (object,))
    if not isinstance(value, types) or (kind != 5 and isinstance(value, bool)):
        raise NotOffered(f"option {name} cannot be {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise NotOffered(f"option {name} must be one of {choices}")
    if isinstance(value, str):
        low, high = option.get("min_length") or 0, option.get("max_length") or MAX_STRING
        if not low <= len(value) <= high or not value:
            raise NotOffered(f"option {name} must have {max(low, 1)}-{high} characters")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        low, high = option.get("min_value"), option.get("max_value")
        if (low is not None and value < low) or (high is not None and value > high):
            raise NotOffered(f"option {name} must be within {low}-{high}")


def nest(name: str, command: JSON, filled: list[JSON], resolved: JSON) -> JSON:
    """Write the data of a command interaction; subcommands nest their options."""
    steps = name.split(" ")[1:]
    for depth, step in enumerate(reversed(steps)):
        filled = [{"name": step, "type": 1 if depth == 0 else 2, "options": filled}]
    data: JSON = {"id": command["id"], "name": command["name"], "type": 1, "options": filled}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data | ({"resolved": resolved} if resolved else {})


def resolve(channels: Sequence[Channel], select: Select, user: User) -> JSON:
    """Write the channels that were chosen from a select, whole as Discord sends them."""
    resolved: JSON = {}
    for channel in channels:
        if channel.guild is None or (select.channel_types and channel.type not in select.channel_types):
            raise NotOffered(f"the channel {channel.name} cannot be chosen")
        resolved[str(channel.id)] = channel.payload() | {
            "permissions": str(channel.guild.permissions_in(channel, user))
        }
    return {"resolved": {"channels": resolved}} if resolved else {}


def target_data(command: JSON, target: Message) -> JSON:
    """Write the data of a command in a message's menu, with the message whole, whatever the bot's intents."""
    data: JSON = {"id": command["id"], "name": command["name"], "type": MESSAGE_COMMAND, "target_id": str(target.id)}
    return data | {"resolved": {"messages": {str(target.id): target.payload()}}}


def check_typed(components: list[JSON], given: Mapping[str, str | list[str]]) -> None:
    """Refuse what the client would not let a member send: an input that is empty, too short or too long."""
    for component in walk(components):
        if component.get("type") != TEXT_INPUT:
            continue
        value = given.get(component["custom_id"], component.get("value") or "")
        low, high = component.get("min_length") or 0, component.get("max_length") or 4000
        if (component.get("required", True) and not value) or (value and not low <= len(value) <= high):
            raise NotOffered(f"the input {component['custom_id']} takes {low}-{high} characters, not {len(value)}")
