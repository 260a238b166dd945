"""The database, open and up to date."""

from __future__ import annotations

from bot.storage.access import Access, open_access
from bot.storage.address import parse
from bot.storage.gaps import StoredGaps
from bot.storage.guilds import StoredSettings
from bot.storage.migrations import migrate
from bot.storage.versions import StoredVersions
from bot.storage.votes import StoredVotes

PATIENCE = 5.0
"""Seconds that a write waits for a lock of somebody else."""


class Database:
    """A `Storage` in SQLite or PostgreSQL. Every failure, of every method, is a `StorageError`."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self.settings = StoredSettings(access)
        self.gaps = StoredGaps(access)
        self.votes = StoredVotes(access)
        self.versions = StoredVersions(access)

    @classmethod
    async def open(cls, address: str, *, patience: float = PATIENCE) -> Database:
        """Open a file of SQLite, by its path or URL, or a database of PostgreSQL, by its URL, and bring it up to date.

        Raises:
            StorageError: where it cannot be opened, read, written or brought up to date; then it is as it was.
        """
        access = open_access(parse(address), patience)
        try:
            await migrate(access)
        except BaseException:
            await access.close()
            raise
        return cls(access)

    @property
    def name(self) -> str:
        """Where it is, without a password."""
        return self._access.name

    async def close(self) -> None:
        """Let go of the database; what was written stays."""
        await self._access.close()
