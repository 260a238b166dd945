from __future__ import annotations

import os

import pytest
from sqlalchemy import update

from bot.errors import StorageError
from bot.storage.records import Counts, Golden, Version
from bot.storage.tables import VERSIONS
from tests.storage.conftest import NOW

COUNTS, GOLDEN = Counts(5, 60, 700, 90), Golden(488, 490)


async def add(database, digest, content=b"") -> Version:
    return await database.versions.add(digest, content, created=NOW, by="admin 12345", counts=COUNTS, golden=GOLDEN)


async def test_there_is_none_at_first(database):
    assert list(await database.versions.all()) == []
    assert await database.versions.latest() is None
    assert await database.versions.pinned() is None
    assert await database.versions.get(1) is None
    assert await database.versions.content(1) is None
    assert not await database.versions.pin(1)


@pytest.mark.parametrize("content", [b"", b"role: x\n" * 100_000, os.urandom(300_000)])
async def test_a_version_comes_back_as_it_was_handed_in(database, content):
    version = await add(database, "abc", content)
    assert version == Version(1, "abc", NOW, "admin 12345", COUNTS, GOLDEN, pinned=False)
    assert await database.versions.get(1) == await database.versions.latest() == version
    assert await database.versions.content(1) == content


async def test_the_last_five_stay_beside_the_one_that_runs_and_numbers_count_on(database):
    for number in range(1, 9):
        assert (await add(database, str(number))).number == number
    assert [version.number for version in await database.versions.all()] == [8, 7, 6, 5, 4, 3]
    assert await database.versions.get(2) is None
    assert await database.versions.content(2) is None
    assert not await database.versions.pin(2)


async def test_a_pin_moves_and_goes_with_the_next_version(database):
    for number in range(1, 4):
        await add(database, str(number))
    for number in (1, 2):
        assert await database.versions.pin(number)
        assert (await database.versions.pinned()).number == number
        assert [version.number for version in await database.versions.all() if version.pinned] == [number]
    assert not await database.versions.pin(99)
    assert (await database.versions.pinned()).number == 2
    assert await database.versions.current() == await database.versions.pinned()
    await add(database, "4")
    assert await database.versions.pinned() is None
    assert (await database.versions.current()).number == 4


async def test_a_version_runs_once_more_as_the_newest(database):
    for number in range(1, 4):
        await add(database, str(number), b"folder %d" % number)
    await database.versions.pin(2)
    again = await database.versions.again(2, created=NOW, by="start")
    assert again == Version(4, "2", NOW, "start", COUNTS, GOLDEN)
    assert await database.versions.current() == again
    assert await database.versions.content(4) == b"folder 2"
    assert await database.versions.again(99, created=NOW, by="start") is None


async def test_what_is_current_is_not_kept_twice(database):
    first = await add(database, "1")
    assert await add(database, "1") == first
    await add(database, "2")
    assert (await add(database, "1")).number == 3


async def test_a_folder_that_ran_is_known_when_its_version_is_gone(database):
    for number in range(1, 9):
        await add(database, str(number))
    assert await database.versions.get(1) is None
    assert await database.versions.ran("1")
    assert not await database.versions.ran("9")


async def test_a_damaged_folder_is_no_folder(database):
    await add(database, "abc", b"role: x")
    async with database._access.writing() as connection:
        await connection.execute(update(VERSIONS).values(content=b"no zlib"))
    with pytest.raises(StorageError, match=r"^Version 1 in the database .* is damaged\.$"):
        await database.versions.content(1)


async def test_a_folder_that_is_too_large_is_not_kept(database, monkeypatch):
    await add(database, "abc", b"role: x")
    monkeypatch.setattr("bot.storage.versions.LARGEST_CONTENT", 2**10)
    with pytest.raises(StorageError, match="is not kept"):
        await add(database, "def", os.urandom(2**12))
    assert [version.digest for version in await database.versions.all()] == ["abc"]
