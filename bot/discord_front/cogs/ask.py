"""`/ask`: a question in the member's own words."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Coach
from bot.discord_front.conversations import ask, conversation_of
from bot.discord_front.forms import AskForm
from bot.discord_front.replies import answer


class Ask(commands.Cog):
    """Free questions."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    @app_commands.command()
    @app_commands.describe(question="What you want to know, in your own words; leave it out to write in a form")
    async def ask(self, interaction: discord.Interaction[Any], question: str | None = None) -> None:
        """Ask about roles, skills, pay or a career in AI and software."""
        if question is None or not question.strip():
            await interaction.response.send_modal(AskForm())
            return
        reply = ask(interaction.client, question, conversation_of(interaction), interaction.id)
        await answer(interaction, reply, question=question)
