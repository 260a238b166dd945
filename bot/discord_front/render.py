"""Draw replies as Discord cards (Components V2), never over what a card may hold.

Discord refuses a message with more than 40 components or 4,000 characters of text, and the library does not check the
latter. A card here is a container with one text display a part, a row of buttons under it and, where something had to
be left out, a line that says so. What does not fit is cut at the end of a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from discord import AllowedMentions, ui

from bot.answers.blocks import Block, Citation, Note, Part, Points, Reply, Suggestion, Table, Text
from bot.discord_front.buttons import AskButton
from bot.discord_front.markup import clip, code_block, length, one_line, safe

MAX_CHARACTERS = 4000
MAX_PARTS = 8
"""Parts on one card: with separators, a cut line and five buttons well under 40 components."""
MAX_BUTTONS = 5
CITED = 2
"""Citations that are spelt out under a part; of the others it says how many there are."""
WAS_CUT = "-# This was too long for one card and is cut. Ask about one part of it to read the rest."
EMPTY = "There is nothing to show."
SHORTEST = 120
"""Characters under which a part is left out rather than cut."""

LONG_CELL = 60
"""Characters of a cell from which on a row of several cells is set as several lines."""

NO_PINGS = AllowedMentions.none()


class Card(ui.LayoutView):
    """A card that is sent and forgotten: its buttons carry what they need, so nobody has to listen."""

    def __init__(self, texts: Sequence[str], suggestions: Sequence[Suggestion] = ()) -> None:
        super().__init__(timeout=None)
        self.container: ui.Container[Any] = ui.Container()
        for number, text in enumerate(texts or [EMPTY]):
            if number:
                self.container.add_item(ui.Separator())
            self.container.add_item(ui.TextDisplay(text))
        self.add_item(self.container)
        buttons = AskButton.of(suggestions)[:MAX_BUTTONS]
        if buttons:
            self.add_item(ui.ActionRow(*buttons))

    def is_finished(self) -> bool:
        """Say that the library need not keep this view alive; its buttons are dispatched by their custom ids."""
        return True


def card(reply: Reply) -> Card:
    """Draw a reply."""
    drafts = [draft for draft in (_draft(part) for part in reply.parts) if draft.lines or draft.title]
    return Card(_fit(drafts), reply.suggestions)


def notice(title: str, lines: Sequence[str] = ()) -> Card:
    """Draw a short announcement; the lines are plain text."""
    return Card(_fit([_Draft(_heading(title), [one_line(line) for line in lines], "")]))


def listing(title: str, text: str) -> Card:
    """Draw plain text in fixed width under a title."""
    heading = _heading(title)
    room = MAX_CHARACTERS - length(heading) - length(WAS_CUT) - len("```\n\n```") - 10
    kept, cut = _keep(text.split("\n"), room)
    texts = [f"{heading}\n{code_block(chr(10).join(kept))}"]
    return Card([*texts, WAS_CUT] if cut else texts)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A part as lines of markup; title and source stay even where lines are cut."""

    title: str
    lines: list[str]
    source: str

    @property
    def frame(self) -> int:
        """Characters of what is never cut, with its line breaks."""
        return length(self.title) + length(self.source) + 2

    @property
    def size(self) -> int:
        """Characters of the whole."""
        return self.frame + sum(length(line) + 1 for line in self.lines)


def _draft(part: Part) -> _Draft:
    lines = [line for block in part.blocks for line in _block(block) if line.strip()]
    return _Draft(_heading(part.title), lines, _source(part.citations))


def _heading(title: str) -> str:
    return f"### {clip(one_line(title), 200)}" if title.strip() else ""


def _block(block: Block) -> Iterator[str]:
    """Write one block as lines of markup."""
    match block:
        case Text(text):
            yield from safe(text.strip()).split("\n")
        case Note(text):
            yield from (f"*Note:* {line}" for line in [one_line(text)] if line)
        case Points(items, title):
            yield from _subtitle(title)
            yield from (f"- {line}" for line in map(one_line, items) if line)
        case Table():
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    """Write a table so that it wraps well on a phone: a row is a line, or a few lines where its cells are long."""
    yield from _subtitle(table.title)
    headers = [one_line(header) for header in table.headers]
    rows = [[one_line(cell) for cell in row] or [""] for row in table.rows]
    if len(headers) > 2 and any(length(cell) > LONG_CELL for row in rows for cell in row[1:]):
        yield from (line for row in rows for line in _tall_row(headers, row))
        return
    if any(headers):
        yield f"-# {_row(headers)}"
    for first, *others in rows:
        line = _row([f"**{first}**" if first else "", *others])
        yield f"- {line}" if line else ""


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


def _source(citations: Sequence[Citation]) -> str:
    if not citations:
        return ""
    named = "; ".join(one_line(str(citation)) for citation in citations[:CITED])
    more = f" (and {len(citations) - CITED} more)" if len(citations) > CITED else ""
    return clip(f"-# Source: {named}{more}", 400)


def _fit(drafts: Sequence[_Draft]) -> list[str]:
    """Write drafts as texts that fit on one card together, with a last line that says if something was cut."""
    room = MAX_CHARACTERS - length(WAS_CUT)
    shown = list(drafts[:MAX_PARTS])
    while shown and sum(min(draft.size, draft.frame + SHORTEST) for draft in shown) > room:
        shown.pop()
    texts, cut = [], len(shown) < len(drafts)
    for draft, share in zip(shown, _shares(shown, room), strict=True):
        lines, lost = _keep(draft.lines, share - draft.frame)
        cut = cut or lost
        texts.append("\n".join(line for line in (draft.title, *lines, draft.source) if line))
    return [*texts, WAS_CUT] if cut else texts


def _shares(drafts: Sequence[_Draft], room: int) -> list[int]:
    """Deal out the room: short drafts get what they need, long ones share the rest evenly."""
    shares = [0] * len(drafts)
    order = sorted(range(len(drafts)), key=lambda number: drafts[number].size)
    for done, number in enumerate(order):
        fair = room // (len(drafts) - done)
        shares[number] = min(drafts[number].size, max(fair, drafts[number].frame + SHORTEST))
        room -= shares[number]
    return shares


def _keep(lines: Sequence[str], room: int) -> tuple[list[str], bool]:
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
