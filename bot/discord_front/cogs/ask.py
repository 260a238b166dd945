"""`/ask`: a question in the member's own words."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Coach
from bot.discord_front.replies import answer, conversation_of


class Ask(commands.Cog):
    """Free questions."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    @app_commands.command()
    @app_commands.describe(question="What you want to know, in your own words")
    async def ask(self, interaction: discord.Interaction[Any], question: str) -> None:
        """Ask about roles, skills, pay or a career in AI and software."""
        await answer(interaction, self._coach.ask(question, conversation=conversation_of(interaction)))
