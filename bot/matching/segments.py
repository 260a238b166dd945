"""Cut a message into the things it may ask.

Cutting only proposes: a cut counts when every piece turns out to ask something of its own (the engine decides that).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

ASKED = 2.0
"""Weight from which a sentence is a question."""
MOST_QUESTIONS = 2
"""So many questions at the end of a story are answered."""
LONG = 28
"""A message of more words than this is a story: its sentences are weighed, not answered one by one."""
_JOINT = re.compile(
    r"(?<!\s)\s*(?:(?:[,;&+]|\.{2,}+|\s/\s"
    r"|\b(?:and also|and then|and(?! not\b)|also|n|plus|then tell me|then|as well as|oh and)\b(?!'))\s*)+"
    r"|(?<=[?!.;])\s+|\n+"
)
LONGEST_HEADER = 6
"""So many words before a colon are the heading of what follows."""
MOST_CUTS = 8
"""So many joints of a message are tried; who uses more is no longer asking several things."""
_LEAD = (
    r"(?:(?:and|so|but|also|then|plus|or|well|ok|okay|please|now|just|n|oh|hey|btw"
    r"|first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|lastly|next)[,:]?\s+)*"
)
_INTERROGATIVE = (
    r"(?:(?:by|to|in|at|on|for|with|from|of|as|about|until|since)\s+)?"
    r"(?:what|whats|what's|which|how|hows|how's|who|whom|whose|when|where|wheres|why|wat|wich|wot)\b"
    r"|(?:do|does|did|is|are|am|was|were|can|could|should|would|will|wud|must|may|might|has|have|had|need|shall)\s+"
    r"(?:not\s+)?\w+"
)
_ASKS = re.compile(rf"{_LEAD}(?:{_INTERROGATIVE})")
_IMPERATIVE = re.compile(
    rf"{_LEAD}(?:can you |could you |would you |pls |plz )?(?:tell|show|give|gimme|explain|list|describe|name)\b"
)
_INDIRECT = re.compile(
    r"\b(?:wonder(?:ing)?|curious|no idea|not sure|unsure|figure out|(?:want|wanna|like|love|need|dying) (?:to )?know"
    r"|(?:do not|don't|dont) (?:know|get|understand|see)|my question|question is|any (?:advice|tips|ideas?)|help me"
    r"|ask(?:ing)? (?:you|myself|if|whether|how|what)|tell me|interested in|confused|puzzled)\b"
)


_ITEM = re.compile(r"(?<![\w.])(?:(\d)|([a-d]))[.)]\s+(?=\S)")
"""The number or letter before an item of a list."""
_TELLING = re.compile(r"\b(?:i|i'm|im|i've|ive|i'd|my|me|we|we're|our|us|he|she|his|her|they|their)\b")
"""Words that make a sentence without a question one that tells of somebody."""


def items(text: str) -> tuple[str, tuple[str, ...]]:
    """Give the items of a numbered list with what stands before it; no items where there is no such list."""
    marks = list(_ITEM.finditer(text))
    expected = [("1234567890", 1), ("abcd", 2)]
    for signs, group in expected:
        found = [mark for mark in marks if mark[group]]
        if len(found) > 1 and "".join(mark[group] for mark in found) == signs[: len(found)]:
            ends = [*(mark.start() for mark in found[1:]), len(text)]
            pieces = tuple(text[mark.end() : end].strip(" ,;.?\n") for mark, end in zip(found, ends, strict=True))
            return text[: found[0].start()].strip(" :,-\n"), pieces if all(pieces) else ()
    return "", ()


def tells(said: Sequence[str]) -> bool:
    """Tell whether some sentences only tell of somebody, beside others that ask: that is a story, if a short one."""
    asked = [weight(sentence) >= ASKED for sentence in said]
    return any(asked) and any(not weight(sentence) and _TELLING.search(sentence) is not None for sentence in said)


def halves(text: str) -> tuple[tuple[str, str], ...]:
    """Give every way to cut a short message in two at a joint, left to right.

    What stands before a colon is said of both: "staying calm: tips for the manager, tips for the engineer".
    """
    cuts: list[tuple[str, str]] = []
    for match in islice(_JOINT.finditer(text), MOST_CUTS):
        left, right = text[: match.start()].strip(" ?!.,;"), text[match.end() :].strip(" ?!.,;")
        if left and right:
            header, colon, _ = left.rpartition(":")
            shared = colon and len(header.split()) <= LONGEST_HEADER
            cuts.append((left, f"{header} {right}" if shared else right))
    return tuple(cuts)


def asks(text: str) -> bool:
    """Tell whether a clause is put as a question: by its first words, or as a request to be told."""
    return bool(_ASKS.match(text) or _IMPERATIVE.match(text))


def weight(text: str) -> float:
    """Weigh how much a sentence is the question of a message: 0 for one that only tells."""
    return 2.0 * text.endswith("?") + 1.0 * asks(text) + 1.0 * bool(_INDIRECT.search(text))


def questions(sentences: Sequence[str]) -> range:
    """Find the sentences that ask, given all of a long message: the last that asks, and those of its kind before it.

    People put their questions together and mostly last; an earlier one is part of what is told. Without any sign of
    a question the last sentence is taken for it.
    """
    weights = [weight(sentence) for sentence in sentences]
    most = max(weights)
    if not most:
        return range(len(sentences) - 1, len(sentences))
    least = ASKED if most >= ASKED else most
    last = max(place for place, value in enumerate(weights) if value >= least)
    first = last
    while first and weights[first - 1] >= least and first > last - MOST_QUESTIONS + 1:
        first -= 1
    return range(first, last + 1)


def clauses(text: str) -> tuple[str, ...]:
    """Cut the question of a story at joints with a question on both sides."""
    for left, right in halves(text):
        if asks(left) and asks(right):
            return (*clauses(left), *clauses(right))
    return (text,)
