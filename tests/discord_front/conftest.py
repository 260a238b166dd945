from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from bot.config import Settings
from bot.discord_front import serve
from bot.discord_front.bot import CoachClient
from bot.errors import ConnectionFailed
from bot.service.opening import open_service
from bot.service.pseudonyms import Pseudonyms
from bot.service.service import Service
from bot.storage.database import Database
from tests.discord_front.samples import Guilds, StubCoach, StubService
from tests.discord_server import DiscordServer


@pytest.fixture
def unused_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def coach() -> StubCoach:
    return StubCoach()


@pytest.fixture
def guilds() -> Guilds:
    return Guilds()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of today's layout, to copy: opening one takes a third of making it."""
    file = tmp_path_factory.mktemp("database") / "coach.db"

    async def make() -> None:
        await (await Database.open(str(file))).close()

    with ThreadPoolExecutor() as pool:  # not in the thread of the tests, whose event loop it would take away
        pool.submit(asyncio.run, make()).result()
    return file


@pytest.fixture
def settings(discord_server: DiscordServer, tmp_path: Path, migrated: Path) -> Settings:
    return Settings(
        cache=tmp_path / "cache",
        database=str(shutil.copy(migrated, tmp_path / "coach.db")),
        member_limit=0,
        server_limit=0,
        process_limit=0,
        admins=frozenset({discord_server.add_user("admin").id}),
        discord_api_url=discord_server.api_url,
        discord_gateway_url=discord_server.gateway_url,
        discord_token=SecretStr(discord_server.token),
    )


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library waits five seconds before it identifies a second time."""

    async def at_once(*_args: Any, **_options: Any) -> None:
        return None

    monkeypatch.setattr(CoachClient, "before_identify_hook", at_once)


@asynccontextmanager
async def serving(
    server: DiscordServer, coach: Any, settings: Settings, guilds: Guilds | None = None
) -> AsyncIterator[StubService]:
    """Run the bot with some coach against the server until the block ends."""
    storage = await Database.open(settings.database, patience=0.2)
    service = StubService(coach, storage, pseudonyms=Pseudonyms(settings.token()))
    service.guilds = guilds or service.guilds
    try:
        await service.start()
        async with running(server, service, settings) as service.task:
            yield service
    finally:
        await service.close()


@asynccontextmanager
async def opened(server: DiscordServer, settings: Settings, **how: Any) -> AsyncIterator[Service]:
    """Run the bot as a process does, with everything opened from its settings, until the block ends."""
    async with open_service(settings, **how) as service, running(server, service, settings):
        yield service


@asynccontextmanager
async def running(server: DiscordServer, service: Service, settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
    """Run the bot against the server until the block ends."""
    task = asyncio.create_task(serve(service, settings))
    ready = asyncio.create_task(server.ready())
    try:
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        yield task
    finally:
        ready.cancel()
        task.cancel()
        with suppress(asyncio.CancelledError, ConnectionFailed):
            await task


@pytest_asyncio.fixture
async def bot(
    discord_server: DiscordServer, coach: StubCoach, settings: Settings, guilds: Guilds
) -> AsyncIterator[DiscordServer]:
    """A Discord on which the bot is online."""
    async with serving(discord_server, coach, settings, guilds):
        yield discord_server
