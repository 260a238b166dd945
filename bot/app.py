"""The composition root: one object that a front holds, and nothing else.

`Coach` answers from the running knowledge with its engine, which stand in one snapshot; a reload builds a new snapshot
beside it and swaps it in one step, so a question is always answered from one consistent state.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answers import direct, passages
from bot.answers.ages import Ages
from bot.answers.blocks import Chart, Reply
from bot.answers.conversation import Thread, respond
from bot.answers.explain import explain, trace
from bot.answers.passages import Place
from bot.answers.tongue import noted
from bot.errors import Problem
from bot.knowledge.freshness import Due
from bot.knowledge.models import Knowledge
from bot.matching.completion import Choice
from bot.progress import Report, silent
from bot.reloading.reloader import Reloader, ReloadResult
from bot.reloading.snapshot import Snapshot, open_snapshot

if TYPE_CHECKING:
    from bot.reloading.checking import Checked
    from bot.reloading.preview import Preview

REMEMBERED_FOR = 30 * 60.0
"""Seconds after which a conversation is forgotten."""
MOST_CONVERSATIONS = 10_000


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where a conversation stands, since when, and the conversation in which that was said."""

    time: float
    thread: Thread
    origin: str


class Coach:
    """Answers questions from a knowledge folder, and reloads it while it runs."""

    def __init__(
        self,
        folder: Path,
        snapshot: Snapshot,
        *,
        cache: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        ages: Ages | None = None,
    ) -> None:
        self._clock = clock
        self._ages = ages
        self.cache = cache
        """What can be computed again is kept there."""
        self._contexts: OrderedDict[str, _Kept] = OrderedDict()
        self._with_offer: set[str] = set()
        self._reloader = Reloader(folder, snapshot, cache)

    @classmethod
    def open(
        cls,
        folder: Path,
        cache: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        archive: bytes | None = None,
        ages: Ages | None = None,
        report: Report = silent,
    ) -> Coach:
        """Load a knowledge folder; `cache` keeps what was compiled from it.

        With `archive`, that version runs, and the folder is only what a reload reads. Without `ages`, no answer tells
        how old it is.

        Raises:
            KnowledgeError: where what should run cannot be used, with every problem.
        """
        if archive is None:
            return cls(folder, open_snapshot(folder, cache, report), cache=cache, clock=clock, ages=ages)
        from bot.reloading.checking import laid_out

        with laid_out(archive) as place:
            return cls(folder, open_snapshot(place, cache, report), cache=cache, clock=clock, ages=ages)

    @property
    def knowledge(self) -> Knowledge:
        """The running knowledge."""
        return self._snapshot.knowledge

    @property
    def folder(self) -> Path:
        """The folder that a reload reads."""
        return self._reloader.folder

    def ask(self, text: str, *, conversation: str | None = None) -> Reply:
        """Answer a message; a conversation's id keeps role and topic for follow-ups."""
        snapshot, before = self._snapshot, self._recall(conversation)
        known = snapshot.answers.get(text) if before == Thread() else None
        if known is None:
            _, reply, thread = respond(snapshot.interpreter, snapshot.composer, text, before)
            known = noted(reply), thread
            if before == Thread():
                snapshot.answers.put(text, *known)
        self._remember(conversation, known[1])
        return self._aged(known[0])

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
        return self._told(direct.role(self._snapshot.composer, self._snapshot.interpreter, role))

    def skills(self, role: str, known: str | None = None) -> Reply:
        """List what a role wants; with `known` ("python, docker") what is missing."""
        return self._told(direct.skills(self._snapshot.composer, self._snapshot.interpreter, role, known))

    def salary(self, role: str, place: str | None = None, level: str | None = None) -> Reply:
        """Give the pay figures of a role, for a place or at a level."""
        return self._told(direct.salary(self._snapshot.composer, self._snapshot.interpreter, role, place, level))

    def offer(self, role: str, sums: direct.Sums, *, place: str | None = None, level: str | None = None) -> Reply:
        """Place an offer for a role among the guide's figures; nothing is remembered of it."""
        return self._told(
            direct.offer(self._snapshot.composer, self._snapshot.interpreter, role, sums, place=place, level=level)
        )

    def compare(self, first: str, second: str, topic: str | None = None) -> Reply:
        """Put two roles side by side, as a whole or on one topic."""
        return self._told(direct.compare(self._snapshot.composer, self._snapshot.interpreter, first, second, topic))

    def chart(self, roles: Iterable[str]) -> Chart:
        """Draw up the pay of roles side by side.

        Raises:
            UserError: where there is no guide on one, or too little to draw.
        """
        return direct.chart(self._snapshot.composer, self._snapshot.interpreter, roles)

    def roles(self) -> Reply:
        """List the roles that are covered."""
        return self._told(direct.list_roles(self._snapshot.composer, self._snapshot.interpreter))

    def sources(self, places: Iterable[Place], *, changed: bool = False, more: bool = False) -> Reply:
        """Show the passages that rest on some lines of guides."""
        return self._told(passages.sources(self._snapshot.knowledge, places, changed=changed, more=more))

    def help(self) -> Reply:
        """Tell what can be asked."""
        return direct.help_reply(self._snapshot.composer)

    def complete(self, kind: str, prefix: str, limit: int = 25) -> list[Choice]:
        """Complete an option: `kind` is role, skill, place, topic or level."""
        return self._snapshot.completer.complete(kind, prefix, limit)

    def follow(self, conversation: str, other: str) -> None:
        """Let a conversation go on from where another stands; from nothing where that one is forgotten."""
        kept = self._contexts.get(other)
        thread = self._recall(other).shareable
        since = kept.time if kept and thread.context.offer is not None else None
        self._remember(conversation, thread, since=since, origin=kept.origin if kept else other)

    def due(self) -> tuple[Due, ...]:
        """List what of the running knowledge is due to be read again; nothing where no calendar is known."""
        return self._ages.due(self.knowledge) if self._ages else ()

    def telling(self, text: str) -> tuple[str, ...]:
        """Give the stems that tell what a message is about; see `Engine.telling`."""
        return tuple(self._snapshot.engine.telling(text))

    def forget(self, conversation: str) -> None:
        """Drop what a conversation remembers."""
        self._contexts.pop(conversation, None)
        self._with_offer.discard(conversation)

    def forget_where(self, belongs: Callable[[str], bool]) -> int:
        """Drop the conversations that belong to somebody, by their ids, and what goes on from them; give the number."""
        gone = [name for name, kept in self._contexts.items() if belongs(name) or belongs(kept.origin)]
        for name in gone:
            self.forget(name)
        return sum(map(belongs, gone))

    def check(self, report: Report = silent) -> list[Problem]:
        """Read the folder again and list everything that is wrong with it; blocks for seconds."""
        return self._reloader.check(report)

    def prepare(self, recent: Sequence[str] = (), *, archive: bytes | None = None, report: Report = silent) -> Preview:
        """Build the folder (or an archive) beside what runs and tell what it would change; see `Reloader.prepare`."""
        return self._reloader.prepare(recent, archive=archive, report=report)

    def apply(
        self, digest: str, *, archive: bytes | None = None, force: bool = False, report: Report = silent
    ) -> ReloadResult:
        """Swap in exactly what a preview showed under this digest; see `Reloader.apply`."""
        return self._reloader.apply(digest, archive=archive, force=force, report=report)

    def build(self, archive: bytes) -> Snapshot:
        """Build a version that another process has checked; see `Reloader.build`."""
        return self._reloader.build(archive)

    def follow_version(self, snapshot: Snapshot) -> None:
        """Answer from what another process runs."""
        self._reloader.follow(snapshot)

    def discard(self) -> None:
        """Let go of what was prepared."""
        self._reloader.discard()

    def reload(self, force: bool = False, *, report: Report = silent) -> ReloadResult:
        """Build the folder and swap it in where it is clean; blocks for seconds; see `Reloader.reload`."""
        return self._reloader.reload(force=force, report=report)

    def measure(self, report: Report = silent) -> Checked:
        """Ask what runs the golden questions of its folder; see `Reloader.measure`."""
        return self._reloader.measure(report)

    def swap_through(self, carry_out: Callable[[Callable[[], None]], None]) -> None:
        """Let something else carry out a swap, such as an event loop: what it does in one step is of one version."""
        self._reloader.swapping = carry_out

    @property
    def differs(self) -> bool:
        """Tell whether the folder holds something else than what runs; reads all its files."""
        return self._reloader.differs

    def _told(self, reply: Reply) -> Reply:
        """End or begin a reply with what is said of it whatever was asked: its age, the guides' language."""
        return self._aged(noted(reply))

    def _aged(self, reply: Reply) -> Reply:
        """Tell how old a reply is; never kept with it, since another day it is older."""
        return self._ages.told(reply, self.knowledge) if self._ages else reply

    @property
    def _snapshot(self) -> Snapshot:
        return self._reloader.running

    def _recall(self, conversation: str | None) -> Thread:
        self._drop_offers()
        kept = self._contexts.get(conversation) if conversation is not None else None
        if kept is None or self._clock() - kept.time > REMEMBERED_FOR:
            return Thread()
        return kept.thread

    def _remember(
        self, conversation: str | None, thread: Thread, *, since: float | None = None, origin: str | None = None
    ) -> None:
        """Keep a thread; one with an offer keeps the time at which the offer was told, however long one talks."""
        if conversation is None:
            return
        if thread.context.offer is None:
            self._with_offer.discard(conversation)
        elif conversation in self._with_offer and since is None:
            since = self._contexts[conversation].time
        time = self._clock() if since is None else since
        self._contexts[conversation] = _Kept(time, thread, origin or conversation)
        self._contexts.move_to_end(conversation)
        if thread.context.offer is not None:
            self._with_offer.add(conversation)
        while len(self._contexts) > MOST_CONVERSATIONS:
            self.forget(next(iter(self._contexts)))

    def _drop_offers(self) -> None:
        """Forget the conversations whose offer was told too long ago; the others may wait until there are too many."""
        now = self._clock()
        for conversation in [name for name in self._with_offer if now - self._contexts[name].time > REMEMBERED_FOR]:
            self.forget(conversation)


__all__ = ["Choice", "Coach", "ReloadResult"]
