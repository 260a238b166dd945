"""Swap the running knowledge: one at a time, only what passed the checks, and exactly what was shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import KnowledgeError, Problem, UserError
from bot.knowledge.folder import digest
from bot.knowledge.models import Knowledge
from bot.locale import later, say, say_count
from bot.progress import Report, silent
from bot.reloading.snapshot import Snapshot, open_snapshot

if TYPE_CHECKING:
    from bot.reloading.checking import Checked
    from bot.reloading.preview import Preview

# What checks is imported by what needs it: a start that only answers does without the YAML reader and pydantic.

BUSY = later("A reload is running already; its result comes with the one who started it.")


@dataclass(frozen=True, slots=True)
class ReloadResult:
    """What became of a reload."""

    swapped: bool
    """Whether what was asked for runs now; it may have run before."""
    problems: tuple[Problem, ...]
    summary: str
    loaded: Checked | None = None
    """What was swapped in, for the record; None where nothing was."""


class Reloader:
    """Holds the running snapshot, and at most one other that is ready to replace it.

    All methods that build block for seconds and may be called from any thread; what answers meanwhile reads `running`
    once and is never held up. A second caller is told that somebody else is at it.
    """

    def __init__(self, folder: Path, running: Snapshot, cache: Path | None) -> None:
        self.folder = folder
        self.running = running
        self._cache = cache
        self._ready: Checked | None = None
        self._winning: set[str] = set()
        self._busy = threading.Lock()
        self.swapping: Callable[[Callable[[], None]], None] = lambda swap: swap()
        """What carries the swap out: a front may want it between two of its own steps, not in the middle of one."""

    def prepare(self, recent: Sequence[str] = (), *, archive: bytes | None = None, report: Report = silent) -> Preview:
        """Build the folder, or an archive of one, beside what runs, and compare the two; nothing is swapped.

        `recent` are messages without an answer, which are asked again. What was built is kept until it is applied,
        discarded or prepared anew.

        Raises:
            UserError: while another reload is prepared or carried out.
        """
        from bot.reloading.preview import compare, faulty, unchanged

        with self._alone():
            self._ready = None
            try:
                if self._runs_already(archive):
                    return unchanged(self.running)
                checked = self._build(archive, report)
            except KnowledgeError as error:
                return faulty(self.running, problems_of(error, self.folder))
            if checked.digest == self.running.knowledge.digest:
                return unchanged(self.running)
            preview = compare(self.running, checked, recent, report)
            self._ready = checked
            return preview

    def apply(
        self, digest: str, *, archive: bytes | None = None, force: bool = False, report: Report = silent
    ) -> ReloadResult:
        """Swap in what a preview showed under this digest, or say why not.

        A folder that has changed since is not taken. What is no longer kept, say after a restart, is built again from
        the folder, or from `archive`, and must have the same digest.

        Raises:
            UserError: while another reload is prepared or carried out.
        """
        with self._alone():
            if digest == self.running.knowledge.digest:
                return _result_unchanged()
            try:
                checked = self._shown(digest, archive, report)
            except KnowledgeError as error:
                return self._refused(error)
            if checked is None:
                text = say("Nothing was swapped: the folder has changed since the preview. Ask for a new one.")
                return ReloadResult(False, (), text)
            return self._swap(checked, force)

    def reload(self, *, force: bool = False, report: Report = silent) -> ReloadResult:
        """Build the folder and swap it in where it is clean, without a preview.

        With `force`, golden questions that are no longer answered are told but do not keep it out; all else does.

        Raises:
            UserError: while another reload is prepared or carried out.
        """
        with self._alone():
            try:
                if self._runs_already(None):
                    return _result_unchanged()
                return self._swap(self._build(None, report), force)
            except KnowledgeError as error:
                return self._refused(error)

    def build(self, archive: bytes) -> Snapshot:
        """Build a version that another process has checked, beside what runs; nothing is swapped.

        Raises:
            KnowledgeError: where this program cannot use it.
        """
        from bot.reloading.checking import laid_out

        with laid_out(archive) as folder:
            return open_snapshot(folder, self._cache)

    def follow(self, snapshot: Snapshot) -> None:
        """Swap in what another process runs."""
        self.running, self._ready = snapshot, None

    def discard(self) -> None:
        """Let go of what was prepared."""
        self._ready = None

    def check(self, report: Report = silent) -> list[Problem]:
        """Read the folder again and list everything that is wrong with it."""
        try:
            return list(self._build(None, report).broken)
        except KnowledgeError as error:
            return list(problems_of(error, self.folder))

    def measure(self, report: Report = silent) -> Checked:
        """Ask what runs the golden questions of the folder.

        Raises:
            KnowledgeError: where the folder holds something else than what runs.
        """
        from bot.reloading.checking import measure

        return measure(self.folder, self.running, report)

    @property
    def differs(self) -> bool:
        """Tell whether the folder holds something else than what runs; a folder that cannot be read does."""
        try:
            return not self._runs_already(None)
        except KnowledgeError:
            return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._busy.acquire(blocking=False):
            raise UserError(say(BUSY))
        try:
            yield
        finally:
            self._busy.release()

    def _runs_already(self, archive: bytes | None) -> bool:
        """Tell whether the folder is what runs, by its bytes alone; an archive must be unpacked to know."""
        return archive is None and digest(self.folder) == self.running.knowledge.digest

    def _build(self, archive: bytes | None, report: Report) -> Checked:
        from bot.reloading.checking import check_folder, laid_out

        if archive is None:
            return check_folder(self.folder, self._cache, report, winning=self._winning)
        with laid_out(archive) as folder:
            return check_folder(folder, self._cache, report, winning=self._winning)

    def _shown(self, wanted: str, archive: bytes | None, report: Report) -> Checked | None:
        """Give what was shown under a digest; None where the folder holds something else by now."""
        if archive is None and digest(self.folder) != wanted:
            self._ready = None
            return None
        ready = self._ready
        if ready is None or ready.digest != wanted:
            ready = self._build(archive, report)
        return ready if ready.digest == wanted else None

    def _refused(self, error: KnowledgeError) -> ReloadResult:
        problems = problems_of(error, self.folder)
        return ReloadResult(False, problems, say("The old knowledge stays: the new one has problems."))

    def _swap(self, checked: Checked, force: bool) -> ReloadResult:
        broken = checked.broken
        if broken and not force:
            text = say("The old knowledge stays: {broken} Reload by force to swap.", broken=_unanswered(len(broken)))
            return ReloadResult(False, broken, text)
        summary = _difference(self.running.knowledge, checked.snapshot.knowledge)
        if broken:
            summary += " " + say("By force: {broken}", broken=_unanswered(len(broken)))
        self.swapping(partial(self._run, checked.snapshot))
        return ReloadResult(True, broken, summary, checked)

    def _run(self, snapshot: Snapshot) -> None:
        self.running, self._ready = snapshot, None


def problems_of(error: KnowledgeError, folder: Path) -> tuple[Problem, ...]:
    """Give the problems behind an error; one that lists none is a problem itself."""
    return error.problems or (Problem(folder.name, 1, str(error)),)


def _result_unchanged() -> ReloadResult:
    return ReloadResult(True, (), say("Nothing has changed since the last load."))


def _unanswered(count: int) -> str:
    """Count golden questions that are no longer answered."""
    return say_count(
        "1 golden question is no longer answered.", "{count} golden questions are no longer answered.", count=count
    )


def _difference(before: Knowledge, after: Knowledge) -> str:
    """Say what a reload changed, in one sentence."""
    old = {passage.key: passage for passage in before.passages}
    new = {passage.key: passage for passage in after.passages}
    return say(
        "Reloaded: {roles} roles, {passages} passages; {added} added, {changed} changed, {removed} removed.",
        roles=len(after.roles),
        passages=len(new),
        added=len(new.keys() - old.keys()),
        changed=sum(old[key] != new[key] for key in old.keys() & new.keys()),
        removed=len(old.keys() - new.keys()),
    )
