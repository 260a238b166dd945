"""Suggestions while a member types into an option, straight from the coach's memory."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

if TYPE_CHECKING:
    from bot.discord_front.bot import CoachClient

MAX_CHOICES = 25
MAX_LENGTH = 100

Completer = Callable[[Any, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]


def completes(kind: str) -> Completer:
    """Complete an option with one thing of a kind: role, skill, place, topic or level."""

    async def complete(interaction: discord.Interaction[CoachClient], typed: str) -> list[app_commands.Choice[str]]:
        found = interaction.client.coach.complete(kind, typed, MAX_CHOICES)
        return _choices((choice.name, choice.value) for choice in found)

    return complete


def completes_list(kind: str) -> Completer:
    """Complete the last of several things with commas between them; what stands before stays."""

    async def complete(interaction: discord.Interaction[CoachClient], typed: str) -> list[app_commands.Choice[str]]:
        before, comma, last = typed.rpartition(",")
        head = f"{before.strip()}, " if comma and before.strip() else ""
        found = interaction.client.coach.complete(kind, last.strip(), MAX_CHOICES)
        # The name, not the id: the member sees it in the option and goes on typing behind it.
        return _choices((head + choice.name, head + choice.name) for choice in found)

    return complete


def _choices(pairs: Any) -> list[app_commands.Choice[str]]:
    """Keep what Discord takes: names and values of 1-100 characters, no name twice."""
    fitting = {name: value for name, value in pairs if 0 < len(name) <= MAX_LENGTH and 0 < len(value) <= MAX_LENGTH}
    return [app_commands.Choice(name=name, value=value) for name, value in list(fitting.items())[:MAX_CHOICES]]
