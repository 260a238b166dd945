"""What the rest of the program may ask of the storage, without a word of databases.

Every method raises `StorageError` where the database cannot do it; then nothing of it was written. What is written
is written when the method returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.storage.records import (
    Counts,
    Gap,
    GapKind,
    Golden,
    GuildSettings,
    Notice,
    Process,
    Tally,
    Topic,
    Version,
    Vote,
)


class SettingsRepository(Protocol):
    """The settings of servers."""

    async def of(self, guild: int) -> GuildSettings:
        """Give a server's settings; the defaults where none are kept."""

    async def all(self) -> Sequence[GuildSettings]:
        """Give the settings of every server that has any, by server."""

    async def save(self, settings: GuildSettings) -> None:
        """Keep a server's settings, in place of what was kept of it."""

    async def delete(self, guild: int) -> bool:
        """Forget a server; say whether anything was kept of it."""


class GapRepository(Protocol):
    """The questions that were not answered well. The oldest go where there are too many."""

    async def add(self, text: str, kind: GapKind, *, created: datetime, reasons: Sequence[str] = ()) -> Gap | None:
        """Redact a question, whatever was done to it before, and keep it; None where nothing of it is left."""

    async def add_all(self, gaps: Sequence[Gap]) -> None:
        """Keep several gaps as one step, each as `add` does; what number they have does not count."""

    async def recent(self, *, limit: int = 1_000) -> Sequence[Gap]:
        """Give the gaps, newest first."""

    async def count(self) -> int:
        """Count the gaps."""

    async def purge(self, before: datetime) -> int:
        """Forget what was kept before a time; give the number of gaps that went."""


class VoteRepository(Protocol):
    """What members think of answers: one vote for each member and answer. The oldest go where there are too many."""

    async def put(self, vote: Vote) -> None:
        """Keep a vote, in place of the one the same member gave on the same answer."""

    async def get(self, member: str, answer: str) -> Vote | None:
        """Give a member's vote on an answer."""

    async def withdraw(self, member: str, answer: str) -> bool:
        """Forget a member's vote on an answer; say whether there was one."""

    async def tallies(self) -> Mapping[str, Tally]:
        """Count the votes of each answer that has any."""

    async def of(self, member: str) -> Sequence[Vote]:
        """Give all votes of a member, oldest first."""

    async def forget(self, member: str) -> int:
        """Forget all votes of a member; give their number."""

    async def purge(self, before: datetime) -> int:
        """Forget the votes given before a time; give their number."""


class VersionRepository(Protocol):
    """The versions of the knowledge: the one that runs, and the five put to use before it."""

    async def add(
        self, digest: str, content: bytes, *, created: datetime, by: str, counts: Counts, golden: Golden
    ) -> Version:
        """Keep the version that runs from now on, with its archived folder (compressed here).

        It gets the next number, a pin on another version is taken off, and the oldest go. Where the current version
        has the same digest, that one is given instead.
        """

    async def all(self) -> Sequence[Version]:
        """Give the versions that are kept, newest first."""

    async def get(self, number: int) -> Version | None:
        """Give a version; None where it is gone or never was."""

    async def latest(self) -> Version | None:
        """Give the version with the highest number; None where there is none yet."""

    async def pinned(self) -> Version | None:
        """Give the version that a rollback chose; None where none is chosen."""

    async def content(self, number: int) -> bytes | None:
        """Give the archived folder of a version, as it was handed in; None where it is gone."""

    async def pin(self, number: int) -> bool:
        """Choose the version for the next start, instead of any other; False, and no change, where it is gone."""

    async def again(self, number: int, *, created: datetime, by: str) -> Version | None:
        """Keep a version once more as the newest, so that it runs without a pin; None where it is gone."""

    async def current(self) -> Version | None:
        """Give the version that should run: the one a rollback chose, or the latest; None where there is none yet."""

    async def ran(self, digest: str) -> bool:
        """Tell whether a folder was ever put to use, also where its version is gone by now."""


class ChangeRepository(Protocol):
    """What several processes on one database tell each other."""

    @property
    def shared(self) -> bool:
        """Whether there can be other processes at all."""

    async def counts(self) -> Mapping[Topic, int]:
        """Count the changes on each topic that has any."""

    async def listen(self, heard: Callable[[Notice], None]) -> None:
        """Pass on every notice until cancelled; ends with an error when the connection is lost."""

    def alone(self) -> AbstractAsyncContextManager[bool]:
        """Hold, for a block, what one process can hold at a time; False where another holds it."""

    async def take_turn(self, bucket: int, pause: float) -> float:
        """Take a turn where the last one in its bucket is `pause` seconds ago; give the seconds that are left else."""


class ProcessRepository(Protocol):
    """The processes that run on one database."""

    async def beat(self, process: Process) -> None:
        """Say that a process is alive, and how it is."""

    async def lately(self, seconds: float) -> Sequence[Process]:
        """Give the processes that have beaten in the last seconds, by the database's clock."""

    async def forget(self, process: str) -> None:
        """Forget a process that ends."""


class Storage(Protocol):
    """Everything that is kept, open until `close`."""

    @property
    def settings(self) -> SettingsRepository:
        """The settings of servers."""

    @property
    def gaps(self) -> GapRepository:
        """The questions that were not answered well."""

    @property
    def votes(self) -> VoteRepository:
        """What members think of answers."""

    @property
    def versions(self) -> VersionRepository:
        """The versions of the knowledge."""

    @property
    def changes(self) -> ChangeRepository:
        """What several processes tell each other."""

    @property
    def processes(self) -> ProcessRepository:
        """The processes that run on it."""

    async def close(self) -> None:
        """Let go of the database; what was written stays."""
