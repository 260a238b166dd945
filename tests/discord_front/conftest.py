from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from bot.config import Settings
from bot.discord_front import serve
from bot.discord_front.bot import CoachClient
from bot.discord_front.feedback import Feedback
from bot.discord_front.guilds import GuildSource
from bot.errors import ConnectionFailed
from tests.discord_front.samples import Guilds, StubCoach
from tests.discord_server import DiscordServer


@pytest.fixture
def coach() -> StubCoach:
    return StubCoach()


@pytest.fixture
def guilds() -> Guilds:
    return Guilds()


@pytest.fixture
def settings(discord_server: DiscordServer, tmp_path: Path) -> Settings:
    return Settings(
        cache=tmp_path / "cache",
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
    server: DiscordServer,
    coach: Any,
    settings: Settings,
    guilds: GuildSource | None = None,
    feedback: Feedback | None = None,
) -> AsyncIterator[asyncio.Task[None]]:
    """Run the bot against the server until the block ends."""
    task = asyncio.create_task(serve(coach, settings, guilds, feedback))
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
