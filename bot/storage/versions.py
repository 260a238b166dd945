"""The versions of the knowledge, in the database."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from bot.errors import StorageError
from bot.storage.access import Access
from bot.storage.records import Counts, Golden, Version
from bot.storage.tables import VERSIONS
from bot.storage.writes import fitting, trim

KEPT_BEHIND = 5
"""Versions kept beside the one that runs."""
LARGEST_CONTENT = 64 * 2**20
"""Bytes of a compressed folder."""

_DESCRIBING = [column for column in VERSIONS.c if column is not VERSIONS.c.content]


class StoredVersions:
    """A `VersionRepository` of one database."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def add(
        self, digest: str, content: bytes, *, created: datetime, by: str, counts: Counts, golden: Golden
    ) -> Version:
        """Keep the version that runs from now on, with its archived folder (compressed here).

        It gets the next number, a pin on another version is taken off, and the oldest go.
        """
        fitting(VERSIONS.c.digest, digest)
        fitting(VERSIONS.c.by, by)
        packed = await asyncio.to_thread(zlib.compress, content, 9)
        if len(packed) > LARGEST_CONTENT:
            raise StorageError(f"A knowledge folder of more than {LARGEST_CONTENT >> 20} MiB, compressed, is not kept.")
        async with self._access.writing() as connection:
            last = (await connection.execute(select(func.max(VERSIONS.c.number)))).scalar_one()
            version = Version((last or 0) + 1, digest, created, by, counts, golden)
            await connection.execute(update(VERSIONS).values(pinned=False))
            await connection.execute(insert(VERSIONS).values(_values(version) | {"content": packed}))
            await trim(connection, VERSIONS.c.number, KEPT_BEHIND + 1)
        return version

    async def all(self) -> Sequence[Version]:
        """Give the versions that are kept, newest first."""
        async with self._access.reading() as connection:
            rows = await connection.execute(select(*_DESCRIBING).order_by(VERSIONS.c.number.desc()))
            return [_version(row) for row in rows]

    async def get(self, number: int) -> Version | None:
        """Give a version; None where it is gone or never was."""
        return await self._first(VERSIONS.c.number == number)

    async def latest(self) -> Version | None:
        """Give the version with the highest number; None where there is none yet."""
        return await self._first(VERSIONS.c.number > 0)

    async def pinned(self) -> Version | None:
        """Give the version that a rollback chose; None where none is chosen."""
        return await self._first(VERSIONS.c.pinned)

    async def content(self, number: int) -> bytes | None:
        """Give the archived folder of a version, as it was handed in; None where it is gone."""
        async with self._access.reading() as connection:
            packed = await connection.scalar(select(VERSIONS.c.content).where(VERSIONS.c.number == number))
        if packed is None:
            return None
        try:
            return await asyncio.to_thread(zlib.decompress, packed)
        except zlib.error:
            raise StorageError(f"Version {number} in the database {self._access.name} is damaged.") from None

    async def pin(self, number: int) -> bool:
        """Choose the version for the next start, instead of any other; False, and no change, where it is gone."""
        async with self._access.writing() as connection:
            chosen = update(VERSIONS).where(VERSIONS.c.number == number).values(pinned=True)
            if (await connection.execute(chosen)).rowcount == 0:
                return False
            await connection.execute(update(VERSIONS).where(VERSIONS.c.number != number).values(pinned=False))
        return True

    async def unpin(self) -> None:
        """Let the folder decide again at the next start."""
        async with self._access.writing() as connection:
            await connection.execute(update(VERSIONS).values(pinned=False))

    async def _first(self, condition: ColumnElement[bool]) -> Version | None:
        newest = select(*_DESCRIBING).where(condition).order_by(VERSIONS.c.number.desc()).limit(1)
        async with self._access.reading() as connection:
            row = (await connection.execute(newest)).one_or_none()
        return _version(row) if row else None


def _values(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "digest": version.digest,
        "created": version.created,
        "by": version.by,
        "roles": version.counts.roles,
        "facets": version.counts.facets,
        "passages": version.counts.passages,
        "figures": version.counts.figures,
        "golden_right": version.golden.right,
        "golden_total": version.golden.total,
        "pinned": version.pinned,
    }


def _version(row: Row[Any]) -> Version:
    return Version(
        row.number,
        row.digest,
        row.created,
        row.by,
        Counts(row.roles, row.facets, row.passages, row.figures),
        Golden(row.golden_right, row.golden_total),
        row.pinned,
    )
