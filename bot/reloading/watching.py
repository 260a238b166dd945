"""Notice that a knowledge folder has changed, once whoever writes to it is done."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

from bot.knowledge.folder import FOLDERS, is_knowledge_file

log = logging.getLogger(__name__)

SETTLED = 1.0
"""Seconds without a change after which a folder has come to rest: editors write a file in several steps, and git many
files one by one."""
LONGEST = 60.0
"""Seconds after which a folder that never comes to rest is looked at all the same."""
LOOK = 5.0
"""Seconds between two looks whether the folder itself was moved away or another put in its place."""


def settled_changes(
    folder: Path, stop: threading.Event, *, settled: float = SETTLED, look: float = LOOK
) -> Iterator[None]:
    """Give a sign each time that files of a folder have changed and then come to rest; blocks until `stop` is set.

    What is not read is not noticed: schemas, hidden and temporary files. A folder that goes and comes back is watched
    again.
    """
    while not stop.is_set():
        watched = _identity(folder)
        if watched is None:
            stop.wait(look)
            if _identity(folder) is not None:
                yield
            continue
        yield from _changes_of(folder, watched, stop, settled=settled, look=look)


def _changes_of(
    folder: Path, watched: tuple[int, int], stop: threading.Event, *, settled: float, look: float
) -> Iterator[None]:
    """Give a sign at each change until another folder stands in the place of the watched one."""
    place = folder.resolve()
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it counts changes at INFO, also those that are ignored
    try:
        for changes in watch(
            place,
            watch_filter=lambda _change, path: _counts(place, path),
            step=round(settled * 1000),
            debounce=round(LONGEST * 1000),
            stop_event=stop,
            rust_timeout=round(look * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            moved = _identity(folder) != watched
            if changes or moved:
                yield
            if moved:
                return
    except OSError as error:  # it went between two looks, or the system watches no more
        log.warning("the knowledge folder cannot be watched at the moment: %s", error)
        stop.wait(look)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Tell this folder from another one under its name; None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _counts(folder: Path, path: str) -> bool:
    """Tell whether a change at a path can change what is read: a file of the knowledge, or a whole folder of them."""
    try:
        name = Path(path).relative_to(folder).as_posix()
    except ValueError:
        return False
    return is_knowledge_file(name) or name in FOLDERS
