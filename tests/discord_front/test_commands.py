from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.answers.blocks import Outcome, Text
from bot.discord_front.admins import REFUSAL
from bot.discord_front.buttons import STALE
from bot.errors import Problem
from tests.discord_front.conftest import serving
from tests.discord_front.samples import FULL, part, reply
from tests.discord_server import NotOffered

COMMANDS = {
    "ask": ({"question": "what does an MLE do?"}, "what does an MLE do?"),
    "role": ({"role": "mle"}, "role \\| mle"),
    "skills": ({"role": "mle", "known": "python"}, "skills \\| mle \\| python"),
    "salary": ({"role": "mle", "place": "Berlin"}, "salary \\| mle \\| Berlin \\| None"),
    "offer": (
        {"role": "mle", "amount": "165k", "bonus": "10%", "sign_on": "20k", "place": "Boston"},
        "offer \\| mle \\| 165k \\| 10% \\| None \\| 20k \\| Boston \\| None",
    ),
    "compare": ({"first": "mle", "second": "em", "topic": "pay"}, "compare \\| mle \\| em \\| pay"),
    "help": ({}, "Ask me anything."),
}


@pytest.mark.parametrize(("name", "case"), COMMANDS.items(), ids=COMMANDS)
async def test_every_command_answers_privately(bot, member, guild, name, case):
    options, expected = case
    answer = await bot.slash(member, name, options, guild=guild)
    assert expected in answer.text
    assert answer.ephemeral
    assert answer.layout
    assert answer.content == ""
    assert answer.seconds < 1


async def test_works_wherever_it_is_installed(bot, guild):
    ada, bob = bot.add_user("ada", installed=True), bot.add_user("bob")
    elsewhere, group = bot.add_guild("Elsewhere", bot=False), bot.add_group(ada, bob)
    for place in ({}, {"guild": guild}, {"guild": elsewhere}, {"private": group}):
        answer = await bot.slash(ada, "ask", {"question": "hi"}, **place)
        assert answer.ephemeral
        assert (await bot.press(ada, answer.buttons[0])).text.count("again hi")


async def test_every_command_is_offered_everywhere(bot):
    for command in bot.commands.all():
        assert command["contexts"] == [0, 1, 2]
        assert command["integration_types"] == [0, 1]
    names = {command["name"] for command in bot.commands.all()}
    assert names == {
        "ask",
        "role",
        "skills",
        "salary",
        "offer",
        "compare",
        "help",
        "knowledge",
        "settings",
        "privacy",
        "Ask the coach",
    }


async def test_registers_commands_only_when_they_changed(discord_server, coach, settings):
    def puts() -> int:
        return sum(request.method == "PUT" for request in discord_server.requests)

    for _ in range(2):
        async with serving(discord_server, coach, settings):
            await discord_server.ready()
        assert puts() == 1
    first = next(iter(discord_server.commands.registered.values()))
    first["description"] = "changed by hand"
    async with serving(discord_server, coach, settings):
        await discord_server.ready()
    assert puts() == 2
    async with serving(discord_server, coach, settings):
        await discord_server.ready()
    assert puts() == 2


async def test_a_conversation_is_one_person_in_one_channel(bot, coach, member, guild):
    answer = await bot.slash(member, "ask", {"question": "one"}, guild=guild)
    await bot.press(member, answer.buttons[0])
    await bot.mention(member, guild, "two")
    await bot.slash(bot.owner, "ask", {"question": "three"}, guild=guild)
    await bot.direct_message(member, "four")
    channel, direct = guild.channels[0], bot.direct_channel(member)
    here = f"{channel.id}:{member.id}"
    assert [conversation for _, conversation in coach.asked] == [
        here,
        here,
        here,
        f"{channel.id}:{bot.owner.id}",
        f"{direct.id}:{member.id}",
    ]


