"""Catalogues that are not as they should be."""

from __future__ import annotations

import logging

import pytest
from babel.messages import Message

from bot import locale
from bot.locale import say, say_count, speaking
from bot.locale.catalogues import CatalogueError, gaps, misfit, parse

HEAD = 'msgid ""\nmsgstr "Language: es\\nContent-Type: text/plain; charset=utf-8\\nPlural-Forms: {plural}\\n"\n\n'
TWO = HEAD.format(plural="nplurals=2; plural=(n != 1);")


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """Write a Spanish catalogue."""
    monkeypatch.setattr(locale, "TRANSLATIONS", tmp_path)

    def write(content: str | bytes):
        file = tmp_path / "es.po"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        forget()
        return file

    def forget():
        locale.languages.cache_clear()
        locale._catalogue.cache_clear()

    yield write
    forget()


BROKEN = {
    "another file": b"Questions and answers\n",
    "no text": b"\xff\xfe\x00",
    "a text without an end": b'msgid "a"\nmsgid "b"\n',
    "no encoding": b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-99\\n"\n\nmsgid "a"\nmsgstr "b"\n',
    "no plural forms": HEAD.format(plural="nplurals=x; plural=import os;").encode(),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_catalogue_leaves_english_and_is_told_once(catalogue, caplog, content):
    file = catalogue(content)
    with speaking("es"), caplog.at_level(logging.WARNING):
        assert [say("Note:"), say("{count} left", count=2), say_count("1 row", "{count} rows", count=2)] == [
            "Note:",
            "2 left",
            "2 rows",
        ]
    (record,) = caplog.records
    assert record.getMessage().startswith("the translation es cannot be used, so English is spoken instead: es.po: ")
    with pytest.raises(CatalogueError, match=r"^es\.po: "):
        parse(file, "es")


def test_a_catalogue_that_is_gone_leaves_english(catalogue, caplog):
    catalogue(TWO).unlink()
    with speaking("es"):
        assert say("Note:") == "Note:"
    catalogue(TWO)
    assert "es" in locale.languages()  # found, and gone before it is read
    (locale.TRANSLATIONS / "es.po").unlink()
    with speaking("es"):
        assert say("Note:") == say("Note:") == "Note:"
    assert len(caplog.records) == 1


def test_a_text_with_other_gaps_is_told_and_stays_english(catalogue, caplog):
    catalogue(TWO + 'msgid "{count} left"\nmsgstr "quedan {cuenta}"\n\nmsgid "Note:"\nmsgstr "Nota:"\n')
    with speaking("es"):
        assert [say("{count} left", count=2), say("Note:")] == ["2 left", "Nota:"]
    (record,) = caplog.records
    assert "“quedan {cuenta}” has the gaps" in record.getMessage()


@pytest.mark.parametrize("extra", ["#, fuzzy\n", ""])
def test_a_text_that_is_not_sure_or_empty_stays_english(catalogue, extra):
    catalogue(TWO + f'{extra}msgid "Note:"\nmsgstr "{"Nota:" if extra else ""}"\n')
    with speaking("es"):
        assert say("Note:") == "Note:"


def test_counts_have_the_forms_of_their_language(catalogue):
    plural = 'msgid "1 row"\nmsgid_plural "{count} rows"\n'
    catalogue(TWO + plural + 'msgstr[0] "1 fila"\nmsgstr[1] "{count} filas"\n')
    assert [say_count("1 row", "{count} rows", count=count) for count in (1, 2)] == ["1 row", "2 rows"]
    with speaking("es"):
        assert [say_count("1 row", "{count} rows", count=count) for count in (0, 1, 2)] == [
            "0 filas",
            "1 fila",
            "2 filas",
        ]
    catalogue(
        HEAD.format(plural="nplurals=2; plural=(n > 1);") + plural + 'msgstr[0] "1 fila"\nmsgstr[1] "{count} f"\n'
    )
    with speaking("es"):
        assert say_count("1 row", "{count} rows", count=0) == "1 fila"


@pytest.mark.parametrize("string", ["{b}", "{a} {b}", "", "{a!r}", "{a:.2f}"])
def test_other_gaps_do_not_fit(string):
    assert bool(misfit(Message("of {a}", string))) == bool(string)


def test_braces_that_are_not_closed_do_not_fit():
    assert "braces that are no gap" in misfit(Message("of {a}", "de {a"))


def test_the_order_of_gaps_is_free():
    assert gaps("{a} {b}") == gaps("{b} de {a}")
    assert misfit(Message("{a} {b}", "{b} de {a}")) == ""
