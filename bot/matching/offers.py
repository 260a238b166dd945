"""Read an offer out of a message: which sum is the base, the bonus, the equity a year, the sign-on, the total.

A message is cut at commas, "and", "plus" and the like; in each piece every sum takes the word that names it, right
behind it or right before it. A sum without such a word is the base where it is money and the bonus where it is a share.
Nothing is judged here: `bot.coaching.offers` finds what does not add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.money import LEAST_BARE, LEAST_WHOLE, Period, Sum, sums
from bot.offer import Component, Offer
from bot.text import tokenise

_LABELS = {
    Component.SIGN_ON: r"sign(?:ing|ed)?[\s-]?on(?:\sbonus)?|(?:sign(?:ing)?|joining|starting)\sbonus"
    r"|(?:to|for|when\si)\ssign(?:ing)?|(?:once|when)\si\s(?:start|join)|joining|signing",
    Component.BONUS: r"bonus(?:es)?|variable|commission",
    Component.EQUITY: r"equity|stocks?(?:\soptions)?|rsus?|options|shares|stock\sgrants?|grants?|esop",
    Component.TOTAL: r"total(?:s|\scomp(?:ensation)?|\spay|\spackage|\scash)?|tc|ctc|ote|all[\s-]in|altogether|overall"
    r"|in\sall|package",
    Component.BASE: r"base(?:\s(?:pay|salary))?|bse|basic|fixed|salary|gross",
}
_LABEL = re.compile("|".join(rf"(?P<{name.name}>(?<![\w-])(?:{words})(?![\w-]))" for name, words in _LABELS.items()))
_CUT = re.compile(r"[,;+&|()\n]|(?<!\d)\.(?!\w)|[?!]|(?<![\w-])(?:and|plus|with|w/|then|but|also|on top of)(?![\w-])")
_YEARS = {"two": 2, "three": 3, "four": 4, "five": 5}
_COUNT = rf"\d{{1,2}}|{'|'.join(_YEARS)}"
_VESTING = re.compile(
    rf"(?:over|across|/|vest\w{0, 9}(?:\s\w+){{0,2}})\s?(?P<behind>{_COUNT})[\s-]?(?:years?|yrs?|y)\b"
    rf"|(?<![\w.])(?P<before>{_COUNT})[\s-](?:years?|yrs?|y)\s?(?:vest|grant|schedule)"
)
_PERIOD = re.compile(
    r"\D{0,20}(?:(?:\b(?:an?|per|each|every)\s|/)(year|month|week|day|hour)\b|\b(year|month|week|hour)ly\b)"
)
_MORE = re.compile(r"\b(?:more|extra|higher|on top|raise|increase|additional)\b")
_LESS = re.compile(r"\b(?:less|lower|fewer)\b")
_NOT_OFFERED = re.compile(
    r"\b(?:friend|colleague|coworker|cousin|buddy|mate|peer|peers|others|average|median|market|glassdoor|levels\.fyi"
    r"|he|she|his|her|their|wife|husband|brother|sister|used to|previous|previously|last|before|asked for|wanted|hoping"
    r"|hope|expect|expected|expecting|countered|mortgage|rent|loan|debt|users|people)\b"
)
_CURRENT = re.compile(
    r"\b(?:current|currently|now|today|right now|i make|i earn|making|earning|i am on|i'm on|my salary)\b"
)
_OFFERED = re.compile(r"\b(?:offer|offers|offered|offering|lowball(?:ed)?|proposed|quoted)\b")
_BEFORE_BARE = frozenset(
    """offered offer offers offering base bse salary fixed tc total of at is for about around roughly like to me us
    says said gave got get getting give giving earn earns make makes making pay pays paying paid with on and or if
    lowballed quoted proposed named put only just bonus comp compensation was it's a the be to: am are ~ approx say
    maybe even now""".split()
)
_AFTER_BARE = frozenset(
    """base bse salary fixed total tc plus and or good ok okay fair low high decent enough reasonable realistic normal
    competitive great bad solid for as in at a per with but is too to me would right the on or + if then yearly annual
    annually gross all package bonus ish usd lol tho though more less extra instead now sounds seems remote from by
    senior ml ai mle swe""".split()
)
_WORD_BEFORE = re.compile(r"([\w':~]+)[^\w?!.,;+&|()\n]*\Z")
_WORD_AFTER = re.compile(r"[^\S\n]*([\w'%]+)")
_JUST_OFFERED = re.compile(r"\boffer(?:ed|s|ing)?\s(?:(?:me|us|is|of|at|only|just|a)\s)*\Z")
_NEAR = 30
"""Characters before a bare number that are looked at."""
_FILLER = frozenset(
    """a an the of in at is about around roughly approx approximately per year years annual annually yearly month
    monthly hour hourly over and or plus with k usd pay comp cash target up to i was offered they me my gross before
    tax""".split()
)


def read_offer(text: str) -> Offer:
    """Read the offer in a normalised text; one without a sum is false."""
    found = [item for item in sums(text, every=True) if _is_pay(text, item)]
    offer = Offer()
    told = bool(_OFFERED.search(text))
    for start, end, items in _pieces(text, found):
        piece = text[start:end]
        if _NOT_OFFERED.search(piece) or (told and _CURRENT.search(piece) and not _OFFERED.search(piece)):
            continue
        for item, component in _labelled(text, start, end, items):
            offer = _with(offer, _timed(item, piece[item.end - start :]), component, piece)
    return _spread(offer, text)


def read_option(text: str, component: Component) -> Offer:
    """Read a text that was given for one component by itself: any number counts, and what is no sum is `unread`."""
    vesting = _VESTING.search(text)
    found = [item for item in sums(text, every=True) if vesting is None or item.end <= vesting.start()]
    if component is Component.BONUS:
        found = [_share(text, item) for item in found]
    rest = _without(text, found)
    if not found or any(word.isalnum() and word not in _FILLER for word in tokenise(rest)):
        return Offer(unread=text)
    offer = Offer()
    for start, end, items in _pieces(text, found):
        for item, label in _labelled(text, start, end, items):
            known = label or (Component.BONUS if item.percent and component is Component.BASE else component)
            offer = _with(offer, _timed(item, text[item.end : end]), known, "")
    return _spread(replace(offer, guessed=False), text)


def _is_pay(text: str, item: Sum) -> bool:
    """Tell whether a number is money by its unit, or by the words beside it where it has none."""
    if text[item.start : item.end].strip("-").replace(" ", "").isdigit():
        likely = item.assumed or item.low >= LEAST_WHOLE
        before = text[max(0, item.start - _NEAR) : item.start]
        if not likely and not _JUST_OFFERED.search(before):
            return False
        ahead = _WORD_BEFORE.search(before)
        behind = _WORD_AFTER.match(text, item.end)
        return _fits(ahead, _BEFORE_BARE) and _fits(behind, _AFTER_BARE)
    return True


def _fits(match: re.Match[str] | None, words: frozenset[str]) -> bool:
    return match is None or match[1].rstrip(":") in words or match[1][0].isdigit() or _LABEL.match(match[1]) is not None


def _pieces(text: str, found: Iterable[Sum]) -> Iterator[tuple[int, int, list[Sum]]]:
    """Cut a text into pieces, each with its sums; no cut goes through a sum."""
    items = list(found)
    cuts = [cut.span() for cut in _CUT.finditer(text) if not any(item.start < cut.end() <= item.end for item in items)]
    start = 0
    for stop, after in [*cuts, (len(text), len(text))]:
        own = [item for item in items if start <= item.start < stop]
        if own:
            yield start, stop, own
        start = after


def _labelled(text: str, start: int, end: int, items: list[Sum]) -> Iterator[tuple[Sum, Component | None]]:
    """Give each sum of a piece with the word that names it: behind it, or before it where the piece starts with one."""
    labels = [
        (label.start(), Component[label.lastgroup or ""])
        for label in _LABEL.finditer(text, start, end)
        if not any(item.start <= label.start() < item.end for item in items)
    ]
    leading = bool(labels) and labels[0][0] < items[0].start
    bounds = [start, *(item.start for item in items[1:]), end]
    for number, item in enumerate(items):
        ahead = [label for label in labels if label[0] < item.start]
        behind = [label for label in labels if item.end <= label[0] < bounds[number + 1]]
        chosen = (ahead[-1:] or behind[:1]) if leading else (behind[:1] or ahead[-1:])
        labels = [label for label in labels if label not in chosen]
        yield item, chosen[0][1] if chosen else None


def _with(offer: Offer, item: Sum, component: Component | None, piece: str) -> Offer:
    """Add a sum to an offer under its component, or as a change of it."""
    if component is None and (_MORE.search(piece) or _LESS.search(piece)):
        sign = -1 if _LESS.search(piece) else 1
        return replace(offer, change=replace(item, low=sign * item.low, high=sign * item.high))
    if item.percent and component is not Component.EQUITY:
        component = Component.BONUS
    name = component or Component.BASE
    if name in offer.sums:
        return replace(offer, repeated=(*offer.repeated, item)) if item != offer.sums[name] else offer
    return replace(offer, sums={**offer.sums, name: item}, guessed=offer.guessed or component is None)


def _timed(item: Sum, behind: str) -> Sum:
    """Give a sum the period that stands behind its name: "50k of stock a year"."""
    said = _PERIOD.match(behind) if item.period is None and not item.percent else None
    return replace(item, period=Period(said[1] or said[2])) if said else item


def _spread(offer: Offer, text: str) -> Offer:
    """Add over how many years the equity is spread."""
    said = _VESTING.search(text) if Component.EQUITY in offer.sums else None
    if said is None:
        return offer
    count = said["behind"] or said["before"]
    years = _YEARS.get(count) or int(count)
    return replace(offer, years=years) if years else offer


def _share(text: str, item: Sum) -> Sum:
    """Read a bare "10" that was given as a bonus as a share."""
    bare = text[item.start : item.end].strip().isdigit() and item.high < LEAST_BARE
    return replace(item, percent=True, assumed=True) if bare else item


def _without(text: str, found: Iterable[Sum]) -> str:
    """Give what is left of a text without its sums and the words that name them."""
    for item in sorted(found, key=lambda item: -item.start):
        text = f"{text[: item.start]} {text[item.end :]}"
    return _VESTING.sub(" ", _LABEL.sub(" ", text))
