"""Members who use the bot: commands, buttons and dialogs, each waiting for the bot's answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from tests.discord_server.answers import Answer, Button, Choice, Modal, Select
from tests.discord_server.model import (
    ALL_PERMISSIONS,
    JSON,
    Callback,
    Channel,
    Context,
    Guild,
    Interaction,
    Kind,
    Message,
    MessageFlag,
    User,
)
from tests.discord_server.slash import (
    MESSAGE_COMMAND,
    check_offer,
    check_typed,
    context_of,
    fill,
    find_command,
    nest,
    resolve,
    target_data,
)
from tests.discord_server.state import InteractionFailed, NoAnswer, NotOffered
from tests.discord_server.writing import Writing


class Members(Writing):
    """The playing side; every method acts as a member and returns what the member then sees."""

    async def slash(
        self,
        user: User,
        name: str,
        options: Mapping[str, Any] | None = None,
        *,
        guild: Guild | None = None,
        private: Channel | None = None,
        force: bool = False,
    ) -> Answer:
        """Call a slash command and wait for the final answer; `force` calls even what the client would hide."""
        command, wanted = find_command(self, name, guild)
        channel, context = self._place(user, guild, private)
        if not force:
            check_offer(command, user, channel.guild, context)
        data = nest(name, command, *fill(wanted, options or {}))
        interaction = self.open_interaction(Kind.COMMAND, user, channel, data, command=command)
        return await self._answer(interaction, context)

    async def message_command(self, user: User, name: str, target: Message, *, force: bool = False) -> Answer:
        """Choose a command from a message's menu, where the message stands, and wait for the final answer."""
        if target.seen_only_by not in (None, user.id):
            raise NotOffered(f"{user.name} does not see that message")
        command, _ = find_command(self, name, target.channel.guild, kind=MESSAGE_COMMAND)
        context = context_of(target.channel)
        if not force:
            check_offer(command, user, target.channel.guild, context)
        data = target_data(command, target)
        interaction = self.open_interaction(Kind.COMMAND, user, target.channel, data, command=command)
        return await self._answer(interaction, context)

    async def autocomplete(
        self,
        user: User,
        name: str,
        options: Mapping[str, Any],
        *,
        focused: str,
        guild: Guild | None = None,
        private: Channel | None = None,
    ) -> list[Choice]:
        """Type into an option and read the suggestions."""
        command, wanted = find_command(self, name, guild)
        option = next((option for option in wanted if option["name"] == focused), None)
        if option is None or not option.get("autocomplete"):
            raise NotOffered(f"/{name} has no option {focused} that completes")
        channel, context = self._place(user, guild, private)
        check_offer(command, user, channel.guild, context)
        data = nest(name, command, *fill(wanted, options, focused)) | {"focused_type": option["type"]}
        interaction = self.open_interaction(Kind.AUTOCOMPLETE, user, channel, data, command=command)
        await self._answer(interaction, context)
        return [Choice(choice["name"], choice["value"]) for choice in interaction.choices or []]

    async def press(self, user: User, button: Button) -> Answer:
        """Press a button, however old its message is."""
        if button.custom_id is None or button.disabled:
            raise NotOffered(f"the button {button.label!r} cannot be pressed")
        return await self._component(user, button.message, {"custom_id": button.custom_id, "component_type": 2})

    async def press_custom_id(self, user: User, custom_id: str, *, guild: Guild | None = None) -> Answer:
        """Press a button with some custom id on a message of long ago, such as an earlier version of the bot sent."""
        channel, _ = self._place(user, guild, None)
        button = {"type": 2, "style": 2, "label": "Old", "custom_id": custom_id}
        message = Message(self.snowflakes.next(seconds_ago=90 * 24 * 3600.0), channel, self.bot)
        self.messages[message.id] = message
        row = {"type": 1, "components": [button]}
        self.change(message, {"components": [row], "flags": int(MessageFlag.COMPONENTS_V2)}, edited=False)
        return await self._component(user, message, {"custom_id": custom_id, "component_type": 2})

    async def choose(self, user: User, select: Select, values: Sequence[str | Channel]) -> Answer:
        """Choose from a select menu; from one of channels, those of its types."""
        named = [str(value.id) if isinstance(value, Channel) else value for value in values]
        resolved = resolve([value for value in values if isinstance(value, Channel)], select, user)
        offered = [option["value"] for option in select.options]
        if not select.low <= len(named) <= select.high or (offered and set(named) - set(offered)):
            raise NotOffered(f"{named} cannot be chosen from {offered}")
        data = {"custom_id": select.custom_id, "component_type": select.type, "values": named}
        return await self._component(user, select.message, data | resolved)

    async def submit(self, modal: Modal, values: Mapping[str, str | list[str]], *, force: bool = False) -> Answer:
        """Fill a modal by label (a select takes a list) and send it; `force` sends even what the client would not."""
        given = {modal.fields[label]: value for label, value in values.items()}
        opened = modal.interaction
        if not force:
            check_typed(modal.components, given)
        components = [_filled(component, given) for component in modal.components]
        data = {"custom_id": modal.custom_id, "components": components}
        interaction = self.open_interaction(Kind.MODAL, opened.user, opened.channel, data, message=opened.message)
        return await self._answer(interaction, context_of(opened.channel))

    async def followed(self, answer: Answer, count: int = 1) -> list[Answer]:
        """Wait until the bot has sent so many follow-ups to an interaction, and read them."""

        def enough() -> bool:
            return len(answer.follow_ups) >= count

        async with self.changed:
            await asyncio.wait_for(self.changed.wait_for(enough), self.patience)
        return answer.follow_ups

    def expire(self, answer: Answer) -> None:
        """Let the interaction's token die, as it does after 15 minutes."""
        if answer.interaction is not None:
            answer.interaction.expired = True

    def _place(self, user: User, guild: Guild | None, private: Channel | None) -> tuple[Channel, Context]:
        if guild is not None:
            return guild.channels[0], Context.GUILD
        channel = private or self.direct_channel(user)
        return channel, context_of(channel)

    def open_interaction(
        self,
        kind: Kind,
        user: User,
        channel: Channel,
        data: JSON,
        *,
        message: Message | None = None,
        command: JSON | None = None,
    ) -> Interaction:
        """Start an interaction that the bot has not been told of yet."""
        number, token = self.snowflakes.next(), self.new_token()
        guild = channel.guild
        interaction = Interaction(number, token, kind, user, channel, guild, data, self.now, message)
        by_guild = guild.bot if guild is not None else context_of(channel) is Context.BOT_DM
        if not by_guild or (command is not None and 0 not in (command["integration_types"] or [0])):
            interaction.follow_up_limit = 5
        self.interactions[token] = interaction
        return interaction

    async def _component(self, user: User, message: Message, data: JSON) -> Answer:
        if message.seen_only_by not in (None, user.id):
            raise NotOffered(f"{user.name} does not see that message")
        interaction = self.open_interaction(Kind.COMPONENT, user, message.channel, data, message=message)
        return await self._answer(interaction, context_of(message.channel))

    async def _answer(self, interaction: Interaction, context: Context) -> Answer:
        """Send an interaction and wait for its first response and then for its final answer."""
        guild = interaction.guild
        await self.gateway.introduce(guild)
        payload = self._payload(interaction, context)
        await self.gateway.dispatch("INTERACTION_CREATE", payload, guild=guild.id if guild else None)
        try:
            await asyncio.wait_for(interaction.responded.wait(), self.deadline)
        except TimeoutError:
            interaction.expired = True
            message = f"the bot did not respond to {interaction.data} within {self.deadline} seconds"
            self.violations.append(message)
            raise InteractionFailed(message) from None
        if interaction.callback is None:
            raise InteractionFailed(f"the bot could not respond to {interaction.data}")
        try:
            await asyncio.wait_for(interaction.settled.wait(), self.patience)
        except TimeoutError:
            if interaction.callback is not Callback.DEFERRED_UPDATE:
                self.violations.append(f"the bot left {interaction.data} without an answer")
            raise NoAnswer(f"no answer to {interaction.data} within {self.patience} seconds") from None
        if interaction.given_up:
            raise NoAnswer(f"the bot could not answer {interaction.data}")
        return Answer.of(interaction.final, interaction)

    def _payload(self, interaction: Interaction, context: Context) -> JSON:
        user, guild, channel = interaction.user, interaction.guild, interaction.channel
        owners: JSON = {"1": str(user.id)} if user.installed else {}
        if context is Context.BOT_DM:
            owners["0"] = "0"
        if guild is not None and guild.bot:
            owners["0"] = str(guild.id)
        payload: JSON = {
            "id": str(interaction.id),
            "application_id": str(self.bot.id),
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": {name: value for name, value in interaction.data.items() if name != "focused_type"},
            "channel": channel.payload(),
            "channel_id": str(channel.id),
            "context": int(context),
            "authorizing_integration_owners": owners,
            "app_permissions": str(self._permissions(channel, context)),
            "entitlements": [],
            "attachment_size_limit": 10 * 1024 * 1024,
            "locale": user.locale,
        }
        if interaction.message is not None:
            payload["message"] = interaction.message.payload()
        if guild is None:
            return payload | {"user": user.payload()}
        facts = {"id": str(guild.id), "locale": guild.locale, "features": []}
        member = guild.member(user) | {"permissions": str(guild.permissions_in(channel, user))}
        here = {"guild_id": str(guild.id), "guild": facts, "guild_locale": guild.locale, "member": member}
        return payload | here

    def _permissions(self, channel: Channel, context: Context) -> int:
        """Say what the bot may do where an interaction happens."""
        if channel.guild is not None and channel.guild.bot:
            return channel.guild.permissions_in(channel, self.bot)
        return ALL_PERMISSIONS if context is Context.BOT_DM else 0


def _filled(component: JSON, given: Mapping[str, str | list[str]]) -> JSON:
    """Write a component of a modal as it is sent back, with the values given."""
    if component.get("component"):
        inner = _filled(component["component"], given)
        return {"type": component["type"], "id": component.get("id", 1), "component": inner}
    if component.get("components"):
        parts = [_filled(part, given) for part in component["components"]]
        return {"type": component["type"], "id": component.get("id", 1), "components": parts}
    data: JSON = {"type": component["type"], "id": component.get("id", 1)}
    custom_id = component.get("custom_id")
    if custom_id is None:
        return data
    value = given.get(custom_id, component.get("value") or "")
    if component["type"] == 4:
        return data | {"custom_id": custom_id, "value": value}
    values = value if isinstance(value, list) else [value] if value else []
    return data | {"custom_id": custom_id, "values": values}
