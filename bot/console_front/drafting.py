"""Draft roles from documents and say in one line each what came of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from bot.drafting.checking import Checker
from bot.drafting.draft import Draft, draft
from bot.drafting.reading import read
from bot.drafting.writing import Written, role_file, write
from bot.errors import CareerCoachError, UserError
from bot.progress import Report, Stage, tracked

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def draft_all(
    files: Sequence[Path], knowledge: Path, *, role: str | None, out: Path, report: Report
) -> tuple[list[str], list[str]]:
    """Draft every file; give a line for each draft, and one for each file that could not be drafted."""
    from bot.config import load_settings
    from bot.matching.cache import open_compiled

    if role is not None and not _ID.fullmatch(role):
        raise UserError(f"The role '{role}' is no id: use small letters, digits and hyphens, such as data-analyst.")
    _, engine = open_compiled(knowledge, load_settings().cache, report)
    checker = Checker(knowledge)
    done: list[str] = []
    failed: list[str] = []
    for path in tracked(files, Stage.DRAFTING, report):
        try:
            made = draft(read(path), engine, role)
            text = role_file(made)
            checker.check(text, f"{made.job.id}.yaml")
            done.append(_told(made, write(made, out, text)))
        except CareerCoachError as error:
            failed.append(str(error))
    return done, failed


def _told(made: Draft, written: Written) -> str:
    figures = sum(len(passage.figures) for passage in made.passages)
    parts = [
        f"{len(made.passages)} passages ({len(made.flagged)} to look at)",
        f"{figures} figures ({len(made.doubtful)} to look at)",
    ]
    if made.unplaced:
        parts.append(f"{len(made.unplaced)} unplaced")
    return f"{made.document.name}: {made.job.title}, {', '.join(parts)}; {written.role}, {written.review}"
