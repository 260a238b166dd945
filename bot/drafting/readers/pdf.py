"""Read PDF documents: the text of each page, line by line, with how large it is set."""

from __future__ import annotations

import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from bot.drafting.blocks import Counting, Credits, Document, Dropped
from bot.drafting.layout import Layout, Line
from bot.errors import UserError

MOST_PAGES = 400
_DAMAGED = (
    PyPdfError,
    zlib.error,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the library lets through where a document is damaged."""
_PAGE = re.compile(
    r"^\s*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s*$|^\s*[-–]\s*\d{1,4}\s*[-–]\s*$", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_LEAST_TEXT = 40
"""Letters that a page of text has at least, on average; a scan has none."""
_REPEATED = 0.5
"""A line that opens or closes so many of the pages belongs to the page, not to the guide."""


@dataclass(slots=True)
class _Piece:
    text: str
    x: float
    y: float
    size: float


def read(raw: bytes, name: str) -> Document:
    """Read a PDF document.

    Raises:
        UserError: where it is damaged or encrypted, or holds no text.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pdf = PdfReader(BytesIO(raw))
        if pdf.is_encrypted:
            raise UserError(f"{name} is encrypted; save it without a password and draft it again.")
        if len(pdf.pages) > MOST_PAGES:
            raise UserError(
                f"{name} has {len(pdf.pages)} pages, more than {MOST_PAGES}; draft the guide's own pages alone."
            )
        pages = [list(_lines(page)) for page in pdf.pages]
        about: Any = pdf.metadata or {}
    except UserError:
        raise
    except _DAMAGED as error:
        raise UserError(f"{name} is no PDF document that can be read.") from error
    if sum(len(text.strip()) for page in pages for text, _ in page) < _LEAST_TEXT * len(pages):
        raise UserError(f"{name} holds no text, only pictures of pages; run text recognition over it first.")
    return _document(pages, name, Credits(str(about.get("/Title") or ""), str(about.get("/Author") or "")))


def _document(pages: list[list[tuple[str, float]]], name: str, credits: Credits) -> Document:
    repeated = _repeated(pages)
    lines: list[Line] = []
    dropped: list[Dropped] = []
    filled: set[int] = set()
    starts: list[int] = []
    number = 0
    for page in pages:
        starts.append(number + 1)
        for text, size in page:
            number += 1
            filled.add(number)
            if _PAGE.match(text):
                dropped.append(Dropped((number, number), "a page number"))
            elif _DIGITS.sub("#", text.strip()) in repeated:
                dropped.append(Dropped((number, number), "repeated on every page"))
            else:
                lines.append(Line(number, text, size))
    layout = Layout(lines)
    return Document(
        name,
        tuple(layout.blocks),
        frozenset(filled),
        (*dropped, *layout.dropped),
        Counting.LINE,
        tuple(starts),
        credits,
    )


def _repeated(pages: list[list[tuple[str, float]]]) -> frozenset[str]:
    """Find what stands at the top or the bottom of many pages."""
    if len(pages) < 2:
        return frozenset()
    edges = Counter(
        edge for page in pages for edge in {_DIGITS.sub("#", text.strip()) for text, _ in [*page[:2], *page[-2:]]}
    )
    return frozenset(edge for edge, count in edges.items() if count > max(1, len(pages) * _REPEATED))


def _lines(page: PageObject) -> Iterator[tuple[str, float]]:
    """Give the lines of a page from top to bottom, with tabs where columns stand apart."""
    pieces: list[_Piece] = []

    def note(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        if text.strip():
            scale = abs(tm[3] or tm[0] or 1) * abs(cm[3] or 1)
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            pieces.append(_Piece(text, x, y, round(size * scale, 1)))

    page.extract_text(visitor_text=note)
    rows: list[list[_Piece]] = []
    for piece in pieces:
        near = rows and abs(rows[-1][-1].y - piece.y) < max(piece.size, 1) * 0.4
        if near:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        for text in _joined(row).split("\n"):
            if text.strip():
                yield text.rstrip(), max(piece.size for piece in row)


def _joined(row: list[_Piece]) -> str:
    text, end = "", 0.0
    for piece in sorted(row, key=lambda item: item.x):
        gap = piece.x - end
        if text:
            text += (
                "\t" if gap > 1.5 * piece.size else " " if gap > 0.15 * piece.size and not text.endswith(" ") else ""
            )
        text += piece.text.strip("\n") if text else piece.text.lstrip("\n").rstrip("\n")
        end = piece.x + 0.5 * piece.size * len(piece.text.strip())
    return text
