"""The versions of the knowledge, in the database."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageError
from bot.storage.access import Access
from bot.storage.notices import tell
from bot.storage.records import Counts, Golden, Topic, Version
from bot.storage.tables import FOLDERS, VERSIONS
from bot.storage.writes import fitting, put, trim

KEPT_BEHIND = 5
"""Versions kept beside the one that runs."""
LARGEST_CONTENT = 64 * 2**20
"""Bytes of a compressed folder."""
MOST_FOLDERS = 1_000
"""Digests that are remembered of folders put to use."""

_DESCRIBING = [column for column in VERSIONS.c if column is not VERSIONS.c.content]
_CURRENT = select(*_DESCRIBING).order_by(VERSIONS.c.pinned.desc(), VERSIONS.c.number.desc()).limit(1)


class StoredVersions:
    """A `VersionRepository` of one database."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def add(
        self, digest: str, content: bytes, *, created: datetime, by: str, counts: Counts, golden: Golden
    ) -> Version:
        """Keep the version that runs from now on, with its archived folder (compressed here).

        It gets the next number, a pin on another version is taken off, and the oldest go. Where the current version
        has the same digest, that one is given instead.
        """
        fitting(VERSIONS.c.digest, digest)
        fitting(VERSIONS.c.by, by)
        packed = await asyncio.to_thread(zlib.compress, content, 9)
        if len(packed) > LARGEST_CONTENT:
            raise StorageError(f"A knowledge folder of more than {LARGEST_CONTENT >> 20} MiB, compressed, is not kept.")
        async with self._access.writing() as connection:
            await _lock(connection)
            current = (await connection.execute(_CURRENT)).one_or_none()
            if current is not None and current.digest == digest:  # of two processes that load the same, one was first
                return _version(current)
            version = Version(await _next(connection), digest, created, by, counts, golden)
            await connection.execute(update(VERSIONS).values(pinned=False))
            await connection.execute(insert(VERSIONS).values(_values(version) | {"content": packed}))
            await _became_current(connection, version)
        return version

    async def again(self, number: int, *, created: datetime, by: str) -> Version | None:
        """Keep a version once more as the newest, so that it runs without a pin; None where it is gone."""
        fitting(VERSIONS.c.by, by)
        async with self._access.writing() as connection:
            await _lock(connection)
            row = (await connection.execute(select(*_DESCRIBING).where(VERSIONS.c.number == number))).one_or_none()
            if row is None:
                return None
            version = replace(_version(row), number=await _next(connection), created=created, by=by, pinned=False)
            await connection.execute(update(VERSIONS).values(pinned=False))
            values = _values(version)
            copied = select(
                *(literal(values[column.name], column.type) for column in _DESCRIBING), VERSIONS.c.content
            ).where(VERSIONS.c.number == number)
            names = [column.name for column in _DESCRIBING] + [VERSIONS.c.content.name]
            await connection.execute(insert(VERSIONS).from_select(names, copied))
            await _became_current(connection, version)
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
            await tell(connection, Topic.VERSIONS)
        return True

    async def current(self) -> Version | None:
        """Give the version that should run: the one a rollback chose, or the latest; None where there is none yet."""
        async with self._access.reading() as connection:
            row = (await connection.execute(_CURRENT)).one_or_none()
        return _version(row) if row else None

    async def ran(self, digest: str) -> bool:
        """Tell whether a folder was ever put to use, also where its version is gone by now."""
        async with self._access.reading() as connection:
            found = await connection.execute(select(FOLDERS.c.number).where(FOLDERS.c.digest == digest))
            return found.one_or_none() is not None

    async def _first(self, condition: ColumnElement[bool]) -> Version | None:
        newest = select(*_DESCRIBING).where(condition).order_by(VERSIONS.c.number.desc()).limit(1)
        async with self._access.reading() as connection:
            row = (await connection.execute(newest)).one_or_none()
        return _version(row) if row else None


async def _lock(connection: AsyncConnection) -> None:
    """Let one process at a time give out a number; on SQLite a write is alone anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text(f"LOCK TABLE {VERSIONS.name} IN SHARE ROW EXCLUSIVE MODE"))


async def _next(connection: AsyncConnection) -> int:
    return ((await connection.execute(select(func.max(VERSIONS.c.number)))).scalar_one() or 0) + 1


async def _became_current(connection: AsyncConnection, version: Version) -> None:
    """Drop the oldest versions, remember the folder, and tell the other processes."""
    await trim(connection, VERSIONS.c.number, KEPT_BEHIND + 1)
    await put(connection, FOLDERS, {"digest": version.digest, "number": version.number})
    await trim(connection, FOLDERS.c.number, MOST_FOLDERS)
    await tell(connection, Topic.VERSIONS)


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
