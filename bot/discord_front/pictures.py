"""Put the charts of a reply on its card as pictures, drawn beside the event loop."""

from __future__ import annotations

import asyncio
import logging
from io import BytesIO
from typing import Any

import discord
from discord import ui

from bot.answers.blocks import ALT_LIMIT, Chart, Reply
from bot.charts.pictures import Pictures, name_of
from bot.discord_front.markup import clip
from bot.discord_front.redraw import PERSONAL
from bot.discord_front.render import NO_PINGS, Card

log = logging.getLogger(__name__)

MAX_PICTURES = 4


def charts_of(reply: Reply) -> list[Chart]:
    """Give the charts that a card shows, none twice."""
    charts = dict.fromkeys(block for part in reply.parts for block in part.blocks if isinstance(block, Chart))
    return list(charts)[:MAX_PICTURES]


async def send(interaction: discord.Interaction[Any], view: Card, reply: Reply, *, ephemeral: bool) -> None:
    """Send a reply's card with its pictures as the response to an interaction.

    Discord gives a bot three seconds to respond, so a picture that has to be drawn first is announced.
    """
    charts, pictures = charts_of(reply), Pictures(interaction.client.settings.cache)
    if charts and not await asyncio.to_thread(_all_kept, pictures, charts):
        await interaction.response.defer(ephemeral=ephemeral, thinking=True)
        files = await illustrate(view, reply, pictures)
        await interaction.edit_original_response(view=view, attachments=files, allowed_mentions=NO_PINGS)
        return
    files = await illustrate(view, reply, pictures)
    await interaction.response.send_message(view=view, files=files, ephemeral=ephemeral, allowed_mentions=NO_PINGS)


async def illustrate(view: Card, reply: Reply, pictures: Pictures) -> list[discord.File]:
    """Put a reply's charts under the text of its card, and give the files to send with it.

    A picture that cannot be drawn is left out: the text says the same.
    """
    files: list[discord.File] = []
    own: list[discord.MediaGalleryItem] = []
    others: list[discord.MediaGalleryItem] = []
    for chart in charts_of(reply):
        try:
            png = await asyncio.to_thread(pictures.png, chart)
        except Exception:
            log.exception("a chart could not be drawn; the reply goes without it")
            continue
        files.append(discord.File(BytesIO(png), name_of(chart), description=clip(chart.alt, ALT_LIMIT)))
        (own if chart.personal else others).append(
            discord.MediaGalleryItem(files[-1], description=files[-1].description)
        )
    for items, id_ in ((others, None), (own, PERSONAL[-1])):
        if items:
            view.container.add_item(ui.MediaGallery(*items, id=id_))
    return files


def _all_kept(pictures: Pictures, charts: list[Chart]) -> bool:
    return all(pictures.kept(chart) is not None for chart in charts)
