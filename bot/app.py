"""The composition root: one object that a front holds, and nothing else.

`Coach` keeps the running knowledge with its engine in one snapshot; a reload builds a new snapshot beside it and swaps
it in one step, so a question is always answered from one consistent state.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answers import direct
from bot.answers.blocks import Chart, Reply
from bot.answers.compose import Composer
from bot.answers.conversation import Thread, respond
from bot.answers.explain import explain, trace
from bot.errors import KnowledgeError, Problem
from bot.knowledge.folder import digest
from bot.knowledge.models import Knowledge
from bot.matching.cache import compile_engine, open_compiled
from bot.matching.completion import Choice, Completer
from bot.matching.dialogue import Interpreter
from bot.matching.engine import Engine

REMEMBERED_FOR = 30 * 60.0
"""Seconds after which a conversation is forgotten."""
MOST_CONVERSATIONS = 10_000


@dataclass(frozen=True)
class Snapshot:
    """One knowledge base with everything built from it."""

    knowledge: Knowledge
    engine: Engine
    interpreter: Interpreter
    composer: Composer
    completer: Completer


@dataclass(frozen=True, slots=True)
class ReloadResult:
    """What became of a reload."""

    swapped: bool
    problems: tuple[Problem, ...]
    summary: str


class Coach:
    """Answers questions from a knowledge folder, and reloads it while it runs."""

    def __init__(
        self,
        folder: Path,
        snapshot: Snapshot,
        *,
        cache: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._snapshot = snapshot
        self._cache = cache
        self._clock = clock
        self._contexts: OrderedDict[str, tuple[float, Thread]] = OrderedDict()
        self._reloading = threading.Lock()

    @classmethod
    def open(cls, folder: Path, cache: Path | None = None, clock: Callable[[], float] = time.monotonic) -> Coach:
        """Load a knowledge folder; `cache` keeps what was compiled from it.

        Raises:
            KnowledgeError: where the folder cannot be used, with every problem.
        """
        return cls(folder, make_snapshot(folder, cache), cache=cache, clock=clock)

    @property
    def knowledge(self) -> Knowledge:
        """The running knowledge."""
        return self._snapshot.knowledge

    def ask(self, text: str, *, conversation: str | None = None) -> Reply:
        """Answer a message; a conversation's id keeps role and topic for follow-ups."""
        snapshot = self._snapshot
        _, reply, thread = respond(snapshot.interpreter, snapshot.composer, text, self._recall(conversation))
        self._remember(conversation, thread)
        return reply

    def explain(self, text: str, *, conversation: str | None = None) -> str:
        """Tell how a message is understood, as plain text for an admin; nothing is remembered of it."""
        snapshot = self._snapshot
        askings, _ = snapshot.interpreter.understand(text, self._recall(conversation).context)
        return explain(snapshot.engine, askings)

    def trace(self, text: str, *, conversation: str | None = None) -> list[dict[str, Any]]:
        """Tell how a message is understood, as plain values for JSON; nothing is remembered of it."""
        snapshot = self._snapshot
        askings, _ = snapshot.interpreter.understand(text, self._recall(conversation).context)
        return trace(snapshot.engine, askings)

    def role(self, role: str) -> Reply:
        """Give the overview of a role, by its id, its title or any name of it."""
        return direct.role(self._snapshot.composer, self._snapshot.interpreter, role)

    def skills(self, role: str, known: str | None = None) -> Reply:
        """List what a role wants; with `known` ("python, docker") what is missing."""
        return direct.skills(self._snapshot.composer, self._snapshot.interpreter, role, known)

    def salary(self, role: str, place: str | None = None, level: str | None = None) -> Reply:
        """Give the pay figures of a role, for a place or at a level."""
        return direct.salary(self._snapshot.composer, self._snapshot.interpreter, role, place, level)

    def compare(self, first: str, second: str, topic: str | None = None) -> Reply:
        """Put two roles side by side, as a whole or on one topic."""
        return direct.compare(self._snapshot.composer, self._snapshot.interpreter, first, second, topic)

    def chart(self, roles: Iterable[str]) -> Chart:
        """Draw up the pay of roles side by side.

        Raises:
            UserError: where there is no guide on one, or too little to draw.
        """
        return direct.chart(self._snapshot.composer, self._snapshot.interpreter, roles)

    def help(self) -> Reply:
        """Tell what can be asked."""
        return direct.help_reply(self._snapshot.composer)

    def complete(self, kind: str, prefix: str, limit: int = 25) -> list[Choice]:
        """Complete an option: `kind` is role, skill, place, topic or level."""
        return self._snapshot.completer.complete(kind, prefix, limit)

    def follow(self, conversation: str, other: str) -> None:
        """Let a conversation go on from where another stands; from nothing where that one is forgotten."""
        self._remember(conversation, self._recall(other))

    def forget(self, conversation: str) -> None:
        """Drop what a conversation remembers."""
        self._contexts.pop(conversation, None)

    def check(self) -> list[Problem]:
        """Read the folder again and list everything that is wrong with it; blocks for seconds."""
        try:
            _, golden = check_folder(self._folder, self._cache)
        except KnowledgeError as error:
            return list(error.problems) or [Problem(self._folder.name, 1, str(error))]
        return list(golden)

    def reload(self, force: bool = False) -> ReloadResult:
        """Build the folder's knowledge beside the running one and swap it in where it is clean; blocks for seconds.

        With `force`, golden questions that are no longer answered are told but do not keep it out; all else does.
        """
        if not self._reloading.acquire(blocking=False):
            return ReloadResult(False, (), "A reload is running already; its result comes with the one who started it.")
        try:
            before = self._snapshot
            if digest(self._folder) == before.knowledge.digest:
                return ReloadResult(True, (), "Nothing has changed since the last load.")
            fresh, golden = check_folder(self._folder, self._cache)
        except KnowledgeError as error:
            problems = error.problems or (Problem(self._folder.name, 1, str(error)),)
            return ReloadResult(False, tuple(problems), "The old knowledge stays: the new one has problems.")
        finally:
            self._reloading.release()
        if golden and not force:
            summary = f"The old knowledge stays: {_unanswered(golden)} Reload by force to swap."
            return ReloadResult(False, golden, summary)
        self._snapshot = fresh
        summary = _difference(before.knowledge, fresh.knowledge)
        return ReloadResult(True, golden, f"{summary} By force: {_unanswered(golden)}" if golden else summary)

    def _recall(self, conversation: str | None) -> Thread:
        kept = self._contexts.get(conversation) if conversation is not None else None
        if kept is None or self._clock() - kept[0] > REMEMBERED_FOR:
            return Thread()
        return kept[1]

    def _remember(self, conversation: str | None, thread: Thread) -> None:
        if conversation is None:
            return
        self._contexts[conversation] = (self._clock(), thread)
        self._contexts.move_to_end(conversation)
        while len(self._contexts) > MOST_CONVERSATIONS:
            self._contexts.popitem(last=False)


