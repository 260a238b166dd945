"""Answer with where an offer lies among the figures of a guide, with the arithmetic and what helps to negotiate.

Everything that repeats or rests on the offer is personal. There is no verdict: each figure is put beside the offer with
its source, base with base and salary figures, a total only with totals.
"""

from __future__ import annotations

from bot.answers.ages import oldest
from bot.answers.blocks import Block, Note, Part, Points, Suggestion, Text
from bot.answers.facts import facet_part
from bot.answers.figures import amount
from bot.answers.placements import arithmetic, named, point, premium_lines, raised, table, written
from bot.answers.quoting import quoted
from bot.answers.refusals import MOST_SUGGESTIONS, suggest_facets
from bot.answers.sources import cite_figures, merged
from bot.coaching.offers import Fault, Package, Placed, fault, has_level, package, place, premiums
from bot.coaching.pay import EXECUTIVE
from bot.knowledge.models import Figure, Knowledge, Role
from bot.locale import later, say
from bot.locale.writing import all_of, money, number
from bot.matching.askings import Asking, Ranked
from bot.matching.placing import MINE
from bot.money import DOLLARS, Sum
from bot.offer import Component, Offer

_ORDER = (Component.BASE, Component.TOTAL, Component.BONUS, Component.SIGN_ON, Component.EQUITY)
_NEXT = ("base-pay", "total-compensation", "negotiation", "pay-by-place")
_TALKS = ("negotiation", "pay-factors")
"""The facets that help to talk about an offer, best first."""
_SHOWN = 60
"""Characters of an unread sum that are repeated."""

EXAMPLE = later(
    "Tell me the sums of the offer and the role, such as: “165k base plus 10% as AI/ML engineer in Boston”."
)
WHICH_ROLE = later("Which role is the offer for? I compare it with that role’s guide, and keep nothing of it.")
FAULTS = {
    Fault.NO_SUM: EXAMPLE,
    Fault.NOT_MONEY: later("I read no sum of money in “{unread}”; write it like 165k, $165,000, 12k/month or 10%."),
    Fault.REPEATED: later(
        "You named {first} and {second} for the same thing; I place one offer at a time, so which is it?"
    ),
    Fault.NEGATIVE: later("An offer has to be more than zero, and {amount} is not."),
    Fault.CURRENCY: later(
        "The offer is in {currency} and the guides’ figures are in US dollars; I have no exchange rates, so I compare "
        "nothing. Name it in dollars, such as 165k USD."
    ),
    Fault.SHARE: later("A bonus of {amount} of base is more than I can place; the share goes up to 100%."),
    Fault.TOO_LITTLE: later(
        "{amount} is too little for a year; name the period or the thousands: 12k/month, 60/h, 165k."
    ),
    Fault.TOO_MUCH: later("{amount} is too much for a year’s pay; name it like 165k or $165,000."),
    Fault.CONTRADICTION: later(
        "The total of {total} that you named is less than its parts, {parts}; which of them is right?"
    ),
}


def offer_parts(knowledge: Knowledge, asking: Asking) -> tuple[Part, ...]:
    """Place an offer, or ask for what is missing of it."""
    offer = asking.offer
    if offer is None:
        return (Part("", (Text(say(EXAMPLE)),)),)
    found = fault(offer)
    if found is not None:
        return (Part("", (Text(_explained(found, offer), personal=True),)),)
    role = _role(knowledge, asking)
    if role is None:
        return (Part("", (Text(say(WHICH_ROLE), personal=True),)),)
    return (_placement(knowledge, role, offer), *_talk(knowledge, role))


def offer_suggestions(knowledge: Knowledge, asking: Asking) -> tuple[Suggestion, ...]:
    """Offer the roles where none is named, else what the guide says on pay."""
    role = _role(knowledge, asking)
    if role is None:
        titles = [role.title for role in knowledge.roles.values()] if asking.offer else []
        return tuple(
            Suggestion(title[:80], f"{MINE.capitalize()}: {title}"[:96]) for title in titles[: MOST_SUGGESTIONS + 1]
        )
    held = [facet for facet in _NEXT if role.id in knowledge.by_facet.get(facet, {})]
    return suggest_facets(knowledge, held, (role.id,))


