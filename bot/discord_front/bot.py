"""The Discord client: registers the commands, answers messages and buttons, and stays connected."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.config import Settings
from bot.discord_front.buttons import STALE
from bot.discord_front.cogs import QUESTIONS, UPKEEP
from bot.discord_front.commands import CoachTree, sync_if_changed
from bot.discord_front.desk import Desk
from bot.discord_front.errors import on_tree_error, report
from bot.discord_front.events import outlive_unreadable
from bot.discord_front.forms import submit
from bot.discord_front.guilds import language
from bot.discord_front.ids import Signer
from bot.discord_front.menus import message_commands
from bot.discord_front.messages import Messages
from bot.discord_front.presses import ITEMS, Presses, is_ours
from bot.discord_front.render import NO_PINGS
from bot.discord_front.translator import CatalogueTranslator
from bot.locale import say, speak
from bot.service.service import Service
from bot.storage.records import GuildSettings

log = logging.getLogger(__name__)

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""No privileged intent: direct messages and mentions carry their text without one."""
BEAT = 30.0
"""Seconds between two signs of life in the cache folder."""
HEARTBEAT = "heartbeat"
"""The file whose time of change `career-coach health` reads."""


class CoachClient(Presses, commands.Bot):
    """One connection to Discord; it keeps no members and no messages."""

    def __init__(self, service: Service, settings: Settings) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=CoachTree,
            help_command=None,
            intents=INTENTS,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=NO_PINGS,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.service = service
        self.coach = service.coach
        self.settings = settings
        self.desk = Desk(Signer(settings.token()), service)
        self._messages = Messages(self)
        self.tree.error(on_tree_error)
        outlive_unreadable(self)
        self._beating: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Register buttons and commands, after the login and before the first event."""
        self.add_dynamic_items(*ITEMS)
        for cog in QUESTIONS:
            await self.add_cog(cog(self.coach))
        for upkeep in UPKEEP:
            await self.add_cog(upkeep(self.service))
        for menu in message_commands():
            self.tree.add_command(menu)
        await self.tree.set_translator(CatalogueTranslator())
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
        """Note that the bot is there, and forget the servers that have removed it meanwhile."""
        log.info("connected as %s in %d servers", self.user, len(self.guilds))
        await self.service.sweep({guild.id for guild in self.guilds})

    async def on_guild_remove(self, guild: discord.Guild, /) -> None:
        """Forget a server that has removed the bot."""
        await self.service.left(guild.id)

    async def guild_settings(self, guild: int | None) -> GuildSettings | None:
        """Give what a server has chosen; None in direct messages."""
        return None if guild is None else await self.service.settings_of(guild)

    async def speak_to(self, interaction: discord.Interaction[Any]) -> None:
        """Speak the language of who interacts, to the end of this task."""
        speak(language(await self.guild_settings(interaction.guild_id), interaction.locale))

    async def on_message(self, message: discord.Message, /) -> None:
        """Answer a message that is for the bot."""
        await self._messages.receive(message)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer forms, and what no command and no button of today answers: components of earlier versions."""
        try:
            answered = await self._answer_leftover(interaction)
            if not answered:
                await self.speak_to(interaction)
                await interaction.response.send_message(say(STALE), ephemeral=True)
        except Exception as error:
            await report(interaction, error)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log what an event handler raised; there is nobody to tell."""
        log.exception("the event %s failed", event_method)

    async def _answer_leftover(self, interaction: discord.Interaction[Any]) -> bool:
        """Answer a form; tell whether it, a button or a select is answered, here or by what reads its custom id."""
        data: Any = interaction.data or {}
        match interaction.type:
            case discord.InteractionType.component:
                return is_ours(data["custom_id"], data["component_type"])
            case discord.InteractionType.modal_submit:
                await self.speak_to(interaction)
                return await submit(interaction)
            case _:
                return True

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
