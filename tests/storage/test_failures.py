"""What keeps a database from being opened or written: one sentence each, and nothing lost."""

from __future__ import annotations

import asyncio
import gc
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.records import Counts, Golden, GuildSettings
from tests.storage import server
from tests.storage.conftest import NOW
from tests.storage.trouble import KEPT, as_nobody, failure, fill, full, is_whole, locked


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that every user can reach; those of pytest are only for the one who runs it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


async def test_a_locked_database_is_read_but_not_written_and_works_again(address):
    database = await Database.open(address, patience=0.2)
    await database.settings.save(KEPT)
    async with locked(address):
        with pytest.raises(StorageError, match=r"^The database \S+ is locked by another program\.$"):
            await database.settings.save(GuildSettings(2))
    assert list(await database.settings.all()) == [KEPT]
    await database.settings.save(GuildSettings(2))
    await database.close()


# The driver's thread may close the connection a moment after it was let go of.
@pytest.mark.filterwarnings("ignore:<aiosqlite.core.Connection object:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_write_that_is_given_up_while_it_waits_writes_nothing(address):
    database = await Database.open(address, patience=20)
    await database.settings.save(KEPT)
    async with locked(address):
        writing = asyncio.create_task(database.settings.save(GuildSettings(2)))
        await asyncio.sleep(0.3)
        writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await database.settings.save(GuildSettings(3))
    assert [settings.guild for settings in await database.settings.all()] == [1, 3]
    await database.close()
    gc.collect()  # here, where the warning is expected


async def test_a_database_that_is_locked_does_not_open(file):
    await fill(file)
    async with locked(str(file)):
        assert await failure(file) == f"The database {file} is locked by another program."
    assert await is_whole(file)


async def test_a_file_that_is_read_only_does_not_open(open_folder):
    file = open_folder / "coach.db"
    await fill(file)
    file.chmod(0o444)
    open_folder.chmod(0o555)
    with as_nobody():
        assert await failure(file) == f"The database {file} cannot be opened (Permission denied)."
    file.chmod(0o600)
    open_folder.chmod(0o755)
    assert await is_whole(file)


async def test_a_folder_that_is_read_only_gets_no_database(open_folder):
    open_folder.chmod(0o555)
    file = open_folder / "new" / "coach.db"
    with as_nobody():
        assert await failure(file) == f"The database {file} cannot be opened (Permission denied)."


async def test_a_folder_that_is_read_only_keeps_its_database_shut(open_folder):
    file = open_folder / "coach.db"
    await fill(file)
    file.chmod(0o666)
    open_folder.chmod(0o555)
    with as_nobody():
        sentence = await failure(file)
    assert sentence.startswith(f"The database {file} ")
    assert sentence.endswith("the bot must be able to write to the file and its folder.")
    open_folder.chmod(0o755)
    assert await is_whole(file)


async def test_a_disk_that_is_full_takes_nothing_new_and_loses_nothing(file):
    await fill(file)
    with full():
        database = await Database.open(str(file))
        with pytest.raises(StorageError, match=r"^The database \S+ cannot grow: the disk is full\.$"):
            await database.versions.add(
                "abc", os.urandom(200_000), created=NOW, by="start", counts=Counts(), golden=Golden()
            )
        assert list(await database.settings.all()) == [KEPT]
        assert list(await database.versions.all()) == []
        await database.close()
    assert await is_whole(file)


async def test_a_disk_that_is_full_gets_no_database(file):
    with full():
        assert await failure(file) == f"The database {file} cannot grow: the disk is full."


async def test_a_database_of_a_newer_program_does_not_open(address):
    await fill(address)
    database = await Database.open(address)
    async with database._access.writing() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '4321'")
    name = database.name
    await database.close()
    sentence = f"The database {name} was written by a newer version of this program (schema 4321); update it."
    assert await failure(address) == sentence


async def test_tables_of_another_program_are_left_alone(address):
    if address.startswith("postgresql"):
        async with server.session(address) as connection:
            await connection.execute("CREATE TABLE bookmarks (id INTEGER)")
    else:
        with sqlite3.connect(address) as connection:
            connection.execute("CREATE TABLE bookmarks (id INTEGER)")
        connection.close()
    assert (await failure(address)).endswith("holds tables of another program; give the bot one of its own.")


async def test_a_file_that_is_no_database_is_left_alone(file):
    file.write_text("my notes\n" * 1000)
    assert await failure(file) == f"The file {file} is no SQLite database."
    assert file.read_text() == "my notes\n" * 1000


async def test_a_damaged_database_is_told(file):
    await fill(file)
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    assert await failure(file) == f"The database {file} is damaged; put a copy of it in its place."


async def test_a_folder_is_no_database(tmp_path):
    assert await failure(tmp_path) == f"The database {tmp_path} cannot be opened (Is a directory)."
