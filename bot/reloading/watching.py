"""Notice that a knowledge folder has changed, once whoever writes to it is done."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

from bot.errors import KnowledgeError
from bot.knowledge.folder import FOLDERS, is_knowledge_file, knowledge_files

log = logging.getLogger(__name__)

SETTLED = 1.0
"""Seconds without a change after which a folder has come to rest: editors write a file in several steps, and git many
files one by one."""
LONGEST = 60.0
"""Seconds after which a folder that never comes to rest is taken as it is."""
LOOK = 5.0
"""Seconds between two looks at a folder that reports no change: some file systems never do, and the folder itself may
be moved away or get another in its place."""
STEP = 50
"""Milliseconds in which reported changes are gathered."""

_State = tuple[tuple[str, int, int], ...] | None
"""Name, size and time of change of each file; None where the folder cannot be read."""


def settled_changes(
    folder: Path, stop: threading.Event, *, settled: float = SETTLED, look: float = LOOK
) -> Iterator[None]:
    """Give a sign each time that files of a folder have changed and then come to rest; blocks until `stop` is set.

    What is not read is not noticed: schemas, hidden and temporary files.
    """
    seen = _state(folder)
    while not stop.is_set():
        for _ in _nudges(folder, stop, look):
            if _state(folder) != seen:
                seen = _rested(folder, stop, settled)
                yield


def _rested(folder: Path, stop: threading.Event, settled: float) -> _State:
    """Wait until nothing has changed for a while, and give the state of the folder then."""
    latest = time.monotonic() + LONGEST
    state = _state(folder)
    while not stop.wait(settled) and time.monotonic() < latest:
        before, state = state, _state(folder)
        if state == before:
            break
    return state


def _nudges(folder: Path, stop: threading.Event, look: float) -> Iterator[None]:
    """Say when to look at the folder; ends when another folder stands in its place, which must be watched anew."""
    watched = _identity(folder)
    if watched is None:
        stop.wait(look)
        yield
        return
    place = folder.resolve()
    # It counts changes at INFO, also those of files that are never read.
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    try:
        for _ in watch(
            place,
            watch_filter=lambda _change, path: _counts(place, path),
            step=STEP,
            stop_event=stop,
            rust_timeout=round(look * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            yield
            if _identity(folder) != watched:
                return
    except OSError as error:  # it went between two looks, or the system watches no more
        log.warning("the knowledge folder cannot be watched at the moment: %s", error)
        stop.wait(look)
        yield


def _state(folder: Path) -> _State:
    try:
        files = [(path.relative_to(folder).as_posix(), path.stat()) for path, _ in knowledge_files(folder)]
    except (KnowledgeError, OSError):
        return None
    return tuple((name, status.st_size, status.st_mtime_ns) for name, status in files)


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
