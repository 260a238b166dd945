"""Say again what a message only points at: "the first", "the latter", "the other one", "both", "over there".

Pointing words are replaced by the names of what they stand for, before anything else is understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NOUN = r"(?:one|role|job|position|guy|gig)"
_VERBS = "do|does|is|has|have|needs?|pays?|earns?|makes?|means?|lets?|asks?|wants?|requires?|offers?|use"
_END = r"(?=\s*(?:$|[?.,;!:]))"
_AFTER = rf"(?:(?=\s+(?:{_VERBS})\b)|{_END})"
_ORDINALS = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "latter": -1, "last": -1}
_ORDINAL = re.compile(
    rf"\bthe (first|second|third|fourth|fifth|last)(?: {_NOUN}\b|{_AFTER})|\bthe (former|latter)(?: {_NOUN})?\b"
)
_BOTH = re.compile(rf"\bboth(?: of (?:them|these|those)| (?:roles|jobs|positions)|{_END})")
_THERE = re.compile(rf"(?<!is )(?<!are )(?<!was )(?<!were )\b(?:over |out |up |down )?there{_END}")
POINTING = re.compile(r"\b(?:first|second|third|fourth|fifth|last|former|latter|both|there)\b")
"""What a message without any of these need not be looked at for."""


def named_roles(text: str, titles: Sequence[str]) -> str:
    """Put the titles of roles in the place of words that point at them, given in the order they were spoken of.

    One role alone has no first and no second, so nothing is replaced.
    """
    if len(titles) < 2:
        return text

    def title(found: re.Match[str]) -> str:
        place = _ORDINALS[found[1] or found[2]]
        return f"the {titles[place]}" if place < len(titles) else found[0]

    text = _ORDINAL.sub(title, text)
    return _BOTH.sub(" and ".join(f"the {title}" for title in titles[-2:]), text)


def named_place(text: str, place: str) -> str:
    """Put a place in the stead of "there"; not in "is there", which asks whether something exists."""
    return _THERE.sub(f"in {place}", text)
