"""Draw replies on a terminal, and write them as plain lines where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text as Line

from bot.answers.blocks import Block, Chart, Citation, Note, Part, Points, Reply, Suggestion, Table, Text, plain_block
from bot.console_front.bars import bars

WIDTH = 88
"""Columns of a reply at most: longer lines are hard to read."""
WORDY = 24
"""Characters of a cell that will hardly fit its column: two wrapped rows need a gap between them."""


def make_console(*, stderr: bool = False) -> Console:
    """Open the terminal; colourless and without any markup where NO_COLOR asks for it."""
    colours = None if os.environ.get("NO_COLOR") else "auto"
    return Console(
        color_system=colours,  # type: ignore[arg-type]
        highlight=False,
        markup=False,
        emoji=False,
        stderr=stderr,
    )


def show(console: Console, reply: Reply, *, every_source: bool = False) -> None:
    """Show a reply: drawn on a terminal, as plain lines where the output is a pipe or a file."""
    if not console.is_terminal:
        console.out("\n".join(_plain_lines(reply, every_source)), highlight=False)
        return
    width = min(console.width, WIDTH)
    for renderable in _drawn(reply, every_source, width):
        console.print(renderable, width=width)


def show_chart(console: Console, chart: Chart) -> None:
    """Show a chart as bars on a terminal, in words where there is none."""
    if not console.is_terminal:
        console.out(chart.alt, highlight=False)
        return
    for line in bars(chart, min(console.width, WIDTH)):
        console.print(line)


def sources(citations: Sequence[Citation], *, every: bool) -> list[str]:
    """Write where a statement stands: the best place and how many more there are, or every place."""
    if not citations:
        return []
    if every and len(citations) > 1:
        return ["Sources:", *(f"- {citation}" for citation in citations)]
    more = f" (and {len(citations) - 1} more)" if len(citations) > 1 else ""
    return [f"Source: {citations[0]}{more}"]


def _plain_lines(reply: Reply, every_source: bool) -> Iterator[str]:
    for number, part in enumerate(reply.parts):
        if number:
            yield ""
        if part.title:
            yield part.title
        for block in part.blocks:
            yield from plain_block(block)
        yield from sources(part.citations, every=every_source)
    if reply.suggestions:
        yield ""
        yield from (f"[{number}] {suggestion.ask}" for number, suggestion in enumerate(reply.suggestions, 1))


def _drawn(reply: Reply, every_source: bool, width: int) -> Iterator[RenderableType]:
    for part in reply.parts:
        yield from _drawn_part(part, every_source, width)
        yield ""
    if reply.suggestions:
        yield _drawn_suggestions(reply.suggestions)
        yield ""


def _drawn_part(part: Part, every_source: bool, width: int) -> Iterator[RenderableType]:
    if part.title:
        yield Line(part.title, style="bold cyan")
    for block in part.blocks:
        yield from _drawn_block(block, width)
    yield from (Line(line, style="dim") for line in sources(part.citations, every=every_source))


def _drawn_block(block: Block, width: int) -> Iterator[RenderableType]:
    match block:
        case Text(text):
            yield Line(text)
        case Note(text):
            yield Line.assemble(("Note: ", "bold yellow"), (text, "italic"))
        case Points(items, title):
            if title:
                yield Line(f"{title}:", style="bold")
            yield Padding(_listed("•", items), (0, 0, 0, 1))
        case Table():
            yield _drawn_table(block)
        case Chart():
            yield from bars(block, width)


def _drawn_table(table: Table) -> RenderableType:
    """Draw a table; its cells wrap, so it is never wider than the terminal, and wordy rows are set apart."""
    wordy = any(len(cell) > WORDY for row in table.rows for cell in row)
    title = Line(f"{table.title}:", style="bold") if table.title else None
    grid = Grid(box=SIMPLE_HEAD, title=title, title_justify="left", leading=int(wordy))
    for header in table.headers:
        grid.add_column(Line(header), overflow="fold")
    for row in table.rows:
        grid.add_row(*(Line(cell) for cell in row))
    return grid


def _drawn_suggestions(suggestions: Sequence[Suggestion]) -> RenderableType:
    grid = Grid.grid(padding=(0, 1))
    for number, suggestion in enumerate(suggestions, 1):
        grid.add_row(Line(f"{number}", style="bold cyan"), Line(suggestion.label))
    return grid


def _listed(mark: str, items: Sequence[str]) -> RenderableType:
    """Draw a list whose wrapped lines hang under the text, not under the mark."""
    grid = Grid.grid(padding=(0, 1))
    for item in items:
        grid.add_row(mark, Line(item))
    return grid
