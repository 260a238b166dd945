"""Golden questions are checked like all other files, and stay out of the knowledge that answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.holds import update_holds, with_holds
from bot.knowledge.loader import digest, inspect, load, read_bundle
from bot.knowledge.models import Skill
from bot.knowledge.paths import default_folder
from bot.knowledge.questions import question_problems, questions_of, skill_names
from bot.knowledge.serial import dump
from tests.knowledge.samples import QUESTIONS, plant, write_knowledge, write_questions

FILE = "questions/golden.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_questions(write_knowledge(tmp_path / "knowledge"))


def problems(folder: Path) -> list[str]:
    return list(map(str, inspect(folder)[1].problems))


def test_golden_questions_become_frozen_values(folder: Path) -> None:
    questions = questions_of(inspect(folder)[1])
    assert [question.kind for question in questions] == [
        *["question"] * 3,
        *("several", "gap", "unknown", "smalltalk", "conversation"),
    ]
    pay = questions[1].turns[0]
    assert (pay.file, pay.line, pay.ask) == (FILE, 8, "how much does a site engineer earn")
    assert (pay.parts[0].roles, pay.parts[0].lines) == (("site-engineer",), {"site-engineer": ((6, 6),)})
    assert pay.parts[0].states == ("$150,000", "$100,000")
    assert [question.turns[0].holds for question in questions] == [True] * 4 + [False] + [True] * 3
    assert questions[7].turns[1].path == ("conversations", 0, "turns", 1)


def test_a_folder_without_questions_is_fine(tmp_path: Path) -> None:
    knowledge, bundle = inspect(write_knowledge(tmp_path / "knowledge"))
    assert knowledge is not None
    assert questions_of(bundle) == ()


def test_they_count_in_the_digest_and_nowhere_in_the_knowledge(folder: Path) -> None:
    before = load(folder)
    assert before.digest == digest(folder) == read_bundle(folder).digest
    assert b"nurse earn" not in dump(before)
    plant(folder, FILE, "nurse", "baker")
    assert load(folder).digest == digest(folder) != before.digest


def test_a_fault_in_them_is_named_by_a_check_and_does_not_keep_the_bot_from_starting(folder: Path) -> None:
    line = plant(folder, FILE, "style: clean", "style: }")
    assert problems(folder)[0].startswith(f"{FILE}:{line}: is not valid YAML: ")
    assert load(folder).roles


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("style: clean", "style: tidy", "questions.0.style: 'tidy' is not one of clean, typo, slang, short"),
        ("states: [\"bachelor\"]", "state: [\"bachelor\"]", "questions.0.state: is not a known field; did you mean"),
        ("[[2, 3]]}\n    states", "[[3, 2]]}\n    states",
         "questions.0.lines.data-engineer.0: the first line 3 comes after the last 2"),
        ("role: data-engineer\n    lines", "role: Data Engineer\n    lines",
         "questions.0.role.0: must be lower-case words joined by hyphens, not 'Data Engineer'"),
        ("holds: false", "holds: no", "questions.4.holds: must be true or false, not 'no'"),
        ("kind: greeting", "act: compare", None),
        ("    outcome: smalltalk\n", "", None),
        ("outcome: unknown}", "outcome: answered}", "questions.5.outcome: 'answered' is not one of unknown, smalltalk"),
        ("missing: [k8s, Docker]", "missing: []", "questions.4.missing: must hold at least 1 items, not 0"),
        ("questions:", "question:", "question: is not a known field; did you mean 'questions'?"),
        ("conversations:\n  - turns", "conversations:\n  - turn", "conversations.0.turns: is missing"),
    ],
)  # fmt: skip
def test_a_fault_of_shape_is_said_with_its_line(folder: Path, old: str, new: str, sentence: str | None) -> None:
    line = plant(folder, FILE, old, new)
    found = problems(folder)
    assert found
    assert all(problem.startswith(FILE) for problem in found)
    if sentence is not None:
        places = [f"{FILE}:{number}: {sentence}" for number in (line, line + 1)]
        assert any(problem.startswith(tuple(places)) for problem in found), found


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ("", "a question has one of lines, parts, missing or outcome, not none of them"),
        ("outcome: unknown, missing: [Python], role: data-engineer",
         "a question has one of lines, parts, missing or outcome, not missing and outcome"),
        ("outcome: unknown, role: data-engineer, states: [x]", "role and states cannot stand beside outcome"),
        ("lines: {data-engineer: [[2, 2]]}, have: [Python]", "have cannot stand beside lines"),
        ("missing: [Python]", "a question with missing needs a role"),
    ],
)  # fmt: skip
def test_a_question_expects_one_thing(folder: Path, fields: str, sentence: str) -> None:
    write_questions(folder, f"questions:\n  - {{ask: pay, style: short, {fields}}}\n".replace(", }", "}"))
    assert problems(folder) == [f"{FILE}:2: questions.0: {sentence}"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("role: data-engineer\n    lines", "role: data-enginer\n    lines",
         "the role 'data-enginer' is unknown; did you mean 'data-engineer'?"),
        ("lines: {site-engineer: [[6, 6]]}", "lines: {sit-engineer: [[6, 6]]}",
         "the role 'sit-engineer' is unknown; did you mean 'site-engineer'?"),
        ("site-engineer: [[6, 6]]", "site-engineer: [[6, 9]]",
         "lines 6-9 lie in no section of the guide site-engineer"),
        ("lines: {data-engineer: [[11, 11]]}", "lines: {data-engineer: [[13, 13]]}",
         "lines 13-13 lie in no section of the guide data-engineer"),
        ("[k8s, Docker]", "[k8s, Dcoker]", "the skill 'Dcoker' is unknown; did you mean 'docker'?"),
        ("have: [Python]", "have: [Pyton]", "the skill 'Pyton' is unknown; did you mean 'python'?"),
        ("kind: greeting", "kind: greetin",
         "the kind of small talk 'greetin' is unknown; did you mean 'greeting'?"),
    ],
)  # fmt: skip
def test_a_name_that_does_not_exist_is_named_with_its_line(folder: Path, old: str, new: str, sentence: str) -> None:
    line = plant(folder, FILE, old, new)
    found = problems(folder)
    assert len(found) == 1
    place, _, said = found[0].partition(": ")
    assert said == sentence
    assert place in {f"{FILE}:{line}", f"{FILE}:{line + 1}"}


def test_an_act_that_does_not_exist_is_named(folder: Path) -> None:
    plant(folder, FILE, '    states: ["bachelor"]', "    act: compar")
    assert [problem.partition(": ")[2] for problem in problems(folder)] == [
        "the act 'compar' is unknown; did you mean 'compare'?"
    ]


def test_names_are_not_checked_against_files_that_are_faulty(folder: Path) -> None:
    plant(folder, "skills.yaml", "id: docker", "id: Docker!")
    plant(folder, "roles/data-engineer.yaml", "short: data engineer", "shorter: data engineer")
    plant(folder, FILE, "[k8s, Docker]", "[k8s, Moby]")
    assert question_problems(read_bundle(folder)) == []


def test_a_skill_is_known_by_all_its_names() -> None:
    found = skill_names([Skill("gcp-cloud", "Google Cloud (GCP)", "clouds", ("google's cloud",))])
    assert set(found) == {"gcp-cloud", "google cloud (gcp)", "google cloud", "gcp", "google's cloud"}


def test_flags_are_put_in_and_taken_out_and_the_rest_stays(folder: Path) -> None:
    paths = [turn.path for question in questions_of(inspect(folder)[1]) for turn in question.turns]
    off, count = with_holds(QUESTIONS, FILE, dict.fromkeys(paths, False))
    assert count == len(paths) - 1
    assert off.count("holds: false") == len(paths)
    assert "  - {ask: what does a nurse earn, style: clean, holds: false, outcome: unknown}\n" in off
    on, count = with_holds(off, FILE, dict.fromkeys(paths, True))
    assert count == len(paths)
    # Where a comment stands beside the flag, or other fields, the flag stays and says true.
    expected = QUESTIONS.replace("holds: false  #", "holds: true  #").replace(
        "style: clean, outcome: unknown", "style: clean, holds: true, outcome: unknown"
    )
    assert on == expected
    assert with_holds(on, FILE, dict.fromkeys(paths, True)) == (on, 0)


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    text = (
        "\ufeffquestions:\n  - ask: hi\n    style: short\n    outcome: unknown\n"
        "  - style: short\n    ask: you\n    outcome: unknown\n"
    ).replace("\n", "\r\n")
    paths = {("questions", 0): False, ("questions", 1): False}
    assert with_holds(text, FILE, paths)[0] == text.replace("short\r\n", "short\r\n    holds: false\r\n")


def test_a_style_in_the_last_line_without_an_end_is_edited() -> None:
    text = "questions:\n  - ask: hi\n    outcome: unknown\n    style: short"
    assert with_holds(text, FILE, {("questions", 0): False})[0] == text + "\n    holds: false"


def test_what_cannot_be_edited_is_left_as_it_was(tmp_path: Path) -> None:
    text = "questions:\n  - ask: hi\n    style:\n      short\n    outcome: unknown\n"
    write_questions(tmp_path, text)
    with pytest.raises(KnowledgeError, match="give each field of a question its own line"):
        update_holds(tmp_path, {FILE: {("questions", 0): False}})
    assert (tmp_path / FILE).read_text("utf-8") == text
    with pytest.raises(KnowledgeError, match=r"cannot be rewritten: .*No such file"):
        update_holds(tmp_path, {"questions/other.yaml": {("questions", 0): False}})


def test_the_shipped_questions_are_many_and_of_every_kind() -> None:
    questions = questions_of(inspect(default_folder())[1])
    assert sum(len(question.turns) for question in questions) >= 450
    assert {question.kind for question in questions} == {
        *("question", "conversation", "gap", "several", "unknown", "smalltalk")
    }
    assert len({turn.style for question in questions for turn in question.turns}) == 6
