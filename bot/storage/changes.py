"""What several processes on one PostgreSQL tell each other; a file of SQLite has one process, and nobody to tell."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import func, select, text

from bot.storage.access import Access
from bot.storage.notices import CHANNEL, read
from bot.storage.records import Notice, Topic
from bot.storage.tables import CHANGES, TURNS
from bot.storage.writes import clock, put

_LOADING = 0x0C0AC5
"""With the schema, the number that a process locks while it changes which version is current."""


class StoredChanges:
    """A `ChangeRepository` of one database."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @property
    def shared(self) -> bool:
        """Whether there can be other processes at all."""
        return self._access.shared

    async def counts(self) -> Mapping[Topic, int]:
        """Count the changes on each topic that has any."""
        async with self._access.reading() as connection:
            rows = await connection.execute(select(CHANGES.c.topic, CHANGES.c["count"]))
            return {Topic(topic): count for topic, count in rows if topic in {*Topic}}

    async def listen(self, heard: Callable[[Notice], None]) -> None:
        """Pass on every notice until cancelled; ends with a `StorageError` when the connection is lost."""
        async with self._access.reading() as connection:
            channel: str = (await connection.execute(select(CHANNEL))).scalar_one()

        def receive(payload: str) -> None:
            notice = read(payload)
            if notice is not None:
                heard(notice)

        await self._access.listen(channel, receive)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[bool]:
        """Hold, for a block, what one process can hold at a time; False where another holds it.

        The lock goes with its connection, so a process that is killed holds nobody up.
        """
        if not self.shared:
            yield True
            return
        async with self._access.writing() as connection:
            schema = func.hashtext(func.current_schema())
            yield bool(await connection.scalar(select(func.pg_try_advisory_xact_lock(_LOADING, schema))))

    async def take_turn(self, bucket: int, pause: float) -> float:
        """Take a turn where the last one in its bucket is `pause` seconds ago; give the seconds that are left else."""
        async with self._access.writing() as connection:
            if self.shared:
                await connection.execute(text(f"LOCK TABLE {TURNS.name} IN EXCLUSIVE MODE"))
            now = await clock(connection)
            taken = await connection.scalar(select(TURNS.c.taken).where(TURNS.c.bucket == bucket))
            left = 0.0 if taken is None else (taken + timedelta(seconds=pause) - now).total_seconds()
            if 0 < left <= pause:
                return left
            await put(connection, TURNS, {"bucket": bucket, "taken": now})
        return 0.0