def make_snapshot(folder: Path, cache: Path | None) -> Snapshot:
    """Build everything from a folder; `cache` keeps what was compiled."""
    return snapshot_of(*open_compiled(folder, cache))


def snapshot_of(knowledge: Knowledge, engine: Engine) -> Snapshot:
    """Wire what answers from one knowledge base."""
    return Snapshot(knowledge, engine, Interpreter(engine), Composer(knowledge), Completer(knowledge))


def check_folder(folder: Path, cache: Path | None) -> tuple[Snapshot, tuple[Problem, ...]]:
    """Build a folder, check its behaviour too, and name the golden questions that it no longer answers.

    Raises:
        KnowledgeError: with every problem of shape, of reference or of behaviour.
    """
    from bot.golden import golden_problems, judge
    from bot.knowledge.loader import inspect  # with the YAML reader and pydantic, which a warm start does without
    from bot.knowledge.questions import questions_of
    from bot.matching.checks import behaviour_problems

    knowledge, bundle = inspect(folder)
    if knowledge is None:
        raise KnowledgeError(f"The knowledge folder {folder} has {len(bundle.problems)} problems.", bundle.problems)
    snapshot = snapshot_of(knowledge, compile_engine(knowledge, cache))
    golden = golden_problems(judge(snapshot, questions_of(bundle)))
    problems = behaviour_problems(knowledge, bundle, snapshot.engine)
    if problems:
        everything = sorted([*problems, *golden])
        raise KnowledgeError(f"The knowledge folder {folder} has {len(everything)} problems.", everything)
    return snapshot, tuple(golden)


def _unanswered(golden: Sequence[Problem]) -> str:
    """Count golden questions that are no longer answered."""
    return f"{len(golden)} golden question{' is' if len(golden) == 1 else 's are'} no longer answered."


def _difference(before: Knowledge, after: Knowledge) -> str:
    """Say what a reload changed, in one sentence."""
    old = {passage.key: passage for passage in before.passages}
    new = {passage.key: passage for passage in after.passages}
    added = len(new.keys() - old.keys())
    removed = len(old.keys() - new.keys())
    changed = sum(old[key] != new[key] for key in old.keys() & new.keys())
    return (
        f"Reloaded: {len(after.roles)} roles, {len(new)} passages; {added} added, {changed} changed, {removed} removed."
    )


__all__ = ["Choice", "Coach", "ReloadResult", "Snapshot", "check_folder", "make_snapshot", "snapshot_of"]
