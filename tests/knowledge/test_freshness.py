"""What is due to be read again on a day, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.freshness import askings, by_askings, due, due_lines
from bot.knowledge.loader import load
from bot.knowledge.models import Knowledge, Origin
from tests.knowledge.samples import plant, write_knowledge

DATA = "roles/data-engineer.yaml"
AS_OF = "as_of: {place: US, year: 2024}"
DOCUMENT = "document: {title: Data work, owner: Alumni office, licence: CC BY 4.0, edition: 3rd, date: 2024-06}"

Make = Callable[..., Knowledge]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Load the sample with more lines in the head of a role."""
    folder = write_knowledge(tmp_path / "knowledge")

    def made(*lines: str) -> Knowledge:
        plant(folder, DATA, AS_OF, "\n".join([AS_OF, *lines]))
        return load(folder)

    return made


def problem(make: Make, line: str) -> str:
    with pytest.raises(KnowledgeError) as caught:
        make(line)
    return str(caught.value.problems[0])


def test_pay_is_due_once_it_is_older_than_the_years_allowed(make: Make) -> None:
    knowledge = make()
    assert due(knowledge, date(2025, 12, 31), 1) == ()
    (item,) = due(knowledge, date(2026, 1, 1), 1)
    assert (item.role, item.topic, item.years) == ("data-engineer", "salary", (2024,))
    assert due(knowledge, date(2026, 1, 1), 2) == ()


def test_a_topic_is_due_on_the_day_after_the_one_that_was_set(make: Make) -> None:
    knowledge = make("review: {requirements: 2025-03-31, salary: 2025-06-30}")
    assert due(knowledge, date(2025, 3, 31), 5) == ()
    (item,) = due(knowledge, date(2025, 4, 1), 5)
    assert (item.topic, item.why) == ("requirements", "to be reviewed by 2025-03-31")
    assert len(due(knowledge, date(2025, 7, 1), 5)) == 2


def test_what_is_asked_most_comes_first(make: Make) -> None:
    knowledge = make("review: {requirements: 2025-03-31}")
    items = due(knowledge, date(2026, 1, 1), 1)
    assert [item.topic for item in items] == ["requirements", "salary"]
    counts = askings(
        knowledge,
        {
            "facet:bonus data-engineer": 2,
            "topic:salary data-engineer": 1,
            "facet:education data-engineer": 1,
            "facet:gone data-engineer": 9,
            "topic:salary": 9,
            "topic:salary no-such-role": 9,
        },
    )
    assert counts == {("data-engineer", "salary"): 3, ("data-engineer", "requirements"): 1}
    assert due_lines(by_askings(items, counts), knowledge) == [
        "Data Engineer, Pay: pay of 2024 (asked about 3 times)",
        "Data Engineer, Requirements: to be reviewed by 2025-03-31 (asked about once)",
    ]


def test_a_document_has_a_name_an_owner_terms_and_an_age(make: Make) -> None:
    origin = make(DOCUMENT).roles["data-engineer"].origin
    assert origin == Origin("Data work", "Alumni office", "CC BY 4.0", "3rd", date="2024-06")
    assert (origin.in_full, origin.year) == ("Data work, Alumni office, 3rd, 2024-06, CC BY 4.0", 2024)


@pytest.mark.parametrize("written", ["2024", "'2024'", "2024-06", "2024-06-30"])
def test_a_date_may_be_a_year_a_month_or_a_day(make: Make, written: str) -> None:
    origin = make(f"document: {{title: Data work, date: {written}}}").roles["data-engineer"].origin
    assert origin is not None
    assert origin.date == written.strip("'")


def test_without_a_date_the_edition_may_tell_the_year(make: Make) -> None:
    origin = make("document: {title: Data work, edition: Spring 2023}").roles["data-engineer"].origin
    assert origin is not None
    assert origin.year == 2023


@pytest.mark.parametrize("written", ["soon", "24", "2024-13", "2024-02-30", "20240630", "2024-06-30T12:00"])
def test_a_date_that_is_none_is_named(make: Make, written: str) -> None:
    assert problem(make, f"document: {{title: Data work, date: {written}}}") == (
        f"{DATA}:7: document.date: must be a year, a month or a day such as 2026-06-30, not '{written}'"
    )


def test_a_review_date_that_is_none_is_named(make: Make) -> None:
    assert problem(make, "review: {salary: next year}") == (
        f"{DATA}:7: review.salary: must be a day such as 2026-06-30, not 'next year'"
    )
