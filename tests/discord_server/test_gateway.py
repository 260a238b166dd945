"""Logins, sockets and silences the loopback Discord does not take."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import discord
import pytest

from tests.discord_server import InteractionFailed, NoAnswer
from tests.discord_server.sample import SampleClient, running


async def test_a_bot_that_stays_silent_fails_the_interaction(strict_server):
    guild = strict_server.add_guild("g")
    client = SampleClient()

    @client.tree.command(description="Never")
    async def never(interaction: discord.Interaction, defer: bool) -> None:
        if defer:
            await interaction.response.defer()

    async with running(strict_server, client):
        strict_server.patience = 0.2
        with pytest.raises(InteractionFailed):
            await strict_server.slash(strict_server.owner, "never", {"defer": False}, guild=guild)
        with pytest.raises(NoAnswer):
            await strict_server.slash(strict_server.owner, "never", {"defer": True}, guild=guild)
        with pytest.raises(NoAnswer):
            await strict_server.say(strict_server.owner, guild, "not for the bot")
        with pytest.raises(AssertionError, match="was not to answer"):
            await strict_server.direct_message(strict_server.owner, "hi", expect_reply=False)
    assert len(strict_server.take_violations()) == 2


async def test_refuses_a_bad_token_at_login(strict_server):
    with pytest.raises(discord.LoginFailure):
        async with running(strict_server, SampleClient(), token="wrong"):
            pass


@pytest.mark.parametrize("intent", ["message_content", "members", "presences"])
async def test_refuses_privileged_intents(strict_server, intent):
    intents = discord.Intents(guilds=True, **{intent: True})
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(strict_server, SampleClient(intents)):
            pass


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([{"op": 2, "d": {"token": "wrong", "intents": 1}}], 4004),
        ([{"op": 2, "d": {"token": "TOKEN", "intents": 1 << 30}}], 4013),
        ([{"op": 2, "d": {"token": "TOKEN", "intents": 1, "shard": [1, 1]}}], 4010),
        ([{"op": 2, "d": {"token": "TOKEN", "intents": 1}}] * 2, 4005),
        ([{"op": 3, "d": {}}], 4003),
        ([{"op": 42}], 4001),
        (["nonsense"], 4002),
        ([{"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}], 4004),
    ],
)
async def test_closes_the_gateway_on_bad_frames(strict_server, frames, code):
    async with aiohttp.ClientSession() as session, session.ws_connect(strict_server.gateway_url) as socket:
        assert (await socket.receive_json())["op"] == 10
        for frame in frames:
            await socket.send_str(json.dumps(frame).replace("TOKEN", strict_server.token))
        async with asyncio.timeout(2):
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
        assert socket.close_code == code


async def test_an_unknown_session_cannot_be_resumed(strict_server):
    async with aiohttp.ClientSession() as session, session.ws_connect(strict_server.gateway_url) as socket:
        await socket.receive_json()
        data = {"token": strict_server.token, "session_id": "gone", "seq": 5}
        await socket.send_json({"op": 6, "d": data})
        assert await socket.receive_json() == {"op": 9, "d": False}
