"""A database becomes what this program needs, from nothing and from every schema that was ever released."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.errors import StorageError
from bot.storage import migrations
from bot.storage.database import Database
from bot.storage.records import Counts, Gap, GapKind, Golden, GuildSettings, Version, Vote
from bot.storage.tables import METADATA
from tests.storage import server
from tests.storage.conftest import NOW

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(__file__).parent / "schemas"
OPEN = """
import asyncio, sys
from bot.storage.database import Database

async def main():
    database = await Database.open(sys.argv[1])
    await database.gaps.count()
    await database.close()

asyncio.run(main())
print("alembic" in sys.modules)
"""


async def load_dump(address: str, revision: str) -> None:
    """Fill a blank database as an earlier program left it."""
    if address.startswith("postgresql"):
        async with server.session(address) as connection:
            await connection.execute((SCHEMAS / f"{revision}.postgresql.sql").read_text("utf-8"))
    else:
        with sqlite3.connect(address) as connection:
            connection.executescript((SCHEMAS / f"{revision}.sqlite.sql").read_text("utf-8"))
        connection.close()


async def seen(database: Database, look):
    async with database._access.reading() as connection:
        return await connection.run_sync(look)


async def revision(address: str) -> str:
    """Read the revision of a database as it lies there, which opening it would change."""
    asked = "SELECT version_num FROM alembic_version"
    if address.startswith("postgresql"):
        async with server.session(address) as session:
            return await session.fetchval(asked)
    with closing(sqlite3.connect(address)) as connection:
        return connection.execute(asked).fetchone()[0]


def revision_and_tables(connection: Connection) -> tuple[str, set[str]]:
    return connection.scalar(text("SELECT version_num FROM alembic_version")), set(
        inspect(connection).get_table_names()
    )


@pytest.fixture
def later(tmp_path, monkeypatch):
    """Put one more migration at the end, with the body that is given."""

    def write(body: str) -> None:
        folder = tmp_path / "migrations 100%"
        shutil.copytree(migrations.FOLDER, folder)
        (folder / "versions" / "v9999.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            f"revision, down_revision = '9999', {migrations.HEAD!r}\n\n\ndef upgrade():\n    {body}\n"
        )
        monkeypatch.setattr(migrations, "FOLDER", folder)
        monkeypatch.setattr(migrations, "HEAD", "9999")

    return write


def test_the_head_is_the_last_revision_and_the_only_one():
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


async def test_a_blank_database_gets_the_tables_that_the_program_knows(database):
    def differences(connection: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(connection), METADATA)

    assert await seen(database, differences) == []
    assert await seen(database, revision_and_tables) == (migrations.HEAD, {*METADATA.tables, "alembic_version"})


async def test_the_oldest_schema_is_brought_up_with_all_that_it_holds(address):
    await load_dump(address, "0001")
    database = await Database.open(address)
    assert await database.settings.of(2**62) == GuildSettings(2**62, True, frozenset({7, 8}), "es", 2.5)
    assert list(await database.gaps.recent()) == [
        Gap("what does a nurse earn?", GapKind.DISLIKED, ("wrong-role",), NOW, 1)
    ]
    assert list(await database.votes.of("ada")) == [
        Vote("ada", "facet:bonus senior-ai-ml-engineer", False, ("old",), NOW)
    ]
    version = Version(1, "abc", NOW, "start", Counts(5, 60, 700, 90), Golden(488, 490), pinned=True)
    assert list(await database.versions.all()) == [version]
    assert await database.versions.content(1) == b"role: x\n"
    assert await database.versions.ran("abc")
    assert (await database.gaps.add("more", GapKind.UNCLEAR, created=NOW)).id == 2
    assert (await seen(database, revision_and_tables))[0] == migrations.HEAD
    await database.close()


async def test_a_later_migration_is_run_on_what_is_there(address, later):
    await load_dump(address, "0001")
    later("op.add_column('gaps', sa.Column('count', sa.Integer, nullable=False, server_default='1'))")
    database = await Database.open(address)
    found = await seen(database, lambda connection: connection.execute(text("SELECT text, count FROM gaps")).all())
    assert found == [("what does a nurse earn?", 1)]
    await database.close()


async def test_a_migration_that_fails_leaves_all_as_it_was(address, later, monkeypatch):
    await load_dump(address, "0001")
    with monkeypatch.context():
        later(
            "op.create_table('more', sa.Column('id', sa.Integer)); op.execute('DELETE FROM gaps'); op.drop_table('x')"
        )
        with pytest.raises(StorageError):
            await Database.open(address)
    monkeypatch.undo()
    assert await revision(address) == "0001"
    database = await Database.open(address)
    assert await seen(database, revision_and_tables) == (migrations.HEAD, {*METADATA.tables, "alembic_version"})
    assert await database.gaps.count() == 1
    await database.close()


async def test_processes_that_start_at_once_do_not_collide(address):
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", OPEN, address, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    ended = [await process.communicate() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], ended
    # One of them made the tables; the others waited, and had nothing left to do.
    assert sorted(out.decode().strip() for out, _ in ended) == ["False", "False", "True"]
