"""Find what stands around each amount of a block: its clause, its key, its row, its headings, nearest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.drafting.amounts import Amount, amounts, plain
from bot.drafting.blocks import Block
from bot.knowledge.models import Figure
from bot.money import DOLLARS

_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z(\"“$€£₹])")
_KEY = re.compile(r"^([^:]{1,80}?):\s")
_LONGEST = 2_000
"""What is longer is no sentence: it is cut between words, for each of its amounts is read with all of it."""
_AFTER = re.compile(r"[(;:]|,\s(?:and|with|while|but|plus|or)\b|\.\s")
_LOW, _HIGH = (
    re.compile(r"\b(?:low|from|min(?:imum)?|lower(?: end)?)$"),
    re.compile(r"\b(?:high|to|max(?:imum)?|upper(?: end)?)$"),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands above a block: its headings, nearest first, and the topic of its section."""

    headings: tuple[str, ...]
    topic: str
    currency: str = DOLLARS
    """Of the sums of the document that name none."""


@dataclass(slots=True)
class Around:
    """What stands around an amount, nearest first."""

    amount: Amount
    before: str
    after: str
    sentence: str
    key: str = ""
    head: str = ""
    label: str = ""
    """The first cell of its row."""
    row: tuple[tuple[str, str], ...] = ()
    """The other cells of its row, each with the head of its column."""
    beside: list[Figure] = field(default_factory=list)
    """The figures before it in the same sentence."""
    place: int = 0
    """Its number among the amounts of its sentence that have its unit."""


def sentences(text: str) -> Iterator[tuple[Around, int]]:
    """Give the amounts of running text with what stands around each, and where it stands."""
    key = _KEY.match(text)
    start = 0
    for cut in _cuts(text):
        sentence = text[start:cut]
        held = amounts(sentence)
        for number, amount in enumerate(held):
            last = held[number - 1].end if number else 0
            stop = held[number + 1].start if number + 1 < len(held) else len(sentence)
            before = sentence[last : amount.start]
            if "(" in before and number:
                before = before[before.rindex("(") :]
            after = sentence[amount.end : stop]
            cut_off = _AFTER.search(after)
            after = after[: cut_off.start()] if cut_off else after
            same = sum(other.unit == amount.unit for other in held[:number])
            around = Around(
                amount, plain(before), plain(after), sentence, key[1] if key and not start else "", place=same
            )
            yield around, start + amount.start
        start = cut


def _cuts(text: str) -> Iterator[int]:
    """Tell where each sentence ends."""
    start = 0
    for end in (*(found.end() for found in _SENTENCE.finditer(text)), len(text)):
        while end - start > _LONGEST:
            space = text.rfind(" ", start, start + _LONGEST)
            start = space + 1 if space > start else start + _LONGEST
            yield start
        yield end
        start = end


def rows(block: Block) -> Iterator[tuple[Around, int]]:
    """Give the amounts of a row; two columns that hold the ends of a range give one amount."""
    if block.cells == block.header:
        return
    ranged = _range(block)
    offset = 0
    label = block.cells[0]
    for column, cell in enumerate(block.cells):
        head = block.header[column] if column < len(block.header) else ""
        if _merged(block, column):
            continue  # one merged cell
        if _merged(block, column + 1):
            head = _LOW.sub("", plain(head))  # it is neither the one end nor the other
        row = tuple(
            (block.header[n] if n < len(block.header) else "", other)
            for n, other in enumerate(block.cells)
            if n != column
        )
        offset = max(block.text.find(cell, offset), 0) if cell else offset
        held = amounts(cell)
        if ranged and column == ranged[0]:
            held = [ranged[2]]
        elif ranged and column == ranged[1]:
            continue
        for number, amount in enumerate(held):
            last = held[number - 1].end if number else 0
            stop = held[number + 1].start if number + 1 < len(held) else len(cell)
            yield (
                Around(
                    amount,
                    plain(cell[last : amount.start]),
                    plain(cell[amount.end : stop]),
                    cell,
                    head=head,
                    label=label if column else "",
                    row=row,
                ),
                offset + amount.start,
            )


def _merged(block: Block, column: int) -> bool:
    """Tell whether a cell is the one before it, merged with it."""
    if not 0 < column < len(block.cells) or block.cells[column] != block.cells[column - 1]:
        return False
    one, other = (*block.header[column - 1 : column + 1], "", "")[:2]
    return one == other or _ends(one, other)


def _ends(one: str, other: str) -> bool:
    """Tell whether two columns hold the two ends of ranges."""
    return bool(_LOW.search(plain(one)) and _HIGH.search(plain(other)))


def _range(block: Block) -> tuple[int, int, Amount] | None:
    """Find two columns "from" and "to" that hold one sum each: their numbers, and the range."""
    heads = {
        name: next((n for n, head in enumerate(block.header) if pattern.search(plain(head))), None)
        for name, pattern in (("low", _LOW), ("high", _HIGH))
    }
    low, high = heads["low"], heads["high"]
    if (
        low is None
        or high is None
        or low == high
        or max(low, high) >= len(block.cells)
        or block.cells[low] == block.cells[high]
    ):
        return None
    ends = [amounts(block.cells[column]) for column in (low, high)]
    if any(len(end) != 1 or end[0].unit != "money" for end in ends):
        return None
    (first,), (last,) = ends
    return low, high, replace(first, high=last.high, open_ended=last.open_ended, ceiling=False, floor=False)


def contexts(around: Around, setting: Setting) -> tuple[str, ...]:
    """Give what stands around an amount beyond its clause, nearest first."""
    return tuple(plain(text) for text in (around.key, around.head, around.label, *setting.headings) if text)
