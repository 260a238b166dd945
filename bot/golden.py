"""Judge replies against the golden questions of a knowledge folder, and tell what a change has broken.

A question is answered rightly if some part of the reply is about an accepted role, cites an accepted line and the reply
states one of the facts asked for. What the guides do not hold must not be answered; small talk must be taken as such; a
skill gap must name skills that are missing and none that are there. Each message of a conversation is judged alone,
with what the ones before it left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answers.blocks import Outcome, Part, Reply, plain
from bot.answers.compose import Composer
from bot.answers.conversation import Thread, respond
from bot.errors import Problem
from bot.knowledge.models import Knowledge, Span, span_text
from bot.knowledge.questions import GoldenQuestion, GoldenTurn, Wanted, skill_names
from bot.knowledge.references import fold
from bot.locale import ENGLISH, speaking
from bot.matching.askings import Asking
from bot.matching.dialogue import Interpreter
from bot.progress import Report, Stage, silent, tracked

MISSING_LEAST = 3
"""A skill gap names at least so many of the skills that are expected in it."""
SHOWN = 90
"""Characters of a message that are shown."""
SAME_WORD = 5
"""Words that start with so many equal letters state the same."""
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORD = re.compile(r"[a-z0-9+#]+")


class Answering(Protocol):
    """What answers messages: a snapshot of the running coach."""

    @property
    def interpreter(self) -> Interpreter:
        """Understands messages."""

    @property
    def composer(self) -> Composer:
        """Writes replies."""


@dataclass(frozen=True, slots=True)
class GoldenResult:
    """What became of one golden message."""

    turn: GoldenTurn
    kind: str
    reply: Reply
    missed: tuple[Wanted, ...] = ()
    """The parts that the reply does not hold."""
    right: bool = True

    @property
    def broken(self) -> bool:
        """Tell whether a message that should hold does not."""
        return self.turn.holds and not self.right


@speaking(ENGLISH)
def judge(snapshot: Answering, questions: Sequence[GoldenQuestion], report: Report = silent) -> list[GoldenResult]:
    """Ask every golden question and judge each reply, in English, as they are written; nothing is remembered of it."""
    judged = _Judge(snapshot.composer.knowledge)
    results = []
    for question in tracked(questions, Stage.ASKING, report):
        thread = Thread()
        for turn in question.turns:
            askings, reply, thread = respond(snapshot.interpreter, snapshot.composer, turn.ask, thread)
            results.append(judged.result(question.kind, turn, askings, reply))
    return results


def golden_problems(results: Iterable[GoldenResult]) -> list[Problem]:
    """Name the messages that should hold and do not, by file and line."""
    return sorted(
        Problem(
            result.turn.file,
            result.turn.line,
            f"golden question “{shortened(result.turn.ask)}” is no longer answered: "
            f"expected {expected(result)}, got {got(result.reply)}",
        )
        for result in results
        if result.broken
    )


def confusions(knowledge: Knowledge, results: Iterable[GoldenResult]) -> list[tuple[str, str, int, GoldenResult]]:
    """Count which facet was given where which was wanted, most frequent first, each with its first message.

    The wanted facet is that of the passage which cites the wanted lines. Where nothing was answered, what is given is
    the outcome.
    """
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], GoldenResult] = {}
    for result in results:
        for wanted in result.missed:
            pair = (_wanted_facet(knowledge, wanted), _given_facet(knowledge, result, wanted))
            counts[pair] += 1
            first.setdefault(pair, result)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(*pair, count, first[pair]) for pair, count in ordered]


def expected(result: GoldenResult) -> str:
    """Say what a reply should hold; of several parts those that it does not."""
    turn = result.turn
    if turn.outcome:
        return "not to be answered" if turn.outcome == Outcome.UNKNOWN else turn.outcome
    if turn.missing:
        least = min(MISSING_LEAST, len(turn.missing))
        known = f" and none of {', '.join(turn.have)}" if turn.have else ""
        return f"{' or '.join(turn.roles)} with {least} of {', '.join(turn.missing)} missing{known}"
    parts = [_described(part) for part in result.missed or turn.parts]
    if turn.act and not result.missed:
        parts = [f"to be understood as {turn.act}"]
    return " and ".join(parts)


def got(reply: Reply) -> str:
    """Say what came: the outcome, and for each part its role and the lines it cites first."""
    if reply.outcome is not Outcome.ANSWERED:
        return str(reply.outcome)
    parts = []
    for part in reply.parts:
        lines = ", ".join(span_text(citation.lines) for citation in part.citations[:4])
        missing = f", missing {', '.join(part.missing[:6])}" if part.missing else ""
        parts.append(f"{part.role or 'no role'} {lines or 'without lines'}{missing}")
    return f"{reply.outcome}: {' and '.join(parts)}"


def shortened(text: str) -> str:
    """Cut a message for a list."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def states(fact: str, reply: str) -> bool:
    """Tell whether a reply states a fact: all of its numbers; of a fact without numbers, all of its longer words."""
    if wanted := _numbers(fact):
        return wanted <= _numbers(reply)
    starts = {word[:SAME_WORD] for word in _words(reply)}
    words = _words(fact)
    return all(word[:SAME_WORD] in starts for word in [word for word in words if len(word) > 3] or words)


