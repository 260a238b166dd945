from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.discord_front import persistence
from bot.errors import ConnectionFailed, TokenError
from tests.discord_front.conftest import opened, serving
from tests.discord_server import NoAnswer


async def test_direct_messages_are_answered(bot, member):
    answer = await bot.direct_message(member, "what does an MLE do?")
    assert "what does an MLE do?" in answer.text
    assert answer.layout
    assert len(await bot.sent_to(member)) == 1


async def test_mentions_are_answered_and_nothing_else(bot, coach, member, guild):
    answer = await bot.mention(member, guild, "what about pay?")
    assert coach.asked[-1][0] == "what about pay?"
    assert answer.message.reference is not None
    await bot.say(member, guild, "nobody asked the bot", expect_reply=False)
    await bot.say(member, guild, "@everyone hello", expect_reply=False)


async def test_an_empty_mention_gets_help(bot, coach, member, guild):
    assert "Ask me anything" in (await bot.mention(member, guild, "  ")).text
    assert "Ask me anything" in (await bot.direct_message(member, bot.bot.mention)).text
    assert coach.asked == []


async def test_bots_are_ignored(bot, guild):
    other = bot.add_user("other", bot=True)
    await bot.direct_message(other, "hi", expect_reply=False)
    await bot.mention(other, guild, "hi", expect_reply=False)


async def test_people_in_a_server_that_has_not_come_in_yet_are_left_alone(bot, member, guild):
    channel = guild.channels[0]
    message = bot.create(channel, member, {"content": "not for the bot"})
    data = message.payload() | {"guild_id": str(guild.id), "content": ""}
    await bot.gateway.dispatch("MESSAGE_CREATE", data)
    await bot.silence()
    assert not bot.posted.get(channel.id)


async def test_uses_no_privileged_intent(bot):
    assert bot.gateway.identifies[0]["intents"] == 1 | 1 << 9 | 1 << 12


async def test_survives_cuts(bot, member, guild):
    await bot.drop_gateway(4000)
    assert "while away" in (await bot.direct_message(member, "while away")).text
    await bot.reconnected()
    await bot.gateway.ask_to_reconnect()
    await bot.reconnected()
    await bot.invalidate_session(resumable=False)
    await bot.reconnected()
    assert (await bot.slash(member, "ask", {"question": "x"}, guild=guild)).text
    assert (len(bot.gateway.resumes), len(bot.gateway.identifies)) == (2, 2)


async def test_waits_out_rate_limits(bot, member, guild):
    bot.rate_limit_next("POST /interactions/", retry_after=0.05)
    assert (await bot.slash(member, "ask", {"question": "x"}, guild=guild)).ephemeral
    bot.rate_limit_next("POST /channels/", retry_after=0.05, times=2)
    assert (await bot.direct_message(member, "x")).text


async def test_an_answer_that_is_refused_harms_nothing(bot, member, guild, caplog):
    caplog.set_level("INFO")
    bot.fail_next("POST /channels/", 403, times=2)
    bot.patience = 0.1
    with pytest.raises(NoAnswer):
        await bot.mention(member, guild, "x")
    assert "no permission" in caplog.text
    bot.planned.clear()
    bot.patience = 5
    assert (await bot.mention(member, guild, "x")).text


@pytest.mark.usefixtures("bot")
async def test_leaves_a_sign_of_life(settings):
    file = settings.cache / "heartbeat"
    async with asyncio.timeout(2):
        while not file.exists():
            await asyncio.sleep(0.01)
    assert abs(time.time() - file.stat().st_mtime) < 5


async def test_asks_nothing_of_discord_per_server(discord_server, coach, settings):
    for number in range(30):
        discord_server.add_guild(f"Guild {number}")
    async with serving(discord_server, coach, settings):
        await discord_server.ready()
        paths = [f"{request.method} {request.path}" for request in discord_server.requests]
    application = f"/applications/{discord_server.bot.id}/commands"
    assert paths == ["GET /users/@me", "GET /oauth2/applications/@me", f"GET {application}", f"PUT {application}"]


async def test_a_refused_token_is_a_failed_connection(strict_server, coach, settings):
    wrong = replace(settings, discord_api_url=strict_server.api_url, discord_token=SecretStr("a.b.c"))
    with pytest.raises(ConnectionFailed, match="refused the token") as failure:
        async with serving(strict_server, coach, wrong):
            pass
    assert "a.b.c" not in str(failure.value)


async def test_an_unreachable_discord_is_a_failed_connection(discord_server, coach, settings, monkeypatch):
    monkeypatch.setattr(persistence, "PATIENCE", 0.0)
    with pytest.raises(ConnectionFailed, match="could not be reached"):
        async with serving(discord_server, coach, replace(settings, discord_api_url="http://127.0.0.1:9")):
            pass


@pytest.mark.parametrize("token", [None, SecretStr("not a token")])
async def test_a_malformed_token_is_not_tried(settings, discord_server, token):
    with pytest.raises(TokenError):
        async with opened(discord_server, replace(settings, discord_token=token)):
            pass
    assert discord_server.requests == []


async def test_a_token_reset_while_running_ends_the_bot(discord_server, coach, settings):
    async with serving(discord_server, coach, settings) as service:
        discord_server.token = "another"
        await discord_server.drop_gateway(4000)
        async with asyncio.timeout(5):
            with pytest.raises(ConnectionFailed, match="refused the token"):
                await service.task


async def test_a_closed_gateway_ends_the_bot(discord_server, coach, settings):
    async with serving(discord_server, coach, settings) as service:
        await discord_server.drop_gateway(4014)
        with pytest.raises(ConnectionFailed, match="intents"):
            await service.task
