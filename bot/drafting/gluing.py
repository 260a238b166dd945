"""Part what a document lost the line break between: a heading or a closing sentence glued to the end of a bullet.

"… and mentor juniors Technical Skills:" is a bullet and a heading; "… Git and Docker The role asks for patience." is a
bullet and the sentence that closes the section. Both show by a capital letter where a sentence would have a stop, and
both are cut only on strong signs, because names are capitalised, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.drafting.blocks import UNKNOWN, Block, Kind
from bot.drafting.headings import topic_of
from bot.drafting.layout import LONGEST_HEADING

_WORD = re.compile(r"\S+")
_SMALL = frozenset("and of for the in to a an & with on or vs at by from as".split())
MOST_WORDS = 7
"""Longest heading that is glued to something."""
LEAST_CLOSING = 7
"""A closing sentence has at least so many words, of which some are ordinary."""
_OPENERS = frozenset(
    """the this these those their they it its by in with as to while when overall note for an a if from through such
    understanding mastering following actual many most each no all our your you we there here however although because
    since within across at on given what developing addressing remember ultimately finally together
    salaries professionals""".split()
)
"""Words that open a sentence and are no part of a name."""
_CLOSERS = frozenset({"by", "this", "these", "overall", "note:", "mastering", "following", "understanding", "in"})
"""Words that open what closes a section behind a bullet that ends in a stop."""
_VERBS = frozenset(
    """is are was were will can may must should has have requires require combines combine plays play remain remains
    continue continues drive drives ensures ensure enables enable offer offers need needs make makes use uses work
    works collaborate collaborates lead leads help helps provide provides underscores highlight highlights depends
    vary varies reflect reflects face earn earns""".split()
)
_STOP = re.compile(r"(?<=[a-z0-9)][.!?])\s+(?=[A-Z])")
_LEAD = re.compile(
    r"\b(?:includes?|are|is|following|below|are as follows|require[sd]?|involves?|through|in|encompass\w*)\s*:$",
    re.IGNORECASE,
)


def unglued(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give the blocks, each cut where something is glued to it."""
    for number, block in enumerate(blocks):
        if block.kind in {Kind.ITEM, Kind.TEXT}:
            follows = blocks[number + 1] if number + 1 < len(blocks) else None
            yield from _parts(block, follows)
        else:
            yield block


def _parts(block: Block, follows: Block | None) -> Iterator[Block]:
    lead = _lead_at(block.text) if follows is not None and follows.kind is Kind.ITEM else None
    if lead:
        yield from _parts(block.part(0, lead), None)
        yield block.part(lead, kind=Kind.TEXT)
        return
    heading = _heading_at(block.text) if follows is not None and follows.kind in {Kind.ITEM, Kind.ROW} else None
    if heading:
        yield from _parts(block.part(0, heading), None)
        yield replace(block.part(heading, kind=Kind.HEADING), level=UNKNOWN)
        return
    closing = _closing_at(block.text) if block.kind is Kind.ITEM else None
    if closing:
        yield block.part(0, closing)
        yield block.part(closing, kind=Kind.TEXT)
        return
    yield block


def _lead_at(text: str) -> int | None:
    """Find where the sentence begins that leads on to a list: "… junior engineers. Essential skills include:"."""
    if not text.endswith(":") or not _LEAD.search(text):
        return None
    stops = [found.end() for found in _STOP.finditer(text)]
    return stops[-1] if stops else None


def _heading_at(text: str) -> int | None:
    """Find where a heading that ends the text begins: a run of capitalised words before a colon."""
    if not text.endswith(":") or _LEAD.search(text):
        return None
    words = list(_WORD.finditer(text[:-1]))
    start = len(words)
    while start > 0 and (words[start - 1][0][0].isupper() or words[start - 1][0].lower() in _SMALL):
        start -= 1
    while start < len(words) and words[start][0].lower() in _SMALL and not words[start][0][0].isupper():
        start += 1
    # A heading that opens the text is the text's own; a stop inside the run ends the sentence before.
    for number in range(len(words) - 1, start, -1):
        if words[number - 1][0][-1] in ".!?;)":
            start = number
            break
    if (
        0 < start < len(words)
        and len(words) - start <= MOST_WORDS
        and len(text) - words[start].start() <= LONGEST_HEADING
    ):
        return words[start].start()
    # Where names stand before it, only a heading that tells its topic can be told apart: "… or Azure Experience:".
    tails = (words[number].start() for number in range(max(len(words) - 3, 1), len(words)) if start < number)
    return next((tail for tail in tails if text[tail].isupper() and topic_of(text[tail:])[1] >= 1), None)


def _closing_at(text: str) -> int | None:
    """Find where a whole sentence starts that is glued to a bullet without a stop between them."""
    if not text.endswith((".", "!")):
        return None
    words = list(_WORD.finditer(text))
    for number in range(2, len(words) - LEAST_CLOSING + 1):
        before, word = words[number - 1][0], words[number][0]
        if word.strip("s,()").isupper() and len(word) > 1:
            continue  # "… of running SQL queries over …"
        if not word[0].isupper() or before[-1] in ",;:!?-–&/(" or before.lower() in _SMALL:
            continue
        if before[-1] == "." and word.lower() not in _CLOSERS:
            continue  # the bullet's own next sentence
        if (
            before[0].isupper()
            and before[-1] not in ").%+"
            and not any(c.isdigit() for c in before)
            and word.lower().strip(",:") not in _OPENERS
        ):
            continue  # inside a name: "Senior Software Engineers"
        if _opens(words[number:]) and _is_whole(words[number:]):
            return words[number].start()
    return None


def _opens(words: Sequence[re.Match[str]]) -> bool:
    """Tell whether words may open a sentence: a usual opener, a gerund, or a name of people with a verb behind it."""
    first = words[0][0].strip(",:").lower()
    if first in _OPENERS or (first.endswith("ing") and len(first) > 5):
        return True
    return any(word[0].lower().strip(",") in _VERBS for word in words[1:8])


def _is_whole(words: Sequence[re.Match[str]]) -> bool:
    """Tell whether words up to their first stop are a sentence: long enough, with a verb, in ordinary letters."""
    sentence: list[str] = []
    for word in words:
        sentence.append(word[0])
        if word[0][-1] in ".!?:" and word[0].lower() not in {"e.g.", "i.e.", "u.s."}:
            break
    plain = [word for word in sentence if word[0].islower()]
    verb = any(
        word.lower().strip(".,") in _VERBS or word.lower().strip(".,").endswith(("ing", "ed", "s"))
        for word in sentence[1:]
    )
    return (len(sentence) >= LEAST_CLOSING - 1 and len(plain) >= len(sentence) * 0.5 and verb) or sentence[
        0
    ].lower() == "note:"
