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
        super().__init__(button(custom_id, act))
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
        offered = await offered_by(interaction, ids.LOAD.fullmatch(self.custom_id), self.act)
        if offered is not None:
            await _load(interaction, offered, force=self.act == FORCE)


def button(custom_id: str, act: str) -> ui.Button[Any]:
    """Make a button of an act."""
    return ui.Button(label=say(_LABELS[act]), custom_id=custom_id, style=_STYLES[act])


async def offered_by(interaction: Press, found: re.Match[str] | None, act: str) -> Offered | None:
    """Give what a button offers to run; None where it was discarded, or the button is not ours, which is told.

    Raises:
        AdminsOnly: where who pressed is no admin any more.
    """
    client = interaction.client
    if not is_admin(interaction.user, client.application, client.settings.admins):
        raise AdminsOnly
    offered = ids.unpack_load(found, client.desk.signer) if found else None
    if offered is None:
        await interaction.response.send_message(say(FORGED), ephemeral=True)
    elif act == DROP:
        client.service.discard()
        left = notice(say("Discarded"), [say("Nothing was changed.")])
        await interaction.response.edit_message(view=left, attachments=[], allowed_mentions=NO_PINGS)
        return None
    return offered


def refuse_if_moved_on(service: Service, offered: Offered) -> None:
    """Refuse what was shown beside another version than the one that runs.

    Raises:
        UserError: where another one runs by now.
    """
    running = service.coach.knowledge.digest
    if running != offered.digest and not running.startswith(offered.running):
        raise UserError(say(MOVED_ON))


async def _load(interaction: Press, offered: Offered, *, force: bool) -> None:
    service: Service = interaction.client.service
    await interaction.response.defer()
    titles = (later("Rolling back"), later("Rolled back"))
    if offered.number == 0:
        titles = (later("Reloading"), later("Knowledge reloaded"))

    async def work(report: Report) -> Applied:
        refuse_if_moved_on(service, offered)
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
    return [ui.ActionRow(*(LoadButton.of(signer, act, offered) for act in acts_of(preview)))]


def acts_of(preview: Preview) -> tuple[str, str]:
    """Say what can be done about a preview: force only where golden questions break."""
    return (FORCE if preview.broken else APPLY, DROP)
