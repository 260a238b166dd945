"""Write the parts of a reply as markup that reads well on a phone, and cut what one card cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.answers.blocks import Block, Chart, Citation, Note, Part, Points, Table, Text
from bot.discord_front.markup import clip, length, one_line, safe
from bot.locale import later, say

MAX_CHARACTERS = 4000
MAX_PARTS = 8
MAX_DRAFTS = 12
"""Texts on one card: with separators, a line on what was cut and all rows well under 40 components."""
CITED = 2
"""Sections that are spelt out under a part, each with its first few lines; of the others it says how many."""
LINES = 4
WAS_CUT = later("-# This was too long for one card and is cut. Ask about one part of it to read the rest.")
MORE_ROWS = later("-# … and {count} more; ask about one source, place or level, or open the sources.")
SHORTEST = 120
"""Characters under which a part is left out rather than cut."""
LONG_CELL = 60
"""Characters of a cell from which on a row of several cells is set as several lines."""
MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """A part, or a run of its blocks, as lines of markup; title and source stay even where lines are cut."""

    title: str
    lines: list[str]
    source: str
    personal: bool = False
    begins: bool = True
    """Whether a part begins here, which is set off from the one before."""

    @property
    def frame(self) -> int:
        """Characters of what is never cut, with its line breaks."""
        return length(self.title) + length(self.source) + 2

    @property
    def size(self) -> int:
        """Characters of the whole."""
        return self.frame + sum(length(line) + 1 for line in self.lines)

    @property
    def text(self) -> str:
        """The whole as one text."""
        return "\n".join(line for line in (self.title, *self.lines, self.source) if line)


def drafts(parts: Iterable[Part]) -> list[Draft]:
    """Write parts: what is personal and what is not stand apart."""
    return [draft for part in parts for draft in _drafts_of(part)]


def _drafts_of(part: Part) -> list[Draft]:
    runs = [
        (personal, [line for block in blocks for line in _lines(block) if line.strip()])
        for personal, blocks in groupby(part.blocks, key=lambda block: part.personal or block.personal)
    ]
    runs = [(personal, lines) for personal, lines in runs if lines]
    head, tail = heading(part.title), _source(part)
    if head and (not runs or (runs[0][0] and not part.personal)):
        runs.insert(0, (False, []))  # the heading of a part that only begins with something personal is for all
    made = [
        Draft(head if number == 0 else "", lines, tail if number == len(runs) - 1 else "", personal, number == 0)
        for number, (personal, lines) in enumerate(runs)
    ]
    if made and made[-1].personal and not part.personal and tail:
        made[-1] = replace(made[-1], source="")
        made.append(Draft("", [], tail, False, False))
    return made


def heading(title: str) -> str:
    """Write a title as a heading; nothing where there is none."""
    return f"### {clip(one_line(title), 200)}" if title.strip() else ""


def _lines(block: Block) -> Iterator[str]:
    """Write one block as lines of markup."""
    match block:
        case Text(text):
            yield from safe(text.strip()).split("\n")
        case Note(text):
            yield from (f"*{say('Note:')}* {line}" for line in [one_line(text)] if line)
        case Points():
            yield from _subtitle(block.title)
            yield from (f"- {line}" for line in (_point(item, block.labelled) for item in block.items) if line)
        case Table():
            yield from _table(block)
        case Chart():
            return  # a picture, which is put under the text


def _point(item: str, labelled: bool) -> str:
    label, colon, text = item.partition(": ")
    if not labelled or not colon:
        return one_line(item)
    return f"**{one_line(label)}:** {one_line(text)}"


def _table(table: Table) -> Iterator[str]:
    """Write a table so that it wraps well on a phone: a row is a line, or a few lines where its cells are long."""
    yield from _subtitle(table.title)
    headers = [one_line(header) for header in table.headers]
    rows = [[one_line(cell) for cell in row] or [""] for row in table.rows]
    if len(headers) > 2 and any(length(cell) > LONG_CELL for row in rows for cell in row[1:]):
        yield from (line for row in rows for line in _tall_row(headers, row))
        return
    headers, rows = _said_once(headers, rows)
    if any(headers):
        yield f"-# {_row(headers)}"
    for first, *others in rows[:MOST_ROWS]:
        line = _row([f"**{first}**" if first else "", *others])
        yield f"- {line}" if line else ""
    if len(rows) > MOST_ROWS:
        yield say(MORE_ROWS, count=len(rows) - MOST_ROWS)


def _said_once(headers: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Move a value that stands in every row into the header: "Year 2024"."""
    if len(rows) < 2 or any(len(row) != len(headers) for row in rows):
        return headers, rows
    same = {number for number in range(1, len(headers)) if len({row[number] for row in rows}) == 1 and rows[0][number]}
    heads = [
        f"{header} {rows[0][number]}".strip() if number in same else header for number, header in enumerate(headers)
    ]
    return heads, [["" if number in same else cell for number, cell in enumerate(row)] for row in rows]


