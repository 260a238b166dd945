"""Places beyond a first text channel: threads, forums, private channels, and what may be done in them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord
import pytest
import pytest_asyncio

from tests.discord_server import DiscordServer, Guild, NotOffered, Permission
from tests.discord_server.sample import SampleClient, running
from tests.discord_server.schema import find_schema, load_schema


def by_people(client: SampleClient) -> list[discord.Message]:
    return [message for message in client.received if not message.author.bot]


@pytest_asyncio.fixture
async def client(discord_server: DiscordServer, guild: Guild) -> AsyncIterator[SampleClient]:
    assert guild.bot
    client = SampleClient()
    async with running(discord_server, client):
        await discord_server.ready()
        yield client


async def test_message_commands_carry_the_whole_message(discord_server, client, member, guild):
    bob, ada = discord_server.add_user("bob"), discord_server.add_user("eve", installed=True)
    target = discord_server.compose(bob, guild, "not for the bot")
    answer = await discord_server.message_command(member, "Quote it", target)
    assert answer.text == "TextChannel: not for the bot"
    assert answer.ephemeral
    elsewhere = discord_server.add_guild("Elsewhere", bot=False)
    group, private = discord_server.add_group(ada, bob), discord_server.add_private(ada, bob)
    for place in (elsewhere, group, private, discord_server.direct_channel(ada)):
        target = discord_server.compose(ada, place, "here")
        assert (await discord_server.message_command(ada, "Quote it", target)).text.endswith(": here")
    with pytest.raises(NotOffered, match="installed neither"):
        await discord_server.message_command(bob, "Quote it", discord_server.compose(ada, group, "x"))
    with pytest.raises(NotOffered, match="no command"):
        await discord_server.message_command(member, "say", target)
    assert client.errors == []


@pytest.mark.usefixtures("client")
async def test_a_message_that_one_person_sees_has_a_menu_for_that_person_only(discord_server, member, guild):
    said = await discord_server.slash(member, "say", {"text": "hush"}, guild=guild)
    assert "hush" in (await discord_server.message_command(member, "Quote it", said.message)).text
    with pytest.raises(NotOffered, match="does not see"):
        await discord_server.message_command(discord_server.owner, "Quote it", said.message)


@pytest.mark.parametrize("kind", [10, 11, 12])
async def test_threads_the_bot_knows_and_others(discord_server, client, member, guild, kind):
    thread = await discord_server.start_thread(guild.channels[0], "known", kind)
    unknown = discord_server.add_thread(guild.channels[0], "unknown", kind, told=False)
    for place in (thread, unknown):
        assert "hi" in (await discord_server.mention(member, place, "hi")).text
    known, partial = (message.channel for message in by_people(client))
    assert isinstance(known, discord.Thread)
    assert known.parent_id == guild.channels[0].id
    assert isinstance(partial, discord.PartialMessageable)
    assert (await client.fetch_channel(unknown.id)).parent_id == guild.channels[0].id


async def test_threads_of_before_the_start_come_with_the_guild(discord_server, member, guild):
    thread = discord_server.add_thread(guild.channels[0], "old")
    client = SampleClient()
    async with running(discord_server, client):
        await discord_server.mention(member, thread, "hi")
        assert isinstance(client.received[0].channel, discord.Thread)


async def test_a_forum_post_is_a_thread_with_the_id_of_its_first_message(discord_server, member, guild):
    forum = discord_server.add_forum(guild, "questions")
    client = SampleClient()
    async with running(discord_server, client):
        await discord_server.post(member, forum, "Pay", f"{discord_server.bot.mention} what?")
        first = client.received[0]
        assert first.id == first.channel.id
        assert isinstance(first.channel.parent, discord.ForumChannel)
        with pytest.raises(NotOffered):
            await discord_server.post(member, guild.channels[0], "Pay", "what?")
        with pytest.raises(discord.HTTPException) as refused:
            await client.get_partial_messageable(forum.id).send("x")
    assert refused.value.code == 50008
    assert len(discord_server.take_violations()) == 1


@pytest.mark.parametrize(
    ("denied", "what", "code"),
    [
        (Permission.VIEW_CHANNEL, {}, 50001),
        (Permission.SEND_MESSAGES, {}, 50013),
        (Permission.EMBED_LINKS, {"embed": discord.Embed(title="x")}, 50013),
        (Permission.READ_MESSAGE_HISTORY, {"reference": True}, 160002),
    ],
)
async def test_refuses_what_a_channel_denies(discord_server, client, member, guild, denied, what, code):
    channel = guild.channels[0]
    message = discord_server.compose(member, guild, "x")
    if "reference" in what:
        what = {"reference": discord.MessageReference(message_id=message.id, channel_id=channel.id)}
    await discord_server.deny(channel, denied, whom=discord_server.bot)
    with pytest.raises(discord.Forbidden) as refused:
        await client.get_partial_messageable(channel.id).send("x", **what)
    assert refused.value.code == code
    assert len(discord_server.take_violations()) == 1
    await discord_server.deny(channel, whom=discord_server.bot)
    assert await client.get_partial_messageable(channel.id).send("x", **what)


async def test_threads_have_a_permission_of_their_own_and_may_be_locked(discord_server, client, guild):
    thread = await discord_server.start_thread(guild.channels[0], "t")
    await discord_server.deny(guild.channels[0], Permission.SEND_MESSAGES)
    assert await client.get_partial_messageable(thread.id).send("x")
    await discord_server.deny(guild.channels[0], Permission.SEND_MESSAGES_IN_THREADS)
    with pytest.raises(discord.Forbidden):
        await client.get_partial_messageable(thread.id).send("x")
    await discord_server.deny(guild.channels[0])
    thread.locked = True
    with pytest.raises(discord.Forbidden) as refused:
        await client.get_partial_messageable(thread.id).send("x")
    assert refused.value.code == 160005
    assert len(discord_server.take_violations()) == 2


async def test_the_bot_learns_what_it_may(discord_server, client, guild):
    channel = client.get_channel(guild.channels[0].id)
    assert channel.permissions_for(channel.guild.me).send_messages
    await discord_server.deny(guild.channels[0], Permission.SEND_MESSAGES)
    await discord_server.silence()
    assert not channel.permissions_for(channel.guild.me).send_messages


async def test_what_the_bot_does_not_see_is_not_sent_to_it(discord_server, client, member, guild):
    await discord_server.deny(guild.channels[0], Permission.VIEW_CHANNEL)
    await discord_server.mention(member, guild, "hidden", expect_reply=False)
    assert client.received == []


async def test_replies_nest_what_they_reply_to(discord_server, client, member, guild):
    first = await discord_server.mention(member, guild, "one")
    second = await discord_server.say(member, guild, "two", reply_to=first)
    await discord_server.say(member, guild, "three", reply_to=second, ping=False, expect_reply=False)
    _, two, three = by_people(client)
    answer = next(message for message in client.received if message.id == second.message.id)
    assert two.content == "two"
    assert two.reference.resolved.id == first.message.id
    assert two.reference.resolved.content == first.text
    assert two.reference.resolved.reference.resolved is None
    assert answer.reference.resolved.id == two.id
    assert (three.content, three.mentions) == ("", [])
    assert three.reference.resolved.content == second.text


async def test_replies_to_a_deleted_message_or_to_a_commands_answer(discord_server, client, member, guild):
    first = await discord_server.mention(member, guild, "one")
    del discord_server.messages[first.message.id]
    await discord_server.say(member, guild, "two", reply_to=first)
    assert isinstance(by_people(client)[-1].reference.resolved, discord.DeletedReferencedMessage)
    command = await discord_server.slash(member, "loud", guild=guild)
    await discord_server.say(member, guild, "three", reply_to=command, expect_reply=False)
    assert by_people(client)[-1].content == ""
    assert by_people(client)[-1].reference.resolved.interaction_metadata.id == command.interaction.id


async def test_a_reply_to_what_is_gone_becomes_a_plain_message_or_is_refused(discord_server, client, member, guild):
    await discord_server.mention(member, guild, "one")
    message = by_people(client)[0]
    del discord_server.messages[message.id]
    sent = await message.channel.send("x", reference=message.to_reference(fail_if_not_exists=False))
    assert sent.reference is None
    with pytest.raises(discord.NotFound):
        await message.channel.send("x", reference=message.to_reference())
    assert len(discord_server.take_violations()) == 1


async def test_messages_that_come_twice_and_edits(discord_server, client, member, guild):
    message = discord_server.compose(member, guild, f"{discord_server.bot.mention} one")
    await discord_server.deliver(message)
    await discord_server.deliver(message)
    await discord_server.edit(message, f"{discord_server.bot.mention} other", expect_reply=False)
    assert [received.id for received in by_people(client)] == [message.id] * 2
    assert client.edited == [message.id]


async def test_locales_of_members_and_guilds(discord_server, client):
    ada, guild = discord_server.add_user("ada", locale="es-419"), discord_server.add_guild("Trabajo", locale="es-ES")
    seen = []

    async def note(interaction: discord.Interaction) -> None:
        seen.append((str(interaction.locale), interaction.guild_locale and str(interaction.guild_locale)))

    client.on_interaction = note
    for place in ({"guild": guild}, {}):
        await discord_server.slash(ada, "say", {"text": "hola"}, **place)
    assert seen == [("es-419", "es-ES"), ("es-419", None)]
    assert str(client.get_guild(guild.id).preferred_locale) == "es-ES"


async def test_a_guild_that_removes_the_bot(discord_server, client, guild):
    await discord_server.leave(guild)
    await discord_server.silence()
    assert list(client.guilds) == []
    with pytest.raises(discord.Forbidden):
        await client.get_partial_messageable(guild.channels[0].id).send("x")
    assert len(discord_server.take_violations()) == 1
    await discord_server.join(guild)
    assert await client.get_partial_messageable(guild.channels[0].id).send("x")


@pytest.mark.usefixtures("client")
async def test_a_modal_takes_what_the_client_lets_a_member_type(discord_server, member, guild):
    dialog = await discord_server.slash(member, "dialog", guild=guild)
    for typed in ("", "x" * 4001):
        with pytest.raises(NotOffered, match="characters"):
            await discord_server.submit(dialog.modal, {"Question": typed})
    assert (await discord_server.submit(dialog.modal, {"Question": ""}, force=True)).text == "you asked "


@pytest.mark.skipif(find_schema() is None, reason="Discord's description is not at hand")
def test_payloads_are_as_discord_describes_them():
    schema, server = load_schema(find_schema()), DiscordServer()
    assert schema is not None
    ada, guild = server.add_user("ada"), server.add_guild("g")
    text, forum = guild.channels[0], server.add_forum(guild, "f")
    asked = server.compose(ada, server.add_thread(text, "t"), "x")
    reference = {"type": 0, "message_id": str(asked.id), "channel_id": str(asked.channel.id)}
    answer = server.create(asked.channel, server.bot, {"content": "y"}, reference=reference, referenced=asked)
    payloads = {
        "UserResponse": [ada],
        "GuildChannelResponse": [text, forum],
        "ThreadResponse": [server.add_thread(text, "t", 12), server.add_thread(forum, "post")],
        "PrivateChannelResponse": [server.direct_channel(ada), server.add_private(ada, server.owner)],
        "PrivateGroupChannelResponse": [server.add_group(ada)],
        "MessageResponse": [
            asked,
            answer,
            server.compose(ada, asked.channel, "z", reply_to=answer),
        ],
    }
    [snapshot] = server.forward(ada, text, answer).snapshots
    assert schema.misfit("MessageSnapshotResponse", snapshot) is None
    faults = {name: schema.misfit(name, thing.payload()) for name, things in payloads.items() for thing in things}
    assert {name: fault for name, fault in faults.items() if fault} == {}
