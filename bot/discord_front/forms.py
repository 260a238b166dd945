"""The forms that members fill in: what `/ask` opens where no question was given, and what a thumb down opens.

Discord names a form in what it sends when the form is filled in, so nothing is remembered of those that are open: they
can be sent after a restart as well.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.discord_front.conversations import ask, conversation_of
from bot.discord_front.inputs import typed
from bot.discord_front.replies import answer
from bot.discord_front.votes import VOTE, take
from bot.errors import UserError
from bot.locale import later, say

if TYPE_CHECKING:
    from bot.discord_front.bot import CoachClient

ASK = "ask"
QUESTION = "question"
LONGEST = 4000
"""Characters of a text input, at most."""

NOTHING_ASKED = later("You sent no question. Use /ask again and write what you want to know.")


class AskForm(ui.Modal):
    """Asks for a question in a member's own words."""

    def __init__(self) -> None:
        super().__init__(title=say("Ask the coach"), custom_id=ASK, timeout=None)
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id=QUESTION,
            style=discord.TextStyle.paragraph,
            placeholder=say("For example: what does a senior ML engineer earn?"),
            min_length=1,
            max_length=LONGEST,
        )
        self.add_item(ui.Label(text=say("Your question"), component=field))

    def is_finished(self) -> bool:
        """Say that the library need not keep this form; `submit` reads what is sent."""
        return True


async def submit(interaction: discord.Interaction[CoachClient]) -> bool:
    """Answer a form that was filled in; tell whether it is one of today's."""
    data: Any = interaction.data or {}
    handler = FORMS.get(str(data.get("custom_id")).partition(":")[0])
    if handler is None:
        return False
    await handler(interaction, data.get("components") or [])
    return True


async def _ask(interaction: discord.Interaction[CoachClient], components: list[Any]) -> None:
    """Answer a question, to who sent it alone, because nobody else has seen it.

    Raises:
        UserError: where it was sent empty.
    """
    text = typed(components, QUESTION).strip()
    if not text:
        raise UserError(say(NOTHING_ASKED))
    reply = ask(interaction.client, text[:LONGEST], conversation_of(interaction), interaction.id)
    await answer(interaction, reply, private=True, question=text)


FORMS: Mapping[str, Callable[[discord.Interaction[Any], list[Any]], Awaitable[None]]] = {ASK: _ask, VOTE: take}
"""What answers a form, by its custom id up to the first colon."""
