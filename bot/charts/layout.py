"""Lay a chart out on a page as wide as a phone: where each text, each bar and each line goes.

Everything is in points from the top left corner. Text flows downwards, however long a source's name is; a bar's sums
stand beside it where they have room, else over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.answers.blocks import Bar, Chart, Mark, Panel, Shape
from bot.charts import palette
from bot.charts.flow import Line, Placed, Ruler, Run, Style, flow, length, tied
from bot.knowledge.models import FigureKind

WIDTH = 375.0
MARGIN = 16.0
INNER = WIDTH - 2 * MARGIN
LEADING = 1.25
"""Height of a line of text, as a multiple of its size."""
STRIP = 16.0
"""Height of a bar with its marks."""
GAP = 6.0
BESIDE = 8.0
"""Room between a bar and the sums beside it, and around a mark."""
ARROW = 9.0
"""Room that the arrow of an open end takes at the right."""
GLYPH = 22.0
"""Width of a shape in the legend."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Text at its place: its left end, and the middle of its height."""

    x: float
    y: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Strip:
    """A bar with the middle of its height."""

    y: float
    marks: tuple[Mark, ...]
    measure: FigureKind


@dataclass(frozen=True, slots=True)
class Glyph:
    """A shape of the legend at the middle of its place."""

    x: float
    y: float
    shape: Shape


@dataclass(slots=True)
class Page:
    """All that is drawn; it grows while it is laid out, and `height` is its end."""

    height: float = MARGIN
    spots: list[Spot] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)
    axis: float = 0.0
    """Where the axis is; its unit stands under it."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the size of things depends on: how wide a text is, and where on the page a sum is."""

    ruler: Ruler
    place: Callable[[float], float]


def lay_out(chart: Chart, tools: Tools) -> Page:
    """Place everything from the title to the last note."""
    page, ruler = Page(), tools.ruler
    _write(page, flow([Run(chart.title, palette.TITLE)], INNER, ruler))
    role = ""
    for panel in chart.panels:
        heading = Run(tied(panel.heading), palette.heading(panel.measure))
        begins = bool(panel.role) and panel.role != role
        role = panel.role
        page.height += 2 * GAP if begins else GAP
        _write(page, flow([Run(role, palette.ROLE), heading] if begins else [heading], INNER, ruler))
        page.height += 2
        _bars(page, panel, tools)
    page.axis = page.height
    page.height += 5 + palette.TICK.size * LEADING
    _write(page, _centred(chart.unit, ruler))
    page.height += GAP
    _legend(page, chart.legend, ruler)
    page.height += GAP
    for note in chart.notes:
        _write(page, flow([Run(note, palette.NOTE)], INNER, ruler))
    page.height += MARGIN - 4
    return page


def _bars(page: Page, panel: Panel, tools: Tools) -> None:
    for bar in panel.bars:
        who = [Run(bar.label, palette.LABEL), *([Run(bar.detail, palette.DETAIL)] if bar.detail else [])]
        what = Run(", ".join(_mark_text(mark, tools.ruler) for mark in bar.marks), palette.AMOUNT)
        x = _beside(bar, tools, length([what], tools.ruler))
        _write(page, flow(who, INNER, tools.ruler) if x is not None else _over(who, what, tools.ruler))
        middle = page.height + STRIP / 2
        page.strips.append(Strip(middle, bar.marks, panel.measure))
        if x is not None:
            page.spots.append(Spot(x, middle, what.text, what.style))
        page.height += STRIP + GAP


def _mark_text(mark: Mark, ruler: Ruler) -> str:
    """Keep what a mark says on one line, where a line is long enough."""
    whole = tied(mark.text)
    return whole if length([Run(whole, palette.AMOUNT)], ruler) + BESIDE < INNER else mark.text


def _beside(bar: Bar, tools: Tools, width: float) -> float | None:
    """Find room for a bar's sums on its right, else on its left; None where there is none."""
    ends = [tools.place(end) for mark in bar.marks for end in (mark.low, mark.high) if end is not None]
    arrow = ARROW if any(mark.open_ended for mark in bar.marks) else 0.0
    if max(ends) + arrow + BESIDE + width <= WIDTH - MARGIN:
        return max(ends) + arrow + BESIDE
    left = min(ends) - BESIDE - width
    return left if left >= MARGIN else None


def _over(who: Sequence[Run], what: Run, ruler: Ruler) -> list[Line]:
    """Set who says it on the left and what on the right of a line; one under the other where they are long."""
    room = INNER - length([what], ruler)
    if length(who, ruler) + BESIDE <= room:
        [left], [right] = flow(who, INNER, ruler), flow([what], INNER, ruler)
        return [(*left, *(Placed(placed.x + room, placed.run) for placed in right))]
    return [*flow(who, INNER, ruler), *flow([what], INNER, ruler)]


def _centred(text: str, ruler: Ruler) -> list[Line]:
    lines = flow([Run(text, palette.UNIT)], INNER, ruler)
    return [tuple(Placed(item.x + (INNER - _end(line, ruler)) / 2, item.run) for item in line) for line in lines]


def _end(line: Line, ruler: Ruler) -> float:
    return line[-1].x + ruler(line[-1].run.text, line[-1].run.style)


def _legend(page: Page, legend: Sequence[tuple[Shape, str]], ruler: Ruler) -> None:
    """Set the shapes and their names in lines."""
    x, height = 0.0, palette.NOTE.size * LEADING + 2
    for shape, name in legend:
        needed = GLYPH + ruler(name, palette.NOTE)
        if x and x + needed > INNER:
            x, page.height = 0.0, page.height + height
        middle = page.height + height / 2
        page.glyphs.append(Glyph(MARGIN + x + GLYPH / 2 - 3, middle, shape))
        page.spots.append(Spot(MARGIN + x + GLYPH, middle, name, palette.NOTE))
        x += needed + 14
    page.height += height


def _write(page: Page, lines: Sequence[Line]) -> None:
    for line in lines:
        height = max(item.run.style.size for item in line) * LEADING
        page.spots += _spots(line, page.height + height / 2)
        page.height += height


def _spots(line: Line, y: float) -> Iterator[Spot]:
    return (Spot(MARGIN + item.x, y, item.run.text, item.run.style) for item in line)
