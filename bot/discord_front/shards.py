"""Several shards in one process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import discord.shard
from discord.ext import commands
from discord.gateway import ReconnectWebSocket

from bot.config import Settings
from bot.discord_front.bot import CoachClient
from bot.service.service import Service


class ShardedClient(CoachClient, commands.AutoShardedBot):
    """Several connections to Discord, one for each shard of this process."""

    def __init__(self, service: Service, settings: Settings) -> None:
        # How many there are is not known yet, and whoever waits for a turn waits as long as it takes.
        super().__init__(service, settings, shard_connect_timeout=None)

    async def setup_hook(self) -> None:
        """Register buttons and commands, and settle which shards are run."""
        await super().setup_hook()
        shards = self.service.shards
        self.shard_count, self.shard_ids = shards.count or 1, list(shards.numbers())

    @property
    def connected(self) -> bool:
        """Whether every connection to the gateway stands."""
        shards = self.shards
        return len(shards) == len(self.shard_ids or ()) and not any(shard.is_closed() for shard in shards.values())


def client_for(service: Service, settings: Settings) -> CoachClient:
    """Make the client that the shards of the settings need."""
    one = len(settings.shards.numbers()) == 1
    return CoachClient(service, settings) if one else ShardedClient(service, settings)


class _Resuming(discord.shard.Shard):
    """Goes on with its session after a connection that could not be made at once, as the library does for one shard.

    The library identifies such a shard anew, and what happened in between is lost.
    """

    async def reconnect(self) -> None:
        """Connect again, and ask for what was missed; where Discord has no more of it, it says so."""
        await self.reidentify(ReconnectWebSocket(self.id, resume=self.ws.session_id is not None))


@contextmanager
def resuming() -> Iterator[None]:
    """Let the library's sharded clients resume after any loss of connection."""
    before = discord.shard.Shard
    discord.shard.Shard = _Resuming  # type: ignore[misc]
    try:
        yield
    finally:
        discord.shard.Shard = before  # type: ignore[misc]
