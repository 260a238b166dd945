"""What Alembic runs: on the program's own connection, or for a developer on the URL of `-x database=…`."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine

from bot.storage.tables import METADATA, UtcDateTime


def render(kind: str, item: Any, _: object) -> str | Literal[False]:
    """Write a type in a new migration as it is, since a migration must not change with the program."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(connection: Connection) -> None:
    """Run what was asked for, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        transactional_ddl=True,
        render_as_batch=True,
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(context.get_x_argument(as_dictionary=True)["database"]).connect() as own:
        run(own)
