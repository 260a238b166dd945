"""What several tables need for a write: values that fit, one row in place of another, the oldest rows gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy import Column, Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageError
from bot.storage.tables import UtcDateTime

MOST_REASONS, LONGEST_REASON = 8, 100


def fitting(column: Column[Any], value: str) -> str:
    """Give a text that its column can hold: SQLite would take any.

    Raises:
        StorageError: where it is too long.
    """
    most = column.type.length  # type: ignore[attr-defined]
    if len(value) > most or "\0" in value:
        raise StorageError(f"A text for {column} is longer than {most} characters, or holds a character of no text.")
    return value


def fitting_reasons(reasons: Sequence[str]) -> list[str]:
    """Give the reasons as they are kept: short codes, and few.

    Raises:
        StorageError: where they are not.
    """
    if len(reasons) > MOST_REASONS or any(len(reason) > LONGEST_REASON for reason in reasons):
        raise StorageError(f"Reasons are at most {MOST_REASONS} codes of {LONGEST_REASON} characters.")
    return list(reasons)


async def put(connection: AsyncConnection, table: Table, values: dict[str, Any]) -> None:
    """Write a row in place of the one with the same primary key, if there is one."""
    # Both databases have the same statement, each in a module of its own, and the unused one need not be loaded.
    insert: Any = import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert
    await connection.execute(
        insert(table)
        .values(values)
        .on_conflict_do_update(index_elements=[column.name for column in table.primary_key], set_=values)
    )


async def clock(connection: AsyncConnection) -> datetime:
    """Give the time by the database's own clock, by which processes on several machines agree."""
    if connection.dialect.name == "postgresql":
        now: Any = func.clock_timestamp(type_=UtcDateTime())
    else:
        now = func.strftime("%Y-%m-%d %H:%M:%f", "now", type_=UtcDateTime())
    found: datetime = (await connection.execute(select(now))).scalar_one()
    return found


async def trim(connection: AsyncConnection, order: Column[Any], kept: int) -> None:
    """Delete all rows but the `kept` ones that are highest in a column."""
    first_gone = select(order).order_by(order.desc()).offset(kept).limit(1).scalar_subquery()
    await connection.execute(delete(order.table).where(order <= first_gone))
