"""Thumbs under an answer, and the form that asks what was wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.discord_front import ids
from bot.discord_front.buttons import FORGED, Press, of_type, reporting
from bot.discord_front.feedback import Wrong
from bot.discord_front.ids import Signer, Voted
from bot.discord_front.inputs import chosen, typed
from bot.locale import later, say

VOTE = "vote"
"""What the custom ids of thumbs and of their form begin with."""
THANKS = later("Thank you. That helps to answer better.")
MOST_WORDS = 500
_REASONS, _WORDS = "reasons", "words"
_LABELS = {
    Wrong.FALSE: later("It is wrong"),
    Wrong.OFF: later("It does not answer my question"),
    Wrong.OLD: later("It is out of date"),
    Wrong.UNCLEAR: later("I do not understand it"),
    Wrong.LONG: later("It is too long"),
}


class VoteButton(ui.DynamicItem[ui.Button[Any]], template=ids.VOTE):
    """A thumb: up is counted at once, down asks what was wrong."""

    def __init__(self, custom_id: str, emoji: str) -> None:
        super().__init__(ui.Button(emoji=emoji, custom_id=custom_id, style=discord.ButtonStyle.secondary))

    @classmethod
    def of(cls, signer: Signer, *, answer: str, text: str) -> tuple[Self, Self]:
        """Make the two thumbs of an answer."""
        up, down = (ids.pack_vote(signer, up=way, answer=answer, text=text) for way in (True, False))
        return cls(up, "👍"), cls(down, "👎")

    @classmethod
    async def from_custom_id(cls, _interaction: Press, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read a thumb back from the custom id of one that was pressed."""
        of_type(ui.Button, item)
        return cls(match.string, "👍" if match["way"] == "up" else "👎")

    @reporting
    async def callback(self, interaction: Press) -> None:
        """Count the vote, or ask what was wrong."""
        voted = read(interaction, self.custom_id)
        if voted is None:
            await interaction.response.send_message(say(FORGED), ephemeral=True)
        elif voted.up:
            await _count(interaction, voted)
        else:
            await interaction.response.send_modal(WrongForm(self.custom_id))


class WrongForm(ui.Modal):
    """Asks what was wrong with an answer; what is sent comes back with the thumb's custom id."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(title=say("What was wrong?"), custom_id=custom_id)
        options = [discord.SelectOption(label=say(label), value=wrong.value) for wrong, label in _LABELS.items()]
        choice: ui.Select[Self] = ui.Select(
            custom_id=_REASONS,
            options=options,
            min_values=0,
            max_values=len(options),
            required=False,
            placeholder=say("Pick what fits"),
        )
        words: ui.TextInput[Self] = ui.TextInput(
            custom_id=_WORDS, style=discord.TextStyle.paragraph, required=False, max_length=MOST_WORDS
        )
        self.add_item(ui.Label(text=say("What was wrong?"), component=choice))
        self.add_item(ui.Label(text=say("In your own words, if you like"), component=words))

    def is_finished(self) -> bool:
        """Say that the library need not wait for it: what is sent is read from its custom id."""
        return True


async def take(interaction: Press, components: list[Any]) -> None:
    """Take what was sent with the form under a thumb down."""
    data: Any = interaction.data or {}
    voted = read(interaction, data.get("custom_id", ""))
    # Only a thumb down opens this form.
    if voted is None or voted.up:
        await interaction.response.send_message(say(FORGED), ephemeral=True)
        return
    reasons = [wrong for wrong in Wrong if wrong in chosen(components, _REASONS)]
    words = interaction.client.desk.redact(typed(components, _WORDS)[:MOST_WORDS])
    await _count(interaction, voted, reasons=reasons, words=words)


def read(interaction: Press, custom_id: str) -> Voted | None:
    """Read a thumb's custom id; None where we did not sign it."""
    found = ids.VOTE.fullmatch(custom_id)
    roles = ids.keys(interaction.client.coach.knowledge.roles)
    return ids.unpack_vote(found, interaction.client.desk.signer, roles) if found else None


async def _count(interaction: Press, voted: Voted, *, reasons: Sequence[Wrong] = (), words: str = "") -> None:
    desk = interaction.client.desk
    await desk.feedback.vote(
        member=interaction.client.service.pseudonym(interaction.user.id),
        answer=voted.answer,
        up=voted.up,
        reasons=[reason.value for reason in reasons],
        text=voted.text,
        words=words,
    )
    await interaction.response.send_message(say(THANKS), ephemeral=True)
