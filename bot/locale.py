"""The language of a reply: fixed texts are translated, numbers and money are written as its readers write them.

English text is the key: `say("The guides cover {roles}.", roles=…)` gives the sentence in the language spoken, or
in English where a translation lacks it. Translations are gettext catalogues (`bot/translations/<language>.po`), which
Babel reads; what the guides say stays in the guides' language.

Which language is spoken is a context variable, so each task and each thread answers in its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

ENGLISH = "en"
TRANSLATIONS = Path(__file__).parent / "translations"

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


def say(text: str, /, **values: object) -> str:
    """Give a fixed text in the spoken language, with its named gaps filled."""
    language = _spoken.get()
    found = text if language == ENGLISH else _catalogue(language).get(text, text)
    return found.format(**values) if values else found


@lru_cache(maxsize=8)
def _catalogue(language: str) -> Mapping[str, str]:
    """Read a catalogue; English is never read, so that a start in English costs nothing."""
    from babel.messages.pofile import read_po

    with (TRANSLATIONS / f"{language}.po").open("rb") as file:
        found = read_po(file, locale=language)
    return {str(message.id): str(message.string) for message in found if message.id and message.string}
