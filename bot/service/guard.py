"""Keep the storage's failures away from members: told once in the log, and to who asked for what needs it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, TypeVar

from bot.errors import StorageError, UserError
from bot.locale import say
from bot.storage.repositories import Storage

log = logging.getLogger(__name__)

_SLOW = "The database takes too long."
_Found = TypeVar("_Found")
Work = Callable[[Storage], Awaitable[_Found]]
"""What is to be done with the storage."""

PAUSE = 30.0
"""Seconds after a failure during which members' requests do not try again: a locked database answers late."""
PATIENCE = 1.0
"""Seconds that somebody who waits for an answer waits for the storage; Discord gives three in all."""
NEEDED = 2.0
"""Seconds that somebody waits for what they asked for, which may be a press that Discord gives three seconds."""
TOLD_AGAIN = 600.0
"""Seconds after which a failure is logged again: a full disk can be read from, and so fails now and then."""
CLOSING = 3.0
"""Seconds that the end waits for what is under way."""


class Guard:
    """The storage, behind a guard that knows whether it works."""

    def __init__(self, storage: Storage, clock: Callable[[], float] = time.monotonic) -> None:
        self._storage = storage
        self._clock = clock
        self._failed: float | None = None
        self._told: float | None = None
        self._is_told = False
        self._waiting: list[Callable[[], None]] = []
        self._under_way: set[asyncio.Task[Any]] = set()

    @property
    def works(self) -> bool:
        """Tell whether the last request was carried out."""
        return self._failed is None

    def when_it_works_again(self, then: Callable[[], None]) -> None:
        """Call something each time that the storage works again."""
        self._waiting.append(then)

    @property
    def waiting(self) -> int:
        """Count the requests that are under way."""
        return len(self._under_way)

    @property
    def shared(self) -> bool:
        """Tell whether other processes can use the storage, too."""
        return self._storage.changes.shared

    @property
    def _pausing(self) -> bool:
        return self._failed is not None and self._clock() - self._failed < PAUSE

    async def needed(self, work: Work[_Found]) -> _Found:
        """Do what somebody asked for and cannot have without the storage.

        Raises:
            UserError: where the storage fails or takes too long; the log says why.
        """
        task = self.begin(self._carry_out(work))
        await asyncio.wait({task}, timeout=NEEDED)
        if not task.done():
            self._note(StorageError(_SLOW))
            raise UserError(say("That needs the database, which takes too long. Look again later whether it is done."))
        try:
            return task.result()
        except StorageError:
            text = say("That needs the database, which does not work at the moment. Nothing was changed.")
            raise UserError(text) from None

    async def quietly(self, work: Work[_Found], otherwise: _Found) -> _Found:
        """Do what nobody waits for, or give something else instead where the storage fails."""
        if self._pausing:
            return otherwise
        try:
            return await self._try(work)
        except StorageError:
            return otherwise

    async def attempt(self, work: Work[_Found]) -> _Found:
        """Do what is tried again and again, also right after a failure: it sees first that all is well again.

        Raises:
            StorageError: where the storage fails.
        """
        return await self._try(work)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[bool]:
        """Hold for a block what one process can hold at a time; True, too, where there is no storage to ask.

        What comes of the block does not depend on whether the storage lasts until its end.
        """
        if self._pausing:
            yield True
            return
        stack = AsyncExitStack()
        try:
            held = await stack.enter_async_context(self._storage.changes.alone())
        except StorageError as error:
            self._note(error)
            yield True
            return
        try:
            yield held
        finally:
            with suppress(StorageError):
                await stack.aclose()

    async def soon(self, work: Work[_Found], otherwise: _Found) -> _Found:
        """Do what an answer waits for, or give something else instead where the storage fails or takes too long."""
        task = self.begin(self.quietly(work, otherwise))
        await asyncio.wait({task}, timeout=PATIENCE)
        if task.done():
            return task.result()
        self._note(StorageError(_SLOW))
        return otherwise

    async def close(self) -> None:
        """Wait for what is under way, though not without end, and let go of the storage."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=CLOSING)
            if late:
                log.error("the database takes too long, so %d requests to it are given up", len(late))
        await self._storage.close()

    async def _try(self, work: Work[_Found]) -> _Found:
        """Carry out a request, which goes on by itself where nobody waits for it any more."""
        # One that is cut off in the middle would take its connection with it.
        task = self.begin(self._carry_out(work))
        await asyncio.wait({task})
        return task.result()

    async def _carry_out(self, work: Work[_Found]) -> _Found:
        began = self._clock()
        try:
            found = await work(self._storage)
        except StorageError as error:
            self._note(error)
            raise
        # What was begun before the failure tells nothing of the time after it.
        if self._failed is not None and began >= self._failed:
            self._failed = None
            if self._is_told:
                self._is_told = False
                log.info("the database works again")
            for then in self._waiting:
                then()
        return found

    def begin(self, work: Coroutine[Any, Any, _Found]) -> asyncio.Task[_Found]:
        """Begin what goes on by itself where nobody waits for it any more; the end waits for it."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # where nobody waits any more, it is in the log already

    def _note(self, error: StorageError) -> None:
        """Log the first of a row of failures; its sentence holds nothing of what was to be written."""
        now = self._clock()
        if self._failed is None and (self._told is None or now - self._told >= TOLD_AGAIN):
            self._told, self._is_told = now, True
            log.error("questions are answered, but nothing is kept: %s", error)
        self._failed = now
