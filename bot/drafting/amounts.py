"""Find every amount of a text that measures something: sums, shares, years; with its open end and its unit.

Sums and shares are read as those of messages are (`bot.money`); here the ways of documents are added: "up to", "or
more", groups of three set apart by apostrophes, lakh groups, years of experience.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.money import Period, Sum, sums

_DASHES = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‑": "-", "’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "~": " ", "≈": " "}
)
_APOSTROPHES = re.compile(r"(?<=\d)'(?=\d{3}(?!\d))")
_RUPEES = re.compile(r"\brs\.")
_LAKHS = re.compile(r"(?<![\d,.])\d{1,2}(?:,\d{2})+,\d{3}(?![\d,])")
_SIGN = re.compile(
    r"[$€£₹¥₪₺]|\b(?:usd|eur|gbp|chf|inr|cad|aud|sgd|jpy|sek|nok|dkk|pln|euros?|dollars?|pounds?|"
    r"rupees?|francs?|rs|lakhs?|lpa|yen|dirhams?|aed)\b"
)
_SCALED = re.compile(r"\d\s?(?:k|thousand|m|mio|million|bn|b|billion|lakhs?|crores?|lpa)\b")
_SAID_PERIOD = re.compile(
    r"(?:/|per\s|an?\s|each\s|every\s)\s?(?:h|hr|hour|d|day|week|wk|month|mo|year|yr|annum)\b|hourly|"
    r"daily|weekly|monthly|annual|yearly|p\.a|lpa"
)
_UP_TO = re.compile(
    r"\b(?:up to|as (?:much|high|many) as|no more than|at most|max(?:imum)?(?: of)?|under|below|less "
    r"than|capped at|not (?:exceed|more than)(?:ing)?|reach(?:es|ing)?(?: up "
    r"to)?)\W{0,3}(?:[a-z]{1,3}\W{0,2})?$"
)
_CEILING = re.compile(
    r"\b(?:up to|as (?:much|high|many) as|no more than|at most|max(?:imum)?(?: of)?|under|below|less "
    r"than|capped at|not (?:exceed|more than)(?:ing)?)\W{0,3}(?:an? (?:average|total) of )?$"
)
_FROM = re.compile(
    r"\b(?:over|above|more than|exceed(?:s|ing)?|at least|min(?:imum)?(?: of)?|starting (?:at|from)|"
    r"starts? (?:at|from)|from|upwards? of|beyond|surpass(?:es|ing)?|north of|no less than|well "
    r"into)\W{0,3}$"
)
_OPEN = re.compile(
    r"^\s?\+|^\s?(?:or|and) (?:more|above|up(?:wards?)?|over|higher|beyond)\b|^\s?plus\b(?! (?:an?|the|\w+ bonus))"
)
_TO_OVER = re.compile(r"^\s?(?:-|to)\s?(?:over|more than|above)\s")
_NUMBERS = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
_COUNT = rf"(?:\d{{1,2}}(?:\.5)?|{'|'.join(_NUMBERS)})"
_YEARS = re.compile(
    rf"(?<![\w$€£.,/-])(?P<low>{_COUNT})(?P<first>\s?\+)?(?:\s?(?:-|to|or|"
    rf"and)\s?(?P<high>{_COUNT}))?(?P<plus>\s?\+|\s(?:or|and) more)?"
    r"(?:\s(?:full|solid|relevant|plus))?[\s-](?:years?|yrs?)(?!\w)(?P<more>\s?(?:\+|or more|and (?:above|up)))?"
)
_LAPSE = re.compile(
    r"\b(?:past|last|next|coming|previous|every|within|recent|first|in the|over the|vest(?:s|ing)? "
    r"over|over|for the)\W{0,2}(?:the\W)?$|\b(?:page|level|step|section)\W?$"
)
_AGO = re.compile(r"^\s*(?:old|of age|later|from now|vesting)\b")
_RANK = re.compile(r"\b(?:top|lowest|bottom|highest|best|upper|lower|first|last)(?:[- ](?:paid|earning))?\W$")
"""Before a share that names a part of the people: "the lowest 10 percent earn"."""
_NOT_MONEY = re.compile(
    r"^\s?(?:users?|people|employees|customers|records|rows|requests|events|lines|members|engineers|"
    r"downloads|readers|jobs?|openings|positions|vacancies)\b"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as a text writes it; `low` or `high` is None where its range is open to that side."""

    low: float | None
    high: float | None
    unit: str
    """"money", "percent" or "years"."""
    start: int
    end: int
    currency: str = ""
    """Empty where none is said."""
    period: Period | None = None
    open_ended: bool = False
    ceiling: bool = False
    """Whether "up to" or the like stands before it."""
    floor: bool = False
    """Whether "over" or the like stands before it."""


