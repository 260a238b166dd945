"""What a member reads when something goes wrong: a clear sentence, or an apology with a number to quote."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import discord
from discord import app_commands

from bot.discord_front.admins import AdminsOnly
from bot.discord_front.markup import clip, safe
from bot.errors import UserError
from bot.locale import later, say

log = logging.getLogger(__name__)

CHANGED = later("That command has changed since your Discord last looked. Restart Discord and try again.")
SORRY = later("Sorry, something went wrong on my side. If it happens again, tell an admin this number: {reference}.")
LONGEST = 2000
"""Characters of a plain message."""
UNKNOWN_INTERACTION = 10062


def describe(error: BaseException, where: str) -> str:
    """Say what to tell the member; what was not expected is logged under the reference number that it names."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, UserError | AdminsOnly):
        return clip(safe(str(error)), LONGEST)
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return say(CHANGED)
    reference = secrets.token_hex(4)
    log.error("reference %s: %s failed", reference, where, exc_info=error)
    return say(SORRY, reference=f"`{reference}`")


async def report(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell the member of an interaction that it failed; the reply is theirs alone.

    Who types into an option is offered nothing: Discord has no room for words there.
    """
    original = getattr(error, "original", error)
    if isinstance(original, discord.NotFound) and original.code == UNKNOWN_INTERACTION:
        log.warning("an interaction was answered too late, so Discord dropped the reply")
        return
    text = describe(error, _name(interaction))
    try:
        if interaction.type is discord.InteractionType.autocomplete:
            if not interaction.response.is_done():
                await interaction.response.autocomplete([])
        elif interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except discord.HTTPException as failed:
        log.warning("the member could not be told: %s", failed)


async def on_tree_error(interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
    """Handle the errors of all commands."""
    await report(interaction, error)


def _name(interaction: discord.Interaction[Any]) -> str:
    try:
        command = interaction.command
    except Exception:  # the library looks the name up in what Discord sent, which may be what cannot be read
        command = None
    return f"/{command.qualified_name}" if command is not None else f"an interaction ({interaction.type.name})"
