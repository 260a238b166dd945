"""Reload by itself when a file of the knowledge folder changes."""

from __future__ import annotations

import asyncio
import logging
import threading
from pathlib import Path

from bot.errors import UserError
from bot.reloading.watching import settled_changes
from bot.service.versions import WATCH, Versions

log = logging.getLogger(__name__)

AGAIN = 2.0
"""Seconds after which a reload is tried again while an admin's own is under way."""


async def follow(folder: Path, versions: Versions) -> None:
    """Reload each time the folder has changed and come to rest; runs until it is cancelled."""
    stop = threading.Event()
    signs = settled_changes(folder, stop)
    ended = object()
    try:
        while await asyncio.to_thread(next, signs, ended) is not ended:
            await _reload(versions)
    finally:
        stop.set()


async def _reload(versions: Versions) -> None:
    """Load what the folder holds; where it has problems the old knowledge stays, and the next change tries again."""
    while True:
        try:
            applied = await versions.reload(WATCH)
            break
        except UserError:
            await asyncio.sleep(AGAIN)
    level = logging.INFO if applied.result.swapped else logging.WARNING
    log.log(level, "the knowledge folder changed: %s", applied.summary)
    for problem in applied.result.problems:
        log.warning("%s", problem)
