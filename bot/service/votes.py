"""What members think of answers: one vote for each member and answer, under a name that cannot be led back."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.service.gaps import Gaps
from bot.service.guard import Guard
from bot.storage.records import Vote
from bot.storage.repositories import Storage

KEPT_FOR = timedelta(days=365)
LONGEST_ANSWER, MOST_REASONS, LONGEST_REASON = 200, 8, 100
"""What the storage takes; more than that is no reason to lose a vote."""


@dataclass(frozen=True, slots=True)
class _Done:
    first_down: bool


class Votes:
    """Takes and counts votes; `secret` is the key of the members' hashes."""

    def __init__(self, guard: Guard, gaps: Gaps, secret: bytes, now: Callable[[], datetime]) -> None:
        self._guard = guard
        self._gaps = gaps
        self._secret = secret
        self._now = now

    def hash_of(self, member: int) -> str:
        """Name a member without their id; another key gives another name."""
        return hmac.new(self._secret, b"vote %d" % member, hashlib.sha256).hexdigest()

    async def put(self, member: int, answer: str, *, up: bool, reasons: Sequence[str], text: str | None) -> bool:
        """Take a vote in place of an earlier one; a first thumbs-down keeps the question that it was given on.

        Say whether the vote was kept.
        """
        # By day, as gaps are, so that nothing tells which vote belongs to which message.
        day = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
        reasons = [reason[:LONGEST_REASON] for reason in reasons[:MOST_REASONS]]
        answer = answer[:LONGEST_ANSWER]
        vote = Vote(self.hash_of(member), answer, up, tuple(reasons), day)

        async def put(storage: Storage) -> _Done:
            before = await storage.votes.get(vote.member, answer)
            await storage.votes.put(vote)
            return _Done(first_down=not up and (before is None or before.up))

        done = await self._guard.quietly(put, None)
        if done is not None and done.first_down and text:
            await self._gaps.dislike(text, reasons)
        return done is not None

    async def purge(self) -> int:
        """Forget what is older than it may be; give the number of votes that went."""
        oldest = self._now() - KEPT_FOR
        return await self._guard.quietly(lambda storage: storage.votes.purge(oldest), 0)
