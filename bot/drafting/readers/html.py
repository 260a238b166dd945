"""Read HTML as a stream of tags: no tree is built, no script is run, nothing is fetched."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from bot.drafting.blocks import Block, Counting, Credits, Document, Dropped, Kind, join
from bot.drafting.layout import BULLET, table
from bot.drafting.readers.text import decode, lines_of
from bot.errors import UserError

MOST_OPEN = 500
"""Deepest nesting of tags that is read; pages that people write stay far below."""
MOST_ON_LINE = 3
"""So many blocks on each line, on average, are a page that no person wrote line by line."""

_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset=[\"']?([\w-]{2,30})", re.IGNORECASE)
_SKIPPED = frozenset(
    "script style noscript template svg head nav footer form button select iframe object canvas math aside".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = (
    frozenset(
        """
            p div section article main li dt dd td th tr table ul ol dl blockquote pre header figure
            figcaption caption br hr body thead tbody tfoot address details summary""".split()
    )
    | _HEADINGS.keys()
)
_WHY = {"nav": "navigation", "footer": "the page's footer", "aside": "an aside", "form": "a form"}


def read(raw: bytes, name: str) -> Document:
    """Read a page."""
    found = _CHARSET.search(raw[:2048])
    text = decode(raw, name, found[1].decode("ascii") if found else None)
    lines = lines_of(text)
    reader = _Reader(name)
    reader.feed("\n".join(lines))
    reader.close()
    reader.end()
    credits = Credits(
        reader.title.strip(),
        reader.metas.get("author", ""),
        reader.metas.get("license", reader.metas.get("dcterms.license", "")),
        reader.metas.get("date", ""),
    )
    if len(reader.blocks) > MOST_ON_LINE * len({block.span[0] for block in reader.blocks}):
        # A page that was squeezed into a few lines: its lines tell nobody where to look.
        blocks = tuple(replace(block, places=((0, number),)) for number, block in enumerate(reader.blocks, 1))
        counted = frozenset(range(1, len(blocks) + 1))
        return Document(name, blocks, counted, counting=Counting.PARAGRAPH, credits=credits)
    filled = frozenset(number for number, line in enumerate(lines, 1) if line.strip())
    cited = {line for block in reader.blocks for line in range(block.span[0], block.span[1] + 1)}
    skipped = {line for item in reader.dropped for line in range(item.lines[0], item.lines[1] + 1)}
    markup = [Dropped((line, line), "markup") for line in sorted(filled - cited - skipped)]
    return Document(name, tuple(reader.blocks), filled, (*reader.dropped, *markup), Counting.LINE, credits=credits)


class _Reader(HTMLParser):
    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.dropped: list[Dropped] = []
        self.title = ""
        self.metas: dict[str, str] = {}
        self._name = name
        self._open: list[str] = []
        self._skipping: list[tuple[str, int]] = []
        self._pieces: list[tuple[int, str]] = []
        self._kind, self._level = Kind.TEXT, 0
        self._lists = 0
        self._rows: list[tuple[int, list[str], int]] | None = None
        self._spans: dict[int, tuple[int, str]] = {}
        self._cell_open = False
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "meta" and "name" in given:
            self.metas[given["name"].lower()] = given.get("content", "")
        if tag == "link" and given.get("rel") == "license":
            self.metas.setdefault("license", given.get("href", ""))
        self._in_title = tag == "title"
        if tag in _VOID:
            if tag in {"br", "hr"}:
                self._break(tag)
            return
        self._open.append(tag)
        if len(self._open) > MOST_OPEN:
            raise UserError(f"{self._name} nests its tags more than {MOST_OPEN} deep (line {self.getpos()[0]}).")
        if tag in _SKIPPED:
            self._flush()
            self._skipping.append((tag, self.getpos()[0]))
        elif not self._skipping:
            self._start(tag, given)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if self._cell_open and tag in {"td", "th", "tr"}:
            self._cell()  # its end tag may be left out
        if tag in _BLOCKS:
            self._flush()
        if tag in {"ul", "ol"}:
            self._lists += 1
        if tag in _HEADINGS:
            self._kind, self._level = Kind.HEADING, _HEADINGS[tag]
        elif tag in {"li", "dd"}:
            self._kind, self._level = Kind.ITEM, max(self._lists - 1, 0)
        elif tag == "dt":
            self._kind, self._level = Kind.HEADING, 6
        elif tag == "table":
            self._rows, self._spans = [], {}
        elif tag == "tr" and self._rows is not None:
            self._rows.append((self.getpos()[0], [], self.getpos()[0]))
            self._fill()
        elif tag in {"td", "th"} and self._rows:
            self._spanning(given)
            self._cell_open = True

    def _spanning(self, given: dict[str, str]) -> None:
        """Note how far a merged cell reaches."""
        self._columns = _count(given.get("colspan"))
        self._down = _count(given.get("rowspan"))

    def _fill(self) -> None:
        """Put the cells that reach down from rows above where they belong."""
        assert self._rows
        cells = self._rows[-1][1]
        while len(cells) in self._spans:
            left, text = self._spans.pop(len(cells))
            if left > 1:
                self._spans[len(cells)] = (left - 1, text)
            cells.append(text)
            if left > 1:
                self._spans[len(cells) - 1] = (left - 1, text)

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if tag not in self._open:
            return
        while self._open:
            closed = self._open.pop()
            self._end(closed)
            if closed == tag:
                break

    def _end(self, tag: str) -> None:
        if self._skipping:
            if self._skipping[-1][0] == tag:
                _, first = self._skipping.pop()
                if not self._skipping and tag in _WHY:
                    self.dropped.append(Dropped((first, self.getpos()[0]), _WHY[tag]))
            return
        if tag in {"td", "th", "table"} and self._rows and self._cell_open:
            self._cell()
        if tag in {"td", "th"}:
            return
        if tag == "table" and self._rows is not None:
            self._flush()
            self._table()
        elif tag in _BLOCKS:
            self._flush()
        if tag in {"ul", "ol"}:
            self._lists = max(self._lists - 1, 0)

    def _cell(self) -> None:
        assert self._rows
        self._cell_open = False
        text = " ".join(" ".join(piece for _, piece in self._pieces).split())
        self._pieces = []
        first, cells, _ = self._rows[-1]
        for _ in range(self._columns):
            if self._down > 1:
                self._spans[len(cells)] = (self._down - 1, text)
            cells.append(text)
        self._fill()
        self._rows[-1] = (first, cells, self.getpos()[0])

    def _table(self) -> None:
        rows = [item for item in self._rows or [] if any(item[1])]
        self._rows = None
        if not rows:
            return
        made = list(table([(first, cells) for first, cells, _ in rows]))
        for block, (first, _, last) in zip(made, rows, strict=True):
            places = block.places if last == first else ((0, first), (max(len(block.text), 1), last))
            self.blocks.append(Block(block.kind, block.text, places, 0, block.cells, block.header))

    def handle_data(self, data: str) -> None:
        if self._in_title and not self.title:
            self.title = data
        if self._skipping or not data.strip():
            if self._pieces and not self._skipping and data:
                self._pieces.append((self.getpos()[0], " "))
            return
        first = self.getpos()[0]
        *ended, last = data.split("\n")
        self._pieces += [(first + at, f"{text} ") for at, text in enumerate(ended)]
        self._pieces.append((first + len(ended), last))

    def _break(self, tag: str) -> None:
        if self._rows is not None or self._skipping:
            return
        kind, level = self._kind, self._level
        self._flush()
        if tag == "br":
            self._kind, self._level = kind, level

    def _flush(self) -> None:
        """End the block that is being read."""
        if self._rows:
            return
        by_line: dict[int, str] = {}
        for line, text in self._pieces:
            by_line[line] = by_line.get(line, "") + text
        lines = [(line, " ".join(text.split())) for line, text in sorted(by_line.items()) if text.strip()]
        if lines:
            sign = BULLET.match(lines[0][1]) if self._kind is Kind.TEXT else None
            if sign:
                self._kind, lines[0] = Kind.ITEM, (lines[0][0], lines[0][1][sign.end() :])
            self.blocks.append(join(self._kind, lines, self._level))
        self._pieces = []
        self._kind, self._level = Kind.TEXT, 0

    def end(self) -> None:
        """End what the page left open."""
        if self._rows:
            self._table()
        self._flush()
        for tag, first in self._skipping[:1]:
            self.dropped.append(Dropped((first, self.getpos()[0]), _WHY.get(tag, "markup")))


def _count(text: str | None) -> int:
    return min(max(int(text), 1), 50) if text and text.isdigit() else 1
