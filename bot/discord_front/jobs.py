"""Carry out what takes long, and show in the reply that waits for it how far it has come.

Discord lets a bot edit a reply for 15 minutes. Edits come no more often than every two seconds, well under its limits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import discord

from bot.discord_front.errors import describe, report
from bot.discord_front.handling import handling_of
from bot.discord_front.logs import named
from bot.discord_front.render import NO_PINGS, Card, notice, told
from bot.locale import later, say
from bot.progress import Report, Stage

log = logging.getLogger(__name__)

_Found = TypeVar("_Found")

EVERY = 2.0
"""Seconds between two edits."""
WIDTH = 10
"""Characters of a bar."""
INVALID_TOKEN = 50027
_STAGES = {
    Stage.READING: later("Reading the files"),
    Stage.COMPILING: later("Compiling"),
    Stage.CHECKING: later("Checking the phrasings"),
    Stage.ASKING: later("Asking questions"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of a job: a card, and the files on it."""

    card: Card
    files: Sequence[discord.File] = ()


class Progress:
    """Takes reports on the event loop, and draws the latest from time to time until it is told to end."""

    def __init__(self, interaction: discord.Interaction[Any], title: str) -> None:
        self._interaction = interaction
        self._title = title
        self._latest: tuple[Stage, int, int] | None = None
        self._ended = asyncio.Event()
        self.drawn = False
        """Whether the reply shows a bar by now."""

    def __call__(self, stage: Stage, done: int, total: int, /) -> None:
        """Take a report."""
        self._latest = stage, done, total

    def end(self) -> None:
        """Draw no more."""
        self._ended.set()

    async def draw(self) -> None:
        """Draw until the end. An edit that is under way is waited for: it must not come after the result."""
        shown = None
        while not await self._has_ended():
            if self._latest in (None, shown):
                continue
            shown = self._latest
            try:
                await self._interaction.edit_original_response(view=self._card(), attachments=[])
            except discord.HTTPException as error:
                log.info("progress cannot be shown any more: %s", named(error))
                return
            self.drawn = True

    async def _has_ended(self) -> bool:
        try:
            await asyncio.wait_for(self._ended.wait(), EVERY)
        except TimeoutError:
            return False
        return True

    def _card(self) -> Card:
        assert self._latest is not None
        stage, done, total = self._latest
        filled = WIDTH * done // max(total, 1)
        bar = "▰" * filled + "▱" * (WIDTH - filled)
        return notice(self._title, [f"{bar} {say(_STAGES[stage])}: {done} / {total}"])


async def job(
    interaction: discord.Interaction[Any],
    title: str,
    work: Callable[[Report], Awaitable[_Found]],
    draw: Callable[[_Found], Shown],
) -> None:
    """Carry out some work for an interaction that was deferred, and show in its reply what came of it."""
    progress = Progress(interaction, title)
    drawing = asyncio.create_task(progress.draw(), name="progress")
    try:
        found = await work(progress)
    except Exception as error:
        progress.end()
        await drawing
        await _tell(interaction, error, title, instead=progress.drawn)
        return
    progress.end()
    await drawing
    await finish(interaction, draw(found))


async def finish(interaction: discord.Interaction[Any], shown: Shown) -> None:
    """Replace the reply by the result; where the job took longer than Discord waits, only the log can tell."""
    try:
        await interaction.edit_original_response(view=shown.card, attachments=[*shown.files], allowed_mentions=NO_PINGS)
    except discord.HTTPException as error:
        if error.code != INVALID_TOKEN and not isinstance(error, discord.NotFound):
            raise
        log.warning("a job is done, but its reply is gone: %s", named(error))


async def _tell(interaction: discord.Interaction[Any], error: Exception, title: str, *, instead: bool) -> None:
    """Tell that a job failed: instead of its bar where one is shown, else beside the card it was begun from."""
    if instead:
        await finish(interaction, Shown(told(describe(error, title, handling_of(interaction)))))
    else:
        await report(interaction, error)
