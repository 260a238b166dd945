"""Which connections to Discord's gateway are ready, with one shard and with several."""

from __future__ import annotations

import discord
import pytest

from bot.discord_front.gateway import CONNECTING, LOADING, LOST, READY, Gateway
from bot.metrics import Metrics


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def sharded() -> discord.AutoShardedClient:
    return discord.AutoShardedClient(intents=discord.Intents.none(), shard_count=4, shard_ids=[2, 3])


@pytest.fixture
async def single() -> discord.Client:
    return discord.Client(intents=discord.Intents.none(), shard_count=4, shard_id=3)


async def test_a_process_is_ready_when_all_of_its_shards_are(sharded, metrics):
    gateway = Gateway(sharded, metrics)
    assert gateway.readiness().shards == {2: CONNECTING, 3: CONNECTING}
    for event, shard in (("shard_connect", 2), ("shard_ready", 2), ("shard_connect", 3)):
        gateway.heed(event, (shard,))
    gateway.heed("ready", ())
    found = gateway.readiness()
    assert (found.ready, found.reason, found.shards) == (False, f"shard 3 is {LOADING}", {2: READY, 3: LOADING})
    gateway.heed("shard_ready", (3,))
    assert gateway.readiness().ready
    gateway.heed("shard_disconnect", (2,))
    assert gateway.readiness().shards == {2: LOST, 3: READY}
    gateway.heed("shard_resumed", (2,))
    assert gateway.readiness().ready
    ready = metrics.registry.get_sample_value("career_coach_gateway_ready", {"shard": "2"})
    assert (ready, metrics.registry.get_sample_value("career_coach_gateway_ready", {"shard": "0"})) == (1, None)


async def test_each_event_of_a_connection_is_counted_once(sharded, metrics):
    gateway = Gateway(sharded, metrics)
    for event, args in (("connect", ()), ("shard_connect", (2,)), ("message", ("hello",)), ("shard_odd", (2,))):
        gateway.heed(event, args)
    assert metrics.registry.get_sample_value("career_coach_gateway_events_total", {"event": "connect"}) == 1


async def test_one_shard_of_several_goes_by_its_own_number(single, metrics):
    gateway = Gateway(single, metrics)
    gateway.heed("ready", ())
    assert gateway.readiness().shards == {3: READY}


async def test_what_is_closed_is_not_ready(single, metrics):
    gateway = Gateway(single, metrics)
    gateway.heed("ready", ())
    await single.close()
    assert (gateway.readiness().ready, gateway.readiness().reason) == (False, "the bot is stopping")


async def test_what_only_finishes_what_it_has_begun_is_not_ready(single, metrics):
    gateway = Gateway(single, metrics)
    gateway.heed("ready", ())
    gateway.is_stopping = True
    assert (gateway.readiness().ready, gateway.readiness().reason) == (False, "the bot is stopping")


@pytest.mark.parametrize("latency", [float("nan"), float("inf")])
async def test_a_latency_that_is_none_is_not_told(single, metrics, monkeypatch, latency):
    monkeypatch.setattr(discord.Client, "latency", latency)
    Gateway(single, metrics)
    assert metrics.registry.get_sample_value("career_coach_gateway_latency_seconds", {"shard": "3"}) is None
