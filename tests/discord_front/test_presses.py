"""Sources, thumbs and selects, end to end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.blocks import Citation, Suggestion
from bot.discord_front.buttons import FORGED, NO_MENU, STALE
from bot.discord_front.ids import Signer, pack_vote
from bot.discord_front.votes import MOST_WORDS, THANKS
from bot.knowledge.models import Role
from tests.discord_front.conftest import serving
from tests.discord_front.samples import FULL, KNOWLEDGE, part, reply

ROLES = {f"role-{n}": Role(f"role-{n}", f"Role {n}", "role", "A role.", (), {}, ()) for n in range(60)}
KNOWN = replace(KNOWLEDGE, roles=ROLES)
CITED = reply(
    part("Pay", citations=(Citation("role-1", "Role 1", "Pay", (4, 9)), Citation("role-2", "R", "P", (7, 7))))
)
WRONG, WORDS = "What was wrong?", "In your own words, if you like"


@pytest.fixture
async def kept(discord_server, coach, settings):
    coach.knowledge = KNOWN
    async with serving(discord_server, coach, settings) as service:
        yield service


@pytest.fixture
def bot(kept, discord_server):
    assert kept.votes == []
    return discord_server


async def test_sources_open_the_lines_of_the_answer(bot, coach, member, guild):
    coach.answer = CITED
    answer = await bot.slash(member, "ask", {"question": "pay"}, guild=guild)
    opened = await bot.press(member, answer.button("Sources"))
    assert "role-1 (4, 9), role-2 (7, 7) False False" in opened.text
    assert opened.ephemeral
    assert opened.buttons == []


async def test_sources_say_that_the_knowledge_has_changed(bot, coach, member, guild):
    coach.answer = CITED
    answer = await bot.slash(member, "ask", {"question": "pay"}, guild=guild)
    coach.knowledge = replace(KNOWN, digest="1" * 64)
    assert "(7, 7) True False" in (await bot.press(member, answer.button("Sources"))).text


async def test_sources_that_cannot_be_read_say_so(bot, member):
    assert (await bot.press_custom_id(member, "src:000000:zzzzz~1-")).text == STALE
    assert "True" in (await bot.press_custom_id(member, "src::zzzzz~1")).text


async def test_another_member_may_open_sources_and_ask_on_from_a_public_card(bot, coach, member, guild):
    coach.answer = replace(CITED, suggestions=(Suggestion("Skills", "skills"),))
    answer = await bot.mention(member, guild, "pay")
    bob = bot.add_user("bob")
    for label in ("Sources", "Skills", "👍"):
        assert (await bot.press(bob, answer.button(label))).ephemeral


async def test_a_thumb_up_is_counted(bot, coach, member, guild, kept):
    coach.answer = replace(CITED, label="facet:bonus", parts=(replace(CITED.parts[0], role="role-1"),))
    answer = await bot.slash(member, "ask", {"question": "What do I get with <@5>, 150000 dollars?"}, guild=guild)
    assert (await bot.press(member, answer.button("👍"))).text == THANKS
    (vote,) = kept.votes
    assert vote["text"].startswith("what do i get with")
    assert "150000" not in vote["text"]
    assert str(member.id) not in str(vote)
    vote.pop("text")
    assert vote == {
        "member": kept.pseudonym(member.id),
        "answer": "facet:bonus role-1",
        "up": True,
        "reasons": [],
        "words": "",
    }


async def test_a_thumb_down_asks_what_was_wrong(bot, coach, member, guild, kept):
    coach.answer = FULL
    answer = await bot.slash(member, "role", {"role": "mle"}, guild=guild)
    dialog = (await bot.press(member, answer.button("👎"))).modal
    thanks = await bot.submit(dialog, {WRONG: ["out of date", "too long"], WORDS: "call +49 170 1234567!"})
    assert (thanks.text, thanks.ephemeral) == (THANKS, True)
    (vote,) = kept.votes
    assert (vote["up"], vote["reasons"], vote["text"]) == (False, ["out of date", "too long"], "mle")
    assert vote["words"].startswith("call")
    assert "1234567" not in vote["words"]


@pytest.mark.parametrize("words", ["", "x" * 4000, "@everyone <@1> \u200b", "🦜" * 2000])
async def test_a_dialog_sent_empty_or_too_full_is_taken(bot, coach, member, kept, words):
    coach.answer = FULL
    answer = await bot.direct_message(member, "pay")
    dialog = (await bot.press(member, answer.button("👎"))).modal
    given = {WORDS: words} if words else {}
    assert (await bot.submit(dialog, given, force=True)).text == THANKS
    assert kept.votes[0]["reasons"] == []
    assert len(kept.votes[0]["words"]) <= MOST_WORDS


async def test_a_dialog_is_taken_after_a_restart_and_unknown_reasons_are_dropped(
    discord_server, coach, settings, member
):
    coach.answer = FULL
    async with serving(discord_server, coach, settings):
        answer = await discord_server.slash(member, "ask", {"question": "pay"})
        dialog = (await discord_server.press(member, answer.button("👎"))).modal
    async with serving(discord_server, coach, settings) as kept:
        assert (await discord_server.submit(dialog, {WRONG: ["unclear", "nonsense"]}, force=True)).text == THANKS
    assert kept.votes[0]["reasons"] == ["unclear"]


async def test_a_forged_thumb_changes_nothing(bot, member, guild, kept):
    for signer in (Signer("another token"), Signer("")):
        forged = pack_vote(signer, up=True, answer="facet:bonus", text="pay")
        answer = await bot.press_custom_id(member, forged, guild=guild)
        assert (answer.text, answer.ephemeral) == (FORGED, True)
        down = await bot.press_custom_id(member, forged.replace("up", "down", 1))
        assert down.text == FORGED
        assert down.modal is None
    assert kept.votes == []


async def test_a_forged_dialog_changes_nothing(bot, coach, member, kept):
    coach.answer = FULL
    answer = await bot.slash(member, "ask", {"question": "pay"})
    dialog = (await bot.press(member, answer.button("👎"))).modal
    forged = replace(dialog, custom_id=dialog.custom_id[:-1] + "?")
    assert (await bot.submit(forged, {WRONG: ["unclear"]})).text == FORGED
    other_way = replace(dialog, custom_id=answer.button("👍").custom_id)
    assert (await bot.submit(other_way, {WRONG: ["unclear"]})).text == FORGED
    assert (await bot.submit(replace(dialog, custom_id="from long ago"), {})).text == STALE
    assert kept.votes == []


async def test_feedback_that_fails_is_told(bot, coach, member, kept, monkeypatch):
    async def fail(**_vote):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(kept, "vote", fail)
    coach.answer = FULL
    answer = await bot.slash(member, "ask", {"question": "pay"})
    assert "something went wrong" in (await bot.press(member, answer.button("👍"))).text
    dialog = (await bot.press(member, answer.button("👎"))).modal
    assert "something went wrong" in (await bot.submit(dialog, {})).text


async def test_a_select_asks_what_was_chosen(bot, coach, member, guild):
    coach.answer = replace(FULL, menu="roles")
    answer = await bot.slash(member, "ask", {"question": "roles"}, guild=guild)
    (select,) = answer.selects
    assert len(select.options) == 24
    chosen = await bot.choose(member, select, ["Overview: Role 5"])
    assert coach.asked[-1] == ("Overview: Role 5", f"{guild.channels[0].id}:{member.id}")
    assert chosen.ephemeral


async def test_a_select_turns_its_pages_in_place(bot, coach, member, guild):
    coach.answer = replace(FULL, menu="roles")
    answer = await bot.slash(member, "ask", {"question": "roles"}, guild=guild)
    bot.expire(answer)
    turned = await bot.choose(member, answer.selects[0], ["page:1"])
    assert turned.message is answer.message
    assert turned.texts == answer.texts
    assert [button.custom_id for button in turned.buttons] == [button.custom_id for button in answer.buttons]
    (select,) = turned.selects
    assert select.options[0]["label"] == "Role 23"
    back = await bot.choose(member, select, ["page:0"])
    assert back.selects[0].options == answer.selects[0].options


async def test_turning_a_page_of_a_card_that_all_see_changes_it_for_nobody(bot, coach, member, guild):
    coach.answer = replace(FULL, menu="roles")
    answer = await bot.mention(member, guild, "roles")
    turned = await bot.choose(bot.add_user("bob"), answer.selects[0], ["page:1"])
    assert turned.ephemeral
    assert turned.selects[0].options[0]["label"] == "Role 23"
    assert answer.now().selects[0].options == answer.selects[0].options
    direct = await bot.direct_message(member, "roles")
    assert (await bot.choose(member, direct.selects[0], ["page:1"])).message is direct.message


async def test_a_menu_that_is_gone_says_so(bot, coach, member, guild):
    coach.answer = replace(FULL, menu="roles")
    answer = await bot.slash(member, "ask", {"question": "roles"}, guild=guild)
    coach.knowledge = KNOWLEDGE
    assert (await bot.choose(member, answer.selects[0], ["page:1"])).text == NO_MENU
    assert answer.now().selects[0].options == answer.selects[0].options
