"""Whose conversation a question belongs to, and how it goes on.

A conversation is one person in one channel: what Ada asks after her last question goes on from there, and Bob's
questions in the same channel do not disturb it. A reply to an answer goes on from that very answer, whoever replies and
whatever else was asked since. For that, each answered message or interaction is remembered as a turn under its id,
which Discord names in every reply to the answer. A turn that is forgotten is gone: the reply is then read by itself,
because a guess at what it refers to could be wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.answers.blocks import Reply
from bot.app import Coach

if TYPE_CHECKING:
    from bot.discord_front.bot import CoachClient


def conversation(channel: int | None, member: int) -> str:
    """Name the conversation of one person in one channel."""
    return f"{channel}:{member}"


def conversation_of(interaction: discord.Interaction[Any]) -> str:
    """Name the conversation that an interaction belongs to."""
    return conversation(interaction.channel_id, interaction.user.id)


def ask(client: CoachClient, text: str, conversation: str, source: int) -> Reply:
    """Ask in a conversation; `source` is the id of the message or interaction that asks, for replies to the answer."""
    with client.metrics.composing.time():
        reply = client.coach.ask(text, conversation=conversation)
    client.coach.follow(_turn(source), conversation)
    return reply


def go_on(coach: Coach, conversation: str, answer: discord.Message) -> None:
    """Let a conversation go on from an answer of the bot; where it answers nothing, leave it as it is."""
    source = _source(answer)
    if source is not None:
        coach.follow(conversation, _turn(source))


def forget_member(coach: Coach, member: int) -> int:
    """Forget all conversations of a person, with the turns in them; give the number of conversations."""
    return coach.forget_where(lambda name: name.endswith(f":{member}"))


def _turn(source: int) -> str:
    return f"turn {source}"


def _source(answer: discord.Message) -> int | None:
    """Find the message or interaction that a message of the bot answers."""
    if answer.interaction_metadata is not None:
        return answer.interaction_metadata.id
    return answer.reference.message_id if answer.reference is not None else None
