"""What a member reads when something goes wrong: a clear sentence, or an apology with a number to quote."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.discord_front.admins import AdminsOnly
from bot.discord_front.markup import safe
from bot.discord_front.persistence import ACKNOWLEDGED, GONE, named, passing
from bot.errors import UserError
from bot.locale import later, say

log = logging.getLogger(__name__)

CHANGED = later("That command has changed since your Discord last looked. Restart Discord and try again.")
SORRY = later("Sorry, something went wrong on my side. If it happens again, tell an admin this number: {reference}.")


def describe(error: BaseException, where: str) -> str:
    """Say what to tell the member; what was not expected is logged under the reference number that it names."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, UserError | AdminsOnly):
        return safe(str(error))
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return say(CHANGED)
    reference = secrets.token_hex(4)
    log.error("reference %s: %s failed", reference, where, exc_info=error)
    return say(SORRY, reference=f"`{reference}`")


async def report(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell the member of an interaction that it failed; the reply is theirs alone."""
    original = getattr(error, "original", error)
    if isinstance(original, discord.HTTPException) and original.code in GONE:
        # While one process takes over from another, both get it: that is nothing to warn of.
        level = logging.INFO if original.code == ACKNOWLEDGED else logging.WARNING
        log.log(level, "Discord dropped the answer to an interaction: %s", GONE[original.code])
        return
    if isinstance(original, discord.HTTPException | aiohttp.ClientError) and passing(original):
        log.warning("an interaction could not be answered, Discord did not take it: %s", named(original))
        return
    text = describe(error, _name(interaction))
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as failed:
        log.warning("the member could not be told: %s", failed)


async def on_tree_error(interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
    """Handle the errors of all commands."""
    await report(interaction, error)


def _name(interaction: discord.Interaction[Any]) -> str:
    command = interaction.command
    return f"/{command.qualified_name}" if command is not None else f"an interaction ({interaction.type.name})"
