"""What only a server does: it is away, refuses, or goes in the middle."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.database import Database
from tests.storage import server
from tests.storage.trouble import KEPT, failure

ROOT = Path(__file__).parents[2]


async def test_a_server_that_is_not_there_is_told():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    sentence = await failure(f"postgresql://ada:secret@127.0.0.1:{port}/coach")
    assert sentence.startswith(f"The database 127.0.0.1:{port}/coach cannot be reached (")
    assert "secret" not in sentence


async def test_a_host_that_has_no_address_is_told():
    sentence = await failure("postgresql://ada:secret@nowhere.invalid/coach")
    assert sentence.startswith("The database nowhere.invalid/coach cannot be reached (")


@pytest.mark.usefixtures("postgres")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"database": "no_such_database"}, "There is no database "),
        ({"user": "no_such_user"}, "refuses the user or the password."),
        ({"options": "no_such_option=1"}, "does not know an option of its URL."),
        ({"options": "default_transaction_read_only=on"}, "is read-only."),
    ],
)
async def test_a_server_that_refuses_is_told(changes, sentence):
    assert sentence in await failure(server.url(**changes))


async def test_a_connection_that_the_server_closed_is_made_anew(schema):
    database = await Database.open(schema)
    await database.settings.save(KEPT)
    async with database._access.reading() as connection:
        own = (await connection.exec_driver_sql("SELECT pg_backend_pid()")).scalar_one()
    async with server.session() as other:
        assert await other.fetchval(f"SELECT pg_terminate_backend({own})")
    assert list(await database.settings.all()) == [KEPT]
    await database.close()


async def test_a_connection_that_is_lost_in_the_middle_loses_only_that_write(schema):
    database = await Database.open(schema)
    await database.settings.save(KEPT)
    with pytest.raises(StorageError, match=r"^(The connection to t|T)he database "):  # noqa: PT012 (the block is what is tested)
        async with database._access.writing() as connection:
            await connection.exec_driver_sql("DELETE FROM guild_settings")
            own = (await connection.exec_driver_sql("SELECT pg_backend_pid()")).scalar_one()
            async with server.session() as other:
                await other.execute(f"SELECT pg_terminate_backend({own})")
            await connection.exec_driver_sql("SELECT 1")
    assert list(await database.settings.all()) == [KEPT]
    await database.close()


def test_a_missing_driver_is_told():
    code = (
        "import asyncio, sys; sys.modules['asyncpg'] = None\n"
        "from importlib import util; found = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'asyncpg' else found(name, *rest)\n"
        "from bot.errors import StorageError; from bot.storage.database import Database\n"
        "try: asyncio.run(Database.open('postgresql://h/d'))\n"
        "except StorageError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "PostgreSQL needs a driver: install career-coach[postgres].\n"
