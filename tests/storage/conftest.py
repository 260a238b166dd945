"""A blank database for each test, of both kinds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.storage import server

NOW = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres() -> None:
    """Skip where there is no server."""
    if not asyncio.run(server.reachable()):
        pytest.skip(f"no PostgreSQL server is reachable; {server.VARIABLE} may name one")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a file of SQLite that is not there yet."""
    return tmp_path / "coach.db"


@pytest.fixture
async def schema(postgres: None) -> AsyncIterator[str]:  # noqa: ARG001
    """Give the URL of a blank schema of PostgreSQL."""
    async with server.schema() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """Give the address of a blank database, first of one kind, then of the other."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("file"))
    url: str = request.getfixturevalue("schema")
    return url


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """Open a blank database, and close it."""
    opened = await Database.open(address, patience=0.3)
    yield opened
    await opened.close()
