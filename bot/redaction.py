"""Take out of a message what might tell who wrote it, before any of it is kept.

Out go mentions, links, e-mail addresses, numbers of five digits and more (also in groups, as telephone numbers are
written) and sums of money, in figures or in words. Rather too much goes than too little: what is kept serves to find
what the knowledge lacks, and one number less does no harm there. Names of people look like any other word and stay.
"""

from __future__ import annotations

import re
import unicodedata

from bot.money import sums
from bot.text import normalise

MAX_LENGTH = 1_000
"""Characters read of a message; words after them are not kept."""
MOST_ROUNDS = 30
"""So often a message is looked through; a few times do for what people write."""

_SIGN = r"[$€£¥₹₽₩₿¢¤฿₫₪₱₦₴]"
_CURRENCY = r"(?:usd|eur|gbp|cad|aud|inr|chf|dollars?|bucks|euros?|pounds?|rupees?|cents?)"
_SCALE = r"(?:k|m|mm|mn|mio|mil|million|grand|thousand|lakhs?|lacs?|lpa|crores?|bn|billion)"
_PERIOD = r"(?:/|per\s|an?\s|each\s)\s?(?:h|hr|hour|day|week|wk|month|mo|mth|year|yr|annum)"
_DIGITS = r"\d+(?:[.,]\d+)*(?:e\d+)?"
_AMOUNT = rf"(?<![\w.,])(?!401k\b){_DIGITS}\+?"  # a 401k is a benefit
# The lower end of a range shares the sign or the scale of the upper one: "80-90k", "between 80 and 90k".
_AMOUNTS = rf"(?:{_AMOUNT}\s?(?:-|to|and|or)\s?)?{_AMOUNT}"
_NUMERAL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen|twenty|thirty|fou?rty|fifty|sixty"
    r"|seventy|eighty|ninety|hundred|thousand|half|couple|few)"
)
_EARNING = (
    r"(?:tc|comp|compensation|base|salary|income|wage|offer|offered|offers|pay|pays|paid|earn|earns|earning|make|makes"
    r"|making|bonus|equity|stock|rsus?)"
)
_TOP_LEVEL = r"(?:com|org|edu|gov|gg|me|dev|io|app|info|co|link|page|xyz)"  # not net: ASP.NET and ML.NET are skills
_HOST = r"(?<![\w.-])[\w-]+(?:\.[\w-]+)*"

_LINKS = (r"(?<!\S)(?=\S*(?:://|@))\S+", r"\bwww\.\S*", rf"{_HOST}\.[a-z]{{2,24}}/\S*", rf"{_HOST}\.{_TOP_LEVEL}\b")
_SUMS = (
    rf"-?{_AMOUNTS}\s?{_SCALE}\b(?:\s?{_CURRENCY}\b|\s?{_SIGN})?",
    rf"-?{_AMOUNTS}\s?(?:{_SIGN}|{_CURRENCY}\b)",
    rf"(?:{_SIGN}|\b{_CURRENCY})\s?-?{_DIGITS}(?:\s?{_SCALE}\b)?",
    rf"{_AMOUNTS}\s?{_PERIOD}\b",
    rf"\b(?:an?\s)?(?:{_NUMERAL}[\s-](?:(?:and|of|a)\s){{0,2}}){{1,9}}(?:{_SCALE}\b(?:\s{_CURRENCY}\b)?|{_CURRENCY}\b)",
    r"\ban?\s(?:million|grand|thousand)\b",
    _SIGN,
)
_BARE_SUM = re.compile(
    rf"\b({_EARNING}\s(?:(?:of|is|was|at|me|about|around|roughly|only|now)\s|[:~=]\s?){{0,3}})\d{{2,4}}\b"
    r"(?!\s?(?:%|percent|years?|yrs?|yoe|hours?|days?))"
)
# A telephone number, a date of birth, an id: five digits, with at most two marks between each and the next.
_NUMBER = r"[+(]?\d(?:[ .,()/+_-]{0,2}\d){4,}"
_REMOVED = re.compile("|".join((*_LINKS, *_SUMS, _NUMBER)))
_COUNTED = re.compile(r"\s?(?:years?|yrs?|yoe|hours?|days?|weeks?|months?|people|engineers|applications|jobs)\b")
_LAST_WORD = re.compile(r"(?<!\S)\S+\Z")


def redact(text: str) -> str:
    """Normalise a message and remove what might tell who wrote it; may leave nothing."""
    before, text = "", _shortened(normalise(text))
    # What stood on both sides of something removed may be a number, a link or markup together: once is not enough.
    for _ in range(MOST_ROUNDS):
        if text == before:
            return text
        before, text = text, normalise(_strike(text))
    return ""  # made to wear us out; nobody asks like that


def _shortened(text: str) -> str:
    """Cut a long text between two words, so that no half of a number or of a link is left."""
    return text if len(text) <= MAX_LENGTH else _LAST_WORD.sub("", text[:MAX_LENGTH])


def _strike(text: str) -> str:
    text = _REMOVED.sub(" ", _BARE_SUM.sub(r"\1", text))
    # "they lowballed me at 140" holds a sum as well, "31 days" does not.
    for item in reversed([found for found in sums(text) if not found.percent]):
        if not (item.assumed and _COUNTED.match(text, item.end)):
            text = f"{text[: item.start]} {text[item.end :]}"
    return "".join(" " if unicodedata.category(character) == "Sc" else character for character in text)
