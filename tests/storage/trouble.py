"""Databases in trouble, for real: locked, read-only, full; and what is asked of each."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.records import GapKind, GuildSettings
from tests.storage import server
from tests.storage.conftest import NOW

NOBODY = 65534
HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""
KEPT = GuildSettings(1, public=True)


async def failure(address: str | Path) -> str:
    """Give the sentence with which a database does not open."""
    with pytest.raises(StorageError) as caught:
        await Database.open(str(address), patience=0.2)
    assert caught.value.exit_status == 6
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def fill(address: str | Path) -> None:
    """Make a database that holds something."""
    database = await Database.open(str(address))
    await database.settings.save(KEPT)
    await database.close()


async def is_whole(address: str | Path) -> bool:
    """Say whether what `fill` kept is there, and more can be kept."""
    database = await Database.open(str(address))
    await database.gaps.add("pay", GapKind.UNANSWERED, created=NOW)
    kept = list(await database.settings.all())
    await database.close()
    return kept == [KEPT]


@asynccontextmanager
async def locked(address: str) -> AsyncIterator[None]:
    """Hold what a write needs, from another process or, on a server, from another session."""
    if address.startswith("postgresql"):
        async with server.session(address) as connection, connection.transaction():
            await connection.execute("LOCK TABLE guild_settings IN ACCESS EXCLUSIVE MODE")
            yield
        return
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        # Not on the loop: a bot on it that is writing just now could not finish, and the other would wait in vain.
        assert await asyncio.to_thread(process.stdout.readline) == "locked\n"
        yield
        process.kill()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Act as a user whom permissions bind; root is not bound by any."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def full() -> Iterator[None]:
    """Let no file of SQLite that is opened inside the block grow."""

    def limit(connection, _):
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {max(1, *cursor.fetchone())}")
        cursor.close()

    event.listen(Pool, "connect", limit)
    try:
        yield
    finally:
        event.remove(Pool, "connect", limit)
