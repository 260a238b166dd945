"""Read a file into blocks, or refuse it in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.drafting.blocks import Document
from bot.drafting.languages import language_of
from bot.errors import UserError

MAX_BYTES = 20_000_000
MAX_LETTERS = 600_000
"""Longest text of one guide; the longest of ours has a thirtieth."""
LEAST_LETTERS = 30
"""A text that is shorter says nothing of a role."""

Reader = Callable[[bytes, str], Document]


def _readers() -> dict[str, Callable[[], Reader]]:
    """Give the reader of each ending; each loads its library only when it is used."""

    def text() -> Reader:
        from bot.drafting.readers import text

        return text.read

    def markdown() -> Reader:
        from bot.drafting.readers import markdown

        return markdown.read

    def html() -> Reader:
        from bot.drafting.readers import html

        return html.read

    def word() -> Reader:
        from bot.drafting.readers import word

        return word.read

    def pdf() -> Reader:
        from bot.drafting.readers import pdf

        return pdf.read

    return {
        ".txt": text,
        ".md": markdown,
        ".markdown": markdown,
        ".html": html,
        ".htm": html,
        ".docx": word,
        ".pdf": pdf,
    }


READERS = _readers()


def read(path: Path) -> Document:
    """Read a document by its ending.

    Raises:
        UserError: in one sentence, where it cannot be read or is no English text.
    """
    return read_bytes(_bytes(path), path.name)


def read_bytes(raw: bytes, name: str) -> Document:
    """Read the bytes of a document that has a name, as `read` does."""
    ending = Path(name).suffix.lower()
    if ending not in READERS:
        known = ", ".join(READERS)
        raise UserError(f"{name} is of no kind that is read ({known}).")
    if len(raw) > MAX_BYTES:
        raise UserError(f"{name} has {len(raw):,} bytes, more than the {MAX_BYTES:,} that are read.")
    if not raw.strip():
        raise UserError(f"{name} is empty.")
    document = READERS[ending]()(raw, name)
    text = "\n".join(block.text for block in document.blocks)
    letters = sum(map(str.isalpha, text))
    if letters > MAX_LETTERS:
        raise UserError(
            f"{name} holds {letters:,} letters, more than the {MAX_LETTERS:,} of one guide; cut it into several."
        )
    language = language_of(text)
    if language != "English":
        raise UserError(f"{name} is written in {language}; guides are read in English only.")
    if letters < LEAST_LETTERS:
        raise UserError(f"{name} is empty but for a few words.")
    return document


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(
                f"{path.name} has {path.stat().st_size:,} bytes, more than the {MAX_BYTES:,} that are read."
            )
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
