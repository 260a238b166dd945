"""The questions that were not answered well: kept without who asked, told in groups, gone after a while."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.answers.blocks import Outcome, Reply
from bot.app import Coach
from bot.redaction import redact
from bot.service.backlog import Backlog
from bot.service.clusters import Cluster, clusters
from bot.service.guard import Guard
from bot.storage.records import UNKEPT, Gap, GapKind

KINDS = {Outcome.UNKNOWN: GapKind.UNANSWERED, Outcome.CLARIFY: GapKind.UNCLEAR}
"""Which outcomes leave a gap."""
MOST = 10_000
"""Gaps that are looked at; the storage keeps no more."""
APART = 0.5
"""Seconds between two writes: under load, what comes in meanwhile is written together."""
MOST_RECENT = 200
"""Different questions that a preview asks again."""
COLUMNS = ("group", "question", "kind", "reasons", "day")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula or a command, in half and in full width."""


class Gaps:
    """What members asked in vain; nothing is kept where the time to keep it is nothing."""

    def __init__(self, coach: Coach, guard: Guard, now: Callable[[], datetime], kept_for: timedelta) -> None:
        self._coach = coach
        self._guard = guard
        self._now = now
        self._kept_for = kept_for
        self.backlog: Backlog[Gap] = Backlog(
            guard, lambda storage, gaps: storage.gaps.add_all(gaps), name="gaps", apart=APART
        )

    async def note(self, reply: Reply, text: str) -> None:
        """Keep a message that was not answered, later where the storage fails; nothing of one that was."""
        kind = KINDS.get(reply.outcome)
        if kind is not None:
            await self._keep(text, kind, ())

    async def dislike(self, text: str, reasons: Sequence[str]) -> None:
        """Keep a message whose answer somebody did not like."""
        await self._keep(text, GapKind.DISLIKED, reasons)

    async def recent(self) -> tuple[str, ...]:
        """Give the questions that got no answer, each once, newest first; none where the storage fails."""
        nothing: Sequence[Gap] = ()
        found = await self._guard.quietly(lambda storage: storage.gaps.recent(limit=MOST), nothing)
        texts = dict.fromkeys(gap.text for gap in found if gap.kind is not GapKind.DISLIKED)
        return tuple(texts)[:MOST_RECENT]

    async def clusters(self) -> tuple[Cluster, ...]:
        """Give all gaps, grouped by likeness, the largest group first.

        Raises:
            UserError: where the storage fails.
        """
        await self.purge()
        await self.backlog.flush()
        found = await self._guard.needed(lambda storage: storage.gaps.recent(limit=MOST))
        return await asyncio.to_thread(clusters, found, self._coach.telling)

    async def csv(self) -> bytes:
        """Give all gaps as a CSV file, one a row, those of a group together.

        Raises:
            UserError: where the storage fails.
        """
        return as_csv(await self.clusters())

    async def purge(self) -> int:
        """Forget what is older than it may be; give the number of gaps that went."""
        oldest = self._now() - self._kept_for
        return await self._guard.quietly(lambda storage: storage.gaps.purge(oldest), 0)

    async def _keep(self, text: str, kind: GapKind, reasons: Sequence[str]) -> None:
        if not self._kept_for:
            return
        # By day: with the minute, a gap could be laid beside the messages of a channel.
        day = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
        clean = redact(text)  # here too, so that nothing else ever leaves for the storage
        if clean:
            await self.backlog.add(Gap(clean, kind, tuple(reasons), day, UNKEPT))


def as_csv(groups: Sequence[Cluster]) -> bytes:
    """Write groups as CSV in UTF-8 with a byte order mark, by which spreadsheets know it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for number, group in enumerate(groups, 1):
        for gap in group.gaps:
            row = (str(number), gap.text, gap.kind, " ".join(gap.reasons), gap.created.date().isoformat())
            writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Write a cell on one line, with an apostrophe before what a spreadsheet might calculate."""
    line = " ".join(cell.split())
    return f"'{line}" if line.startswith(_FORMULA) else line
