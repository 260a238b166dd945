"""The command in a message's menu."""

from __future__ import annotations

import pytest

from bot.discord_front.menus import BOTS, EMBEDS, EMPTY, LONGEST, NAME, OWN

EMBED = {"type": "rich", "title": "A title", "description": "what does an MLE earn?"}


async def test_a_message_is_answered_to_who_asks_alone(bot, coach, guilds, member, guild):
    guilds.choose(guild, public=True)
    target = bot.compose(bot.owner, guild, "what does an MLE do? <@5>")
    answer = await bot.message_command(member, NAME, target)
    assert "what does an MLE do?" in answer.text
    assert answer.ephemeral
    assert answer.layout
    own = f"{guild.channels[0].id}:{member.id}"
    assert coach.asked == [(target.content, own)]
    assert coach.followed == [(own, ""), (f"turn {answer.interaction.id}", own)]


async def test_wherever_a_message_stands(bot, guild):
    ada, bob = bot.add_user("ada", installed=True), bot.add_user("bob")
    forum = bot.add_forum(guild, "questions")
    places = [
        guild,
        bot.add_thread(guild.channels[0], "t", told=False),
        bot.add_thread(forum, "post", told=False),
        bot.add_guild("Elsewhere", bot=False),
        bot.add_group(ada, bob),
        bot.add_private(ada, bob),
        bot.direct_channel(ada),
    ]
    for place in places:
        answer = await bot.message_command(ada, NAME, bot.compose(ada, place, "what about pay?"))
        assert "what about pay?" in answer.text
        assert answer.ephemeral


@pytest.mark.parametrize(
    ("content", "parts", "said"),
    [
        ("", {}, EMPTY),
        ("   \n", {}, EMPTY),
        ("<@5> :wave:", {"embeds": []}, None),
        ("<@5>", {}, EMPTY),
        ("🦜 ?!", {}, EMPTY),
        ("", {"embeds": [EMBED]}, EMBEDS),
        ("https://example.org/job", {"embeds": [EMBED]}, EMBEDS),
        ("x" * LONGEST, {}, None),
    ],
)
async def test_a_message_without_text_gets_a_clear_word(bot, coach, member, guild, content, parts, said):
    answer = await bot.message_command(member, NAME, bot.compose(bot.owner, guild, content, **parts))
    assert answer.ephemeral
    if said is None:
        assert coach.asked
    else:
        assert answer.text == said
        assert coach.asked == []


async def test_a_very_long_message_gets_a_clear_word(bot, coach, member, guild):
    answer = await bot.message_command(member, NAME, bot.compose(bot.owner, guild, "long " * 700))
    assert answer.text.startswith("That message has 3500 characters")
    assert coach.asked == []


async def test_a_bots_message_gets_a_clear_word(bot, coach, member, guild):
    other = bot.add_user("other", bot=True)
    assert (await bot.message_command(member, NAME, bot.compose(other, guild, "what about pay?"))).text == BOTS
    webhook = bot.compose(member, guild, "news", webhook=True)
    assert (await bot.message_command(member, NAME, webhook)).text == BOTS
    own = (await bot.mention(member, guild, "pay")).message
    assert (await bot.message_command(member, NAME, own)).text == OWN
    assert [text for text, _ in coach.asked] == ["pay"]


async def test_a_forward_is_answered_by_what_it_forwards(bot, coach, member, guild):
    forward = bot.forward(bot.owner, guild, bot.compose(member, bot.add_guild("Elsewhere"), "what about pay?"))
    assert "what about pay?" in (await bot.message_command(member, NAME, forward)).text
    assert [text for text, _ in coach.asked] == ["what about pay?"]


async def test_errors_are_told(bot, member, guild):
    assert "Sorry" in (await bot.message_command(member, NAME, bot.compose(bot.owner, guild, "crash"))).text
    bot.commands.add({"name": "Gone", "type": 3, "contexts": [0]})
    assert "has changed" in (await bot.message_command(member, "Gone", bot.compose(bot.owner, guild, "x"))).text
