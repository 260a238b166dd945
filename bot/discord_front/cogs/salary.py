"""`/salary`: what a role pays."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Coach
from bot.discord_front.completion import completes
from bot.discord_front.replies import answer


class Salary(commands.Cog):
    """Pay."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    @app_commands.command()
    @app_commands.describe(
        role="A role; pick one or type your own",
        place="A city or region, such as Sunnyvale",
        level="A level, such as senior",
    )
    @app_commands.autocomplete(role=completes("role"), place=completes("place"), level=completes("level"))
    async def salary(
        self, interaction: discord.Interaction[Any], role: str, place: str | None = None, level: str | None = None
    ) -> None:
        """Show what a role pays, source by source."""
        await answer(interaction, self._coach.salary(role, place, level))
