"""The command in a message's menu: ask what the message asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord_front.conversations import ask, conversation_of
from bot.discord_front.replies import answer
from bot.errors import UserError
from bot.locale import later, say
from bot.text import normalise, tokenise

if TYPE_CHECKING:
    from bot.discord_front.bot import CoachClient

NAME = later("Ask the coach")
LONGEST = 2000
"""Characters of a message that can still be one question; those who pay Discord may write twice as many."""

OWN = later("That is an answer of mine. Reply to it to ask further, or use /ask.")
BOTS = later("A bot wrote that message. I answer what people ask; you can put it in your own words with /ask.")
EMBEDS = later("That message holds a preview or an embed only, and I read what people write. Ask me with /ask.")
EMPTY = later("That message has no text that I could answer. Ask me with /ask.")
TOO_LONG = later(
    "That message has {length} characters, which is too long for one question ({most} at most). "
    "Copy the part that asks into /ask."
)


def message_commands() -> list[app_commands.ContextMenu]:
    """Make the commands of a message's menu."""
    return [app_commands.ContextMenu(name=NAME, callback=_ask)]


async def _ask(interaction: discord.Interaction[CoachClient], message: discord.Message) -> None:
    """Answer what a message asks, to who used the command alone.

    It is read by itself: what that person, or the message's author, talked about before is not what it refers to.
    """
    text = question_in(message, interaction.application_id)
    client, own = interaction.client, conversation_of(interaction)
    client.coach.forget(own)
    await answer(interaction, ask(client, text, own, interaction.id), private=True, question=text)


def question_in(message: discord.Message, own: int) -> str:
    """Take the text of a message, or of what it forwards; `own` is the bot's id.

    Raises:
        UserError: where there is none that can be answered, with the reason.
    """
    if message.author.id == own:
        raise UserError(say(OWN))
    if message.author.bot or message.webhook_id:
        raise UserError(say(BOTS))
    text = message.content or _forwarded(message)
    if not tokenise(normalise(text)):
        raise UserError(say(EMBEDS if message.embeds else EMPTY))
    if len(text) > LONGEST:
        raise UserError(say(TOO_LONG, length=len(text), most=LONGEST))
    return text


def _forwarded(message: Any) -> str:
    return "\n".join(snapshot.content for snapshot in message.message_snapshots)
