from __future__ import annotations

import asyncio
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Settings
from bot.discord_front import messages
from bot.discord_front.limits import COMPLETION, CROWDED, TOO_MANY, WINDOW, Limits, Refusal
from bot.discord_front.pace import MOST_REMEMBERED
from tests.discord_front.conftest import serving
from tests.discord_front.test_pace import Clock


def limits(clock: Clock, member: int = 0, server: int = 0, process: int = 0) -> Limits:
    return Limits(Settings(member_limit=member, server_limit=server, process_limit=process), clock)


def test_a_member_has_so_many_answers_at_once_and_is_told_once():
    clock = Clock()
    few = limits(clock, member=3)
    assert [few.admit(1, server) for server in (None, 7, 8)] == [None] * 3
    assert not few.is_shut(1)
    assert few.admit(1, 9) == Refusal(TOO_MANY, first=True)
    assert few.admit(1, 9) == Refusal(TOO_MANY, first=False)
    assert few.is_shut(1)
    assert few.admit(2, 9) is None


def test_answers_become_free_evenly_and_who_goes_on_is_not_told_again():
    clock = Clock()
    few = limits(clock, member=3)
    for _ in range(4):
        few.admit(1, None)
    clock.now += WINDOW / 3
    assert not few.is_shut(1)
    assert few.admit(1, None) is None
    assert few.admit(1, None) == Refusal(TOO_MANY, first=False)
    clock.now += WINDOW
    assert [few.admit(1, None) for _ in range(3)] == [None] * 3
    assert few.admit(1, None) == Refusal(TOO_MANY, first=True)


def test_a_server_and_the_process_have_limits_of_their_own():
    clock = Clock()
    by_server = limits(clock, server=2)
    assert [by_server.admit(member, 7) for member in (1, 2)] == [None] * 2
    assert by_server.admit(3, 7) == Refusal(CROWDED, first=True)
    assert by_server.admit(3, 8) is by_server.admit(3, None) is None
    in_all = limits(clock, process=2)
    assert [in_all.admit(member, member) for member in (1, 2)] == [None] * 2
    assert in_all.admit(3, None) == Refusal(CROWDED, first=True)


def test_a_flood_of_one_takes_nothing_from_the_server():
    few = limits(Clock(), member=2, server=4)
    for _ in range(100):
        few.admit(1, 7)
    assert [few.admit(2, 7) for _ in range(2)] == [None] * 2


def test_nothing_is_limited_by_nought():
    free = limits(Clock())
    assert not any(free.admit(1, 1) for _ in range(10_000))


def test_members_and_servers_are_remembered_within_bounds():
    many = limits(Clock(), member=1, server=1)
    for number in range(MOST_REMEMBERED + 10):
        many.admit(number, number)
    assert len(many._members._kept) == len(many._servers._kept) == MOST_REMEMBERED


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 3)), max_size=120), st.integers(1, 6))
def test_no_member_gets_more_than_the_limit_at_once_and_the_limit_a_minute(asked, limit):
    clock = Clock()
    few, answered = limits(clock, member=limit), []
    for wait, member in asked:
        clock.now += wait
        if few.admit(member, None) is None:
            answered.append((clock.now, member))
    for first, who in answered:
        for last in (moment for moment, member in answered if member == who and moment >= first):
            between = sum(member == who and first <= moment <= last for moment, member in answered)
            assert between <= limit + (last - first) * limit / WINDOW + 1e-6


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, member_limit=3)


async def test_every_kind_of_interaction_gets_a_sentence_over_the_limit(discord_server, coach, settings, member, guild):
    async with serving(discord_server, coach, settings) as service:
        bot = discord_server
        answer = await bot.slash(member, "ask", {"question": "pay"}, guild=guild)
        form = (await bot.slash(member, "ask", {}, guild=guild)).modal
        assert (await bot.press(member, answer.button("Again"))).text != TOO_MANY
        assert await bot.autocomplete(member, "role", {"role": "ai"}, focused="role") == []
        asked, noted = len(coach.asked), len(service.noted)
        target = bot.compose(bot.owner, guild, "what is the pay?")
        for refused in (
            await bot.slash(member, "ask", {"question": "more"}, guild=guild),
            await bot.message_command(member, "Ask the coach", target),
            await bot.press(member, answer.button("Again")),
            await bot.press_custom_id(member, "from long ago", guild=guild),
            await bot.submit(form, {"Your question": "pay"}),
        ):
            assert (refused.text, refused.ephemeral) == (TOO_MANY, True)
        assert (len(coach.asked), len(service.noted)) == (asked, noted)
        assert (await bot.slash(bot.owner, "ask", {"question": "me?"}, guild=guild)).text != TOO_MANY


async def test_suggestions_count_little(discord_server, coach, settings, member):
    async with serving(discord_server, coach, settings):
        for _ in range(round(3 / COMPLETION)):
            assert await discord_server.autocomplete(member, "role", {"role": "ai"}, focused="role") != []
        assert await discord_server.autocomplete(member, "role", {"role": "ai"}, focused="role") == []


async def test_a_mention_over_the_limit_is_passed_over(discord_server, coach, settings, member, guild):
    async with serving(discord_server, coach, settings):
        for number in range(3):
            assert (await discord_server.mention(member, guild, str(number))).text
        await discord_server.mention(member, guild, "more", expect_reply=False)
        assert (await discord_server.mention(discord_server.owner, guild, "another")).text


async def test_who_floods_directly_is_told_once_and_then_not_even_heard(
    discord_server, coach, settings, member, monkeypatch
):
    async with serving(discord_server, coach, settings):
        for number in range(3):
            await discord_server.direct_message(member, str(number))
        assert (await discord_server.direct_message(member, "more")).text == TOO_MANY
        heard = []
        monkeypatch.setattr(messages.Messages, "_hear", lambda _self, message: heard.append(message))
        for number in range(500):
            message = discord_server.compose(member, discord_server.direct_channel(member), str(number))
            await discord_server.gateway.message_create(message)
        await discord_server.silence()
        assert len(heard) <= 1  # one becomes free each twenty seconds
        assert len(coach.asked) == 3


async def test_a_crowded_server_tells_who_uses_a_command(discord_server, coach, settings, guild):
    crowded = dataclasses.replace(settings, server_limit=2)
    async with serving(discord_server, coach, crowded):
        members = [discord_server.add_user(name) for name in ("ada", "bob", "eve")]
        answers = [await discord_server.slash(each, "ask", {"question": "pay"}, guild=guild) for each in members]
        assert [answer.text == CROWDED for answer in answers] == [False, False, True]
        assert (await discord_server.slash(members[2], "ask", {"question": "pay"})).text != CROWDED


async def test_a_refusal_that_cannot_be_sent_is_logged_alone(discord_server, coach, settings, member, caplog):
    async with serving(discord_server, coach, settings):
        for _ in range(3):
            await discord_server.slash(member, "ask", {"question": "pay"})
        discord_server.fail_next("POST /interactions/", 400)
        asked = asyncio.create_task(discord_server.slash(member, "ask", {"question": "something private"}))
        while "could not be told" not in caplog.text:
            await asyncio.sleep(0.01)
        asked.cancel()
    assert "something private" not in caplog.text
