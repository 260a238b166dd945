"""What a reload would change, before it does: in the knowledge, in the golden questions, in answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile, zip_longest

from bot.answers.blocks import Outcome, Reply, plain_block
from bot.answers.conversation import Thread, respond
from bot.errors import Problem
from bot.golden import judge, shortened
from bot.locale import ENGLISH, speaking
from bot.progress import Report, Stage, silent, tracked
from bot.reloading.changes import Change, changes
from bot.reloading.checking import Checked, score
from bot.reloading.snapshot import Snapshot, counts_of
from bot.storage.records import Counts, Golden

LINE = 160
"""Characters of an answer that are shown."""
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A message that would be answered in another way: where the two answers first differ, in a line each."""

    message: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change; `digest` is what `apply` takes, so that it loads this and nothing else.

    Where there are `problems`, the folder could not be built, and there is nothing else to compare.
    """

    digest: str
    running: str
    """The digest of what runs."""
    counts: Counts
    """How much it would hold."""
    changes: tuple[Change, ...] = ()
    before: Golden = field(default_factory=Golden)
    """How many of its golden messages are answered rightly by what runs."""
    after: Golden = field(default_factory=Golden)
    broken: tuple[Problem, ...] = ()
    """Golden messages that should hold and would not: only a forced reload takes them."""
    mended: tuple[str, ...] = ()
    """Golden messages that would be answered rightly and are not yet."""
    answered: tuple[AnswerChange, ...] = ()
    """Recent messages without an answer that would get one."""
    answers: tuple[AnswerChange, ...] = ()
    """Golden and recent messages that would be answered in another way."""
    problems: tuple[Problem, ...] = ()
    """Mistakes that keep it out, forced or not."""

    @property
    def unchanged(self) -> bool:
        """Tell whether it is what runs already."""
        return self.digest == self.running

    @property
    def loadable(self) -> bool:
        """Tell whether it can be applied, if perhaps only by force."""
        return not self.problems and not self.unchanged


def unchanged(running: Snapshot) -> Preview:
    """Preview what runs already."""
    digest = running.knowledge.digest
    return Preview(digest, digest, counts_of(running.knowledge))


def faulty(running: Snapshot, problems: Sequence[Problem]) -> Preview:
    """Preview a folder that cannot be built; no digest names it."""
    return Preview("", running.knowledge.digest, Counts(), problems=tuple(problems))


@speaking(ENGLISH)
def compare(running: Snapshot, checked: Checked, recent: Sequence[str] = (), report: Report = silent) -> Preview:
    """Ask what runs and what would run the same messages, and list what differs.

    Both are asked the golden questions of the new folder, so that their counts can be compared; both answer in
    English, as the questions are written.
    """
    old = tuple(judge(running, checked.questions, report))
    pairs = list(zip(old, checked.results, strict=True))
    golden = [(result.turn.ask, result.reply, after.reply) for result, after in pairs]
    asked = [
        (text, _reply(running, text), _reply(checked.snapshot, text)) for text in tracked(recent, Stage.ASKING, report)
    ]
    answered = [now.outcome is Outcome.ANSWERED and before.outcome is not Outcome.ANSWERED for _, before, now in asked]
    others = [item for item, mended in zip(asked, answered, strict=True) if not mended]
    return Preview(
        digest=checked.digest,
        running=running.knowledge.digest,
        counts=counts_of(checked.snapshot.knowledge),
        changes=changes(running.knowledge, checked.snapshot.knowledge),
        before=score(old),
        after=checked.golden,
        broken=checked.broken,
        mended=tuple(shortened(after.turn.ask) for before, after in pairs if after.right and not before.right),
        answered=tuple(_differences([item for item, mended in zip(asked, answered, strict=True) if mended])),
        answers=tuple(_differences([*golden, *others])),
    )


def _reply(snapshot: Snapshot, text: str) -> Reply:
    return respond(snapshot.interpreter, snapshot.composer, text, Thread())[1]


def _differences(asked: Sequence[tuple[str, Reply, Reply]]) -> Iterator[AnswerChange]:
    """Give the messages whose replies differ, each once."""
    seen = set()
    for text, before, now in asked:
        lines = next((pair for pair in zip_longest(_lines(before), _lines(now)) if pair[0] != pair[1]), None)
        if lines is not None:
            change = AnswerChange(shortened(text), *_side_by_side(*lines))
            if change not in seen:
                seen.add(change)
                yield change


def _lines(reply: Reply) -> Iterator[tuple[str, str]]:
    """Write a reply as lines, each after what it is about; citations last."""
    outcome = "" if reply.outcome is Outcome.ANSWERED else f"{reply.outcome}: "
    for part in reply.parts:
        lead = f"{outcome}{part.title}: " if part.title else outcome
        yield from ((lead, line) for block in part.blocks for line in plain_block(block))
    yield from (("", str(citation)) for citation in reply.citations)


def _side_by_side(before: tuple[str, str] | None, now: tuple[str, str] | None) -> tuple[str, str]:
    """Cut two lines so that both show where they part; what they are about is said once where it is the same.

    Where one reply ended before the other, there is no line.
    """
    old, new = before or ("", NOTHING), now or ("", NOTHING)
    parting = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old[1], new[1], strict=False)))
    lead = new[0] if old[0] != new[0] else ""
    return old[0] + _around(old[1], parting), lead + _around(new[1], parting)


def _around(line: str, place: int) -> str:
    """Cut a line to what stands around a place of it."""
    start = 0 if place < LINE * 2 // 3 else place - LINE // 3
    cut = line[start : start + LINE]
    return f"{'…' if start else ''}{cut}{'…' if start + LINE < len(line) else ''}"
