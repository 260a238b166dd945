"""A PostgreSQL server for the tests, where one is reachable."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

VARIABLE = "CAREER_COACH_TEST_POSTGRES"
SERVER = os.environ.get(VARIABLE) or "postgresql://postgres@127.0.0.1:5432/postgres"
"""Read at import: while tests run, the environment is kept clean of such names."""


def url(*, user: str = "", database: str = "", options: str = "") -> str:
    """Give the server's URL with another user or database, or with options."""
    parts = urlsplit(SERVER)
    query = "&".join(filter(None, [parts.query, options]))
    netloc = f"{user}@{parts.netloc.split('@')[-1]}" if user else parts.netloc
    return parts._replace(netloc=netloc, path=f"/{database}" if database else parts.path, query=query).geturl()


async def reachable() -> bool:
    """Say whether the server lets us in."""
    try:
        connection = await asyncpg.connect(SERVER, timeout=3)
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True


@asynccontextmanager
async def session(at: str = SERVER) -> AsyncIterator[Any]:
    """Give a connection of our own, beside the program's."""
    connection = await asyncpg.connect(at)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def schema() -> AsyncIterator[str]:
    """Make a schema that is gone afterwards, and give the URL that works in it."""
    name = f"coach_{uuid4().hex}"
    async with session() as connection:
        await connection.execute(f"CREATE SCHEMA {name}")
    try:
        yield url(options=f"search_path={name}")
    finally:
        async with session() as connection:
            await connection.execute(f"DROP SCHEMA {name} CASCADE")
