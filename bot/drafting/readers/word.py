"""Read Word documents (.docx). Paragraphs and rows of tables are counted, because such a document has no lines."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.drafting.blocks import BOLD, Block, Counting, Credits, Document, Kind
from bot.drafting.layout import BULLET, reads_as_heading, table
from bot.errors import UserError

MOST_UNPACKED = 60_000_000
MOST_RATIO = 200
"""How much larger than its file a document may be unpacked; text and tables pack to a tenth."""

_LEVEL = re.compile(r"heading (\d)", re.IGNORECASE)
_DEPTH = re.compile(r"list (?:bullet|number|continue)? ?(\d)?", re.IGNORECASE)
_DAMAGED = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    SyntaxError,
    ValueError,
)
"""What the library lets through where a document is damaged."""
_HARMLESS = "/hyperlink"
"""External relations of links: they are never followed."""


def read(raw: bytes, name: str) -> Document:
    """Read a Word document.

    Raises:
        UserError: where it is damaged, unpacks to too much, or takes in things from elsewhere.
    """
    _refuse_bombs(raw, name)
    try:
        word = docx.Document(BytesIO(raw))
        _refuse_strangers(word, name)
        blocks = list(_blocks(word))
        core = word.core_properties
        credits = Credits(core.title or "", core.author if core.author != "python-docx" else "")
    except UserError:
        raise
    except _DAMAGED as error:
        raise UserError(f"{name} is no Word document that can be read; open it and save it as .docx anew.") from error
    filled = frozenset(line for block in blocks for line in range(block.span[0], block.span[1] + 1))
    return Document(
        name, tuple(block for block in blocks if block.text), filled, counting=Counting.PARAGRAPH, credits=credits
    )


def _refuse_bombs(raw: bytes, name: str) -> None:
    """Look at the sizes in the archive's directory before anything is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            whole = sum(item.file_size for item in archive.infolist())
    except _DAMAGED as error:
        raise UserError(f"{name} is no Word document that can be read; open it and save it as .docx anew.") from error
    if whole > MOST_UNPACKED or whole > MOST_RATIO * len(raw):
        raise UserError(
            f"{name} unpacks to {whole:,} bytes, {whole // max(len(raw), 1)} times its size, and is not opened."
        )


def _refuse_strangers(word: WordDocument, name: str) -> None:
    """Refuse a document that takes in templates, pictures or other documents from elsewhere."""
    for part in word.part.package.iter_parts():
        for relation in part.rels.values():
            if relation.is_external and not relation.reltype.endswith(_HARMLESS):
                kind = relation.reltype.rsplit("/", 1)[-1]
                raise UserError(
                    f"{name} takes in something from outside "
                    f"(its {kind}: {relation.target_ref[:80]}); remove that and save it again."
                )


def _blocks(word: WordDocument) -> Iterator[Block]:
    number = 0
    for item in word.iter_inner_content():
        if isinstance(item, Table):
            rows = [(number + at, cells) for at, cells in enumerate(_rows(item), 1)]
            number += len(rows)
            rows = [pair for pair in rows if any(pair[1])]
            if rows:
                yield from table(rows)
            continue
        number += 1
        if item.text.strip():
            yield _paragraph(item, number)


def _rows(item: Table) -> Iterator[list[str]]:
    """Give the cells of each row as text; a merged cell stands in each place that it covers."""
    for line in item.rows:
        yield [" ".join(cell.text.split()) for cell in line.cells]


def _paragraph(item: Paragraph, number: int) -> Block:
    text = " ".join(item.text.split())
    style = (item.style.name if item.style is not None else "") or ""
    places = ((0, number),)
    if style.lower() == "title":
        return Block(Kind.HEADING, text, places, 1)
    if found := _LEVEL.match(style):
        return Block(Kind.HEADING, text, places, int(found[1]) + 1)
    properties: Any = item._p.pPr  # python-docx offers no other way to see a list
    listed = properties is not None and properties.numPr is not None
    if listed or style.lower().startswith("list"):
        deeper = (
            int(properties.numPr.ilvl.val)
            if listed and properties.numPr.ilvl is not None
            else int((_DEPTH.match(style) or [0, 0])[1] or 1) - 1
        )
        return Block(Kind.ITEM, text, places, deeper)
    if sign := BULLET.match(item.text):
        return Block(Kind.ITEM, " ".join(item.text[sign.end() :].split()), places)
    bold = bool(item.runs) and all(run.bold for run in item.runs if run.text.strip())
    if bold and reads_as_heading(text):
        return Block(Kind.HEADING, text, places, BOLD)
    return Block(Kind.TEXT, text, places)
