"""What a reply is made of. A front draws these; nothing here knows how.

A `Reply` has one or more `Part`s, each about one thing asked. A part is a few blocks and the citations they rest on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.models import Span, lines_text


class Outcome(StrEnum):
    """What became of a message."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    SMALLTALK = "smalltalk"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Text:
    """A short paragraph; the first of a part is the point of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short items under an optional heading."""

    items: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures or comparisons; every row has as many cells as there are headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A caution a careful reader wants: a contradiction, a limit of the guides, how old figures are."""

    text: str


Block = Text | Points | Table | Note


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands: the guide, its section and the lines (from 1, inclusive)."""

    document: str
    guide: str
    section: str
    lines: Span
    as_of: str = ""
    """Place and year of the figures, such as "US, 2024"; empty where the lines name none."""

    def __str__(self) -> str:
        tail = f" · {self.as_of}" if self.as_of else ""
        return f"{self.guide} guide, {self.section}, {lines_text(self.lines)}{tail}"


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one thing asked, about one role or several."""

    title: str
    blocks: tuple[Block, ...]
    citations: tuple[Citation, ...] = ()
    role: str | None = None
    topic: str | None = None
    facet: str | None = None
    confidence: float = 1.0
    missing: tuple[str, ...] = ()
    have: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A natural next question: a short label for a button, and the message that asks it."""

    label: str
    ask: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole answer to a message."""

    outcome: Outcome
    parts: tuple[Part, ...]
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations of all parts, first first, none twice."""
        return tuple(dict.fromkeys(citation for part in self.parts for citation in part.citations))


PLAIN_LIMIT = 3900
"""Characters of a plain reply: what a Discord card holds, with room for the markup around it."""


def plain(reply: Reply) -> str:
    """Write a reply as plain text of at most `PLAIN_LIMIT` characters, cut at the end of a line."""
    lines: list[str] = []
    for part in reply.parts:
        lines += [*([part.title] if part.title else []), plain_part(part), ""]
    text = "\n".join(lines).strip()
    if len(text) <= PLAIN_LIMIT:
        return text
    return text[:PLAIN_LIMIT].rsplit("\n", 1)[0] + "\n…"


def plain_part(part: Part) -> str:
    """Write the blocks of one part as plain text, without its title."""
    return "\n".join(line for block in part.blocks for line in plain_block(block))


def plain_block(block: Block) -> Iterator[str]:
    """Write one block as lines of plain text."""
    match block:
        case Text(text):
            yield text
        case Note(text):
            yield f"Note: {text}"
        case Points(items, title):
            if title:
                yield f"{title}:"
            yield from (f"- {item}" for item in items)
        case Table(_, rows, title):
            if title:
                yield f"{title}:"
            yield from ("- " + " · ".join(cell for cell in row if cell) for row in rows)
