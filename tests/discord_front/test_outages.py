"""What the bot stands on goes away and comes back: members are answered, and what waits is kept in the end."""

from __future__ import annotations

import asyncio
import dataclasses
import resource
import shutil
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.config import Settings
from bot.discord_front.votes import THANKS
from tests.discord_front.conftest import opened
from tests.discord_front.test_real import start
from tests.discord_server import Answer, DiscordServer
from tests.knowledge.samples import write_knowledge
from tests.storage import server as postgres
from tests.storage.trouble import locked

DEGREE = "is a degree needed for a data engineer"
NO_DATABASE = "That needs the database"


@pytest.fixture(autouse=True)
def _soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.guard.PAUSE", 0.1)
    monkeypatch.setattr("bot.service.service.RETRY_EVERY", 0.05)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return dataclasses.replace(settings, knowledge=write_knowledge(tmp_path / "knowledge"))


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await holds():
            await asyncio.sleep(0.05)


async def asked(server: DiscordServer, who: Any, guild: Any, text: str = DEGREE) -> Answer:
    return await server.slash(who, "ask", {"question": text}, guild=guild)


async def export(server: DiscordServer, who: Any, guild: Any) -> Answer:
    card = await server.slash(who, "privacy", {}, guild=guild)
    return await server.press(who, card.button("Export"))


async def everything_but_the_database(server: DiscordServer, guild: Any) -> None:
    """Do what members do, and what an admin does, while the database is away."""
    bob = server.add_user("bob")
    answer = await asked(server, bob, guild)
    assert "is the usual base" in answer.text
    assert (await server.press(bob, answer.button("👍"))).text == THANKS
    assert "nurse" in (await asked(server, bob, guild, "how much does a nurse earn?")).text
    elsewhere = server.add_guild("Elsewhere")
    assert "is the usual base" in (await asked(server, bob, elsewhere)).text
    assert NO_DATABASE in (await export(server, bob, guild)).text


class Proxy:
    """Stands between the bot and a server of PostgreSQL; can be cut, or swallow everything."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 5432
        self._target = parts
        self._ends: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = asyncio.Event()
        self._open.set()
        self.refuses = False
        self.url = ""

    async def listen(self) -> asyncio.Server:
        listening = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        user = f"{self._target.username}@" if self._target.username else ""
        self.url = self._target._replace(netloc=f"{user}127.0.0.1:{port}").geturl()
        return listening

    def cut(self) -> None:
        """Close every connection, and each new one at once."""
        self.refuses = True
        for end in list(self._ends):
            end.transport.abort()

    def swallow(self) -> None:
        """Take everything and pass nothing on."""
        self._open.clear()

    def heal(self) -> None:
        self.refuses = False
        self._open.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refuses:
            writer.transport.abort()
            return
        there, to = await asyncio.open_connection(self._host, self._port)
        self._ends |= {writer, to}
        for pair in ((reader, to), (there, writer)):
            task = asyncio.create_task(self._pass_on(*pair))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            self._ends.discard(writer)
            writer.transport.abort()


@asynccontextmanager
async def proxied() -> AsyncIterator[tuple[Proxy, str]]:
    """Give a proxy to a blank schema, and the schema's own URL."""
    if not await postgres.reachable():
        pytest.skip(f"no PostgreSQL server is reachable; {postgres.VARIABLE} may name one")
    async with postgres.schema() as url:
        proxy = Proxy(url)
        async with await proxy.listen():
            yield proxy, url
            proxy.heal()
            proxy.cut()


@pytest.mark.parametrize("trouble", ["cut", "swallow"])
async def test_a_server_of_the_database_that_goes_and_comes_back(discord_server, settings, guild, trouble, monkeypatch):
    monkeypatch.setattr("bot.storage.access._ANSWERING", 2.0)
    monkeypatch.setattr("bot.storage.access._CONNECTING", 2.0)
    async with proxied() as (proxy, url):
        through = dataclasses.replace(settings, database=proxy.url)
        async with opened(discord_server, through), postgres.session(url) as direct:
            assert "is the usual base" in (await asked(discord_server, discord_server.add_user("ada"), guild)).text
            getattr(proxy, trouble)()
            await everything_but_the_database(discord_server, guild)
            assert await direct.fetchval("SELECT count(*) FROM votes") == 0
            proxy.heal()

            async def is_kept() -> bool:
                votes = await direct.fetchval("SELECT count(*) FROM votes")
                gaps = await direct.fetchval("SELECT count(*) FROM gaps")
                return (votes, gaps) == (1, 1)

            await until(is_kept)
            ada = discord_server.add_user("ada again")
            assert NO_DATABASE not in (await export(discord_server, ada, guild)).text


