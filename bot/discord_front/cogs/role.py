"""`/role`: what a role is about."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Coach
from bot.discord_front.completion import completes
from bot.discord_front.replies import answer


class Role(commands.Cog):
    """Overviews of roles."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    @app_commands.command()
    @app_commands.describe(role="A role; pick one or type your own")
    @app_commands.autocomplete(role=completes("role"))
    async def role(self, interaction: discord.Interaction[Any], role: str) -> None:
        """Show what a role is about."""
        await answer(interaction, self._coach.role(role))
