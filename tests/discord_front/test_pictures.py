from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bot.answers.blocks import ALT_LIMIT, Text
from bot.charts.pictures import Pictures, name_of
from bot.discord_front.pictures import MAX_PICTURES, charts_of
from tests.charts.samples import ODD, SMALL
from tests.discord_front.samples import part, reply
from tests.discord_server import Permission

GALLERY = 12


@pytest.fixture
def drawn(coach, settings, discord_server):
    """A reply with a chart, and the place where its picture is kept."""
    discord_server.patience = 60  # the first picture of a process takes a while on a busy machine
    coach.answer = reply(part("Pay", Text("The sources differ."), SMALL))
    return Pictures(settings.cache)


def galleries(answer):
    [container] = [component for component in answer.components if component["type"] == 17]
    return [component for component in container["components"] if component["type"] == GALLERY]


def assert_pictured(answer):
    [gallery] = galleries(answer)
    [item], [file] = gallery["items"], answer.attachments
    assert file["filename"] == name_of(SMALL)
    assert item["description"] == file["description"] == SMALL.alt
    assert item["media"]["url"] in (f"attachment://{file['filename']}", file["url"])
    assert "The sources differ." in answer.text
    assert answer.ephemeral
    assert answer.layout


@pytest.mark.parametrize(
    ("name", "options"),
    [("salary", {"role": "mle"}), ("compare", {"first": "a", "second": "b"}), ("ask", {"question": "pay?"})],
)
@pytest.mark.usefixtures("drawn")
async def test_a_chart_that_has_to_be_drawn_is_announced_first(bot, member, guild, name, options):
    answer = await bot.slash(member, name, options, guild=guild)
    assert answer.deferred
    assert answer.seconds < 1
    assert_pictured(answer)


async def test_a_chart_that_is_kept_comes_at_once(bot, member, guild, drawn):
    drawn.png(SMALL)
    answer = await bot.slash(member, "salary", {"role": "mle"}, guild=guild)
    assert not answer.deferred
    assert_pictured(answer)


async def test_the_picture_that_arrives_is_the_one_drawn(bot, member, drawn):
    await bot.slash(member, "salary", {"role": "mle"})
    files = [content for request in bot.requests for content in request.files.values()]
    assert files == [drawn.kept(SMALL)]
    assert Image.open(BytesIO(files[0])).format == "PNG"


@pytest.mark.usefixtures("drawn")
async def test_a_button_answers_with_a_picture_too(bot, coach, member, guild):
    shown, coach.answer = coach.answer, None
    first = await bot.slash(member, "ask", {"question": "hi"}, guild=guild)
    coach.answer = shown
    assert_pictured(await bot.press(member, first.buttons[0]))


@pytest.mark.usefixtures("drawn")
async def test_others_are_answered_while_a_picture_is_drawn(bot, member, guild, monkeypatch):
    begun, go_on, png = threading.Event(), threading.Event(), Pictures.png

    def slowly(*given):
        begun.set()
        go_on.wait(30)
        return png(*given)

    monkeypatch.setattr(Pictures, "png", slowly)
    waiting = asyncio.create_task(bot.slash(member, "salary", {"role": "mle"}, guild=guild))
    await asyncio.to_thread(begun.wait, 30)
    assert (await bot.slash(bot.owner, "help", {}, guild=guild)).text
    assert not waiting.done()
    go_on.set()
    assert_pictured(await waiting)


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.usefixtures("drawn")
async def test_a_chart_that_cannot_be_drawn_is_left_out_and_logged(bot, member, guild, monkeypatch, caplog, cached):
    def fail(*_):
        raise RuntimeError("no paint")

    monkeypatch.setattr(Pictures, "png", fail)
    if cached:
        monkeypatch.setattr(Pictures, "kept", lambda *_: b"")
    with caplog.at_level(logging.ERROR, "bot.discord_front.pictures"):
        answer = await bot.slash(member, "salary", {"role": "mle"}, guild=guild)
    assert "The sources differ." in answer.text
    assert galleries(answer) == answer.attachments == []
    assert [record.getMessage() for record in caplog.records] == [
        "a chart could not be drawn; the reply goes without it"
    ]


@pytest.mark.usefixtures("drawn")
async def test_a_cache_that_cannot_be_written_is_no_hindrance(bot, member, settings):
    settings.cache.mkdir(exist_ok=True)
    (settings.cache / "charts").write_text("in the way")
    assert_pictured(await bot.slash(member, "salary", {"role": "mle"}))


async def test_a_reply_without_a_chart_is_not_put_off(bot, member, guild):
    answer = await bot.slash(member, "salary", {"role": "mle"}, guild=guild)
    assert not answer.deferred
    assert answer.attachments == []


async def test_a_picture_of_strange_words_is_accepted_with_words_that_fit(bot, coach, member, guild):
    coach.answer = reply(part("Pay", Text("x"), replace(ODD["letters without a glyph"], alt="🙂 " * 2000)))
    answer = await bot.slash(member, "salary", {"role": "mle"}, guild=guild)
    assert len(answer.attachments[0]["description"].encode("utf-16-le")) // 2 <= ALT_LIMIT


def test_a_card_shows_a_few_charts_none_twice():
    several = reply(part("Pay", SMALL, SMALL), part("More", *list(ODD.values())))
    assert charts_of(several) == [SMALL, *list(ODD.values())[: MAX_PICTURES - 1]]


@pytest.mark.usefixtures("drawn")
async def test_messages_are_answered_with_a_picture_too(bot, member, guild):
    for answer in (await bot.direct_message(member, "pay?"), await bot.mention(member, guild, "pay?")):
        [gallery], [file] = galleries(answer), answer.attachments
        assert gallery["items"][0]["description"] == file["description"] == SMALL.alt


@pytest.mark.usefixtures("drawn")
async def test_where_the_bot_may_not_attach_files_the_text_is_the_answer(bot, member, guild):
    await bot.deny(guild.channels[0], Permission.ATTACH_FILES)
    answer = await bot.mention(member, guild, "pay?")
    assert "The sources differ." in answer.text
    assert answer.attachments == []
