"""Several sessions of one bot: shards of a process, and processes beside each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest

from tests.discord_server import DiscordServer
from tests.discord_server.sample import SampleClient, running
from tests.discord_server.sessions import REPLAYED, Session

INTENTS = 1 | 1 << 9 | 1 << 12


class Sharded(SampleClient, discord.AutoShardedClient):
    """The small bot on several shards."""


class Raw:
    """One connection to the gateway, frame by frame."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, token: str) -> None:
        self._socket, self._token = socket, token

    async def identify(self, *shard: int) -> None:
        data = {"token": self._token, "intents": INTENTS, "shard": list(shard)}
        await self._socket.send_json({"op": 2, "d": data})

    async def resume(self, session: str, sequence: int) -> None:
        data = {"token": self._token, "session_id": session, "seq": sequence}
        await self._socket.send_json({"op": 6, "d": data})

    async def read(self) -> Any:
        return await self._socket.receive_json(timeout=5)

    async def event(self, name: str) -> Any:
        while (frame := await self.read())["t"] != name:
            pass
        return frame["d"]

    async def close(self, code: int) -> None:
        await self._socket.close(code=code)


@asynccontextmanager
async def connected(server: DiscordServer, *shard: int) -> AsyncIterator[Raw]:
    """Connect, and identify as a shard where one is named."""
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as socket:
        raw = Raw(socket, server.token)
        assert (await raw.read())["op"] == 10
        if shard:
            await raw.identify(*shard)
        yield raw


async def test_a_sharded_client_is_served_in_all_its_guilds(discord_server, member):
    discord_server.gateway.shards = 3
    guilds = [discord_server.add_guild(f"g{n}", shard=(n, 3)) for n in range(3)]
    client = Sharded()
    async with running(discord_server, client):
        await discord_server.ready()
        assert client.shard_count == 3
        assert {guild.id: guild.shard_id for guild in client.guilds} == {guilds[n].id: n for n in range(3)}
        for guild in guilds:
            assert (await discord_server.slash(member, "say", {"text": "x"}, guild=guild)).text == "x"
            assert (await discord_server.mention(member, guild, "hi")).text
        assert (await discord_server.direct_message(member, "hi")).text == "heard: hi"
        await discord_server.drop_gateway(4000, shard=1)
        assert not discord_server.gateway.live.is_set()
        await discord_server.reconnected()
        assert (await discord_server.mention(member, guilds[1], "back")).text
        assert len(discord_server.gateway.resumes) == 1
    assert client.errors == []


async def test_each_shard_is_told_of_its_own_guilds_only(discord_server, member):
    guilds = [discord_server.add_guild(f"g{n}", shard=(n, 2)) for n in range(2)]
    async with connected(discord_server, 0, 2) as first, connected(discord_server, 1, 2) as second:
        for number, shard in enumerate((first, second)):
            ready = await shard.event("READY")
            assert ready["shard"] == [number, 2]
            assert [guild["id"] for guild in ready["guilds"]] == [str(guilds[number].id)]
            assert (await shard.event("GUILD_CREATE"))["id"] == str(guilds[number].id)
        mention = discord_server.bot.mention
        for place in (guilds[1], guilds[0], discord_server.direct_channel(member)):
            await discord_server.gateway.message_create(discord_server.compose(member, place, mention))
        late = discord_server.add_guild("late", bot=False, shard=(1, 2))
        await discord_server.join(late)
        assert (await first.read())["d"]["guild_id"] == str(guilds[0].id)
        assert "guild_id" not in (await first.read())["d"]
        assert (await second.read())["d"]["guild_id"] == str(guilds[1].id)
        assert (await second.read())["d"]["id"] == str(late.id)


async def test_it_is_live_once_all_shards_are(discord_server):
    live = discord_server.gateway.live
    async with connected(discord_server, 0, 2) as first:
        await first.event("READY")
        assert not live.is_set()
        async with connected(discord_server, 1, 2) as second:
            await second.event("READY")
            await asyncio.wait_for(live.wait(), 5)
        async with connected(discord_server, 1, 2) as again:
            await again.event("READY")
            await asyncio.wait_for(live.wait(), 5)


