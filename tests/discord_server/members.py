"""Members who use the bot: slash commands, buttons, dialogs and messages, each waiting for the bot's answer."""

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
from tests.discord_server.slash import check_offer, fill, find_command, nest
from tests.discord_server.state import InteractionFailed, NoAnswer, NotOffered, State

QUIET = 0.05
"""Seconds without a message after which the bot is taken to stay silent."""


class Members(State):
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
            check_offer(command, user, guild, context)
        data = nest(name, command, *fill(wanted, options or {}))
        interaction = self.open_interaction(Kind.COMMAND, user, channel, data, command=command)
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
        check_offer(command, user, guild, context)
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

    async def choose(self, user: User, select: Select, values: Sequence[str]) -> Answer:
        """Choose from a select menu."""
        offered = [option["value"] for option in select.options]
        if not select.low <= len(values) <= select.high or (offered and set(values) - set(offered)):
            raise NotOffered(f"{list(values)} cannot be chosen from {offered}")
        data = {"custom_id": select.custom_id, "component_type": select.type, "values": list(values)}
        return await self._component(user, select.message, data)

    async def submit(self, modal: Modal, values: Mapping[str, str]) -> Answer:
        """Fill the inputs of a modal, by label, and send it."""
        given = {modal.fields[label]: value for label, value in values.items()}
        opened = modal.interaction
        components = [_filled(component, given) for component in modal.components]
        data = {"custom_id": modal.custom_id, "components": components}
        _, context = self._place(opened.user, opened.guild, opened.channel if opened.channel.type == 3 else None)
        interaction = self.open_interaction(Kind.MODAL, opened.user, opened.channel, data, message=opened.message)
        return await self._answer(interaction, context)

    async def direct_message(self, user: User, content: str, *, expect_reply: bool = True, count: int = 1) -> Answer:
        """Write to the bot directly and wait for its message; the last one where several are counted on."""
        return await self._write(user, self.direct_channel(user), content, expect_reply, count)

    async def mention(self, user: User, guild: Guild, content: str, *, expect_reply: bool = True) -> Answer:
        """Mention the bot in a guild's first channel, before the text, and wait for its message."""
        return await self._write(user, guild.channels[0], f"{self.bot.mention} {content}", expect_reply, 1)

    async def say(
        self, user: User, guild: Guild, content: str, *, expect_reply: bool = True, reply_to: Answer | None = None
    ) -> Answer:
        """Say something in a guild's first channel as it is, as a reply to a message of the bot if one is given."""
        message = reply_to.message if reply_to else None
        return await self._write(user, guild.channels[0], content, expect_reply, 1, reply_to=message)

    async def sent_to(self, user: User, count: int = 1) -> list[Answer]:
        """Wait until the bot has sent so many messages to a user, unasked or not."""
        channel = self.direct_channel(user)
        await self._wait_for_messages(channel, count)
        return [Answer.of(message) for message in self.posted.get(channel.id, [])]

    def expire(self, answer: Answer) -> None:
        """Let the interaction's token die, as it does after 15 minutes."""
        if answer.interaction is not None:
            answer.interaction.expired = True

    def _place(self, user: User, guild: Guild | None, private: Channel | None) -> tuple[Channel, Context]:
        if guild is not None:
            return guild.channels[0], Context.GUILD
        if private is not None:
            return private, Context.PRIVATE_CHANNEL
        return self.direct_channel(user), Context.BOT_DM

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
        by_guild = guild.bot if guild is not None else channel.type == 1
        if not by_guild or (command is not None and 0 not in (command["integration_types"] or [0])):
            interaction.follow_up_limit = 5
        self.interactions[token] = interaction
        return interaction

    async def _component(self, user: User, message: Message, data: JSON) -> Answer:
        if message.seen_only_by not in (None, user.id):
            raise NotOffered(f"{user.name} does not see that message")
        interaction = self.open_interaction(Kind.COMPONENT, user, message.channel, data, message=message)
        private = message.channel if message.channel.type == 3 else None
        _, context = self._place(user, message.channel.guild, private)
        return await self._answer(interaction, context)

    async def _answer(self, interaction: Interaction, context: Context) -> Answer:
        """Send an interaction and wait for its first response and then for its final answer."""
        await self.gateway.introduce(interaction.guild)
        await self.gateway.dispatch("INTERACTION_CREATE", self._payload(interaction, context))
        try:
            await asyncio.wait_for(interaction.responded.wait(), self.deadline)
        except TimeoutError:
            interaction.expired = True
            message = f"the bot did not respond to {interaction.data} within {self.deadline} seconds"
            self.violations.append(message)
            raise InteractionFailed(message) from None
        try:
            await asyncio.wait_for(interaction.settled.wait(), self.patience)
        except TimeoutError:
            if interaction.callback is not Callback.DEFERRED_UPDATE:
                self.violations.append(f"the bot left {interaction.data} without an answer")
            raise NoAnswer(f"no answer to {interaction.data} within {self.patience} seconds") from None
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
            "app_permissions": str(ALL_PERMISSIONS if context is not Context.PRIVATE_CHANNEL else 0),
            "entitlements": [],
            "attachment_size_limit": 10 * 1024 * 1024,
            "locale": "en-US",
        }
        if interaction.message is not None:
            payload["message"] = interaction.message.payload()
        if guild is None:
            return payload | {"user": user.payload()}
        facts = {"id": str(guild.id), "locale": "en-US", "features": []}
        here = {"guild_id": str(guild.id), "guild": facts, "guild_locale": "en-US", "member": guild.member(user)}
        return payload | here

    async def _write(
        self,
        user: User,
        channel: Channel,
        content: str,
        expect_reply: bool,
        count: int,
        *,
        reply_to: Message | None = None,
    ) -> Answer:
        if channel.guild is not None and not channel.guild.bot:
            raise NotOffered("the bot is not a member of that guild and reads nothing there")
        already = len(self.posted.setdefault(channel.id, []))
        message = self.create(channel, user, {"content": content})
        message.mentions = [self.bot] if self.bot.mention in content or reply_to else []
        if reply_to:
            message.reference = {"type": 0, "message_id": str(reply_to.id), "channel_id": str(channel.id)}
        await self.gateway.message_create(message)
        if not expect_reply:
            await self.silence()
            said = self.posted[channel.id][already:]
            if said:
                raise AssertionError(f"the bot was not to answer, but said {Answer.of(said[0]).text!r}")
            return Answer(None)
        await self._wait_for_messages(channel, already + count)
        return Answer.of(self.posted[channel.id][-1])

    async def silence(self) -> None:
        """Wait until the bot has read everything and has had a moment to react."""
        await self.gateway.barrier()
        await asyncio.sleep(QUIET)

    async def _wait_for_messages(self, channel: Channel, count: int) -> None:
        def enough() -> bool:
            return len(self.posted.get(channel.id, [])) >= count

        try:
            async with self.changed:
                await asyncio.wait_for(self.changed.wait_for(enough), self.patience)
        except TimeoutError:
            raise NoAnswer(f"the bot sent no message within {self.patience} seconds") from None


def _filled(component: JSON, given: Mapping[str, str]) -> JSON:
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
    return data | {"custom_id": custom_id} | ({"value": value} if component["type"] == 4 else {"values": [value]})
