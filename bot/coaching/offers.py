"""Place an offer among the figures of a role's guide: each part with its own kind, base with base, total with total.

Sums become dollars a year first. Nothing is blended and nothing is judged: every figure says for itself whether the
offer lies below it, inside it or above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.coaching.pay import EXECUTIVE, PAY, WHOLE, Found, figures_of, slug
from bot.knowledge.models import Figure, FigureKind, Role, Statistic, Unit
from bot.money import DOLLARS, Period, Sum
from bot.offer import Component, Offer

Ends = tuple[float, float]
"""The lower and the upper end of an amount; equal for a single value."""

TIMES_A_YEAR: Mapping[Period, int] = {
    Period.HOUR: 2_080,
    Period.DAY: 260,
    Period.WEEK: 52,
    Period.MONTH: 12,
    Period.YEAR: 1,
}
"""How often a period is paid in a year of full-time work: 52 weeks of 5 days of 8 hours."""
LEAST_A_YEAR, MOST_A_YEAR = 10_000, 10_000_000
"""What lies outside these bounds is no year's pay in dollars."""
MOST_SHARE = 100
"""Percent of the base that a bonus may be."""
ROUNDED = 0.01
"""The share by which a total may fall short of its parts, because people round."""

KINDS: Mapping[Component, frozenset[FigureKind]] = {
    Component.BASE: PAY,
    Component.TOTAL: WHOLE,
    Component.BONUS: frozenset({FigureKind.BONUS}),
    Component.EQUITY: frozenset({FigureKind.EQUITY}),
    Component.SIGN_ON: frozenset({FigureKind.SIGN_ON}),
}
"""The figures that each part of an offer is compared with."""
_UNITS = {
    Component.BASE: Unit.PER_YEAR,
    Component.TOTAL: Unit.PER_YEAR,
    Component.BONUS: Unit.PERCENT_OF_BASE,
    Component.EQUITY: Unit.TOTAL,
    Component.SIGN_ON: Unit.ONE_TIME,
}
MIDDLES = frozenset({Statistic.AVERAGE, Statistic.MEDIAN})
RANGES = frozenset({Statistic.RANGE, Statistic.TYPICAL, Statistic.MIDDLE_HALF})
_OF_OTHERS = "ai-premium"
"""The facet whose figures are for a wider group than the role."""
_ORDER = (MIDDLES, RANGES)


class Fault(StrEnum):
    """Why an offer cannot be placed."""

    NO_SUM = "no sum"
    NOT_MONEY = "not money"
    REPEATED = "repeated"
    NEGATIVE = "negative"
    CURRENCY = "currency"
    SHARE = "share"
    TOO_LITTLE = "too little"
    TOO_MUCH = "too much"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True, repr=False)
class Package:
    """An offer in dollars; what was not said and cannot be computed is None."""

    base: Ends | None = None
    share: Ends | None = None
    """The bonus in percent of the base."""
    bonus: Ends | None = None
    equity: Ends | None = None
    """A year's worth."""
    grant: Ends | None = None
    """All of it."""
    sign_on: Ends | None = None
    parts: Ends | None = None
    """Base, bonus and equity of a year together, where there is more than the base."""
    said: Ends | None = None
    """The total as it was said."""

    @property
    def total(self) -> Ends | None:
        """The total of a year, as said or else as computed; a sign-on bonus is paid once and is no part of it."""
        return self.said or self.parts

    def of(self, component: Component) -> Ends | None:
        """Give what is compared with the figures on a component: of a bonus the share, of equity the whole grant."""
        return {
            Component.BASE: self.base,
            Component.BONUS: self.share,
            Component.EQUITY: self.grant,
            Component.SIGN_ON: self.sign_on,
            Component.TOTAL: self.total,
        }[component]


