"""The language of a reply."""

from __future__ import annotations

import asyncio

import pytest

from bot import locale
from bot.locale import say, speak, speaking, spoken


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """A language of two texts."""
    (tmp_path / "es.po").write_text(
        'msgid ""\nmsgstr "Language: es\\nContent-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Good day, {name}."\nmsgstr "Buenos días, {name}."\n\nmsgid "Untranslated."\nmsgstr ""\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(locale, "TRANSLATIONS", tmp_path)
    for cached in (locale.languages, locale._catalogue):
        cached.cache_clear()
    yield
    for cached in (locale.languages, locale._catalogue):
        cached.cache_clear()


def test_english_is_spoken_where_nothing_is_said():
    assert spoken() == "en"
    assert say("Good day, {name}.", name="Ada") == "Good day, Ada."


def test_braces_without_values_stay():
    assert say("{role}") == "{role}"


@pytest.mark.usefixtures("catalogue")
async def test_a_language_is_spoken_to_the_end_of_a_task_and_in_its_threads():
    async def talk(language: str) -> str:
        speak(language)
        await asyncio.sleep(0)
        return await asyncio.to_thread(say, "Good day, {name}.", name="Ada")

    spanish, other, english = await asyncio.gather(talk("es"), talk("xx"), talk("en"))
    assert (spanish, other, english) == ("Buenos días, Ada.", "Good day, Ada.", "Good day, Ada.")
    assert spoken() == "en"


@pytest.mark.usefixtures("catalogue")
def test_a_language_is_spoken_inside_its_block_only():
    with speaking("es"):
        assert say("Good day, {name}.", name="Ada") == "Buenos días, Ada."
    assert say("Good day, {name}.", name="Ada") == "Good day, Ada."


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("text", ["Untranslated.", "Unheard of."])
def test_a_text_that_a_translation_lacks_is_said_in_english(text):
    with speaking("es"):
        assert say(text) == text


@pytest.mark.usefixtures("catalogue")
def test_a_language_without_translation_is_english():
    with speaking("tlh"):
        assert spoken() == "en"
