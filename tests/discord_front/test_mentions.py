"""Mentions and replies in channels, threads and forum posts: answered once, in place, or not at all."""

from __future__ import annotations

import pytest

from tests.discord_front.conftest import serving
from tests.discord_server import NoAnswer, Permission


def posts(bot, place):
    return [request for request in bot.requests if request.path == f"/channels/{place.id}/messages"]


async def test_a_mention_is_answered_as_a_reply_that_pings_nobody(bot, member, guild):
    answer = await bot.mention(member, guild, "what about pay?")
    assert answer.message.reference["message_id"] == str(bot.written.id)
    [sent] = posts(bot, guild.channels[0])
    assert sent.body["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize("kind", [10, 11, 12])
@pytest.mark.parametrize("told", [True, False])
async def test_threads_are_places_of_their_own(bot, coach, member, guild, kind, told):
    thread = bot.add_thread(guild.channels[0], "t", kind, told=told)
    if told:
        await bot.gateway.tell("THREAD_CREATE", thread)
    answer = await bot.mention(member, thread, "what about pay?")
    assert answer.message.channel is thread
    assert coach.asked == [("what about pay?", f"{thread.id}:{member.id}")]
    assert (await bot.say(member, thread, "and more?", reply_to=answer)).message.channel is thread


async def test_a_forum_post_is_answered_in_it(discord_server, coach, settings, member, guild):
    forum = discord_server.add_forum(guild, "questions")
    async with serving(discord_server, coach, settings):
        answer = await discord_server.post(member, forum, "Pay", f"{discord_server.bot.mention} what does it pay?")
        assert answer.message.channel.parent is forum
        assert answer.message.reference["message_id"] == str(answer.message.channel.id)
        await discord_server.post(member, forum, "Not for the bot", "hello", expect_reply=False)


async def test_a_message_is_answered_once(bot, coach, member, guild):
    message = bot.compose(member, guild, f"{bot.bot.mention} one")
    await bot.deliver(message)
    await bot.deliver(message, expect_reply=False)
    await bot.edit(message, f"{bot.bot.mention} two", expect_reply=False)
    plain = bot.compose(member, guild, "nothing")
    await bot.deliver(plain, expect_reply=False)
    await bot.edit(plain, f"{bot.bot.mention} now with a mention", expect_reply=False)
    assert [text for text, _ in coach.asked] == ["one"]


async def test_a_message_that_is_replayed_is_answered_once(bot, coach, member, guild):
    await bot.mention(member, guild, "one")
    for payload in bot.gateway.session.sent:
        if payload["t"] == "MESSAGE_CREATE":
            await bot.gateway.dispatch(payload["t"], payload["d"])
            break
    await bot.silence()
    assert [text for text, _ in coach.asked] == ["one"]


async def test_replies_to_an_answer_are_answered(bot, coach, member, guild):
    first = await bot.mention(member, guild, "one")
    assert "two" in (await bot.say(member, guild, "two", reply_to=first)).text
    assert [text for text, _ in coach.asked] == ["one", "two"]


async def test_a_reply_without_the_ping_is_answered_where_discord_lets_it_be_read(bot, coach, member, guild):
    first = await bot.mention(member, guild, "one")
    await bot.say(member, guild, "two", reply_to=first, ping=False, expect_reply=False)
    message = bot.compose(member, guild, "three", reply_to=first.message, ping=False)
    here = {"guild_id": str(guild.id), "member": guild.member(member, with_user=False)}
    await bot.gateway.dispatch("MESSAGE_CREATE", message.payload() | here)
    await bot.silence()
    assert [text for text, _ in coach.asked] == ["one", "three"]


async def test_what_is_no_reply_to_the_bot_is_left_alone(bot, member, guild):
    first = await bot.mention(member, guild, "one")
    human = bot.compose(bot.owner, guild, "hello")
    await bot.deliver(bot.compose(member, guild, "two", reply_to=human), expect_reply=False)
    picture = bot.compose(member, guild, "", reply_to=first.message)
    await bot.deliver(picture, expect_reply=False)
    await bot.deliver(bot.forward(member, guild, first.message), expect_reply=False)


async def test_a_mention_without_text_gets_help_and_so_in_a_reply(bot, coach, member, guild):
    first = await bot.mention(member, guild, "  ")
    assert "Ask me anything" in first.text
    assert "Ask me anything" in (await bot.say(member, guild, bot.bot.mention, reply_to=first)).text
    assert coach.asked == []


async def test_a_reply_goes_on_from_that_very_answer(bot, coach, member, guild):
    bob, place = bot.add_user("bob"), guild.channels[0].id
    first = await bot.mention(member, guild, "one")
    question = bot.written
    await bot.mention(member, guild, "two")
    coach.followed.clear()
    await bot.say(bob, guild, "three", reply_to=first)
    assert coach.followed == [
        (f"{place}:{bob.id}", f"turn {question.id}"),
        (f"turn {bot.written.id}", f"{place}:{bob.id}"),
    ]


async def test_a_reply_to_a_public_answer_of_a_command_goes_on_from_it(bot, coach, guilds, member, guild):
    guilds.choose(guild, public=True)
    first = await bot.slash(member, "ask", {"question": "one"}, guild=guild)
    coach.followed.clear()
    await bot.say(member, guild, f"{bot.bot.mention} two", reply_to=first)
    assert coach.followed[0] == (f"{guild.channels[0].id}:{member.id}", f"turn {first.interaction.id}")


@pytest.mark.parametrize("denied", [Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES])
async def test_where_the_bot_may_not_write_it_does_not_try(bot, coach, member, guild, caplog, denied):
    channel = guild.channels[0]
    await bot.mention(member, guild, "hello")
    await bot.deny(channel, denied)
    await bot.mention(member, guild, "something private", expect_reply=False)
    assert len(posts(bot, channel)) == 1
    assert len(coach.asked) == 1
    assert caplog.text.count("private") == 0


async def test_where_it_may_not_write_in_threads_it_is_silent_there_alone(bot, member, guild):
    thread = await bot.start_thread(guild.channels[0], "t")
    await bot.deny(guild.channels[0], Permission.SEND_MESSAGES_IN_THREADS)
    await bot.mention(member, thread, "x", expect_reply=False)
    assert not posts(bot, thread)
    assert (await bot.mention(member, guild, "x")).text


async def test_where_it_may_write_in_threads_alone_it_answers_there(bot, member, guild):
    thread = await bot.start_thread(guild.channels[0], "t")
    await bot.deny(guild.channels[0], Permission.SEND_MESSAGES)
    assert (await bot.mention(member, thread, "x")).text


async def test_without_the_history_it_answers_without_the_reference(bot, member, guild):
    await bot.deny(guild.channels[0], Permission.READ_MESSAGE_HISTORY)
    assert (await bot.mention(member, guild, "x")).message.reference is None


@pytest.mark.parametrize("how", ["unseen permissions", "locked", "removed", "deleted"])
async def test_a_refusal_in_the_middle_of_an_answer_is_let_be(bot, coach, member, guild, caplog, how):
    caplog.set_level("INFO")
    thread = bot.add_thread(guild.channels[0], "t", told=False)

    def meanwhile() -> None:
        match how:
            case "unseen permissions":
                guild.channels[0].denied[guild.id] = int(Permission.SEND_MESSAGES_IN_THREADS)
            case "locked":
                thread.locked = True
            case "removed":
                guild.bot = False
            case "deleted":
                del bot.channels[thread.id]

    coach.meanwhile = meanwhile
    await bot.mention(member, thread, "something private", expect_reply=False)
    assert "no permission to answer" in caplog.text
    assert "private" not in caplog.text
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")]
    assert len(bot.take_violations()) == 1


async def test_a_server_that_removes_the_bot_in_the_middle_of_a_command(bot, coach, member, guild):
    def meanwhile() -> None:
        guild.bot = False

    coach.meanwhile = meanwhile
    assert "x" in (await bot.slash(member, "ask", {"question": "x"}, guild=guild)).text
    await bot.leave(guild)
    coach.meanwhile = lambda: None
    assert (await bot.direct_message(member, "still there")).text
    await bot.join(guild)
    assert (await bot.mention(member, guild, "back")).text


async def test_a_server_that_is_unavailable_for_a_while(bot, member, guild):
    await bot.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})
    assert (await bot.mention(member, guild, "x")).text


