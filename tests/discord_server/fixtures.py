"""Fixtures around the loopback Discord, to be loaded as a pytest plugin."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.discord_server.model import Guild, User
from tests.discord_server.server import DiscordServer


@pytest_asyncio.fixture
async def discord_server() -> AsyncIterator[DiscordServer]:
    """Run a Discord; afterwards nothing may have happened that the real one refuses."""
    async with DiscordServer() as server:
        yield server
    assert server.violations == []


@pytest_asyncio.fixture
async def strict_server() -> AsyncIterator[DiscordServer]:
    """Run a Discord with a short deadline, for tests of refusals; they read the violations themselves."""
    async with DiscordServer(deadline=0.3, patience=2.0) as server:
        yield server


@pytest_asyncio.fixture
async def guild(discord_server: DiscordServer) -> Guild:
    """Have a guild that the bot is in."""
    return discord_server.add_guild("Careers")


@pytest_asyncio.fixture
async def member(discord_server: DiscordServer) -> User:
    """Have a member who is no admin."""
    return discord_server.add_user("ada")
