"""`/offer`: where an offer lies among the figures of a role's guide."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers.direct import Sums
from bot.app import Coach
from bot.discord_front.completion import completes
from bot.discord_front.replies import answer


class Offer(commands.Cog):
    """Offers."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    @app_commands.command()
    @app_commands.describe(
        role="The role of the offer; pick one or type your own",
        amount="The base pay, such as 165k or 12k/month; or a total, such as 240k total",
        bonus="The bonus, such as 10% or 15k",
        equity="Stock, such as 50k a year or 200k over 4 years",
        sign_on="The sign-on bonus, such as 20k",
        place="A city or region, such as Boston",
        level="A level, such as senior",
    )
    @app_commands.autocomplete(role=completes("role"), place=completes("place"), level=completes("level"))
    async def offer(
        self,
        interaction: discord.Interaction[Any],
        role: str,
        amount: str,
        bonus: str | None = None,
        equity: str | None = None,
        sign_on: str | None = None,
        place: str | None = None,
        level: str | None = None,
    ) -> None:
        """Put an offer beside the figures of a guide; only you see it, and nothing of it is stored."""
        sums = Sums(amount, bonus, equity, sign_on)
        reply = self._coach.offer(role, sums, place=place, level=level)
        # The buttons carry the question: of this one no sum, in whatever way it was typed.
        await answer(interaction, reply, private=True, question=f"offer as {role}")