async def test_mentions_are_answered_in_the_channels_a_server_chose(discord_server, coach, settings, guilds, member):
    guild = discord_server.add_guild("Chosen")
    open_, closed = guild.channels[0], discord_server.add_text_channel(guild, "closed")
    forum = discord_server.add_forum(guild, "questions")
    guilds.choose(guild, channels=frozenset({open_.id, forum.id}))
    async with serving(discord_server, coach, settings, guilds):
        for channel in (open_, closed):
            thread = await discord_server.start_thread(channel, "t")
            for place in (channel, thread):
                await discord_server.mention(member, place, "x", expect_reply=channel is open_)
        assert (await discord_server.post(member, forum, "Pay", f"{discord_server.bot.mention} x")).text


async def test_the_channel_of_an_unknown_thread_is_asked_for_once(bot, guilds, member, guild):
    there = bot.add_thread(guild.channels[0], "t", told=False)
    guilds.choose(guild, channels=frozenset({guild.channels[0].id}))
    for _ in range(2):
        assert (await bot.mention(member, there, "x")).text
    assert sum(request.path == f"/channels/{there.id}" for request in bot.requests) == 1
    guilds.choose(guild, channels=frozenset({1}))
    await bot.mention(member, there, "x", expect_reply=False)
    bot.fail_next("GET /channels/", 500, times=9)
    await bot.mention(member, bot.add_thread(guild.channels[0], "u", told=False), "x", expect_reply=False)


async def test_a_channel_cools_down(bot, guilds, member, guild):
    guilds.choose(guild, cooldown=60.0)
    assert (await bot.mention(member, guild, "one")).text
    await bot.mention(bot.owner, guild, "two", expect_reply=False)
    thread = await bot.start_thread(guild.channels[0], "t")
    assert (await bot.mention(member, thread, "three")).text
    assert (await bot.slash(member, "ask", {"question": "four"}, guild=guild)).text


async def test_an_apology_that_cannot_be_sent_is_logged_alone(bot, member, guild, caplog):
    bot.fail_next("POST /channels/", 503, times=2)
    bot.patience = 0.2
    with pytest.raises(NoAnswer):
        await bot.mention(member, guild, "something private")
    assert "something private" not in caplog.text
    bot.planned.clear()
    bot.patience = 5
    assert (await bot.mention(member, guild, "x")).text
