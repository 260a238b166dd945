from __future__ import annotations

import asyncio

import pytest

from bot.errors import StorageError, UserError
from bot.service import guard
from bot.service.guard import PAUSE, Guard
from bot.storage.database import Database
from bot.storage.records import GuildSettings
from bot.storage.repositories import Storage


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guarded(database: Database, clock: Clock) -> Guard:
    return Guard(database, clock)


async def fail(_storage: Storage) -> int:
    raise StorageError("The database is upset.")


async def count(storage: Storage) -> int:
    return await storage.gaps.count()


async def test_a_failure_is_logged_once_and_its_end_too(
    guarded: Guard, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger=guard.__name__)
    for _ in range(3):
        assert await guarded.quietly(fail, -1) == -1
        clock.now += PAUSE + 1
    assert not guarded.works
    assert await guarded.quietly(count, -1) == 0
    assert guarded.works
    assert [record.getMessage() for record in caplog.records] == [
        "questions are answered, but nothing is kept: The database is upset.",
        "the database works again",
    ]


async def test_after_a_failure_members_do_not_wait_for_the_next(guarded: Guard, clock: Clock) -> None:
    assert await guarded.quietly(fail, -1) == -1
    assert await guarded.quietly(count, -1) == -1
    clock.now += PAUSE + 1
    assert await guarded.quietly(count, -1) == 0


async def test_what_an_admin_asks_for_is_always_tried(guarded: Guard) -> None:
    with pytest.raises(UserError, match="Nothing was changed"):
        await guarded.needed(fail)
    assert await guarded.needed(count) == 0
    assert guarded.works


async def test_a_late_database_holds_no_answer_up_and_is_not_cut_off(
    guarded: Guard, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "PATIENCE", 0.01)
    go_on, done = asyncio.Event(), asyncio.Event()

    async def late(_storage: Storage) -> int:
        clock.now += 1
        await go_on.wait()
        done.set()
        return 1

    assert await guarded.soon(late, -1) == -1
    assert not guarded.works
    go_on.set()
    await asyncio.wait_for(done.wait(), 10)
    await asyncio.sleep(0)
    assert not guarded.works, "it was begun before it was found to be late"
    assert await guarded.needed(count) == 0
    assert guarded.works


async def test_what_somebody_asked_for_goes_on_where_it_takes_too_long(
    guarded: Guard, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "NEEDED", 0.01)
    go_on = asyncio.Event()

    async def late(storage: Storage) -> None:
        await go_on.wait()
        await storage.settings.save(GuildSettings(1, public=True))

    with pytest.raises(UserError, match="takes too long"):
        await guarded.needed(late)
    go_on.set()
    await guarded.close()
    assert (await database.settings.of(1)).public


async def test_a_storage_that_fails_now_and_then_does_not_fill_the_log(
    guarded: Guard, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger=guard.__name__)
    for _ in range(5):
        with pytest.raises(UserError):
            await guarded.needed(fail)
        await guarded.needed(count)
    assert len(caplog.records) == 2
    clock.now += guard.TOLD_AGAIN
    assert await guarded.quietly(fail, -1) == -1
    assert len(caplog.records) == 3


async def test_what_is_in_time_is_given(guarded: Guard) -> None:
    assert await guarded.soon(count, -1) == 0
    assert await guarded.soon(fail, -1) == -1


async def test_a_request_goes_on_where_nobody_waits_any_more_and_the_end_waits_for_it(
    guarded: Guard, database: Database
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(storage: Storage) -> None:
        begun.set()
        await go_on.wait()
        await storage.settings.save(GuildSettings(1, public=True))

    asked = asyncio.create_task(guarded.quietly(slow, None))
    await begun.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    closing = asyncio.create_task(guarded.close())
    go_on.set()
    await closing
    assert (await database.settings.of(1)).public


async def test_the_end_does_not_wait_for_ever(
    guarded: Guard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(guard, "PATIENCE", 0.0)
    monkeypatch.setattr(guard, "CLOSING", 0.01)
    stuck = asyncio.Event()

    async def never(_storage: Storage) -> None:
        await stuck.wait()

    await guarded.soon(never, None)
    await guarded.close()
    assert "are given up" in caplog.text
    stuck.set()
