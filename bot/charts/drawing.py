"""Draw a chart as PNG: the only place that knows matplotlib, which is loaded when the first chart is drawn.

Of matplotlib only its canvas is used, without pyplot and its global state. The same chart gives the same bytes: the
font comes with matplotlib, resolution and metadata are fixed, and nobody's settings of matplotlib are read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import Rectangle
from PIL import Image

from bot.answers.blocks import Chart, Shape
from bot.charts import palette
from bot.charts.flow import Ruler, Style
from bot.charts.layout import ARROW, MARGIN, STRIP, WIDTH, Glyph, Page, Strip, Tools, lay_out
from bot.charts.scale import Scale

POINTS = 72.0
"""Points in an inch: one point is one pixel of a phone 375 pixels wide."""
SCALE = 3
"""Pixels of the picture for each of those, as sharp as phones are."""
COLOURS = 64
"""Colours of the picture, with the shades at the edges of letters."""
_FONTS = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
_MARKERS = {
    Shape.AVERAGE: (7.0, "D", 0.0),
    Shape.MEDIAN: (STRIP, "|", 2.5),
    Shape.PERCENTILE: (8.0, "o", 0.0),
    Shape.POINT: (8.0, "s", 0.0),
    Shape.UP_TO: (8.5, "<", 0.0),
    Shape.AT_LEAST: (8.5, ">", 0.0),
}
"""Size, form and width of the line of each mark."""
_HEIGHTS = {Shape.SPAN: 8.0, Shape.MIDDLE_HALF: 14.0}


def draw(chart: Chart) -> bytes:
    """Draw a chart; the caller sees to it that only one is drawn at a time."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        figure = figure_of(chart)
        file = BytesIO()
        canvas: Any = FigureCanvasAgg(figure)  # parts of it carry no types
        canvas.draw()
        # Flat colours: a palette makes the file a third as large, and what it loses nobody can see.
        picture = Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3])
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "png")
    return file.getvalue()


def figure_of(chart: Chart) -> Figure:
    """Put a chart on a figure of its own, in points from the top left corner."""
    scale = Scale.of(chart)
    page = lay_out(chart, Tools(_ruler(), lambda value: _x(scale, value)))
    figure = Figure(figsize=(WIDTH / POINTS, math.ceil(page.height) / POINTS), dpi=POINTS * SCALE)
    figure.set_facecolor(palette.CARD)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, WIDTH), ylim=(math.ceil(page.height), 0))
    _edge(axes, page)
    _axis(axes, page, scale)
    for strip in page.strips:
        _strip(axes, strip, scale)
    for glyph in page.glyphs:
        _glyph(axes, glyph)
    for spot in page.spots:
        _text(axes, spot.x, spot.y, spot.text, spot.style)
    return figure


def _x(scale: Scale, value: float) -> float:
    """Place a sum on the page; at the right there is room for the arrow of an open end."""
    return MARGIN + scale.share(value) * (WIDTH - 2 * MARGIN - ARROW)


def _ruler() -> Ruler:
    canvas: Any = FigureCanvasAgg(Figure(figsize=(1, 1), dpi=POINTS * SCALE))
    renderer = canvas.get_renderer()

    @cache
    def measure(text: str, style: Style) -> float:
        width, _, _ = renderer.get_text_width_height_descent(_printable(text, style.bold), _font(style), False)
        return float(width) / SCALE

    return measure


def _edge(axes: Axes, page: Page) -> None:
    height = math.ceil(page.height)
    axes.add_patch(Rectangle((0.5, 0.5), WIDTH - 1, height - 1, fill=False, edgecolor=palette.EDGE, linewidth=1))


def _axis(axes: Axes, page: Page, scale: Scale) -> None:
    """Draw a track with ticks under each bar, and the axis with its sums under them all."""
    left, right = _x(scale, scale.ticks[0]), _x(scale, scale.ticks[-1])
    axes.hlines([strip.y for strip in page.strips], left, right, palette.GRID, linewidth=1, zorder=1)
    axes.hlines(page.axis, left, right, palette.MUTED, linewidth=1)
    for x in (_x(scale, tick) for tick in scale.ticks):
        middles = [strip.y for strip in page.strips]
        ends = [y - STRIP / 2 for y in middles], [y + STRIP / 2 for y in middles]
        axes.vlines([x] * len(middles), *ends, palette.GRID, linewidth=1, zorder=1)
        axes.vlines(x, page.axis, page.axis + 4, palette.MUTED, linewidth=1)
    for x, text in _labels(scale):
        _text(axes, x, page.axis + 6 + palette.TICK.size * 0.6, text, palette.TICK)


