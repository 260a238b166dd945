"""The Discord client: registers the commands, answers messages and buttons, and stays connected."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers.blocks import Reply
from bot.app import Coach
from bot.config import Settings
from bot.discord_front.buttons import STALE, AskButton, is_ours
from bot.discord_front.cogs import COGS
from bot.discord_front.commands import sync_if_changed
from bot.discord_front.errors import describe, on_tree_error, report
from bot.discord_front.render import NO_PINGS, card
from bot.discord_front.replies import answer, conversation_of

log = logging.getLogger(__name__)

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""No privileged intent: direct messages and mentions carry their text without one."""
BEAT = 30.0
"""Seconds between two signs of life in the cache folder."""
HEARTBEAT = "heartbeat"
"""The file whose time of change `career-coach health` reads."""


class CoachClient(commands.Bot):
    """One connection to Discord; it keeps no members and no messages."""

    def __init__(self, coach: Coach, settings: Settings) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=INTENTS,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=NO_PINGS,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.coach = coach
        self.settings = settings
        self.tree.error(on_tree_error)
        self._beating: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Register buttons and commands, after the login and before the first event."""
        self.add_dynamic_items(AskButton)
        for cog in COGS:
            await self.add_cog(cog(self.coach))
        await sync_if_changed(self.tree)

    async def on_connect(self) -> None:
        """Start the signs of life with the first connection."""
        if self._beating is None:
            self._beating = asyncio.create_task(self._beat(), name="heartbeat")

    async def close(self) -> None:
        """Stop the signs of life and close the connection."""
        if self._beating is not None:
            self._beating.cancel()
        await super().close()

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Pass an event on; after the end there is no loop any more for those that the library still finds."""
        if not self.is_closed():
            super().dispatch(event_name, *args, **kwargs)

    async def on_ready(self) -> None:
        """Note that the bot is there."""
        log.info("connected as %s in %d servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message, /) -> None:
        """Answer a direct message, or a message that mentions the bot."""
        if message.author.bot or message.is_system():
            return
        # Not by the guild being None: so it is too while a server has not come in yet, and its members talk on.
        direct = isinstance(message.channel, discord.DMChannel)
        if direct or self.user in message.mentions:
            await self._answer_message(message, None if direct else message.to_reference(fail_if_not_exists=False))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer what no command and no button of today answers: components of earlier versions."""
        if interaction.type not in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            return
        data: Any = interaction.data or {}
        if not is_ours(data.get("custom_id", "")) or data.get("component_type") != discord.ComponentType.button.value:
            await interaction.response.send_message(STALE, ephemeral=True)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log what an event handler raised; there is nobody to tell."""
        log.exception("the event %s failed", event_method)

    async def answer_press(self, interaction: discord.Interaction[CoachClient], message: str) -> None:
        """Answer the message of a button that was pressed."""
        # The library only logs what a button raises, so the member would be left waiting.
        try:
            await answer(interaction, self.coach.ask(message, conversation=conversation_of(interaction)))
        except Exception as error:
            await report(interaction, error)

    async def _answer_message(self, message: discord.Message, reference: discord.MessageReference | None) -> None:
        try:
            await self._send(message.channel, reference, view=card(self._reply(message)))
        except discord.Forbidden:
            log.info("no permission to answer in channel %s", message.channel.id)
        except Exception as error:
            await self._send(message.channel, reference, content=describe(error, "a message"))

    @staticmethod
    async def _send(channel: Any, reference: discord.MessageReference | None, **what: Any) -> None:
        options = {"reference": reference} if reference is not None else {}
        await channel.send(allowed_mentions=NO_PINGS, **what, **options)

    def _reply(self, message: discord.Message) -> Reply:
        text = self._without_mention(message.content)
        if not text:
            return self.coach.help()
        return self.coach.ask(text, conversation=f"{message.channel.id}:{message.author.id}")

    def _without_mention(self, content: str) -> str:
        own = self.user.id if self.user else 0
        return re.sub(rf"<@!?{own}>", " ", content).strip()

    async def _beat(self) -> None:
        """Touch the heartbeat file while the gateway is connected."""
        file = self.settings.cache / HEARTBEAT
        while True:
            if self.ws is not None and self.ws.open:
                try:
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.touch()
                except OSError as error:
                    log.warning("no sign of life can be left in %s: %s", file, error)
            await asyncio.sleep(BEAT)
