"""The unmodified discord.py client on the loopback Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.discord_server import DiscordServer, Guild, NotOffered
from tests.discord_server.sample import SampleClient, running

pytestmark = pytest.mark.usefixtures("client", "guild")


@pytest_asyncio.fixture
async def client(discord_server: DiscordServer, guild: Guild) -> AsyncIterator[SampleClient]:
    assert guild.bot
    client = SampleClient()
    async with running(discord_server, client):
        yield client
    assert client.errors == []


async def test_logs_in_syncs_and_sees_its_guild(discord_server: DiscordServer, client: SampleClient, guild: Guild):
    await discord_server.ready()
    assert [g.id for g in client.guilds] == [guild.id]
    names = {command["name"] for command in discord_server.commands.all()}
    assert names == {"say", "loud", "think", "card", "dialog", "pick", "file", "fruit", "box", "Quote it"}
    assert discord_server.gateway.identifies[0]["intents"] == 1 | 1 << 9 | 1 << 12
    fetched = await client.tree.fetch_commands()
    assert {command.name for command in fetched} == names


async def test_answers_a_slash_command(discord_server, member, guild):
    answer = await discord_server.slash(member, "say", {"text": "hello"}, guild=guild)
    assert (answer.content, answer.text, answer.ephemeral, answer.deferred) == ("hello", "hello", True, False)
    assert 0 < answer.seconds < 1
    assert discord_server.requests[-1].seconds is not None
    assert "Authorization" not in discord_server.requests[-1].headers


@pytest.mark.parametrize("follow", [False, True])
async def test_defers_and_answers_later(discord_server, member, guild, follow):
    answer = await discord_server.slash(member, "think", {"follow": follow}, guild=guild)
    assert answer.text == ("thought further" if follow else "thought")
    assert answer.deferred
    assert answer.ephemeral
    if follow:
        await discord_server.silence()
        assert [message.text for message in answer.follow_ups] == ["and further"]


async def test_completes_an_option(discord_server, member, guild):
    choices = await discord_server.autocomplete(member, "fruit", {"name": "p"}, focused="name", guild=guild)
    assert [choice.value for choice in choices] == ["pear", "plum"]


async def test_presses_a_button_of_any_age(discord_server, member, guild):
    card = await discord_server.slash(member, "card", guild=guild)
    assert card.layout
    assert card.texts == ("**Title**", "Body")
    discord_server.expire(card)
    again = await discord_server.press(member, card.button("again"))
    assert again.text == "again"
    assert (await discord_server.press_custom_id(member, "echo:old", guild=guild)).text == "old"


async def test_an_ephemeral_card_is_not_for_others(discord_server, member, guild):
    card = await discord_server.slash(member, "card", guild=guild)
    with pytest.raises(NotOffered):
        await discord_server.press(discord_server.add_user("eve"), card.buttons[0])


async def test_opens_and_submits_a_modal(discord_server, member, guild):
    dialog = await discord_server.slash(member, "dialog", guild=guild)
    assert dialog.modal is not None
    answer = await discord_server.submit(dialog.modal, {"Question": "why"})
    assert answer.text == "you asked why"


async def test_chooses_from_a_select(discord_server, member, guild):
    answer = await discord_server.slash(member, "pick", guild=guild)
    picked = await discord_server.choose(member, answer.selects[0], ["two"])
    assert picked.text == "picked two"
    assert picked.selects == []


async def test_receives_a_file(discord_server, member, guild):
    answer = await discord_server.slash(member, "file", guild=guild)
    assert [(a["filename"], a["size"]) for a in answer.attachments] == [("a.txt", 3)]


async def test_answers_a_direct_message_and_a_mention(discord_server, client, member, guild):
    assert (await discord_server.direct_message(member, "hi")).text == "heard: hi"
    assert "what" in (await discord_server.mention(member, guild, "what")).text
    await discord_server.say(member, guild, "not for you", expect_reply=False)
    unheard = [message.content for message in client.received if message.guild and not message.mentions]
    assert "not for you" not in unheard
    bot = discord_server.add_user("other", bot=True)
    await discord_server.direct_message(bot, "beep", expect_reply=False)


async def test_user_installed_and_private_contexts(discord_server, guild):
    ada = discord_server.add_user("ada", installed=True)
    bob = discord_server.add_user("bob")
    elsewhere = discord_server.add_guild("Elsewhere", bot=False)
    group = discord_server.add_group(ada, bob)
    for place in ({}, {"guild": elsewhere}, {"guild": guild}, {"private": group}):
        assert (await discord_server.slash(ada, "say", {"text": "here"}, **place)).text == "here"
    for place in ({"guild": elsewhere}, {"private": group}):
        with pytest.raises(NotOffered):
            await discord_server.slash(bob, "say", {"text": "here"}, **place)


async def test_hides_what_discord_hides(discord_server, member, guild):
    with pytest.raises(NotOffered, match="hidden"):
        await discord_server.slash(member, "box open_", guild=guild)
    for kind in ({"guild": guild, "force": True}, {}):
        assert (await discord_server.slash(member, "box open_", **kind)).text
    assert (await discord_server.slash(discord_server.owner, "box open_", guild=guild)).text == "context True"
    for name, options in (("none", {}), ("say", {}), ("say", {"text": ""}), ("say", {"text": 1}), ("say", {"x": "y"})):
        with pytest.raises(NotOffered):
            await discord_server.slash(member, name, options, guild=guild)


async def test_resumes_after_a_cut_and_misses_nothing(discord_server, member):
    await discord_server.drop_gateway(code=4000)
    waiting = await discord_server.direct_message(member, "while away")
    assert waiting.text == "heard: while away"
    await discord_server.reconnected()
    assert len(discord_server.gateway.resumes) == 1
    assert len(discord_server.gateway.identifies) == 1


@pytest.mark.parametrize(("resumable", "identifies"), [(True, 1), (False, 2)])
async def test_invalid_sessions(discord_server, member, guild, resumable, identifies):
    await discord_server.invalidate_session(resumable=resumable)
    await discord_server.reconnected()
    assert (await discord_server.slash(member, "say", {"text": "back"}, guild=guild)).text == "back"
    assert len(discord_server.gateway.identifies) == identifies


async def test_asked_to_reconnect(discord_server):
    await discord_server.gateway.ask_to_reconnect()
    await discord_server.reconnected()
    assert len(discord_server.gateway.resumes) == 1


async def test_rate_limits_are_waited_out(discord_server, member, guild):
    discord_server.rate_limit_next("POST /interactions/", retry_after=0.05)
    discord_server.rate_limit_next("POST /channels/.*/messages", retry_after=0.05)
    assert (await discord_server.slash(member, "say", {"text": "late"}, guild=guild)).text == "late"
    assert (await discord_server.direct_message(member, "hi")).text == "heard: hi"
    assert [r.status for r in discord_server.requests if "/messages" in r.path] == [429, 200]


async def test_joins_a_guild_while_running(discord_server, member):
    late = discord_server.add_guild("Late", bot=False)
    await discord_server.join(late)
    assert (await discord_server.mention(member, late, "hi")).text


async def test_sends_nonces_once(discord_server, client, member):
    await discord_server.direct_message(member, "hi")
    sent = [r for r in discord_server.requests if r.method == "POST" and r.path.endswith("/messages")]
    nonce = sent[0].body["nonce"]
    user = await client.fetch_user(member.id)
    await user.send("again", nonce=nonce)
    assert len(await discord_server.sent_to(member)) == 1


async def test_reads_and_edits_history(discord_server, client, member):
    await discord_server.direct_message(member, "hi")
    user = await client.fetch_user(member.id)
    channel = await user.create_dm()
    async with channel.typing():
        messages = [message async for message in channel.history(limit=5)]
    assert [message.content for message in messages] == ["heard: hi", "hi"]
    assert (await messages[0].edit(content="changed")).content == "changed"
    await messages[0].delete()
    assert discord_server.typing == [channel.id]
