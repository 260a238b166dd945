"""Every command in every place that it declares, by members and admins, with all that its answers offer.

The commands are read from what the bot registers, so that one that is added here nowhere fails the test. Whatever is
refused by the loopback Discord, or does not fit Discord's published description, fails it, too.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bot.answers.blocks import Suggestion
from bot.app import Coach
from bot.discord_front.admins import REFUSAL
from bot.discord_front.controls import NOT_A_MEMBER, NOT_YOURS, ONLY_IN_SERVERS, ChannelsSelect, SettingSelect
from bot.discord_front.forms import FORMS
from bot.discord_front.imports import TakeButton
from bot.discord_front.loads import LoadButton
from bot.discord_front.presses import ITEMS
from bot.discord_front.sharing import ShareButton
from tests.discord_front.conftest import serving
from tests.discord_front.samples import FULL, part, reply
from tests.discord_server import Answer, DiscordServer
from tests.discord_server.commands import paths
from tests.discord_server.model import Context
from tests.knowledge.samples import DATA_ENGINEER, plant, write_knowledge, write_questions

DRAFT = DATA_ENGINEER.replace("120500", "131000").replace("year: 2024", "year: 2026").encode()
"""Another edition of a guide there is."""
OPTIONS = {
    "ask": [{}, {"question": "what does an MLE earn?"}],
    "role": [{"role": "mle"}],
    "skills": [{"role": "mle"}, {"role": "mle", "known": "python, docker"}],
    "salary": [{"role": "mle"}, {"role": "mle", "place": "Sunnyvale", "level": "senior"}],
    "offer": [
        {"role": "mle", "amount": "165k"},
        {"role": "mle", "amount": "165k", "bonus": "10%", "equity": "50k a year", "sign_on": "20k", "place": "Boston"},
        {"role": "mle", "amount": "240k total", "level": "senior"},
    ],
    "compare": [{"first": "mle", "second": "em"}, {"first": "mle", "second": "em", "topic": "pay"}],
    "help": [{}],
    "settings": [{}, {"replies": "public", "language": "en", "cooldown": 0}, {"replies": "private"}],
    "privacy": [{}],
    "knowledge status": [{}],
    "knowledge reload": [{}],
    "knowledge rollback": [{"version": 1}, {"version": 99}],
    "knowledge import": [{"document": DRAFT}, {"document": DRAFT, "role": "data-engineer"}],
    "knowledge gaps": [{}],
    "knowledge check": [{}],
    "knowledge why": [{"message": "what does an MLE earn?"}],
}
"""How each slash command is called; every option of it at least once."""
MENUS = {"Ask the coach": ["what does an MLE earn?", "", "long " * 500]}
"""The messages that each command of a message's menu is used on."""
FOR_ADMINS = ("knowledge ",)
PLACES = {
    "server": Context.GUILD,
    "thread": Context.GUILD,
    "foreign server": Context.GUILD,
    "direct": Context.BOT_DM,
    "group": Context.PRIVATE_CHANNEL,
    "private": Context.PRIVATE_CHANNEL,
}
WITHOUT_THE_BOT = ("foreign server", "group", "private")
DEPTH = 1
"""How many answers deep everything that can be pressed is pressed."""


class Talking(Coach):
    """A real coach, whose answers are as a test says."""

    answer = FULL

    def ask(self, text, *, conversation=None):
        super().ask(text, conversation=conversation)
        return self.answer

    def role(self, *_words):
        return self.answer

    skills = salary = compare = role


