"""Decide whether a message asks to place an offer, and take what a conversation knows of it.

Told apart are an offer ("i was offered 165k"), one's own pay ("am i underpaid at 110k") and a sum that is to be judged
("is 150k good for that job") from sums that are only mentioned, and from questions that are about something else: those
are answered as ever, beside the offer where both are asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.matching.askings import Act, Asking, Context, Reason
from bot.matching.entities import EntityKind, covered
from bot.matching.offers import read_offer
from bot.matching.segments import LONG
from bot.matching.utterance import COUNTRY, Utterance
from bot.offer import Component, Offer, changed
from bot.text import sentences, tokenise

OFFER_LABEL = f"act:{Act.OFFER}"
MINE = "my offer"
"""What the buttons say that go on with an offer."""
SURE = 0.3
"""Least confidence of a question about something else for it to be answered beside an offer, or in its place."""
LIKELY_PAY = 50_000
"""A sum that nobody named is a year's pay from here on; what is less may be a bonus or stock."""
LONGEST_FOLLOW_UP = 12
"""A message of more words tells of a new offer."""

_DIGIT = re.compile(r"\d")
_OFFERED = frozenset("offer offers offered offering lowball lowballed proposed quoted".split())
_JUDGED = frozenset(
    """good ok okay fair fairly decent low high enough reasonable realistic normal competitive great bad underpaid
    overpaid worth stand stands solid ordinary legit insulting insult generous poor stingy lowball lowballed ridiculous
    sane weak strong""".split()
)
_OWN_PAY = re.compile(
    r"\b(?:i|we)(?:'m| am| are)? (?:make|earn|get|got|making|earning|getting|paid|on|at)\b"
    r"|\b(?:pay|pays|paying|gave|give) (?:me|us)\b|\bmy (?:salary|pay|base|tc|comp|compensation)\b"
)
_IS = re.compile(r"\b(?:is|are|was|would|isn't|isnt|does|sounds?)\s(?:[a-z]+\s){0,3}\Z")
_ENOUGH = re.compile(
    r"[^\w?!.]*(?:(?:a|an|be|too|so|really|even|pretty|any|very|salary|base|offer|pay|tc|total|year|per|sound)\W+){0,4}"
    rf"(?:{'|'.join(sorted(_JUDGED))})\b"
)
"""A word that judges, right behind a sum."""
_IT = frozenset("is it that this how hows does stack up any a an too or not am i and so sound compare are we".split())
_NEAR = 40
_NEGOTIATING = frozenset("negotiate negotiating negotiation counter counteroffer haggle bargain push leverage".split())
_PAY = frozenset(
    """base-pay total-compensation top-pay lowest-pay pay-by-level pay-by-place pay-factors executive-pay ai-premium
    hiring-places salary""".split()
)
"""What a message with an offer may be taken for by its words alone."""
_UNCLEAR = frozenset({Act.UNKNOWN, Act.CLARIFY})
_MENTIONED = re.compile(r"\b(?:my|this) offer\b")
_NO_MONEY = re.compile(r"\boffer(?:ed)?\s(?:(?:me|us|of|is|was)\s)*(\d[\w.]*(?:\s[a-z]+)?)")
_COMPARED = frozenset("place rate check compare compares judge assess evaluate line lie".split())
_OPEN = frozenset("how what where who".split())
_ASKING = frozenset("what how which who where when why is are do does did should can could will would tell".split())
_FACETS = {"bonus": Component.BONUS, "equity": Component.EQUITY, "sign-on-bonus": Component.SIGN_ON}
_UNSAID = frozenset({Act.UNKNOWN, Act.CLARIFY, Act.SMALLTALK, Act.OFFER, Act.MORE, Act.OTHER_ROLE})
_PASSED_OVER = frozenset({EntityKind.ROLE, EntityKind.PLACE, EntityKind.OUTSIDE_PLACE, EntityKind.LEVEL})
_JOINING = frozenset(
    """and or so ok okay then what about of as for the a an in at on if it is was were would be i my offer same instead
    role job level please hey how now with to there this that but us""".split()
)
_LEVEL = re.compile(r"\b(?:staff|distinguished|fellow|(?:l|e|ic)\s?[1-9])\b(?! members?\b)")
_SENIOR = "senior"


def place_offer(text: str, whole: Utterance, context: Context, askings: tuple[Asking, ...]) -> tuple[Asking, ...]:
    """Give the askings of a message, with the offer that it tells of or goes on with in the place of its pay question.

    `text` is the normalised message with its words corrected.
    """
    going_on = context.offer is not None and context.label == OFFER_LABEL and _only_names(text, whole)
    if going_on or text.startswith(MINE):
        return (_asking(whole, context, askings, _named(Offer(), text, whole)),)
    said = _named(read_offer(text), text, whole) if _DIGIT.search(text) else Offer()
    if said and context.offer is not None and _goes_on(text, whole, said):
        return (_asking(whole, context, askings, said),)
    if not said.sums:
        return _without_sums(text, whole, context, askings)
    if not _tells_of_an_offer(text, whole, said):
        return askings
    direct = _judges_directly(text, said)
    others = tuple(
        asking
        for asking in askings
        if not (direct and _DIGIT.search(asking.utterance.text)) and _is_another_question(asking, text, whole, said)
    )
    if len(others) == len(askings) and not _OFFERED & set(whole.words.tokens):
        return askings
    if any(asking.act is not Act.FACET and asking.act is not Act.TOPIC for asking in others):
        return askings
    if others and len(whole.words.tokens) > LONG:
        return askings
    return (_asking(whole, replace(context, offer=None), askings, said), *others)


