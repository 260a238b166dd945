"""Turn typed figures into the bars of a chart: what one source says of one level, place and title shares a bar.

A mark is one figure, as its guide prints it; nothing is averaged, rounded or turned into another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.blocks import Bar, Mark, Shape
from bot.answers.figures import STATISTIC_NAMES, amount
from bot.knowledge.models import Figure, Knowledge, Span, Statistic, span_text
from bot.locale import say

_SHAPES = {
    Statistic.AVERAGE: Shape.AVERAGE,
    Statistic.MEDIAN: Shape.MEDIAN,
    Statistic.MIDDLE_HALF: Shape.MIDDLE_HALF,
    Statistic.PERCENTILE_25: Shape.PERCENTILE,
    Statistic.PERCENTILE_75: Shape.PERCENTILE,
    Statistic.PERCENTILE_90: Shape.PERCENTILE,
    Statistic.MINIMUM: Shape.AT_LEAST,
}
_LONG = frozenset({Shape.SPAN, Shape.MIDDLE_HALF})
"""Shapes that would hide one another on one bar."""
_ORDER = tuple(Shape)
_USUAL = frozenset({Statistic.AVERAGE, Statistic.MEDIAN, Statistic.RANGE, Statistic.TYPICAL, Statistic.MIDDLE_HALF})
_OWN_LEVEL = frozenset({None, "senior"})
"""The level that the guides are about."""


@dataclass(frozen=True, slots=True)
class Row:
    """Figures that share a bar; at least one."""

    figures: tuple[Figure, ...]

    @property
    def first(self) -> Figure:
        """The figure that stands first in the guide; source, level and place are the same in all."""
        return self.figures[0]

    @property
    def weight(self) -> tuple[bool, bool, int, int]:
        """Tell how much the row is worth where not all fit: a named source, the usual level anywhere, the usual pay."""
        usual = sum(figure.statistic in _USUAL for figure in self.figures)
        anywhere = self.first.level in _OWN_LEVEL and not self.first.place
        return bool(self.first.source), anywhere, usual, len(self.figures)

    @property
    def ends(self) -> list[float]:
        """All ends of all figures."""
        return [end for figure in self.figures for end in ends_of(figure) if end is not None]

    def told(self) -> list[Figure]:
        """Give the figures by shape, without those that only name an end of a range on the same lines again."""
        ranges = [figure for figure in self.figures if shape_of(figure) is Shape.SPAN]
        named = {(figure.lines, end) for figure in ranges for end in ends_of(figure)}
        kept = [figure for figure in self.figures if (figure.lines, _only_end(figure)) not in named]
        return sorted(kept, key=lambda figure: _ORDER.index(shape_of(figure)))


def rows_of(figures: Sequence[Figure]) -> list[Row]:
    """Gather figures into rows, in the order of the guide."""
    gathered: list[list[Figure]] = []
    by_key: dict[tuple[object, ...], list[list[Figure]]] = {}
    for figure in figures:
        shape, sharing = shape_of(figure), by_key.setdefault(_key(figure), [])
        for row in sharing:
            if shape not in _LONG or all(shape_of(each) is not shape for each in row):
                row.append(figure)
                break
        else:
            sharing.append([figure])
            gathered.append(sharing[-1])
    return [Row(tuple(row)) for row in gathered]


def bar(knowledge: Knowledge, row: Row, year: int | None) -> Bar:
    """Label a row: its source, or the guide and its lines; `year` is the chart's, which need not be said again."""
    figure = row.first
    spans = tuple(dict.fromkeys(span for each in row.figures for span in each.lines))
    abouts = {each.about for each in row.figures}
    about = (abouts.pop() or "") if len(abouts) == 1 else ""
    details = (
        figure.company if figure.source else "",
        knowledge.place_names.get(figure.place or "", figure.place),
        knowledge.level_names.get(figure.level or "", figure.level) if not about else "",
        about,
        str(figure.year) if figure.year and figure.year != year else "",
    )
    return Bar(
        label=figure.source or figure.company or _guide_lines(spans),
        detail=", ".join(detail for detail in details if detail),
        marks=tuple(_mark(each, "" if about else each.about or "") for each in row.told()),
        lines=spans,
    )


def shape_of(figure: Figure) -> Shape:
    """Choose how a figure is drawn, by its statistic and by which ends it has."""
    if figure.low is None:
        return Shape.AT_LEAST if figure.open_ended else Shape.UP_TO
    if figure.high is None and figure.open_ended:
        return Shape.AT_LEAST
    single = figure.high is None or figure.high == figure.low
    return _SHAPES.get(figure.statistic, Shape.POINT if single else Shape.SPAN)


def ends_of(figure: Figure) -> tuple[float | None, float | None]:
    """Give both ends; a single value is both, unless it is the least that is paid."""
    least = figure.open_ended or figure.statistic is Statistic.MINIMUM
    return figure.low, figure.low if figure.high is None and not least else figure.high


def _only_end(figure: Figure) -> float | None:
    """Give the end that an "up to" or a minimum names; what goes on above says more than its end."""
    low, high = ends_of(figure)
    return None if figure.open_ended else {Shape.UP_TO: high, Shape.AT_LEAST: low}.get(shape_of(figure))


def _key(figure: Figure) -> tuple[object, ...]:
    """Say what figures of one bar have in common; without a source, the same title or the same lines bind two."""
    shared = (figure.kind, figure.level, figure.place, figure.year)
    if figure.source or figure.company:
        return (*shared, figure.source, figure.company)
    return (*shared, figure.about or figure.lines)


def _mark(figure: Figure, about: str) -> Mark:
    shape = shape_of(figure)
    plain = figure.statistic is Statistic.RANGE or (shape is Shape.UP_TO and figure.statistic is Statistic.TOP)
    statistic = say(STATISTIC_NAMES[figure.statistic])
    text = amount(figure) if plain else say("{statistic} {amount}", statistic=statistic, amount=amount(figure))
    low, high = ends_of(figure)
    return Mark(shape, f"{text} ({about})" if about else text, low, high, figure.open_ended)


def _guide_lines(spans: Sequence[Span]) -> str:
    """Name lines of the guide where it names no source: "Guide, line 12", "Guide, lines 12-13"."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span[0] <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(span[1], joined[-1][1]))
        else:
            joined.append(span)
    text = ", ".join(map(span_text, joined))
    return say("Guide, line {line}", line=text) if text.isdigit() else say("Guide, lines {lines}", lines=text)
