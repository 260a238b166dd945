"""Bring a database to the schema of this program: from nothing, or from any schema that was ever released.

Alembic is loaded only where there is something to do; a database that is up to date is seen by its version alone.
"""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import StorageError
from bot.storage.access import Access

log = logging.getLogger(__name__)

HEAD = "0002"
"""The latest revision in `versions/`."""

FOLDER = Path(__file__).parent

_LOCK = 0x0C0AC4
"""A number that every start of this program locks on PostgreSQL while it looks at the schema."""


async def migrate(access: Access) -> None:
    """Run the migrations that a database lacks, all or none of them; only one process does so at a time.

    Raises:
        StorageError: where it is not ours, newer than this program, or cannot be written.
    """
    async with access.writing() as connection:
        await connection.run_sync(_bring_up_to_date, access.name)


def _bring_up_to_date(connection: Connection, name: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '25s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    revision = _revision(connection, name)
    if revision != HEAD:
        _upgrade(connection, name, revision)
    _check_writable(connection, name)


def _revision(connection: Connection, name: str) -> str | None:
    """Give the schema's revision; None for a blank database.

    Raises:
        StorageError: where the tables are those of another program.
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
    if tables:
        raise StorageError(f"The database {name} holds tables of another program; give the bot one of its own.")
    return None


def _upgrade(connection: Connection, name: str, revision: str | None) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it would name each of its plugins
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    if revision is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(revision)
        except CommandError:
            raise StorageError(
                f"The database {name} was written by a newer version of this program (schema {revision}); update it."
            ) from None
    log.info("bringing the database %s from schema %s to %s", name, revision or "none", HEAD)
    command.upgrade(config, "head")


def _check_writable(connection: Connection, name: str) -> None:
    """Write what changes nothing: a start says that a database is read-only or full, not the first member's vote."""
    if connection.dialect.name == "sqlite":
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")
    elif connection.scalar(text("SHOW transaction_read_only")) == "on":
        raise StorageError(f"The database {name} is read-only.")
