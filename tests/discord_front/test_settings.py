"""`/settings` end to end: who may, what each change does, and what is refused."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord_front.buttons import FORGED
from bot.discord_front.controls import NOT_A_MEMBER, NOT_YOURS, ONLY_IN_SERVERS
from bot.discord_front.ids import Signer, pack_setting
from bot.storage.database import Database
from tests.discord_front.conftest import serving
from tests.discord_server import BOT_TOKEN, NotOffered, Permission

MANAGE = 1 << 5


@pytest.fixture
async def service(discord_server, coach, settings):
    async with serving(discord_server, coach, settings) as service:
        yield service


@pytest.fixture
def bot(discord_server, service):
    assert service.noted == []
    return discord_server


@pytest.fixture
def manager(discord_server, guild):
    guild.owner = discord_server.add_user("manager")
    return guild.owner


def select(answer, place):
    return answer.selects[place]


REPLIES, CHANNELS, LANGUAGE, COOLDOWN = range(4)


async def test_the_card_shows_what_holds(bot, manager, guild):
    answer = await bot.slash(manager, "settings", guild=guild)
    assert answer.ephemeral
    for text in ("**Replies** are private", "answered in every channel", "each member's own", "channel: none"):
        assert text in answer.text
    assert len(answer.selects) == 4
    assert "Saved" not in answer.text


async def test_options_change_it_and_each_change_is_confirmed(bot, service, manager, guild):
    options = {"replies": "public", "language": "en", "cooldown": 90}
    answer = await bot.slash(manager, "settings", options, guild=guild)
    for text in ("Saved", "✅ **Replies** are public", "✅ **Language**: English", "✅ **Pause**", "90 seconds"):
        assert text in answer.text
    assert "✅ **Mentions**" not in answer.text
    kept = await service.settings_of(guild.id)
    assert (kept.public, kept.language, kept.cooldown) == (True, "en", 90.0)
    assert {option["label"] for option in select(answer, COOLDOWN).options if option.get("default")} == {
        "Pause: 90 seconds"
    }
    assert not (await bot.slash(bot.owner, "ask", {"question": "x"}, guild=guild)).ephemeral
    back = await bot.slash(manager, "settings", {"language": "own", "cooldown": 0, "replies": "private"}, guild=guild)
    assert "each member's own" in back.text
    kept = await service.settings_of(guild.id)
    assert (kept.public, kept.language, kept.cooldown) == (False, None, 0.0)


async def test_selects_change_it_in_place_at_any_age(bot, service, manager, guild):
    card = await bot.slash(manager, "settings", guild=guild)
    bot.expire(card)
    for place, value, text in (
        (REPLIES, "public", "Replies** are public"),
        (LANGUAGE, "en", "English for everybody"),
        (COOLDOWN, "60", "1 minute"),
    ):
        changed = await bot.choose(manager, select(card.now(), place), [value])
        assert changed.message is card.message
        assert f"✅ **{text}" in changed.text or text in changed.text
    kept = await service.settings_of(guild.id)
    assert (kept.public, kept.language, kept.cooldown) == (True, "en", 60.0)


async def test_channels_are_chosen_and_mentions_elsewhere_stay_unanswered(bot, service, manager, member, guild):
    guild.bot = False
    open_, closed = bot.add_text_channel(guild, "open"), guild.channels[0]
    await bot.join(guild)
    card = await bot.slash(manager, "settings", guild=guild)
    changed = await bot.choose(manager, select(card, CHANNELS), [open_])
    assert f"✅ **Mentions** are answered in <#{open_.id}>" in changed.text
    assert (await service.settings_of(guild.id)).channels == {open_.id}
    await bot.mention(member, closed, "x", expect_reply=False)
    assert (await bot.mention(member, open_, "x")).text
    again = await bot.choose(manager, select(changed, CHANNELS), [])
    assert "in every channel" in again.text
    assert (await bot.mention(member, closed, "x")).text


async def test_changes_outlive_a_restart(discord_server, coach, settings, manager, guild):
    async with serving(discord_server, coach, settings):
        card = await discord_server.slash(manager, "settings", {"replies": "public"}, guild=guild)
    async with serving(discord_server, coach, settings):
        assert "are public" in (await discord_server.slash(manager, "settings", guild=guild)).text
        changed = await discord_server.choose(manager, select(card, REPLIES), ["private"])
        assert "are private" in changed.text


async def test_a_direct_message_gets_a_clear_word(bot, manager, member):
    for place in ({}, {"private": bot.add_group(bot.add_user("eve", installed=True), member)}):
        user = place["private"].recipients[0] if place else manager
        answer = await bot.slash(user, "settings", {"replies": "public"}, **place)
        assert (answer.text, answer.ephemeral) == (ONLY_IN_SERVERS, True)


async def test_a_server_without_the_bot_has_no_settings(bot, service):
    eve = bot.add_user("eve", installed=True)
    foreign = bot.add_guild("Foreign", bot=False, owner=eve)
    answer = await bot.slash(eve, "settings", {"replies": "public"}, guild=foreign)
    assert (answer.text, answer.ephemeral) == (NOT_A_MEMBER, True)
    assert not (await service.settings_of(foreign.id)).public


async def test_others_may_not(bot, service, manager, member, guild):
    with pytest.raises(NotOffered):
        await bot.slash(member, "settings", guild=guild)
    for options in ({}, {"replies": "public"}):
        answer = await bot.slash(member, "settings", options, guild=guild, force=True)
        assert (answer.text, answer.ephemeral) == (NOT_YOURS, True)
    card = await bot.slash(manager, "settings", guild=guild)
    card.message.seen_only_by = None
    for place, value in ((REPLIES, "public"), (CHANNELS, guild.channels[0]), (COOLDOWN, "60")):
        assert (await bot.choose(member, select(card, place), [value])).text == NOT_YOURS
    kept = await service.settings_of(guild.id)
    assert (kept.public, kept.channels, kept.cooldown) == (False, frozenset(), 0.0)


async def test_one_who_may_manage_the_server_is_enough(bot, member, guild):
    guild.member_permissions |= MANAGE | int(Permission.VIEW_CHANNEL)
    assert "are public" in (await bot.slash(member, "settings", {"replies": "public"}, guild=guild)).text


async def test_a_forged_or_foreign_select_changes_nothing(bot, service, manager, guild):
    elsewhere = bot.add_guild("Elsewhere", owner=manager)
    ours, theirs = Signer(BOT_TOKEN), Signer("another token")
    card = await bot.slash(manager, "settings", guild=guild)
    shown = select(card, REPLIES)
    for forged in (
        pack_setting(theirs, "replies", guild.id),
        pack_setting(ours, "replies", elsewhere.id),
        pack_setting(ours, "language", guild.id).replace("language", "replies"),
    ):
        component = card.message.components[1]["components"][0]
        component["custom_id"] = forged
        answer = await bot.choose(manager, type(shown)(**fields(shown) | {"custom_id": forged}), ["public"])
        assert (answer.text, answer.ephemeral) == (FORGED, True)
    assert not (await service.settings_of(guild.id)).public


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (COOLDOWN, "nan", "takes 0 to 3600 seconds"),
        (COOLDOWN, "1e9", "takes 0 to 3600 seconds"),
        (COOLDOWN, "soon", FORGED[:20]),
        (LANGUAGE, "xx", "I do not speak “xx”"),
    ],
)
async def test_a_value_that_was_never_offered_changes_nothing(bot, service, manager, guild, place, value, told):
    card = await bot.slash(manager, "settings", guild=guild)
    shown = select(card, place)
    offering = type(shown)(**fields(shown) | {"options": ()})
    answer = await bot.choose(manager, offering, [value])
    texts = [answer.text, *(follow.text for follow in answer.follow_ups)]
    assert any(told in text for text in texts)
    kept = await service.settings_of(guild.id)
    assert (kept.cooldown, kept.language) == (0.0, None)


async def test_a_language_nobody_speaks_is_refused(bot, manager, guild):
    assert (
        "I do not speak “klingon”" in (await bot.slash(manager, "settings", {"language": "klingon"}, guild=guild)).text
    )
    choices = await bot.autocomplete(manager, "settings", {"language": "en"}, focused="language", guild=guild)
    assert {"English": "en"}.items() <= {choice.name: choice.value for choice in choices}.items()


async def test_a_long_hostile_language_is_repeated_in_part_and_harmlessly(bot, manager, guild):
    answer = await bot.slash(manager, "settings", {"language": "*x*”\n# @everyone \u202e" * 300}, guild=guild)
    assert answer.text.startswith("I do not speak “\\*x\\*' # @\u200beveryone")
    assert len(answer.text) < 300
    assert "\n" not in answer.text


async def test_a_server_that_removes_the_bot_is_forgotten(bot, service, settings, manager, guild):
    await bot.slash(manager, "settings", {"replies": "public"}, guild=guild)
    await bot.leave(guild)
    async with asyncio.timeout(5):
        while (await service.settings_of(guild.id)).public:
            await asyncio.sleep(0.01)
    assert await kept_in(settings) == []


async def test_a_server_that_removed_the_bot_meanwhile_is_forgotten(discord_server, coach, settings, manager, guild):
    async with serving(discord_server, coach, settings):
        await discord_server.slash(manager, "settings", {"replies": "public"}, guild=guild)
    guild.bot = False
    other = discord_server.add_guild("Other", owner=manager)
    async with serving(discord_server, coach, settings):
        await discord_server.slash(manager, "settings", {"cooldown": 5}, guild=other)
        async with asyncio.timeout(5):
            while [each.guild for each in await kept_in(settings)] != [other.id]:
                await asyncio.sleep(0.02)


async def test_a_server_that_removes_the_bot_in_the_middle_of_an_answer(bot, coach, member, guild, caplog):
    going = []
    coach.meanwhile = lambda: going.append(asyncio.create_task(bot.leave(guild)))
    await bot.mention(member, guild, "one", expect_reply=False)
    await going[0]
    coach.meanwhile = lambda: None
    assert (await bot.direct_message(member, "still there")).text
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert all("Missing Access" in violation for violation in bot.take_violations())


async def kept_in(settings):
    database = await Database.open(settings.database)
    try:
        return list(await database.settings.all())
    finally:
        await database.close()


def fields(shown):
    return {name: getattr(shown, name) for name in shown.__slots__}