class Visit:
    """One person in one place, who tries everything."""

    def __init__(self, bot: DiscordServer, place: str, who: str, *, installed: bool) -> None:
        self.bot = bot
        self.user = bot.owner if who == "admin" else bot.add_user("ada")
        self.user.installed = installed
        self.admin = who == "admin"
        guild = bot.add_guild("Foreign", bot=False) if place == "foreign server" else bot.add_guild("Careers")
        channels = {
            "thread": lambda: bot.add_thread(guild.channels[0], "t", told=False),
            "direct": lambda: bot.direct_channel(self.user),
            "group": lambda: bot.add_group(self.user, bot.add_user("bob")),
            "private": lambda: bot.add_private(self.user, bot.add_user("bob")),
        }
        self.channel = channels.get(place, lambda: guild.channels[0])()
        self.listed = guild.channels[0]
        self.manages = who == "admin" and place in ("server", "thread")
        self.follow_ups: list[int] = []
        self.used: set[str] = set()
        """The custom ids of whatever was pressed, chosen from or filled in."""

    async def call(self, name: str) -> None:
        """Call a command in all its ways."""
        refused = self.refusal(name)
        for options in OPTIONS.get(name, []):
            options = {name: self.attached(value) for name, value in options.items()}
            answer = await self.bot.slash(self.user, name, options, private=self.channel, force=bool(refused))
            if refused:
                assert (answer.text, answer.ephemeral) == (refused, True)
            else:
                await self.explore(answer, DEPTH)
        for content in MENUS.get(name, []):
            target = self.bot.compose(self.bot.add_user("someone"), self.channel, content)
            await self.explore(await self.bot.message_command(self.user, name, target), DEPTH)

    def attached(self, value: object) -> object:
        """Upload what is a file."""
        return self.bot.upload("data-engineer.yaml", value) if isinstance(value, bytes) else value

    def refusal(self, name: str) -> str:
        """Say what who may not use a command here is told; empty for who may."""
        if name.startswith(FOR_ADMINS):
            return "" if self.admin else REFUSAL.replace("_", "\\_")
        if name != "settings" or self.manages:
            return ""
        guild = self.channel.guild
        if guild is None:
            return ONLY_IN_SERVERS
        return NOT_YOURS if guild.bot else NOT_A_MEMBER

    async def explore(self, answer: Answer, depth: int) -> None:
        """Press, choose and fill in whatever an answer offers."""
        assert "Sorry" not in answer.text
        assert answer.modal or answer.text
        self.follow_ups.append(len(answer.follow_ups))
        if answer.modal:
            typed = dict.fromkeys(answer.modal.fields, "what does an MLE earn?")
            self.used.add(answer.modal.custom_id)
            await self.explore(await self.bot.submit(answer.modal, typed), depth)
        if not depth:
            return
        for button in answer.buttons:
            still_there = button.custom_id in {each.custom_id for each in answer.now().buttons}
            if button.custom_id and still_there and not button.disabled:
                self.used.add(button.custom_id)
                await self.explore(await self.bot.press(self.user, button), depth - 1)
        for select in answer.selects:
            self.used.add(select.custom_id)
            values = [option["value"] for option in select.options[: max(select.low, 1)]] or [self.listed]
            await self.explore(await self.bot.choose(self.user, select, values), depth - 1)


def offered(bot: DiscordServer) -> dict[str, dict]:
    return {name: command for name, command, _ in paths(bot.commands.all())}


async def test_every_command_and_every_option_is_driven(bot):
    assert set(offered(bot)) == {*OPTIONS, *MENUS}
    for name, _, options in paths(bot.commands.all()):
        driven = {option for call in OPTIONS.get(name, []) for option in call}
        assert driven == {option["name"] for option in options}
    assert set(PLACES.values()) == set(Context)


def visits():
    """List who goes where: where the bot is not, only those who have installed it can use it."""
    for place, who, installed in product(PLACES, ("member", "admin"), (False, True)):
        if installed or place not in WITHOUT_THE_BOT:
            yield pytest.param(place, who, installed, id=f"{place} {who}{' installed' * installed}")


@pytest.mark.parametrize(("place", "who", "installed"), list(visits()))
async def test_every_command_in_every_place(discord_server, place, who, installed, settings, cache, tmp_path):
    bot, folder = discord_server, write_questions(write_knowledge(tmp_path / "knowledge"))
    bot.patience = 60
    coach = Talking.open(folder, cache)
    coach.answer = replace(
        FULL, suggestions=tuple(Suggestion(f"Step {number}", f"ask {number}") for number in range(7))
    )
    async with serving(bot, coach, settings):
        plant(folder, "roles/data-engineer.yaml", "is the usual base", "is the rule")
        await visit_all(Visit(bot, place, who, installed=installed), place)


async def visit_all(visit: Visit, place: str) -> None:
    bot = visit.bot
    for name, command in offered(bot).items():
        assert PLACES[place] in command["contexts"], "every command is declared for every place"
        assert command["integration_types"] == [0, 1]
        await visit.call(name)
    assert max(visit.follow_ups) <= 5
    missed = [
        item for item in ITEMS if not any(item.__discord_ui_compiled_template__.match(used) for used in visit.used)
    ]
    away = {ShareButton} if place == "direct" else set()
    away |= set() if visit.admin else {LoadButton, TakeButton}
    away |= set() if visit.manages else {SettingSelect, ChannelsSelect}
    assert (set(missed), FORMS.keys() - {used.partition(":")[0] for used in visit.used}) == (away, set())


async def test_long_answers_need_no_follow_up_where_only_five_are_given(bot, coach):
    coach.answer = reply(*(part(f"Part {number}") for number in range(30)))
    visit = Visit(bot, "group", "member", installed=True)
    for name in OPTIONS:
        if not name.startswith(FOR_ADMINS):
            await visit.call(name)
    await visit.call("Ask the coach")
    assert sum(visit.follow_ups) == 0
