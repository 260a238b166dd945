"""Read and write sums of money and shares: "165k", "$80-90k", "165 000 USD", "12k/month", "60/h", "10 %".

What is read is normalised text (`bot.text.normalise`), in time linear in its length; any string gives sums, or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice

DOLLARS = "USD"
MOST_NUMBERS = 50
"""So many numbers of a text are read; who writes more does not tell of an offer."""
LEAST_BARE, MOST_BARE = 30, 999
"""A bare number in these bounds is read as thousands; smaller ones count years, larger ones name one."""
LEAST_WHOLE = 10_000
"""A bare number from here on is read as it stands."""


class Period(StrEnum):
    """The time that a sum is paid for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money or a share, as it was said; `low` and `high` are equal for a single value."""

    low: float
    high: float
    currency: str = DOLLARS
    """An ISO code; of no meaning for a share."""
    period: Period | None = None
    """None where none was said."""
    percent: bool = False
    assumed: bool = field(default=False, compare=False)
    """Whether it was a bare number, such as "165", that is read as thousands."""
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Write it so that `sums` reads the same."""
        ends = [self.low] if self.low == self.high else [self.low, self.high]
        if self.percent:
            return "-".join(f"{end:.10g}" for end in ends) + "%"
        head = "$" if self.currency == DOLLARS else f"{self.currency} "
        tail = f" {'an' if self.period is Period.HOUR else 'a'} {self.period}" if self.period else ""
        return " to ".join(head + grouped(end) for end in ends) + tail


