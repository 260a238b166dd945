"""What members think of answers, in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, delete, func, select

from bot.storage.access import Access
from bot.storage.records import Tally, Vote
from bot.storage.tables import VOTES
from bot.storage.writes import fitting, fitting_reasons, put, trim

MOST_VOTES = 100_000


class StoredVotes:
    """A `VoteRepository` of one database, with at most `most` votes."""

    def __init__(self, access: Access, most: int = MOST_VOTES) -> None:
        self._access = access
        self._most = most

    async def put(self, vote: Vote) -> None:
        """Keep a vote, in place of the one the same member gave on the same answer."""
        fitting(VOTES.c.member, vote.member)
        fitting(VOTES.c.answer, vote.answer)
        async with self._access.writing() as connection:
            await put(connection, VOTES, asdict(vote) | {"reasons": fitting_reasons(vote.reasons)})
            await trim(connection, VOTES.c.created, self._most)

    async def get(self, member: str, answer: str) -> Vote | None:
        """Give a member's vote on an answer."""
        theirs = select(VOTES).where(VOTES.c.member == member, VOTES.c.answer == answer)
        async with self._access.reading() as connection:
            row = (await connection.execute(theirs)).one_or_none()
        return _vote(row) if row else None

    async def withdraw(self, member: str, answer: str) -> bool:
        """Forget a member's vote on an answer; say whether there was one."""
        theirs = delete(VOTES).where(VOTES.c.member == member, VOTES.c.answer == answer)
        async with self._access.writing() as connection:
            return (await connection.execute(theirs)).rowcount > 0

    async def tallies(self) -> Mapping[str, Tally]:
        """Count the votes of each answer that has any."""
        up = func.sum(case((VOTES.c.up, 1), else_=0))
        counted = select(VOTES.c.answer, up, func.count() - up).group_by(VOTES.c.answer).order_by(VOTES.c.answer)
        async with self._access.reading() as connection:
            return {answer: Tally(ups, downs) for answer, ups, downs in await connection.execute(counted)}

    async def of(self, member: str) -> Sequence[Vote]:
        """Give all votes of a member, oldest first."""
        theirs = select(VOTES).where(VOTES.c.member == member).order_by(VOTES.c.created, VOTES.c.answer)
        async with self._access.reading() as connection:
            return [_vote(row) for row in await connection.execute(theirs)]

    async def forget(self, member: str) -> int:
        """Forget all votes of a member; give their number."""
        async with self._access.writing() as connection:
            return (await connection.execute(delete(VOTES).where(VOTES.c.member == member))).rowcount

    async def purge(self, before: datetime) -> int:
        """Forget the votes given before a time; give their number."""
        async with self._access.writing() as connection:
            return (await connection.execute(delete(VOTES).where(VOTES.c.created < before))).rowcount


def _vote(row: Row[Any]) -> Vote:
    values = row._asdict()
    return Vote(**values | {"reasons": tuple(values["reasons"])})
