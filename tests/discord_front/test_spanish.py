"""A member who reads Spanish: every kind of card, and what is said in every place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from gettext import NullTranslations
from pathlib import Path

import pytest
import pytest_asyncio

from bot import locale
from bot.answers.blocks import Outcome
from bot.answers.direct import Sums
from bot.answers.tongue import GUIDES_IN_ENGLISH
from bot.app import Coach
from bot.discord_front.menus import NAME
from bot.discord_front.votes import WrongForm
from bot.knowledge.paths import default_folder
from bot.locale import say, speaking
from bot.reloading.checking import measure
from tests.discord_front.conftest import serving
from tests.discord_front.drawing import check_golden, dialog, drawing
from tests.discord_front.samples import reply
from tests.discord_front.test_cards import CARDS, draw
from tests.discord_front.test_render import assert_fits
from tests.discord_server import DiscordServer
from tests.roles import ML, MLE

pytestmark = pytest.mark.xdist_group("real")

NOTE = "Las guías están en inglés; lo que citan queda en su idioma."
GOLDEN = ("salary", "skill-gap")
OFFERS = {
    "placed": (Sums("165k", "10%", "200k over 4 years", "20k"), "boston"),
    "by the hour": (Sums("60/h"), None),
    "no money": (Sums("15 bananas"), None),
    "nothing": (Sums("0"), None),
    "another currency": (Sums("165k€"), None),
}


class Lacking(NullTranslations):
    """Notes the texts that a translation lacks."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()

    def gettext(self, message: str) -> str:
        self.texts.add(message)
        return message


@pytest.fixture(scope="module")
def real(cache: Path) -> Coach:
    return Coach.open(default_folder(), cache)


@pytest.fixture
def lacking() -> Iterator[set[str]]:
    """What is said in English while Spanish is spoken."""
    found = Lacking()
    locale._catalogue("es").add_fallback(found)
    with speaking("es"):
        yield found.texts
    locale._catalogue.cache_clear()


@pytest.mark.parametrize("name", CARDS)
def test_every_kind_of_card_is_in_spanish_and_fits(real, lacking, request, name):
    question, answer = CARDS[name](real)
    drawn = draw(real, answer, question)
    assert_fits(drawn)
    assert lacking == set()
    text = drawing(drawn.to_components())
    assert text.count(NOTE) == (answer.outcome is Outcome.ANSWERED)
    if name in GOLDEN:
        check_golden(f"spanish-{name}", f"> {question}\n{text}", redraw=request.config.getoption("--redraw-cards"))


@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS)
def test_offers_are_in_spanish(real, lacking, offer):
    sums, place = offer
    assert_fits(draw(real, real.offer(ML, sums, place=place)))
    assert lacking == set()


def test_numbers_are_as_in_spanish_and_questions_stay_english(real):
    with speaking("es"):
        answer = real.salary(MLE)
    text = drawing(draw(real, answer).to_components())
    assert "143.500 US$" in text
    assert "$143,500" not in text
    english = real.salary(MLE)
    assert [each.ask for each in answer.suggestions] == [each.ask for each in english.suggestions]
    assert say(GUIDES_IN_ENGLISH) not in drawing(draw(real, english).to_components())


def test_the_picture_of_another_language_is_another(real):
    from bot.charts.pictures import name_of

    with speaking("es"):
        chart = real.chart([ML])
        spanish = name_of(chart)
    assert chart.unit == "Dólares estadounidenses al año"
    assert name_of(chart) != spanish


def test_golden_questions_are_asked_in_english_whoever_asks(real):
    with speaking("es"):
        assert measure(default_folder(), real._snapshot).broken == ()


def test_the_dialog_is_in_spanish(lacking):
    drawn = dialog(WrongForm("vote:down:________:facet:bonus|how much").to_dict())
    assert drawn.startswith("¿Qué estuvo mal?")
    assert "Está desactualizada" in drawn
    assert lacking == set()


@pytest_asyncio.fixture
async def discord(discord_server: DiscordServer, real: Coach, settings) -> AsyncIterator[DiscordServer]:
    discord_server.patience = 60
    async with serving(discord_server, real, settings):
        yield discord_server


async def test_a_member_is_answered_in_spanish(discord, guild):
    ana = discord.add_user("ana", locale="es-419")
    answer = await discord.slash(ana, "role", {"role": MLE}, guild=guild)
    assert NOTE in answer.text
    assert "Fuente: Guía de Senior AI/ML Engineer" in answer.text
    opened = await discord.press(ana, answer.button("Fuentes"))
    assert "Fuentes · Guía de Senior AI/ML Engineer" in opened.text
    (shared,) = await discord.followed(await discord.press(ana, answer.button("Compartir")))
    assert shared.text.count(NOTE) == 1
    modal = (await discord.slash(ana, "ask", guild=guild)).modal
    assert modal.title == "Preguntar al coach"
    told = await discord.submit(modal, {"Tu pregunta, en inglés": "hm? ¿cuánto gana un ingeniero?"})
    assert "inglés" in told.text
    assert (
        "Ese mensaje no tiene texto"
        in (await discord.message_command(ana, NAME, discord.compose(ana, guild, "…"))).content
    )
    private = await discord.direct_message(ana, "what does the ml software engineer do?")
    assert "Source:" in private.text  # a message tells no locale


async def test_a_share_of_a_skill_gap_tells_nothing_of_the_member(discord, guild):
    ana = discord.add_user("ana", locale="es-ES")
    answer = await discord.slash(ana, "skills", {"role": ML, "known": "python, docker"}, guild=guild)
    (shared,) = await discord.followed(await discord.press(ana, answer.button("Compartir")))
    assert "Tienes" in answer.text
    assert "Tienes" not in shared.text
    assert NOTE in shared.text


async def test_errors_and_old_buttons_are_told_in_spanish(bot, guild):
    ana = bot.add_user("ana", locale="es-ES")
    failed = await bot.slash(ana, "ask", {"question": "crash"}, guild=guild)
    assert failed.content.startswith("Lo siento, algo falló de mi lado.")
    assert (await bot.press_custom_id(ana, "menu:1", guild=guild)).content.startswith("Ese botón es de una versión")
    empty = await bot.submit(
        (await bot.slash(ana, "ask", guild=guild)).modal, {"Tu pregunta, en inglés": " "}, force=True
    )
    assert empty.content.startswith("No enviaste ninguna pregunta.")
    assert "administran" in (await bot.slash(ana, "knowledge check", guild=guild, force=True)).content


async def test_the_language_that_a_server_chose_comes_first(bot, coach, guilds, guild):
    coach.answer = reply()
    ana, bob = bot.add_user("ana", locale="es-ES"), bot.add_user("bob", locale="en-GB")
    guilds.choose(guild, language="en")
    assert (await bot.slash(ana, "role", {"role": "mle"}, guild=guild)).button("Sources")
    guilds.choose(guild, language="es")
    answer = await bot.slash(bob, "role", {"role": "mle"}, guild=guild)
    assert answer.button("Fuentes")
    assert "Fuente:" in (await bot.mention(bob, guild, "x")).text
    assert (await bot.slash(bob, "role", {"role": "mle"})).button("Sources")
