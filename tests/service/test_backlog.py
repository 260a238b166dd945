from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.errors import StorageError
from bot.service.backlog import Backlog
from bot.service.guard import PAUSE, Guard
from bot.service.service import Service
from bot.storage.database import Database
from bot.storage.records import Tally
from bot.storage.repositories import Storage
from tests.service.conftest import PSEUDONYMS
from tests.service.test_guard import Clock
from tests.storage.trouble import locked


class Paper:
    """Takes down what is written, in its steps, unless it is out of order."""

    def __init__(self) -> None:
        self.steps: list[list[int]] = []
        self.works = True
        self.free = asyncio.Event()
        self.free.set()

    async def write(self, _storage: Storage, things: Sequence[int]) -> None:
        await self.free.wait()
        if not self.works:
            raise StorageError("The paper is wet.")
        self.steps.append(list(things))


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def backlog(database: Database, clock: Clock, paper: Paper) -> Backlog[int]:
    return Backlog(Guard(database, clock), paper.write, name="lines", most=5)


async def test_what_can_be_written_is_written_when_add_returns(backlog: Backlog[int], paper: Paper) -> None:
    for number in range(3):
        await backlog.add(number)
        assert paper.steps[-1] == [number]
    assert len(backlog) == 0


async def test_what_comes_in_during_a_step_is_written_together(backlog: Backlog[int], paper: Paper) -> None:
    paper.free.clear()
    adding = [asyncio.create_task(backlog.add(number)) for number in range(4)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    paper.free.set()
    await asyncio.gather(*adding)
    assert [number for step in paper.steps for number in step] == [0, 1, 2, 3]
    assert len(paper.steps) <= 2


async def test_what_fails_waits_in_order_and_within_bounds(
    backlog: Backlog[int], paper: Paper, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    paper.works = False
    for number in range(8):
        await backlog.add(number)
    assert (len(backlog), paper.steps) == (5, [])
    paper.works = True
    await backlog.flush()
    assert paper.steps == []  # not tried again so soon
    clock.now += PAUSE + 1
    await backlog.flush()
    assert (len(backlog), paper.steps) == (0, [[3, 4, 5, 6, 7]])
    assert "3 lines were too many to wait, and are lost" in caplog.text


async def test_what_never_could_be_written_is_told_at_the_end(
    backlog: Backlog[int], paper: Paper, caplog: pytest.LogCaptureFixture
) -> None:
    paper.works = False
    await backlog.add(1)
    await backlog.close()
    assert "1 lines could not be kept" in caplog.text


async def test_votes_wait_while_the_database_fails_and_count_in_their_order(
    service: Service, database: Database, file: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = PSEUDONYMS.of(1)
    async with locked(str(file)):
        await service.vote(member=member, answer="facet:bonus", up=True)
        await service.vote(member=member, answer="facet:bonus", up=False, text="what is the bonus")
    assert await database.votes.tallies() == {}
    monkeypatch.setattr("bot.service.guard.PAUSE", 0.0)
    await service.export(1)
    assert await database.votes.tallies() == {"facet:bonus": Tally(0, 1)}
    assert [gap.text for gap in await database.gaps.recent()] == ["what is the bonus"]


async def test_a_service_tries_again_by_itself(
    service: Service, database: Database, file: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with locked(str(file)):
        await service.vote(member=PSEUDONYMS.of(1), answer="facet:bonus", up=True)
    monkeypatch.setattr("bot.service.guard.PAUSE", 0.0)
    monkeypatch.setattr("bot.service.service.RETRY_EVERY", 0.01)
    retrying = asyncio.create_task(service._retry())
    async with asyncio.timeout(30):
        while not await database.votes.tallies():
            await asyncio.sleep(0.01)
    retrying.cancel()
