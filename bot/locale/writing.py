"""Write numbers, sums of money, shares and lists as the readers of the spoken language do.

English is written here, so that it needs no library; other languages as Babel has them from Unicode's CLDR.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.locale import ENGLISH, say, spoken

_BILLION = 1_000_000_000
_EXACT = "#,##0.######"
"""How CLDR writes a number with whatever follows its point."""


def number(value: float) -> str:
    """Write a number: "5", "2.5"."""
    if spoken() == ENGLISH:
        return f"{value:g}"
    from babel.numbers import format_decimal

    return format_decimal(value, _EXACT, spoken())


def whole(value: float) -> str:
    """Write a whole number in groups of three: "1,250"."""
    return f"{value:,.0f}" if spoken() == ENGLISH else number(round(value))


def percent(value: float, *, digits: int = 12) -> str:
    """Write a share that is given in percent: "25%", "9.1%"; at most so many digits of it count."""
    rounded = float(f"{value:.{digits}g}")
    if spoken() == ENGLISH:
        return f"{rounded:,.12g}%"
    from babel.numbers import format_percent

    return format_percent(rounded / 100, _percent_pattern(spoken()), spoken())


def money(value: float, currency: str = "USD", *, cents: bool = False) -> str:
    """Write a sum: "$165,000", "€60,000", "CHF 110,000"; with `cents` where there are some: "$57.50"."""
    shown = cents and value != int(value)
    if spoken() == ENGLISH and currency == "USD":
        return f"${value:,.2f}" if shown else f"${value:,.0f}"
    from babel.numbers import format_currency

    return format_currency(value, currency, _money_pattern(spoken(), shown), spoken(), currency_digits=False)


def billions(value: float) -> str:
    """Write a very large sum of US dollars: "$1.8 billion"."""
    return say("${count} billion", count=number(value / _BILLION))


def short_money(value: float, unit: str = "") -> str:
    """Write a round sum where room is short: "$150k", "$2.5M"; `unit` is "", "k" or "M"."""
    if spoken() == ENGLISH:
        size = {"": 1, "k": 1e3, "M": 1e6}[unit]
        return f"${value / size:g}{unit}" if unit else f"${value:,.0f}"
    if not unit:
        return money(value)
    from babel.numbers import format_compact_currency

    return format_compact_currency(value, "USD", locale=spoken(), fraction_digits=2)


def all_of(items: Sequence[str]) -> str:
    """List things that all count: "A, B and C"."""
    if spoken() == ENGLISH:
        return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))
    from babel.lists import format_list

    return format_list(items, "standard", spoken())


def any_of(items: Sequence[str]) -> str:
    """List things of which one counts: "A or B"."""
    if spoken() == ENGLISH:
        return " or ".join(items)
    from babel.lists import format_list

    return format_list(items, "or", spoken())


@lru_cache(maxsize=16)
def _money_pattern(language: str, cents: bool) -> str:
    """Give the pattern of a language's sums, without cents unless they are shown."""
    from babel import Locale

    pattern: str = Locale.parse(language).currency_formats["standard"].pattern
    return pattern if cents else pattern.replace(".00", "")


@lru_cache(maxsize=8)
def _percent_pattern(language: str) -> str:
    """Give the pattern of a language's shares, with whatever follows the point."""
    from babel import Locale

    pattern: str = Locale.parse(language).percent_formats[None].pattern
    return pattern.replace("#,##0", _EXACT)
