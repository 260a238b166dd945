"""Files of a cache: written in one step, so that nobody reads half of one, and the ones used longest ago removed."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_UNFINISHED = ".part"


@contextmanager
def in_one_step(file: Path) -> Iterator[IO[bytes]]:
    """Open a file under another name and move it into place at the end of the block; after an error there is none.

    Raises:
        OSError: where the folder cannot be written.
    """
    handle, unfinished = tempfile.mkstemp(prefix=file.stem, suffix=_UNFINISHED, dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def prune(folder: Path, kind: str, kept: int, *, suffix: str = ".bin") -> None:
    """Remove all `<kind>-…<suffix>` but those used last, and what an interrupted write left an hour ago or earlier.

    Raises:
        OSError: where a file cannot be removed.
    """
    files = sorted(folder.glob(f"{kind}-*{suffix}"), key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
    unfinished = [path for path in folder.glob(f"{kind}-*{_UNFINISHED}") if time.time() - path.stat().st_mtime > 3600]
    for path in [*files[kept:], *unfinished]:
        path.unlink(missing_ok=True)
