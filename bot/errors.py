"""Every error the project raises on purpose.

    CareerCoachError
    ├── UserError              its text may be shown to whoever asked
    ├── SettingsError          the environment or the settings file is wrong (exit 2)
    ├── TokenError             the Discord token is missing or malformed (exit 3)
    ├── KnowledgeError         the knowledge folder cannot be used (exit 4)
    ├── ConnectionFailed       Discord could not be reached or refused us (exit 5)
    └── StorageError           the database cannot be opened, read or written (exit 6)

Each carries one clear sentence. A front turns it into a reply or an exit status; nothing else may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with the knowledge, and where it stands."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class CareerCoachError(Exception):
    """Base of all errors; its text is one sentence for people."""

    exit_status = 1


class UserError(CareerCoachError):
    """Something the asking person can mend."""


class SettingsError(CareerCoachError):
    """A setting is unknown, malformed or out of range."""

    exit_status = 2


class TokenError(CareerCoachError):
    """The Discord token is missing or cannot be one."""

    exit_status = 3


class KnowledgeError(CareerCoachError):
    """The knowledge folder is unreadable or holds errors; `problems` lists every one."""

    exit_status = 4

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class ConnectionFailed(CareerCoachError):
    """Discord refused the login or could not be reached."""

    exit_status = 5


class StorageError(CareerCoachError):
    """The database cannot be opened, read or written; what was kept before is as it was.

    Questions are answered without it: only a start ends on it.
    """

    exit_status = 6
