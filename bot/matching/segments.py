"""Cut a message into the things it may ask.

Cutting only proposes: a cut counts when every piece turns out to ask something of its own (the engine decides that).
"""

from __future__ import annotations

import re
from itertools import islice

LONG = 28
"""A message of more words than this is a story: its sentences are weighed, not answered one by one."""
_JOINT = re.compile(
    r"(?:\s*(?:[,;&+]|\.{2,}|\s/\s|\b(?:and also|and then|and|also|n|plus|then tell me|as well as|oh and)\b)\s*)+"
    r"|(?<=[?!.;])\s+"
)
MOST_CUTS = 8
"""So many joints of a message are tried; who uses more is no longer asking several things."""


def halves(text: str) -> tuple[tuple[str, str], ...]:
    """Give every way to cut a short message in two at a joint, left to right."""
    cuts: list[tuple[str, str]] = []
    for match in islice(_JOINT.finditer(text), MOST_CUTS):
        left, right = text[: match.start()].strip(" ?!.,;"), text[match.end() :].strip(" ?!.,;")
        if left and right:
            cuts.append((left, right))
    return tuple(cuts)