async def test_a_file_of_the_database_that_is_locked_and_free_again(discord_server, settings, guild):
    async with opened(discord_server, settings):
        bob = discord_server.add_user("bob")
        answer = await asked(discord_server, bob, guild)
        async with locked(settings.database):
            assert (await discord_server.press(bob, answer.button("👍"))).text == THANKS
            assert "nurse" in (await asked(discord_server, bob, guild, "how much does a nurse earn?")).text
            owner = discord_server.owner
            changed = await discord_server.slash(owner, "settings", {"cooldown": 30}, guild=guild)
            assert NO_DATABASE in changed.text

        async def is_kept() -> bool:
            with closing(sqlite3.connect(settings.database)) as connection:
                counts = [
                    connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("votes", "gaps")
                ]
            return counts == [1, 1]

        await until(is_kept)


async def test_a_full_disk_that_has_room_again(discord_server, guild, tmp_path, cache, migrated):
    database = Path(shutil.copy(migrated, tmp_path / "coach.db"))
    places = {
        "CAREER_COACH_KNOWLEDGE": str(write_knowledge(tmp_path / "knowledge")),
        "CAREER_COACH_DATABASE": str(database),
    }
    discord_server.patience = discord_server.deadline = 60
    process = await start(discord_server, tmp_path, cache, **places)
    try:
        await discord_server.ready()
        bob, owner = discord_server.add_user("bob"), discord_server.owner
        answer = await asked(discord_server, bob, guild)
        # Root writes to any disk's last block, but no process writes beyond this limit.
        _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, most))
        assert (await discord_server.press(bob, answer.button("👍"))).text == THANKS
        assert "is the usual base" in (await asked(discord_server, bob, guild)).text
        assert NO_DATABASE in (await discord_server.slash(owner, "settings", {"cooldown": 30}, guild=guild)).text
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))
        assert NO_DATABASE not in (await discord_server.slash(owner, "settings", {"cooldown": 30}, guild=guild)).text
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    assert b"Traceback" not in errors
    assert errors.count(b"nothing is kept") == 1
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM votes").fetchone() == (1,)
        assert connection.execute("SELECT cooldown FROM guild_settings").fetchone() == (30.0,)


async def test_names_that_cannot_be_resolved_and_can_again(discord_server, settings, guild, member, monkeypatch):
    resolve: Any = socket.getaddrinfo
    works = [True]
    failed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def resolver(host: Any, *parts: Any, **named: Any) -> Any:
        if host not in ("discord.test", "gateway.test"):
            return resolve(host, *parts, **named)
        if not works[0]:
            loop.call_soon_threadsafe(failed.set)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return resolve("127.0.0.1", *parts, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _backoff: 0.05)
    monkeypatch.setattr("aiohttp.connector._DNSCacheTable.expired", lambda *_: True)
    discord_server.patience = 60
    discord_server.origin = discord_server.origin.replace("127.0.0.1", "gateway.test")
    named = dataclasses.replace(
        settings,
        discord_api_url=discord_server.api_url.replace("gateway.test", "discord.test"),
        discord_gateway_url=discord_server.gateway_url,
    )
    async with opened(discord_server, named):
        assert "is the usual base" in (await asked(discord_server, member, guild)).text
        works[0] = False
        assert "is the usual base" in (await asked(discord_server, member, guild)).text
        await discord_server.drop_gateway()
        await asyncio.wait_for(failed.wait(), 60)
        works[0] = True
        await discord_server.reconnected()
        assert "is the usual base" in (await asked(discord_server, member, guild)).text


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_what_was_answered_with_thanks_survives_a_kill(discord_server, guild, tmp_path, cache, kind):
    @asynccontextmanager
    async def database() -> AsyncIterator[str]:
        if kind == "sqlite":
            yield str(tmp_path / "coach.db")
            return
        async with proxied() as (_, url):
            yield url

    discord_server.patience = discord_server.deadline = 60
    folder = str(write_knowledge(tmp_path / "knowledge"))
    async with database() as address:
        places = {"CAREER_COACH_KNOWLEDGE": folder, "CAREER_COACH_DATABASE": address}
        process = await start(discord_server, tmp_path, cache, **places)
        await discord_server.ready()
        bob = discord_server.add_user("bob")
        answer = await asked(discord_server, bob, guild)
        assert (await discord_server.press(bob, answer.button("👍"))).text == THANKS
        process.kill()
        await process.communicate()
        process = await start(discord_server, tmp_path, cache, **places)
        try:
            await discord_server.ready()
            assert (await export(discord_server, bob, guild)).attachments
            assert any(b'"up": true' in content for content in discord_server.files.values())
        finally:
            process.send_signal(signal.SIGTERM)
            _, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
        assert b"WARNING" not in errors
