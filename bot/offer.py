"""An offer as it was said: its sums by what they are, where and at which level; and how it changes while one talks.

Nothing is judged here, and nothing of it is ever stored: it lives as long as the conversation that it was told in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.money import Sum


class Component(StrEnum):
    """A part of an offer."""

    BASE = "base"
    BONUS = "bonus"
    EQUITY = "equity"
    SIGN_ON = "sign-on"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, repr=False)
class Offer:
    """What somebody says that they are offered, and where; it has no `repr`, so that no log shows it."""

    sums: Mapping[Component, Sum] = field(default_factory=dict)
    years: int | None = None
    """Over how many years the equity is spread; None where that was not said."""
    change: Sum | None = None
    """By how much the offer is changed, less than zero where it is lowered: "and with 20k more"."""
    before: Sum | None = None
    """What was changed."""
    places: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    unknown_places: tuple[str, ...] = ()
    """Places, as they were said, that no guide names."""
    unknown_levels: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    repeated: tuple[Sum, ...] = ()
    """Sums that were said of a component that has another one already."""
    unread: str = ""
    """What was given as a sum and is none."""
    guessed: bool = False
    """Whether nobody said what the base is."""

    def __bool__(self) -> bool:
        return bool(self.sums or self.change or self.repeated or self.unread)


def joined(offers: Iterable[Offer]) -> Offer:
    """Put offers together that were given one component at a time."""
    whole = Offer()
    for offer in offers:
        twice = tuple(offer.sums[name] for name in offer.sums if name in whole.sums)
        whole = replace(
            whole,
            sums={**offer.sums, **whole.sums},
            years=whole.years or offer.years,
            repeated=(*whole.repeated, *offer.repeated, *twice),
            unread=whole.unread or offer.unread,
            guessed=whole.guessed or offer.guessed,
        )
    return whole


def changed(before: Offer, said: Offer) -> Offer:
    """Go on from an offer with what is said next: other sums, another place or level, so much more."""
    main = Component.TOTAL if Component.BASE not in before.sums and Component.TOTAL in before.sums else Component.BASE
    new = dict(said.sums)
    if said.guessed and main is Component.TOTAL and Component.TOTAL not in new:
        new[main] = new.pop(Component.BASE)
    old = before.sums.get(main)
    moved = said.change if said.change is not None and old is not None and main not in new else None
    if moved is not None and old is not None:
        new[main] = _moved(old, moved)
    kept = {name: item for name, item in before.sums.items() if name is not Component.TOTAL or main not in new}
    return replace(
        before,
        sums={**kept, **new},
        years=said.years or (before.years if Component.EQUITY not in new else None),
        change=moved,
        before=old if moved else None,
        places=said.places if said.places or said.unknown_places else before.places,
        unknown_places=said.unknown_places if said.places or said.unknown_places else before.unknown_places,
        levels=said.levels if said.levels or said.unknown_levels else before.levels,
        unknown_levels=said.unknown_levels if said.levels or said.unknown_levels else before.unknown_levels,
        companies=said.companies or before.companies,
        repeated=said.repeated,
        unread=said.unread,
        guessed=said.guessed if Component.BASE in said.sums else before.guessed,
    )


def _moved(old: Sum, change: Sum) -> Sum:
    """Raise a sum by another, or by a share of it."""
    if change.percent:
        return replace(
            old, low=old.low * (1 + change.low / 100), high=old.high * (1 + change.high / 100), assumed=False
        )
    return replace(old, low=old.low + change.low, high=old.high + change.high, assumed=False)