def _asking(whole: Utterance, context: Context, askings: Sequence[Asking], said: Offer) -> Asking:
    """Ask for an offer to be placed, of the role named, or else of the one talked about."""
    named = next((asking for asking in askings if asking.named and asking.roles), None)
    offer = changed(context.offer, said) if context.offer is not None else said
    return Asking(
        Act.OFFER,
        whole,
        roles=named.roles[:1] if named else context.roles[:1],
        named=named is not None,
        also=named.also if named else (),
        label=OFFER_LABEL,
        confidence=1.0,
        offer=offer or None,
    )


def _named(offer: Offer, text: str, whole: Utterance) -> Offer:
    """Add the places and levels that a message names; "senior" may be part of a role's name."""
    roles = whole.named.get(EntityKind.ROLE, ())
    senior = any(_SENIOR in mention.text.split() for mention in roles)
    levels = dict.fromkeys([*whole.ids(EntityKind.LEVEL), *([_SENIOR] if senior else [])])
    return replace(
        offer,
        places=tuple(place for place in whole.ids(EntityKind.PLACE) if place != COUNTRY),
        unknown_places=tuple(mention.text for mention in whole.named.get(EntityKind.OUTSIDE_PLACE, ())),
        levels=tuple(levels),
        companies=whole.ids(EntityKind.COMPANY),
        unknown_levels=tuple(dict.fromkeys(match[0] for match in _LEVEL.finditer(text))),
    )


def _only_names(text: str, whole: Utterance) -> bool:
    """Tell whether a message names roles, places or levels and says nothing else: "and in seattle?"."""
    levels = {word for match in _LEVEL.finditer(text) for word in tokenise(match[0])}
    if not (whole.named or levels) or whole.named.keys() - _PASSED_OVER:
        return False
    hidden = covered(whole.entities)
    plain = _JOINING | levels
    return all(word in plain for position, word in enumerate(whole.words.tokens) if position not in hidden)


def _goes_on(text: str, whole: Utterance, said: Offer) -> bool:
    """Tell whether sums go on with the offer told before: "and with 20k more", "total is 220"."""
    words = set(whole.words.tokens)
    if len(whole.words.tokens) > LONGEST_FOLLOW_UP or _OFFERED & words:
        return False
    return not (_tells_of_an_offer(text, whole, said) and EntityKind.ROLE in whole.named)


def _tells_of_an_offer(text: str, whole: Utterance, said: Offer) -> bool:
    """Tell whether sums are offered, earned or to be judged, or listed by their names for a role."""
    words = set(whole.words.tokens)
    if (_OFFERED | _JUDGED) & words or _OWN_PAY.search(text):
        return True
    return not said.guessed and EntityKind.ROLE in whole.named


def _without_sums(text: str, whole: Utterance, context: Context, askings: tuple[Asking, ...]) -> tuple[Asking, ...]:
    """Take it up where somebody wants an offer placed without saying what it is, or says it in no money."""
    words = set(whole.words.tokens)
    if _OFFERED.isdisjoint(words) or len(whole.words.tokens) > LONGEST_FOLLOW_UP or _NEGOTIATING & words:
        return askings
    unclear = all(asking.act in _UNCLEAR for asking in askings)
    strange = _NO_MONEY.search(whole.text)
    if strange is not None and unclear:
        return (_asking(whole, replace(context, offer=None), askings, Offer(unread=strange[1])),)
    if _MENTIONED.search(text) and (_JUDGED | _COMPARED) & words:
        return (_asking(whole, context, askings, _named(Offer(), text, whole)),)
    return askings


def _judges_directly(text: str, said: Offer) -> bool:
    """Tell whether a sum itself is to be judged: "is 150k enough for …", "95/h as …, decent?"."""
    for item in said.sums.values():
        if _IS.search(text, max(0, item.start - _NEAR), item.start) and _ENOUGH.match(text, item.end):
            return True
    last = tokenise(re.split(r"[,.;!:]", text.rstrip("?!. "))[-1])
    return bool(_JUDGED.intersection(last)) and _JUDGED.union(_IT).issuperset(last)


def _is_another_question(asking: Asking, text: str, whole: Utterance, said: Offer) -> bool:
    """Tell whether an asking is surely about something else than whether the offer is in line with the guides."""
    words = set(whole.words.tokens)
    if asking.reason is Reason.OTHER_JOB and EntityKind.ROLE not in whole.named:
        return True
    if asking.reason is Reason.SUBJECT:
        return not _OFFERED & words or bool(_OPEN & words)
    if asking.act in _UNSAID or (_JUDGED & words and set(asking.utterance.content) <= _JUDGED):
        return False
    if asking.name == "negotiation":
        return bool(_NEGOTIATING & words)
    if asking.name in _PAY:
        return len(whole.words.tokens) > LONG and not _judges(text)
    if asking.name in _FACETS:
        small = said.guessed and len(said.sums) == 1 and said.sums[Component.BASE].high < LIKELY_PAY
        return small and _FACETS[asking.name] not in said.sums
    return asking.confidence >= SURE and not _ASKING.isdisjoint(asking.utterance.words.tokens)


def _judges(text: str) -> bool:
    """Tell whether the last sentence of a story asks to judge a sum."""
    last = sentences(text)[-1:]
    return bool(last) and not _JUDGED.isdisjoint(re.findall(r"[a-z]+", last[0]))
