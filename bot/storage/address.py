"""Where the database is: a file of SQLite, or a server of PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import StorageError

SQLITE = frozenset({"sqlite", "sqlite+aiosqlite"})
POSTGRES = frozenset({"postgres", "postgresql", "postgresql+asyncpg"})

# Nothing of the URL is quoted: where it is torn at the wrong place, any part of it may be one of the password.
_UNREADABLE = (
    "The database's URL cannot be read: its host or port cannot be, or a special character of the password does not "
    "stand as % and its code (%2F for /, %23 for #, %3F for ?, %40 for @)."
)


class Kind(Enum):
    """The databases that can be used."""

    SQLITE = "sqlite"
    POSTGRES = "postgresql"


@dataclass(frozen=True, slots=True)
class Address:
    """One database: `target` is for its driver, `name` for people and without a password."""

    kind: Kind
    target: str
    name: str


def parse(text: str) -> Address:
    """Read a path, or a URL that starts with sqlite:/// or postgresql://.

    Raises:
        StorageError: where it is neither.
    """
    scheme, separator, rest = text.strip().partition("://")
    if not separator:
        return _file(text.strip())
    if scheme.lower() in SQLITE:
        return _file(rest.removeprefix("/")) if rest.startswith("/") else _file("")
    if scheme.lower() in POSTGRES:
        return _server(f"postgresql://{rest}")
    raise StorageError(
        f"The database's URL starts with {scheme}://; it takes a file's path, or a URL that starts with sqlite:/// or "
        "postgresql://."
    )


def _file(path: str) -> Address:
    if not path or path == ":memory:":
        raise StorageError("The database's URL names no file, so nothing would outlive a restart; name one.")
    file = Path(path).expanduser()
    return Address(Kind.SQLITE, str(file), str(file))


def _server(url: str) -> Address:
    """Name a server by host, port and database; the driver reads the URL itself, with all its options."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise StorageError(_UNREADABLE) from None
    if "@" in parts.path + parts.query + parts.fragment:
        raise StorageError(_UNREADABLE)  # what stands before it is the end of a password
    return Address(Kind.POSTGRES, url, f"{parts.hostname or 'PostgreSQL'}{port}{parts.path}")
