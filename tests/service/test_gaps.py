from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.blocks import Outcome, Part, Reply, Text
from bot.app import Coach
from bot.errors import UserError
from bot.service.clusters import Cluster
from bot.service.gaps import COLUMNS, as_csv, harmless
from bot.service.service import Service
from bot.storage.database import Database
from bot.storage.records import Gap, GapKind
from tests.service.conftest import PSEUDONYMS, Calendar
from tests.storage.trouble import locked

NURSE = "what does a nurse earn"


async def ask(service: Service, *texts: str) -> None:
    for text in texts:
        await service.note(service.coach.ask(text), text)


async def test_only_what_was_not_answered_is_kept_and_nothing_tells_who_asked(
    service: Service, database: Database
) -> None:
    await ask(service, "hello", "is a degree needed for a data engineer")
    assert await database.gaps.count() == 0
    await ask(service, "<@80351110224678912> What does a NURSE earn with 95,000 like me@example.org ?")
    (gap,) = await database.gaps.recent()
    assert (gap.text, gap.kind, gap.reasons) == ("what does a nurse earn with like ?", GapKind.UNANSWERED, ())
    assert gap.created == datetime(2026, 3, 1, tzinfo=UTC)


async def test_a_question_that_was_asked_back_on_is_kept_as_unclear(service: Service, database: Database) -> None:
    reply = Reply(Outcome.CLARIFY, (Part("", (Text("Which one?"),)),))
    await service.note(reply, "Frobnicate me")
    assert [(gap.text, gap.kind) for gap in await database.gaps.recent()] == [("frobnicate me", GapKind.UNCLEAR)]


async def test_gaps_are_told_in_groups_and_go_with_age(service: Service, calendar: Calendar) -> None:
    await ask(service, NURSE)
    calendar.turn(20)
    await ask(service, "nurse salary", "weather in paris")
    assert [(group.text, group.count) for group in await service.gaps()] == [
        ("nurse salary", 2),
        ("weather in paris", 1),
    ]
    calendar.turn(11)
    assert [group.text for group in await service.gaps()] == ["nurse salary", "weather in paris"]
    calendar.turn(31)
    assert await service.gaps() == ()


async def test_nothing_is_kept_where_it_is_turned_off(coach: Coach, database: Database, calendar: Calendar) -> None:
    await database.gaps.add(NURSE, GapKind.UNANSWERED, created=calendar.time - timedelta(days=1))
    service = Service(coach, database, pseudonyms=PSEUDONYMS, gaps_for=timedelta(0), now=calendar)
    await ask(service, "weather in paris")
    await service.vote(member="m", answer="facet:bonus", up=False, text="weather in paris")
    assert await service.gaps() == ()
    assert await database.gaps.count() == 0


async def test_gaps_wait_while_the_database_fails(
    service: Service, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with locked(str(file)):
        await ask(service, NURSE, "weather in paris", "secret of success")
    assert len(caplog.records) == 1
    assert "nurse" not in caplog.text
    assert "paris" not in caplog.text
    assert await service.gaps() == ()
    await ask(service, NURSE)
    assert sum(cluster.count for cluster in await service.gaps()) == 4


async def test_an_admin_is_told_that_gaps_need_the_database(service: Service, file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    file.mkdir()
    await service.close()
    with pytest.raises(UserError, match="That needs the database"):
        await service.gaps()


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_the_csv_holds_a_row_for_each_gap_with_its_group(service: Service) -> None:
    await ask(service, NURSE, "weather in paris", "nurse salary")
    assert rows(await service.gaps_csv()) == [
        list(COLUMNS),
        ["1", "nurse salary", "unanswered", "", "2026-03-01"],
        ["1", NURSE, "unanswered", "", "2026-03-01"],
        ["2", "weather in paris", "unanswered", "", "2026-03-01"],
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        '=HYPERLINK("https://x","y")',
        "+1",
        "-1",
        "@sum(a1)",
        "\t=1",
        "\r=1",
        "|calc",
        "％",
        "＝1+1",
        " =1",
        "\n@x",
    ],
)
def test_no_cell_can_begin_a_formula(cell: str) -> None:
    assert harmless(cell)[0] in "'％"


@given(texts=st.lists(st.text(min_size=1, max_size=40), max_size=6))
def test_any_text_comes_out_of_the_csv_on_its_own_row(texts: list[str]) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    gaps = tuple(Gap(text, GapKind.DISLIKED, ("a", "b"), now, number) for number, text in enumerate(texts))
    group = Cluster("x", len(gaps), (), (), (), now, gaps)
    table = rows(as_csv([group]))
    assert [row[1] for row in table[1:]] == [harmless(text) for text in texts]
    assert all(len(row) == len(COLUMNS) for row in table)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in table for cell in row)
