"""The questions that were not answered well, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from bot.redaction import redact
from bot.storage.access import Access
from bot.storage.records import Gap, GapKind
from bot.storage.tables import GAPS
from bot.storage.writes import fitting_reasons, trim

MOST_GAPS = 10_000
LONGEST_GAP = 500
"""Characters kept of a question."""


class StoredGaps:
    """A `GapRepository` of one database, with at most `most` gaps."""

    def __init__(self, access: Access, most: int = MOST_GAPS) -> None:
        self._access = access
        self._most = most

    async def add(self, text: str, kind: GapKind, *, created: datetime, reasons: Sequence[str] = ()) -> Gap | None:
        """Redact a question, whatever was done to it before, and keep it; None where nothing of it is left."""
        values = _values(text, kind, created, reasons)
        if values is None:
            return None
        async with self._access.writing() as connection:
            row = (await connection.execute(insert(GAPS).values(values).returning(GAPS))).one()
            await trim(connection, GAPS.c.id, self._most)
        return _gap(row)

    async def add_all(self, gaps: Sequence[Gap]) -> None:
        """Keep several gaps as one step, each as `add` does; what number they have does not count."""
        rows = [_values(gap.text, gap.kind, gap.created, gap.reasons) for gap in gaps]
        kept = [values for values in rows if values is not None]
        if not kept:
            return
        async with self._access.writing() as connection:
            await connection.execute(insert(GAPS), kept)
            await trim(connection, GAPS.c.id, self._most)

    async def recent(self, *, limit: int = 1_000) -> Sequence[Gap]:
        """Give the gaps, newest first."""
        newest = select(GAPS).order_by(GAPS.c.created.desc(), GAPS.c.id.desc()).limit(limit)
        async with self._access.reading() as connection:
            return [_gap(row) for row in await connection.execute(newest)]

    async def count(self) -> int:
        """Count the gaps."""
        async with self._access.reading() as connection:
            return (await connection.execute(select(func.count()).select_from(GAPS))).scalar_one()

    async def purge(self, before: datetime) -> int:
        """Forget what was kept before a time; give the number of gaps that went."""
        async with self._access.writing() as connection:
            return (await connection.execute(delete(GAPS).where(GAPS.c.created < before))).rowcount


def _values(text: str, kind: GapKind, created: datetime, reasons: Sequence[str]) -> dict[str, Any] | None:
    """Give what is kept of a question; None where nothing of it is left."""
    # Redacted again after the cut, which might have left half of a link or the end of a number.
    kept = redact(redact(text)[:LONGEST_GAP]).replace("\0", "")
    if not kept:
        return None
    return {"text": kept, "kind": kind.value, "reasons": fitting_reasons(reasons), "created": created}


def _gap(row: Row[Any]) -> Gap:
    values = row._asdict()
    return Gap(**values | {"kind": GapKind(values["kind"]), "reasons": tuple(values["reasons"])})
