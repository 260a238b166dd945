"""What every reader makes of a document: blocks of text with the lines they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.knowledge.models import Span

BOLD = 7
"""The level of a heading that is only set in bold: under all that are marked as headings."""
UNKNOWN = 8
"""The level of a heading that is glued to something or shows none: under all that have one."""


class Kind(StrEnum):
    """What a block is in its document."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    ROW = "row"


class Counting(StrEnum):
    """What the numbers of a document count: lines of text, or paragraphs where a format has no lines."""

    LINE = "line"
    PARAGRAPH = "paragraph"


Place = tuple[int, int]
"""An offset into a block's text, and the line that starts there."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a bullet or a row of a table."""

    kind: Kind
    text: str
    places: tuple[Place, ...]
    """Where each line of it starts, in order; never empty."""
    level: int = 0
    """Of a heading: 1 is the highest, 0 unknown. Of a bullet: how deep it is nested, from 0."""
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    """Of a row: its cells, and what stands at the head of each column."""
    over: int = 0
    """Of a bullet that heads others nested deeper: how deep those are nested."""

    @property
    def span(self) -> Span:
        """First and last line."""
        return self.places[0][1], self.places[-1][1]

    def line_at(self, offset: int) -> int:
        """Give the line on which a character of the text stands."""
        return next(line for start, line in reversed(self.places) if start <= offset or start == 0)

    def part(self, start: int, end: int | None = None, *, kind: Kind | None = None) -> Block:
        """Cut a piece out, with its own lines; edges lose their spaces."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        piece = piece.strip()
        stop = start + len(piece)
        inside = [(max(0, at - start), line) for at, line in self.places if at < stop]
        kept = [place for number, place in enumerate(inside) if number + 1 == len(inside) or inside[number + 1][0] > 0]
        return replace(self, kind=kind or self.kind, text=piece, places=tuple(kept) or self.places[:1])


@dataclass(frozen=True, slots=True)
class Dropped:
    """Lines of a document that the draft leaves out, and why."""

    lines: Span
    why: str


@dataclass(frozen=True, slots=True)
class Credits:
    """Whose document it is, as far as it says so itself."""

    title: str = ""
    owner: str = ""
    licence: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: its blocks in order, and the lines that hold anything."""

    name: str
    """The file's name."""
    blocks: tuple[Block, ...]
    filled: frozenset[int]
    """Every line that is not blank; each ends up in a passage, in `unplaced` or among what was dropped."""
    dropped: tuple[Dropped, ...] = ()
    counting: Counting = Counting.LINE
    pages: tuple[int, ...] = ()
    """The first line of each page, where there are pages."""
    credits: Credits = Credits()


def join(kind: Kind, lines: Sequence[tuple[int, str]], level: int = 0) -> Block:
    """Make one block of lines that run on; a word that is hyphenated over a line end is put together."""
    text, places = "", []
    for number, line in lines:
        line = line.strip()
        if text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower():
            text = text[:-1]
        elif text:
            text += " "
        places.append((len(text), number))
        text += line
    return Block(kind, text, tuple(places), level)


def row(cells: Sequence[str], header: Sequence[str], line: Span) -> Block:
    """Make a row of a table; its text names each value by the head of its column."""
    heads = [*header, *[""] * (len(cells) - len(header))]
    named = [f"{head} {cell}".strip() for head, cell in zip(heads[1:], cells[1:], strict=False) if cell]
    text = ": ".join(filter(None, (cells[0], ", ".join(dict.fromkeys(named)))))
    places = ((0, line[0]),) if line[0] == line[1] else ((0, line[0]), (len(text), line[1]))
    return Block(Kind.ROW, text, places, cells=tuple(cells), header=tuple(header))


def spans_of(lines: Iterable[int]) -> tuple[Span, ...]:
    """Join line numbers to spans of neighbours."""
    spans: list[Span] = []
    for line in sorted(set(lines)):
        if spans and line == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], line)
        else:
            spans.append((line, line))
    return tuple(spans)
