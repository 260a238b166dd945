"""The processes that run on one database, each with the time of its last sign of life by the database's own clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import delete, select

from bot.storage.access import Access
from bot.storage.records import Process
from bot.storage.tables import PROCESSES
from bot.storage.writes import clock, put

FORGOTTEN_AFTER = timedelta(hours=1)
"""Since the last sign of life of a process that was killed."""

_DESCRIBING = [column for column in PROCESSES.c if column is not PROCESSES.c.seen]


class StoredProcesses:
    """A `ProcessRepository` of one database."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def beat(self, process: Process) -> None:
        """Say that a process is alive, and how it is; what does not fit is cut."""
        values = asdict(process)
        for column in (PROCESSES.c.shards, PROCESSES.c.trouble):
            values[column.name] = values[column.name].replace("\0", "")[: column.type.length]  # type: ignore[attr-defined]
        async with self._access.writing() as connection:
            now = await clock(connection)
            await put(connection, PROCESSES, values | {"seen": now})
            await connection.execute(delete(PROCESSES).where(PROCESSES.c.seen < now - FORGOTTEN_AFTER))

    async def lately(self, seconds: float) -> Sequence[Process]:
        """Give the processes that have beaten in the last seconds, by the database's clock, the oldest first."""
        async with self._access.reading() as connection:
            since = await clock(connection) - timedelta(seconds=seconds)
            alive = select(*_DESCRIBING).where(PROCESSES.c.seen >= since).order_by(PROCESSES.c.shards, PROCESSES.c.id)
            return [Process(**row._asdict()) for row in await connection.execute(alive)]

    async def forget(self, process: str) -> None:
        """Forget a process that ends."""
        async with self._access.writing() as connection:
            await connection.execute(delete(PROCESSES).where(PROCESSES.c.id == process))
