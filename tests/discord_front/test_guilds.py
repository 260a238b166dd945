"""What a server chose: whether replies are public, and the language."""

from __future__ import annotations

import discord
import pytest

from bot import locale
from bot.answers.blocks import Part, Text
from bot.discord_front.guilds import language
from bot.discord_front.menus import NAME
from bot.storage.records import GuildSettings
from tests.discord_front.samples import reply


@pytest.mark.parametrize(
    ("chosen", "own", "expected"),
    [
        (None, None, "en"),
        (None, "en-GB", "en"),
        (None, "es-ES", "es"),
        (None, "es-419", "es"),
        (None, "pt-BR", "pt"),
        ("es", "de", "es"),
        ("en", "es-ES", "en"),
        ("es", None, "es"),
    ],
)
def test_the_language_is_the_servers_else_the_readers_else_english(chosen, own, expected):
    settings = GuildSettings(1, language=chosen)
    assert language(settings, discord.Locale(own) if own else None) == expected
    if chosen is None:
        assert language(None, discord.Locale(own) if own else None) == expected


@pytest.fixture
def tongues(coach, monkeypatch, tmp_path):
    """Note the languages that are spoken while the coach is asked; Spanish and German have empty translations."""
    for name in ("es", "de"):
        (tmp_path / f"{name}.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')
    monkeypatch.setattr(locale, "TRANSLATIONS", tmp_path)
    locale.languages.cache_clear()
    heard: list[str] = []
    coach.meanwhile = lambda: heard.append(locale.spoken())
    yield heard
    locale.languages.cache_clear()


async def test_each_is_answered_in_their_language(bot, guilds, guild, tongues):
    ada, bob = bot.add_user("ada", locale="es-419"), bot.add_user("bob", locale="de")
    for user in (ada, bob, bot.owner):
        answer = await bot.slash(user, "ask", {"question": "x"}, guild=guild)
        await bot.press(user, answer.buttons[0])
        modal = (await bot.slash(user, "ask", guild=guild)).modal
        await bot.submit(modal, dict.fromkeys(modal.fields, "x"), force=True)
        await bot.message_command(user, NAME, bot.compose(user, guild, "x"))
    assert tongues == ["es"] * 4 + ["de"] * 4 + ["en"] * 4
    tongues.clear()
    guilds.choose(guild, language="es")
    await bot.slash(bob, "ask", {"question": "x"}, guild=guild)
    await bot.slash(bob, "ask", {"question": "x"})
    await bot.mention(bob, guild, "x")
    assert tongues == ["es", "de", "es"]


async def test_a_mention_tells_no_locale_so_the_servers_own_stands_in(bot, tongues, member):
    await bot.mention(member, bot.add_guild("Trabajo", locale="es-ES"), "x")
    await bot.mention(member, bot.add_guild("Jobs"), "x")
    await bot.direct_message(member, "x")
    assert tongues == ["es", "en", "en"]


async def test_replies_are_public_where_the_server_chose_so(bot, guilds, member, guild):
    guilds.choose(guild, public=True)
    answer = await bot.slash(member, "ask", {"question": "x"}, guild=guild)
    assert not answer.ephemeral
    assert not (await bot.slash(member, "role", {"role": "mle"}, guild=guild)).ephemeral
    assert (await bot.press(bot.owner, answer.buttons[0])).ephemeral
    assert (await bot.slash(member, "ask", {"question": "x"})).ephemeral


async def test_what_members_say_of_themselves_stays_private(bot, coach, guilds, member, guild):
    guilds.choose(guild, public=True)
    assert (await bot.slash(member, "skills", {"role": "mle", "known": "python"}, guild=guild)).ephemeral
    assert not (await bot.slash(member, "skills", {"role": "mle"}, guild=guild)).ephemeral
    coach.answer = reply(Part("Skills you have", (Text("Python"),), have=("python",)))
    assert (await bot.slash(member, "ask", {"question": "I know python"}, guild=guild)).ephemeral


async def test_errors_are_private_in_public_servers_too(bot, guilds, member, guild):
    guilds.choose(guild, public=True)
    assert (await bot.slash(member, "ask", {"question": "crash"}, guild=guild)).ephemeral
