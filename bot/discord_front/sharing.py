"""Share a private card with the channel, without what the member said about themselves."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Any, Self

import aiohttp
import discord
from discord import ui

from bot.app import Coach
from bot.discord_front import ids
from bot.discord_front.buttons import Press, of_type, reporting
from bot.discord_front.logs import named
from bot.discord_front.redraw import Payload, changed, for_others, pictures_for_others
from bot.discord_front.render import NO_PINGS, card
from bot.locale import later, say

log = logging.getLogger(__name__)

ALREADY = later("You have shared this card already.")
NOT_HERE = later("I may not post in this channel, so I shared nothing. You still have your own copy.")
NOT_YOU = later("You may not post in this channel, so I shared nothing. You still have your own copy.")
NOTHING = later("There is nothing on this card that I could share: it is all about you.")


class ShareButton(ui.DynamicItem[ui.Button[Any]], template=ids.SHARE):
    """A button that posts the card it stands under to the channel."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(ui.Button(label=say("Share"), custom_id=custom_id, style=discord.ButtonStyle.secondary))

    @classmethod
    def of(cls, instead: str = "") -> Self:
        """Make the button; `instead` names the answer to post where the whole card is personal."""
        return cls(f"share:{instead}")

    @classmethod
    async def from_custom_id(cls, _interaction: Press, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read a button back from the custom id of one that was pressed."""
        of_type(ui.Button, item)
        return cls(match.string)

    @reporting
    async def callback(self, interaction: Press) -> None:
        """Post the card, once."""
        await share(interaction, self.custom_id)


async def share(interaction: Press, custom_id: str) -> None:
    """Post the card of a pressed button for all in the channel; tell the member where that cannot be."""
    message = interaction.message
    refused = _refusal(interaction)
    if message is None or refused:
        await interaction.response.send_message(say(refused or NOTHING), ephemeral=True)
        return
    # Two presses may be on their way at once; both still see the button as it was.
    if not interaction.client.desk.shared.claim(message.id):
        await interaction.response.send_message(say(ALREADY), ephemeral=True)
        return
    posted = False
    try:
        posted = await _post(interaction, message, custom_id)
    finally:
        if not posted:
            interaction.client.desk.shared.release(message.id)


async def _post(interaction: Press, message: discord.Message, custom_id: str) -> bool:
    """Mark the button, then post; take the mark back where Discord refuses. Tell whether it was posted."""
    neutral = _neutral(interaction.client.coach, custom_id.partition(":")[2])
    if neutral is None and for_others(message, ()) is None:
        await interaction.response.send_message(say(NOTHING), ephemeral=True)
        return False
    await interaction.response.edit_message(view=changed(message, custom_id, _as_shared))
    try:
        await _send(interaction, message, neutral)
    except discord.HTTPException as error:
        log.info("a card could not be shared: %s", named(error))
        await interaction.edit_original_response(view=changed(message, custom_id, lambda same: same))
        if not isinstance(error, discord.Forbidden):
            raise
        await interaction.followup.send(say(NOT_HERE), ephemeral=True)
        return False
    return True


async def _send(interaction: Press, message: discord.Message, neutral: ui.LayoutView | None) -> None:
    files = [] if neutral else await _files(message)
    view = neutral or for_others(message, [file.filename for file in files])
    if view is None:
        raise LookupError("the card had something to share a moment ago")
    await interaction.followup.send(view=view, files=files, allowed_mentions=NO_PINGS)


async def _files(message: discord.Message) -> Sequence[discord.File]:
    """Fetch the pictures of a card, to be posted anew; without those that cannot be had."""
    files, wanted = [], pictures_for_others(message)
    for attachment in message.attachments:
        if attachment.filename not in wanted:
            continue
        try:
            files.append(await attachment.to_file())
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
            log.warning("a picture was left out of a shared card: %s", named(error))
    return files


def _neutral(coach: Coach, instead: str) -> ui.LayoutView | None:
    """Draw the answer to show others where a whole card is personal; None where the card itself is shown."""
    kind, _, role = instead.partition(":")
    if kind == "skills":
        return card(coach.skills(role))
    if kind == "salary":
        return card(coach.salary(role))
    return card(coach.roles()) if kind == "roles" else None


def _refusal(interaction: Press) -> str:
    """Say why nothing may be posted here, as far as the interaction tells; empty where nothing speaks against it."""
    if interaction.guild_id is None:
        return ""
    member, ours = interaction.permissions, interaction.app_permissions
    thread = isinstance(interaction.channel, discord.Thread)
    if not (member.send_messages_in_threads if thread else member.send_messages):
        return NOT_YOU
    if not interaction.is_guild_integration():
        return "" if member.use_external_apps else NOT_HERE
    return "" if (ours.send_messages_in_threads if thread else ours.send_messages) else NOT_HERE


def _as_shared(button: Payload) -> Payload:
    return button | {"label": say("Shared"), "disabled": True}
