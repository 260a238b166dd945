"""Buttons that ask: each carries its whole message, so it works after a restart and at any age."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Self

import discord
from discord import ui

from bot.answers.blocks import Suggestion
from bot.discord_front.markup import clip

PREFIX = "ask:"
MAX_CUSTOM_ID = 100
MAX_LABEL = 80
STALE = "That button is from an earlier version of me and no longer works. Ask me with /ask instead."

_TEMPLATE = re.compile(re.escape(PREFIX) + r"(?P<message>.*\S.*)", re.DOTALL)


class AskButton(ui.DynamicItem[ui.Button[Any]], template=_TEMPLATE):
    """A button whose press asks the message in its custom id."""

    def __init__(self, label: str, message: str) -> None:
        style = discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=clip(label, MAX_LABEL), custom_id=PREFIX + message, style=style))
        self.message = message

    @classmethod
    def of(cls, suggestions: Iterable[Suggestion]) -> list[Self]:
        """Make buttons of suggestions: none twice, and none whose message is too long to carry."""
        by_message = {suggestion.ask.strip(): suggestion.label.strip() for suggestion in suggestions}
        fitting = {message: label for message, label in by_message.items() if carries(message)}
        return [cls(label or message, message) for message, label in fitting.items()]

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Read a button back from the custom id of one that was pressed."""
        label = getattr(item, "label", None) or match["message"]
        return cls(label, match["message"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the message, to who pressed alone."""
        await interaction.client.answer_press(interaction, self.message)


def carries(message: str) -> bool:
    """Tell whether a button can carry a message; Discord counts the custom id's UTF-16 units at worst."""
    return bool(message) and len((PREFIX + message).encode("utf-16-le")) // 2 <= MAX_CUSTOM_ID


def is_ours(custom_id: str) -> bool:
    """Tell whether a custom id is one that a button of today reads."""
    return _TEMPLATE.fullmatch(custom_id) is not None
