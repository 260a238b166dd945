"""Several shards in one process, some of them, and processes that take turns at identifying."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace

import pytest

from bot.config import Settings, Shards
from bot.discord_front import bot as front
from bot.discord_front.bot import CoachClient
from bot.discord_front.client import serve
from bot.errors import ConnectionFailed
from bot.service.opening import open_service
from bot.service.pseudonyms import Pseudonyms
from bot.service.service import Service
from bot.storage.database import Database
from tests.discord_front.conftest import serving
from tests.discord_server import DiscordServer
from tests.knowledge.samples import write_knowledge
from tests.storage import server as postgres

BEFORE_IDENTIFY = CoachClient.before_identify_hook


async def live(server: DiscordServer, *shards: int) -> None:
    """Wait until just these shards are connected."""
    async with asyncio.timeout(20):
        while server.gateway.sessions.live_shards() != {*shards}:
            await asyncio.sleep(0.01)


@asynccontextmanager
async def serving_as(service: Service, settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
    """Run the bot, without waiting until the shards that others serve are there, too."""
    task = asyncio.create_task(serve(service, settings))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(("shards", "asked"), [(Shards(None), True), (Shards(3), False), (Shards(3, (0, 1, 2)), False)])
async def test_all_shards_are_served_by_one_process(discord_server, coach, settings, member, shards, asked):
    discord_server.gateway.shards = 3
    guilds = [discord_server.add_guild(f"g{number}", shard=(number, 3)) for number in range(3)]
    async with serving(discord_server, coach, replace(settings, shards=shards)) as service:
        assert str(service.shards) == "0-2 of 3"
        for guild in guilds:
            assert (await discord_server.slash(member, "ask", {"question": "x"}, guild=guild)).text
            assert (await discord_server.mention(member, guild, "hello")).text
        assert (await discord_server.direct_message(member, "hello")).text
        await discord_server.drop_gateway(4000, shard=1)
        await discord_server.reconnected()
        assert (await discord_server.mention(member, guilds[1], "hello again")).text
    assert sorted(identify["shard"] for identify in discord_server.gateway.identifies) == [[n, 3] for n in range(3)]
    assert any(request.path.endswith("/gateway/bot") for request in discord_server.requests) is asked


class Line:
    """What stands between the bot and the gateway; while it is cut, every connection is turned away."""

    def __init__(self, server: DiscordServer) -> None:
        self._target = int(server.origin.rpartition(":")[2])
        self._writers: list[asyncio.StreamWriter] = []
        self.is_cut = False
        self._refused = 0
        self.refused = asyncio.Event()
        """Whether so many connections were turned away that at least one try has failed as a whole."""

    async def open(self) -> str:
        """Begin, and give the address."""
        self._listener = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return f"127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        self.is_cut = True
        for writer in self._writers:
            writer.transport.abort()

    async def close(self) -> None:
        self.cut()
        self._listener.close()
        await self._listener.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.close()
            self._refused += 1
            if self._refused == 4:  # below the library, each try is made twice
                self.refused.set()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers += (writer, back)
        await asyncio.gather(_pour(reader, back), _pour(there, writer))


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()


@pytest.mark.parametrize("count", [1, 2])
async def test_what_is_written_while_the_gateway_is_away_is_answered_when_it_is_back(
    discord_server, coach, settings, member, count
):
    guilds = [discord_server.add_guild(f"g{number}", shard=(number, count)) for number in range(count)]
    line, direct = Line(discord_server), discord_server.origin
    url = await line.open()
    settings = replace(settings, discord_gateway_url=f"ws://{url}/gateway", shards=Shards(count))
    discord_server.origin = f"http://{url}"
    async with serving(discord_server, coach, settings):
        line.cut()
        for guild in guilds:
            message = discord_server.compose(member, guild, f"{discord_server.bot.mention} are you there?")
            await discord_server.gateway.message_create(message)
        await asyncio.wait_for(line.refused.wait(), 20)
        line.is_cut = False
        async with discord_server.changed:
            answered = discord_server.changed.wait_for(lambda: len(discord_server.posted) == count)
            await asyncio.wait_for(answered, 20)
        assert len(discord_server.gateway.identifies) == count
    await line.close()
    discord_server.origin = direct


@pytest.mark.parametrize("ids", [(1,), (1, 2)])
async def test_a_process_serves_its_shards_and_leaves_the_servers_of_others_alone(discord_server, coach, settings, ids):
    settings = replace(settings, shards=Shards(4, ids))
    guilds = [discord_server.add_guild(f"g{number}", shard=(number, 4)).id for number in range(4)]
    gone = discord_server.add_guild("gone", bot=False, shard=(1, 4)).id
    storage = await Database.open(settings.database)
    service = Service(coach, storage, pseudonyms=Pseudonyms(settings.token()))
    for guild in (*guilds, gone):
        await service.change_settings(guild, public=True)
    async with serving_as(service, settings):
        await live(discord_server, *ids)
        async with asyncio.timeout(20):
            while (await storage.settings.of(gone)).public:  # until it is ready, and has swept
                await asyncio.sleep(0.01)
    assert [settings.guild for settings in await storage.settings.all()] == sorted(guilds)
    # Whoever serves the first shard registers the commands.
    assert not discord_server.commands.registered
    await service.close()


async def test_bad_shards_end_with_a_sentence(strict_server, coach, settings):
    storage = await Database.open(settings.database)
    service = Service(coach, storage, pseudonyms=Pseudonyms(settings.token()))
    places = {"discord_api_url": strict_server.api_url, "discord_gateway_url": strict_server.gateway_url}
    with pytest.raises(ConnectionFailed, match="does not take the number of this shard"):
        await serve(service, replace(settings, shards=Shards(2, (7,)), **places))
    assert strict_server.take_violations()
    strict_server.gateway.identifies.extend([{}] * 1000)
    with pytest.raises(ConnectionFailed, match="connect again only in 0 minutes"):
        await serve(service, replace(settings, shards=Shards(None), **places))
    await service.close()


@pytest.fixture
async def schema() -> AsyncIterator[str]:
    if not await postgres.reachable():
        pytest.skip(f"no PostgreSQL server is reachable; {postgres.VARIABLE} may name one")
    async with postgres.schema() as url:
        yield url


async def test_processes_take_turns_at_identifying(discord_server, settings, schema, tmp_path, monkeypatch):
    monkeypatch.setattr(CoachClient, "before_identify_hook", BEFORE_IDENTIFY)
    monkeypatch.setattr(front, "TURN", 0.3)
    discord_server.gateway.identify_window = 0.25
    folder = write_knowledge(tmp_path / "knowledge")
    async with AsyncExitStack() as stack:
        for number in range(3):
            own = replace(settings, knowledge=folder, database=schema, shards=Shards(3, (number,)))
            service = await stack.enter_async_context(open_service(own))
            await stack.enter_async_context(serving_as(service, own))
        await live(discord_server, 0, 1, 2)
    # One that came too early would have been refused, and is a violation.
    assert len(discord_server.gateway.identifies) == 3
