"""How old an answer is, said where it matters; the day is given, so nothing here turns with the calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.answers.ages import Ages
from bot.answers.blocks import Block, Note
from bot.app import Coach
from tests.knowledge.samples import plant, write_knowledge

OLD = Note("The figures of pay are of 2024, 3 years ago; pay may have moved since.")
LATE = Note("“Requirements” was to be reviewed by 2026-03-31 and may be out of date.")
AS_OF = "as_of: {place: US, year: 2024}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write_knowledge(tmp_path_factory.mktemp("ages") / "knowledge")
    document = "document: {title: Data work, owner: Alumni office, licence: CC BY 4.0, date: 2023}"
    plant(made, "roles/data-engineer.yaml", AS_OF, f"{AS_OF}\nreview: {{requirements: 2026-03-31}}\n{document}")
    plant(made, "roles/site-engineer.yaml", "aliases:", "as_of: {place: US, year: 2026}\naliases:")
    return made


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def on(folder: Path, cache: Path, year: int, pay_years: int = 1) -> Coach:
    return Coach.open(folder, cache, ages=Ages(lambda: date(year, 6, 1), pay_years))


def blocks(coach: Coach, text: str) -> list[Block]:
    return [block for part in coach.ask(text).parts for block in part.blocks]


def test_old_pay_says_so_first(folder: Path, cache: Path) -> None:
    first, second, *_ = blocks(on(folder, cache, 2027), "how much does a data engineer earn?")
    assert first == OLD
    assert not isinstance(second, Note)


def test_pay_within_the_years_allowed_says_nothing(folder: Path, cache: Path) -> None:
    assert OLD not in blocks(on(folder, cache, 2025), "how much does a data engineer earn?")
    assert OLD not in blocks(on(folder, cache, 2027, pay_years=3), "how much does a data engineer earn?")
    assert OLD not in blocks(on(folder, cache, 2027), "how much does a site engineer earn?")


@pytest.mark.parametrize(
    "message",
    [
        "how big is the bonus of a data engineer?",
        "compare data engineer and site engineer",
        "I was offered 120k base as a data engineer",
    ],
)
def test_whatever_prints_pay_says_it_once(folder: Path, cache: Path, message: str) -> None:
    assert blocks(on(folder, cache, 2027), message).count(OLD) == 1


def test_what_prints_no_pay_does_not(folder: Path, cache: Path) -> None:
    assert OLD not in blocks(on(folder, cache, 2027), "which degree does a data engineer need?")


def test_a_topic_past_its_review_says_so_last(folder: Path, cache: Path) -> None:
    asked = "which degree does a data engineer need?"
    assert blocks(on(folder, cache, 2027), asked)[-1] == LATE
    assert LATE not in blocks(on(folder, cache, 2026 - 1), asked)


def test_without_a_calendar_no_answer_tells_its_age(folder: Path, cache: Path) -> None:
    coach = Coach.open(folder, cache)
    said = blocks(coach, "how much does a data engineer earn?") + blocks(
        coach, "which degree does a data engineer need?"
    )
    assert {OLD, LATE}.isdisjoint(said)
    assert coach.due() == ()


def test_sources_name_the_guide_its_owner_and_its_terms(folder: Path, cache: Path) -> None:
    parts = Coach.open(folder, cache).sources([("data-engineer", (2, 3))]).parts
    assert parts[0].blocks[-1] == Note("The guide: Data work, Alumni office, 2023, CC BY 4.0.")
