from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import Problem
from bot.knowledge.loader import inspect
from bot.knowledge.paths import default_folder
from bot.matching.checks import behaviour_problems
from bot.matching.engine import Engine
from tests.knowledge.samples import plant, write_knowledge


def problems(folder: Path) -> list[Problem]:
    knowledge, bundle = inspect(folder)
    assert knowledge is not None, bundle.problems
    return behaviour_problems(knowledge, bundle)


def test_a_folder_whose_phrasings_win_their_intents_has_no_problem(tmp_path: Path) -> None:
    assert problems(write_knowledge(tmp_path)) == []


def test_a_stolen_phrasing_is_found_where_it_stands(tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path)
    # The same words once the abbreviation is written out: only one of the two intents can win them.
    kept = plant(folder, "topics/salary.yaml", "      - mean wage", "      - senior cash on the table")
    line = plant(folder, "topics/salary.yaml", "      - variable part", "      - sr cash on the table")
    [problem] = problems(folder)
    assert (problem.file, problem.line in {kept, line}) == ("topics/salary.yaml", True)
    assert "cash on the table” of facet b" in problem.message
    assert " is won by facet b" in problem.message


@pytest.mark.parametrize(
    ("file", "old", "new", "owner", "thief"),
    [
        ("topics/salary.yaml", "      - variable part", "      - which school degree is needed", "facet bonus",
         "facet education"),
        ("topics/requirements.yaml", "  - entry criteria", "  - average yearly salary", "topic requirements",
         "facet base-pay"),
        ("roles/data-engineer.yaml", "      - is python a must there", "      - how big is the yearly bonus",
         "facet technical-skills", "facet bonus"),
        ("smalltalk.yaml", "good morning", "how big is that bonus", "smalltalk greeting", "facet bonus"),
        ("outside.yaml", "h1b sponsorship", "which degree should we have", "subject visa", "facet education"),
        ("acts.yaml", "compare the two", "is there a yearly bonus or not", "act compare", "facet bonus"),
    ],
)  # fmt: skip
def test_a_stolen_phrasing_of_any_file_is_named_with_owner_and_thief(
    tmp_path: Path, small: Engine, file: str, old: str, new: str, owner: str, thief: str
) -> None:
    folder = write_knowledge(tmp_path)
    line = plant(folder, file, old, new)
    knowledge, bundle = inspect(folder)
    assert knowledge is not None, bundle.problems
    # The engine of the folder as it was: what was planted is not among its examples.
    assert [str(problem) for problem in behaviour_problems(knowledge, bundle, small)] == [
        f"{file}:{line}: the phrasing “{new.strip(' -')}” of {owner} is won by {thief}"
    ]


def test_problems_stand_in_the_order_of_files_and_lines(tmp_path: Path, small: Engine) -> None:
    folder = write_knowledge(tmp_path)
    plant(folder, "topics/salary.yaml", "      - variable part", "      - which degree should we have")
    plant(folder, "topics/salary.yaml", "      - mean wage", "      - must we go to university")
    plant(folder, "smalltalk.yaml", "good morning", "our annual bonus")
    knowledge, bundle = inspect(folder)
    assert knowledge is not None, bundle.problems
    found = behaviour_problems(knowledge, bundle, small)
    assert len(found) == 3
    assert found == sorted(found)


def test_every_shipped_phrasing_wins_its_own_intent(engine: Engine) -> None:
    knowledge, bundle = inspect(default_folder())
    assert knowledge is not None, bundle.problems
    assert list(map(str, behaviour_problems(knowledge, bundle, engine))) == []
