"""What a reply is made of. A front draws these; nothing here knows how.

A `Reply` has one or more `Part`s, each about one thing asked. A part is a few blocks and the citations they rest on.
A block is personal where it repeats or rests on what the member said about themselves; a front that shows a reply to
others leaves personal blocks out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.models import FigureKind, Origin, Span, lines_text
from bot.locale import say


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
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short items under an optional heading."""

    items: tuple[str, ...]
    title: str = ""
    personal: bool = False
    labelled: bool = False
    """Whether every item begins with a label and a colon."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures or comparisons; every row has as many cells as there are headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A caution a careful reader wants: a contradiction, a limit of the guides, how old figures are."""

    text: str
    personal: bool = False


class Shape(StrEnum):
    """How a figure is drawn."""

    SPAN = "span"
    MIDDLE_HALF = "middle-half"
    AVERAGE = "average"
    MEDIAN = "median"
    PERCENTILE = "percentile"
    POINT = "point"
    UP_TO = "up-to"
    AT_LEAST = "at-least"


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure on a bar, exactly as it is printed: `low` and `high` in the chart's unit, equal for a single value.

    One of them is None where the figure has no such end; `open_ended` says that it goes on above its end.
    """

    shape: Shape
    text: str
    """The figure in words: "average $126,557"."""
    low: float | None = None
    high: float | None = None
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart: who says so, and each figure they give for the same level, place and title."""

    label: str
    """The source or employer; the guide and its lines where none is named. Never empty."""
    detail: str
    """Level, place, title, and the year where it is another than the chart's; empty where there is none."""
    marks: tuple[Mark, ...]
    lines: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The bars of one role that measure the same, under their heading."""

    measure: FigureKind
    heading: str
    """What the bars measure: "Base pay"."""
    bars: tuple[Bar, ...]
    role: str = ""
    """The role's title; empty where the chart's own title is it."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures side by side on one axis, panel by panel; none is averaged with another."""

    title: str
    unit: str
    """What the axis counts: "US dollars a year"."""
    panels: tuple[Panel, ...]
    legend: tuple[tuple[Shape, str], ...]
    """Each shape that is drawn, and what it is called."""
    notes: tuple[str, ...]
    """Place and year of the figures, and what was left out."""
    alt: str
    """All of it in words, at most `ALT_LIMIT` characters."""
    personal: bool = False


ALT_LIMIT = 1024
"""Characters that Discord takes as the description of an attachment."""

Block = Text | Points | Table | Note | Chart


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands: the guide, its section and the lines (from 1, inclusive)."""

    document: str
    guide: str
    section: str
    lines: Span
    as_of: str = ""
    """Place and year of the figures, such as "US, 2024"; empty where the lines name none."""
    origin: Origin | None = None
    """The document that the guide was drafted from."""
    quoted: bool = False
    """Whether the answer quotes the document there."""

    def __str__(self) -> str:
        return " · ".join(filter(None, (f"{self.place}, {self.where(self.lines)}", self.as_of, self.mark)))

    def where(self, *spans: Span) -> str:
        """Write where spans stand in the guide."""
        return self.origin.where(*spans) if self.origin else lines_text(*spans)

    @property
    def mark(self) -> str:
        """Whose words the answer quotes; empty where it is in our own."""
        return say("quoted from {document}", document=str(self.origin)) if self.quoted and self.origin else ""

    @property
    def place(self) -> str:
        """Guide and section."""
        return say("{guide} guide, {section}", guide=self.guide, section=self.section)


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
    paid: int | None = None
    """The year of the oldest figure of pay in it; None where there is none, or of no known year."""
    instead: str = ""
    """What to show others where all of it is personal: "skills:<role>", "salary:<role>" or "roles"."""

    @property
    def personal(self) -> bool:
        """Tell whether nothing of it is for others."""
        if self.instead or self.have or self.missing:
            return True
        return bool(self.blocks) and all(block.personal for block in self.blocks)


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
    menu: str = ""
    """A longer list of next questions, by its name (`bot.answers.menus`)."""
    label: str = ""
    """What was asked, such as "facet:bonus"; of a reply that answers nothing why, such as "unknown:other-job".

    It never holds a space.
    """

    @property
    def reference(self) -> str:
        """Name the answer in short: what was asked and of which role."""
        role = next((part.role for part in self.parts if part.role), None)
        return " ".join(filter(None, (self.label or self.outcome.value, role)))

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
    """Write one block as lines of plain text; a chart has none, since a table beside it says the same."""
    match block:
        case Text(text):
            yield text
        case Note(text):
            yield f"{say('Note:')} {text}"
        case Points(items, title):
            if title:
                yield f"{title}:"
            yield from (f"- {item}" for item in items)
        case Table(_, rows, title):
            if title:
                yield f"{title}:"
            yield from ("- " + " · ".join(cell for cell in row if cell) for row in rows)
