from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import StorageError
from bot.storage.records import Tally, Vote
from bot.storage.votes import StoredVotes
from tests.storage.conftest import NOW

ADA = Vote("ada", "facet:bonus senior-ai-ml-engineer", True, (), NOW)
BOB = Vote("bob", ADA.answer, False, ("wrong-role",), NOW + timedelta(seconds=1))


async def test_each_member_has_one_vote_on_an_answer_and_may_change_it(database):
    await database.votes.put(ADA)
    await database.votes.put(BOB)
    assert await database.votes.tallies() == {ADA.answer: Tally(1, 1)}
    changed = replace(ADA, up=False, reasons=("old",), created=NOW + timedelta(days=1))
    await database.votes.put(changed)
    assert await database.votes.get("ada", ADA.answer) == changed
    assert await database.votes.tallies() == {ADA.answer: Tally(0, 2)}


async def test_a_vote_pressed_many_times_at_once_counts_once(database):
    await asyncio.gather(*(database.votes.put(replace(ADA, up=up)) for up in [True, False] * 10))
    (tally,) = (await database.votes.tallies()).values()
    assert tally.up + tally.down == 1


async def test_votes_are_withdrawn_listed_and_forgotten_by_member(database):
    other = replace(ADA, answer="role:senior-ai-ml-engineer", created=NOW - timedelta(days=1))
    for vote in (ADA, BOB, other):
        await database.votes.put(vote)
    assert list(await database.votes.of("ada")) == [other, ADA]
    assert await database.votes.withdraw("ada", other.answer)
    assert not await database.votes.withdraw("ada", other.answer)
    assert await database.votes.get("ada", other.answer) is None
    assert await database.votes.forget("ada") == 1
    assert await database.votes.forget("ada") == 0
    assert await database.votes.tallies() == {BOB.answer: Tally(0, 1)}


async def test_old_votes_are_purged(database):
    await database.votes.put(ADA)
    await database.votes.put(BOB)
    assert await database.votes.purge(BOB.created) == 1
    assert list(await database.votes.of("bob")) == [BOB]


async def test_the_oldest_go_where_there_are_too_many(database):
    few = StoredVotes(database._access, most=2)
    for day in range(4):
        await few.put(replace(ADA, member=str(day), created=NOW + timedelta(days=day)))
    assert [await few.get(str(day), ADA.answer) is not None for day in range(4)] == [False, False, True, True]


@pytest.mark.parametrize("bad", [{"answer": "x" * 201}, {"member": "x" * 65}, {"answer": "a\0b"}, {"answer": "\ud800"}])
async def test_what_no_column_holds_is_refused(database, bad):
    with pytest.raises(StorageError):
        await database.votes.put(replace(ADA, **bad))
    assert await database.votes.tallies() == {}
