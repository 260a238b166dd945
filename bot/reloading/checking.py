"""Build a folder with every check, from files that do not change meanwhile.

This loads the YAML reader and pydantic, which a warm start does without; what only answers does not import it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import KnowledgeError, Problem
from bot.golden import GoldenResult, golden_problems, judge
from bot.knowledge.archive import pack, unpack
from bot.knowledge.bundle import Bundle
from bot.knowledge.loader import inspect
from bot.knowledge.models import Knowledge
from bot.knowledge.questions import GoldenQuestion, questions_of
from bot.matching.cache import compile_engine
from bot.matching.checks import behaviour_problems
from bot.progress import Report, silent
from bot.reloading.snapshot import Snapshot, snapshot_of
from bot.storage.records import Golden


@dataclass(frozen=True)
class Checked:
    """A snapshot that passed every check but perhaps golden questions, with the very files that it was built from."""

    snapshot: Snapshot
    content: bytes
    """The archive of the folder."""
    questions: tuple[GoldenQuestion, ...]
    results: tuple[GoldenResult, ...]

    @property
    def digest(self) -> str:
        """The name of the content."""
        return self.snapshot.knowledge.digest

    @property
    def broken(self) -> tuple[Problem, ...]:
        """The golden questions that should hold and do not."""
        return tuple(golden_problems(self.results))

    @property
    def golden(self) -> Golden:
        """How many golden messages are answered rightly."""
        return score(self.results)


def check_folder(
    folder: Path, cache: Path | None, report: Report = silent, *, winning: set[str] | None = None
) -> Checked:
    """Build a folder, check its behaviour too, and ask it its golden questions.

    `winning` holds the names of sets of phrasings each of which is known to win its intent, and is added to.

    Raises:
        KnowledgeError: with every problem of shape, of reference or of behaviour, or where a file was written to while
            it was read.
    """
    knowledge, bundle, content = _read(folder, report)
    snapshot = snapshot_of(knowledge, compile_engine(knowledge, cache, report))
    problems = _behaviour(snapshot, bundle, report, set() if winning is None else winning)
    checked = _asked(snapshot, bundle, content, report)
    if problems:
        raise _refused(folder, sorted([*problems, *checked.broken]))
    return checked


def _behaviour(snapshot: Snapshot, bundle: Bundle, report: Report, winning: set[str]) -> list[Problem]:
    """Check that every phrasing wins its intent, once for all that was built on the very same phrasings."""
    trained = snapshot.engine.intents.name
    if trained in winning:
        return []
    problems = behaviour_problems(snapshot.knowledge, bundle, snapshot.engine, report)
    if trained and not problems:
        winning.add(trained)
    return problems


def measure(folder: Path, running: Snapshot, report: Report = silent) -> Checked:
    """Ask what runs the golden questions of the folder that it was built from.

    Raises:
        KnowledgeError: where the folder holds something else by now.
    """
    knowledge, bundle, content = _read(folder, report)
    if knowledge.digest != running.knowledge.digest:
        raise KnowledgeError(f"The knowledge folder {folder} has changed since it was loaded.")
    return _asked(running, bundle, content, report)


def _read(folder: Path, report: Report) -> tuple[Knowledge, Bundle, bytes]:
    """Give a folder's knowledge, its files as they were read, and the same files in an archive."""
    knowledge, bundle = inspect(folder, report)
    if knowledge is None:
        raise _refused(folder, bundle.problems)
    archive = pack(folder)
    if archive.digest != knowledge.digest:
        raise KnowledgeError(f"The knowledge folder {folder} was written to while it was read; try again.")
    return knowledge, bundle, archive.content


def _asked(snapshot: Snapshot, bundle: Bundle, content: bytes, report: Report) -> Checked:
    questions = questions_of(bundle)
    return Checked(snapshot, content, questions, tuple(judge(snapshot, questions, report)))


@contextmanager
def laid_out(content: bytes) -> Iterator[Path]:
    """Lay an archive out in a folder that is gone when the block ends.

    Raises:
        KnowledgeError: where it is no archive of a knowledge folder, or there is no place for it.
    """
    with ExitStack() as stack:
        try:
            place = stack.enter_context(tempfile.TemporaryDirectory(prefix="career-coach-"))
            folder = Path(place) / "knowledge"
            unpack(content, folder)
        except OSError as error:
            raise KnowledgeError(f"The archived knowledge cannot be laid out: {error.strerror}.") from error
        yield folder


def score(results: tuple[GoldenResult, ...]) -> Golden:
    """Count what is answered rightly."""
    return Golden(sum(result.right for result in results), len(results))


def _refused(folder: Path, problems: list[Problem]) -> KnowledgeError:
    many = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"
    return KnowledgeError(f"The knowledge folder {folder} has {many}.", problems)