class Position(StrEnum):
    """Where a value lies to a figure; inside a range also in which third."""

    BELOW = "below"
    LOWER = "lower third"
    MIDDLE = "middle third"
    UPPER = "upper third"
    INSIDE = "inside"
    EQUAL = "equal"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Spot:
    """A position, and by what share the value is above (below zero: below) each end that the figure prints."""

    position: Position
    off: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with where both ends of an amount lie to it."""

    found: Found
    low: Spot
    high: Spot


@dataclass(frozen=True, slots=True)
class Premium:
    """What a guide says that a place pays above the national average, with the averages that it raises."""

    figure: Figure
    averages: tuple[tuple[Figure, Ends], ...]


def fault(offer: Offer) -> Fault | None:
    """Find the first thing for which an offer cannot be placed."""
    money = {name: item for name, item in offer.sums.items() if not item.percent}
    if offer.unread:
        return Fault.NOT_MONEY
    if offer.repeated:
        return Fault.REPEATED
    if not offer.sums:
        return Fault.NO_SUM
    if any(item.low < 0 or (item.low == 0 and name in _YEARLY) for name, item in offer.sums.items()):
        return Fault.NEGATIVE
    if any(item.currency != DOLLARS for item in money.values()):
        return Fault.CURRENCY
    bonus = offer.sums.get(Component.BONUS)
    if bonus is not None and bonus.percent and bonus.high > MOST_SHARE:
        return Fault.SHARE
    ends = [yearly(money[name]) for name in _YEARLY if name in money]
    if any(low < LEAST_A_YEAR for low, _ in ends):
        return Fault.TOO_LITTLE
    if any(high > MOST_A_YEAR for _, high in [*ends, *((item.low, item.high) for item in money.values())]):
        return Fault.TOO_MUCH
    return Fault.CONTRADICTION if _contradicts(package(offer)) else None


_YEARLY = (Component.BASE, Component.TOTAL)


def yearly(item: Sum) -> Ends:
    """Turn a sum into one of a year."""
    times = TIMES_A_YEAR[item.period or Period.YEAR]
    return item.low * times, item.high * times


def package(offer: Offer) -> Package:
    """Compute what an offer comes to in a year."""
    base, said = (yearly(offer.sums[name]) if name in offer.sums else None for name in _YEARLY)
    share, bonus = _bonus(offer.sums.get(Component.BONUS), base)
    equity, grant = _equity(offer)
    sign_on = offer.sums.get(Component.SIGN_ON)
    more = [ends for ends in (bonus, equity) if ends is not None]
    return Package(
        base=base,
        share=share,
        bonus=bonus,
        equity=equity,
        grant=grant,
        sign_on=(sign_on.low, sign_on.high) if sign_on else None,
        parts=(base[0] + sum(low for low, _ in more), base[1] + sum(high for _, high in more))
        if base and more
        else None,
        said=said,
    )


def _bonus(item: Sum | None, base: Ends | None) -> tuple[Ends | None, Ends | None]:
    """Give a bonus as a share of the base and as a sum, as far as they can be computed."""
    if item is None:
        return None, None
    if item.percent:
        return (item.low, item.high), (base[0] * item.low / 100, base[1] * item.high / 100) if base else None
    low, high = yearly(item)
    single = base is not None and base[0] == base[1]
    return (100 * low / base[0], 100 * high / base[0]) if base and single else None, (low, high)


def _equity(offer: Offer) -> tuple[Ends | None, Ends | None]:
    """Give the equity of a year and the whole grant, as far as was said which of them it is."""
    item = offer.sums.get(Component.EQUITY)
    if item is None or item.percent:
        return None, None
    if item.period is not None:
        return yearly(item), None
    if offer.years is None:
        return None, None
    return (item.low / offer.years, item.high / offer.years), (item.low, item.high)


def _contradicts(found: Package) -> bool:
    """Tell whether a total is less than what it is made of."""
    least = found.parts or found.base
    return found.said is not None and least is not None and found.said[1] < least[0] * (1 - ROUNDED)


def place(role: Role, component: Component, ends: Ends, offer: Offer) -> list[Placed]:
    """Place an amount against each figure of its kind, averages first, then ranges, then the rest."""
    items = [item for item in figures_of(role) if _fits(item.figure, component, offer)]
    items = [item for item in items if item.passage.facet != _OF_OTHERS]
    if any(has_level(role, component, level) for level in offer.levels):
        items = [item for item in items if item.figure.level is None or item.figure.level in offer.levels]
    items = _without_repeats(items)
    items.sort(
        key=lambda item: next((n for n, kinds in enumerate(_ORDER) if item.figure.statistic in kinds), len(_ORDER))
    )
    return [Placed(item, spot(ends[0], item.figure), spot(ends[1], item.figure)) for item in items]


def has_level(role: Role, component: Component, level: str) -> bool:
    """Tell whether a guide prints a figure for a level."""
    return any(item.figure.kind in KINDS[component] and item.figure.level == level for item in figures_of(role))


def spot(value: float, figure: Figure) -> Spot:
    """Find where a value lies to a figure; an open end is never passed."""
    low, high = figure.low, figure.high
    printed = tuple(dict.fromkeys(end for end in (low, high) if end))
    off = tuple(value / end - 1 for end in printed)
    if low is not None and value < low:
        return Spot(Position.BELOW, off)
    if high is not None and value > high:
        return Spot(Position.ABOVE, off)
    if low is None or high is None:
        return Spot(Position.BELOW if low is None else Position.INSIDE, off)
    if low == high:
        return Spot(Position.EQUAL, off)
    third = min(2, int(3 * (value - low) / (high - low)))
    return Spot((Position.LOWER, Position.MIDDLE, Position.UPPER)[third], off)


def premiums(role: Role, places: tuple[str, ...]) -> list[Premium]:
    """Raise the national averages by what the guide says that some places pay more."""
    found = [item.figure for item in figures_of(role)]
    averages = [figure for figure in found if figure.statistic is Statistic.AVERAGE and _is_national(figure)]
    return [
        Premium(figure, tuple((average, _raised(average, figure)) for average in averages))
        for figure in found
        if figure.kind is FigureKind.PREMIUM and figure.place in places and figure.low and figure.high
    ]


def _is_national(figure: Figure) -> bool:
    """Tell whether a figure is a whole country's average of the role itself, not of an employer or a subset."""
    plain = figure.about in {None, "national average"}
    return figure.kind in PAY and plain and not (figure.place or figure.company) and bool(figure.low and figure.high)


