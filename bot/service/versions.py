"""Which version of the knowledge runs, how it came to run, and how to go back to another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.app import Coach, ReloadResult
from bot.errors import KnowledgeError, UserError
from bot.locale import later, say
from bot.metrics import Metrics
from bot.progress import Report, silent
from bot.reloading.reloader import BUSY
from bot.reloading.snapshot import counts_of
from bot.service.guard import Guard
from bot.service.threads import on_loop
from bot.storage.records import Version
from bot.storage.repositories import Storage

if TYPE_CHECKING:
    from bot.reloading.checking import Checked
    from bot.reloading.preview import Preview

log = logging.getLogger(__name__)

START, WATCH, ROLLBACK = "start", "watch", "rollback"
UNRECORDED = 0
"""The number of a version that the database does not hold."""
UNRECORDED_NOTE = later("The database does not work, so no rollback will find this version.")
UNPINNED = later("The database does not work, so the next start will read the folder again.")
KEPT_READY = 15 * 60.0
"""Seconds after which a preview that was neither applied nor discarded is let go of; it is built again when needed."""


@dataclass(frozen=True, slots=True)
class Status:
    """What runs, and what could run instead."""

    version: Version
    """Its number is `UNRECORDED` and its golden result 0 of 0 where they are not known."""
    differs: bool
    """Whether the folder holds something else, which a reload would take."""
    versions: tuple[Version, ...]
    """What a rollback can choose, newest first; without what runs."""
    storage: bool
    """Whether the database works."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a reload or a rollback."""

    result: ReloadResult
    version: Version
    """What runs now."""
    summary: str
    """What happened, and what could not be kept of it, in a sentence or two."""


def admin(user: int) -> str:
    """Name an admin in the record of a version."""
    return f"admin {user}"


class Versions:
    """Loads, records and brings back versions; one at a time, which the coach sees to."""

    def __init__(self, coach: Coach, guard: Guard, now: Callable[[], datetime], metrics: Metrics) -> None:
        self._coach = coach
        self._metrics = metrics
        self._guard = guard
        self._now = now
        self._swapping = asyncio.Lock()
        self._closed = False
        self._letting_go: asyncio.TimerHandle | None = None
        self._running = Version(UNRECORDED, coach.knowledge.digest, now(), START, counts_of(coach.knowledge))

    async def start(self) -> None:
        """Find what runs among the versions, or record it; the golden questions are asked where it is new."""
        known = await self._guard.quietly(_current, None)
        if known is not None and known.digest == self._running.digest:
            self._running = known
            return
        try:
            await self._record(await asyncio.to_thread(self._coach.measure), START)
        except KnowledgeError as error:
            log.warning("the version that runs is not recorded: %s", error)

    async def status(self) -> Status:
        """Tell what runs; reads the folder to see whether it differs."""
        differs = await asyncio.to_thread(lambda: self._coach.differs)
        others = await self.others()
        return Status(self._running, differs, others, self._guard.works)

    async def others(self) -> tuple[Version, ...]:
        """List what a rollback can choose, newest first; without what runs."""
        nothing: Sequence[Version] = ()
        kept = await self._guard.soon(lambda storage: storage.versions.all(), nothing)
        return tuple(version for version in kept if version.number != self._running.number)

    async def preview(self, recent: Sequence[str], number: int | None = None, report: Report = silent) -> Preview:
        """Build the folder, or a version by its number, beside what runs and tell what it would change."""
        archive = None if number is None else await self._content(number)
        told = on_loop(report)
        preview = await asyncio.to_thread(self._coach.prepare, recent, archive=archive, report=told)
        if self._letting_go is not None:
            self._letting_go.cancel()
        self._letting_go = asyncio.get_running_loop().call_later(KEPT_READY, self._coach.discard)
        return preview

    async def apply(self, digest: str, by: str, *, force: bool = False, report: Report = silent) -> Applied:
        """Swap in what a preview of the folder showed under this digest, and record it."""
        async with self._alone():
            told = on_loop(report)
            result = await asyncio.to_thread(self._coach.apply, digest, force=force, report=told)
            return await self._recorded(result, by)

    async def reload(self, by: str, *, force: bool = False, report: Report = silent) -> Applied:
        """Swap in what the folder holds, without a preview, and record it."""
        async with self._alone():
            told = on_loop(report)
            result = await asyncio.to_thread(self._coach.reload, force, report=told)
            return await self._recorded(result, by)

    async def rollback(
        self, number: int, *, digest: str | None = None, force: bool = False, report: Report = silent
    ) -> Applied:
        """Run a version again, now and at the next start, until somebody reloads."""
        async with self._alone():
            version = await self._guard.needed(lambda storage: storage.versions.get(number))
            if version is None or digest not in (None, version.digest):
                raise _gone(number)
            archive, told = await self._content(number), on_loop(report)
            result = await asyncio.to_thread(
                self._coach.apply, version.digest, archive=archive, force=force, report=told
            )
            self._count(ROLLBACK, result)
            if not result.swapped:
                return Applied(result, self._running, result.summary)
            pinned = await self._guard.quietly(lambda storage: storage.versions.pin(number), False)
            self._running = replace(version, pinned=pinned)
            return Applied(result, self._running, _joined(result.summary, "" if pinned else say(UNPINNED)))

    async def close(self) -> None:
        """Wait until what is being swapped in is recorded, let nothing else begin, and let go of what is prepared."""
        if not self._closed:
            self._closed = True
            await self._swapping.acquire()
        if self._letting_go is not None:
            self._letting_go.cancel()
        self._coach.discard()

    async def _content(self, number: int) -> bytes:
        content = await self._guard.needed(lambda storage: storage.versions.content(number))
        if content is None:
            raise _gone(number)
        return content

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Swap and record as one step: of two at once, the second is told."""
        if self._swapping.locked():
            raise UserError(say(BUSY))
        async with self._swapping:
            yield

    async def _recorded(self, result: ReloadResult, by: str) -> Applied:
        self._count(by.partition(" ")[0], result)
        note = ""
        if result.loaded is not None:
            await self._record(result.loaded, by)
            note = say(UNRECORDED_NOTE) if self._running.number == UNRECORDED else ""
        elif result.swapped and self._running.pinned:
            # The folder holds what was rolled back to: from now on it decides again.
            await self._guard.quietly(lambda storage: storage.versions.unpin(), None)
            self._running = replace(self._running, pinned=False)
        return Applied(result, self._running, _joined(result.summary, note))

    def _count(self, way: str, result: ReloadResult) -> None:
        """Count a reload; `way` is what began it, without who that was."""
        self._metrics.reloaded(way, "refused" if not result.swapped else "swapped" if result.loaded else "unchanged")

    async def _record(self, loaded: Checked, by: str) -> None:
        """Keep what runs now as a version; where the storage fails it runs all the same."""
        counts, golden = counts_of(loaded.snapshot.knowledge), loaded.golden
        created = self._now()
        unrecorded = Version(UNRECORDED, loaded.digest, created, by, counts, golden)
        self._running = await self._guard.quietly(
            lambda storage: storage.versions.add(
                loaded.digest, loaded.content, created=created, by=by, counts=counts, golden=golden
            ),
            unrecorded,
        )


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


async def _current(storage: Storage) -> Version | None:
    """Give the version that ran last: a pinned one, or the newest."""
    return await storage.versions.pinned() or await storage.versions.latest()


def _gone(number: int) -> UserError:
    return UserError(say("There is no version {number} any more. The status lists those there are.", number=number))