def _role(knowledge: Knowledge, asking: Asking) -> Role | None:
    """Give the role asked of; where none is, the one whose guide alone prints pay for the level: a director's."""
    if asking.roles:
        return knowledge.roles[asking.roles[0]]
    levels = EXECUTIVE & set(asking.offer.levels if asking.offer else ())
    holders = [
        role for role in knowledge.roles.values() if any(has_level(role, Component.BASE, item) for item in levels)
    ]
    return holders[0] if len(holders) == 1 else None


def _explained(found: Fault, offer: Offer) -> str:
    """Say in one sentence why an offer cannot be placed."""
    sums = list(offer.sums.values())
    values: dict[str, str] = {}
    match found:
        case Fault.NOT_MONEY:
            values = {"unread": quoted(offer.unread, _SHOWN)}
        case Fault.REPEATED:
            kept = next((item for item in sums if item.percent == offer.repeated[0].percent), offer.repeated[-1])
            values = {"first": _amount(kept), "second": _amount(offer.repeated[0])}
        case Fault.NEGATIVE:
            values = {"amount": _amount(min(sums, key=lambda item: item.low))}
        case Fault.CURRENCY:
            values = {"currency": next(item.currency for item in sums if not item.percent and item.currency != DOLLARS)}
        case Fault.SHARE:
            values = {"amount": _amount(offer.sums[Component.BONUS])}
        case Fault.TOO_LITTLE:
            pay = [item for name, item in offer.sums.items() if name in {Component.BASE, Component.TOTAL}]
            values = {"amount": _amount(min(pay, key=lambda item: item.low))}
        case Fault.TOO_MUCH:
            values = {"amount": _amount(max(sums, key=lambda item: item.high))}
        case Fault.CONTRADICTION:
            whole = package(offer)
            parts = [written(Component.BASE, ends) for ends in (whole.base, whole.bonus, whole.equity) if ends]
            values = {"total": written(Component.TOTAL, whole.said or (0, 0)), "parts": " + ".join(parts)}
    return say(FAULTS[found], **values)


def _amount(item: Sum) -> str:
    if item.percent:
        return written(Component.BONUS, (item.low, item.high))
    ends = dict.fromkeys((item.low, item.high))
    return say(" to ").join(f"{'−' if end < 0 else ''}{money(abs(end), cents=True)}" for end in ends)


def _placement(knowledge: Knowledge, role: Role, offer: Offer) -> Part:
    """Put every part of an offer beside the figures of its own kind."""
    whole = package(offer)
    placed = {name: place(role, name, ends, offer) for name in _ORDER if (ends := whole.of(name)) is not None}
    places = premiums(role, offer.places)
    opening = [_opening(role, whole, placed)]
    if whole.base is not None and len(places) == 1:
        opening.append(raised(places[0], whole.base, knowledge))
    blocks: list[Block] = [Text(" ".join(filter(None, opening)), personal=True)]
    for name, items in placed.items():
        if items:
            blocks.append(table(name, whole.of(name) or (0, 0), items, knowledge))
    for premium in places:
        title = say(
            "{place}: {premium} above the national average",
            place=knowledge.place_names.get(premium.figure.place or "", ""),
            premium=amount(premium.figure),
        )
        blocks.append(Points(tuple(premium_lines(premium, whole.base, knowledge)), title, personal=True))
    lines = arithmetic(offer, whole)
    if lines:
        blocks.append(Points(tuple(lines), say("Arithmetic"), personal=True))
    shown = [item.found.figure for items in placed.values() for item in items]
    blocks += [Note(text, personal=True) for text in _notes(knowledge, role, offer, whole, shown)]
    return Part(
        title=say("Your offer · {role}", role=role.title),
        blocks=tuple(blocks),
        citations=merged(
            cite_figures(knowledge, role.id, [premium.figure for premium in places]),
            cite_figures(knowledge, role.id, shown),
        ),
        role=role.id,
        topic="salary",
        instead=f"salary:{role.id}",
        paid=oldest((role, figure) for figure in [*(premium.figure for premium in places), *shown]),
    )


