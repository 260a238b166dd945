"""The composition root: one object that a front holds, and nothing else.

`Coach` keeps the running knowledge with its engine in one snapshot; a reload builds a new snapshot beside it and swaps it
in one step, so a question is always answered from one consistent state.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.answers.blocks import Reply
from bot.answers.compose import Composer
from bot.errors import KnowledgeError, Problem
from bot.knowledge.loader import load
from bot.knowledge.models import Knowledge
from bot.matching.askings import Context
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


@dataclass(frozen=True, slots=True)
class Choice:
    """One completion of an option: what is shown and what is sent."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ReloadResult:
    """What became of a reload."""

    swapped: bool
    problems: tuple[Problem, ...]
    summary: str


class Coach:
    """Answers questions from a knowledge folder, and reloads it while it runs."""

    def __init__(self, folder: Path, snapshot: Snapshot, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._snapshot = snapshot
        self._clock = clock
        self._contexts: OrderedDict[str, tuple[float, Context]] = OrderedDict()
        self._reloading = threading.Lock()

    @classmethod
    def open(cls, folder: Path, cache: Path | None = None, clock: Callable[[], float] = time.monotonic) -> Coach:
        """Load a knowledge folder; `cache` keeps what was compiled from it.

        Raises:
            KnowledgeError: where the folder cannot be used, with every problem.
        """
        return cls(folder, make_snapshot(folder, cache), clock)

    @property
    def knowledge(self) -> Knowledge:
        """The running knowledge."""
        return self._snapshot.knowledge

    def ask(self, text: str, *, conversation: str | None = None) -> Reply:
        """Answer a message; a conversation's id keeps role and topic for follow-ups."""
        snapshot = self._snapshot
        context = self._recall(conversation)
        askings, context = snapshot.interpreter.understand(text, context)
        self._remember(conversation, context)
        return snapshot.composer.reply(askings)

    def forget(self, conversation: str) -> None:
        """Drop what a conversation remembers."""
        self._contexts.pop(conversation, None)

    def _recall(self, conversation: str | None) -> Context:
        if conversation is None:
            return Context()
        kept = self._contexts.get(conversation)
        if kept is None or self._clock() - kept[0] > REMEMBERED_FOR:
            return Context()
        return kept[1]

    def _remember(self, conversation: str | None, context: Context) -> None:
        if conversation is None:
            return
        self._contexts[conversation] = (self._clock(), context)
        self._contexts.move_to_end(conversation)
        while len(self._contexts) > MOST_CONVERSATIONS:
            self._contexts.popitem(last=False)


def make_snapshot(folder: Path, cache: Path | None) -> Snapshot:
    """Build everything from a folder."""
    knowledge = load(folder)
    engine = Engine.build(knowledge)
    return Snapshot(knowledge, engine, Interpreter(engine), Composer(knowledge))


__all__ = ["Choice", "Coach", "KnowledgeError", "ReloadResult", "Snapshot"]
