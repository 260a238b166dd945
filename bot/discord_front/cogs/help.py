"""`/help`: what can be asked."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Coach
from bot.discord_front.replies import answer


class Help(commands.Cog):
    """Help."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    @app_commands.command()
    async def help(self, interaction: discord.Interaction[Any]) -> None:
        """Show what I can answer and how to ask."""
        await answer(interaction, self._coach.help())
