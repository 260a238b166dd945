"""Keep a second process off a file of SQLite, with a lock that the system takes off when its process ends, however.

The lock is on a file of its own beside the database: SQLite locks its file for itself, and closing it drops them all.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from pathlib import Path

from bot.errors import StorageError

log = logging.getLogger(__name__)

SUFFIX = ".lock"
_HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
_FAR = 1 << 30
"""On Windows a locked byte cannot be read, so it is one that nothing is written to."""


class FileLock:
    """Holds a database's file for this process until it is released."""

    def __init__(self, file: Path, name: str) -> None:
        """Take the lock.

        Raises:
            StorageError: where another process holds it, or the lock's file cannot be written.
        """
        # Two names of one file are one database.
        resolved = file.resolve()
        self._handle = -1
        try:
            handle = os.open(resolved.with_name(resolved.name + SUFFIX), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageError(f"The database {name} cannot be opened ({error.strerror}).") from error
        try:
            _lock(handle)
        except OSError as error:
            holder = _holder(handle)
            os.close(handle)
            if error.errno not in _HELD:
                log.warning("the file system keeps no locks, so a second process on %s would not be noticed", name)
                return
            raise StorageError(
                f"The database {name} is in use by another process of the bot{holder}; stop that one first, or run "
                "several on PostgreSQL."
            ) from None
        self._handle = handle
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())

    def release(self) -> None:
        """Let another process in; the lock's file stays, since removing it could let two in."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _holder(handle: int) -> str:
    """Name the process that holds the lock, as far as it said."""
    try:
        number = os.read(handle, 20).decode("ascii", "replace").strip()
    except OSError:
        return ""
    return f" (process {number})" if number.isdigit() else ""


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