def _labels(scale: Scale) -> Iterator[tuple[float, str]]:
    """Give the sums of the ticks with their left ends; one that has no room after the one before is left out."""
    ruler, free = _ruler(), 0.0
    for tick in scale.ticks:
        text = scale.label(tick)
        width = ruler(text, palette.TICK)
        x = min(max(_x(scale, tick) - width / 2, MARGIN / 2), WIDTH - MARGIN / 2 - width)
        if x >= free:
            yield x, text
            free = x + width + 6


def _strip(axes: Axes, strip: Strip, scale: Scale) -> None:
    """Draw the figures of a bar, long ones first, so that the others stand on them."""
    colour, hatch = palette.COLOURS[strip.measure], palette.HATCHES[strip.measure]
    for mark in strip.marks:
        ends = tuple(_x(scale, end) for end in (mark.low, mark.high) if end is not None)
        if mark.shape in _HEIGHTS:
            _block(axes, mark.shape, ends, strip.y, colour=colour, hatch=hatch)
        else:
            _marker(axes, mark.shape, ends, strip.y)
        if mark.open_ended and mark.shape is not Shape.AT_LEAST:
            _marker(axes, Shape.AT_LEAST, (ends[-1] + ARROW / 2 + 1,), strip.y, colour=colour)


def _glyph(axes: Axes, glyph: Glyph) -> None:
    """Draw a shape of the legend, in no measure's colour."""
    if glyph.shape in _HEIGHTS:
        _block(axes, glyph.shape, (glyph.x - 7, glyph.x + 7), glyph.y, colour=palette.MUTED, hatch="")
    else:
        _marker(axes, glyph.shape, (glyph.x,), glyph.y)


def _block(axes: Axes, shape: Shape, ends: Sequence[float], y: float, *, colour: str, hatch: str) -> None:
    """Draw a figure that fills all between its ends."""
    corner, width, height = (ends[0], y - _HEIGHTS[shape] / 2), max(ends[-1] - ends[0], 1.5), _HEIGHTS[shape]
    looks: dict[str, Any] = {"facecolor": colour, "edgecolor": palette.CARD, "hatch": hatch, "linewidth": 0.8}
    axes.add_patch(Rectangle(corner, width, height, zorder=2, **looks))


def _marker(axes: Axes, shape: Shape, ends: Sequence[float], y: float, *, colour: str = palette.BRIGHT) -> None:
    """Draw a figure that stands at one sum; one that the guide gives as two sums has a mark at each and a line."""
    places = tuple(dict.fromkeys(ends))
    axes.hlines(y, places[0], places[-1], colour, linewidth=3, zorder=3)
    size, form, edge = _MARKERS[shape]
    under: dict[str, Any] = {"marker": form, "linestyle": "none", "zorder": 4, "markersize": size}
    # A dark edge tells the mark from a bar that is as bright.
    axes.plot(places, [y] * len(places), color=palette.CARD, markeredgewidth=edge + 2.4, **under)
    axes.plot(places, [y] * len(places), color=colour, markeredgewidth=edge, **under)


def _text(axes: Axes, x: float, y: float, text: str, style: Style) -> None:
    looks: dict[str, Any] = {
        "color": style.colour,
        "fontproperties": _font(style),
        "va": "center_baseline",
        "zorder": 5,
    }
    behind = {"facecolor": palette.CARD, "edgecolor": "none", "pad": 1.5}
    # A dollar sign would start a formula.
    axes.text(x, y, _printable(text, style.bold), bbox=behind, parse_math=False, **looks)


@cache
def _font(style: Style) -> FontProperties:
    return FontProperties(fname=str(_font_file(style.bold)), size=style.size)


@cache
def _font_file(bold: bool) -> Path:
    return Path(matplotlib.get_data_path(), "fonts", "ttf", _FONTS[bold])


@cache
def _letters(bold: bool) -> frozenset[int]:
    return frozenset(get_font(str(_font_file(bold))).get_charmap())


def _printable(text: str, bold: bool) -> str:
    """Put a question mark for what the font has no letter for."""
    return "".join(letter if ord(letter) in _letters(bold) else "?" for letter in text)
