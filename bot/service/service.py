"""What a front holds: the coach that answers, and around it all that admins can do and the database keeps.

A command of a front is then a few lines; `/knowledge reload`, say:

    preview = await service.preview(report=progress)
    show(headline(preview), sections(preview), buttons=preview.loadable)        # bot.reloading.sections
    …
    applied = await service.apply(preview.digest, user.id, force=pressed_force)
    show(applied.summary, applied.result.problems)

Members are answered whatever the database does. What fails with it waits in memory, within bounds (gaps, votes), is
answered with a default (settings), or is told with a `UserError` to who asked for it (gaps_csv, rollback, export and
their like).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.answers.blocks import Reply
from bot.app import Coach
from bot.config import Shards
from bot.errors import Problem
from bot.knowledge.freshness import Due, askings, by_askings
from bot.metrics import Metrics
from bot.progress import Report, silent
from bot.service.clusters import Cluster
from bot.service.gaps import Gaps
from bot.service.guard import Guard
from bot.service.guilds import Guilds
from bot.service.imports import Drafted, Imports, Tried
from bot.service.privacy import Deleted, Kept, Privacy
from bot.service.pseudonyms import Pseudonyms
from bot.service.threads import in_loop, on_loop
from bot.service.together import Together
from bot.service.versions import Applied, Status, Versions, admin
from bot.service.votes import Votes
from bot.storage.records import GuildSettings, Process, Tally, Version
from bot.storage.repositories import Storage

if TYPE_CHECKING:
    from bot.reloading.preview import Preview

log = logging.getLogger(__name__)

RETRY_EVERY = 10.0
"""Seconds between two tries to write what waits because the database failed."""
ALIVE = 60.0
"""Seconds since its last sign of life for which a process counts as one that runs."""
TIDY_EVERY = 6 * 3600.0
"""Seconds between two looks for what is older than it may be."""


def utc_now() -> datetime:
    """Give the time in UTC."""
    return datetime.now(UTC)


class Service:
    """The coach with what stands around it; `start` it on the loop that uses it, and `close` it."""

    def __init__(
        self,
        coach: Coach,
        storage: Storage,
        *,
        pseudonyms: Pseudonyms,
        gaps_for: timedelta = timedelta(days=30),
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Put it together; `pseudonyms` name members, `gaps_for` is how long gaps are kept, if at all."""
        self.coach = coach
        self.metrics = Metrics()
        self._storage = storage
        self._guard = Guard(storage)
        self._versions = Versions(coach, self._guard, now, self.metrics)
        self._imports = Imports(coach, self._versions)
        self._gaps = Gaps(coach, self._guard, now, gaps_for)
        self._guilds = Guilds(self._guard)
        self._votes = Votes(self._guard, self._gaps, now)
        self._privacy = Privacy(self._guard, pseudonyms, gaps_for)
        self._backlogs = (self._votes.backlog, self._gaps.backlog)
        self.pseudonym = pseudonyms.of
        self._asked: Counter[tuple[str, str]] = Counter()
        self._process = secrets.token_hex(4)
        self.shards = Shards()
        """Which part of Discord this process serves; the front says so once it knows."""
        self.together: Together | None = None
        """What follows the other processes, where there can be some."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._read_metrics()

    async def start(self, *, watch: bool = False) -> None:
        """Find or record the version that runs, and begin what goes on by itself; `watch` follows the folder."""
        self.coach.swap_through(in_loop())
        await self._versions.start()
        self._run(self._tidy(), "tidy")
        self._run(self._retry(), "retry")
        if self.shared:
            self.together = Together(self._storage, self._guard, self._versions, self._guilds, self._describe)
            self._run(self.together.run(), "together")
        if watch:
            from bot.service.watch import follow  # brings the watcher's library

            self._run(follow(self.coach.folder, self._versions), "watch")

    async def close(self) -> None:
        """End what goes on by itself and let go of the database."""
        await self._versions.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for backlog in self._backlogs:
            await backlog.close()
        if self.shared:
            await self._guard.soon(lambda storage: storage.processes.forget(self._process), None)
        await self._guard.close()

    # Other processes on the same database.

    @property
    def shared(self) -> bool:
        """Tell whether other processes can use the database, too."""
        return self._guard.shared

    async def take_turn(self, bucket: int, pause: float) -> float | None:
        """Take a turn that all processes share, `pause` seconds after the last; give the seconds that are left else.

        None where the database does not work, so that nobody can know.
        """
        return await self._guard.soon(lambda storage: storage.changes.take_turn(bucket, pause), None)

    # The knowledge, for admins.

    async def status(self) -> Status:
        """Tell which version runs, who loaded it when, whether the folder differs, and what a rollback can choose."""
        status = await self._versions.status()
        if not self.shared:
            return status
        nothing: Sequence[Process] = ()
        alive = await self._guard.soon(lambda storage: storage.processes.lately(ALIVE), nothing)
        return replace(status, processes=tuple(alive), own=self._process)

    def due(self, tallies: Mapping[str, Tally]) -> tuple[Due, ...]:
        """List what of the knowledge is due to be read again, what was asked about or voted on most first."""
        votes = {answer: tally.up + tally.down for answer, tally in tallies.items()}
        return by_askings(self.coach.due(), self._asked + askings(self.coach.knowledge, votes))

    async def versions(self) -> tuple[Version, ...]:
        """List the versions that a rollback can choose, newest first; none where the database fails or is slow."""
        return await self._versions.others()

    async def check(self, report: Report = silent) -> list[Problem]:
        """List everything that is wrong with the folder; changes nothing."""
        return await asyncio.to_thread(self.coach.check, on_loop(report))

    async def preview(self, number: int | None = None, *, report: Report = silent) -> Preview:
        """Tell what a reload, or a rollback to a version, would change; nothing is swapped.

        Draw it with `headline` and `sections` of `bot.reloading.sections`.

        Raises:
            UserError: while somebody else reloads, or where the version is gone.
        """
        return await self._versions.preview(await self._gaps.recent(), number, report)

    async def apply(self, digest: str, user: int, *, force: bool = False, report: Report = silent) -> Applied:
        """Swap in exactly what a preview of the folder showed, and record it; it may come after a restart.

        Raises:
            UserError: while somebody else reloads.
        """
        return await self._versions.apply(digest, admin(user), force=force, report=report)

    async def draft(self, name: str, raw: bytes, role: str = "") -> Drafted:
        """Draft a role from a document in a process of its own; a draft that was edited is taken as it is.

        Raises:
            UserError: in one sentence, where nothing can be drafted from it.
        """
        return await self._imports.draft(name, raw, role)

    async def try_out(self, drafted: Drafted, *, report: Report = silent) -> Tried:
        """Bring a draft into a copy of the folder and tell what that would change; nothing is swapped or written.

        Raises:
            UserError: while somebody else reloads, or where the draft is no role file.
        """
        return await self._imports.try_out(drafted, await self._gaps.recent(), report)

    async def publish(
        self, drafted: Drafted, digest: str, user: int, *, force: bool = False, report: Report = silent
    ) -> Applied:
        """Swap in exactly what a trial of the draft showed, and write its role file into the folder.

        Raises:
            UserError: while somebody else reloads, or where the draft is no role file.
        """
        return await self._imports.publish(drafted, digest, admin(user), force=force, report=report)

    def discard(self) -> None:
        """Let go of what a preview has built."""
        self.coach.discard()

    async def rollback(
        self, number: int, *, digest: str | None = None, force: bool = False, report: Report = silent
    ) -> Applied:
        """Run a kept version again, now and at each start, until somebody reloads.

        With `digest`, only where the version is the very one that a preview showed under it.

        Raises:
            UserError: while somebody else reloads, where the version is gone, or the database does not work.
        """
        return await self._versions.rollback(number, digest=digest, force=force, report=report)

    # Gaps and votes.

    async def note(self, reply: Reply, text: str) -> None:
        """Keep a question that was not answered, without who asked it; call it after the reply is sent.

        What an answer is about is counted, in memory alone.
        """
        self._asked.update({(part.role, part.topic) for part in reply.parts if part.role and part.topic})
        await self._gaps.note(reply, text)

    async def vote(
        self,
        *,
        member: str,
        answer: str,
        up: bool,
        reasons: Sequence[str] = (),
        text: str = "",
        words: str = "",
    ) -> None:
        """Take a member's vote on an answer, in place of an earlier one.

        `member` is the member's `pseudonym`, `answer` a short reference ("facet:bonus senior-ai-ml-engineer"),
        `reasons` are short codes. `text` is the question, `words` what the member wrote beside: of a thumbs-down both
        are kept as a gap, redacted.
        """
        await self._votes.put(member, answer, up=up, reasons=reasons, text=f"{text}\n{words}".strip())

    async def tallies(self) -> Mapping[str, Tally]:
        """Count the votes on each answer that has any; none where the database does not work."""
        return await self._votes.tallies()

    async def gaps(self) -> tuple[Cluster, ...]:
        """Give what could not be answered and what was disliked, grouped by likeness, the largest group first.

        Raises:
            UserError: where the database does not work.
        """
        return await self._gaps.clusters()

    async def gaps_csv(self) -> bytes:
        """Give the same as a CSV file.

        Raises:
            UserError: where the database does not work.
        """
        return await self._gaps.csv()

    # Servers.

    async def settings_of(self, guild: int | None) -> GuildSettings:
        """Give a server's settings, nearly always from memory; the defaults in a direct message."""
        return await self._guilds.of(guild)

    async def change_settings(self, guild: int, **changes: Any) -> GuildSettings:
        """Change fields of a server's `GuildSettings` by name and give all of them.

        Raises:
            UserError: for a value that is out of range, or where the database does not work.
        """
        return await self._guilds.change(guild, changes)

    async def left(self, guild: int) -> None:
        """Forget a server that removed the bot."""
        await self._guilds.left(guild)

    async def sweep(self, guilds: Collection[int]) -> int:
        """Forget the servers that removed the bot while it was not running; `guilds` are those it is in.

        Servers of other shards than this process's are left alone: others see to them.
        """
        return await self._guilds.sweep(guilds, self.shards.have)

    # Privacy, for everyone.

    def privacy(self) -> tuple[Kept, ...]:
        """List what is stored: each table with every field, what for, and for how long."""
        return self._privacy.kept()

    async def export(self, user: int) -> bytes:
        """Give all that is kept of a member, as JSON.

        Raises:
            UserError: where the database does not work.
        """
        await self._votes.backlog.flush()
        return await self._privacy.export(user)

    async def delete(self, user: int) -> Deleted:
        """Delete what is kept of a member, and say how much it was.

        Raises:
            UserError: where the database does not work.
        """
        await self._votes.backlog.flush()
        return await self._privacy.delete(user)

    def _count_backlog(self) -> int:
        return len(self._votes.backlog) + len(self._gaps.backlog)

    def _read_metrics(self) -> None:
        """Let the metrics read what is not counted."""
        read, coach = self.metrics, self.coach
        read.read_one("storage_up", "Whether the database works.", lambda: self._guard.works)
        read.read_one("storage_waiting", "Requests to the database under way.", lambda: self._guard.waiting)
        read.read_one("storage_backlog", "Gaps and votes yet to be written.", self._count_backlog)
        read.read_one("tasks", "Tasks on the event loop.", lambda: len(asyncio.all_tasks()))
        read.read("knowledge_info", "The version that runs.", lambda: {(coach.knowledge.digest[:12],): 1}, "digest")

    def _run(self, work: Any, name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        with suppress(asyncio.CancelledError):
            if error := task.exception():
                log.error("%s ended", task.get_name(), exc_info=error)

    async def _retry(self) -> None:
        while True:
            await asyncio.sleep(RETRY_EVERY)
            for backlog in self._backlogs:
                await backlog.flush()

    def _describe(self) -> Process:
        running = self._versions.running
        return Process(
            self._process, str(self.shards), running.number, running.digest, self._versions.since,
            self._versions.trouble,
        )  # fmt: skip

    async def _tidy(self) -> None:
        while True:
            await self._gaps.purge()
            await self._votes.purge()
            await asyncio.sleep(TIDY_EVERY)