@pytest.mark.parametrize(
    ("command", "options", "focused"),
    [
        ("role", {"role": "man"}, "role"),
        ("skills", {"role": "man"}, "role"),
        ("skills", {"role": "x", "known": "man"}, "known"),
        ("salary", {"role": "man"}, "role"),
        ("salary", {"role": "x", "place": "man"}, "place"),
        ("salary", {"role": "x", "level": "man"}, "level"),
        ("offer", {"role": "man"}, "role"),
        ("offer", {"role": "x", "amount": "1", "place": "man"}, "place"),
        ("offer", {"role": "x", "amount": "1", "level": "man"}, "level"),
        ("compare", {"first": "man"}, "first"),
        ("compare", {"first": "x", "second": "man"}, "second"),
        ("compare", {"first": "x", "second": "y", "topic": "man"}, "topic"),
    ],
)
async def test_completes_options(bot, member, guild, command, options, focused):
    choices = await bot.autocomplete(member, command, options, focused=focused, guild=guild)
    assert choices[0].name.startswith("Engineering manager")
    assert len(choices) == 25


async def test_completes_the_last_of_several_skills(bot, member):
    options = {"role": "x", "known": "python, man"}
    choices = await bot.autocomplete(member, "skills", options, focused="known")
    assert choices[0].value == "python, Engineering manager (skill)"


async def test_takes_values_completion_never_offered(bot, member):
    for value in ("zzz", "x" * 6000, "🦜", "@everyone"):
        answer = await bot.slash(member, "role", {"role": value})
        assert answer.ephemeral
        assert len(answer.text) <= 4000


async def test_a_pressed_button_asks(bot, coach, member, guild):
    coach.answer = FULL
    answer = await bot.slash(member, "ask", {"question": "pay"}, guild=guild)
    assert [button.label for button in answer.buttons][:2] == ["And the manager?", "Skills"]
    pressed = await bot.press(member, answer.button("Skills"))
    assert coach.asked[-1][0] == "skills of an ML engineer"
    assert pressed.ephemeral
    assert pressed.message is not answer.message
    bot.expire(answer)
    assert (await bot.press(member, answer.button("Skills"))).ephemeral


async def test_buttons_outlive_the_bot(discord_server, coach, settings, member, guild):
    async with serving(discord_server, coach, settings):
        answer = await discord_server.slash(member, "ask", {"question": "pay"}, guild=guild)
    async with serving(discord_server, coach, settings):
        assert "again pay" in (await discord_server.press(member, answer.buttons[0])).text


async def test_buttons_under_a_direct_message_and_a_mention(bot, member, guild):
    for answer in (await bot.direct_message(member, "pay"), await bot.mention(member, guild, "pay")):
        pressed = await bot.press(member, answer.buttons[0])
        assert "again pay" in pressed.text
        assert pressed.ephemeral


@pytest.mark.parametrize("custom_id", ["stale:1", "ask:", "ask:   ", "ask", "role:x:y", "🦜"])
async def test_a_stale_button_says_so(bot, coach, member, guild, custom_id):
    answer = await bot.press_custom_id(member, custom_id, guild=guild)
    assert answer.text == STALE
    assert answer.ephemeral
    assert coach.asked == []


async def test_a_button_of_today_on_an_old_message_asks(bot, member):
    assert "what about pay" in (await bot.press_custom_id(member, "ask:what about pay")).text


@pytest.mark.parametrize("who", ["owner", "admin", "team"])
async def test_who_is_an_admin(discord_server, coach, settings, guild, who):
    user = {"owner": discord_server.owner}.get(who)
    if who == "admin":
        user = next(user for user in discord_server.users.values() if user.name == "admin")
    elif who == "team":
        user = discord_server.add_user("colleague")
        discord_server.team = [discord_server.owner, user]
    async with serving(discord_server, coach, settings):
        answer = await discord_server.slash(user, "knowledge check", guild=guild, force=True)
        assert "has no problems" in answer.text
        assert answer.ephemeral
        assert answer.deferred


@pytest.mark.parametrize("command", ["status", "reload", "rollback", "gaps", "check", "why"])
async def test_others_are_refused(bot, member, guild, command):
    options = {"why": {"message": "x"}, "rollback": {"version": 1}}.get(command, {})
    with pytest.raises(NotOffered):
        await bot.slash(member, f"knowledge {command}", options, guild=guild)
    for place in ({}, {"guild": guild, "force": True}):
        answer = await bot.slash(member, f"knowledge {command}", options, **place)
        assert answer.text == REFUSAL.replace("_", "\\_")
        assert answer.ephemeral


