"""One knowledge base with everything that answers from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.answers.answers import Answers
from bot.answers.compose import Composer
from bot.knowledge.models import Knowledge
from bot.matching.cache import open_compiled
from bot.matching.completion import Completer
from bot.matching.dialogue import Interpreter
from bot.matching.engine import Engine
from bot.progress import Report, silent
from bot.storage.records import Counts


@dataclass(frozen=True)
class Snapshot:
    """One knowledge base with everything built from it."""

    knowledge: Knowledge
    engine: Engine
    interpreter: Interpreter
    composer: Composer
    completer: Completer
    answers: Answers = field(default_factory=Answers)


def snapshot_of(knowledge: Knowledge, engine: Engine) -> Snapshot:
    """Wire what answers from one knowledge base."""
    return Snapshot(knowledge, engine, Interpreter(engine), Composer(knowledge), Completer(knowledge))


def open_snapshot(folder: Path, cache: Path | None, report: Report = silent) -> Snapshot:
    """Build everything from a folder, unchecked but for shape and references; `cache` keeps what was compiled.

    Raises:
        KnowledgeError: where the folder cannot be used, with every problem.
    """
    return snapshot_of(*open_compiled(folder, cache, report))


def counts_of(knowledge: Knowledge) -> Counts:
    """Count what a knowledge holds."""
    figures = sum(len(passage.figures) for passage in knowledge.passages)
    return Counts(len(knowledge.roles), len(knowledge.facets), len(knowledge.passages), figures)
