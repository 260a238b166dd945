"""How a database is opened, and what holds while it is open."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.storage.trouble import KEPT, fill, is_whole

ROOT = Path(__file__).parents[2]
WRITE = """
import asyncio, itertools, sys
from bot.storage.database import Database
from bot.storage.records import GuildSettings

async def main():
    database = await Database.open(sys.argv[1])
    for number in itertools.count(2):
        await database.settings.save(GuildSettings(number))
        print(number, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}", "sqlite+aiosqlite:///{}", " {} "])
async def test_a_file_and_its_folder_are_made_for_their_owner_only(tmp_path, form):
    file = tmp_path / "some where" / "50% #1?.db"
    await fill(form.format(file))
    assert await is_whole(form.format(file))
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)] == [0o600, 0o700]


async def test_a_path_may_start_at_home_or_in_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for address in ("~/one.db", "two.db", "sqlite:///three.db"):
        await fill(address)
    assert {path.name for path in tmp_path.iterdir()} == {"one.db", "two.db", "three.db"}


async def test_a_file_is_safe_from_a_killed_process_and_a_cut_of_power(file):
    database = await Database.open(str(file))
    async with database._access.reading() as connection:
        found = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        ]
    await database.close()
    assert found == ["wal", 2, 1, 1, 5000]


async def test_the_settings_of_a_file_that_exists_are_left_alone(file):
    file.touch(0o640)
    file.chmod(0o640)
    await fill(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


async def test_closing_twice_and_using_a_closed_database_do_no_harm(file):
    database = await Database.open(str(file))
    await database.close()
    await database.settings.save(KEPT)
    await database.close()
    await database.close()
    assert await is_whole(file)


async def test_a_write_is_whole_or_not_at_all(database):
    await database.settings.save(KEPT)
    with pytest.raises(RuntimeError):  # noqa: PT012 (the block is what is tested)
        async with database._access.writing() as connection:
            await connection.exec_driver_sql("DELETE FROM guild_settings")
            raise RuntimeError
    assert list(await database.settings.all()) == [KEPT]


async def test_a_process_that_is_killed_has_written_what_it_said(file):
    await fill(file)
    with subprocess.Popen([sys.executable, "-c", WRITE, str(file)], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(20):
            process.stdout.readline()
        process.kill()
        said = 21 + len(process.stdout.read().splitlines())
    database = await Database.open(str(file))
    kept = [settings.guild for settings in await database.settings.all()]
    # It may have been killed between the writing and the saying.
    assert kept in (list(range(1, said + 1)), list(range(1, said + 2)))
    async with database._access.reading() as connection:
        assert (await connection.exec_driver_sql("PRAGMA integrity_check")).scalar_one() == "ok"
    await database.close()


def test_a_database_that_was_not_closed_does_not_keep_the_process(file):
    code = "import asyncio, sys; from bot.storage.database import Database; asyncio.run(Database.open(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(file)], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0


def test_answers_in_the_terminal_load_no_database(cache):
    code = (
        "import sys; from bot.__main__ import cli; cli(['ask', 'hello'], standalone_mode=False);"
        " print(sorted({'sqlalchemy', 'alembic', 'aiosqlite', 'asyncpg'} & set(sys.modules)))"
    )
    environment = os.environ | {"CAREER_COACH_CACHE": str(cache)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
