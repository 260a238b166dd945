"""The language of a reply: fixed texts are translated, numbers and money are written as its readers write them.

English text is the key: `say("The guides cover {roles}.", roles=…)` gives the sentence in the language spoken, or
in English where a translation lacks it. Translations are gettext catalogues (`bot/translations/<language>.po`), which
Babel reads; what the guides say stays in the guides' language.

Which language is spoken is a context variable, so each task and each thread answers in its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path

log = logging.getLogger(__name__)

ENGLISH = "en"
TRANSLATIONS = Path(__file__).parent.parent / "translations"

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language, such as "es", inside the block; one without a translation is answered in English."""
    token = _spoken.set(language if language in languages() else ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: str) -> None:
    """Speak a language, such as "es", from here to the end of the task that runs this."""
    _spoken.set(language if language in languages() else ENGLISH)


def spoken() -> str:
    """Give the language that is spoken now."""
    return _spoken.get()


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """List the languages there are: English, and each with a catalogue."""
    return (ENGLISH, *sorted(file.stem for file in TRANSLATIONS.glob("*.po")))


def later(text: str) -> str:
    """Mark a fixed text that is said later, such as one in a table of constants, and give it as it is."""
    return text


def say(text: str, /, **values: object) -> str:
    """Give a fixed text in the spoken language, with its named gaps filled."""
    language = _spoken.get()
    found = text if language == ENGLISH else _catalogue(language).gettext(text)
    return found.format(**values) if values else found


def say_count(one: str, many: str, /, count: int, **values: object) -> str:
    """Give the text that goes with a count, in the spoken language; the count fills the gap "{count}"."""
    language = _spoken.get()
    catalogue = NullTranslations() if language == ENGLISH else _catalogue(language)
    found = catalogue.ngettext(one, many, count)
    return found.format(count=count, **values)


def say_name(text: str, language: str) -> str | None:
    """Give the name of a command or an option in a language; None where it has none of its own."""
    found = text if language == ENGLISH or language not in languages() else _catalogue(language).pgettext("name", text)
    return found if found != text else None


@lru_cache(maxsize=8)
def _catalogue(language: str) -> NullTranslations:
    """Read a catalogue; English is never read, so that a start in English costs nothing.

    One that cannot be read is named in the log once, and English stands in for it.
    """
    from bot.locale.catalogues import CatalogueError, read

    try:
        return read(TRANSLATIONS / f"{language}.po", language)
    except CatalogueError as error:
        log.error("the translation %s cannot be used, so English is spoken instead: %s", language, error)
        return NullTranslations()
