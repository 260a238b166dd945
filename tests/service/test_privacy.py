from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from bot.app import Coach
from bot.errors import UserError
from bot.service.privacy import Deleted
from bot.service.pseudonyms import Pseudonyms
from bot.service.service import Service
from bot.storage.database import Database
from bot.storage.records import Tally
from tests.service.conftest import ADMIN, PSEUDONYMS, Calendar

MEMBER, OTHER = 111222333444555666, 999888777666555444


async def test_every_table_and_every_field_of_the_database_is_told(service: Service, file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    schema = inspect(engine)
    real = {table: [column["name"] for column in schema.get_columns(table)] for table in schema.get_table_names()}
    engine.dispose()
    assert {kept.table: list(kept.fields) for kept in service.privacy()} == real
    for kept in service.privacy():
        assert all([kept.title, kept.purpose, kept.how_long, *kept.fields.values()])


async def test_how_long_gaps_are_kept_is_told_as_it_is_set(coach: Coach, database: Database) -> None:
    told = {kept.table: kept.how_long for kept in Service(coach, database, pseudonyms=PSEUDONYMS).privacy()}
    assert told["gaps"] == "30 days."


async def test_a_vote_counts_once_and_takes_the_place_of_the_last(service: Service, database: Database) -> None:
    for member, up in ((MEMBER, True), (OTHER, True), (MEMBER, False), (MEMBER, False)):
        await service.vote(
            member=PSEUDONYMS.of(member),
            answer="facet:bonus",
            up=up,
            reasons=("outdated",),
            text="How big is my bonus?",
            words="Last year's!",
        )
    assert await database.votes.tallies() == {"facet:bonus": Tally(1, 1)}
    (gap,) = await database.gaps.recent()
    assert (gap.text, gap.kind, gap.reasons) == ("how big is my bonus?\nlast year's!", "disliked", ("outdated",))


async def test_a_vote_beyond_all_limits_is_cut_and_kept(service: Service, database: Database) -> None:
    await service.vote(member=PSEUDONYMS.of(MEMBER), answer="x" * 300, up=False, reasons=["r" * 200] * 20, text="why")
    assert list(await database.votes.tallies()) == ["x" * 200]
    assert (await service.status()).storage


async def test_no_file_of_the_database_holds_a_members_id(service: Service, file: Path) -> None:
    await service.vote(
        member=PSEUDONYMS.of(MEMBER), answer="facet:bonus", up=False, text=f"I am {MEMBER}, what of my bonus?"
    )
    await service.close()
    for path in file.parent.glob(f"{file.name}*"):
        assert str(MEMBER).encode() not in path.read_bytes()


async def test_a_member_can_have_and_delete_what_is_kept(
    service: Service, database: Database, calendar: Calendar
) -> None:
    await service.vote(member=PSEUDONYMS.of(MEMBER), answer="facet:bonus", up=True)
    calendar.turn(1)
    await service.vote(member=PSEUDONYMS.of(MEMBER), answer="facet:base-pay", up=False, reasons=("outdated",))
    await service.vote(member=PSEUDONYMS.of(OTHER), answer="facet:bonus", up=True)
    assert json.loads(await service.export(MEMBER)) == {
        "votes": [
            {"answer": "facet:bonus", "up": True, "reasons": [], "created": "2026-03-01"},
            {"answer": "facet:base-pay", "up": False, "reasons": ["outdated"], "created": "2026-03-02"},
        ],
        "versions": [],
    }
    assert await service.delete(MEMBER) == Deleted(votes=2)
    assert await service.delete(MEMBER) == Deleted(votes=0)
    assert json.loads(await service.export(MEMBER))["votes"] == []
    assert await database.votes.tallies() == {"facet:bonus": Tally(1, 0)}


async def test_an_admin_is_given_the_versions_that_name_them(service: Service, folder: Path) -> None:
    with (folder / "skills.yaml").open("a") as file:
        file.write("# a remark\n")
    preview = await service.preview()
    assert (await service.apply(preview.digest, ADMIN)).result.swapped
    (version,) = json.loads(await service.export(ADMIN))["versions"]
    assert (version["number"], version["by"]) == (2, "admin 4242")


async def test_votes_go_with_age(service: Service, database: Database, calendar: Calendar) -> None:
    await service.vote(member=PSEUDONYMS.of(MEMBER), answer="facet:bonus", up=True)
    calendar.turn(364)
    assert await service._votes.purge() == 0
    calendar.turn(2)
    assert await service._votes.purge() == 1
    assert await database.votes.tallies() == {}


async def test_a_database_that_fails_is_told_to_who_asks_for_their_own(
    service: Service, database: Database, file: Path
) -> None:
    while service._guard._under_way:  # the look for what is too old
        await asyncio.wait(service._guard._under_way)
        await asyncio.sleep(0)
    await database.close()
    file.rename(file.with_suffix(".gone"))
    file.mkdir()
    for asked in (service.export(MEMBER), service.delete(MEMBER)):
        with pytest.raises(UserError, match="That needs the database"):
            await asked
    await service.vote(member=PSEUDONYMS.of(MEMBER), answer="facet:bonus", up=True)
    assert service.privacy()


def test_a_pseudonym_is_the_same_each_time_and_another_with_another_token() -> None:
    assert PSEUDONYMS.of(MEMBER) == Pseudonyms("a.b.c").of(MEMBER)
    assert len({PSEUDONYMS.of(MEMBER), PSEUDONYMS.of(OTHER), Pseudonyms("a.b.d").of(MEMBER)}) == 3
