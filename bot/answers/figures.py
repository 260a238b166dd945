"""Write typed figures for people: the amount, what it measures, who says so."""

from __future__ import annotations

from bot.answers.blocks import Table
from bot.knowledge.models import Figure, FigureKind, Knowledge, Role, Statistic, Unit, lines_text

KIND_NAMES = {
    FigureKind.BASE: "base pay",
    FigureKind.SALARY: "salary",
    FigureKind.TOTAL: "total compensation",
    FigureKind.CASH: "extra cash",
    FigureKind.BONUS: "annual bonus",
    FigureKind.EQUITY: "stock",
    FigureKind.SIGN_ON: "sign-on bonus",
    FigureKind.PROFIT_SHARING: "profit sharing",
    FigureKind.PREMIUM: "premium by place",
    FigureKind.RAISE: "raise",
    FigureKind.GROWTH: "growth",
    FigureKind.MARKET_SIZE: "market size",
    FigureKind.SHARE: "share",
    FigureKind.EXPERIENCE: "experience asked for",
    FigureKind.SPAN: "time",
}
STATISTIC_NAMES = {
    Statistic.AVERAGE: "average",
    Statistic.MEDIAN: "median",
    Statistic.RANGE: "range",
    Statistic.PERCENTILE_25: "25th percentile",
    Statistic.PERCENTILE_75: "75th percentile",
    Statistic.PERCENTILE_90: "90th percentile",
    Statistic.MIDDLE_HALF: "25th to 75th percentile",
    Statistic.TOP: "top",
    Statistic.MINIMUM: "minimum",
    Statistic.TYPICAL: "typical",
    Statistic.PROJECTION: "projected",
    Statistic.CHANGE: "change",
}
MONEY = frozenset({FigureKind.BASE, FigureKind.SALARY, FigureKind.TOTAL, FigureKind.CASH, FigureKind.EQUITY,
                   FigureKind.SIGN_ON})  # fmt: skip
"""The kinds that are sums of money a member may be paid."""
_UNIT_TAILS = {
    Unit.PER_YEAR: " a year",
    Unit.PERCENT_OF_BASE: " of base",
    Unit.PERCENT_OF_TOTAL: " of total pay",
    Unit.YEARS: " years",
}
_BILLION = 1_000_000_000


def amount(figure: Figure) -> str:
    """Write a figure's amount: "$104,500 to $143,500", "up to $168,000", "5+ years", "25 to 30%"."""
    low, high = figure.low, figure.high
    plus = "+" if figure.open_ended else ""
    if low is None:
        return f"up to {_number(figure, high)}{plus}{_tail(figure)}"
    if high is None or high == low:
        return f"{_number(figure, low)}{plus}{_tail(figure)}"
    return f"{_number(figure, low)} to {_number(figure, high)}{plus}{_tail(figure)}"


def measure(figure: Figure) -> str:
    """Say what a figure measures: "average base pay"."""
    kind = KIND_NAMES[figure.kind]
    if figure.about and figure.kind not in MONEY:
        return figure.about
    if figure.statistic in {Statistic.RANGE, Statistic.TYPICAL, Statistic.CHANGE}:
        return f"{kind}, {STATISTIC_NAMES[figure.statistic]}"
    return f"{STATISTIC_NAMES[figure.statistic]} {kind}"


def who(figure: Figure, knowledge: Knowledge) -> str:
    """Name whom or what a figure is for: source, employer, place, level, title."""
    parts = [
        figure.source or "",
        figure.company or "",
        knowledge.place_names.get(figure.place or "", figure.place or ""),
        knowledge.level_names.get(figure.level or "", figure.level or "") if not figure.about else "",
        figure.about or "" if figure.kind in MONEY else "",
    ]
    return ", ".join(part for part in parts if part)


def figure_table(figures: list[Figure], role: Role, knowledge: Knowledge, title: str = "") -> Table:
    """Draw figures as rows: amount, what it measures, for whom, year and line."""
    rows = []
    for figure in figures:
        year = str(figure.year) if figure.year else ""
        rows.append((amount(figure), measure(figure), who(figure, knowledge), year, lines_text(figure.lines[0])))
    return Table(("Amount", "Measures", "For", "Year", "Where"), tuple(rows), title or role.title)


def dollars(value: float) -> str:
    """Write a sum of dollars: "$165,000"."""
    return f"${value:,.0f}"


def _number(figure: Figure, value: float | None) -> str:
    if value is None:
        return "?"
    if figure.currency:
        if value >= _BILLION:
            return f"${value / _BILLION:g} billion"
        return dollars(value)
    if figure.unit in {Unit.PERCENT, Unit.PERCENT_OF_BASE, Unit.PERCENT_OF_TOTAL}:
        return f"{value:g}%"
    return f"{value:g}"


def _tail(figure: Figure) -> str:
    if figure.currency and figure.unit is Unit.PER_YEAR:
        return ""
    return _UNIT_TAILS.get(figure.unit, "")
