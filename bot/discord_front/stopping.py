"""End in good order when the system asks for it: finish what is being answered first. Asked twice, end at once."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from bot.discord_front.bot import CoachClient
from bot.discord_front.entrance import Entrance

log = logging.getLogger(__name__)

SIGNALS = (signal.SIGTERM, signal.SIGINT)
ON_THE_WAY = 0.2
"""Seconds in which what Discord has sent already is still taken in."""
FINISHING = 6.0
"""Seconds for what is being answered by then; with the database's time to close, the process is gone within ten."""
REFUSING = 0.5
"""Seconds for telling the last who came that there is no answer now."""


@contextmanager
def asked_by_signal(asked: asyncio.Event) -> Iterator[None]:
    """Set an event when the system asks the process to end, or somebody does with Ctrl-C."""
    loop = asyncio.get_running_loop()

    def ask() -> None:
        for number in SIGNALS:
            # The loop keeps its own handler: a signal that another thread gets would else not wake it.
            signal.signal(number, _end)
        asked.set()
        log.info("stopping when what is being answered is done; a second signal stops at once")

    before = {number: signal.getsignal(number) for number in SIGNALS}
    with suppress(NotImplementedError):  # Windows has no signal handlers on the loop
        for number in SIGNALS:
            loop.add_signal_handler(number, ask)
    try:
        yield
    finally:
        for number in SIGNALS:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, before[number])


async def run_until(asked: asyncio.Event, client: CoachClient, token: str) -> None:
    """Run the client until it ends by itself, with its error, or is asked to end and has answered what it was asked."""
    running = asyncio.create_task(client.start(token), name="discord")
    waiting = asyncio.create_task(asked.wait(), name="stop")
    try:
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        else:
            client.gateway.is_stopping = True
            await _finish(client.entrance)
    finally:
        for task in (running, waiting):
            task.cancel()
        await asyncio.gather(running, waiting, return_exceptions=True)


async def _finish(entrance: Entrance) -> None:
    """Answer what was asked before the end; meanwhile the connection stays, since the answers need it."""
    await asyncio.sleep(ON_THE_WAY)
    entrance.shut()
    left = await entrance.finished(FINISHING)
    if left:
        log.warning("stopping with %d answers that are not done", left)
    await entrance.finished(REFUSING)


def _end(number: int, _frame: FrameType | None) -> None:
    """End the process here and now; nothing that was saved is lost by it."""
    # Not by the system's own handling, which the first process of a container does not get.
    os._exit(128 + number)