class _Judge:
    """Judges replies against one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._skills = skill_names(knowledge.skills.values())

    def result(self, kind: str, turn: GoldenTurn, askings: Sequence[Asking], reply: Reply) -> GoldenResult:
        """Judge one reply."""
        missed: tuple[Wanted, ...] = ()
        if turn.outcome == Outcome.UNKNOWN:
            right = reply.outcome is not Outcome.ANSWERED
        elif turn.outcome:
            right = reply.outcome == turn.outcome
        elif turn.missing:
            right = any(self._names_gap(turn, part) for part in reply.parts)
        else:
            missed = tuple(part for part in turn.parts if not _holds(reply, part))
            right = not missed
        if turn.act and all(asking.act != turn.act for asking in askings):
            right = False
        return GoldenResult(turn, kind, reply, missed, right)

    def _names_gap(self, turn: GoldenTurn, part: Part) -> bool:
        """Tell whether a part names enough of the missing skills and none of those that are there."""
        found = sum(self._among(skill, part.missing) for skill in turn.missing)
        enough = found >= min(MISSING_LEAST, len(turn.missing))
        return part.role in turn.roles and enough and not any(self._among(skill, part.missing) for skill in turn.have)

    def _among(self, skill: str, listed: Iterable[str]) -> bool:
        """Tell whether a skill is in a list, by any of its names or as words of a longer one."""
        words = f" {' '.join(_words(skill))} "
        id_ = self._skills.get(fold(skill), skill)  # a knowledge from before the question may lack the skill
        return any(self._skills.get(fold(name)) == id_ or words in f" {' '.join(_words(name))} " for name in listed)


def _holds(reply: Reply, wanted: Wanted) -> bool:
    """Tell whether a reply holds one wanted part."""
    if reply.outcome is not Outcome.ANSWERED or not any(_cites(part, wanted) for part in reply.parts):
        return False
    return not wanted.states or any(states(fact, plain(reply)) for fact in wanted.states)


def _cites(part: Part, wanted: Wanted) -> bool:
    """Tell whether a part is about a wanted role and cites a wanted line."""
    return _accepts(part, wanted) and any(
        low <= citation.lines[1] and citation.lines[0] <= high
        for citation in part.citations
        for low, high in wanted.lines.get(citation.document, ())
    )


def _accepts(part: Part, wanted: Wanted) -> bool:
    return not wanted.roles or part.role in wanted.roles


def _wanted_facet(knowledge: Knowledge, wanted: Wanted) -> str:
    """Name the facet whose passages cite most of the wanted lines."""
    shares: Counter[str] = Counter()
    for role, spans in wanted.lines.items():
        for span in spans:
            for facet, share in _facets_at(knowledge, role, span):
                shares[facet] += share
    return max(shares, key=lambda facet: (shares[facet], facet), default="no passage")


def _given_facet(knowledge: Knowledge, result: GoldenResult, wanted: Wanted) -> str:
    """Name what came in the place of a wanted part: the outcome, or the facet of the passage that was cited first."""
    reply = result.reply
    if reply.outcome is not Outcome.ANSWERED:
        return str(reply.outcome)
    cited = [part for part in reply.parts if part.citations]
    accepted = [part for part in cited if _accepts(part, wanted)]
    others = [other for other in result.turn.parts if other is not wanted]
    free = [part for part in accepted if not any(_cites(part, other) for other in others)]
    for part in (*free, *accepted, *cited):
        if _cites(part, wanted):
            return f"{_wanted_facet(knowledge, wanted)}, not stated"
        first = part.citations[0]
        facets = dict(_facets_at(knowledge, first.document, first.lines))
        facet = max(facets, key=lambda name: (facets[name], name), default="no passage")
        return facet if part in accepted else f"{facet}, other role"
    return "no lines"


def _facets_at(knowledge: Knowledge, role: str, span: Span) -> Iterator[tuple[str, int]]:
    """Give the facets of the passages that share lines with a span, in thousandths of all lines of both.

    What matches the span best comes out ahead of a passage that holds it among many other lines.
    """
    shares: Counter[str] = Counter()
    for passage in knowledge.roles[role].passages:
        shared = sum(max(0, min(span[1], high) - max(span[0], low) + 1) for low, high in passage.lines)
        if shared:
            own = sum(high - low + 1 for low, high in passage.lines)
            shares[passage.facet] += 1000 * shared // (own + span[1] - span[0] + 1 - shared)
    yield from shares.items()


def _described(wanted: Wanted) -> str:
    """Write a wanted part: the roles with their lines, and the facts of which one is to be stated."""
    roles = [
        f"{role} {', '.join(span_text(span) for span in spans)}"
        for role, spans in wanted.lines.items()
        if not wanted.roles or role in wanted.roles
    ]
    facts = f" stating {' or '.join(f'“{fact}”' for fact in wanted.states)}" if wanted.states else ""
    return " or ".join(roles) + facts


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(text)}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("’", "'").replace("'s", ""))
