"""What processes on one PostgreSQL tell each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.notices import read
from bot.storage.records import Counts, Golden, GuildSettings, Notice, Topic
from tests.storage import server
from tests.storage.conftest import NOW


@pytest.fixture
async def two(schema: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two databases on one schema, as two processes have them."""
    first, second = await Database.open(schema, patience=0.3), await Database.open(schema, patience=0.3)
    yield first, second
    await first.close()
    await second.close()


@asynccontextmanager
async def hearing(database: Database) -> AsyncIterator[asyncio.Queue[Notice]]:
    """Listen until the block ends; what the first notice of a probe shows is not kept."""
    heard: asyncio.Queue[Notice] = asyncio.Queue()
    task = asyncio.create_task(database.changes.listen(heard.put_nowait))
    try:
        while heard.empty():  # until the listening has begun, nothing is heard
            await database.settings.save(GuildSettings(1))
            await asyncio.sleep(0.02)
        while not heard.empty():
            heard.get_nowait()
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def add(database: Database, digest: str):
    return await database.versions.add(digest, b"", created=NOW, by="start", counts=Counts(), golden=Golden())


async def test_each_change_is_counted_and_heard_by_the_others(two):
    first, second = two
    async with hearing(second) as heard:
        known = (await first.changes.counts())[Topic.SETTINGS]
        await first.settings.save(GuildSettings(7, public=True))
        assert await heard.get() == Notice(Topic.SETTINGS, known + 1, 7)
        await first.settings.delete(7)
        assert await heard.get() == Notice(Topic.SETTINGS, known + 2, 7)
        assert not await first.settings.delete(7)
        await add(first, "a")
        await first.versions.pin(1)
        await first.versions.again(1, created=NOW, by="start")
        assert [await heard.get() for _ in range(3)] == [Notice(Topic.VERSIONS, count) for count in (1, 2, 3)]
        assert heard.empty()
    assert await second.changes.counts() == {Topic.SETTINGS: known + 2, Topic.VERSIONS: 3}


async def test_a_write_that_fails_is_not_told(two):
    first, second = two
    async with hearing(second) as heard:
        before = await first.changes.counts()
        with pytest.raises(StorageError):
            await first.settings.save(GuildSettings(2**80))
        await first.settings.save(GuildSettings(3))
        assert (await heard.get()).guild == 3
        assert (await first.changes.counts())[Topic.SETTINGS] == before[Topic.SETTINGS] + 1


async def test_another_schema_of_the_same_database_is_not_heard(two):
    async with server.schema() as elsewhere:
        other = await Database.open(elsewhere)
        async with hearing(two[0]) as heard:
            await other.settings.save(GuildSettings(5))
            await two[1].settings.save(GuildSettings(6))
            assert (await heard.get()).guild == 6
        async with two[0].changes.alone() as ours, other.changes.alone() as theirs:
            assert ours
            assert theirs
        await other.close()


async def test_a_lost_connection_ends_the_listening_with_an_error(two):
    task = asyncio.create_task(two[0].changes.listen(lambda _: None))
    async with server.session() as session:
        channel = await _channel(two[0])
        pids = []
        while not pids:
            await asyncio.sleep(0.02)
            found = await session.fetch("SELECT pid FROM pg_stat_activity WHERE query LIKE $1", f"LISTEN%{channel}%")
            pids = [row["pid"] for row in found]
        await session.fetch("SELECT pg_terminate_backend($1)", pids[0])
    with pytest.raises(StorageError, match=r"cannot be reached|was lost|shutting down"):
        await asyncio.wait_for(task, 10)


async def _channel(database: Database) -> str:
    async with database._access.reading() as connection:
        return (await connection.exec_driver_sql("SELECT 'career_coach_' || md5(current_schema())")).scalar_one()


async def test_only_one_process_at_a_time_is_alone(two):
    first, second = two
    async with first.changes.alone() as held:
        assert held
        async with second.changes.alone() as also:
            assert not also
    async with second.changes.alone() as held:
        assert held


async def test_of_many_that_load_the_same_at_once_one_makes_the_version(two):
    made = await asyncio.gather(*(add(database, "a") for database in two * 3))
    assert {version.number for version in made} == {1}
    numbers = sorted(version.number for version in await asyncio.gather(add(two[0], "b"), add(two[1], "c")))
    assert numbers == [2, 3]


async def test_a_turn_is_taken_by_one_at_a_time(database):
    assert await database.changes.take_turn(0, 60) == 0
    assert 0 < await database.changes.take_turn(0, 60) <= 60
    assert await database.changes.take_turn(1, 60) == 0
    assert await database.changes.take_turn(0, 0) == 0


async def test_of_many_that_want_a_turn_at_once_one_gets_it(two):
    left = await asyncio.gather(*(database.changes.take_turn(0, 60) for database in two * 3))
    assert sorted(left)[:2][0] == 0
    assert sum(each == 0 for each in left) == 1


async def test_a_file_is_for_one_process(file):
    database = await Database.open(str(file))
    assert not database.changes.shared
    await database.settings.save(GuildSettings(1))
    assert await database.changes.counts() == {}
    async with database.changes.alone() as held:
        assert held
    await database.close()


@pytest.mark.parametrize("payload", ["", "settings", "settings x 1", "other 1 1", "settings 1 1 1", "settings -1 0"])
def test_what_somebody_else_sends_is_no_notice(payload):
    assert read(payload) is None
