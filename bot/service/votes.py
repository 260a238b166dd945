"""What members think of answers: one vote for each member and answer, under a name that cannot be led back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.service.backlog import Backlog
from bot.service.gaps import Gaps
from bot.service.guard import Guard
from bot.storage.records import Tally, Vote
from bot.storage.repositories import Storage

KEPT_FOR = timedelta(days=365)
LONGEST_ANSWER, MOST_REASONS, LONGEST_REASON = 200, 8, 100
"""What the storage takes; more than that is no reason to lose a vote."""


class Votes:
    """Takes votes."""

    def __init__(self, guard: Guard, gaps: Gaps, now: Callable[[], datetime]) -> None:
        self._guard = guard
        self._gaps = gaps
        self._now = now
        self.backlog: Backlog[tuple[Vote, str]] = Backlog(guard, self._put, name="votes")

    async def put(self, member: str, answer: str, *, up: bool, reasons: Sequence[str], text: str) -> None:
        """Take a vote in place of an earlier one, later where the storage fails; a first thumbs-down keeps its text."""
        # By day, as gaps are, so that nothing tells which vote belongs to which message.
        day = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
        reasons = [reason[:LONGEST_REASON] for reason in reasons[:MOST_REASONS]]
        answer = answer[:LONGEST_ANSWER]
        await self.backlog.add((Vote(member, answer, up, tuple(reasons), day), text))

    async def tallies(self) -> Mapping[str, Tally]:
        """Count the votes on each answer that has any."""
        nothing: Mapping[str, Tally] = {}
        return await self._guard.quietly(lambda storage: storage.votes.tallies(), nothing)

    async def _put(self, storage: Storage, votes: Sequence[tuple[Vote, str]]) -> None:
        for vote, text in votes:
            before = await storage.votes.get(vote.member, vote.answer)
            await storage.votes.put(vote)
            if text and not vote.up and (before is None or before.up):
                await self._gaps.dislike(text, vote.reasons)

    async def purge(self) -> int:
        """Forget what is older than it may be; give the number of votes that went."""
        oldest = self._now() - KEPT_FOR
        return await self._guard.quietly(lambda storage: storage.votes.purge(oldest), 0)
