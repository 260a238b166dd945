"""Select and compare typed figures: what is asked about, where, at which level, by whom. Figures are never blended."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.knowledge.models import Figure, FigureKind, Knowledge, Passage, Role, Statistic, Unit
from bot.money import DOLLARS

PAY = frozenset({FigureKind.BASE, FigureKind.SALARY})
WHOLE = frozenset({FigureKind.TOTAL})

KINDS_BY_FACET: dict[str, frozenset[FigureKind]] = {
    "base-pay": PAY,
    "total-compensation": frozenset({FigureKind.TOTAL, FigureKind.CASH}),
    "top-pay": PAY | WHOLE,
    "lowest-pay": PAY | WHOLE,
    "pay-by-level": PAY | WHOLE,
    "executive-pay": PAY | WHOLE,
    "pay-by-place": frozenset({FigureKind.PREMIUM}) | PAY,
    "bonus": frozenset({FigureKind.BONUS, FigureKind.PROFIT_SHARING, FigureKind.CASH}),
    "equity": frozenset({FigureKind.EQUITY}),
    "sign-on-bonus": frozenset({FigureKind.SIGN_ON}),
    "pay-raises": frozenset({FigureKind.RAISE}),
    "ai-premium": frozenset({FigureKind.RAISE}) | PAY,
}
"""Which figures answer a facet of the topic salary."""

EXECUTIVE = frozenset({"director", "vp", "chief"})
_LOW_STATISTICS = frozenset({Statistic.TOP, Statistic.PERCENTILE_75, Statistic.PERCENTILE_90})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a pay question asks for; empty fields ask for anything."""

    facet: str = "base-pay"
    places: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    sums: tuple[float, ...] = ()
    """Sums of money in the question ("could I get 600k"); they filter nothing, but a figure with one of them leads."""


@dataclass(frozen=True, slots=True)
class Found:
    """A figure with the passage it stands in."""

    figure: Figure
    passage: Passage


def figures_of(role: Role) -> Iterator[Found]:
    """Give all figures of a role once each, in the order of the guide."""
    seen: set[tuple[object, ...]] = set()
    for passage in role.passages:
        for figure in passage.figures:
            key = (figure.kind, figure.statistic, figure.low, figure.high, figure.lines, figure.place, figure.company)
            if key not in seen:
                seen.add(key)
                yield Found(figure, passage)


def select(role: Role, wanted: Wanted) -> list[Found]:
    """Select the figures that answer a pay question, in the order of the guide."""
    kinds = KINDS_BY_FACET.get(wanted.facet, PAY | WHOLE)
    found = [item for item in figures_of(role) if item.figure.kind in kinds and _fits(item.figure, wanted)]
    if wanted.facet == "executive-pay":
        found = [item for item in found if item.figure.level in EXECUTIVE]
    elif wanted.facet in {"base-pay", "top-pay", "lowest-pay", "total-compensation"} and not wanted.levels:
        found = [item for item in found if item.figure.level not in EXECUTIVE]
    if wanted.facet == "pay-by-place":
        found = [item for item in found if item.figure.place]
    return found


def highest(items: list[Found]) -> Found | None:
    """Give the figure with the highest upper end."""
    return max(items, key=lambda item: _upper(item.figure), default=None)


def lowest(items: list[Found]) -> Found | None:
    """Give the figure with the lowest lower end; tops and upper percentiles do not compete."""
    rivals = [item for item in items if item.figure.statistic not in _LOW_STATISTICS and item.figure.low is not None]
    return min(rivals, key=lambda item: item.figure.low or 0.0, default=None)


def rank_roles(knowledge: Knowledge, facet: str, *, ascending: bool = False) -> list[tuple[Role, Found]]:
    """Order the roles by the extreme figure of each: for "highest paid" and "lowest paid"."""
    pairs: list[tuple[Role, Found]] = []
    for role in knowledge.roles.values():
        items = [item for item in select(role, Wanted(facet)) if _is_yearly(item.figure)]
        extreme = lowest(items) if ascending else highest(items)
        if extreme is not None:
            pairs.append((role, extreme))
    pairs.sort(key=lambda pair: (pair[1].figure.low or 0.0) if ascending else -_upper(pair[1].figure))
    return pairs


def _is_yearly(figure: Figure) -> bool:
    """Tell whether a figure can be ranked with others: dollars a year; there are no exchange rates."""
    return figure.unit is Unit.PER_YEAR and figure.currency == DOLLARS


def experience(knowledge: Knowledge, roles: Collection[str] = ()) -> list[tuple[Role, Found]]:
    """Order some roles, or all, by the years of experience they ask for, fewest first."""
    pairs: list[tuple[Role, Found]] = []
    for role in knowledge.roles.values():
        if roles and role.id not in roles:
            continue
        items = [
            item
            for item in figures_of(role)
            if item.figure.kind is FigureKind.EXPERIENCE and item.passage.topic == "requirements"
        ]
        least = min(items, key=lambda item: -(item.figure.low or 0.0), default=None)
        if least is not None:
            pairs.append((role, least))
    pairs.sort(key=lambda pair: (pair[1].figure.low or 0.0, pair[1].figure.high or 0.0))
    return pairs


def _fits(figure: Figure, wanted: Wanted) -> bool:
    return (
        (not wanted.places or figure.place in wanted.places)
        and (not wanted.levels or figure.level in wanted.levels)
        and (not wanted.sources or slug(figure.source) in wanted.sources)
        and (not wanted.companies or slug(figure.company) in wanted.companies)
        and (not wanted.statistics or figure.statistic in wanted.statistics)
    )


def slug(name: str | None) -> str:
    """Turn the name of a source or an employer into its id; nothing into an empty one."""
    return "".join(c if c.isalnum() else "-" for c in (name or "").casefold()).strip("-")


def _upper(figure: Figure) -> float:
    return figure.high if figure.high is not None else (figure.low or 0.0)
