from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.app import Coach
from bot.errors import Problem
from bot.reloading.changes import How, Kind
from bot.reloading.sections import TITLES, headline, sections
from tests.knowledge.samples import plant

DATA = "roles/data-engineer.yaml"


def test_a_preview_is_written_the_gravest_first(coach: Coach, folder: Path) -> None:
    plant(folder, DATA, "is the usual base", "is the rule")
    plant(folder, DATA, "high: 120500", "high: 130500")
    preview = coach.prepare()
    found = [(section.title, section.lines) for section in sections(preview, most=1)]
    assert headline(preview) == "It would hold 2 roles, 4 facets, 8 passages and 5 figures."
    assert found == [
        ("Golden questions answered rightly", ("8 of 9 before, 8 after",)),
        ("Passages changed", ("data-engineer/degree (text)",)),
        (
            "Figures changed",
            ("data-engineer/average-pay: average base pay, Glassdoor ($120,500 → $120,500 to $130,500)",),
        ),
        (
            "Answers that would change",
            (
                "“does a data engineer need a degree”: Education · Data Engineer: A bachelor's in computer science is "
                "the usual base. → A bachelor's in computer science is the rule.",
                "… and 4 more",
            ),
        ),
    ]
    assert sections(preview)[-1].total == 5


def test_problems_stand_alone(coach: Coach, folder: Path) -> None:
    line = plant(folder, DATA, "facet: education", "facet: educaton")
    preview = coach.prepare()
    assert headline(preview) == "It cannot be loaded: 1 problem to mend first."
    text = f"{DATA}:{line}: the facet 'educaton' is unknown; did you mean 'education'?"
    assert [(section.title, section.lines) for section in sections(preview)] == [("Problems", (text,))]


def test_an_unchanged_folder_has_nothing_to_list(coach: Coach) -> None:
    preview = coach.prepare()
    assert (headline(preview), sections(preview)) == ("Nothing has changed since the last load.", ())


def test_broken_golden_questions_are_told_in_the_headline(coach: Coach, folder: Path) -> None:
    plant(folder, DATA, "is the usual base", "is the rule")
    preview = replace(coach.prepare(), broken=(Problem("questions/a.yaml", 3, "lost"),))
    assert headline(preview).endswith("Golden questions that are no longer answered keep it out, unless forced.")
    assert sections(preview)[1].lines == ("questions/a.yaml:3: lost",)


def test_every_kind_of_change_has_its_titles() -> None:
    assert set(TITLES) == set(Kind)
    assert {len(titles) for titles in TITLES.values()} == {len(How)}
