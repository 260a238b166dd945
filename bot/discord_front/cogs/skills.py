"""`/skills`: what a role asks for, and what is missing for it."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Coach
from bot.discord_front.completion import completes, completes_list
from bot.discord_front.replies import answer


class Skills(commands.Cog):
    """Skills and gaps."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    @app_commands.command()
    @app_commands.describe(
        role="A role; pick one or type your own", known="What you know already, such as: python, docker"
    )
    @app_commands.autocomplete(role=completes("role"), known=completes_list("skill"))
    async def skills(self, interaction: discord.Interaction[Any], role: str, known: str | None = None) -> None:
        """Show the skills a role asks for; name those you have to see what is missing."""
        await answer(interaction, self._coach.skills(role, known), private=known is not None)
