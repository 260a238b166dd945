"""A folder is loaded whole or every problem of it is named, each with its file and line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.loader import digest, inspect, knowledge_files, load, read_bundle
from bot.knowledge.models import FigureKind, Statistic, Strength, Unit
from tests.knowledge.samples import FILES, VOCABULARY, plant, write_knowledge

ROLE = "roles/data-engineer.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


def problems(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    return list(map(str, caught.value.problems))


def test_a_good_folder_becomes_frozen_values(folder: Path) -> None:
    knowledge = load(folder)
    assert list(knowledge.roles) == ["data-engineer", "site-engineer"]
    assert list(knowledge.topics) == ["requirements", "salary"]
    assert list(knowledge.facets) == ["education", "technical-skills", "base-pay", "bonus"]
    assert knowledge.acts["compare"].phrasings == ("{role} or {role}", "compare the two")
    assert knowledge.vocabulary.phrases == {"machine learning": "ml"}
    assert knowledge.vocabulary.emoji == {"💰": "pay"}
    assert knowledge.vocabulary.sources[0].id == "glassdoor"
    tools = knowledge.roles["data-engineer"].passages[1]
    assert (tools.key, tools.topic, tools.strength) == ("data-engineer/tools", "requirements", Strength.REQUIRED)
    assert (tools.lines, tools.alternatives) == (((5, 5),), (("docker", "kubernetes"),))
    figure = knowledge.roles["data-engineer"].passages[3].figures[0]
    assert (figure.kind, figure.statistic, figure.unit) == (FigureKind.BASE, Statistic.AVERAGE, Unit.PER_YEAR)
    assert (figure.low, figure.high, figure.source, figure.lines) == (120500, 120500, "Glassdoor", ((9, 9),))


def test_what_a_passage_wants_follows_from_its_section_unless_it_says_so(folder: Path) -> None:
    plant(folder, ROLE, "strength: required", "strength: preferred")
    strengths = [passage.strength for passage in load(folder).roles["data-engineer"].passages]
    assert strengths == ["preferred", "required", "required", "mentioned", "mentioned"]


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (ROLE, "title: Degree", "titel: Degree", "passages.degree.titel: is not a known field; did you mean 'title'?"),
        (ROLE, "title: Degree", "colour: red", "passages.degree.colour: is not a known field"),
        (ROLE, "short: data engineer", "shorter: data", "shorter: is not a known field; did you mean 'short'?"),
        (ROLE, "title: Degree", "title: 5", "passages.degree.title: must be text; put quotes around '5'"),
        (ROLE, "title: Degree", "title: true", "passages.degree.title: must be text; put quotes around true"),
        (ROLE, "title: Degree", "title: [Degree]", "passages.degree.title: must be text"),
        (ROLE, "title: Degree", "title: ' '", "passages.degree.title: must not be empty"),
        (ROLE, "[A master's helps]", "A master's helps", "passages.degree.points: must be a list"),
        (ROLE, "[[2, 3]]", "[2, 3]", "passages.degree.lines.0: must be a list"),
        (ROLE, "[[2, 3]]", "[[3, 2]]", "passages.degree.lines.0: the first line 3 comes after the last 2"),
        (ROLE, "[[2, 3]]", "[[2]]", "passages.degree.lines.0: must hold at least 2 items, not 1"),
        (ROLE, "[[2, 3]]", "[[0, 3]]", "passages.degree.lines.0.0: must be at least 1, not '0'"),
        (ROLE, "[[2, 3]]", "[[2, x]]", "passages.degree.lines.0.1: must be a whole number, not 'x'"),
        (ROLE, "[[2, 3]]", "[[2, 3.0]]", "passages.degree.lines.0.1: must be a whole number, not '3.0'"),
        (ROLE, "id: degree", "id: The Degree", "passages.The Degree.id: must be lower-case words joined by hyphens, "),
        (ROLE, "strength: required", "strength: must", "passages.degree.strength: 'must' is not one of required, "),
        (ROLE, "[[docker, kub", "[[docker], [kub", "passages.tools.alternatives.0: must hold at least 2 items, not 1"),
        (
            ROLE,
            "        high: 120500",
            "        high: 9",
            "passages.average-pay.figures.0.high: low 120,500 exceeds high 9",
        ),
        (
            ROLE,
            "        low: 120500",
            "        low: '9'",
            "passages.average-pay.figures.0.low: must be a number, not '9'",
        ),
        (
            ROLE,
            "        low: 120500",
            "        low: true",
            "passages.average-pay.figures.0.low: must be a number, not tru",
        ),
        (
            ROLE,
            "        low: 120500",
            "        low: -1",
            "passages.average-pay.figures.0.low: must be at least 0, not '-1'",
        ),
        (
            ROLE,
            "currency: USD",
            "currency: EUX",
            "passages.average-pay.figures.0.currency: the currency 'EUX' is unknown",
        ),
        (
            ROLE,
            "statistic: average",
            "statistic: averge",
            "passages.average-pay.figures.0.statistic: 'averge' is not one",
        ),
        (
            ROLE,
            "        year: 2024",
            "        year: 24",
            "passages.average-pay.figures.0.year: must be at least 1990, not '24'",
        ),
        (ROLE, "as_of: {place: US, year: 2024}", "as_of: {year: 2024}", "as_of.place: is missing"),
        (ROLE, "as_of: {place: US, year: 2024}", 'as_of: {place: "", year: 2024}', "as_of.place: "),
        (ROLE, "as_of: {place: US, year: 2024}", "as_of: {place: US, year: last}", "as_of.year: "),
        (
            ROLE,
            "low: 3, open_ended: true",
            "open_ended: true",
            "passages.experience.figures.0: a figure needs low, high",
        ),
        (
            ROLE,
            "high: 20000, currency: USD",
            "high: 20000",
            "passages.bonus.figures.0: a sum of money needs a currency",
        ),
        (ROLE, "  salary: {ti", "  pay: {ti", "sections.pay: 'pay' is not one of overview, responsibilities, "),
        ("skills.yaml", "name: Python, ", "", "skills.python.name: is missing"),
        (
            "topics/salary.yaml",
            "phrasings:\n      - how big is the bonus\n",
            "phrasings:\n",
            "facets.bonus.phrasings: must hold at least 12 items, not 11",
        ),
        ("topics/salary.yaml", "topic: salary", "topic: wages", "topic: 'wages' is not one of overview, "),
        ("acts.yaml", "acts:", "act:", "act: is not a known field; did you mean 'acts'?"),
        ("vocabulary.yaml", "{sr: senior", "[sr, senior", None),
        (
            "smalltalk.yaml",
            "replies: [H",
            "replies: []\n#",
            "smalltalk.greeting.replies: must hold at least 1 items, not 0",
        ),
    ],
)
def test_a_fault_of_shape_is_said_in_one_sentence_with_its_line(
    folder: Path, name: str, old: str, new: str, sentence: str | None
) -> None:
    line = plant(folder, name, old, new)
    found = problems(folder)
    if sentence is None:
        assert found == [f"{name}:{line}: is not valid YAML: did not find expected ',' or ']'"]
    else:
        assert any(problem.startswith(f"{name}:{line}: {sentence}") for problem in found), found
        assert all(problem.startswith(f"{name}:") for problem in found)


def test_a_list_where_fields_belong_is_said(folder: Path) -> None:
    (folder / "acts.yaml").write_text("- compare\n", "utf-8")
    assert problems(folder) == ["acts.yaml:1: the file: must be a mapping of fields"]


def test_every_problem_of_every_file_is_reported_at_once(folder: Path) -> None:
    faults = [
        (ROLE, "facet: education", "facet: educaton"),
        (ROLE, "title: Tools", "titel: Tools\n    title: Tools"),
        (ROLE, "[[11, 12]]", "[[11, 99]]"),
        (ROLE, " high: 120500", " high: 9"),
        ("skills.yaml", "broader: [containers]", "broader: [boxes]"),
        ("outside.yaml", "nearest: [base-pay]", "nearest: [basepay]"),
    ]
    expected = {
        *(f"{name}:{plant(folder, name, old, new)}" for name, old, new in faults),
        "vocabulary.yaml:1",
        "smalltalk.yaml:1",
    }
    (folder / "vocabulary.yaml").write_text("sources: }", "utf-8")
    (folder / "smalltalk.yaml").unlink()
    found = problems(folder)
    places = {problem.split(": ")[0] for problem in found}
    assert places == expected
    assert found == sorted(found, key=lambda problem: (problem.split(":")[0], int(problem.split(":")[1])))


def test_a_faulty_file_raises_no_false_alarm_about_the_names_in_it(folder: Path) -> None:
    plant(folder, "skills.yaml", "id: docker", "id: Docker!")
    plant(folder, "topics/salary.yaml", "id: base-pay", "name: base-pay")
    assert {problem.split(":")[0] for problem in problems(folder)} == {"skills.yaml", "topics/salary.yaml"}


@pytest.mark.parametrize("name", ["skills.yaml", "vocabulary.yaml", "smalltalk.yaml", "outside.yaml", "acts.yaml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert problems(folder) == [f"{name}:1: is missing from the folder"]


def test_a_folder_without_roles_is_named(folder: Path) -> None:
    for path in (folder / "roles").iterdir():
        path.unlink()
    assert problems(folder) == ["roles/:1: holds no .yaml file"]


def test_files_that_nothing_reads_are_named(folder: Path) -> None:
    (folder / "roles" / "nurse.yml").write_text("role: nurse\n", "utf-8")
    (folder / "skill.yaml").write_text("skills: []\n", "utf-8")
    (folder / ".skills.yaml.swp").write_text("left by an editor", "utf-8")
    (folder / "README.md").write_text("# Read me\n", "utf-8")
    assert problems(folder) == [
        "roles/nurse.yml:1: ends in .yml and is not read; rename it to .yaml",
        "skill.yaml:1: is not a known file of the folder; did you mean 'skills.yaml'?",
    ]


def test_a_folder_in_the_place_of_a_file_is_named(folder: Path) -> None:
    (folder / "roles" / "nurse.yaml").mkdir()
    assert problems(folder) == ["roles/nurse.yaml:1: is not a file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_or_folder_without_permission_is_named(folder: Path) -> None:
    (folder / "acts.yaml").chmod(0)
    assert problems(folder) == ["acts.yaml:1: cannot be read: Permission denied"]
    (folder / "roles").chmod(0)
    try:
        with pytest.raises(KnowledgeError, match=r"The knowledge folder .*roles cannot be read: Permission denied\."):
            load(folder)
    finally:
        (folder / "roles").chmod(0o755)


@pytest.mark.parametrize("make", ["missing", "file", "empty"])
def test_a_folder_that_is_none_is_said_in_one_sentence(tmp_path: Path, make: str) -> None:
    folder = tmp_path / "there"
    if make == "file":
        folder.write_text("a: 1\n", "utf-8")
    if make == "empty":
        folder.mkdir()
    reason = {
        "missing": "does not exist or is not a folder.",
        "file": "does not exist or is not a folder.",
        "empty": "is empty: it holds no roles, topics or skills.",
    }[make]
    for use in (load, digest, read_bundle, inspect, knowledge_files):
        with pytest.raises(KnowledgeError) as caught:
            use(folder)
        assert str(caught.value) == f"The knowledge folder {folder} {reason}"
        assert caught.value.problems == ()


def test_the_error_counts_its_problems(folder: Path) -> None:
    plant(folder, ROLE, "facet: education", "facet: educaton")
    with pytest.raises(KnowledgeError, match=r"has 1 problem\.$"):
        load(folder)


def test_the_digest_names_the_content_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    other = write_knowledge(tmp_path / "other")
    assert load(folder).digest == digest(folder) == digest(other)
    (other / "README.md").write_text("not knowledge\n", "utf-8")
    assert digest(other) == digest(folder)
    write_knowledge(other, vocabulary=VOCABULARY.replace("berlin", "paris"))
    assert digest(other) != digest(folder)


def test_files_are_listed_in_a_fixed_order(folder: Path) -> None:
    assert [path.relative_to(folder).as_posix() for path, _ in knowledge_files(folder)] == list(FILES)
