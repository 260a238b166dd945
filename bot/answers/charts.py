"""Compose a chart of pay: who says what, side by side on one axis, panels apart for what measures different things.

Premiums by place are left to the text: they are percentages of an average that differs from source to source, so they
have no place on an axis of dollars, and turning them into dollars would need a base that no guide names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from bot.answers.bars import Row, bar, rows_of
from bot.answers.blocks import ALT_LIMIT, Chart, Panel, Part, Shape
from bot.answers.figures import KIND_NAMES, MONEY
from bot.coaching.pay import Found, Wanted, select
from bot.knowledge.models import Figure, Knowledge, Role, Unit
from bot.locale import say, say_count
from bot.money import DOLLARS

MOST_BARS = 10
"""Rows of one picture: more would be too small to read on a phone."""
MOST_SHARED = 8
"""Rows of a picture of several roles, which has more headings; two a role where that is more."""
MOST_ROLES = 5

Asked = Sequence[tuple[Role, Sequence[Found]]]


def with_chart(knowledge: Knowledge, parts: list[Part], asked: Sequence[tuple[str, Wanted]]) -> list[Part]:
    """Put a chart of what was asked about pay under the last part, where there is enough to draw."""
    roles = [(knowledge.roles[role], select(knowledge.roles[role], wanted)) for role, wanted in asked]
    chart = pay_chart(knowledge, roles, {wanted.facet for _, wanted in asked})
    if chart is None or not parts:
        return parts
    return [*parts[:-1], replace(parts[-1], blocks=(*parts[-1].blocks, chart))]


def pay_chart(knowledge: Knowledge, asked: Asked, facets: Container[str] = ()) -> Chart | None:
    """Draw up the figures of one role or several; None for fewer than two figures of money.

    Where not all fit, those that tell most are kept; for the facets "top-pay" and "lowest-pay" the extremes.
    """
    unit = _commonest_unit(asked)
    money = [(role, [item.figure for item in found if _is_money(item.figure, unit)]) for role, found in asked]
    paid = [(role, rows_of(figures)) for role, figures in money if figures]
    if unit is None or sum(len(figures) for _, figures in money) < 2:
        return None
    shown, year = paid[:MOST_ROLES], _commonest_year(money)
    shares = _shares([len(rows) for _, rows in shown])
    kept = [(role, _chosen(rows, room, facets)) for (role, rows), room in zip(shown, shares, strict=True)]
    several = len(kept) > 1
    panels = [panel for role, rows in kept for panel in _panels(knowledge, role.title if several else "", rows, year)]
    title = say("Pay, side by side") if several else kept[0][0].title
    unpaid = [role.title for role, figures in money if not figures]
    left = sum(len(rows) for _, rows in shown) - sum(shares)
    notes = (*_notes(year, unpaid), *_left_out(left, len(paid) - len(shown)))
    bare = Chart(title, _unit_text(unit), tuple(panels), _legend(panels), notes, "")
    return replace(bare, alt=_alt(bare))


def _commonest_unit(asked: Asked) -> Unit | None:
    """Give the unit of most figures of money, the first of those on a tie: one axis has one unit."""
    units = Counter(
        item.figure.unit for _, found in asked for item in found if _is_money(item.figure, item.figure.unit)
    )
    return max(units, key=lambda unit: units[unit], default=None)


def _is_money(figure: Figure, unit: Unit | None) -> bool:
    return figure.kind in MONEY and figure.unit is unit and figure.currency == DOLLARS


def _commonest_year(money: Sequence[tuple[Role, Sequence[Figure]]]) -> int | None:
    years = Counter(figure.year for _, figures in money for figure in figures if figure.year)
    return max(years, key=lambda year: years[year], default=None)


def _shares(counts: Sequence[int]) -> list[int]:
    """Deal out the rows of the picture: a role with few leaves its room to the others."""
    shares, room = [0] * len(counts), MOST_BARS if len(counts) == 1 else max(MOST_SHARED, 2 * len(counts))
    for done, number in enumerate(sorted(range(len(counts)), key=lambda number: counts[number])):
        shares[number] = min(counts[number], room // (len(counts) - done))
        room -= shares[number]
    return shares


def _chosen(rows: Sequence[Row], room: int, facets: Container[str]) -> list[Row]:
    """Keep the rows that are worth most, in the order of the guide; each source has a row before one has two."""
    first_of = {row.first.source: number for number, row in reversed(list(enumerate(rows)))}

    def worth(number: int) -> tuple[float, ...]:
        row = rows[number]
        if "top-pay" in facets:
            return (max(row.ends),)
        if "lowest-pay" in facets:
            return (-min(row.ends),)
        named, *rest = row.weight
        return named, not named or first_of[row.first.source] == number, *rest

    return [rows[number] for number in sorted(sorted(range(len(rows)), key=worth, reverse=True)[:room])]


def _panels(knowledge: Knowledge, role: str, rows: Sequence[Row], year: int | None) -> Iterator[Panel]:
    """Group rows by what they measure."""
    for kind, name in KIND_NAMES.items():
        bars = tuple(bar(knowledge, row, year) for row in rows if row.first.kind is kind)
        if bars:
            heading = say(name)
            yield Panel(kind, heading[:1].upper() + heading[1:], bars, role)


def _legend(panels: Sequence[Panel]) -> tuple[tuple[Shape, str], ...]:
    """Name the shapes that are drawn; bars alone need no legend."""
    names = {
        Shape.SPAN: say("range"),
        Shape.MIDDLE_HALF: say("25th to 75th percentile"),
        Shape.AVERAGE: say("average"),
        Shape.MEDIAN: say("median"),
        Shape.PERCENTILE: say("percentile"),
        Shape.POINT: say("single figure"),
        Shape.UP_TO: say("up to"),
        Shape.AT_LEAST: say("from, or more"),
    }
    drawn = {mark.shape for panel in panels for bar in panel.bars for mark in bar.marks}
    return tuple((shape, name) for shape, name in names.items() if shape in drawn) if drawn != {Shape.SPAN} else ()


def _notes(year: int | None, unpaid: Sequence[str]) -> Iterator[str]:
    """Say of where and when the figures are, and of which roles there are none."""
    as_printed = say("Each figure as its guide prints it.")
    yield f"US, {year}. {as_printed}" if year else f"US. {as_printed}"
    if unpaid:
        yield say("No sums of pay: {roles}.", roles=", ".join(unpaid[:MOST_ROLES]))


def _left_out(rows: int, roles: int) -> Iterator[str]:
    """Say what had no room."""
    if rows:
        yield say_count("1 more row is left out.", "{count} more rows are left out.", count=rows)
    if roles:
        yield say_count("1 more role is left out.", "{count} more roles are left out.", count=roles)


def _alt(chart: Chart) -> str:
    """Say the whole chart in words; where that is too long, end after a bar and say how many follow."""
    bars = list(_bars_in_words(chart))
    for kept in range(len(bars), -1, -1):
        cut = len(bars) - kept
        rest = [say_count("1 more row follows.", "{count} more rows follow.", count=cut)] if cut else []
        text = " ".join([f"{chart.title}, {chart.unit}.", *bars[:kept], *rest, *chart.notes])
        if len(text) <= ALT_LIMIT:
            return text
    return text[: ALT_LIMIT - 1] + "…"


def _bars_in_words(chart: Chart) -> Iterator[str]:
    """Say each bar in a sentence; the first of a panel after the panel's heading."""
    for panel in chart.panels:
        heading = f"{panel.role}, {panel.heading.lower()}: " if panel.role else f"{panel.heading}: "
        for number, each in enumerate(panel.bars):
            name = f"{each.label} ({each.detail})" if each.detail else each.label
            yield f"{'' if number else heading}{name}: {', '.join(mark.text for mark in each.marks)}."


def _unit_text(unit: Unit) -> str:
    """Name what the axis counts."""
    if unit is Unit.PER_YEAR:
        return say("US dollars a year")
    return say("US dollars, once") if unit is Unit.ONE_TIME else say("US dollars")
