from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.errors import StorageError
from bot.storage.gaps import LONGEST_GAP, StoredGaps
from bot.storage.records import Gap, GapKind
from tests.storage.conftest import NOW


async def test_a_question_is_redacted_before_it_is_kept(database):
    gap = await database.gaps.add(
        "I make 165k, @ada: what now?", GapKind.DISLIKED, created=NOW, reasons=("wrong", "old")
    )
    assert gap == Gap("i make , what now?", GapKind.DISLIKED, ("wrong", "old"), NOW, gap.id)
    assert list(await database.gaps.recent()) == [gap]


@pytest.mark.parametrize("raw", ["", "<@12345>", "$120,000", "\u200b\0"])
async def test_a_question_of_which_nothing_is_left_is_not_kept(database, raw):
    assert await database.gaps.add(raw, GapKind.UNCLEAR, created=NOW) is None
    assert await database.gaps.count() == 0


async def test_a_long_question_is_cut(database):
    gap = await database.gaps.add("what about go? " * 200, GapKind.UNANSWERED, created=NOW)
    assert LONGEST_GAP - 15 <= len(gap.text) <= LONGEST_GAP


async def test_gaps_come_newest_first_and_old_ones_are_purged(database):
    for days in (2, 40, 0, 31):
        await database.gaps.add(f"{days} days", GapKind.UNANSWERED, created=NOW - timedelta(days=days))
    newest = await database.gaps.recent()
    assert [gap.text for gap in newest] == ["0 days", "2 days", "31 days", "40 days"]
    assert [gap.text for gap in await database.gaps.recent(limit=1)] == ["0 days"]
    assert await database.gaps.purge(NOW - timedelta(days=30)) == 2
    assert await database.gaps.purge(NOW - timedelta(days=30)) == 0
    assert list(await database.gaps.recent()) == list(newest[:2])


async def test_the_oldest_go_where_there_are_too_many(database):
    few = StoredGaps(database._access, most=3)
    for word in "one two three four five".split():
        await few.add(f"question {word}", GapKind.UNANSWERED, created=NOW)
    assert [gap.text for gap in await few.recent()] == ["question five", "question four", "question three"]
    assert await few.count() == 3


async def test_times_of_any_zone_come_back_in_utc(database):
    created = datetime(2026, 3, 1, 23, 0, tzinfo=timezone(timedelta(hours=-8)))
    gap = await database.gaps.add("pay", GapKind.UNANSWERED, created=created)
    (kept,) = await database.gaps.recent()
    assert kept == gap
    assert kept.created.isoformat() == "2026-03-02T07:00:00+00:00"


@pytest.mark.parametrize("reasons", [("x",) * 9, ("x" * 101,)])
async def test_reasons_are_few_and_short(database, reasons):
    with pytest.raises(StorageError, match="Reasons"):
        await database.gaps.add("pay", GapKind.DISLIKED, created=NOW, reasons=reasons)
    assert await database.gaps.count() == 0


async def test_a_time_without_a_zone_is_refused(database):
    with pytest.raises(StorageError):
        await database.gaps.add("pay", GapKind.DISLIKED, created=datetime(2026, 3, 1))
