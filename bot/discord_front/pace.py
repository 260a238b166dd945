"""Bounds on which messages are answered: each once, and those of a channel not too often."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST_REMEMBERED = 10_000


class Recent(Generic[K, V]):
    """A mapping that keeps what was put last and forgets the rest."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Look a key up."""
        return self._kept.get(key)

    def put(self, key: K, value: V) -> None:
        """Keep a value, and forget the oldest where there are too many."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


class Pace:
    """Remembers what was answered lately, in memory only and never what was said."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: Recent[int, bool] = Recent()
        self._channels: Recent[int, float] = Recent()

    def first_time(self, message: int) -> bool:
        """Tell whether a message is new; Discord sends some twice, when a connection is resumed."""
        if self._seen.get(message):
            return False
        self._seen.put(message, True)
        return True

    def is_resting(self, channel: int, cooldown: float) -> bool:
        """Tell whether a channel is still cooling down (`cooldown` in seconds)."""
        last = self._channels.get(channel)
        return last is not None and self._clock() - last < cooldown

    def answers(self, channel: int) -> None:
        """Note that a message is answered in a channel."""
        self._channels.put(channel, self._clock())
