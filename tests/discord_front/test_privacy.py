"""`/privacy` end to end: what is stored, and a member's own part of it."""

from __future__ import annotations

import json

import pytest

from tests.discord_front.conftest import serving


@pytest.fixture
async def service(discord_server, coach, settings):
    async with serving(discord_server, coach, settings) as service:
        yield service


@pytest.fixture
def bot(discord_server, service):
    assert service.noted == []
    return discord_server


async def vote(bot, user, **where):
    answer = await bot.slash(user, "ask", {"question": "pay"}, **where)
    await bot.press(user, answer.button("👍"))


async def test_it_tells_every_table_and_for_how_long(bot, service, member):
    answer = await bot.slash(member, "privacy")
    assert answer.ephemeral
    for kept in service.privacy():
        assert kept.title in answer.text
        assert kept.how_long in answer.text
    assert "remembered for 30 minutes" in answer.text
    assert "is cut" not in answer.text
    assert [button.label for button in answer.buttons] == ["Export", "Delete"]


async def test_an_export_is_a_file_for_the_member_alone(bot, member, guild):
    await vote(bot, member, guild=guild)
    await vote(bot, bot.add_user("bob"), guild=guild)
    card = await bot.slash(member, "privacy", guild=guild)
    exported = await bot.press(member, card.button("Export"))
    assert exported.ephemeral
    assert [attachment["filename"] for attachment in exported.attachments] == ["career-coach.json"]
    content = json.loads(list(bot.files.values())[-1])
    assert [(each["up"], each["reasons"]) for each in content["votes"]] == [(True, [])]
    assert content["versions"] == []


async def test_deleting_asks_first_then_tells_how_much(bot, coach, service, member, guild):
    bob = bot.add_user("bob")
    for user in (member, bob):
        await vote(bot, user, guild=guild)
    card = await bot.slash(member, "privacy", guild=guild)
    asked = await bot.press(member, card.button("Delete"))
    assert asked.ephemeral
    kept = await bot.press(member, asked.button("Keep"))
    assert "Nothing was deleted" in kept.text
    assert len(coach.asked) == 2
    asked = await bot.press(member, card.button("Delete"))
    done = await bot.press(member, asked.button("Delete for good"))
    assert "Votes on answers: 1 deleted" in done.text
    assert "Conversations in memory: 1 forgotten" in done.text
    assert done.buttons == []
    assert [conversation for _, conversation in coach.asked] == [f"{guild.channels[0].id}:{bob.id}"]
    assert json.loads(await service.export(member.id))["votes"] == []
    assert len(json.loads(await service.export(bob.id))["votes"]) == 1


@pytest.mark.parametrize("act", ["export", "delete", "erase", "keep"])
async def test_a_made_up_press_touches_nobody_else(bot, service, member, act):
    bob = bot.add_user("bob")
    await vote(bot, bob)
    assert (await bot.press_custom_id(member, f"own:{act}")).text
    assert len(json.loads(await service.export(bob.id))["votes"]) == 1


async def test_buttons_work_after_a_restart(discord_server, coach, settings, member):
    async with serving(discord_server, coach, settings):
        await vote(discord_server, member)
        card = await discord_server.slash(member, "privacy")
        asked = await discord_server.press(member, card.button("Delete"))
    discord_server.expire(asked)
    async with serving(discord_server, coach, settings):
        done = await discord_server.press(member, asked.button("Delete for good"))
        assert "1 deleted" in done.text
