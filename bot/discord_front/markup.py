"""Make text harmless on Discord: no markup, no mentions, no more than fits."""

from __future__ import annotations

import re

from bot.answers.quoting import INVISIBLE

_ANYWHERE = re.compile(r"([\\*_~|`\[<])")
_AT_LINE_START = re.compile(r"^([^\S\n]*)([#>+-]|\d+(?=[.)]\s))", re.MULTILINE)
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_FENCE = re.compile(r"`{3,}")

ELLIPSIS = "…"


def safe(text: str) -> str:
    """Escape markup and break mentions, so that the text reads on Discord as it was written.

    What has no width or turns the direction of writing goes: it would reach beyond the text.
    """
    text = INVISIBLE.sub("", text)
    text = _ANYWHERE.sub(r"\\\1", text)
    text = _AT_LINE_START.sub(_escape_line_start, text)
    return break_mentions(text)


def one_line(text: str) -> str:
    """Make text harmless and put it on one line, for a heading, a list item or a cell."""
    return safe(" ".join(text.split()))


def break_mentions(text: str) -> str:
    """Put a zero-width space into whatever Discord would read as a mention."""
    return _MENTION.sub("@\u200b", text)


def in_code(text: str) -> str:
    """Make text harmless in a fixed-width block, which it then cannot end."""
    return break_mentions(_FENCE.sub(lambda fence: "'" * len(fence[0]), INVISIBLE.sub("", text)))


def code_block(text: str) -> str:
    """Write text in a fixed-width block."""
    return f"```\n{in_code(text)}\n```"


def length(text: str) -> int:
    """Count characters as strictly as any part of Discord does: those beyond the basic plane twice."""
    # A card is measured many times over while it is fitted, so nearly all texts are spared the look at each character.
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """Cut text to a length at the end of a word, with an ellipsis where something is missing."""
    if length(text) <= limit:
        return text
    if limit < len(ELLIPSIS):
        return ""
    kept = text[: limit - len(ELLIPSIS)]
    over = length(kept) - (limit - len(ELLIPSIS))
    while over > 0:
        over -= length(kept[-1])
        kept = kept[:-1]
    words, space, _ = kept.rpartition(" ")
    if space and len(words) > len(kept) // 2:
        kept = words
    # A backslash that lost what it escapes would escape the ellipsis instead.
    return kept.rstrip(" \\") + ELLIPSIS


def _escape_line_start(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"
