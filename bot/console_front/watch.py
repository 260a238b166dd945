"""Take the knowledge anew while somebody chats, when a file of it changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.app import Coach
from bot.reloading.watching import settled_changes

PATIENCE = 1.0
"""Seconds that the end of a chat waits for a reload under way, which then ends with the process."""


@contextmanager
def watched(coach: Coach, tell: Callable[[str], None]) -> Iterator[None]:
    """Reload in the background inside the block, and tell what came of it, also what keeps a change out."""
    stop = threading.Event()

    def follow() -> None:
        for _ in settled_changes(coach.folder, stop):
            result = coach.reload()
            tell("\n".join([result.summary, *map(str, result.problems)]))

    thread = threading.Thread(target=follow, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)