async def test_two_processes_on_one_shard_get_every_event(discord_server, member):
    async with connected(discord_server, 0, 1) as old, connected(discord_server, 0, 1) as new:
        for process in (old, new):
            await process.event("READY")
        await discord_server.gateway.message_create(
            discord_server.compose(member, discord_server.direct_channel(member), "hi")
        )
        for process in (old, new):
            assert (await process.event("MESSAGE_CREATE"))["content"] == "hi"
        await old.close(1000)
        while len(discord_server.gateway.sessions) > 1:
            await asyncio.sleep(0)
        assert discord_server.gateway.live.is_set()


async def test_a_shard_resumes_its_own_session(discord_server, member):
    guild = discord_server.add_guild("g", shard=(1, 2))
    async with connected(discord_server, 1, 2) as shard:
        session = (await shard.event("READY"))["session_id"]
        await shard.event("GUILD_CREATE")
        await shard.close(4000)
    message = discord_server.compose(member, guild, discord_server.bot.mention)
    await discord_server.gateway.message_create(message)
    async with connected(discord_server) as shard:
        await shard.resume(session, 2)
        assert [(await shard.read())["t"] for _ in range(2)] == ["MESSAGE_CREATE", "RESUMED"]


async def test_a_session_that_was_closed_in_good_order_cannot_be_resumed(discord_server):
    async with connected(discord_server, 0, 1) as shard:
        session = (await shard.event("READY"))["session_id"]
        await shard.close(1000)
    async with connected(discord_server) as shard:
        await shard.resume(session, 1)
        assert await shard.read() == {"op": 9, "d": False}


def test_a_session_replays_only_what_it_still_has():
    session = Session(INTENTS, None)
    for number in range(REPLAYED + 1):
        session.record("EVENT", {"number": number})
    assert session.missed(0) is None
    assert [payload["s"] for payload in session.missed(REPLAYED) or []] == [REPLAYED + 1]


@pytest.mark.parametrize("shard", [[2, 2], [-1, 2], ["0", 1], [0], None])
async def test_a_shard_that_is_none_is_refused(strict_server, shard):
    data = {"token": strict_server.token, "intents": INTENTS, "shard": shard}
    async with aiohttp.ClientSession() as session, session.ws_connect(strict_server.gateway_url) as socket:
        await socket.receive()
        await socket.send_json({"op": 2, "d": data})
        await socket.receive(timeout=5)
        assert socket.close_code == 4010


async def test_identifies_beyond_the_concurrency_are_refused(strict_server):
    gateway = strict_server.gateway
    gateway.max_concurrency, gateway.identify_window = 2, 60.0
    async with (
        connected(strict_server, 0, 4) as first,
        connected(strict_server, 1, 4) as second,
        connected(strict_server, 2, 4) as third,
    ):
        for allowed in (first, second):
            await allowed.event("READY")
        assert await third.read() == {"op": 9, "d": False}
        assert "shard 2" in strict_server.take_violations()[0]
        gateway.identify_window = 0.0
        await third.identify(2, 4)
        await third.event("READY")
    assert strict_server.violations == []


async def test_the_gateway_says_how_many_shards_it_wants(strict_server):
    gateway = strict_server.gateway
    gateway.shards, gateway.max_concurrency = 5, 16
    async with connected(strict_server, 0, 1) as shard, aiohttp.ClientSession() as session:
        await shard.event("READY")
        headers = {"Authorization": f"Bot {strict_server.token}"}
        async with session.get(f"{strict_server.api_url}/gateway/bot", headers=headers) as response:
            told = await response.json()
    assert told["url"] == strict_server.gateway_url
    assert told["shards"] == 5
    limits = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 16}
    assert told["session_start_limit"] == limits