def _tall_row(headers: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    """Write a row with a line a cell, each named by its header."""
    yield f"**{row[0]}**" if row[0] else ""
    for header, cell in zip(headers[1:], row[1:], strict=False):
        if cell:
            yield f"- {header}: {cell}" if header else f"- {cell}"


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    rest = " · ".join(cell for cell in others if cell)
    return f"{first} — {rest}" if first and rest else first or rest


def _subtitle(title: str) -> Iterator[str]:
    if title.strip():
        yield f"**{one_line(title)}**"


def _source(part: Part) -> str:
    """Name where a part stands: guide and section with the first lines, and once the place and year of the figures."""
    citations = part.citations
    listed = any(
        str(citation) in block.items for block in part.blocks if isinstance(block, Points) for citation in citations
    )
    if not citations or listed:
        return ""
    sections: dict[str, list[Citation]] = {}
    for citation in citations:
        sections.setdefault(citation.place, []).append(citation)
    shown = list(sections.items())[:CITED]
    named, guide = [], ""
    for place, held in shown:
        start = held[0].section if held[0].guide == guide else place
        named.append(f"{start}, {held[0].where(*(citation.lines for citation in held[:LINES]))}")
        guide = held[0].guide
    left = len(citations) - sum(len(held[:LINES]) for _, held in shown)
    more = f" {say('(and {count} more)', count=left)}" if left else ""
    dates = dict.fromkeys(citation.as_of for citation in citations if citation.as_of)
    dated = "; ".join(date for date in dates if not any(date in other for other in dates if other != date))
    marks = "; ".join(dict.fromkeys(citation.mark for citation in citations if citation.mark))
    line = " · ".join(filter(None, (one_line("; ".join(named)) + more, one_line(dated), one_line(marks))))
    return clip(f"-# {say('Source:')} {line}", 400)


def fit(written: Sequence[Draft], was_cut: str = WAS_CUT) -> list[Draft]:
    """Keep of drafts what fits on one card together, with a last line that says if something was cut."""
    room = MAX_CHARACTERS - length(say(was_cut))
    shown = _first(written)
    while shown and sum(min(draft.size, draft.frame + SHORTEST) for draft in shown) > room:
        shown.pop()
    kept, cut = [], len(shown) < len(written)
    for draft, share in zip(shown, _shares(shown, room), strict=True):
        lines, lost = keep(draft.lines, share - draft.frame)
        cut = cut or lost
        kept.append(replace(draft, lines=lines))
    return [*kept, Draft("", [say(was_cut)], "")] if cut else kept


def _first(written: Sequence[Draft]) -> list[Draft]:
    """Give the drafts of the first parts, as many as a card has components for."""
    parts, shown = 0, []
    for draft in written[:MAX_DRAFTS]:
        parts += draft.begins
        if parts > MAX_PARTS:
            break
        shown.append(draft)
    return shown


def _shares(written: Sequence[Draft], room: int) -> list[int]:
    """Deal out the room: short drafts get what they need, long ones share the rest evenly."""
    shares = [0] * len(written)
    order = sorted(range(len(written)), key=lambda number: written[number].size)
    for done, number in enumerate(order):
        fair = room // (len(written) - done)
        shares[number] = min(written[number].size, max(fair, written[number].frame + SHORTEST))
        room -= shares[number]
    return shares


def keep(lines: Sequence[str], room: int) -> tuple[list[str], bool]:
    """Keep the lines that fit, at least the beginning of the first; tell whether any is lost."""
    kept: list[str] = []
    for line in lines:
        needed = length(line) + 1
        if needed > room:
            if not kept and room > 1:
                kept.append(clip(line, room - 1))
            return kept, True
        kept.append(line)
        room -= needed
    return kept, False
