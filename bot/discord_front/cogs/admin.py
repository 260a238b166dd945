"""`/knowledge`: look after the knowledge while the bot runs; for admins."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Coach
from bot.discord_front.admins import AdminsOnly, is_admin
from bot.discord_front.conversations import conversation_of
from bot.discord_front.render import NO_PINGS, Card, listing, notice
from bot.errors import Problem, UserError

RUNNING = "A reload is already running. Wait until it is done."


@app_commands.default_permissions(administrator=True)
class Admin(commands.GroupCog, group_name="knowledge", group_description="Look after the knowledge (admins only)"):
    """Reload, check and explain."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self._reloading = False
        super().__init__()

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Refuse everybody else, wherever Discord shows the commands."""
        client = interaction.client
        if not is_admin(interaction.user, client.application, client.settings.admins):
            raise AdminsOnly
        return True

    @app_commands.command()
    @app_commands.describe(force="Take it even where golden questions are no longer answered")
    async def reload(self, interaction: discord.Interaction[Any], force: bool = False) -> None:
        """Read the knowledge folder again; keep what there is if it holds errors."""
        if self._reloading:
            raise UserError(RUNNING)
        self._reloading = True
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
            result = await asyncio.to_thread(self._coach.reload, force)
        finally:
            self._reloading = False
        title = "Knowledge reloaded" if result.swapped else "Nothing was changed"
        await _finish(interaction, notice(title, [result.summary, *map(str, result.problems)]))

    @app_commands.command()
    async def check(self, interaction: discord.Interaction[Any]) -> None:
        """Report every problem of the knowledge folder without changing anything."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        problems = await asyncio.to_thread(self._coach.check)
        await _finish(interaction, notice(_count(problems), [str(problem) for problem in problems]))

    @app_commands.command()
    @app_commands.describe(message="A message as a member would write it")
    async def why(self, interaction: discord.Interaction[Any], message: str) -> None:
        """Show how a message is understood and why its answer wins."""
        trace = self._coach.explain(message, conversation=conversation_of(interaction))
        shown = listing("Why", trace)
        await interaction.response.send_message(view=shown, ephemeral=True, allowed_mentions=NO_PINGS)


def _count(problems: Sequence[Problem]) -> str:
    if not problems:
        return "The knowledge has no problems"
    return f"The knowledge has {len(problems)} problem{'s' if len(problems) > 1 else ''}"


async def _finish(interaction: discord.Interaction[Any], shown: Card) -> None:
    """Replace the waiting message by the result."""
    await interaction.edit_original_response(view=shown, allowed_mentions=NO_PINGS)
