"""Know of each connection to Discord's gateway whether it is ready, and count what Discord answers to requests."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

if TYPE_CHECKING:
    from bot.metrics import Metrics, Samples

CONNECTING, LOADING, READY, LOST = "connecting", "loading its servers", "ready", "disconnected"
_STATES = {"connect": LOADING, "ready": READY, "resumed": READY, "disconnect": LOST}
"""What a connection is in after an event of it."""
STOPPING = "the bot is stopping"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether members can be answered, why not, and the state of each shard by its id."""

    ready: bool
    reason: str
    shards: Mapping[int, str]


class Gateway:
    """Follows the connections of a client by the events that the library tells of them."""

    def __init__(self, client: discord.Client, metrics: Metrics) -> None:
        self._client = client
        self._metrics = metrics
        self._states: dict[int, str] = {}
        self.is_stopping = False
        """Whether the bot only finishes what it has begun."""
        metrics.read("gateway_ready", "Whether a shard is connected and ready.", self._ready, "shard")
        metrics.read("gateway_latency_seconds", "The last heartbeat of a shard.", self._latency, "shard")
        metrics.read_one("guilds", "Servers that the bot is in.", lambda: len(client.guilds))

    def heed(self, event: str, args: tuple[Any, ...]) -> None:
        """Take in an event; those that tell nothing of a connection are passed over."""
        if isinstance(self._client, discord.AutoShardedClient):
            # It tells each event twice; without a shard it is nothing that one could keep.
            event, shard = event.removeprefix("shard_") if event.startswith("shard_") else "", args[0] if args else 0
        else:
            shard = self._client.shard_id or 0
        if state := _STATES.get(event):
            self._states[shard] = state
            self._metrics.connection(event)

    def readiness(self) -> Readiness:
        """Tell whether all shards of this process are ready."""
        shards = {shard: self._states.get(shard, CONNECTING) for shard in self._expected()}
        late = [f"shard {shard} is {state}" for shard, state in shards.items() if state != READY]
        if self.is_stopping or self._client.is_closed():
            return Readiness(False, STOPPING, shards)
        return Readiness(not late, "; ".join(late), shards)

    def _expected(self) -> Iterable[int]:
        """Give the shards of this process; before Discord has said how many there are, the first stands for all."""
        if not isinstance(self._client, discord.AutoShardedClient):
            return [self._client.shard_id or 0]
        return self._client.shard_ids or list(self._client.shards) or [0]

    def _ready(self) -> Samples:
        readiness = self.readiness()
        return {(str(shard),): float(state == READY) for shard, state in readiness.shards.items()}

    def _latency(self) -> Samples:
        client = self._client
        own = [(client.shard_id or 0, client.latency)]
        found = client.latencies if isinstance(client, discord.AutoShardedClient) else own
        return {(str(shard),): seconds for shard, seconds in found if math.isfinite(seconds)}


def tracing(metrics: Metrics) -> aiohttp.TraceConfig:
    """Count the requests to Discord where they end, whichever part of the library has sent them."""

    async def ended(_session: Any, _context: Any, found: aiohttp.TraceRequestEndParams) -> None:
        metrics.requested(found.response.status)
        if found.response.status == 429:
            metrics.put_off(found.response.headers.get("X-RateLimit-Scope"))

    async def failed(*_given: Any) -> None:
        metrics.requested(None)

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(ended)
    trace.on_request_exception.append(failed)
    return trace
