"""The buttons under a preview: run what it showed, run it in spite of golden questions, or leave it.

Each carries what was shown, signed, so it works after a restart and at any age. What has changed since is found when
it is pressed, and told.
"""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import ui

from bot.discord_front import ids
from bot.discord_front.admins import AdminsOnly, is_admin
from bot.discord_front.buttons import FORGED, Press, of_type, reporting
from bot.discord_front.ids import Offered, Signer
from bot.discord_front.jobs import Shown, job
from bot.discord_front.panels import applied_card, preview_card
from bot.discord_front.render import NO_PINGS, notice
from bot.errors import UserError
from bot.locale import later, say
from bot.progress import Report
from bot.reloading.preview import Preview
from bot.service.service import Service
from bot.service.versions import MOVED_ON, Applied

APPLY, FORCE, DROP = "apply", "force", "drop"
_LABELS = {APPLY: later("Apply"), FORCE: later("Apply by force"), DROP: later("Discard")}
_STYLES = {APPLY: discord.ButtonStyle.success, FORCE: discord.ButtonStyle.danger, DROP: discord.ButtonStyle.secondary}


class LoadButton(ui.DynamicItem[ui.Button[Any]], template=ids.LOAD):
    """Runs what a preview showed, or leaves it; for admins."""

    def __init__(self, custom_id: str, act: str) -> None:
        super().__init__(ui.Button(label=say(_LABELS[act]), custom_id=custom_id, style=_STYLES[act]))
        self.act = act

    @classmethod
    def of(cls, signer: Signer, act: str, offered: Offered) -> Self:
        """Make a button."""
        return cls(ids.pack_load(signer, act, offered), act)

    @classmethod
    async def from_custom_id(cls, _interaction: Press, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read a button back from the custom id of one that was pressed."""
        of_type(ui.Button, item)
        return cls(match.string, match["act"])

    @reporting
    async def callback(self, interaction: Press) -> None:
        """Do it, if who pressed is still an admin and the button is ours."""
        client = interaction.client
        if not is_admin(interaction.user, client.application, client.settings.admins):
            raise AdminsOnly
        found = ids.LOAD.fullmatch(self.custom_id)
        offered = ids.unpack_load(found, client.desk.signer) if found else None
        if offered is None:
            await interaction.response.send_message(say(FORGED), ephemeral=True)
        elif self.act == DROP:
            client.service.discard()
            left = notice(say("Discarded"), [say("Nothing was changed.")])
            await interaction.response.edit_message(view=left, attachments=[], allowed_mentions=NO_PINGS)
        else:
            await _load(interaction, offered, force=self.act == FORCE)


async def _load(interaction: Press, offered: Offered, *, force: bool) -> None:
    service: Service = interaction.client.service
    await interaction.response.defer()
    titles = (later("Rolling back"), later("Rolled back"))
    if offered.number == 0:
        titles = (later("Reloading"), later("Knowledge reloaded"))

    async def work(report: Report) -> Applied:
        running = service.coach.knowledge.digest
        if running != offered.digest and not running.startswith(offered.running):
            raise UserError(say(MOVED_ON))
        if offered.number:
            return await service.rollback(offered.number, digest=offered.digest, force=force, report=report)
        return await service.apply(offered.digest, interaction.user.id, force=force, report=report)

    def draw(applied: Applied) -> Shown:
        return applied_card(applied, say(titles[1]))

    await job(interaction, say(titles[0]), work, draw)


async def show_preview(interaction: Press, number: int = 0) -> None:
    """Show what the folder, or a version by its number, would change, with what can be done about it."""
    service: Service = interaction.client.service
    await interaction.response.defer(ephemeral=True, thinking=True)
    title = say("What a rollback to version {number} would change", number=number)
    title = title if number else say("What a reload would change")

    async def work(report: Report) -> Preview:
        return await service.preview(number or None, report=report)

    def draw(preview: Preview) -> Shown:
        return preview_card(preview, title, _rows(interaction.client.desk.signer, preview, number))

    await job(interaction, say("Trying it out beside what runs"), work, draw)


def _rows(signer: Signer, preview: Preview, number: int) -> list[ui.ActionRow[Any]]:
    """Make the buttons: force only where golden questions break, none where nothing can be done."""
    if not preview.loadable:
        return []
    offered = Offered(number, preview.digest, preview.running)
    acts = (FORCE if preview.broken else APPLY, DROP)
    return [ui.ActionRow(*(LoadButton.of(signer, act, offered) for act in acts))]
