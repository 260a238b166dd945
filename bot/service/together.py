"""Keep this process in step with the others on the same PostgreSQL.

A process that changes a server's settings or which version is current notifies the others in the same transaction, and
counts the change. They hear of it on a connection of their own. What they do not hear, because that connection was lost
or something between does not pass notices on, they see from the counters, at which each looks every other second. So
nothing is missed, only late, and a lost connection needs no more than to be made again.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import suppress

from bot.errors import StorageError
from bot.service.guard import Guard
from bot.service.guilds import Guilds
from bot.service.versions import Versions
from bot.storage.records import Notice, Process, Topic
from bot.storage.repositories import Storage

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
"""Seconds between two looks at the counters."""
BEAT_EVERY = 10.0
"""Seconds between two signs of life."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
"""Seconds after which a lost connection is made again, longer each time that it cannot be."""


class Together:
    """Follows the other processes, and tells them that this one is there."""

    def __init__(
        self, storage: Storage, guard: Guard, versions: Versions, guilds: Guilds, describe: Callable[[], Process]
    ) -> None:
        """Put it together; `describe` says how this process is."""
        self._storage = storage
        self._guard = guard
        self._versions = versions
        self._guilds = guilds
        self._describe = describe
        self._counts: dict[Topic, int] = {}
        self._told: Process | None = None
        self._beaten = -BEAT_EVERY
        self._wake = asyncio.Event()
        self._looking = asyncio.Lock()

    async def run(self) -> None:
        """Follow until cancelled."""
        listening = asyncio.create_task(self._listen(), name="listen")
        try:
            while True:
                self._wake.clear()
                await self.look()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), LOOK_EVERY)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def look(self) -> None:
        """Catch up with what has changed, and give a sign of life where one is due; the next look does what fails."""
        async with self._looking:
            with suppress(StorageError):
                await self._look()

    async def _look(self) -> None:
        counts = dict(await self._guard.attempt(lambda storage: storage.changes.counts()))
        if counts.get(Topic.SETTINGS) != self._counts.get(Topic.SETTINGS):
            self._guilds.changed()
        if self._versions.owes or counts.get(Topic.VERSIONS, 0) != self._counts.get(Topic.VERSIONS):
            await self._versions.catch_up()
        self._counts = counts
        await self._beat()

    async def _beat(self) -> None:
        now, process = asyncio.get_running_loop().time(), self._describe()
        if process != self._told or now - self._beaten >= BEAT_EVERY:
            await self._guard.attempt(lambda storage: storage.processes.beat(process))
            self._told, self._beaten = process, now

    async def _listen(self) -> None:
        """Listen, and listen again after a while when the connection is lost."""
        pause = SHORTEST_PAUSE
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._storage.changes.listen(self._heard)
            except StorageError as error:
                log.info("notices of other processes are not heard at the moment: %s", error)
            if asyncio.get_running_loop().time() - began > LONGEST_PAUSE:
                pause = SHORTEST_PAUSE
            await asyncio.sleep(pause * random.uniform(0.75, 1.25))  # not all processes at once
            pause = min(2 * pause, LONGEST_PAUSE)

    def _heard(self, notice: Notice) -> None:
        """Take a notice; one that is not the next on its topic tells that some were missed."""
        known = self._counts.get(notice.topic, 0)
        if notice.topic is Topic.SETTINGS and notice.count == known + 1:
            self._guilds.changed(notice.guild)
            self._counts[Topic.SETTINGS] = notice.count
        elif notice.count > known:
            self._wake.set()
