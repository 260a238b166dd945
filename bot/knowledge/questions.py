"""Golden questions: messages with what a right reply holds, and the check of the names and lines in them.

They stand in `questions/*.yaml` and are no part of the knowledge that answers; whoever judges answers takes them from
the bundle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.errors import Problem
from bot.knowledge.bundle import Bundle
from bot.knowledge.faults import hint
from bot.knowledge.folder import QUESTIONS
from bot.knowledge.models import Span
from bot.knowledge.reader import KeyPath, Source
from bot.knowledge.references import fold, parts_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one part of a reply must rest on: a role (any, where none is named), lines of guides, one of some facts."""

    roles: tuple[str, ...] = ()
    lines: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldenTurn:
    """One message with what is expected of the reply; exactly one of `parts`, `missing` and `outcome` is given."""

    file: str
    line: int
    path: KeyPath
    """Where it stands inside the file."""
    ask: str
    style: str
    holds: bool = True
    """Whether it is answered rightly today, so that a change that breaks it is a mistake."""
    parts: tuple[Wanted, ...] = ()
    outcome: str | None = None
    act: str | None = None
    roles: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Names of skills that a gap should list."""
    have: tuple[str, ...] = ()
    """Names of skills that a gap must not list."""


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A message, or the messages of a conversation in order."""

    turns: tuple[GoldenTurn, ...]

    @property
    def kind(self) -> str:
        """Name the kind for counts: conversation, several, gap, unknown, smalltalk or question."""
        first = self.turns[0]
        if len(self.turns) > 1:
            return "conversation"
        if first.outcome:
            return first.outcome
        if first.missing:
            return "gap"
        return "several" if len(first.parts) > 1 else "question"


def questions_of(bundle: Bundle) -> tuple[GoldenQuestion, ...]:
    """Build the golden questions of a folder, in the order of its files."""
    return tuple(
        GoldenQuestion(tuple(_turn(source, path, shape) for path, shape in group))
        for source, file in bundle.of(QUESTIONS)
        for group in _groups(file)
    )


def question_problems(bundle: Bundle) -> list[Problem]:
    """Find the roles, lines, skills, acts and kinds of small talk in golden questions that do not exist."""
    known = _Known(bundle)
    problems = [
        problem
        for source, file in bundle.of(QUESTIONS)
        for group in _groups(file)
        for path, shape in group
        for problem in known.problems(source, path, shape)
    ]
    return sorted(set(problems))


def skill_names(skills: Iterable[Any]) -> dict[str, str]:
    """Give the id of each skill by all its names, folded: id, name, both parts of "Google Cloud (GCP)", aliases."""
    found: dict[str, str] = {}
    for skill in skills:
        for name in (skill.name, skill.id, *parts_of(skill.name), *skill.aliases):
            found.setdefault(fold(name), skill.id)
    return found


def _groups(file: Any) -> Iterator[list[tuple[KeyPath, Any]]]:
    """Give the messages of a file with their paths: each question alone, the turns of a conversation together."""
    for number, question in enumerate(file.questions):
        yield [(("questions", number), question)]
    for number, conversation in enumerate(file.conversations):
        yield [(("conversations", number, "turns", n), turn) for n, turn in enumerate(conversation.turns)]


def _turn(source: Source, path: KeyPath, shape: Any) -> GoldenTurn:
    wanted = shape.parts or ([shape] if shape.lines else [])
    return GoldenTurn(
        file=source.name,
        line=source.line(path),
        path=path,
        ask=shape.ask,
        style=shape.style,
        holds=shape.holds,
        parts=tuple(_wanted(part) for part in wanted),
        outcome=shape.outcome,
        act=shape.act,
        roles=tuple(shape.role or ()),
        missing=tuple(shape.missing or ()),
        have=tuple(shape.have),
    )


def _wanted(shape: Any) -> Wanted:
    lines = {role: tuple((low, high) for low, high in spans) for role, spans in shape.lines.items()}
    return Wanted(tuple(shape.role or ()), lines, tuple(shape.states))


class _Known:
    """The names that golden questions may use; None where the files that define them are faulty."""

    def __init__(self, bundle: Bundle) -> None:
        def ids(kind: str, name: str) -> set[str] | None:
            if kind in bundle.broken:
                return None
            return {item.id for _, shape in bundle.of(kind) for item in getattr(shape, name)}

        self.roles = None if "role" in bundle.broken else {shape.role: shape for _, shape in bundle.of("role")}
        catalogue = [skill for _, shape in bundle.of("skills") for skill in shape.skills]
        self.skills = None if "skills" in bundle.broken else skill_names(catalogue)
        self.smalltalk = ids("smalltalk", "smalltalk")
        self.acts = ids("act", "acts")

    def problems(self, source: Source, path: KeyPath, shape: Any) -> Iterator[Problem]:
        """Check one message."""
        for name, known, what in (("kind", self.smalltalk, "kind of small talk"), ("act", self.acts, "act")):
            value = getattr(shape, name)
            if value is not None and known is not None and value not in known:
                yield source.problem((*path, name), _unknown(what, value, known))
        for name in ("missing", "have"):
            for number, skill in enumerate(getattr(shape, name) or ()):
                if self.skills is not None and fold(skill) not in self.skills:
                    yield source.problem((*path, name, number), _unknown("skill", skill, self.skills))
        yield from self._wanted(source, path, shape)
        for number, part in enumerate(shape.parts or ()):
            yield from self._wanted(source, (*path, "parts", number), part)

    def _wanted(self, source: Source, path: KeyPath, shape: Any) -> Iterator[Problem]:
        """Check the roles and lines that a part of the reply must rest on."""
        if self.roles is None:
            return
        for number, role in enumerate(shape.role or ()):
            if role not in self.roles:
                yield source.problem((*path, "role", number), _unknown("role", role, self.roles))
        for role, spans in (shape.lines or {}).items():
            if role not in self.roles:
                yield source.problem((*path, "lines", role), _unknown("role", role, self.roles))
                continue
            sections = [section.lines for section in (*self.roles[role].sections.values(), *self.roles[role].also)]
            for number, span in enumerate(spans):
                # A question may want any of several sections; each end must lie in one.
                if not all(any(low <= end <= high for low, high in sections) for end in span):
                    message = f"lines {span[0]}-{span[1]} lie in no section of the guide {role}"
                    yield source.problem((*path, "lines", role, number), message)


def _unknown(what: str, value: str, known: Iterable[str]) -> str:
    return f"the {what} '{value}' is unknown{hint(fold(value), known)}"
