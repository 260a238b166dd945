"""`/knowledge import`: a document becomes a draft, what that would change is shown, and a press publishes it.

The draft stands in a file on the card. It can be edited and attached again, and a press reads it from there, so the
buttons work after a restart and at any age.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Self

import discord
from discord import ui

from bot.discord_front import ids
from bot.discord_front.buttons import Press, reporting
from bot.discord_front.ids import Offered, Signer
from bot.discord_front.jobs import Shown, job
from bot.discord_front.loads import FORCE, acts_of, button, offered_by, refuse_if_moved_on
from bot.discord_front.markup import clip, one_line
from bot.discord_front.panels import LONGEST_LINE, applied_card, preview_card
from bot.errors import UserError
from bot.locale import later, say
from bot.progress import Report
from bot.service.imports import DRAFT, LIST, Drafted, Tried
from bot.service.service import Service
from bot.service.versions import Applied

KIND = "take"
LARGEST = 8_000_000
"""Bytes of a document that are taken in."""
LARGEST_DRAFT = 1_000_000
"""Bytes of a draft, as of any knowledge file."""
ENDINGS = (".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".pdf", DRAFT)
MOST_CHANGES = 5
TOO_LARGE = later("{name} has {size} bytes; at most {most} are taken in.")
NO_DOCUMENT = later("{name} is of no kind that is taken in: {kinds}.")
UNFETCHED = later("{name} cannot be fetched from Discord; attach it again.")
GONE = later("The draft's file is not on this card any more. Import the document again.")
_COUNTS = {
    "passages": later("passages"),
    "flagged": later("of them unsure"),
    "figures": later("figures"),
    "doubtful": later("figures unsure"),
    "unplaced": later("unplaced"),
    "dropped": later("left aside"),
}
_LACKING = {"owner": later("owner"), "licence": later("licence")}


class TakeButton(ui.DynamicItem[ui.Button[Any]], template=ids.TAKE):
    """Publishes the draft on its card, or leaves it; for admins."""

    def __init__(self, custom_id: str, act: str) -> None:
        super().__init__(button(custom_id, act))
        self.act = act

    @classmethod
    def of(cls, signer: Signer, act: str, offered: Offered) -> Self:
        """Make a button."""
        return cls(ids.pack_load(signer, act, offered, KIND), act)

    @classmethod
    async def from_custom_id(cls, _interaction: Press, _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read a button back from the custom id of one that was pressed."""
        return cls(match.string, match["act"])

    @reporting
    async def callback(self, interaction: Press) -> None:
        """Do it, if who pressed is still an admin and the button is ours."""
        offered = await offered_by(interaction, ids.TAKE.fullmatch(self.custom_id), self.act)
        if offered is not None:
            await _publish(interaction, offered, force=self.act == FORCE)


async def show_import(
    interaction: discord.Interaction[Any], document: discord.Attachment | discord.Object, role: str = ""
) -> None:
    """Draft a document and show what taking it in would change, with what can be done about it."""
    service: Service = interaction.client.service
    if not isinstance(document, discord.Attachment):  # the library's stand-in, where Discord left out what it is
        raise UserError(say(UNFETCHED, name="document"))
    _check(document)
    await interaction.response.defer(ephemeral=True, thinking=True)

    async def work(report: Report) -> Tried:
        drafted = await service.draft(document.filename, await _content(document), role)
        return await service.try_out(drafted, report=report)

    def draw(tried: Tried) -> Shown:
        return import_card(tried, document.filename, interaction.client.desk.signer)

    await job(interaction, say("Reading {name}", name=document.filename), work, draw)


def import_card(tried: Tried, name: str, signer: Signer) -> Shown:
    """Draw a draft: its counts, what it is unsure of, what would change, some answers; the draft as a file."""
    preview = tried.preview
    rows: list[ui.ActionRow[Any]] = []
    if preview.loadable:
        offered = Offered(0, preview.digest, preview.running)
        rows = [ui.ActionRow(*(TakeButton.of(signer, act, offered) for act in acts_of(preview)))]
    files = {f"{tried.role}{DRAFT}": tried.drafted.text.encode()}
    if tried.drafted.review:
        files[f"{tried.role}{LIST}"] = tried.drafted.review.encode()
    title = say("What importing {name} would change", name=name)
    return preview_card(preview, title, rows, lead=list(_lead(tried)), files=files)


def _lead(tried: Tried) -> Iterator[str]:
    if tried.counts:
        counted = [f"{tried.counts[name]} {say(text)}" for name, text in _COUNTS.items() if tried.counts.get(name)]
        yield f"- {say('Drafted')}: {', '.join(counted)}"
    if tried.lacking:
        yield f"- {say('Not named by the document')}: {', '.join(say(_LACKING[name]) for name in tried.lacking)}"
    merged = tried.merged
    told = {
        say("added"): merged.added,
        say("changed"): merged.changed,
        say("kept by hand"): merged.kept,
        say("contradicted"): merged.contradicted,
        say("vanished"): merged.vanished,
    }
    yield f"- {say('In the role')}: {', '.join(f'{len(items)} {what}' for what, items in told.items() if items)}"
    for what, items in told.items():
        if items is merged.contradicted or items is merged.vanished:
            yield from (f"  - {what}: {clip(one_line(item), LONGEST_LINE)}" for item in items[:MOST_CHANGES])
    for change in tried.sample:
        line = f"“{change.message}”: {change.before} → {change.now}"
        yield f"- {clip(one_line(line), LONGEST_LINE)}"


async def _publish(interaction: Press, offered: Offered, *, force: bool) -> None:
    service: Service = interaction.client.service
    held = interaction.message.attachments if interaction.message else []
    draft = next((file for file in held if file.filename.endswith(DRAFT) and not file.filename.endswith(LIST)), None)
    if draft is None:
        raise UserError(say(GONE))
    _check(draft)
    await interaction.response.defer()

    async def work(report: Report) -> Applied:
        refuse_if_moved_on(service, offered)
        drafted: Drafted = await service.draft(draft.filename, await _content(draft))
        return await service.publish(drafted, offered.digest, interaction.user.id, force=force, report=report)

    def draw(applied: Applied) -> Shown:
        return applied_card(applied, say("Published"))

    await job(interaction, say("Publishing"), work, draw)


def _check(document: discord.Attachment) -> None:
    """Refuse what is of another kind or too large, before anything of it is fetched.

    Raises:
        UserError: in one sentence.
    """
    name = document.filename
    if not name.lower().endswith(ENDINGS):
        raise UserError(say(NO_DOCUMENT, name=name[:80], kinds=", ".join(ENDINGS)))
    most = LARGEST_DRAFT if name.lower().endswith(DRAFT) else LARGEST
    if document.size > most:
        raise UserError(say(TOO_LARGE, name=name[:80], size=f"{document.size:,}", most=f"{most:,}"))


async def _content(document: discord.Attachment) -> bytes:
    """Fetch a document; what Discord said of its size is checked again.

    Raises:
        UserError: where it cannot be fetched, or is larger than was said.
    """
    try:
        raw = await document.read()
    except discord.HTTPException as error:
        raise UserError(say(UNFETCHED, name=document.filename)) from error
    if len(raw) > LARGEST:
        raise UserError(say(TOO_LARGE, name=document.filename, size=f"{len(raw):,}", most=f"{LARGEST:,}"))
    return raw
