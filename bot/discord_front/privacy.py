"""The card of `/privacy`: what is stored, and the buttons with which members get or delete what is theirs."""

from __future__ import annotations

import io
import re
from typing import Any, Self

import discord
from discord import ui

from bot.app import REMEMBERED_FOR
from bot.discord_front import ids
from bot.discord_front.buttons import Press, of_type, reporting
from bot.discord_front.conversations import forget_member
from bot.discord_front.drafts import Draft, fit, heading
from bot.discord_front.markup import one_line
from bot.discord_front.render import NO_PINGS, Card, notice
from bot.locale import later, say
from bot.service.service import Service

EXPORT, DELETE, ERASE, KEEP = "export", "delete", "erase", "keep"
FILE = "career-coach.json"
EXPORTED = later("This is all that is kept of you.")
_LABELS = {
    EXPORT: later("Export"),
    DELETE: later("Delete"),
    ERASE: later("Delete for good"),
    KEEP: later("Keep"),
}
_STYLES = {DELETE: discord.ButtonStyle.danger, ERASE: discord.ButtonStyle.danger}


def privacy_card(service: Service) -> Card:
    """Draw what is stored, table by table, and what is only remembered."""
    minutes = round(REMEMBERED_FOR / 60)
    remembered = say(
        "What you asked about is remembered for {minutes} minutes, so that you can ask on. It is never stored.",
        minutes=minutes,
    )
    drafts = [
        Draft(
            heading(say("What I store")),
            [say("No names, and no message as you wrote it. Ids only where it says so below.")],
            "",
        ),
        Draft(f"**{say('In memory')}**", [remembered], "", begins=False),
    ]
    for kept in service.privacy():
        fields = one_line("; ".join(kept.fields.values()))
        lines = [f"{one_line(kept.purpose)} *{say('Kept')}:* {one_line(kept.how_long)}", f"-# {fields}"]
        drafts.append(Draft(f"**{one_line(kept.title)}**", lines, "", begins=False))
    return Card(fit(drafts), [_row(EXPORT, DELETE)])


class OwnButton(ui.DynamicItem[ui.Button[Any]], template=ids.OWN):
    """Gives or deletes what is kept of who presses it, and of nobody else: so there is nothing to sign."""

    def __init__(self, act: str) -> None:
        style = _STYLES.get(act, discord.ButtonStyle.secondary)
        super().__init__(ui.Button(label=say(_LABELS[act]), custom_id=f"own:{act}", style=style))
        self.act = act

    @classmethod
    async def from_custom_id(cls, _interaction: Press, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read a button back from the custom id of one that was pressed."""
        of_type(ui.Button, item)
        return cls(match["act"])

    @reporting
    async def callback(self, interaction: Press) -> None:
        """Do it, or ask first."""
        match self.act:
            case "export":
                await _export(interaction)
            case "delete":
                await interaction.response.send_message(view=_confirmation(), ephemeral=True)
            case "erase":
                await _erase(interaction)
            case _:
                kept = notice(say("Kept"), [say("Nothing was deleted.")])
                await interaction.response.edit_message(view=kept)


async def _export(interaction: Press) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    content = await interaction.client.service.export(interaction.user.id)
    file = discord.File(io.BytesIO(content), FILE)
    await interaction.edit_original_response(content=say(EXPORTED), attachments=[file], allowed_mentions=NO_PINGS)


def _confirmation() -> Card:
    text = say("That deletes your votes on answers and what I remember of our conversations. It cannot be undone.")
    return Card([Draft(heading(say("Delete what is yours?")), [text], "")], [_row(ERASE, KEEP)])


async def _erase(interaction: Press) -> None:
    """Delete, and tell how much it was by table.

    Raises:
        UserError: where the database does not work; the conversations are forgotten all the same.
    """
    await interaction.response.defer()
    forgotten = forget_member(interaction.client.coach, interaction.user.id)
    deleted = await interaction.client.service.delete(interaction.user.id)
    lines = [
        say("Votes on answers: {count} deleted.", count=deleted.votes),
        say("Conversations in memory: {count} forgotten.", count=forgotten),
    ]
    await interaction.edit_original_response(view=notice(say("Deleted"), lines), allowed_mentions=NO_PINGS)


def _row(*acts: str) -> ui.ActionRow[Any]:
    return ui.ActionRow(*map(OwnButton, acts))
