"""Names that lead nowhere and names used twice, each with the sentence and the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.loader import read_bundle
from bot.knowledge.references import reference_problems
from tests.knowledge.samples import plant, write_knowledge

ROLE = "roles/data-engineer.yaml"
SKILLS = "skills.yaml"
VOCABULARY = "vocabulary.yaml"
PAY = "topics/salary.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


def found(folder: Path) -> list[str]:
    bundle = read_bundle(folder)
    assert bundle.problems == []
    return list(map(str, reference_problems(bundle)))


def test_a_good_folder_has_no_problem(folder: Path) -> None:
    assert found(folder) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (ROLE, "facet: education", "facet: educaton", "the facet 'educaton' is unknown; did you mean 'education'?"),
        (ROLE, "facet: education", "facet: xyz", "the facet 'xyz' is unknown"),
        (ROLE, "[python, docker", "[pyton, docker", "the skill 'pyton' is unknown; did you mean 'python'?"),
        (ROLE, "[[docker, ku", "[[dokcer, ku", "the skill 'dokcer' is unknown; did you mean 'docker'?"),
        (ROLE, "role: data-engineer", "role: data-engineers",
         "the role 'data-engineers' stands in a file named data-engineer.yaml; use one name"),
        (ROLE, "id: tools", "id: degree", "the id 'degree' is used twice in passages; first in line 11"),
        (ROLE, "level: senior", "level: senor", "the level 'senor' is unknown; did you mean 'senior'?"),
        (ROLE, "place: denver", "place: dever", "the place 'dever' is unknown; did you mean 'denver'?"),
        (ROLE, "source: Glassdoor", "source: Glasdoor", "the source 'Glasdoor' is unknown; did you mean 'Glassdoor'?"),
        (ROLE, "source: Glassdoor", "company: Amazn", "the company 'Amazn' is unknown; did you mean 'Amazon'?"),
        (ROLE, "lines: [[11, 12]]", "lines: [[11, 13]]", "lines 11-13 of passage bonus lie in no section of the guide"),
        (ROLE, "lines: [[2, 3]]", "lines: [[7, 8]]", "lines 7-8 of passage degree lie in no section of the guide"),
        (ROLE, "lines: [[2, 3]]", "lines: [[13, 13]]", "line 13 of passage degree lie in no section of the guide"),
        (ROLE, "  salary: {title: \"Pay (US, 2024)\", lines: [8", "  salary: {title: Pay, lines: [7",
         "the sections requirements and salary overlap in line 7"),
        (ROLE, "lines: [[9, 9]]", "lines: [[8, 9]]",
         "lines 8-9 of a figure lie outside the lines of its passage average-pay"),
        (SKILLS, "id: docker", "id: python", "the id 'python' is used twice in skills; first in line 5"),
        (SKILLS, "[k8s]", "[K8S, Docker]", "'Docker' is also a name of 'Docker'"),
        (SKILLS, "[py, python3]", "[py, Containers]", None),
        (SKILLS, "name: Docker", "name: Docker (PY)", "'PY' is also a name of 'Python'"),
        (SKILLS, "category: languages", "category: language",
         "the category 'language' is unknown; did you mean 'languages'?"),
        (SKILLS, "broader: [containers]", "broader: [container]",
         "the skill 'container' is unknown; did you mean 'containers'?"),
        (SKILLS, "name: Containers, category: operations", "name: Containers, category: operations, broader: [docker]",
         "the skill 'containers' is broader than itself"),
        (VOCABULARY, "within: [colorado]", "within: [kolorado]",
         "the place 'kolorado' is unknown; did you mean 'colorado'?"),
        (VOCABULARY, "id: junior", "id: senior", None),
        (VOCABULARY, "[denver co]", "[denver co, Colorado]", "'Colorado' is also a name of 'Colorado'"),
        (PAY, "topic: salary", "topic: overview",
         "the topic 'overview' stands in a file named salary.yaml; use one name"),
        (PAY, "id: bonus", "id: education",
         "the facet 'education' is defined twice; first in topics/requirements.yaml:18"),
        (PAY, "- how big is the bonus", "- How much  does {role} EARN?",
         "the phrasing 'How much  does {role} EARN?' of facet bonus is also one of facet base-pay (line 21)"),
        (PAY, "- is there a yearly bonus", "- tech stack of {role}",
         "the phrasing 'tech stack of {role}' of facet bonus is also one of facet technical-skills "
         "(topics/requirements.yaml:37)"),
        ("topics/requirements.yaml", "- hard skills", "- money matters for {role}",
         "the phrasing 'money matters for {role}' of facet technical-skills is also one of the topic salary "
         "(topics/salary.yaml:11)"),
        ("acts.yaml", "compare the two", "hello",
         "the phrasing 'hello' of act compare is also one of smalltalk greeting (smalltalk.yaml:4)"),
        ("outside.yaml", "nearest: [base-pay]", "nearest: [base-pai]",
         "the facet 'base-pai' is unknown; did you mean 'base-pay'?"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named_with_its_line(
    folder: Path, name: str, old: str, new: str, sentence: str | None
) -> None:
    line = plant(folder, name, old, new)
    problems = found(folder)
    if sentence is None:
        # The second of the two stands further down, where the clash comes to light.
        assert [problem.split(":")[0] for problem in problems] == [name]
        assert int(problems[0].split(":")[1]) > line
    else:
        assert f"{name}:{line}: {sentence}" in problems


def test_passages_of_two_facets_of_a_role_may_not_share_a_phrasing(folder: Path) -> None:
    plant(folder, ROLE, "    strength: required\n", "    phrasings: [is it A must]\n")
    line = plant(folder, ROLE, "- is python a must there", "- is it a must?")
    assert found(folder) == [
        f"{ROLE}:{line}: the phrasing 'is it a must?' is also one of passage degree, which has another facet"
    ]


def test_passages_of_one_facet_may_share_a_phrasing(folder: Path) -> None:
    plant(folder, ROLE, "    text: Three years", "    phrasings: [is python a must there]\n    text: Three years")
    assert found(folder) == []


def test_a_facet_that_no_role_answers_is_no_problem(folder: Path) -> None:
    plant(folder, ROLE, "facet: bonus", "facet: base-pay")
    assert found(folder) == []


def test_roles_may_share_an_alias_because_a_name_can_fit_both(folder: Path) -> None:
    plant(folder, ROLE, "etl engineer", "site engineer")
    assert found(folder) == []
