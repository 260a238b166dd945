"""Read plain text."""

from __future__ import annotations

import codecs
import re
import unicodedata

from bot.drafting.blocks import Document
from bot.drafting.layout import Layout, Line
from bot.errors import UserError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
WIDEST_GAP = 40
"""Columns stand no further apart; patterns that look for gaps would take long over more."""
_GAP = re.compile(rf" {{{WIDEST_GAP},}}")
_FEW = 0.02
"""Share of control characters that a damaged text may hold."""


def decode(raw: bytes, name: str, encoding: str | None = None) -> str:
    """Read bytes as text: in the encoding that a byte order mark or the document names, else as UTF-8.

    Raises:
        UserError: where the bytes are no text in it.
    """
    encoding = next((found for mark, found in _MARKS if raw.startswith(mark)), encoding or "utf-8")
    try:
        text = raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        if sum(byte < 9 or 13 < byte < 32 for byte in raw[:10_000]) > min(len(raw), 10_000) * _FEW:
            raise UserError(f"{name} is a binary file, not a text.") from None
        raise UserError(f"{name} is not {_shown(encoding)} text; save it as UTF-8 and draft it again.") from None
    odd = sum(unicodedata.category(character) == "Cc" and character not in "\t\n\r\f\v" for character in text[:10_000])
    if odd > min(len(text), 10_000) * _FEW:
        raise UserError(f"{name} is a binary file, not a text.")
    return (
        "".join(
            character if character in "\t\n\r\f\v" or unicodedata.category(character) not in {"Cc", "Cf"} else ""
            for character in text
        )
        if not text.isprintable()
        else text
    )


def _shown(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name.upper()
    except LookupError:
        return f"“{encoding}”"


def lines_of(text: str) -> list[str]:
    """Cut a text into its lines, as editors count them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n").split("\n")


def read(raw: bytes, name: str) -> Document:
    """Read a plain text."""
    lines = [_GAP.sub(" " * WIDEST_GAP, line) for line in lines_of(decode(raw, name))]
    layout = Layout([Line(number, text) for number, text in enumerate(lines, 1)])
    filled = frozenset(number for number, text in enumerate(lines, 1) if text.strip())
    return Document(name, tuple(layout.blocks), filled, tuple(layout.dropped))
