"""Which job a document is about, and by which names people call it."""

from __future__ import annotations

import pytest

from bot.app import Coach
from bot.drafting.aliases import aliases_of, short_of
from bot.drafting.draft import draft
from bot.drafting.identity import Jobs
from bot.drafting.reading import read_bytes
from bot.matching.engine import Engine


@pytest.mark.parametrize(
    ("title", "job"),
    [
        ("Data Analyst Career Guide", "Data Analyst"),
        ("How to Become a Cloud Architect", "Cloud Architect"),
        ("DEVOPS ENGINEER: CAREER GUIDE", "DEVOPS ENGINEER"),
        ("Senior Software Engineer (AI)", "Senior Software Engineer (AI)"),
        ("The UX Designers' Handbook", "UX Designer"),
        ("Pay and prospects", ""),
    ],
)
def test_a_title_names_its_job(title: str, job: str, coach: Coach) -> None:
    assert Jobs(coach.knowledge).job_in(title) == job


def test_the_text_names_the_job_where_no_title_does(engine: Engine) -> None:
    text = (
        "Overview\nA Payroll Clerk pays people on time. Every Payroll Clerk works with care.\n"
        "Duties\n- Check hours and absences every week\nSalary\n- $40,000 a year\n"
    )
    assert draft(read_bytes(text.encode(), "x.txt"), engine).job.title == "Payroll Clerk"


def test_a_title_of_one_word_is_a_job_where_the_guide_is_about_one(engine: Engine) -> None:
    text = "STONEMASON\n\nDuties\nCut stone and repair fronts.\n\nSkills\nSteady hands.\n\nWage\n£15 to £22 an hour\n"
    assert draft(read_bytes(text.encode(), "x.txt"), engine).job.id == "stonemason"


def test_people_call_a_job_by_its_short_names() -> None:
    assert "ml engineer" in aliases_of(["Senior Software Engineer ML"])
    assert "software engineer ml" in aliases_of(["Senior Software Engineer ML"])
    assert aliases_of(["Product Manager"]) == ("product manager", "manager")
    assert aliases_of(["Product Manager"], taken={"manager"}) == ("product manager",)


def test_a_sentence_writes_a_job_small() -> None:
    assert short_of("Senior AI/ML Engineer") == "AI/ML engineer"
    assert short_of("DevOps Engineer") == "DevOps engineer"


def test_a_date_behind_the_owner_is_the_edition(engine: Engine) -> None:
    text = (
        "# Payroll Clerk: career guide\n\nPublished by the Alumni Office, spring 2026. Licence: CC BY 4.0.\n\n"
        "## Duties\n- Check hours and absences every week\n\n## Salary\n- $40,000 a year\n"
    )
    origin = draft(read_bytes(text.encode(), "x.md"), engine).origin
    assert (origin.owner, origin.edition, origin.licence) == ("the Alumni Office", "spring 2026", "CC BY 4.0")
