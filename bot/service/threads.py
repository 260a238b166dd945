"""What work in a thread has to do with the event loop: it tells how far it has come, gives way, and swaps there."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

from bot.progress import Report, Stage, silent

EVERY = 0.1
"""Seconds between two reports of one stage; its beginning and its end are always told."""
SHORTEST_TURN = 0.005
"""Seconds of work after which the loop is let go first."""


def on_loop(report: Report, every: float = EVERY) -> Report:
    """Give a report that may be called from any thread and calls another one on this loop, not too often.

    Between two steps the thread lets the loop go round once, though not for longer than it has worked itself: both
    share one interpreter, and whoever asks while a reload is built is not to wait twice as long.
    """
    loop, last, began = asyncio.get_running_loop(), [0.0], [time.monotonic()]

    def tell(stage: Stage, done: int, total: int, /) -> None:
        now = time.monotonic()
        if now - began[0] > SHORTEST_TURN:
            _let_go_round(loop, now - began[0])
            began[0] = time.monotonic()
        if report is silent or (0 < done < total and now - last[0] < every):
            return
        last[0] = now
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(report, stage, done, total)

    return tell


def _let_go_round(loop: asyncio.AbstractEventLoop, most: float) -> None:
    if loop.is_closed():
        return
    has_gone = threading.Event()
    loop.call_soon_threadsafe(has_gone.set)
    has_gone.wait(most)


def in_loop() -> Callable[[Callable[[], None]], None]:
    """Give what carries something out on this loop, between two of its callbacks, and waits until it is done."""
    loop, own = asyncio.get_running_loop(), threading.get_ident()

    def carry_out(work: Callable[[], None]) -> None:
        if threading.get_ident() == own or loop.is_closed():
            work()
            return
        done: Future[None] = Future()

        def run() -> None:
            work()
            done.set_result(None)

        loop.call_soon_threadsafe(run)
        done.result()

    return carry_out
