"""What a database's failure means, in one sentence; never with what was to be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from bot.errors import StorageError

_UNOPENED = "The database {name} cannot be opened; the bot must be able to write to the file and its folder."
# By the beginning of the code's name (SQLite) or of its five characters (PostgreSQL); the first that fits counts.
_SENTENCES = {
    "SQLITE_BUSY": "The database {name} is locked by another program.",
    "SQLITE_LOCKED": "The database {name} is locked by another program.",
    "SQLITE_READONLY": "The database {name} is read-only; the bot must be able to write to the file and its folder.",
    "SQLITE_CANTOPEN": _UNOPENED,
    "SQLITE_PERM": _UNOPENED,
    "SQLITE_FULL": "The database {name} cannot grow: the disk is full.",
    "SQLITE_NOTADB": "The file {name} is no SQLite database.",
    "SQLITE_CORRUPT": "The database {name} is damaged; put a copy of it in its place.",
    "SQLITE_IOERR": "The database {name} cannot be read or written: the disk reports an error.",
    "25006": "The database {name} is read-only.",
    "28": "The database {name} refuses the user or the password.",
    "3D000": "There is no database {name}; create it first.",
    "42501": "The database {name} does not let this user do what is needed.",
    "42704": "The database {name} does not know an option of its URL.",
    "53100": "The database {name} cannot grow: the server's disk is full.",
    "53300": "The database {name} takes no more connections.",
    "55P03": "The database {name} is locked by another program.",
    "57014": "The database {name} took too long.",
    "57": "The database {name} is shutting down or starting.",
    "08": "The connection to the database {name} was lost.",
}
_RAISED = (SQLAlchemyError, OSError, TimeoutError, OverflowError, UnicodeError)
"""All that comes out of SQLAlchemy and both drivers; the last two for values that no column holds."""


@contextmanager
def explained(name: str, *others: type[Exception]) -> Iterator[None]:
    """Turn every failure of the database in the block into a `StorageError` that names the database.

    `others` are what a driver raises where it is used by itself.

    Raises:
        StorageError: for each of them.
    """
    raised: tuple[type[Exception], ...] = (*_RAISED, *others)
    try:
        yield
    except raised as error:
        raise StorageError(_sentence(error, name)) from error


def _sentence(error: BaseException, name: str) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = str(getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or "")
    for beginning, sentence in _SENTENCES.items():
        if code.startswith(beginning):
            return sentence.format(name=name)
    if isinstance(cause, NoConnection):
        return f"The database {name} is busy: no connection came free in time."
    if isinstance(cause, TimeoutError):
        return f"The database {name} did not answer in time."
    if isinstance(cause, OSError):
        return f"The database {name} cannot be reached ({cause.strerror or type(cause).__name__})."
    return f"The database {name} failed ({code or type(cause).__name__})."
