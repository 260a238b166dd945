"""Read gettext catalogues, and find what is wrong with a translated text."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.core import UnknownLocaleError
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

log = logging.getLogger(__name__)


class CatalogueError(Exception):
    """A catalogue cannot be read; its text says why."""


def read(file: Path, language: str) -> GNUTranslations:
    """Read a catalogue as it is used: without what is not translated, not sure, or does not fit its English text.

    Raises:
        CatalogueError: where the file cannot be read.
    """
    catalogue = parse(file, language)
    for message in list(catalogue):
        found = misfit(message) if message.id else ""
        if found:
            log.warning("a text of the translation %s is not used: %s", language, found)
            catalogue.delete(message.id, message.context)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def parse(file: Path, language: str) -> Catalog:
    """Read a catalogue as it stands.

    Raises:
        CatalogueError: where the file cannot be read.
    """
    try:
        with file.open("rb") as source:
            return read_po(source, locale=language, abort_invalid=True)
    except (OSError, PoFileError, ValueError, LookupError, UnknownLocaleError) as error:
        raise CatalogueError(f"{file.name}: {error}") from error


def misfit(message: Message) -> str:
    """Say why a translated text cannot stand in for its English one: other gaps; empty where it can."""
    wanted = [gaps(text) for text in _forms(message.id)]
    for text in filter(None, _forms(message.string)):
        try:
            found = gaps(text)
        except ValueError as error:
            return f"“{text}” has braces that are no gap ({error})"
        if found not in wanted:
            return f"“{text}” has the gaps {sorted(found)}, and its English text {sorted(wanted[-1])}"
    return ""


def gaps(text: str) -> frozenset[str]:
    """Give the gaps of a text, each with how it is written: "{count}".

    Raises:
        ValueError: where braces are not closed.
    """
    parsed = list(Formatter().parse(text))
    return frozenset(f"{name}!{conversion or ''}:{form}" for _, name, form, conversion in parsed if name is not None)


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())
