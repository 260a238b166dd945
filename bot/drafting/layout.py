"""Tell headings, paragraphs, bullets and tables apart in plain lines, as a text file or a page gives them.

A guide without marks still has a layout: a heading is short, says no whole sentence and stands before something; a
bullet starts with a sign; a line that breaks off in the middle of a sentence goes on in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.drafting.blocks import Block, Dropped, Kind, join, row
from bot.knowledge.coverage import amounts_of

LONGEST_HEADING = 70
MOST_HEADING_WORDS = 10
WRAPPED = range(45, 125)
"""How long the longer lines are of a text that was broken by hand or by a page."""
FULL = 0.72
"""A line of such a text goes on in the next where it fills so much of the width."""
INDENT = 2
NUMBERED = 10
"""What is added to the level of a numbered heading: it counts only where most headings are numbered."""

BULLET = re.compile(r"^(\s*)(?:(?<=\s)o(?=\s\s?\w)|[-*+•‣▪▫◦●○·–—■□➢✓✔]|\(?(?:\d{1,2}|[a-z])[.)])\s+(?=\S)")
_NUMBERED = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?=[A-Z])")
_HASHES = re.compile(r"^\s*(#{1,6})(?=\s)")
_WIKI = re.compile(r"^\s*(={2,5})(?!=)(.+)\1$")
_RULE = re.compile(r"^\s*([-=_*~#.\u2500-\u257f])(?:\s?\1){2,}\s*$")
_KEY = re.compile(r"^\s*[A-Z0-9][^:.?!]{0,48}:\s+\S")
_SENTENCE = re.compile(r"[.!?;,]$|[.!?;]\s+[A-Z]")
_CELLS = re.compile(r"\t\s*|\s{3,}")
_ENDED = re.compile(r"[.!?:;][\"”’')\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands, with how large it is set where a format says so (0: unknown)."""

    number: int
    text: str
    size: float = 0.0

    @property
    def blank(self) -> bool:
        """Tell whether it holds nothing."""
        return not self.text.strip()


