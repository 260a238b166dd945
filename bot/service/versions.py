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
from bot.service.guard import Guard, Work
from bot.service.threads import on_loop
from bot.storage.records import Process, Version
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
UNKEPT = later("The knowledge folder cannot be written, so a reload or the next start will not find it there.")
MOVED_ON = later("Another version runs since this preview, so it no longer tells what would change. Ask for a new one.")
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
    current: Version | None = None
    """What all processes should run, where this one does not."""
    trouble: str = ""
    """Why it does not, as far as it is known."""
    processes: tuple[Process, ...] = ()
    """The processes of the last minute, where there can be several."""
    own: str = ""
    """The id of this one."""


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
        self._since = now()
        # The last version that was current and that this process runs, or knows that it cannot run.
        self._settled = UNRECORDED
        self._trouble = ""
        # What the database shall still be told of what runs here.
        self._owed: Work[Version | None] | None = None

    async def start(self) -> None:
        """Find what runs among the versions, or record it; the golden questions are asked where it is new."""
        known = await self._guard.quietly(lambda storage: storage.versions.current(), None)
        if known is not None and known.digest == self._running.digest:
            self._runs(known)
            return
        if self._guard.shared and await self._guard.quietly(self._ran, False):
            return  # another process has loaded a newer one within this second; the first look catches up
        self._settled = known.number if known is not None else UNRECORDED
        try:
            await self._record(await asyncio.to_thread(self._coach.measure), START)
        except KnowledgeError as error:
            log.warning("the version that runs is not recorded: %s", error)

    async def _ran(self, storage: Storage) -> bool:
        return await storage.versions.ran(self._running.digest)

    @property
    def running(self) -> Version:
        """What this process answers from."""
        return self._running

    @property
    def since(self) -> datetime:
        """When it began to."""
        return self._since

    @property
    def trouble(self) -> str:
        """Why this process does not run the current version; nothing where it does, or will in a moment."""
        return self._trouble

    async def status(self) -> Status:
        """Tell what runs; reads the folder to see whether it differs."""
        differs = await asyncio.to_thread(lambda: self._coach.differs)
        others = await self.others()
        status = Status(self._running, differs, others, self._guard.works)
        if not self._guard.shared:
            return status
        current = await self._guard.soon(lambda storage: storage.versions.current(), None)
        if current is None or current.number == self._running.number:
            return status
        return replace(status, current=current, trouble=self._trouble)

    async def others(self) -> tuple[Version, ...]:
        """List what a rollback can choose, newest first; without what runs."""
        nothing: Sequence[Version] = ()
        kept = await self._guard.soon(lambda storage: storage.versions.all(), nothing)
        return tuple(version for version in kept if version.number != self._running.number)

    async def preview(self, recent: Sequence[str], number: int | None = None, report: Report = silent) -> Preview:
        """Build the folder, or a version by its number, beside what runs and tell what it would change."""
        return await self.preview_of(None if number is None else await self._content(number), recent, report)

    async def preview_of(self, archive: bytes | None, recent: Sequence[str], report: Report = silent) -> Preview:
        """Build an archive, or the folder where there is none, beside what runs and tell what it would change."""
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

    async def publish(
        self, digest: str, by: str, archive: bytes, keep: Callable[[], None], *, force: bool = False, report: Report
    ) -> Applied:
        """Swap in an archive that a preview showed under this digest, record it, and keep its files with `keep`.

        Where they cannot be kept, it runs all the same, and the summary says so.
        """
        async with self._alone():
            told = on_loop(report)
            result = await asyncio.to_thread(self._coach.apply, digest, archive=archive, force=force, report=told)
            applied = await self._recorded(result, by)
            if not result.swapped:
                return applied
            try:
                await asyncio.to_thread(keep)
            except KnowledgeError as error:
                log.warning("what was published is not in the folder: %s", error)
                return replace(applied, summary=_joined(applied.summary, say(UNKEPT)))
            return applied

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
            self._runs(replace(version, pinned=pinned), None if pinned else lambda storage: _pinned(storage, number))
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

    @property
    def owes(self) -> bool:
        """Whether something was loaded here that the database does not know of yet."""
        return self._owed is not None

    async def catch_up(self) -> None:
        """Run what the shared database says is current, unless this program cannot.

        Raises:
            StorageError: where the database fails; then it is to be tried again.
        """
        current = await self._guard.attempt(lambda storage: storage.versions.current())
        if current is None or current.number == self._settled:
            if self._owed is not None:
                paid = await self._guard.attempt(self._owed)
                self._runs(paid or self._running)
            elif current is not None and self._running.number == current.number:
                self._running = current  # it may be pinned by now
        elif current.digest == self._running.digest:
            self._runs(current)
        else:
            await self._follow(current)

    async def _follow(self, current: Version) -> None:
        """Build what another process made current, and answer from it."""
        before = self._running
        content = await self._guard.attempt(lambda storage: storage.versions.content(current.number))
        if content is None:  # a newer one has taken its place meanwhile
            return
        try:
            snapshot = await asyncio.to_thread(self._coach.build, content)
        except KnowledgeError as error:
            why = str(error.problems[0] if error.problems else error)
            log.warning("version %d, which the other processes run, cannot be run here: %s", current.number, why)
            self._settled, self._trouble = current.number, why
            return
        async with self._swapping:
            if self._running is before:  # else an admin was faster here
                self._coach.follow_version(snapshot)
                self._runs(current)
                log.info("version %d runs, which another process loaded", current.number)

    def _runs(self, version: Version, owed: Work[Version | None] | None = None) -> None:
        """Note what runs from now on; with `owed` the database is still to be told so."""
        if version.digest != self._running.digest:
            self._since = self._now()
        if owed is None:
            self._settled = version.number
        self._running, self._trouble = version, ""
        self._owed = owed if self._guard.shared else None

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Swap and record as one step, also among processes: of two at once, the second is told."""
        if self._swapping.locked():
            raise UserError(say(BUSY))
        async with self._swapping, self._guard.alone() as held:
            if not held:
                raise UserError(say(BUSY))
            if self._guard.shared:
                current = await self._guard.quietly(lambda storage: storage.versions.current(), None)
                if current is not None and current.number != self._settled:
                    raise UserError(say(MOVED_ON))
            yield

    async def _recorded(self, result: ReloadResult, by: str) -> Applied:
        self._count(by.partition(" ")[0], result)
        note = ""
        if result.loaded is not None:
            await self._record(result.loaded, by)
            note = say(UNRECORDED_NOTE) if self._running.number == UNRECORDED else ""
        elif result.swapped and self._running.pinned:
            # The folder holds what was rolled back to: from now on it decides again.
            number, created = self._running.number, self._now()
            again = await self._guard.quietly(
                lambda storage: storage.versions.again(number, created=created, by=by), None
            )
            self._runs(again or self._running)
        return Applied(result, self._running, _joined(result.summary, note))

    def _count(self, way: str, result: ReloadResult) -> None:
        """Count a reload; `way` is what began it, without who that was."""
        self._metrics.reloaded(way, "refused" if not result.swapped else "swapped" if result.loaded else "unchanged")

    async def _record(self, loaded: Checked, by: str) -> None:
        """Keep what runs now as a version; where the storage fails it runs all the same, and is kept later."""
        counts, golden = counts_of(loaded.snapshot.knowledge), loaded.golden
        created, digest, content = self._now(), loaded.digest, loaded.content

        async def add(storage: Storage) -> Version | None:
            return await storage.versions.add(digest, content, created=created, by=by, counts=counts, golden=golden)

        version = await self._guard.quietly(add, None)
        if version is not None:
            self._runs(version)
        else:
            self._runs(Version(UNRECORDED, digest, created, by, counts, golden), add)


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


async def _pinned(storage: Storage, number: int) -> Version | None:
    """Choose a version, and give it as it is then."""
    await storage.versions.pin(number)
    return await storage.versions.get(number)


def _gone(number: int) -> UserError:
    return UserError(say("There is no version {number} any more. The status lists those there are.", number=number))
