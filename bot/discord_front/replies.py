"""Send a reply as the response to an interaction."""

from __future__ import annotations

from typing import Any

import discord

from bot.answers.blocks import Reply
from bot.discord_front.render import NO_PINGS, card


async def answer(interaction: discord.Interaction[Any], reply: Reply) -> None:
    """Show a reply to who asked, and to nobody else."""
    await interaction.response.send_message(view=card(reply), ephemeral=True, allowed_mentions=NO_PINGS)


def conversation_of(interaction: discord.Interaction[Any]) -> str:
    """Name the conversation that an interaction belongs to: one person in one channel."""
    return f"{interaction.channel_id}:{interaction.user.id}"
