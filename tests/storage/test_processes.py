from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from bot.storage.records import Process
from bot.storage.tables import PROCESSES
from tests.storage.conftest import NOW

ONE = Process("aaaa", "0-1 of 4", 7, "abc", NOW)
TWO = Process("bbbb", "2-3 of 4", 6, "abd", NOW, "The knowledge folder has 1 problem.")


async def age(database, process: str, seconds: float) -> None:
    """Make a process's last sign of life older."""
    async with database._access.writing() as connection:
        old = PROCESSES.c.id == process
        seen = (await connection.execute(PROCESSES.select().where(old))).one().seen
        await connection.execute(update(PROCESSES).where(old).values(seen=seen - timedelta(seconds=seconds)))


async def test_processes_that_gave_a_sign_of_life_lately_are_listed(database):
    assert list(await database.processes.lately(60)) == []
    for process in (TWO, ONE, TWO):
        await database.processes.beat(process)
    assert list(await database.processes.lately(60)) == [ONE, TWO]
    await database.processes.beat(replace(ONE, version=8))
    assert (await database.processes.lately(60))[0].version == 8
    await age(database, TWO.id, 61)
    assert [process.id for process in await database.processes.lately(60)] == [ONE.id]
    assert len(await database.processes.lately(120)) == 2


async def test_a_process_that_ends_is_forgotten_and_one_that_was_killed_after_a_while(database):
    for process in (ONE, TWO):
        await database.processes.beat(process)
    await age(database, TWO.id, 3601)
    await database.processes.beat(ONE)
    assert list(await database.processes.lately(100_000)) == [ONE]
    await database.processes.forget(ONE.id)
    await database.processes.forget("never there")
    assert list(await database.processes.lately(100_000)) == []


async def test_what_is_too_long_is_cut(database):
    await database.processes.beat(replace(ONE, shards="0," * 200, trouble="x\0" * 500))
    (kept,) = await database.processes.lately(60)
    assert kept.shards == ("0," * 100)
    assert kept.trouble == "x" * 300