def _raised(average: Figure, premium: Figure) -> Ends:
    low, high = average.low or 0.0, average.high or 0.0
    return low * (1 + (premium.low or 0.0) / 100), high * (1 + (premium.high or 0.0) / 100)


def _fits(figure: Figure, component: Component, offer: Offer) -> bool:
    """Tell whether a figure measures what is compared, for the place and the level that it is compared for."""
    return (
        figure.kind in KINDS[component]
        and figure.unit is _UNITS[component]
        and figure.currency in {None, DOLLARS}
        and (figure.place is None or figure.place in offer.places)
        and (figure.company is None or slug(figure.company) in offer.companies)
        and (figure.level in offer.levels or figure.level not in EXECUTIVE)
    )


def _without_repeats(items: list[Found]) -> list[Found]:
    """Leave out what a guide prints twice, and ends of a range that it also prints alone."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for item in items:
        figure = item.figure
        statistic = Statistic.RANGE if figure.statistic is Statistic.TYPICAL else figure.statistic
        key = (figure.kind, statistic, figure.low, figure.high, figure.source, figure.level, figure.place)
        alone = figure.statistic in {Statistic.MINIMUM, Statistic.TOP} and figure.source is None
        if key in seen or (alone and any(_ends_with(other.figure, figure) for other in items)):
            continue
        seen.add(key)
        kept.append(item)
    return kept


def _ends_with(wide: Figure, end: Figure) -> bool:
    """Tell whether a range ends with a figure that is printed alone as well."""
    if wide.statistic not in RANGES or wide.kind is not end.kind:
        return False
    return wide.high == end.high if end.statistic is Statistic.TOP else wide.low == end.low