def grouped(value: float) -> str:
    """Write a number in groups of three, with cents only where there are some: "165,000", "57.50"."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


_CURRENCIES = {
    "USD": "$ us$ usd dollar dollars bucks",
    "EUR": "€ eur euro euros",
    "GBP": "£ gbp pound pounds quid",
    "CAD": "c$ ca$ cad",
    "AUD": "a$ au$ aud",
    "SGD": "s$ sgd",
    "INR": "₹ inr rupee rupees rs",
    "JPY": "¥ jpy yen",
    "CNY": "cny rmb yuan",
    "CHF": "chf francs",
    "SEK": "sek",
    "NOK": "nok",
    "DKK": "dkk",
    "PLN": "pln zloty",
    "CZK": "czk",
    "BRL": "r$ brl reais",
    "MXN": "mxn pesos",
    "ILS": "₪ ils shekel shekels",
    "TRY": "₺ lira",
    "AED": "aed dirham dirhams",
}
CURRENCIES = frozenset(_CURRENCIES)
"""The ISO codes that are known."""
_CODES = {word: code for code, words in _CURRENCIES.items() for word in words.split()}
_SCALES = {
    **dict.fromkeys(("k", "ks", "thousand", "thousands", "thou", "grand"), 1_000),
    **dict.fromkeys(("m", "mm", "mil", "mio", "million", "millions"), 1_000_000),
    **dict.fromkeys(("b", "bn", "billion"), 1_000_000_000),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lpa"), 100_000),
}
_RUPEES = frozenset({"lakh", "lakhs", "lac", "lpa"})
_PERIODS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hourly"), Period.HOUR),
    **dict.fromkeys(("d", "day", "daily"), Period.DAY),
    **dict.fromkeys(("w", "wk", "week", "weekly"), Period.WEEK),
    **dict.fromkeys(("mo", "mth", "mon", "month", "monthly", "pm"), Period.MONTH),
    **dict.fromkeys(("y", "yr", "year", "yearly", "annum", "annual", "annually", "pa", "p.a"), Period.YEAR),
}


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SIGN = _any(word for word in _CODES if not word[-1].isalpha())
_WORD = _any(word for word in _CODES if word[-1].isalpha())
_ADVERBS = frozenset(word for word in _PERIODS if word.endswith(("ly", "pm", "pa", "p.a", "annual")))
_SCALE = _any(word for word in _SCALES if len(word) > 1 or word == "k")
_AFTER_SLASH = _any(_PERIODS.keys() - _ADVERBS)
# Groups of three stand apart by a comma, a point or, from 10,000 on, a space.
_GROUPED = r"[1-9]\d{0,2}(?:[,.]\d{3})+(?!\d)(?:\.\d{1,2}(?!\d))?|[1-9]\d{1,2}(?:\x20\d{3}){1,3}(?!\x20?\d)"
_SUM = re.compile(
    rf"""
    (?<![\w\#])(?<!\d[.,])(?P<minus>(?<!\S)-)?
    (?:(?P<before>{_SIGN}|(?:{_WORD})\b)\s?)?(?P<inner>-)?
    (?P<number>{_GROUPED}|\d{{1,15}}(?:\.\d{{1,6}})?(?:e\d{{1,2}})?)
    (?:\s?(?P<scale>{_SCALE})(?![a-z0-9])|(?P<letter>[mb])(?![a-z0-9]))?
    (?:\s?(?P<percent>%|percent\b|pct\b|per\scent\b))?
    (?:\s?(?P<after>{_SIGN}|(?:{_WORD})\b))?
    (?![a-z0-9])
    (?:\s?(?:(?:/|per\s|an?\s|each\s|every\s)\s?(?P<period>{_AFTER_SLASH})|(?P<adverb>{_any(_ADVERBS)}))(?![a-z0-9]))?
    """,
    re.VERBOSE,
)
_DASH = re.compile(r"\s*(?:-|to|till|up to)\s*")
_BETWEEN = re.compile(r"\bbetween\s*\Z")
_PART_OF_MORE = re.compile(r"[/:.]\d")
_CLOCK, _PENSION = 12, 401


@dataclass(frozen=True, slots=True)
class _Number:
    """A number with what stands around it, before ranges are joined."""

    value: float
    scale: float | None
    currency: str | None
    period: Period | None
    percent: bool
    start: int
    digits: int
    """Where it starts behind a minus, which may be the dash of a range."""
    end: int

    @property
    def bare(self) -> bool:
        """Tell whether nothing says what it counts."""
        return self.scale is None and self.currency is None and self.period is None and not self.percent


def sums(text: str, *, every: bool = False) -> tuple[Sum, ...]:
    """Read the sums of a normalised text, in their order.

    Bare numbers that are no likely pay ("5", "2024") are left out, unless `every` is given.
    """
    found: list[tuple[_Number, _Number]] = []
    for number in _numbers(text):
        joined = _joined(text, found[-1], number) if found else None
        if joined is not None:
            found[-1] = joined
        else:
            found.append((number, number))
    read = (_sum(low, high, every=every) for low, high in found)
    return tuple(item for item in read if item is not None)


def _numbers(text: str) -> Iterator[_Number]:
    for match in islice(_SUM.finditer(text), MOST_NUMBERS):
        sign = match["before"] or match["after"]
        scale = match["scale"] or match["letter"]
        currency = _CODES[sign] if sign else "INR" if scale in _RUPEES else None
        span = match["period"] or match["adverb"] or ("pa" if scale == "lpa" else None)
        number = _Number(
            value=_value(match["number"]) * (-1 if match["minus"] or match["inner"] else 1),
            scale=_SCALES[scale] if scale else None,
            currency=currency,
            period=_PERIODS[span] if span else None,
            percent=match["percent"] is not None,
            start=match.start(),
            digits=match.start("before" if match["before"] else "number"),
            end=match.end(),
        )
        if not _is_something_else(number, text, span == "pm"):
            yield number


def _is_something_else(number: _Number, text: str, evening: bool) -> bool:
    """Tell whether a number belongs to a date or a version, is a time of day, or names the 401k."""
    if number.currency or number.percent:
        return False
    if number.bare:
        return _PART_OF_MORE.match(text, number.end) is not None
    clock = evening and number.scale is None and number.value <= _CLOCK
    return clock or (number.value == _PENSION and number.scale == 1_000)


def _value(number: str) -> float:
    """Give the value of digits, where a comma, a point or a space may set groups of three apart."""
    if re.fullmatch(_GROUPED, number):
        whole, point, cents = number.rpartition(".")
        if not point or len(cents) == 3:
            return float(re.sub(r"[,. ]", "", number))
        return float(f"{re.sub(r'[,. ]', '', whole)}.{cents}")
    return float(number)


def _joined(text: str, before: tuple[_Number, _Number], number: _Number) -> tuple[_Number, _Number] | None:
    """Join a number to the one before where they are the two ends of a range; they share what only one has."""
    low, last = before
    gap = text[last.end : number.digits]
    spoken = gap.strip() == "and" and _BETWEEN.search(text, max(0, low.start - 12), low.start)
    if low is not last or not (spoken or _DASH.fullmatch(gap)):
        return None
    if low.percent != number.percent and not low.bare:
        return None
    other = replace(number, value=abs(number.value))
    return _sharing(low, other), _sharing(other, low)


def _sharing(number: _Number, other: _Number) -> _Number:
    """Give one end of a range what only the other says: "80-90k" is 80k to 90k."""
    return replace(
        number,
        scale=number.scale or (other.scale if number.value <= MOST_BARE else None),
        currency=number.currency or other.currency,
        period=number.period or other.period,
        percent=number.percent or other.percent,
    )


def _sum(first: _Number, last: _Number, *, every: bool) -> Sum | None:
    """Make a sum of one number or of the ends of a range; None for a bare number that is no likely pay."""
    assumed = all(_is_thousands(number) for number in (first, last))
    if first.bare and not assumed and not every and min(first.value, last.value) < LEAST_WHOLE:
        return None
    ends = sorted(number.value * (number.scale or (1_000 if assumed else 1)) for number in (first, last))
    return Sum(
        ends[0],
        ends[1],
        first.currency or DOLLARS,
        first.period,
        first.percent,
        assumed=assumed,
        start=first.start,
        end=last.end,
    )


def _is_thousands(number: _Number) -> bool:
    """Tell whether a number of dollars a year is so small that thousands are meant."""
    unsaid = number.scale is None and number.currency is None and not number.percent
    return unsaid and number.period in {None, Period.YEAR} and LEAST_BARE <= number.value <= MOST_BARE
