"""Bounds on what is answered: a message once, a channel not too often, a member not without end."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum, auto
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST_REMEMBERED = 10_000
MOST_ANSWERS = 8
"""Messages of one member that are answered within `WINDOW`: more than anybody reads, fewer than a flood."""
WINDOW = 60.0
"""Seconds."""


class Verdict(Enum):
    """Whether a message is answered now."""

    ANSWER = auto()
    WARN = auto()
    """The first one too many of a member."""
    IGNORE = auto()


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
        self._members: Recent[int, tuple[float, ...]] = Recent()

    def first_time(self, message: int) -> bool:
        """Tell whether a message is new; Discord sends some twice, when a connection is resumed."""
        if self._seen.get(message):
            return False
        self._seen.put(message, True)
        return True

    def admit(self, member: int, channel: int, cooldown: float) -> Verdict:
        """Judge a new message, and count it unless its channel is still cooling down (`cooldown` in seconds)."""
        now = self._clock()
        last = self._channels.get(channel)
        if last is not None and now - last < cooldown:
            return Verdict.IGNORE
        lately = tuple(moment for moment in self._members.get(member) or () if now - moment < WINDOW)
        if len(lately) > MOST_ANSWERS:
            return Verdict.IGNORE
        self._members.put(member, (*lately, now))
        if len(lately) == MOST_ANSWERS:
            return Verdict.WARN
        self._channels.put(channel, now)
        return Verdict.ANSWER
