"""Let work in a thread tell the event loop how far it has come."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from bot.progress import Report, Stage, silent

EVERY = 0.1
"""Seconds between two reports of one stage; its beginning and its end are always told."""


def on_loop(report: Report, every: float = EVERY) -> Report:
    """Give a report that may be called from any thread and calls another one on this loop, not too often."""
    if report is silent:
        return silent
    loop, last = asyncio.get_running_loop(), [0.0]

    def tell(stage: Stage, done: int, total: int, /) -> None:
        now = time.monotonic()
        if 0 < done < total and now - last[0] < every:
            return
        last[0] = now
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(report, stage, done, total)

    return tell
