"""Buttons and selects that ask on: each carries what it needs, so it works after a restart and at any age."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, ClassVar, Self, TypeVar

import discord
from discord import ui

from bot.answers.blocks import Reply, Suggestion
from bot.answers.menus import Menu
from bot.discord_front import ids
from bot.discord_front.errors import attended
from bot.discord_front.markup import clip
from bot.locale import later, say

Press = discord.Interaction[Any]
"""A press; its client is a `CoachClient`, which is not named here because it imports this module."""

MAX_BUTTONS = 5
MAX_LABEL = 80
MAX_OPTIONS = 25
MAX_OPTION = 100
MAX_PLACEHOLDER = 150
STALE = later("That button is from an earlier version of me and no longer works. Ask me with /ask instead.")
FORGED = later(
    "I did not make that button, or my key has changed since, so I changed nothing. Ask me again to get a new one."
)
NO_MENU = later("There is nothing to choose there any more: the knowledge has changed. Ask me with /ask instead.")

_TURN = re.compile(r"page:(?P<page>\d{1,4})")
_Item = TypeVar("_Item")
_Callback = Callable[[_Item, Any], Coroutine[Any, Any, None]]


def reporting(callback: _Callback[_Item]) -> _Callback[_Item]:
    """Answer a press within the limits, and tell the member where it fails; the library would leave them waiting."""

    @functools.wraps(callback)
    async def pressed(item: _Item, interaction: Press) -> None:
        async with attended(interaction) as is_let_in:
            if is_let_in:
                await callback(item, interaction)

    return pressed


def of_type(wanted: type[_Item], item: ui.Item[Any]) -> _Item:
    """Give the component that carries a custom id, if it is of the type that such an id stands on.

    Raises:
        TypeError: where it is of another; the press is then answered as one of a button that is no longer ours.
    """
    if not isinstance(item, wanted):
        raise TypeError(f"this custom id stands on a {wanted.__name__}, not on a {item.type.name}")
    return item


def first_of(select: ui.Select[Any]) -> str:
    """Give what was chosen where one thing is to be chosen."""
    return select.values[0] if select.values else ""


class AskButton(ui.DynamicItem[ui.Button[Any]], template=ids.ASK):
    """A button whose press asks the message in its custom id."""

    def __init__(self, label: str, message: str) -> None:
        style = discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=clip(label, MAX_LABEL), custom_id=f"ask:{message}", style=style))
        self.message = message

    @classmethod
    def of(cls, suggestions: Iterable[Suggestion]) -> list[Self]:
        """Make buttons of suggestions: none twice, and none whose message is too long to carry."""
        by_message = {suggestion.ask.strip(): suggestion.label.strip() for suggestion in suggestions}
        fitting = {message: label for message, label in by_message.items() if message and ids.fits(f"ask:{message}")}
        return [cls(label or message, message) for message, label in fitting.items()]

    @classmethod
    async def from_custom_id(cls, _interaction: Press, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read a button back from the custom id of one that was pressed."""
        return cls(of_type(ui.Button, item).label or match["message"], match["message"])

    @reporting
    async def callback(self, interaction: Press) -> None:
        """Answer the message, to who pressed alone."""
        await interaction.client.answer_press(interaction, self.message)


class SourcesButton(ui.DynamicItem[ui.Button[Any]], template=ids.SOURCES):
    """A button that opens the passages an answer rests on."""

    def __init__(self, custom_id: str) -> None:
        style = discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=say("Sources"), custom_id=custom_id, style=style))

    @classmethod
    def of(cls, reply: Reply, version: str) -> Self:
        """Make the button of a reply that cites something."""
        places = ((citation.document, citation.lines) for citation in reply.citations)
        return cls(ids.pack_sources(version, places))

    @classmethod
    async def from_custom_id(cls, _interaction: Press, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read a button back from the custom id of one that was pressed."""
        of_type(ui.Button, item)
        return cls(match.string)

    @reporting
    async def callback(self, interaction: Press) -> None:
        """Show the passages, to who pressed alone."""
        found = ids.SOURCES.fullmatch(self.custom_id)
        knowledge = interaction.client.coach.knowledge
        cited = ids.unpack_sources(found, ids.keys(knowledge.roles)) if found else None
        if cited is None:
            await interaction.response.send_message(say(STALE), ephemeral=True)
        else:
            await interaction.client.show_sources(interaction, cited)


class AsItStands:
    """A select that is read back as it stands on the message, with all its options."""

    kind: ClassVar[type[ui.Item[Any]]] = ui.Select

    @classmethod
    async def from_custom_id(cls, _interaction: Press, item: Any, _match: re.Match[str], /) -> Self:
        """Take the select that was used."""
        return cls(of_type(cls.kind, item))  # type: ignore[call-arg]


class PickSelect(AsItStands, ui.DynamicItem[ui.Select[Any]], template=ids.PICK):
    """A select whose choice is asked; a long menu has pages, which are made anew as they are turned to."""

    @classmethod
    def of(cls, menu: Menu, page: int = 0, *, but: Sequence[str] = ()) -> Self | None:
        """Make the select of a page of a menu; None where nothing is left beside the messages in `but`."""
        options = _options(suggestion for suggestion in _of_page(menu, page) if suggestion.ask not in but)
        options += _turns(menu, page)
        custom_id = f"pick:{page}:{menu.name}"
        if not options or not ids.fits(custom_id):
            return None
        return cls(ui.Select(custom_id=custom_id, placeholder=clip(menu.title, MAX_PLACEHOLDER), options=options))

    @reporting
    async def callback(self, interaction: Press) -> None:
        """Ask what was chosen, or turn to another page of the menu."""
        chosen = first_of(self.item)
        turn = _TURN.fullmatch(chosen)
        if turn is None:
            await interaction.client.answer_press(interaction, chosen)
            return
        await interaction.client.turn_page(interaction, self, int(turn["page"]))

    @property
    def menu(self) -> str:
        """The name of the menu."""
        return self.custom_id.split(":", 2)[2]


def _pages(menu: Menu) -> int:
    """Count the pages of a menu: one where all fits, else two options of each turn to its neighbours."""
    if len(menu.suggestions) <= MAX_OPTIONS:
        return 1
    return -(-len(menu.suggestions) // (MAX_OPTIONS - 2))


def _of_page(menu: Menu, page: int) -> Sequence[Suggestion]:
    if _pages(menu) == 1:
        return menu.suggestions
    size = MAX_OPTIONS - 2
    return menu.suggestions[page * size : (page + 1) * size]


def _turns(menu: Menu, page: int) -> list[discord.SelectOption]:
    """Make the options that turn the page."""
    last = _pages(menu) - 1
    before = [discord.SelectOption(label=say("← Back"), value=f"page:{page - 1}")] if page > 0 else []
    tail = say("More … (page {page} of {pages})", page=page + 2, pages=last + 1)
    after = [discord.SelectOption(label=tail, value=f"page:{page + 1}")] if page < last else []
    return [*before, *after]


def _options(suggestions: Iterable[Suggestion]) -> list[discord.SelectOption]:
    """Make options of suggestions: none twice, and none whose message is too long to carry."""
    fitting = {item.ask.strip(): item.label.strip() for item in suggestions if 0 < ids.units(item.ask) <= MAX_OPTION}
    return [
        discord.SelectOption(label=clip(label or message, MAX_OPTION), value=message)
        for message, label in fitting.items()
        if message
    ]
