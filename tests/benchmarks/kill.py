"""Kill a process at any moment while it writes, and look whether anything that it had acknowledged is lost.

A process writes settings, votes, gaps and versions into a database and files into a cache, several at a time, and tells
of each when it has begun and when it is done. It is killed (SIGKILL) after a random time, the database is opened as at
the next start, and all is compared. The next process goes on in the same database and the same cache.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.storage.database import Database
from bot.storage.files import in_one_step, prune
from bot.storage.records import Counts, GapKind, Golden, GuildSettings, Vote
from tests.benchmarks.report import parser, show, write
from tests.storage import server

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LONGEST = 0.4
"""Seconds after the first thing that was written, in which the moment lies."""
WRITERS = 3
CONTENT = 50_000
PICTURE_START, PICTURE_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


def content_of(number: int) -> bytes:
    """Make the content of a version or a file that is known again by a number."""
    return random.Random(number).randbytes(CONTENT)


def words(number: int) -> str:
    """Write a number in letters: digits would be taken out of what is kept of a question."""
    return "".join("bcdfghjklm"[int(digit)] + "aeiou"[place % 5] for place, digit in enumerate(str(number)))


class Writer:
    """Writes without end, and tells of it."""

    def __init__(self, database: Database, cache: Path, out: int, moment: int, rng: random.Random) -> None:
        self._database = database
        self._cache = cache
        self._out = out
        self._moment = moment
        self._rng = rng

    async def write(self, writer: int) -> None:
        """Write one thing after another; each writer has servers and members of its own."""
        kinds = (self._settings, self._vote, self._gap, self._gap, self._file, *([self._version] if not writer else []))
        number = 0
        while True:
            number += 1
            await self._rng.choice(kinds)(writer, number)

    def _tell(self, done: bool, kind: str, key: str, value: Any) -> None:
        os.write(self._out, json.dumps([done, kind, key, value]).encode() + b"\n")

    async def _settings(self, writer: int, number: int) -> None:
        guild = writer * 100 + self._rng.randrange(5)
        value = self._moment * 1000.0 + number
        self._tell(False, "settings", str(guild), value)
        await self._database.settings.save(GuildSettings(guild, cooldown=value))
        self._tell(True, "settings", str(guild), value)

    async def _vote(self, writer: int, number: int) -> None:
        member, up = f"member {writer} {self._rng.randrange(5)}", bool(number % 2)
        reason = f"{self._moment} {number}"
        self._tell(False, "votes", member, reason)
        await self._database.votes.put(Vote(member, "facet:bonus", up, (reason,), NOW))
        self._tell(True, "votes", member, reason)

    async def _gap(self, writer: int, number: int) -> None:
        text = f"gap {words(self._moment)} {words(writer)} {words(number)}"
        await self._database.gaps.add(text, GapKind.UNANSWERED, created=NOW)
        self._tell(True, "gaps", text, None)

    async def _version(self, _writer: int, number: int) -> None:
        seed = self._moment * 100_000 + number
        version = await self._database.versions.add(
            str(seed), content_of(seed), created=NOW, by="kill", counts=Counts(), golden=Golden()
        )
        self._tell(True, "versions", str(version.number), seed)

    async def _file(self, writer: int, number: int) -> None:
        name = f"chart-{writer}{number % 7}.png"
        with in_one_step(self._cache / name) as file:
            file.write(PICTURE_START + content_of(number) + PICTURE_END)
        prune(self._cache, "chart", 15, suffix=".png")
        self._tell(True, "files", name, number)


@dataclass(slots=True)
class Known:
    """What has been acknowledged, and what may have been written without."""

    done: dict[str, dict[str, Any]] = field(default_factory=lambda: {"settings": {}, "votes": {}})
    begun: dict[tuple[str, str], set[Any]] = field(default_factory=dict)
    gaps: set[str] = field(default_factory=set)
    versions: dict[int, int] = field(default_factory=dict)
    acknowledged: int = 0

    def read(self, told: bytes) -> None:
        """Take in what a process told before its end."""
        self.gaps.clear()
        self.versions.clear()
        for line in told.decode().splitlines():
            is_done, kind, key, value = json.loads(line)
            self.acknowledged += is_done
            if kind == "gaps":
                self.gaps.add(key)
            elif kind == "versions":
                self.versions[int(key)] = value
            elif kind != "files" and is_done:
                self.done[kind][key] = value
                self.begun[kind, key] = set()
            elif kind != "files":
                self.begun.setdefault((kind, key), set()).add(value)

    def settle(self, kind: str, key: str, found: Any) -> bool:
        """Tell whether what was found may be there, and go on from it."""
        fine = found == self.done[kind].get(key) or found in self.begun.get((kind, key), ())
        self.done[kind][key] = found
        self.begun.pop((kind, key), None)
        return fine


def killed(address: str, cache: Path, moment: int, rng: random.Random) -> bytes:
    """Run a process until a random moment; give what it told before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write_without_end(address, cache, writing, moment, rng.randrange(2**32))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.readline()
        time.sleep(rng.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        rest = pipe.read()
    return told + rest[: rest.rfind(b"\n") + 1]


def _write_without_end(address: str, cache: Path, out: int, moment: int, seed: int) -> None:
    async def work() -> None:
        database = await Database.open(address)
        writer = Writer(database, cache, out, moment, random.Random(seed))
        async with asyncio.TaskGroup() as group:
            for number in range(WRITERS):
                group.create_task(writer.write(number))

    try:
        asyncio.run(work())
    finally:
        os._exit(1)


async def compare(address: str, known: Known) -> Iterator[str]:
    """Open the database as the next start does, and name what is not as it should be."""
    faults: list[str] = []
    database = await Database.open(address)
    try:
        found = {str(settings.guild): settings.cooldown for settings in await database.settings.all()}
        for guild in known.done["settings"].keys() | found:
            if not known.settle("settings", guild, found.get(guild)):
                faults.append(f"settings of {guild}")
        for writer in range(WRITERS):
            for member in (f"member {writer} {number}" for number in range(5)):
                vote = await database.votes.get(member, "facet:bonus")
                if not known.settle("votes", member, vote.reasons[0] if vote else None):
                    faults.append(f"the vote of {member}")
        kept = {gap.text for gap in await database.gaps.recent(limit=5000)}
        faults += [f"the gap {text}" for text in known.gaps - kept]
        versions = {version.number: version for version in await database.versions.all()}
        newest = max(versions, default=0)
        for number, seed in known.versions.items():
            if number > newest - 5 and (number not in versions or versions[number].digest != str(seed)):
                faults.append(f"version {number}")
        for number, version in versions.items():
            if await database.versions.content(number) != content_of(int(version.digest)):
                faults.append(f"the content of version {number}")
    finally:
        await database.close()
    return iter(faults)


def damaged(address: str, cache: Path) -> Iterator[str]:
    """Name the files that are damaged."""
    if "://" not in address:
        with closing(sqlite3.connect(address)) as connection:
            (result,) = connection.execute("PRAGMA integrity_check").fetchone()
        if result != "ok":
            yield f"the database: {result}"
    for file in cache.glob("*.png"):
        content = file.read_bytes()
        if not (content.startswith(PICTURE_START) and content.endswith(PICTURE_END)):
            yield f"the file {file.name}"


def run(address: str, cache: Path, moments: int, seed: int) -> dict[str, Any]:
    """Kill at so many moments; give what came of it."""
    rng, known, faults = random.Random(seed), Known(), []
    for moment in range(1, moments + 1):
        known.read(killed(address, cache, moment, rng))
        found = [*damaged(address, cache), *asyncio.run(compare(address, known))]
        faults += [f"moment {moment}: {fault}" for fault in found]
    return {
        "moments": moments,
        "acknowledged": known.acknowledged,
        "lost or damaged": len(faults),
        "which": faults[:20],
    }


async def _carry_out(statement: str) -> bool:
    """Carry out a statement in PostgreSQL; tell whether there is a server."""
    if not await server.reachable():
        return False
    async with server.session() as connection:
        await connection.execute(statement)
    return True


def blank(home: Path, stack: ExitStack) -> Iterator[str]:
    """Give a blank database of each kind that there is; they are gone in the end."""
    yield str(home / "coach.db")
    schema = f"coach_{uuid4().hex}"
    if asyncio.run(_carry_out(f"CREATE SCHEMA {schema}")):
        stack.callback(lambda: asyncio.run(_carry_out(f"DROP SCHEMA {schema} CASCADE")))
        yield server.url(options=f"search_path={schema}")
    else:
        print(f"no PostgreSQL server is reachable; {server.VARIABLE} may name one")


def main() -> None:
    """Kill, compare, print and write; the exit status tells whether anything was lost."""
    options = parser(__doc__)
    options.add_argument("--moments", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--database", action="append", help="a blank database; else one of each kind")
    given = options.parse_args()
    figures: dict[str, Any] = {}
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for address in given.database or blank(home, stack):
            name = "PostgreSQL" if "://" in address else "SQLite"
            cache = home / f"cache of {name}"
            cache.mkdir()
            figures[name] = run(address, cache, given.moments, given.seed)
    show("kill -9 at random moments", [{"database": name, **found} for name, found in figures.items()])
    write(given.json, figures)
    sys.exit(any(found["lost or damaged"] for found in figures.values()))


if __name__ == "__main__":
    main()
