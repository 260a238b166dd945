"""Keep Discord's list of our commands up to date, and leave it alone where it already is."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands
from discord.http import Route

from bot.discord_front.errors import report
from bot.discord_front.handling import handling_of

log = logging.getLogger(__name__)

_IDENTITY = {"id", "application_id", "version", "guild_id", "dm_permission", "name_localized", "description_localized"}
"""What Discord adds to a command, or derives from other fields."""
_Command = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu
_SETS = {"contexts", "integration_types"}


class CoachTree(app_commands.CommandTree[Any]):
    """The commands, each answered in the language of who calls it."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let in who is within the limits; here the library asks first, in the task that goes on to answer."""
        if interaction.type is discord.InteractionType.application_command:
            handling_of(interaction)  # it begins here
        lets_in: bool = await interaction.client.entrance.lets_in(interaction)
        return lets_in

    async def _call(self, interaction: discord.Interaction[Any]) -> None:
        """Answer where a command's own data cannot be read, too; the library answers only for errors of its own kind.

        It leaves a suggestion that fails without an answer, so that Discord shows the member an error.
        """
        try:
            await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as error:
            await report(interaction, error)
        completes = interaction.type is discord.InteractionType.autocomplete
        if completes and not interaction.command_failed and not interaction.response.is_done():
            await interaction.response.autocomplete([])


async def sync_if_changed(tree: app_commands.CommandTree[Any]) -> bool:
    """Register the commands if they differ from what Discord has; tell whether they did.

    Registering on every start would count against Discord's daily limits and make clients reload the commands. Discord
    itself is asked what it has, rather than a file of ours: another process, or a lost cache, cannot fool it. A field
    that Discord writes differently costs a registration, never a command that is out of date.
    """
    client = tree.client
    if client.application_id is None:
        raise app_commands.MissingApplicationID
    wanted = [await _written(tree, command) for command in tree.get_commands()]
    registered = await _registered(client, client.application_id)
    if _canonical(wanted) == _canonical(registered):
        log.info("the %d commands are registered already", len(wanted))
        return False
    await tree.sync()
    log.info("registered %d commands", len(wanted))
    return True


async def _written(tree: app_commands.CommandTree[Any], command: _Command) -> dict[str, Any]:
    """Write a command as it is registered, in every language there is."""
    if tree.translator is None:
        return command.to_dict(tree)
    return await command.get_translated_payload(tree, tree.translator)


async def _registered(client: discord.Client, application: int) -> Any:
    """Ask what is registered, with the translations, which Discord leaves out unless it is told not to."""
    route = Route("GET", "/applications/{application_id}/commands", application_id=application)
    return await client.http.request(route, params={"with_localizations": "true"})


def _canonical(commands: Any) -> list[Any]:
    """Write commands in one way: sorted by name, without what Discord adds and without empty fields."""
    return sorted((_clean(command) for command in commands), key=lambda command: (command["type"], command["name"]))


def _clean(value: Any) -> Any:
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {name: _clean(each) for name, each in value.items() if name not in _IDENTITY}
    kept |= {name: sorted(kept[name]) for name in _SETS if kept.get(name)}
    if kept.get("default_member_permissions") is not None:
        kept["default_member_permissions"] = int(kept["default_member_permissions"])
    # Absent, null, false and empty mean the same for every field but the permissions, where 0 hides the command.
    return {name: each for name, each in kept.items() if each or (name == "default_member_permissions" and each == 0)}
