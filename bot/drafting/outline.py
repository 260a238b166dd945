"""Cut a document into its sections, each of a topic, and those into groups of blocks under their headings.

Formats with marks say which heading is above which. Without marks, headings of one look may be sections and parts of
sections alike; then a section is told by opening with a paragraph and by a topic that no section before it had.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.drafting.blocks import BOLD, UNKNOWN, Block, Document, Dropped, Kind
from bot.drafting.gluing import unglued
from bot.drafting.headings import topic_of
from bot.drafting.layout import NUMBERED
from bot.knowledge.models import Span

ITEM_HEADING = 9
"""The level of a bullet that heads the bullets behind it."""
STRONG = 0.5
LEAST_OPENED = 4
"""So many topics must open with a paragraph for that to be how a document opens its sections."""

_CONTENTS = re.compile(
    r"^(?:table of )?contents:?$|^(?:in this (?:guide|document)|on this page|index):?$", re.IGNORECASE
)
_LEADER = re.compile(
    r"(?:(?<!\.)\.{3,}|…|(?<!\. )(?:\. ){3,})\s*(?:\d+\s*)?$|"
    r"(?<!\s)[^\S\t]*+\t\s*(?:\d+\s*)?$|\s\d{1,3}$"
)
"""What leads to the number of a page, with that number."""
_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*[.)]\s+|^\d{1,2}(?:\.\d{1,2})+\s+")
_TITLE_WORD = re.compile(r"[A-Z0-9(/&]")
_LITTLE = frozenset("and of for the in to a an with on or vs at by from as & /".split())


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks under the same headings, from the highest down to the nearest."""

    headings: tuple[Block, ...]
    opening: tuple[Block, ...]
    """The headings that stand right before its blocks: their lines belong to it."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading (None before the first), its topic where the heading tells one, and its groups."""

    heading: Block | None
    topic: str
    groups: tuple[Group, ...]

    @property
    def lines(self) -> Span:
        """First and last line, its heading included."""
        spans = [block.span for group in self.groups for block in (*group.opening, *group.blocks)]
        if self.heading is not None:
            spans.append(self.heading.span)
        return min(first for first, _ in spans), max(last for _, last in spans)


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of a document in order, its title, and what was left aside."""

    title: Block | None
    parts: tuple[Part, ...]
    dropped: tuple[Dropped, ...] = ()


def outline(document: Document) -> Outline:
    """Cut a document into its parts."""
    blocks = list(_with_item_headings(list(unglued(document.blocks))))
    blocks = [
        block.part(found.end()) if block.kind is Kind.HEADING and (found := _NUMBER.match(block.text)) else block
        for block in blocks
    ]
    blocks, dropped = _without_contents(blocks)
    blocks = _levelled(blocks)
    title = _title(blocks)
    if title is not None:
        blocks = [block for block in blocks if block is not title]
    starts = _starts(blocks)
    return Outline(title, tuple(_parts(blocks, starts)), tuple(dropped))


def _with_item_headings(blocks: list[Block]) -> Iterator[Block]:
    """Make headings of the bullets that head others: "Key Competencies:", "Model Deployment" before what it takes."""
    titled = _titled(blocks)
    for number, block in enumerate(blocks):
        follows = blocks[number + 1] if number + 1 < len(blocks) else None
        if (
            block.kind is Kind.ITEM
            and follows is not None
            and follows.kind is Kind.ITEM
            and _heads(block, follows, number in titled)
        ):
            over = follows.level if follows.level > block.level else 0
            yield replace(block, kind=Kind.HEADING, level=ITEM_HEADING, over=over)
        else:
            yield block


def _titled(blocks: Sequence[Block]) -> frozenset[int]:
    """Find the bullets of flat lists that are written like titles, where a list has several of them between others."""
    found: set[int] = set()
    run: list[int] = []
    for number, block in enumerate(blocks):
        if (
            block.kind is Kind.ITEM
            and is_titled(block.text)
            and blocks[number + 1 : number + 2]
            and not is_titled(blocks[number + 1].text)
        ):
            run.append(number)
        elif block.kind is not Kind.ITEM:
            run = []
        if len(run) > 1:
            found.update(run)
    return frozenset(found)


def _heads(block: Block, follows: Block, titled: bool) -> bool:
    text = block.text
    if text.endswith(":"):
        return len(text) <= 90
    if len(text) > 70 or text.endswith((".", "!", "?")) or ": " in text:
        return False
    if follows.level > block.level:
        return True
    return follows.level == block.level and titled and not is_titled(follows.text)


def is_titled(text: str) -> bool:
    """Tell whether a text is written like a title: every word of weight with a capital, no comma."""
    words = [word for word in text.rstrip(":").split() if word.lower() not in _LITTLE]
    return (
        2 <= len(words) <= 7
        and "," not in text
        and "(" not in text
        and all(_TITLE_WORD.match(word) for word in words)
        and not text.isupper()
    )


def _without_contents(blocks: list[Block]) -> tuple[list[Block], list[Dropped]]:
    """Leave a table of contents out: lines that only name later headings."""
    later = Counter(
        _bare(block.text) for block in blocks if block.kind is Kind.HEADING and not _LEADER.search(block.text)
    )
    for start, block in enumerate(blocks[: max(len(blocks) // 2, 3)]):
        headed = bool(_CONTENTS.match(block.text.strip()))
        end = start + headed
        while end < len(blocks) and _names(blocks[end], later):
            end += 1
        if end - start - headed >= 3 and (headed or all(_LEADER.search(item.text) for item in blocks[start:end])):
            gone = blocks[start:end]
            return [*blocks[:start], *blocks[end:]], [Dropped((item.span), "table of contents") for item in gone]
    return blocks, []


def _names(block: Block, later: Counter[str]) -> bool:
    bare = _bare(block.text)
    return bool(_LEADER.search(block.text)) or later[bare] > (block.kind is Kind.HEADING)


def _bare(text: str) -> str:
    return _NUMBER.sub("", _LEADER.sub("", text).rstrip()).strip(" :").casefold()


def _levelled(blocks: list[Block]) -> list[Block]:
    """Give headings without a mark a level by their look where a document has several looks."""
    heads = [block for block in blocks if block.kind is Kind.HEADING and block.level != ITEM_HEADING]
    numbered = [block for block in heads if block.level > NUMBERED]
    if len(numbered) < max(2, 0.6 * len(heads)):
        blocks = [replace(block, level=0) if block.level > NUMBERED else block for block in blocks]
    else:
        unnumbered = max(block.level for block in numbered) - NUMBERED + 1
        blocks = [
            replace(block, level=block.level - NUMBERED)
            if block.level > NUMBERED
            else replace(block, level=unnumbered)
            if block.kind is Kind.HEADING and block.level == 0 and block is not heads[0]
            else block
            for block in blocks
        ]
    bare = [block for block in blocks if block.kind is Kind.HEADING and block.level == 0]
    looks = {block.text: _look(block.text) for block in bare}
    counts = Counter(looks.values())
    order = [look for look in ("capitals", "plain", "colon") if counts[look]]
    if len(order) < 2 or any(block.kind is Kind.HEADING and 0 < block.level < UNKNOWN for block in blocks):
        return blocks
    if order[0] == "plain" and (counts["plain"] > counts["colon"] or bare[0].text.endswith(":")):
        return blocks
    return [
        replace(block, level=1 + order.index(looks[block.text]))
        if block.kind is Kind.HEADING and block.level == 0
        else block
        for block in blocks
    ]


def _look(text: str) -> str:
    letters = [character for character in text if character.isalpha()]
    if len(letters) > 3 and all(letter.isupper() for letter in letters):
        return "capitals"
    return "colon" if text.endswith(":") else "plain"


def _title(blocks: Sequence[Block]) -> Block | None:
    """Find the heading that names the whole document: the first, above or apart from all others."""
    heads = [block for block in blocks if block.kind is Kind.HEADING]
    if not heads or blocks[0] is not heads[0] or len(heads) < 2:
        return heads[0] if heads and blocks[0] is heads[0] and not topic_of(heads[0].text)[0] else None
    first = heads[0]
    others = [head.level for head in heads[1:] if head.level != ITEM_HEADING]
    if first.level and others and first.level < min(level or 8 for level in others):
        return first
    topic, share = topic_of(first.text)
    alone = first.level in {0, 1, BOLD} and 1 not in others[:1]
    if share < STRONG and (alone or (not topic and blocks[1] is heads[1])):
        return first
    return None


def _starts(blocks: Sequence[Block]) -> dict[int, str]:
    """Find the headings that open sections, each with its topic: where it stands in the blocks."""
    heads = [
        number for number, block in enumerate(blocks) if block.kind is Kind.HEADING and block.level != ITEM_HEADING
    ]
    levels = Counter(blocks[number].level for number in heads if 0 < blocks[number].level < UNKNOWN)
    if sum(levels.values()) > len(heads) / 2:
        several = [level for level, count in levels.items() if count > 1]
        top = min(several or levels)
        return {number: topic_of(blocks[number].text)[0] for number in heads if 0 < blocks[number].level <= top}
    return _unmarked(blocks, heads)


def _unmarked(blocks: Sequence[Block], heads: Sequence[int]) -> dict[int, str]:
    topics = {number: topic_of(blocks[number].text) for number in heads}
    strong = {number: topic for number, (topic, share) in topics.items() if topic and share >= STRONG}
    led = {number for number in heads if number + 1 < len(blocks) and blocks[number + 1].kind is Kind.TEXT}
    opened = {strong[number] for number in led & strong.keys()}
    choosy = len(opened) >= LEAST_OPENED and len(led) < len(heads)
    if choosy:
        candidates = [number for number in heads if number in led and number in strong]
        # A section has more than one paragraph where the others have; and
        ends = [*candidates[1:], len(blocks)]
        candidates = [number for number, end in zip(candidates, ends, strict=True) if end - number > 2] or candidates
        # what only goes on with a topic opens no section of its own.
        candidates = [b for a, b in zip([-1, *candidates], candidates, strict=False) if strong.get(a) != strong[b]]
        return _longest(candidates, strong, len(blocks))
    starts: dict[int, str] = {}
    current = ""
    for number in heads:
        topic = strong.get(number, "")
        if topic and topic != current:
            starts[number] = current = topic
    return starts


def _longest(candidates: Sequence[int], topics: Mapping[int, str], end: int) -> dict[int, str]:
    """Keep of the candidates for each topic the one that the most stands behind."""
    reach = {number: after - number for number, after in zip(candidates, [*candidates[1:], end], strict=True)}
    best: dict[str, int] = {}
    for number in candidates:
        topic = topics[number]
        if topic not in best or reach[number] > reach[best[topic]]:
            best[topic] = number
    return {number: topic for topic, number in sorted(best.items(), key=lambda pair: pair[1])}


def _parts(blocks: Sequence[Block], starts: dict[int, str]) -> Iterator[Part]:
    cuts = sorted({0, *starts, len(blocks)})
    for first, end in pairwise(cuts):
        if first == end:
            continue
        heading = blocks[first] if first in starts else None
        inside = blocks[first + (heading is not None) : end]
        groups = tuple(_groups(inside))
        if groups or heading is not None:
            yield Part(heading, starts.get(first, ""), groups)


def _groups(blocks: Sequence[Block]) -> Iterator[Group]:
    trail: list[Block] = []
    opening: list[Block] = []
    held: list[Block] = []
    for block in blocks:
        heads = block.kind is Kind.HEADING
        # A paragraph behind bullets closes the whole section, not the last list in it.
        closes = (
            bool(trail)
            and trail[-1].level == ITEM_HEADING
            and (block.kind is Kind.TEXT or (block.kind is Kind.ITEM and block.level < trail[-1].over))
        )
        if held and (heads or closes):
            yield Group(tuple(trail), tuple(opening), tuple(held))
            opening, held = [], []
        if heads:
            rank = block.level or UNKNOWN
            trail = [*(head for head in trail if (head.level or UNKNOWN) < rank), block]
            opening.append(block)
            continue
        if closes:
            trail = [head for head in trail if head.level != ITEM_HEADING]
        held.append(block)
    if held or opening:
        yield Group(tuple(trail), tuple(opening), tuple(held))