def plain(text: str) -> str:
    """Give a text in small letters and plain signs, each character where it was."""
    lowered = text.lower()
    lowered = (
        lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    ).translate(_DASHES)
    lowered = _APOSTROPHES.sub(",", _RUPEES.sub(" rs", lowered))
    return _LAKHS.sub(lambda found: found[0].replace(",", "").ljust(len(found[0])), lowered)


def amounts(text: str) -> list[Amount]:
    """Find the amounts of a text, in order."""
    low = plain(text)
    found = [*_years(low), *_sums(low)]
    found.sort(key=lambda item: item.start)
    return [item for number, item in enumerate(found) if not number or item.start >= found[number - 1].end]


def _sums(text: str) -> Iterator[Amount]:
    read = [
        item
        for item in sums(text, every=True)
        if (item.percent and not _RANK.search(text[: item.start])) or (not item.percent and _is_money(text, item))
    ]
    done = -1
    for number, item in enumerate(read):
        if item.start < done:
            continue
        unit = "percent" if item.percent else "money"
        written = text[item.start : item.end]
        after, end = text[item.end :], item.end
        low, high = item.low, item.high
        follows = read[number + 1] if number + 1 < len(read) else None
        joined = _TO_OVER.match(after)
        opened = bool(_OPEN.match(after))
        if joined and follows and follows.start <= item.end + joined.end() + 1:
            high, end, done, opened = follows.high, follows.end, follows.end, True
        before = text[max(0, item.start - 34) : item.start]
        ceiling, floor = bool(_CEILING.search(before)), bool(_FROM.search(before))
        single = low == high
        yield Amount(
            None if ceiling and single else low,
            None if floor and single else high,
            unit,
            item.start,
            end,
            item.currency if _SIGN.search(written) else "",
            item.period,
            opened or (floor and single and not ceiling),
            ceiling,
            floor,
        )


def _is_money(text: str, item: Sum) -> bool:
    """Tell whether a number is a sum of money: it has a currency, a scale, or is large and written in groups."""
    written = text[item.start : item.end]
    if _NOT_MONEY.match(text[item.end :]):
        return bool(_SIGN.search(written))
    if _SIGN.search(written) or (_SCALED.search(written) and item.low >= 1_000):
        return True
    if _SAID_PERIOD.search(written) and item.low >= 15:
        return True
    return item.low >= 10_000 and bool(re.search(r"\d[,.]\d{3}|\d \d{3}", written))


def _years(text: str) -> Iterator[Amount]:
    for match in _YEARS.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _LAPSE.search(before[-24:]) or _AGO.match(after):
            continue
        low = _count(match["low"])
        high = _count(match["high"]) if match["high"] else low
        opened = bool(match["first"] or match["plus"] or match["more"])
        ceiling, floor = bool(_CEILING.search(before[-34:])), bool(_FROM.search(before[-34:]))
        single = low == high
        if single and (opened or floor):
            yield Amount(low, None, "years", match.start(), match.end(), open_ended=True, floor=floor)
        else:
            yield Amount(
                None if ceiling and single else low,
                high,
                "years",
                match.start(),
                match.end(),
                open_ended=opened,
                ceiling=ceiling,
                floor=floor,
            )


def _count(text: str) -> float:
    return float(_NUMBERS[text]) if text in _NUMBERS else float(text)
