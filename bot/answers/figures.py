"""Write typed figures for people: the amount, what it measures, who says so."""

from __future__ import annotations

from bot.answers.blocks import Table
from bot.knowledge.models import Figure, FigureKind, Knowledge, Role, Statistic, Unit
from bot.locale import later, say
from bot.locale.writing import billions, money, number, percent
from bot.money import DOLLARS

KIND_NAMES = {
    FigureKind.BASE: later("base pay"),
    FigureKind.SALARY: later("salary"),
    FigureKind.TOTAL: later("total compensation"),
    FigureKind.CASH: later("extra cash"),
    FigureKind.BONUS: later("annual bonus"),
    FigureKind.EQUITY: later("stock"),
    FigureKind.SIGN_ON: later("sign-on bonus"),
    FigureKind.PROFIT_SHARING: later("profit sharing"),
    FigureKind.PREMIUM: later("premium by place"),
    FigureKind.RAISE: later("raise"),
    FigureKind.GROWTH: later("growth"),
    FigureKind.MARKET_SIZE: later("market size"),
    FigureKind.SHARE: later("share"),
    FigureKind.EXPERIENCE: later("experience asked for"),
    FigureKind.SPAN: later("time"),
    FigureKind.COST: later("cost"),
}
STATISTIC_NAMES = {
    Statistic.AVERAGE: later("average"),
    Statistic.MEDIAN: later("median"),
    Statistic.RANGE: later("range"),
    Statistic.PERCENTILE_25: later("25th percentile"),
    Statistic.PERCENTILE_75: later("75th percentile"),
    Statistic.PERCENTILE_90: later("90th percentile"),
    Statistic.MIDDLE_HALF: later("25th to 75th percentile"),
    Statistic.TOP: later("top"),
    Statistic.MINIMUM: later("minimum"),
    Statistic.TYPICAL: later("typical"),
    Statistic.PROJECTION: later("projected"),
    Statistic.CHANGE: later("change"),
}
MONEY = frozenset({FigureKind.BASE, FigureKind.SALARY, FigureKind.TOTAL, FigureKind.CASH, FigureKind.EQUITY,
                   FigureKind.SIGN_ON})  # fmt: skip
"""The kinds that are sums of money a member may be paid."""
_UNITS = {
    Unit.PER_YEAR: later("{amount} a year"),
    Unit.PER_MONTH: later("{amount} a month"),
    Unit.PER_WEEK: later("{amount} a week"),
    Unit.PER_DAY: later("{amount} a day"),
    Unit.PER_HOUR: later("{amount} an hour"),
    Unit.PERCENT_OF_BASE: later("{amount} of base"),
    Unit.PERCENT_OF_TOTAL: later("{amount} of total pay"),
    Unit.YEARS: later("{amount} years"),
}
_BILLION = 1_000_000_000


def amount(figure: Figure) -> str:
    """Write a figure's amount: "$104,500 to $143,500", "up to $168,000", "5+ years", "25 to 30%"."""
    low, high = figure.low, figure.high
    end = _number(figure, low if high is None else high)
    if figure.open_ended:
        end = say("{amount}+", amount=end)
    if low is None:
        written = say("up to {amount}", amount=end)
    else:
        written = end if high is None or high == low else span(_number(figure, low), end)
    return say(_UNITS[figure.unit], amount=written) if _has_unit(figure) else written


def span(low: str, high: str) -> str:
    """Write the two ends of something: "$80,000 to $90,000"."""
    return say("{low} to {high}", low=low, high=high)


def measure(figure: Figure) -> str:
    """Say what a figure measures: "average base pay"."""
    kind, statistic = say(KIND_NAMES[figure.kind]), say(STATISTIC_NAMES[figure.statistic])
    if figure.about and figure.kind not in MONEY:
        return figure.about
    if figure.statistic in {Statistic.RANGE, Statistic.TYPICAL, Statistic.CHANGE}:
        return say("{kind}, {statistic}", kind=kind, statistic=statistic)
    return say("{statistic} {kind}", kind=kind, statistic=statistic)


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
        rows.append((amount(figure), measure(figure), who(figure, knowledge), year, role.where(figure.lines[0])))
    headers = (say("Amount"), say("Measures"), say("For"), say("Year"), say("Where"))
    return Table(headers, tuple(rows), title or role.title)


def _number(figure: Figure, value: float | None) -> str:
    if value is None:
        return "?"
    if figure.currency:
        large = value >= _BILLION and figure.currency == DOLLARS
        return billions(value) if large else money(value, figure.currency, cents=True)
    if figure.unit in {Unit.PERCENT, Unit.PERCENT_OF_BASE, Unit.PERCENT_OF_TOTAL}:
        return percent(value)
    return number(value)


def _has_unit(figure: Figure) -> bool:
    """Tell whether a unit is written behind an amount; of money, "a year" goes without saying."""
    return figure.unit in _UNITS and not (figure.currency and figure.unit is Unit.PER_YEAR)