class Layout:
    """Reads lines into blocks."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = list(lines)
        self._width = _width(lines)
        self._spaced = sum(line.blank for line in lines) > len(lines) / 12
        sizes = [line.size for line in lines if not line.blank]
        self._body = max(
            set(sizes), key=lambda size: (sum(len(line.text) for line in lines if line.size == size), size), default=0
        )
        self._larger = sorted({size for size in sizes if size > self._body * 1.08}, reverse=True)
        self.blocks: list[Block] = []
        self.dropped: list[Dropped] = []
        self._read()

    def _read(self) -> None:
        position = 0
        while position < len(self._lines):
            position += self._take(position)

    def _take(self, at: int) -> int:
        """Read what starts at a line; give the number of lines it took."""
        line = self._lines[at]
        if line.blank:
            return 1
        if _RULE.match(line.text):
            self.dropped.append(Dropped((line.number, line.number), "a rule"))
            return 1
        return self._marked(at) or self._table(at) or self._bullet(at) or self._heading(at) or self._paragraph(at)

    def _marked(self, at: int) -> int:
        """Read a heading that is marked as one: by #, =, an underline or its size."""
        line = self._lines[at]
        hashes, wiki = _HASHES.match(line.text), _WIKI.match(line.text)
        if hashes:
            self._add(Kind.HEADING, [(line.number, line.text[hashes.end() :].rstrip("#"))], len(hashes[1]))
            return 1
        if wiki:
            self._add(Kind.HEADING, [(line.number, wiki[2])], len(wiki[1]))
            return 1
        under = _RULE.match(self._text(at + 1))
        if under and under[1] in "=-~" and len(line.text.strip()) <= LONGEST_HEADING and not BULLET.match(line.text):
            self._add(Kind.HEADING, [(line.number, line.text)], 1 if under[1] == "=" else 2)
            self.dropped.append(Dropped((self._lines[at + 1].number,) * 2, "a rule"))
            return 2
        if line.size in self._larger and len(line.text) <= 2 * LONGEST_HEADING:
            taken = 1
            while (
                at + taken < len(self._lines)
                and self._lines[at + taken].size == line.size
                and not self._lines[at + taken].blank
            ):
                taken += 1
            if taken > 3:
                return 0
            lines = [(item.number, item.text) for item in self._lines[at : at + taken]]
            self._add(Kind.HEADING, lines, 1 + self._larger.index(line.size))
            return taken
        return 0

    def _table(self, at: int) -> int:
        """Read rows whose cells stand apart by bars, tabs or wide gaps; two of the same width make a table."""
        rows: list[tuple[int, list[str]]] = []
        end, dropped = at, len(self.dropped)
        while end < len(self._lines) and not self._lines[end].blank:
            line = self._lines[end]
            if _is_ruling(line.text):
                if not rows:
                    break
                self.dropped.append(Dropped((line.number, line.number), "a rule"))
            else:
                cells = cells_of(line.text)
                if (
                    len(cells) < 2
                    or (rows and len(cells) > len(rows[0][1]) + 1)
                    or (rows and "|" not in line.text and BULLET.match(line.text))
                ):
                    break
                if len(rows) == 1 and len(cells) == len(rows[0][1]) + 1 and "|" not in line.text:
                    rows[0] = (rows[0][0], ["", *rows[0][1]])  # the corner of a table is often blank
                rows.append((line.number, cells))
            end += 1
        if len(rows) < 2 or (BULLET.match(self._lines[at].text) and "|" not in self._lines[at].text):
            del self.dropped[dropped:]
            return 0
        self.blocks += table(rows)
        return end - at

    def _bullet(self, at: int) -> int:
        line = self._lines[at]
        sign = BULLET.match(line.text)
        if not sign or self._is_numbered_heading(at):
            return 0
        lines = [(line.number, line.text[sign.end() :])]
        end = at + 1
        while end < len(self._lines) and self._goes_on(end, sign.end()):
            lines.append((self._lines[end].number, self._lines[end].text))
            end += 1
        self._add(Kind.ITEM, lines, len(sign[1].expandtabs(4)) // INDENT)
        return end - at

    def _is_numbered_heading(self, at: int) -> bool:
        """Tell whether "1. Overview" is a heading: it stands before something that is no next number."""
        text = self._text(at)
        number = _NUMBERED.match(text)
        if not number or not reads_as_heading(text[number.end() :], colon=False):
            return False
        after = self._next(at)
        before = next((self._lines[back] for back in range(at - 1, -1, -1) if not self._lines[back].blank), None)
        if before is not None and _NUMBERED.match(before.text) and "." not in number[1]:
            return False
        return (
            after is not None
            and not _NUMBERED.match(after.text)
            and (after.text[:1] != " " or BULLET.match(after.text) is not None)
        )

    def _heading(self, at: int) -> int:
        text = self._text(at)
        bare = _NUMBERED.sub("", text)
        after = self._next(at)
        if after is None or not reads_as_heading(bare):
            return 0
        if (
            self._spaced
            and not text.rstrip().endswith(":")
            and self._is_inside(at)
            and not self._is_numbered_heading(at)
        ):
            return 0
        follows = self._text(at + 1)
        if follows[:1].islower() and not BULLET.match(follows):
            return 0
        number = _NUMBERED.match(text)
        level = NUMBERED + number[1].count(".") + 1 if number else 0
        self._add(Kind.HEADING, [(self._lines[at].number, bare)], level)
        return 1

    def _is_inside(self, at: int) -> bool:
        """Tell whether a line stands in the middle of others, where a text sets its headings apart by blank lines."""
        after = self._text(at + 1)
        return at > 0 and not self._lines[at - 1].blank and bool(after.strip()) and not BULLET.match(after)

    def _paragraph(self, at: int) -> int:
        first = self._lines[at]
        lines = [(first.number, first.text)]
        end = at + 1
        keyed = _KEY.match(first.text) is not None and len(first.text) < 2 * LONGEST_HEADING
        while end < len(self._lines) and self._goes_on(end, None if keyed else 0):
            lines.append((self._lines[end].number, self._lines[end].text))
            end += 1
        self._add(Kind.ITEM if keyed else Kind.TEXT, lines)
        return end - at

    def _goes_on(self, at: int, indent: int | None) -> bool:
        """Tell whether a line continues the one before; `indent` is where the text of its bullet stands."""
        line, before = self._lines[at].text, self._lines[at - 1].text
        if not line.strip() or BULLET.match(line) or _RULE.match(line) or _HASHES.match(line):
            return False
        if self._lines[at].size != self._lines[at - 1].size and self._lines[at].size in self._larger:
            return False
        if line.strip()[0].islower() and not _ENDED.search(before.rstrip()):
            return True
        if indent and line[:1] in " \t" and not _KEY.match(line):
            return True
        if not self._width or len(before.rstrip()) < self._width * FULL:
            return False
        if _KEY.match(line) and (indent is None or len(line) < self._width * FULL):
            return False
        if indent is None or indent > 0:
            return not _ENDED.search(before.rstrip())
        return True

    def _add(self, kind: Kind, lines: Sequence[tuple[int, str]], level: int = 0) -> None:
        self.blocks.append(join(kind, lines, level))

    def _text(self, at: int) -> str:
        return self._lines[at].text if at < len(self._lines) else ""

    def _next(self, at: int) -> Line | None:
        """Give the next line that is not blank."""
        ahead = (self._lines[number] for number in range(at + 1, len(self._lines)))
        return next((line for line in ahead if not line.blank and not _RULE.match(line.text)), None)


def reads_as_heading(text: str, *, colon: bool = True) -> bool:
    """Tell whether a line may be a heading by its words: short, no sentence, no measure."""
    text = text.strip()
    if not text or len(text) > LONGEST_HEADING or len(text.split()) > MOST_HEADING_WORDS:
        return False
    bare = text.rstrip(":") if colon else text
    if not (bare[:1].isupper() or bare[:1].isdigit()) or _SENTENCE.search(bare.rstrip("?")) or ": " in bare:
        return False
    return not list(amounts_of(bare)) and any(character.isalpha() for character in bare)


def cells_of(text: str) -> list[str]:
    """Cut a line into the cells of a table; one cell where it is none."""
    text = text.strip()
    if "|" in text:
        return [cell.strip() for cell in text.strip("|").split("|")]
    return [cell.strip() for cell in _CELLS.split(text) if cell.strip()]


def table(rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Block]:
    """Give the rows of a table under its header, which is the first row where that one holds no figures."""
    rest = list(rows)
    header: list[str] = []
    while (
        len(rest) > 1 and not any(list(amounts_of(cell)) for cell in rest[0][1]) and (not header or not rest[0][1][0])
    ):
        number, cells = rest.pop(0)
        # A second row of heads says more of the columns under a merged one.
        header = [" ".join(filter(None, pair)) for pair in zip_longest(header, cells, fillvalue="")]
        yield Block(
            Kind.ROW, "; ".join(filter(None, cells)) or "-", ((0, number),), cells=tuple(header), header=tuple(header)
        )
    for number, cells in rest:
        yield row(cells, header, (number, number))


def _is_ruling(text: str) -> bool:
    """Tell whether a line only draws: "|---|---|" or "+----+"."""
    text = text.strip()
    return len(text) > 2 and set(text) <= set("|-+=: ") and "-" in text + "=".replace("=", "-")


def _width(lines: Sequence[Line]) -> int:
    """Give the width at which a text was broken into lines; 0 where its lines are whole paragraphs."""
    lengths = sorted(len(line.text.rstrip()) for line in lines if not line.blank)
    if len(lengths) < 4:
        return 0
    longest = lengths[min(len(lengths) - 1, int(len(lengths) * 0.97))]
    return longest if longest in WRAPPED else 0
