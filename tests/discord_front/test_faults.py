"""The bot while Discord and the network fail: what can be answered is, once, and it comes back by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from bot.discord_front import persistence, reconnecting
from bot.discord_front.bot import CoachClient
from bot.errors import ConnectionFailed
from tests.discord_front.conftest import serving
from tests.discord_front.rounds import ANSWERED, Rounds
from tests.discord_front.samples import StubCoach
from tests.discord_server import InteractionFailed, NoAnswer
from tests.discord_server.faults import EVENTS, FATAL_CODES, FAULTS, GATEWAY, REQUESTS, FaultPlan
from tests.discord_server.troubles import Loss, Trouble, rate_limit, server_error

CALLBACK = "^POST /interactions/"
MESSAGE = "^POST /channels/"
EDIT = "^PATCH /webhooks/"
FOLLOW_UP = "^POST /webhooks/"


@pytest_asyncio.fixture
async def rounds(discord_server, coach, settings, guild, monkeypatch) -> AsyncIterator[Rounds]:
    """Rounds in which a dead connection is found out within half a second, and a failed one tried again after one."""
    discord_server.gateway.heartbeat_interval = 0.25
    discord_server.patience = 30.0
    monkeypatch.setattr(CoachClient, "HEARTBEAT_TIMEOUT", 0.5)
    monkeypatch.setattr(reconnecting, "STOOD", 0.0)
    async with serving(discord_server, coach, settings) as service:
        yield Rounds(discord_server, FaultPlan(seed=1), guild)
        assert service.task is not None
        assert not service.task.done()


@pytest.mark.parametrize("names", [GATEWAY, EVENTS, REQUESTS], ids=["gateway", "events", "requests"])
async def test_faults_lose_nothing_that_could_be_answered(rounds, discord_server, names):
    for name in names:
        await rounds.play(name)
    await rounds.finish()
    assert rounds.bad() == []
    assert rounds.plan.struck == list(names)
    answered = [sent for sent in rounds.sent if sent.outcome == ANSWERED]
    assert len(answered) > len(rounds.sent) / 2
    assert discord_server.violations == []


def test_each_fault_is_of_one_kind():
    assert sorted(FAULTS) == sorted([*GATEWAY, *EVENTS, *REQUESTS])


@pytest.mark.parametrize("code", FATAL_CODES)
async def test_a_close_for_good_ends_the_bot_with_one_sentence(discord_server, coach, settings, code):
    async with serving(discord_server, coach, settings) as service:
        assert service.task is not None
        await discord_server.drop_gateway(code)
        await asyncio.wait({service.task}, timeout=discord_server.patience)
        ended = service.task.exception()
    assert isinstance(ended, ConnectionFailed)
    assert str(ended).count(".") == str(ended).endswith("."), "it is one sentence"
    assert str(code) not in str(ended), "each code has a sentence of its own"


async def test_a_first_connection_that_fails_is_tried_again(discord_server, coach, settings, member, monkeypatch):
    monkeypatch.setattr("bot.discord_front.bot.FIRST_RETRY", 0.0)
    discord_server.gateway.refused_connections = 1
    async with serving(discord_server, coach, settings):
        assert (await discord_server.slash(member, "ask", {"question": "x"})).text


async def test_a_login_that_fails_for_a_moment_is_tried_again(discord_server, coach, settings, member):
    discord_server.trouble_next("^GET /users/@me", rate_limit(0.05, via=False))
    discord_server.trouble_next("^GET /oauth2/", Trouble(loss=Loss.RESET, before=True))
    discord_server.trouble_next("^PUT /applications/", Trouble(loss=Loss.TRUNCATED))
    async with serving(discord_server, coach, settings):
        assert (await discord_server.slash(member, "ask", {"question": "x"})).text


async def test_a_ban_ends_the_login_with_one_sentence(discord_server, coach, settings):
    discord_server.trouble_next("^GET /users/@me", rate_limit(3600.0, via=False), times=9)
    with pytest.raises(ConnectionFailed, match="429"):
        async with serving(discord_server, coach, settings):
            pass
    assert len(discord_server.requests) == 1


LOST_REPLIES = [
    Trouble(loss=Loss.RESET),
    Trouble(loss=Loss.TRUNCATED),
    Trouble(delay=1.0),
]


@pytest.mark.parametrize("trouble", LOST_REPLIES, ids=["reset", "truncated", "slow"])
async def test_an_answer_whose_receipt_is_lost_is_not_given_twice(bot, member, guild, monkeypatch, trouble):
    monkeypatch.setattr(persistence, "TO_RESPOND", 0.5)
    for pattern in (CALLBACK, MESSAGE, EDIT):
        bot.trouble_next(pattern, trouble)
    assert "x" in (await bot.slash(member, "ask", {"question": "x"}, guild=guild)).text
    assert (await bot.slash(bot.owner, "settings", guild=guild)).deferred
    assert "y" in (await bot.direct_message(member, "y")).text
    await bot.silence()
    assert len(bot.posted[bot.direct_channel(member).id]) == 1


async def test_a_follow_up_whose_receipt_is_lost_is_not_sent_again(bot, member, guild):
    card = await bot.slash(member, "ask", {"question": "x"}, guild=guild)
    bot.trouble_next(FOLLOW_UP, Trouble(loss=Loss.TRUNCATED))
    pressed = await bot.press(member, card.button("Share"))
    await bot.silence()
    shared = [answer for answer in pressed.follow_ups if not answer.ephemeral]
    assert len(shared) == 1


async def test_a_follow_up_that_certainly_did_not_arrive_is_sent_again(bot, member, guild):
    card = await bot.slash(member, "ask", {"question": "x"}, guild=guild)
    bot.trouble_next(FOLLOW_UP, rate_limit(0.05, via=False))
    pressed = await bot.press(member, card.button("Share"))
    assert [answer.ephemeral for answer in await bot.followed(pressed)] == [False]


async def test_an_outage_costs_no_more_than_the_answers_in_it(bot, member, guild, caplog, monkeypatch):
    monkeypatch.setattr(persistence, "TO_RESPOND", 0.1)
    monkeypatch.setattr(persistence, "PATIENCE", 0.0)
    bot.deadline = bot.patience = 0.5
    bot.trouble_next("^POST /(interactions|channels)/", server_error(503), times=99)
    with pytest.raises(InteractionFailed):
        await bot.slash(member, "ask", {"question": "x"}, guild=guild)
    with pytest.raises(NoAnswer):
        await bot.direct_message(member, "x")
    bot.planned.clear()
    bot.deadline = bot.patience = 3.0
    assert "respond" in bot.take_violations()[0]
    told = [
        record
        for record in caplog.records
        if "Discord did not take it: DiscordServerError (status 503" in record.getMessage()
    ]
    assert [record.levelname for record in told] == ["WARNING", "WARNING"]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert (await bot.slash(member, "ask", {"question": "x"}, guild=guild)).text
    assert (await bot.direct_message(member, "y")).text


async def test_errors_that_last_are_told_in_the_log_only(bot, member, guild, caplog):
    bot.trouble_next(EDIT, Trouble(403, {"message": "Forbidden", "code": 50013}))
    bot.trouble_next(FOLLOW_UP, Trouble(403, {"message": "Forbidden", "code": 50013}))
    bot.patience = 0.3
    with pytest.raises(NoAnswer):
        await bot.slash(bot.owner, "settings", guild=guild)
    assert "could not be told" in caplog.text
    assert "left" in bot.take_violations()[0]
    assert (await bot.slash(member, "ask", {"question": "x"}, guild=guild)).text


async def test_two_processes_answer_each_once_between_them(discord_server, settings, member, guild):
    coaches = [StubCoach(), StubCoach()]
    async with AsyncExitStack() as processes:
        for coach in coaches:
            await processes.enter_async_context(serving(discord_server, coach, settings))
        async with asyncio.timeout(discord_server.patience):
            while len(discord_server.gateway.sessions) < len(coaches):
                await asyncio.sleep(0.01)
        await discord_server.silence()
        assert "x" in (await discord_server.slash(member, "ask", {"question": "x"}, guild=guild)).text
        assert (await discord_server.slash(discord_server.owner, "settings", guild=guild)).deferred
        assert "y" in (await discord_server.direct_message(member, "y")).text
        await discord_server.silence()
    assert [text for coach in coaches for text, _ in coach.asked] == ["x", "y", "x", "y"]
    assert len(discord_server.posted[discord_server.direct_channel(member).id]) == 1
    assert len(discord_server.take_violations()) == 2


def test_the_pauses_between_tries_grow_to_half_a_minute_and_start_over():
    now = 0.0
    backoff = reconnecting.Backoff(lambda: now)
    waits = []
    for _ in range(20):
        waits.append(backoff.delay())
        now += waits[-1] + 1.0
    assert waits[0] <= 1.0
    assert all(wait >= 15.0 for wait in waits[6:])
    assert max(waits) <= reconnecting.LONGEST
    now += 60.0
    assert backoff.delay() <= 1.0


def test_new_sessions_are_spaced_out_where_many_are_needed_in_an_hour():
    now = 0.0
    sessions = reconnecting.Sessions(lambda: now)
    waits = []
    for _ in range(2 * reconnecting.FREE):
        waits.append(sessions.pause(0))
        now += waits[-1] + 5.0
    assert waits == [0.0] * reconnecting.FREE + [reconnecting.PAUSE] * reconnecting.FREE
    assert sessions.pause(1) == 0.0, "another shard has done nothing"
    now += reconnecting.HOUR
    assert sessions.pause(0) == 0.0
