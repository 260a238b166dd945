"""`/privacy`: what is stored, and a member's own part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_front.privacy import privacy_card
from bot.discord_front.render import NO_PINGS

if TYPE_CHECKING:
    from bot.service.service import Service


class Privacy(commands.Cog):
    """Privacy."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @app_commands.command()
    async def privacy(self, interaction: discord.Interaction[Any]) -> None:
        """Show what I store and for how long; export or delete what is yours."""
        card = privacy_card(self._service)
        await interaction.response.send_message(view=card, ephemeral=True, allowed_mentions=NO_PINGS)
