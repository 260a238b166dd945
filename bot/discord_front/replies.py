"""Send a reply as the response to an interaction, with the buttons that fit the occasion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.answers.blocks import Reply
from bot.discord_front.desk import Occasion
from bot.discord_front.handling import handling_of
from bot.discord_front.pictures import send
from bot.discord_front.render import Card, card
from bot.discord_front.rows import rows
from bot.knowledge.models import Knowledge
from bot.matching.placing import MINE, OFFER_LABEL

if TYPE_CHECKING:
    from bot.discord_front.bot import CoachClient

PERSONAL = frozenset({"known", "amount", "bonus", "equity", "sign_on"})
"""Options of commands with what a member says of themselves: never part of what is kept."""


def draw(
    client: CoachClient,
    reply: Reply,
    *,
    question: str = "",
    shareable: bool = False,
    knowledge: Knowledge | None = None,
) -> Card:
    """Draw a reply to a question; `shareable` where others are there who do not see it.

    `knowledge` is what the reply comes from, where another version may have come to run since.
    """
    # The buttons carry the question, and a vote may keep it: of an offer not even the place or a share.
    asked = client.desk.redact(MINE if reply.label == OFFER_LABEL else question)
    occasion = Occasion(knowledge or client.coach.knowledge, client.desk.signer, asked, shareable)
    return card(reply, rows(reply, occasion))


async def answer(
    interaction: discord.Interaction[Any], reply: Reply, *, private: bool = False, question: str | None = None
) -> None:
    """Show a reply to who asked; to all in the channel where the server has chosen that and nothing speaks against it.

    `private` is for what nobody else has seen the question to. What a member said about themselves stays private.
    `question` is what was asked; where none is given, a command's own options are it.
    """
    knowledge = interaction.client.coach.knowledge  # before anything is waited for: the reply is from this version
    settings = None if private or is_personal(reply) else await interaction.client.guild_settings(interaction.guild_id)
    public = settings is not None and settings.public
    asked = _options_of(interaction) if question is None else question
    shareable = not public and not is_alone(interaction)
    shown = draw(interaction.client, reply, question=asked, shareable=shareable, knowledge=knowledge)
    await send(interaction, shown, reply, ephemeral=not public)
    handling_of(interaction).replied(reply.outcome)
    await interaction.client.service.note(reply, _gap_of(interaction) if question is None else question)


def is_personal(reply: Reply) -> bool:
    """Tell whether a reply holds what a member said about themselves, such as the skills they have."""
    return any(part.personal or any(block.personal for block in part.blocks) for part in reply.parts)


def is_alone(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether nobody but the member is there to share with."""
    return bool(interaction.context.dm_channel)


def _gap_of(interaction: discord.Interaction[Any]) -> str:
    """Write a command with its options as what could not be answered."""
    command = interaction.command.name if interaction.command is not None else ""
    return f"{command} {_options_of(interaction)}".strip()


def _options_of(interaction: discord.Interaction[Any]) -> str:
    """Write what a command was given, as a question in short; without what a member said about themselves."""
    return " ".join(str(value) for name, value in interaction.namespace if value is not None and name not in PERSONAL)
