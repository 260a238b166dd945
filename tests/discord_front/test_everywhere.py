"""Every command in every place that it declares, by members and admins, with all that its answers offer.

The commands are read from what the bot registers, so that one that is added here nowhere fails the test. Whatever is
refused by the loopback Discord, or does not fit Discord's published description, fails it, too.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bot.answers.blocks import Suggestion
from bot.discord_front.admins import REFUSAL
from bot.discord_front.forms import FORMS
from bot.discord_front.presses import ITEMS
from bot.discord_front.sharing import ShareButton
from tests.discord_front.samples import FULL, part, reply
from tests.discord_server import Answer, DiscordServer
from tests.discord_server.commands import paths
from tests.discord_server.model import Context

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
    "knowledge reload": [{}, {"force": True}],
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
        self.follow_ups: list[int] = []
        self.used: set[str] = set()
        """The custom ids of whatever was pressed, chosen from or filled in."""

    async def call(self, name: str) -> None:
        """Call a command in all its ways."""
        for_admins = name.startswith(FOR_ADMINS)
        for options in OPTIONS.get(name, []):
            answer = await self.bot.slash(self.user, name, options, private=self.channel, force=for_admins)
            if for_admins and not self.admin:
                assert answer.text == REFUSAL.replace("_", "\\_")
            else:
                await self.explore(answer, DEPTH)
        for content in MENUS.get(name, []):
            target = self.bot.compose(self.bot.add_user("someone"), self.channel, content)
            await self.explore(await self.bot.message_command(self.user, name, target), DEPTH)

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
            if button.custom_id and not button.disabled:
                self.used.add(button.custom_id)
                await self.explore(await self.bot.press(self.user, button), depth - 1)
        for select in answer.selects:
            self.used.add(select.custom_id)
            values = [option["value"] for option in select.options[: max(select.low, 1)]]
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
async def test_every_command_in_every_place(bot, coach, place, who, installed):
    coach.go_on.set()
    coach.answer = replace(
        FULL, suggestions=tuple(Suggestion(f"Step {number}", f"ask {number}") for number in range(7))
    )
    visit = Visit(bot, place, who, installed=installed)
    for name, command in offered(bot).items():
        assert PLACES[place] in command["contexts"], "every command is declared for every place"
        assert command["integration_types"] == [0, 1]
        await visit.call(name)
    assert max(visit.follow_ups) <= 5
    missed = [
        item for item in ITEMS if not any(item.__discord_ui_compiled_template__.match(used) for used in visit.used)
    ]
    alone = [ShareButton] if place == "direct" else []
    assert (missed, FORMS.keys() - {used.partition(":")[0] for used in visit.used}) == (alone, set())


async def test_long_answers_need_no_follow_up_where_only_five_are_given(bot, coach):
    coach.answer = reply(*(part(f"Part {number}") for number in range(30)))
    visit = Visit(bot, "group", "member", installed=True)
    for name in OPTIONS.keys() - {"knowledge reload", "knowledge check", "knowledge why"}:
        await visit.call(name)
    await visit.call("Ask the coach")
    assert sum(visit.follow_ups) == 0
