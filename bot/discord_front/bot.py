"""The Discord client: registers the commands, answers messages and buttons, and stays connected."""

from __future__ import annotations

import asyncio
import logging
import random
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.config import Settings, Shards
from bot.discord_front.buttons import STALE
from bot.discord_front.cogs import QUESTIONS, UPKEEP
from bot.discord_front.commands import CoachTree, sync_if_changed
from bot.discord_front.desk import Desk
from bot.discord_front.entrance import Entrance
from bot.discord_front.errors import attended, on_tree_error
from bot.discord_front.events import guard
from bot.discord_front.forms import submit
from bot.discord_front.gateway import Gateway, tracing
from bot.discord_front.guilds import language
from bot.discord_front.handling import handling_of
from bot.discord_front.ids import Signer
from bot.discord_front.limits import Limits
from bot.discord_front.logs import named
from bot.discord_front.menus import message_commands
from bot.discord_front.messages import Messages
from bot.discord_front.persistence import make_persistent
from bot.discord_front.presses import ITEMS, Presses, is_ours
from bot.discord_front.reconnecting import Sessions
from bot.discord_front.render import NO_PINGS
from bot.discord_front.translator import CatalogueTranslator
from bot.errors import ConnectionFailed
from bot.locale import say, speak
from bot.service.service import Service
from bot.storage.records import GuildSettings

log = logging.getLogger(__name__)

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""No privileged intent: direct messages and mentions carry their text without one."""
BEAT = 30.0
"""Seconds between two signs of life in the cache folder."""
FIRST_RETRY = 1.0
"""Seconds until the very first connection is tried again."""
TURN = 5.5
"""Seconds between two identifies that Discord counts together; it asks for 5."""
HEARTBEAT = "heartbeat"
"""The file whose time of change `career-coach health` reads."""


class CoachClient(Presses, commands.Bot):
    """One connection to Discord, for one shard; it keeps no members and no messages."""

    HEARTBEAT_TIMEOUT = 50.0
    """Seconds without any sign of Discord after which a connection is taken as dead; it asks for one every 41."""

    def __init__(self, service: Service, settings: Settings, **sharding: Any) -> None:
        self.metrics = service.metrics
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=CoachTree,
            help_command=None,
            intents=INTENTS,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=NO_PINGS,
            heartbeat_timeout=self.HEARTBEAT_TIMEOUT,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            http_trace=tracing(self.metrics),
            **(sharding or _one_shard(settings.shards)),
        )
        self.gateway = Gateway(self, self.metrics)
        self.service = service
        self.coach = service.coach
        self.settings = settings
        self.desk = Desk(Signer(settings.token()), service)
        self.entrance = Entrance(Limits(settings), self.metrics)
        self._messages = Messages(self)
        guard(self)
        make_persistent(self.http)
        self.tree.error(on_tree_error)
        self._beating: asyncio.Task[None] | None = None
        self._sessions = Sessions()
        self._concurrency = 1

    async def setup_hook(self) -> None:
        """Register buttons and commands, after the login and before the first event."""
        self.service.shards = await self._find_shards()
        self.add_dynamic_items(*ITEMS)
        for cog in QUESTIONS:
            await self.add_cog(cog(self.coach))
        for upkeep in UPKEEP:
            await self.add_cog(upkeep(self.service))
        for menu in message_commands():
            self.tree.add_command(menu)
        await self.tree.set_translator(CatalogueTranslator())
        if 0 in self.service.shards.numbers():  # of several processes one is enough
            await sync_if_changed(self.tree)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until this process may identify: Discord allows so many at a time, over all processes together.

        Where too many sessions were needed lately, the next ones wait longer.
        """
        await asyncio.sleep(self._sessions.pause(shard_id or 0))
        while True:
            left = None
            if self.service.shared:
                left = await self.service.take_turn((shard_id or 0) % self._concurrency, TURN)
            if left is None:
                await super().before_identify_hook(shard_id, initial=initial)
                return
            if left == 0:
                return
            await asyncio.sleep(left * random.uniform(1.0, 1.1))

    @property
    def connected(self) -> bool:
        """Whether every connection to the gateway stands."""
        return self.ws is not None and self.ws.open

    async def connect(self, *, reconnect: bool = True) -> None:
        """Connect, and stay connected."""
        while True:
            try:
                return await super().connect(reconnect=reconnect)
            except AttributeError:
                # The library stumbles where its very first connection fails, for it has none then to go on from.
                connection: Any = self.ws
                if connection is not None or isinstance(self, discord.AutoShardedClient):
                    raise
            await asyncio.sleep(FIRST_RETRY)

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
        self.gateway.heed(event_name, args)
        if not self.is_closed():
            super().dispatch(event_name, *args, **kwargs)

    async def on_ready(self) -> None:
        """Note that the bot is there, and forget the servers that have removed it meanwhile."""
        log.info("connected, in %d servers", len(self.guilds))
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

    async def on_app_command_completion(self, interaction: discord.Interaction[Any], _command: object) -> None:
        """Count a command that was answered."""
        handling_of(interaction).end()

    async def on_message(self, message: discord.Message, /) -> None:
        """Answer a message that is for the bot."""
        await self._messages.receive(message)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer forms, and what no command and no button of today answers: components of earlier versions."""
        data: Any = interaction.data or {}
        is_form = interaction.type is discord.InteractionType.modal_submit
        is_press = interaction.type is discord.InteractionType.component
        if is_press and is_ours(data["custom_id"], data["component_type"]):
            return
        if not (is_form or is_press):
            return
        async with attended(interaction) as is_let_in:
            if is_let_in and not (is_form and await submit(interaction)):
                await interaction.response.send_message(say(STALE), ephemeral=True)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log what an event handler raised; there is nobody to tell."""
        log.exception("the event %s failed", event_method)

    async def _find_shards(self) -> Shards:
        """Settle which shards this process serves, and how many may identify at a time."""
        wanted = self.settings.shards
        if wanted.count is not None and not self.service.shared:
            return wanted
        count, _, limits = await self.http.get_bot_gateway()
        shards = Shards(wanted.count or count, wanted.ids)
        if limits["remaining"] < len(shards.numbers()):
            # One identify too many, and Discord takes the token away.
            minutes = -(-limits["reset_after"] // 60_000)
            raise ConnectionFailed(
                f"Discord lets the bot connect again only in {minutes} minutes; wait with the start."
            )
        self._concurrency = limits["max_concurrency"]
        return shards

    async def _beat(self) -> None:
        """Touch the heartbeat file while the gateway is connected."""
        file = self.settings.cache / HEARTBEAT
        while True:
            if self.connected:
                try:
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.touch()
                except OSError as error:
                    log.warning("no sign of life can be left in %s: %s", file, named(error))
            await asyncio.sleep(BEAT)


def _one_shard(shards: Shards) -> dict[str, Any]:
    """Name a shard to the library, unless it is the only one there is."""
    return {} if shards.count == 1 else {"shard_id": shards.numbers()[0], "shard_count": shards.count}
