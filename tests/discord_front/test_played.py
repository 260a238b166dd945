"""Golden files of what comes of pressing: sources, shared cards, dialogs and errors, played with the real coach."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import Coach
from bot.config import Settings
from bot.discord_front.votes import WrongForm
from bot.knowledge.paths import default_folder
from tests.discord_front.conftest import serving
from tests.discord_front.drawing import check_golden, dialog, drawing, without_reference
from tests.discord_server import Answer, DiscordServer
from tests.roles import ML, MLE, SYS

pytestmark = pytest.mark.xdist_group("real")


class Undated(Coach):
    """The real coach, whose knowledge calls itself by no digest, so that golden files outlive its changes."""

    known = "0" * 64

    @property
    def knowledge(self):
        return replace(self._snapshot.knowledge, digest=self.known)

    def sources(self, places, **how):
        before = self._snapshot
        self._reloader.running = replace(before, knowledge=self.knowledge)
        try:
            return super().sources(places, **how)
        finally:
            self._reloader.running = before

    def role(self, role):
        if role == "crash":
            raise RuntimeError("secret detail")
        return super().role(role)


@pytest.fixture(scope="module")
def undated(cache: Path) -> Coach:
    return Undated.open(default_folder(), cache)


@pytest.fixture
def real(undated: Coach) -> Coach:
    undated.known = "0" * 64
    return undated


@pytest_asyncio.fixture
async def bot(discord_server: DiscordServer, real: Coach, settings: Settings) -> AsyncIterator[DiscordServer]:
    discord_server.patience = 60  # the first picture of a process takes a while on a busy machine
    async with serving(discord_server, real, settings):
        yield discord_server


@pytest.fixture
def golden(request):
    def check(name: str, told: str, answer: Answer) -> None:
        drawn = without_reference(drawing(answer.components, answer.content))
        check_golden(name, f"> {told}\n{drawn}", redraw=request.config.getoption("--redraw-cards"))

    return check


async def shared(bot, member, guild, command, **options):
    answer = await bot.slash(member, command, options, guild=guild)
    (posted,) = await bot.followed(await bot.press(member, answer.button("Share")))
    return answer.now(), posted


async def test_sources(bot, real, member, guild, golden):
    answer = await bot.slash(member, "salary", {"role": SYS}, guild=guild)
    golden("sources", "(Sources under /salary)", await bot.press(member, answer.button("Sources")))
    compared = await bot.slash(member, "compare", {"first": ML, "second": MLE}, guild=guild)
    golden("sources-of-two-guides", "(Sources under /compare)", await bot.press(member, compared.button("Sources")))
    real.known = "1" * 64
    compared = await bot.press(member, compared.button("Sources"))
    golden("sources-of-an-earlier-knowledge", "(Sources, after a reload)", compared)


async def test_shared_cards(bot, member, guild, golden):
    before, posted = await shared(bot, member, guild, "role", role=MLE)
    golden("shared", "(a shared overview)", posted)
    golden("shared-by", "(the private card after it was shared)", before)
    _, posted = await shared(bot, member, guild, "salary", role=MLE)
    golden("shared-salary", "(shared pay)", posted)
    _, posted = await shared(bot, member, guild, "skills", role=ML, known="python, docker")
    golden("shared-skill-gap", "(a shared skill gap)", posted)
    assert "You have" not in posted.text
    offer = {"role": MLE, "amount": "165k", "bonus": "10%", "place": "boston"}
    before, posted = await shared(bot, member, guild, "offer", **offer)
    golden("shared-offer", "(a shared offer)", posted)
    assert before.ephemeral
    assert not any(said in posted.text for said in ("165", "10%", "Boston"))
    assert not any("165" in str(component) for component in before.components[-3:-1])
    _, posted = await shared(bot, member, guild, "ask", question="I know python and docker. which role fits me?")
    golden("shared-role-fit", "(shared fitting roles)", posted)
    assert "You have" not in posted.text


async def test_refusals(bot, member, guild, golden):
    golden("error", "/role crash", await bot.slash(member, "role", {"role": "crash"}, guild=guild))
    golden("stale", "(a button of an earlier version)", await bot.press_custom_id(member, "menu:1", guild=guild))


async def test_dialog(request):
    drawn = dialog(WrongForm("vote:down:________:facet:bonus|how much").to_dict())
    check_golden("what-was-wrong", drawn, redraw=request.config.getoption("--redraw-cards"))
