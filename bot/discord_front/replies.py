"""Send a reply as the response to an interaction."""

from __future__ import annotations

from typing import Any

import discord

from bot.answers.blocks import Reply
from bot.discord_front.pictures import send
from bot.discord_front.render import card


async def answer(interaction: discord.Interaction[Any], reply: Reply, *, private: bool = False) -> None:
    """Show a reply to who asked; to all in the channel where the server has chosen that and nothing speaks against it.

    `private` is for what nobody else has seen the question to. What a member said about themselves stays private.
    """
    settings = None if private or is_personal(reply) else await interaction.client.guild_settings(interaction.guild_id)
    public = settings is not None and settings.public
    await send(interaction, card(reply), reply, ephemeral=not public)


def is_personal(reply: Reply) -> bool:
    """Tell whether a reply holds what a member said about themselves, such as the skills they have."""
    return any(part.have or part.missing for part in reply.parts)
