"""What is to be written and nobody can write at the moment: kept in memory, in order and within bounds, until then."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from bot.service.guard import PATIENCE, Guard
from bot.storage.repositories import Storage

log = logging.getLogger(__name__)

_Thing = TypeVar("_Thing")

MOST_WAITING = 1_000
"""Things that wait; the oldest go where there are more."""
AT_ONCE = 200
"""Things that are written in one step."""


class Backlog(Generic[_Thing]):
    """Writes things of one kind at once where the storage works, and later where it does not."""

    def __init__(
        self,
        guard: Guard,
        write: Callable[[Storage, Sequence[_Thing]], Awaitable[object]],
        *,
        name: str,
        apart: float = 0.0,
        most: int = MOST_WAITING,
    ) -> None:
        """`write` writes some of them, and gets them again where it fails; its steps are `apart` seconds apart."""
        self._guard = guard
        self._write = write
        self._name = name
        self._most = most
        self._waiting: dict[int, _Thing] = {}
        self._numbers = itertools.count()
        self._writing: asyncio.Task[None] | None = None
        self._apart = apart
        self._written = -apart
        self._lost = 0
        guard.when_it_works_again(self._begin)

    def __len__(self) -> int:
        return len(self._waiting)

    async def add(self, thing: _Thing) -> None:
        """Write a thing, or keep it for later where that fails or takes too long."""
        self._waiting[next(self._numbers)] = thing
        while len(self._waiting) > self._most:
            del self._waiting[next(iter(self._waiting))]
            self._lost += 1
        await self.flush()

    async def flush(self) -> None:
        """Write all that waits; what fails goes on waiting."""
        self._begin()
        if self._writing is not None:
            await asyncio.wait({self._writing}, timeout=PATIENCE)

    def _begin(self) -> None:
        if self._waiting and (self._writing is None or self._writing.done()):
            self._writing = self._guard.begin(self._write_all())

    async def close(self) -> None:
        """Try a last time."""
        self._apart = 0.0
        await self.flush()
        if self._waiting:
            log.error("%d %s could not be kept", len(self._waiting), self._name)

    async def _write_all(self) -> None:
        now = asyncio.get_running_loop().time
        while self._waiting:
            await asyncio.sleep(max(0.0, self._written + self._apart - now()))
            numbers = list(itertools.islice(self._waiting, AT_ONCE))
            things = [self._waiting[number] for number in numbers]
            if not await self._guard.quietly(partial(self._carry_out, things), False):
                return
            self._written = now()
            for number in numbers:
                self._waiting.pop(number, None)  # it may have had to go meanwhile
        if self._lost:
            log.error("%d %s were too many to wait, and are lost", self._lost, self._name)
            self._lost = 0

    async def _carry_out(self, things: Sequence[_Thing], storage: Storage) -> bool:
        await self._write(storage, things)
        return True
