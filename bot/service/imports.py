"""Take in documents while the bot runs: draft in a process of its own, try out beside what runs, publish."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.app import Coach
from bot.errors import KnowledgeError, UserError
from bot.locale import later, say
from bot.progress import Report
from bot.service.versions import Applied, Versions

if TYPE_CHECKING:
    from bot.knowledge.archive import Archive
    from bot.publishing.merging import Merged
    from bot.reloading.preview import AnswerChange, Preview

# What drafts and merges is imported by what needs it: a bot that only answers does without.

PATIENCE = 120.0
"""Seconds that drafting one document may take."""
MEMORY = 2 * 1024**3
"""Bytes that the process which drafts may use."""
DRAFT, LIST = ".yaml", ".review.yaml"
SAMPLE = (
    "what does a {role} do?",
    "how much does a {role} earn?",
    "what should a {role} know?",
    "which job comes after {role}?",
)
"""What is asked of an imported role, before and after."""
TOO_SLOW = later("{name} took longer than {seconds} seconds to read, so it was left.")
UNREADABLE = later("{name} cannot be read: it took too much memory, or is damaged.")
NO_ID = later("“{role}” is no id of a role: use small letters, digits and hyphens, such as data-analyst.")
CHANGED = later("Nothing was changed: the folder has changed since the preview. Import the document again.")
NOT_TEXT = later("{name} is no UTF-8 text.")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT")
"""Variables that the process which drafts gets; no setting, and above all no token."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, and the list of what to look at; empty for a draft that was edited and attached again."""

    text: str
    review: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """What bringing a draft in would do."""

    drafted: Drafted
    role: str
    merged: Merged
    counts: Mapping[str, int]
    """What the list counts: passages, figures, flagged, doubtful, unplaced, dropped; empty without a list."""
    lacking: tuple[str, ...]
    """What is not known of the document: owner, licence."""
    sample: tuple[AnswerChange, ...]
    preview: Preview


class Imports:
    """Drafts, tries out and publishes; swapping is for the versions to do."""

    def __init__(self, coach: Coach, versions: Versions) -> None:
        self._coach = coach
        self._versions = versions

    async def draft(self, name: str, raw: bytes, role: str) -> Drafted:
        """Draft a role from a document, or take a draft as it is."""
        if name.lower().endswith(DRAFT):
            try:
                return Drafted(raw.decode("utf-8-sig"))
            except UnicodeDecodeError:
                raise UserError(say(NOT_TEXT, name=name)) from None
        if role and not _ID.fullmatch(role):
            raise UserError(say(NO_ID, role=role[:60]))
        with tempfile.TemporaryDirectory(prefix="career-coach-") as place:
            file = Path(place) / _plain(name)
            await asyncio.to_thread(file.write_bytes, raw)
            await _run(self._command(file, role), name, Path(place), self._coach.cache)
            made = {path.name: path.read_text("utf-8") for path in sorted((Path(place) / "out").iterdir())}
        listed = next((text for path, text in made.items() if path.endswith(LIST)), "")
        return Drafted(next(text for path, text in made.items() if not path.endswith(LIST)), listed)

    async def try_out(self, drafted: Drafted, recent: Sequence[str], report: Report) -> Tried:
        """Bring a draft into a copy of the folder, build it beside what runs, and tell what would change."""
        with _told():
            name, merged, archive = await asyncio.to_thread(self._trial, drafted)
        role = Path(name).stem
        asked = [question.format(role=_title(drafted)) for question in SAMPLE]
        preview = await self._versions.preview_of(archive.content, [*asked, *recent], report)
        sample = tuple(each for each in (*preview.answered, *preview.answers) if each.message in asked)
        preview = replace(
            preview,
            answered=tuple(each for each in preview.answered if each not in sample),
            answers=tuple(each for each in preview.answers if each not in sample),
        )
        counts, lacking = _listed(drafted)
        return Tried(drafted, role, merged, counts, lacking, sample, preview)

    async def publish(self, drafted: Drafted, digest: str, by: str, *, force: bool, report: Report) -> Applied:
        """Swap in what a trial showed under this digest, and write the role file into the folder."""
        from bot.publishing.folders import put

        with _told():
            name, merged, archive = await asyncio.to_thread(self._trial, drafted)
        if archive.digest != digest:
            raise UserError(say(CHANGED))
        keep = partial(put, self._coach.folder, {name: merged.text.encode()})
        return await self._versions.publish(digest, by, archive.content, keep, force=force, report=report)

    def _trial(self, drafted: Drafted) -> tuple[str, Merged, Archive]:
        """Give the role file's name, what it would hold, and the archive of the folder with it."""
        from bot.knowledge.archive import pack
        from bot.publishing.folders import copied
        from bot.publishing.merging import brought_in

        name, merged = brought_in(self._coach.folder, drafted.text, "the draft")
        with copied(self._coach.folder, {name: merged.text.encode()}) as trial:
            return name, merged, pack(trial)

    def _command(self, file: Path, role: str) -> list[str]:
        start = [sys.executable, "-m", "bot", "--knowledge", str(self._coach.folder.resolve()), "knowledge", "draft"]
        return [*start, str(file), "--out", str(file.parent / "out"), *(["--role", role] if role else [])]


async def _run(command: Sequence[str], name: str, place: Path, cache: Path | None) -> None:
    """Run what drafts, within its bounds.

    Raises:
        UserError: with the sentence that it ends on, or where it takes too long.
    """
    environment = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    if cache is not None:
        environment["CAREER_COACH_CACHE"] = str(cache.resolve())
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=place,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _bound(process.pid)
        _, told = await asyncio.wait_for(process.communicate(), PATIENCE)
    except TimeoutError:
        raise UserError(say(TOO_SLOW, name=name, seconds=int(PATIENCE))) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        lines = told.decode("utf-8", "replace").replace(f"{place}{os.sep}", "").strip().splitlines()
        known = process.returncode == 1 and lines and "did not expect" not in lines[0]
        # As who attached it knows it, and what its option is called here.
        told_here = lines[0].replace(_plain(name), name).replace("with --role", "with the option role") if known else ""
        raise UserError(told_here or say(UNREADABLE, name=name))


def _bound(pid: int) -> None:
    """Keep a process within its memory, where the system can."""
    try:
        import resource

        resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, AttributeError, OSError, ValueError):  # not on this system, or it has ended already
        return


@contextmanager
def _told() -> Iterator[None]:
    """Let who attached the draft read what is wrong with it."""
    try:
        yield
    except KnowledgeError as error:
        raise UserError(" ".join([str(error), *map(str, error.problems[:1])])) from error


def _plain(name: str) -> str:
    """Make a name of a file that leads nowhere else and is no option."""
    return re.sub(r"[^\w.-]", "_", Path(name.replace("\\", "/")).name)[-100:].lstrip("-.") or "document"


def _title(drafted: Drafted) -> str:
    from bot.publishing.texts import read

    return str(read(drafted.text, "the draft").data.get("title", ""))[:80]


def _listed(drafted: Drafted) -> tuple[dict[str, int], tuple[str, ...]]:
    """Give what the list counts, and what is not known of the document."""
    from bot.publishing.texts import read

    document: dict[str, Any] = read(drafted.text, "the draft").data.get("document") or {}
    lacking = tuple(name for name in ("owner", "licence") if not document.get(name))
    if not drafted.review:
        return {}, lacking
    counts = read(drafted.review, "the list").data.get("counts") or {}
    return {str(name): int(value) for name, value in counts.items()}, lacking
