"""Draw a chart as lines of a terminal: a bar a row, with the same marks as the picture."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text as Line

from bot.answers.blocks import Bar, Chart, Panel, Shape
from bot.charts.scale import Scale
from bot.knowledge.models import FigureKind

LABEL = 30
"""Columns for who says it, at most."""
NARROWEST = 20
"""Columns of a bar under which a chart says nothing; it is left out then."""
MARKS = {
    Shape.SPAN: "━",
    Shape.MIDDLE_HALF: "█",
    Shape.AVERAGE: "◆",
    Shape.MEDIAN: "┃",
    Shape.PERCENTILE: "●",
    Shape.POINT: "■",
    Shape.UP_TO: "◀",
    Shape.AT_LEAST: "▶",
}
TRACK = "·"
STYLES = {
    FigureKind.BASE: "blue",
    FigureKind.SALARY: "yellow",
    FigureKind.TOTAL: "green",
    FigureKind.CASH: "cyan",
    FigureKind.EQUITY: "magenta",
    FigureKind.SIGN_ON: "red",
}


def bars(chart: Chart, width: int) -> Iterator[Line]:
    """Draw a chart of at most `width` columns; nothing where that is too narrow."""
    room = min(LABEL, width // 3)
    columns = width - room - 2
    if columns < NARROWEST:
        return
    scale = Scale.of(chart)
    yield Line(f"{chart.title}, {chart.unit}:", style="bold")
    for panel in chart.panels:
        yield Line(
            f" {panel.role} · {panel.heading}" if panel.role else f" {panel.heading}", style=STYLES[panel.measure]
        )
        yield from (_bar(panel, bar, scale, room, columns) for bar in panel.bars)
    yield Line(" " * (room + 2) + _axis(scale, columns), style="dim")
    if chart.legend:
        yield Line(" " + "  ".join(f"{MARKS[shape]} {name}" for shape, name in chart.legend), style="dim")
    yield Line(" " + " ".join(chart.notes), style="dim")


def _bar(panel: Panel, bar: Bar, scale: Scale, room: int, columns: int) -> Line:
    name = f"{bar.label}, {bar.detail}" if bar.detail else bar.label
    label = Line(name)
    label.truncate(room, overflow="ellipsis", pad=True)
    cells = [TRACK] * columns
    for mark in bar.marks:
        ends = [_column(scale, end, columns) for end in (mark.low, mark.high) if end is not None]
        filled = range(ends[0], ends[-1] + 1) if mark.shape in (Shape.SPAN, Shape.MIDDLE_HALF) else ends
        for column in filled:
            cells[column] = MARKS[mark.shape]
        if mark.open_ended and ends[-1] + 1 < columns:
            cells[ends[-1] + 1] = MARKS[Shape.AT_LEAST]
    return Line.assemble(" ", label, " ", ("".join(cells), STYLES[panel.measure]))


def _column(scale: Scale, value: float, columns: int) -> int:
    return round(scale.share(value) * (columns - 1))


def _axis(scale: Scale, columns: int) -> str:
    """Write the ticks' sums under their places, as many as have room."""
    line = ""
    for tick in scale.ticks:
        label = scale.label(tick)
        start = min(_column(scale, tick, columns), columns - len(label))
        if not line or start > len(line):
            line = line.ljust(start) + label
    return line
