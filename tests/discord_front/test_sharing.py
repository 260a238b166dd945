"""Sharing a card, end to end."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.answers.blocks import Note, Text
from bot.charts.pictures import name_of
from bot.discord_front.sharing import ALREADY, NOT_HERE, NOT_YOU, NOTHING
from tests.charts.samples import SMALL
from tests.discord_front.conftest import serving
from tests.discord_front.samples import FULL, part, reply
from tests.discord_server.model import MEMBER_PERMISSIONS

MIXED = reply(
    part("Pay", Text("You said 150k.", personal=True), Note("For all to see.")), part("Yours", Text("X", personal=True))
)
SEND = 0x800
THREADS = 1 << 38
EXTERNAL = 1 << 50


@pytest.fixture
def shared(bot, coach, member, guild):
    """Ask, press Share, and give the private answer with what was posted."""

    async def share(shown=FULL):
        coach.answer = shown
        answer = await bot.slash(member, "ask", {"question": "pay"}, guild=guild)
        (posted,) = await bot.followed(await bot.press(member, answer.button("Share")))
        return answer, posted

    return share


async def test_a_card_is_posted_for_all_without_its_buttons(shared):
    answer, posted = await shared()
    assert not posted.ephemeral
    assert posted.texts == answer.texts
    assert posted.buttons == []
    assert posted.layout
    assert [(button.label, button.disabled) for button in answer.now().buttons if "Share" in button.label] == [
        ("Shared", True)
    ]
    assert answer.now().texts == answer.texts


async def test_what_the_member_said_is_left_out(shared):
    answer, posted = await shared(MIXED)
    assert "150k" in answer.text
    assert "150k" not in posted.text
    assert posted.texts[0] == "### Pay"
    assert "For all to see" in posted.text
    assert "Yours" not in posted.text


@pytest.mark.parametrize(
    ("instead", "shown"),
    [
        ("skills:role-1", "skills \\| role-1"),
        ("salary:role-1", "salary \\| role-1"),
        ("roles", "All roles."),
    ],
)
async def test_a_wholly_personal_card_is_shared_by_its_counterpart(shared, coach, instead, shown):
    personal = replace(part("Gap", Text("You have python.", personal=True)), instead=instead)
    coach.answer = None
    ask = coach.ask

    def once(text, *, conversation=None):
        return reply(personal) if text == "pay" else ask(text, conversation=conversation)

    coach.ask = once
    _, posted = await shared(None)
    assert shown in posted.text
    assert "python" not in posted.text


async def test_a_personal_card_without_a_counterpart_is_not_shared(bot, coach, member, guild):
    coach.answer = reply(part("Gap", Text("You have python.", personal=True)))
    answer = await bot.slash(member, "ask", {"question": "pay"}, guild=guild)
    pressed = await bot.press(member, answer.button("Share"))
    assert pressed.text == NOTHING
    assert not answer.now().button("Share").disabled


async def test_pressed_twice_it_is_posted_once(bot, shared, member):
    answer, _ = await shared()
    second = await bot.press(member, answer.button("Share"))
    assert second.text == ALREADY
    assert second.ephemeral
    assert second.follow_ups == []


async def test_pressed_twice_at_once_it_is_posted_once(bot, coach, member, guild):
    coach.answer = FULL
    answer = await bot.slash(member, "ask", {"question": "pay"}, guild=guild)
    presses = await asyncio.gather(*(bot.press(member, answer.button("Share")) for _ in range(4)))
    while not any(pressed.follow_ups for pressed in presses):
        await asyncio.sleep(0.01)
    await bot.silence()
    assert sum(len(pressed.follow_ups) for pressed in presses) == 1
    assert sorted(pressed.text == ALREADY for pressed in presses) == [False, True, True, True]


async def test_where_discord_refuses_the_member_is_told_and_may_try_again(bot, coach, member, guild):
    coach.answer = FULL
    answer = await bot.slash(member, "ask", {"question": "pay"}, guild=guild)
    bot.fail_next("POST /webhooks/", 403)
    pressed = await bot.press(member, answer.button("Share"))
    assert [(follow.text, follow.ephemeral) for follow in await bot.followed(pressed)] == [(NOT_HERE, True)]
    again = answer.now().button("Share")
    assert not again.disabled
    pressed = await bot.press(member, again)
    assert [follow.ephemeral for follow in await bot.followed(pressed)] == [False]


async def test_where_discord_is_in_trouble_the_button_comes_back(bot, coach, member, guild):
    coach.answer = FULL
    answer = await bot.slash(member, "ask", {"question": "pay"}, guild=guild)
    bot.fail_next("POST /webhooks/", 400)
    pressed = await bot.press(member, answer.button("Share"))
    assert "something went wrong" in (await bot.followed(pressed))[0].text
    assert not answer.now().button("Share").disabled


@pytest.mark.parametrize(
    ("permissions", "in_guild", "told"),
    [
        (MEMBER_PERMISSIONS & ~SEND, True, NOT_YOU),
        (MEMBER_PERMISSIONS & ~EXTERNAL, True, ""),
        (MEMBER_PERMISSIONS & ~EXTERNAL, False, NOT_HERE),
        (MEMBER_PERMISSIONS, False, ""),
    ],
)
async def test_who_may_not_post_shares_nothing(bot, coach, permissions, in_guild, told):
    coach.answer = FULL
    ada, guild = bot.add_user("ada", installed=True), bot.add_guild("Elsewhere", bot=in_guild)
    guild.member_permissions = permissions
    answer = await bot.slash(ada, "ask", {"question": "pay"}, guild=guild)
    pressed = await bot.press(ada, answer.button("Share"))
    if told:
        assert (pressed.text, pressed.ephemeral) == (told, True)
    else:
        assert [follow.ephemeral for follow in await bot.followed(pressed)] == [False]
    assert answer.now().button("Share" if told else "Shared").disabled is not bool(told)


async def test_shares_in_a_group_where_only_the_member_has_it_installed(bot, coach):
    coach.answer = FULL
    ada, bob = bot.add_user("ada", installed=True), bot.add_user("bob")
    answer = await bot.slash(ada, "ask", {"question": "pay"}, private=bot.add_group(ada, bob))
    pressed = await bot.press(ada, answer.button("Share"))
    assert [follow.ephemeral for follow in await bot.followed(pressed)] == [False]


async def test_in_a_direct_message_there_is_nobody_to_share_with(bot, coach, member, guild):
    coach.answer = FULL
    for answer in (
        await bot.slash(member, "ask", {"question": "pay"}),
        await bot.direct_message(member, "pay"),
        await bot.mention(member, guild, "pay"),
    ):
        assert "Share" not in [button.label for button in answer.buttons]
        assert "👍" in [button.label for button in answer.buttons]


async def test_is_shared_after_a_restart_and_at_any_age(discord_server, coach, settings, member, guild):
    coach.answer = MIXED
    async with serving(discord_server, coach, settings):
        answer = await discord_server.slash(member, "ask", {"question": "pay"}, guild=guild)
    discord_server.expire(answer)
    async with serving(discord_server, coach, settings):
        pressed = await discord_server.press(member, answer.button("Share"))
        (posted,) = await discord_server.followed(pressed)
    assert "For all to see" in posted.text
    assert "150k" not in posted.text


async def test_a_chart_is_shared_and_a_personal_one_is_not(bot, coach, member, guild):
    bot.patience = 60  # the first picture of a process takes a while on a busy machine
    own = replace(SMALL, title="Where you stand", personal=True)
    coach.answer = reply(part("Pay", Text("The sources differ."), SMALL, own))
    answer = await bot.slash(member, "salary", {"role": "mle"}, guild=guild)
    assert len(answer.attachments) == 2
    (posted,) = await bot.followed(await bot.press(member, answer.button("Share")))
    assert [(file["filename"], file["description"]) for file in posted.attachments] == [(name_of(SMALL), SMALL.alt)]
    galleries = [part for part in posted.components[0]["components"] if part["type"] == 12]
    assert [item["media"]["url"] for item in galleries[0]["items"]] == [f"attachment://{name_of(SMALL)}"]
    assert len(galleries) == 1
    assert len(answer.now().attachments) == 2


@pytest.mark.parametrize("lost", [False, True])
async def test_a_picture_goes_along_and_one_that_is_lost_keeps_nothing_back(bot, member, guild, lost):
    text = {"type": 10, "content": "Pay, drawn.", "id": 2}
    gallery = {"type": 12, "id": 3, "items": [{"media": {"url": "attachment://pay.png"}, "description": "Pay"}]}
    share = {"type": 2, "style": 2, "label": "Share", "custom_id": "share:"}
    message = bot.create(guild.channels[0], bot.bot, {"flags": 1 << 15})
    message.flags |= 1 << 6
    number = bot.snowflakes.next()
    url = f"{bot.origin}/files/{number}/pay.png"
    if not lost:
        bot.files[number] = b"a picture"
    message.attachments = [{"id": str(number), "filename": "pay.png", "size": 9, "url": url, "proxy_url": url}]
    gallery["items"][0]["media"] = {"url": url, "proxy_url": url}
    row = {"type": 1, "components": [share]}
    message.components = [{"type": 17, "id": 1, "components": [text, {"type": 14, "id": 9}, gallery]}, row]
    pressed = await bot._component(member, message, {"custom_id": "share:", "component_type": 2})
    (posted,) = await bot.followed(pressed)
    assert posted.text == "Pay, drawn."
    kinds = [part["type"] for part in posted.components[0]["components"]]
    assert kinds == ([10] if lost else [10, 14, 12])
    assert [attachment["filename"] for attachment in posted.attachments] == ([] if lost else ["pay.png"])
    if not lost:
        assert posted.components[0]["components"][2]["items"][0]["media"]["url"] == "attachment://pay.png"
        assert bot.files[int(posted.attachments[0]["id"])] == b"a picture"
