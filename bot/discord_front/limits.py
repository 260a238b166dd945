"""How much is answered: of one member, on one server and by this process, in answers a minute.

A limit is how much is answered at once, and as much becomes free again each minute, evenly. What is passed over costs a
look into a dictionary, and only so many members and servers are remembered, so a flood fills neither time nor memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.config import Settings
from bot.discord_front.pace import Recent
from bot.locale import later

TOO_MANY = later("That is a lot at once. Give me a minute, then go on.")
CROWDED = later("Too many people are asking at once. Try again in a minute.")
MEMBER, SERVER, PROCESS, CHANNEL = "member", "server", "process", "channel"
"""Whose limits there are; a channel's is the pause that its server has chosen."""
WINDOW = 60.0
"""Seconds in which a limit that is used up becomes free again."""
COMPLETION = 0.1
"""What suggestions while somebody types cost, in answers: they come with every few keystrokes."""


@dataclass(slots=True)
class _Account:
    """How much of a limit is used, and since when that is true."""

    used: float = 0.0
    since: float = 0.0
    told: bool = False
    """Whether the member was told, since the account was empty last."""

    def has_room(self, limit: int, cost: float, now: float) -> bool:
        self.used = max(0.0, self.used - (now - self.since) * limit / WINDOW)
        self.since = now
        self.told = self.told and self.used > 0
        return not limit or self.used + cost <= limit


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody is not answered now."""

    text: str
    first: bool
    """Whether the member was not told yet."""
    limit: str = field(default=MEMBER, compare=False)
    """Whose limit it is."""


class Limits:
    """Counts answers; in memory only, and never what was said."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._member, self._server = settings.member_limit, settings.server_limit
        self._process = settings.process_limit
        self._clock = clock
        self._members: Recent[int, _Account] = Recent()
        self._servers: Recent[int, _Account] = Recent()
        self._all = _Account()

    def is_shut(self, member: int) -> bool:
        """Tell whether a member has used up their limit and was told; what they send then is not looked at."""
        account = self._members.get(member)
        return account is not None and account.told and not account.has_room(self._member, 1, self._clock())

    def admit(self, member: int, server: int | None, cost: float = 1.0) -> Refusal | None:
        """Count an answer, or say why there is none; then nothing is counted."""
        now, own = self._clock(), self._account(self._members, member)
        place = self._account(self._servers, server) if server is not None else None
        if not own.has_room(self._member, cost, now):
            return self._refused(own, TOO_MANY, MEMBER)
        has_room = self._all.has_room(self._process, cost, now)
        if not has_room or (place is not None and not place.has_room(self._server, cost, now)):
            return self._refused(own, CROWDED, SERVER if has_room else PROCESS)
        for account in filter(None, (own, place, self._all)):
            account.used += cost
        return None

    @staticmethod
    def _refused(own: _Account, text: str, limit: str) -> Refusal:
        refusal = Refusal(text, not own.told, limit)
        own.told = True
        return refusal

    @staticmethod
    def _account(accounts: Recent[int, _Account], key: int) -> _Account:
        account = accounts.get(key) or _Account()
        accounts.put(key, account)
        return account