async def test_problems_are_shown(bot, coach):
    coach.problems = [Problem("roles/a.yaml", n, f"unknown skill *{n}*") for n in range(1, 200)]
    answer = await bot.slash(bot.owner, "knowledge check")
    assert "The knowledge has 199 problems" in answer.text
    assert "roles/a.yaml:1: unknown skill \\*1\\*" in answer.text
    assert "is cut" in answer.text
    coach.problems = []
    assert "has no problems" in (await bot.slash(bot.owner, "knowledge check")).text


async def test_why_shows_the_trace(bot):
    answer = await bot.slash(bot.owner, "knowledge why", {"message": "pay?"})
    assert "understood pay?" in answer.text
    assert answer.text.count("```") == 2
    assert "@everyone" not in answer.text
    assert "is cut" in answer.text


async def test_an_error_is_an_apology_with_a_number(bot, member, guild, caplog):
    expected = []
    for answer in (
        await bot.slash(member, "ask", {"question": "crash"}, guild=guild),
        await bot.press_custom_id(member, "ask:crash"),
        await bot.direct_message(member, "crash"),
    ):
        assert "Sorry" in answer.text
        assert "secret detail" not in answer.text
        expected.append(answer.text.split("`")[1])
    logged = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.args[0] for record in logged] == expected
    assert all(record.exc_info for record in logged)


async def test_a_user_error_is_shown_as_it_is(bot, member, caplog):
    for answer in (await bot.slash(member, "ask", {"question": "refuse"}), await bot.direct_message(member, "refuse")):
        assert answer.text == "Ask me something \\*else\\*."
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_what_a_member_says_of_themselves_is_in_nothing_that_is_kept(discord_server, coach, settings, member):
    coach.answer = replace(reply(), outcome=Outcome.UNKNOWN)
    offer = {"role": "nurse", "amount": "165k", "bonus": "10%", "equity": "9k", "sign_on": "20k", "place": "Boston"}
    calls = (("offer", offer), ("skills", {"role": "nurse", "known": "python"}))
    async with serving(discord_server, coach, settings) as service:
        answers = [await discord_server.slash(member, name, options) for name, options in calls]
        async with asyncio.timeout(5):
            while len(service.noted) < len(calls):  # it is noted after the answer is sent
                await asyncio.sleep(0.01)
    assert {text for _, text in service.noted} == {"offer as nurse", "skills nurse"}
    carried = {button.custom_id.partition("|")[2] for answer in answers for button in answer.buttons}
    assert carried - {""} == {"offer as nurse", "nurse"}


async def test_a_command_that_is_gone_is_explained(bot, member):
    bot.commands.add({"name": "gone", "description": "of an earlier version", "contexts": [1]})
    assert "has changed" in (await bot.slash(member, "gone")).text


async def test_echoes_are_harmless(bot, member, guild):
    evil = "@everyone @here <@1> <@&2> [link](https://x.y) **bold** # no ``` `x` ||s||"
    for answer in (
        await bot.slash(member, "ask", {"question": evil}, guild=guild),
        await bot.mention(member, guild, evil),
        await bot.direct_message(member, evil),
    ):
        for piece in ("@everyone", "@here", "<@1>", "<@&2>", "[link](", "**bold**", "```"):
            assert piece not in answer.text.replace("\\[", "").replace("\\*", "").replace("\\`", "")
    sent = [request.body for request in bot.requests if request.method == "POST" and "messages" in request.path]
    assert all(body["allowed_mentions"]["parse"] == [] for body in sent)


async def test_oversized_replies_fit(bot, coach, member, guild):
    coach.answer = reply(*(part(f"Part {n}", Text("word " * 900)) for n in range(20)))
    for answer in (
        await bot.slash(member, "ask", {"question": "x"}, guild=guild),
        await bot.direct_message(member, "x"),
    ):
        assert sum(map(len, answer.texts)) <= 4000
        assert answer.component_count <= 40
        assert "is cut" in answer.text
