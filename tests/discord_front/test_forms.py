"""`/ask` without a question opens a form."""

from __future__ import annotations

import pytest

from bot.discord_front.forms import LONGEST, NOTHING_ASKED
from tests.discord_front.conftest import serving

LABEL = "Your question"


async def test_ask_without_a_question_opens_a_form_whose_answer_is_private(bot, coach, guilds, member, guild):
    guilds.choose(guild, public=True)
    form = (await bot.slash(member, "ask", guild=guild)).modal
    assert form.title == "Ask the coach"
    [label] = form.components
    assert (label["component"]["style"], label["component"]["max_length"]) == (2, LONGEST)
    answer = await bot.submit(form, {LABEL: " what about\npay? "})
    assert answer.ephemeral
    assert coach.asked == [("what about\npay?", f"{guild.channels[0].id}:{member.id}")]


async def test_a_blank_question_opens_the_form_too(bot, member):
    assert (await bot.slash(member, "ask", {"question": "  "})).modal


@pytest.mark.parametrize("typed", ["", "   ", "\n\t\u3000"])
async def test_an_empty_form_says_so(bot, coach, member, typed):
    form = (await bot.slash(member, "ask")).modal
    answer = await bot.submit(form, {LABEL: typed}, force=True)
    assert (answer.text, answer.ephemeral) == (NOTHING_ASKED, True)
    assert coach.asked == []


@pytest.mark.parametrize("count", [LONGEST, LONGEST + 1000])
async def test_a_full_form_is_answered(bot, coach, member, count):
    form = (await bot.slash(member, "ask")).modal
    assert (await bot.submit(form, {LABEL: "🦜" * count}, force=True)).text
    assert len(coach.asked[0][0]) == LONGEST


async def test_two_who_write_at_once_do_not_get_in_each_others_way(bot, member, guild):
    forms = [(await bot.slash(user, "ask", guild=guild)).modal for user in (member, bot.owner)]
    for number, form in enumerate([*forms, *reversed(forms)]):
        assert f"question {number}" in (await bot.submit(form, {LABEL: f"question {number}"})).text


async def test_a_form_outlives_the_bot(discord_server, coach, settings, member):
    async with serving(discord_server, coach, settings):
        form = (await discord_server.slash(member, "ask")).modal
    async with serving(discord_server, coach, settings):
        assert "late" in (await discord_server.submit(form, {LABEL: "late"})).text


async def test_a_form_of_an_earlier_version_or_a_forged_one_says_so(bot, coach, member):
    form = (await bot.slash(member, "ask")).modal
    row = {"type": 1, "components": [{"type": 4, "custom_id": "question", "style": 1, "label": "Q"}]}
    shapes = [("old", form.components, "no longer works"), ("ask", [], NOTHING_ASKED), ("ask", [row], "You asked")]
    for custom_id, components, said in shapes:
        forged = type(form)(form.interaction, form.title, custom_id, {LABEL: "question"}, components)
        assert said in (await bot.submit(forged, {LABEL: "x"}, force=True)).text
    assert [text for text, _ in coach.asked] == ["x"]


async def test_errors_are_told(bot, member):
    form = (await bot.slash(member, "ask")).modal
    assert "Sorry" in (await bot.submit(form, {LABEL: "crash"})).text
    assert (await bot.submit(form, {LABEL: "refuse"})).text == "Ask me something \\*else\\*."
