"""Names and descriptions of commands in other languages, as Discord is told of them."""

from __future__ import annotations

import logging

import pytest

from bot import locale
from bot.discord_front.menus import NAME
from tests.discord_front.conftest import serving
from tests.discord_server.commands import paths

SPANISH = ("es-ES", "es-419")


def registrations(server) -> int:
    return sum(request.method == "PUT" and request.path.endswith("/commands") for request in server.requests)


def every_text(body):
    """Give each name and description with its translations."""
    for field in ("name", "description"):
        if body.get(field) and isinstance(body.get(f"{field}_localizations", {}), dict | None):
            yield field, body[field], body.get(f"{field}_localizations") or {}
    for inner in (*(body.get("options") or ()), *(body.get("choices") or ())):
        yield from every_text(inner)


async def test_every_name_and_description_is_there_in_spanish(bot):
    found = [each for command in bot.commands.all() for each in every_text(command)]
    assert len(found) > 60
    for _, text, translations in found:
        # A word may be the same in both; it is then left to the English one.
        assert set(translations) in ({*SPANISH}, set()), text
        assert len({*translations.values()}) <= 1
    assert [text for _, text, translations in found if not translations] == []
    by_name = {command["name"]: command for command in bot.commands.all()}
    assert by_name["ask"]["name_localizations"] == dict.fromkeys(SPANISH, "preguntar")
    assert by_name[NAME]["name_localizations"] == dict.fromkeys(SPANISH, "Preguntar al coach")


async def test_a_member_who_reads_spanish_finds_the_command(bot, guild, coach):
    ana = bot.add_user("ana", locale="es-419")
    command = next(command for name, command, _ in paths(bot.commands.all()) if name == "role")
    assert command["name_localizations"][ana.locale] == "puesto"
    await bot.slash(ana, "role", {"role": "mle"}, guild=guild)  # Discord sends the command's own name
    assert coach.asked[-1][0].startswith("role")


async def test_nothing_is_registered_anew_where_nothing_changed(discord_server, coach, settings):
    for expected in (1, 1):
        async with serving(discord_server, coach, settings):
            assert registrations(discord_server) == expected
    listings = [request.query for request in discord_server.requests if request.method == "GET" and request.query]
    assert {"with_localizations": "true"} in listings


async def test_another_translation_is_registered(discord_server, coach, settings, spanish):
    for text, expected in (("Compara dos puestos.", 1), ("Compara dos trabajos.", 2), ("Compara dos trabajos.", 2)):
        spanish(f'msgid "Compare two roles."\nmsgstr "{text}"\n')
        async with serving(discord_server, coach, settings):
            assert registrations(discord_server) == expected
    assert not discord_server.violations


@pytest.fixture
def spanish(tmp_path, monkeypatch):
    """Write a Spanish catalogue of a few texts."""
    monkeypatch.setattr(locale, "TRANSLATIONS", tmp_path)

    def forget():
        locale.languages.cache_clear()
        locale._catalogue.cache_clear()

    def write(texts: str) -> None:
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        (tmp_path / "es.po").write_text(head + texts, encoding="utf-8")
        forget()

    yield write
    forget()


BAD_NAMES = ["Preguntar", "pre guntar", "¿preguntar?", "x" * 33]


@pytest.mark.parametrize("name", BAD_NAMES)
async def test_a_name_that_discord_would_refuse_stays_english(
    discord_server, coach, settings, guild, spanish, caplog, name
):
    spanish(
        f'msgctxt "name"\nmsgid "ask"\nmsgstr "{name}"\n\nmsgid "Compare two roles."\nmsgstr "{"x" * 101}"\n\n'
        f'msgid "{NAME}"\nmsgstr "{"x" * 33}"\n'
    )
    with caplog.at_level(logging.WARNING):
        async with serving(discord_server, coach, settings):
            member = discord_server.add_user("ana", locale="es-ES")
            assert (await discord_server.slash(member, "ask", {"question": "x"}, guild=guild)).text
    found = {command["name"]: command for command in discord_server.commands.all()}
    assert not found["ask"]["name_localizations"]
    assert not found["compare"]["description_localizations"]
    assert not found[NAME]["name_localizations"]
    told = [record.getMessage() for record in caplog.records if "takes" in record.getMessage()]
    assert any(f"“{name}”" in text for text in told)
    assert not discord_server.violations
