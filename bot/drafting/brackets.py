"""Leave out what stands in brackets, in time that grows with the text and no faster."""

from __future__ import annotations


def without_brackets(text: str, instead: str = "", *, trim: bool = True) -> str:
    """Put something in place of brackets and what they hold; with `trim`, also of the spaces before them.

    A bracket that is not closed stays as it is.
    """
    *closed, rest = text.split(")")
    kept = []
    for piece in closed:
        before, opened, _ = piece.partition("(")
        kept.append((before.rstrip() if trim else before) + instead if opened else f"{piece})")
    return "".join((*kept, rest))
