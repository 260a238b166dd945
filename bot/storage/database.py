"""The database, open and up to date."""

from __future__ import annotations

from pathlib import Path

from bot.storage.access import Access, open_access
from bot.storage.address import Kind, parse
from bot.storage.changes import StoredChanges
from bot.storage.gaps import StoredGaps
from bot.storage.guilds import StoredSettings
from bot.storage.lock import FileLock
from bot.storage.migrations import migrate
from bot.storage.processes import StoredProcesses
from bot.storage.versions import StoredVersions
from bot.storage.votes import StoredVotes

PATIENCE = 5.0
"""Seconds that a write waits for a lock of somebody else."""


class Database:
    """A `Storage` in SQLite or PostgreSQL. Every failure, of every method, is a `StorageError`."""

    def __init__(self, access: Access, lock: FileLock | None = None) -> None:
        self._access = access
        self._lock = lock
        self.settings = StoredSettings(access)
        self.gaps = StoredGaps(access)
        self.votes = StoredVotes(access)
        self.versions = StoredVersions(access)
        self.changes = StoredChanges(access)
        self.processes = StoredProcesses(access)

    @classmethod
    async def open(cls, address: str, *, patience: float = PATIENCE, alone: bool = False) -> Database:
        """Open a file of SQLite, by its path or URL, or a database of PostgreSQL, by its URL, and bring it up to date.

        With `alone`, a file of SQLite that another process has opened so is refused; PostgreSQL is for several.

        Raises:
            StorageError: where it cannot be opened, read, written or brought up to date; then it is as it was.
        """
        parsed = parse(address)
        access = open_access(parsed, patience)
        lock = None
        try:
            if alone and parsed.kind is Kind.SQLITE:
                lock = FileLock(Path(parsed.target), parsed.name)
            await migrate(access)
        except BaseException:
            await access.close()
            if lock is not None:
                lock.release()
            raise
        return cls(access, lock)

    @property
    def name(self) -> str:
        """Where it is, without a password."""
        return self._access.name

    async def close(self) -> None:
        """Let go of the database; what was written stays."""
        await self._access.close()
        if self._lock is not None:
            self._lock.release()
