"""How often each answer was voted on, as the database knows it: for whoever has no running service at hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.storage.address import Kind, parse
from bot.storage.database import Database


async def voted(address: str) -> Mapping[str, int]:
    """Count the votes on each answer by its reference; none where there is no database yet.

    Raises:
        StorageError: where there is one and it cannot be read.
    """
    where = parse(address)
    if where.kind is Kind.SQLITE and not Path(where.target).is_file():
        return {}
    database = await Database.open(address)
    try:
        return {answer: tally.up + tally.down for answer, tally in (await database.votes.tallies()).items()}
    finally:
        await database.close()
