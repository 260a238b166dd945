"""What a member reads when something goes wrong: a clear sentence, or an apology with a number to quote."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.discord_front.admins import AdminsOnly
from bot.discord_front.handling import FAILED, LATE, LOST, REFUSED, Handling, handling_of
from bot.discord_front.logs import named
from bot.discord_front.markup import clip, safe
from bot.discord_front.persistence import ACKNOWLEDGED, GONE, passing
from bot.errors import UserError
from bot.locale import later, say

log = logging.getLogger(__name__)

CHANGED = later("That command has changed since your Discord last looked. Restart Discord and try again.")
SORRY = later("Sorry, something went wrong on my side. If it happens again, tell an admin this number: {reference}.")
LONGEST = 2000
"""Characters of a plain message."""


def describe(error: BaseException, where: str, handling: Handling) -> str:
    """Say what to tell the member; what was not expected is logged under the reference number that it names."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    handling.outcome = REFUSED
    if isinstance(error, UserError | AdminsOnly):
        return clip(safe(str(error)), LONGEST)
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return say(CHANGED)
    handling.outcome = FAILED
    reference = secrets.token_hex(4)
    told = {"reference": reference, **handling.fields}
    log.error("reference %s: %s failed", reference, where, exc_info=error, extra=told)
    return say(SORRY, reference=f"`{reference}`")


async def report(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell the member of an interaction that it failed; the reply is theirs alone.

    Who types into an option is offered nothing: Discord has no room for words there.
    """
    original, handling = getattr(error, "original", error), handling_of(interaction)
    if isinstance(original, discord.HTTPException) and original.code in GONE:
        # While one process takes over from another, both get it: that is nothing to warn of.
        level = logging.INFO if original.code == ACKNOWLEDGED else logging.WARNING
        handling.outcome = LATE
        log.log(level, "Discord dropped the answer to an interaction: %s", GONE[original.code], extra=handling.fields)
        return
    if isinstance(original, discord.HTTPException | aiohttp.ClientError) and passing(original):
        handling.outcome = LOST
        told = "an interaction could not be answered, Discord did not take it: %s"
        log.warning(told, named(original), extra=handling.fields)
        return
    text = describe(error, _name(interaction), handling)
    try:
        if interaction.type is discord.InteractionType.autocomplete:
            if not interaction.response.is_done():
                await interaction.response.autocomplete([])
        elif interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as failed:
        log.warning("the member could not be told: %s", named(failed))


async def on_tree_error(interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
    """Handle the errors of all commands."""
    try:
        await report(interaction, error)
    finally:
        handling_of(interaction).end()


@asynccontextmanager
async def attended(interaction: discord.Interaction[Any]) -> AsyncIterator[bool]:
    """Tell the block whether to answer, and the member where it fails, and count what becomes of it.

    The library would only log what fails, so that they would be left waiting.
    """
    handling = handling_of(interaction)
    try:
        yield await interaction.client.entrance.lets_in(interaction)
    except Exception as error:
        await report(interaction, error)
    finally:
        handling.end()


def _name(interaction: discord.Interaction[Any]) -> str:
    try:
        command = interaction.command
    except Exception:  # the library looks the name up in what Discord sent, which may be what cannot be read
        command = None
    return f"/{command.qualified_name}" if command is not None else f"an interaction ({interaction.type.name})"