def _opening(role: Role, whole: Package, placed: dict[Component, list[Placed]]) -> str:
    """Say the point: where base and total lie; where neither was said, where the rest does."""
    leading = [name for name in (Component.BASE, Component.TOTAL) if name in placed] or list(placed)[:1]
    sentences = []
    for name in leading:
        ends = whole.of(name) or (0, 0)
        if placed[name]:
            sentences.append(point(role, name, ends, placed[name]))
        elif name is not Component.TOTAL or whole.said or len(leading) == 1:
            sentences.append(say(_ABSENT, offer=named(name, ends), role=role.title))
    return " ".join(sentences) or say(_NOTHING, role=role.title)


_ABSENT = later("{offer} has nothing to be compared with: the guide on the {role} prints no figures of that kind.")
_NOTHING = later("The guide on the {role} prints nothing that these parts of an offer could be compared with.")


def _notes(knowledge: Knowledge, role: Role, offer: Offer, whole: Package, shown: list[Figure]) -> list[str]:
    """Say how the offer was read, and what it could not be compared with."""
    notes = [*_readings(offer), *_left_out(offer, whole)]
    served = {figure.place for figure in shown} | {premium.figure.place for premium in premiums(role, offer.places)}
    places = [knowledge.place_names.get(place, place) for place in offer.places if place not in served]
    places += [place.title() for place in offer.unknown_places]
    if places:
        notes.append(say(_NO_PLACE, role=role.title, place=all_of(places)))
    levels = [level for level in offer.levels if level != "senior" and not has_level(role, Component.BASE, level)]
    names = [*(knowledge.level_names.get(level, level) for level in levels), *offer.unknown_levels]
    if names:
        notes.append(say(_NO_LEVEL, role=role.title, level=all_of(names)))
    return [*notes, say(_CAUTION)] if shown else notes


_NO_PLACE = later(
    "For {place} the guide on the {role} prints no such figure and no premium; this compares with its figures for the "
    "whole US."
)
_NO_LEVEL = later(
    "The guide on the {role} prints no figure for “{level}”; this compares with those for the role as a whole."
)
_CAUTION = later(
    "Each source’s figure stands alone, for the US; base is compared with base and salary figures, a total only with "
    "totals."
)


def _readings(offer: Offer) -> list[str]:
    """Say how sums were read that have several readings."""
    notes = []
    base = offer.sums.get(Component.BASE)
    if base is not None and offer.guessed:
        notes.append(say(_GUESSED, amount=_amount(base)))
    for item in offer.sums.values():
        if item.assumed:
            said = number(item.low if item.percent else item.low / 1000)
            notes.append(say("I read {said} as {amount}.", said=said, amount=_amount(item)))
    return notes


_GUESSED = later(
    "You did not say what the {amount} is; I took it as the base. Say “total” if it is everything of a year."
)


def _left_out(offer: Offer, whole: Package) -> list[str]:
    """Say which parts of an offer could not be counted."""
    equity = offer.sums.get(Component.EQUITY)
    if equity is None or whole.equity is not None:
        return []
    if equity.percent:
        return [say("Equity in percent of the company has no value in dollars here, so it is left out.")]
    return [say(_WHICH_EQUITY, amount=_amount(equity))]


_WHICH_EQUITY = later(
    "I cannot tell whether the {amount} of equity is of one year or all of it, so it is left out; say “a year” or "
    "“over 4 years”."
)


def _talk(knowledge: Knowledge, role: Role) -> tuple[Part, ...]:
    """Give what the guide says on negotiating, or else on what moves pay."""
    for facet in _TALKS:
        held = knowledge.by_facet.get(facet, {}).get(role.id, ())
        if held:
            return (facet_part(knowledge, facet, [Ranked(passage, 0.0, 0.0) for passage in held]),)
    return ()
