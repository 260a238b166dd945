"""Tell the other processes on the same PostgreSQL, as part of the very write, that something has changed.

Each topic has a counter. The notice brings it along, and who has missed a notice sees it from the counter, in the next
notice or in the table. Processes that work in different schemas of one database do not hear each other.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.records import Notice, Topic
from bot.storage.tables import CHANGES

CHANNEL = func.concat("career_coach_", func.md5(func.current_schema()))
"""The channel of a schema; its own name may be too long for one."""


async def tell(connection: AsyncConnection, topic: Topic, guild: int = 0) -> None:
    """Count a change, and let others hear of it when the transaction has been carried out."""
    if connection.dialect.name != "postgresql":
        return
    insert: Any = import_module("sqlalchemy.dialects.postgresql").insert
    counting = insert(CHANGES).values(topic=topic.value, count=1)
    counted = counting.on_conflict_do_update(
        index_elements=[CHANGES.c.topic], set_={"count": CHANGES.c.count + 1}
    ).returning(CHANGES.c.count)
    count = (await connection.execute(counted)).scalar_one()
    await connection.execute(select(func.pg_notify(CHANNEL, literal(f"{topic} {count} {guild}"))))


def read(payload: str) -> Notice | None:
    """Read what `tell` has sent; None for what somebody else sent."""
    match payload.split(" "):
        case [topic, count, guild] if topic in {*Topic} and count.isdigit() and guild.isdigit():
            return Notice(Topic(topic), int(count), int(guild))
    return None
