"""Repeat what somebody wrote, so that it stays a quotation."""

from __future__ import annotations

import re

LONGEST = 80
_QUOTES = str.maketrans('“”„‟«»"', "'''''''")
# Controls, and what has no width or turns the direction of writing; a joiner stays, for emoji are made with it.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def quoted(text: str, most: int = LONGEST) -> str:
    """Cut text to be set in quotation marks: one line, nothing invisible, and no mark that would end the quotation."""
    line = " ".join(INVISIBLE.sub("", text[: 4 * most]).translate(_QUOTES).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
