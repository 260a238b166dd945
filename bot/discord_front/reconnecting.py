"""How long the bot waits before it connects to the gateway again, and before it starts a new session there."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import discord.client
import discord.shard

LONGEST = 30.0
"""Seconds between two tries, at most."""
STOOD = 30.0
"""Seconds without a failed try after which the next one counts as the first."""
HOUR = 3600.0
FREE = 10
"""New sessions of one shard within an hour that need not wait."""
PAUSE = 40.0
"""Seconds that each one after them waits; the library gives a connection a minute to come about."""


class Backoff:
    """Waits longer from try to try, up to half a minute, and starts over once a connection has stood for a while.

    The library's own goes up to 17 minutes, and counts tries together that lie half an hour apart: Discord would be
    back long before the bot.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries = 0
        self._next = float("-inf")

    def delay(self) -> float:
        """Say how many seconds to wait before the next try, not all bots the same."""
        now = self._clock()
        self._tries = 1 if now - self._next > STOOD else self._tries + 1
        wait = random.uniform(0.5, 1.0) * min(2.0 ** (self._tries - 1), LONGEST)
        self._next = now + wait
        return wait


class Sessions:
    """Spaces out new sessions where one after another is refused: after 1,000 in a day Discord resets the token.

    At the library's five seconds that would be after an hour and a half of trouble at Discord.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lately: dict[int, deque[float]] = {}

    def pause(self, shard: int) -> float:
        """Count a new session of a shard, and say how many seconds it has to wait."""
        lately = self._lately.setdefault(shard, deque(maxlen=FREE))
        wait = PAUSE if len(lately) == FREE and self._clock() - lately[0] < HOUR else 0.0
        lately.append(self._clock())
        return wait


@contextmanager
def reconnecting_soon() -> Iterator[None]:
    """Let the library's clients wait by this between their tries."""
    modules = (discord.client, discord.shard)
    before = [module.ExponentialBackoff for module in modules]
    for module in modules:
        module.ExponentialBackoff = Backoff  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for module, theirs in zip(modules, before, strict=True):
            module.ExponentialBackoff = theirs  # type: ignore[attr-defined]
