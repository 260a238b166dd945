"""One process at a time on a file of SQLite, however the one before it ended."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.lock import FileLock
from tests.storage.trouble import fill, is_whole

ROOT = Path(__file__).parents[2]
HOLD = """
import asyncio, sys
from bot.storage.database import Database

async def main():
    database = await Database.open(sys.argv[1], alone=True)
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await database.close()

asyncio.run(main())
"""


@contextmanager
def holder(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that has the file for itself."""
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


async def test_a_second_process_is_refused_in_one_sentence_that_names_the_first(file):
    with holder(file) as first:
        with pytest.raises(StorageError) as caught:
            await Database.open(str(file), alone=True)
        assert str(caught.value) == (
            f"The database {file} is in use by another process of the bot (process {first.pid}); stop that one first, "
            "or run several on PostgreSQL."
        )


async def test_another_name_of_the_file_is_the_same_file(file, tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(file)
    with holder(file), pytest.raises(StorageError, match="is in use by another process"):
        await Database.open(str(link), alone=True)


async def test_what_only_looks_is_let_in(file):
    await fill(file)
    with holder(file):
        assert await is_whole(file)


async def test_a_process_that_is_killed_holds_nobody_up(file):
    with holder(file) as first:
        first.kill()
        first.wait()
        await (await Database.open(str(file), alone=True)).close()
    assert await is_empty(file)


async def is_empty(file: Path) -> bool:
    database = await Database.open(str(file))
    kept = list(await database.settings.all())
    await database.close()
    return not kept


async def test_a_process_that_ends_lets_the_next_one_in(file):
    with holder(file) as first:
        first.communicate("")
        assert first.returncode == 0
        database = await Database.open(str(file), alone=True)
        assert Path(f"{file}.lock").read_text("ascii") == str(os.getpid())
        await database.close()


async def test_a_file_that_cannot_be_opened_is_not_held(file):
    file.write_bytes(b"no database " * 1000)
    for _ in range(2):
        with pytest.raises(StorageError, match="is no SQLite database"):
            await Database.open(str(file), alone=True)


def test_a_folder_that_takes_no_lock_is_told(tmp_path):
    (tmp_path / "coach.db.lock").mkdir()
    with pytest.raises(StorageError, match="cannot be opened"):
        FileLock(tmp_path / "coach.db", "coach.db")


def test_a_file_system_without_locks_is_told_in_the_log(tmp_path, monkeypatch, caplog):
    def no_locks(_handle: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("bot.storage.lock._lock", no_locks)
    FileLock(tmp_path / "coach.db", "coach.db").release()
    assert "keeps no locks" in caplog.text
