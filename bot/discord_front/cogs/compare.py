"""`/compare`: two roles side by side."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Coach
from bot.discord_front.completion import completes
from bot.discord_front.replies import answer


class Compare(commands.Cog):
    """Comparisons."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    @app_commands.command()
    @app_commands.describe(
        first="A role; pick one or type your own",
        second="Another role",
        topic="What to compare, such as salary; everything if left out",
    )
    @app_commands.autocomplete(first=completes("role"), second=completes("role"), topic=completes("topic"))
    async def compare(
        self, interaction: discord.Interaction[Any], first: str, second: str, topic: str | None = None
    ) -> None:
        """Compare two roles."""
        await answer(interaction, self._coach.compare(first, second, topic))
