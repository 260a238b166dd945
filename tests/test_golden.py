"""Replies are judged as the evaluation of the project judges them, and what breaks keeps a reload out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.blocks import Citation, Outcome, Part, Reply, Text
from bot.app import Coach
from bot.golden import GoldenResult, confusions, expected, golden_problems, got, judge, shortened, states
from bot.knowledge.loader import inspect
from bot.knowledge.paths import default_folder
from bot.knowledge.questions import questions_of
from bot.matching.engine import Engine
from bot.reloading.snapshot import snapshot_of
from tests.knowledge.samples import plant, write_knowledge, write_questions

FILE = "questions/golden.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_questions(write_knowledge(tmp_path / "knowledge"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    return Coach.open(write_knowledge(tmp_path_factory.mktemp("golden") / "knowledge"))


@pytest.fixture(scope="module")
def shipped(coach: Coach) -> list[GoldenResult]:
    return judge(coach._snapshot, questions_of(inspect(default_folder())[1]))


def judged(folder: Path, text: str) -> list[GoldenResult]:
    """Judge questions of the small folder."""
    knowledge, bundle = inspect(write_questions(folder, text))
    assert knowledge is not None, bundle.problems
    return judge(snapshot_of(knowledge, Engine.build(knowledge)), questions_of(bundle))


def test_every_shipped_question_that_should_hold_holds(shipped: list[GoldenResult]) -> None:
    assert list(map(str, golden_problems(shipped))) == []


def test_most_shipped_questions_are_answered(shipped: list[GoldenResult]) -> None:
    assert sum(result.right for result in shipped) >= 0.8 * len(shipped)


def test_the_sample_questions_are_answered_but_for_the_open_one(folder: Path) -> None:
    knowledge, bundle = inspect(folder)
    assert knowledge is not None
    results = judge(snapshot_of(knowledge, Engine.build(knowledge)), questions_of(bundle))
    assert [result.turn.ask for result in results if not result.right] == [
        "i know py, what do i still need for data engineer"
    ]
    assert golden_problems(results) == []


@pytest.mark.parametrize(
    ("fact", "reply", "stated"),
    [
        ("$120,500", "It is $120500 a year.", True),
        ("$120,500", "It is $120,000 a year.", False),
        ("10-15%", "Between 15 and 10 percent.", True),
        ("10-15%", "Up to 15 percent.", False),
        ("5+ years", "five years", False),
        ("Bachelor", "A bachelor's degree", True),
        ("deep learning", "learned in deep", True),
        ("deep learning", "learning", False),
        ("BS", "a BS in maths", True),
        ("BS", "absolutely", False),
    ],
)
def test_a_fact_is_stated_by_its_numbers_or_its_longer_words(fact: str, reply: str, stated: bool) -> None:
    assert states(fact, reply) is stated


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("is a degree needed for a data engineer?, role: data-engineer, lines: {data-engineer: [[3, 4]]}", True),
        ("is a degree needed for a data engineer?, lines: {data-engineer: [[3, 4]]}", True),
        ("is a degree needed for a data engineer?, lines: {data-engineer: [[4, 4]]}", False),
        ("is a degree needed for a data engineer?, role: site-engineer, lines: {data-engineer: [[2, 2]]}", False),
        ("is a degree needed for a data engineer?, role: [site-engineer, data-engineer], "
         "lines: {data-engineer: [[2, 2]]}", True),
        ("is a degree needed for a data engineer?, lines: {data-engineer: [[2, 2]]}, states: [doctorate]", False),
        ("is a degree needed for a data engineer?, lines: {data-engineer: [[2, 2]]}, states: [doctorate, bachelor]",
         True),
        ("is a degree needed for a data engineer?, outcome: unknown", False),
        ("what does a nurse earn?, lines: {data-engineer: [[9, 9]]}", False),
        ("what does a nurse earn?, outcome: unknown", True),
        ("what does a nurse earn?, outcome: smalltalk", False),
        ("hello, outcome: smalltalk", True),
        ("hello, outcome: unknown", True),
        ("data engineer or site engineer, lines: {data-engineer: [[1, 12]]}, act: compare", True),
        ("is a degree needed for a data engineer?, lines: {data-engineer: [[2, 2]]}, act: compare", False),
    ],
)  # fmt: skip
def test_a_reply_is_right_by_role_line_and_fact_or_by_outcome(folder: Path, question: str, right: bool) -> None:
    ask, _, rest = question.partition(", ")
    [result] = judged(folder, f'questions:\n  - {{ask: "{ask}", style: clean, {rest}}}\n')
    assert result.right is right, got(result.reply)


@pytest.mark.parametrize(
    ("missing", "have", "role", "right"),
    [
        ("PyTorch, TensorFlow, Docker", "Python", "senior-ai-ml-engineer", True),
        ("PyTorch, TensorFlow, Docker, Java", "Python", "senior-ai-ml-engineer", True),
        ("PyTorch, TensorFlow, Docker", "Python, TensorFlow", "senior-ai-ml-engineer", False),
        ("PyTorch, TensorFlow, Docker", "Python", "senior-ai-systems-engineer", False),
        ("PyTorch, Java, Docker", "Python", "senior-ai-ml-engineer", False),
        ("K8s, TF", "Python", "senior-ai-ml-engineer", True),
    ],
)
def test_a_gap_is_right_by_what_is_missing(
    coach: Coach, tmp_path: Path, missing: str, have: str, role: str, right: bool
) -> None:
    class Composed:
        """Answers everything with one gap."""

        knowledge = coach.knowledge

        def reply(self, *_: object) -> Reply:
            listed = ("PyTorch", "TensorFlow", "Docker", "Kubernetes")
            part = Part("Gap", (Text("That is missing."),), role="senior-ai-ml-engineer", missing=listed)
            return Reply(Outcome.ANSWERED, (part,))

    class Answers:
        interpreter = coach._snapshot.interpreter
        composer = Composed()

    text = f"questions:\n  - {{ask: gap, style: short, role: {role}, missing: [{missing}], have: [{have}]}}\n"
    _, bundle = inspect(write_questions(write_knowledge(tmp_path / "knowledge"), text))
    [result] = judge(Answers(), questions_of(bundle))  # type: ignore[arg-type]  # as much of both as is used
    assert result.right is right


def test_the_turns_of_a_conversation_are_judged_one_by_one(folder: Path) -> None:
    text = """\
conversations:
  - turns:
      - {ask: "is a degree needed for a data engineer?", style: clean, lines: {data-engineer: [[9, 9]]}}
      - {ask: "and the site engineer?", style: short, role: site-engineer, lines: {site-engineer: [[2, 2]]}}
"""
    results = judged(folder, text)
    assert [(result.kind, result.right, result.turn.line) for result in results] == [
        ("conversation", False, 3),
        ("conversation", True, 4),
    ]


def test_each_part_of_a_question_must_be_held(folder: Path) -> None:
    text = """\
questions:
  - ask: "education of a data engineer and bonus of a data engineer?"
    style: clean
    parts:
      - lines: {data-engineer: [[2, 3]]}
      - {role: data-engineer, lines: {data-engineer: [[9, 9]]}, states: ["$120,500"]}
"""
    [result] = judged(folder, text)
    assert not result.right
    assert expected(result) == "data-engineer 9 stating “$120,500”"
    assert got(result.reply) == "answered: data-engineer 2-3 and data-engineer 11-12"


def test_confusions_are_counted_by_the_facets_of_the_passages(folder: Path) -> None:
    text = """\
questions:
  - {ask: "how much does a data engineer earn", style: clean, lines: {data-engineer: [[2, 3]]}}
  - {ask: "average salary of a site engineer", style: clean, role: site-engineer, lines: {site-engineer: [[2, 2]]}}
  - {ask: "is a degree needed for a data engineer", style: clean, lines: {data-engineer: [[11, 12]]}}
  - {ask: "is a phd needed for a data engineer", style: clean, lines: {data-engineer: [[2, 2]]}, states: ["99"]}
  - {ask: "what does a nurse earn", style: clean, lines: {data-engineer: [[9, 10]]}}
  - {ask: "base pay of a data engineer", style: clean, role: site-engineer, lines: {site-engineer: [[3, 3]]}}
  - {ask: "hello", style: short, outcome: smalltalk}
  - {ask: "is a degree needed", style: short, outcome: unknown}
"""
    knowledge, _ = inspect(folder)
    assert knowledge is not None
    found = confusions(knowledge, judged(folder, text))
    assert [(wanted, given, count, first.turn.line) for wanted, given, count, first in found] == [
        ("education", "base-pay", 2, 2),
        ("base-pay", "unknown", 1, 6),
        ("bonus", "education", 1, 4),
        ("education", "education, not stated", 1, 5),
        ("technical-skills", "base-pay, other role", 1, 7),
    ]


def test_a_broken_golden_question_keeps_a_reload_out_and_force_lets_it_in(folder: Path) -> None:
    coach = Coach.open(folder)
    old = coach.knowledge
    line = plant(folder, FILE, "outcome: unknown}", "outcome: smalltalk}")
    problem = (
        f"{FILE}:{line}: golden question “what does a nurse earn” is no longer answered: "
        "expected smalltalk, got unknown"
    )
    assert list(map(str, coach.check())) == [problem]
    result = coach.reload()
    assert (result.swapped, list(map(str, result.problems))) == (False, [problem])
    assert result.summary == (
        "The old knowledge stays: 1 golden question is no longer answered. Reload by force to swap."
    )
    assert coach.knowledge is old
    forced = coach.reload(force=True)
    assert (forced.swapped, list(map(str, forced.problems))) == (True, [problem])
    assert forced.summary.endswith(" By force: 1 golden question is no longer answered.")
    assert coach.knowledge is not old


def test_a_change_of_the_knowledge_that_breaks_a_golden_question_is_found(folder: Path) -> None:
    coach = Coach.open(folder)
    plant(folder, "roles/site-engineer.yaml", "Pay runs from $100,000 to over $150,000.", "Pay is good.")
    plant(folder, "roles/site-engineer.yaml", "low: 100000", "low: 90000")
    plant(folder, "roles/site-engineer.yaml", "high: 150000", "high: 95000")
    [problem] = coach.reload().problems
    assert str(problem).startswith(f"{FILE}:8: golden question “how much does a site engineer earn” is no longer")


def test_a_wrong_answer_to_a_question_that_need_not_hold_keeps_nothing_out(folder: Path) -> None:
    coach = Coach.open(folder)
    plant(folder, FILE, "outcome: unknown}", "outcome: smalltalk, holds: false}")
    assert coach.check() == []
    assert coach.reload().swapped


@pytest.mark.parametrize(
    ("faults", "sentence"),
    [
        ([(FILE, "role: [site-engineer]", "role: [sight-engineer]")], "the role 'sight-engineer' is unknown"),
        ([("roles/data-engineer.yaml", "title: Degree", "titel: Degree")], "titel: is not a known field"),
        (
            [
                ("topics/salary.yaml", "      - mean wage", "      - senior cash on the table"),
                ("topics/salary.yaml", "      - variable part", "      - sr cash on the table"),
            ],
            " is won by facet b",
        ),
    ],
)
def test_force_does_not_let_other_problems_in(folder: Path, faults: list[tuple[str, str, str]], sentence: str) -> None:
    coach = Coach.open(folder)
    plant(folder, FILE, "outcome: unknown}", "outcome: smalltalk}")
    for name, old, new in faults:
        plant(folder, name, old, new)
    result = coach.reload(force=True)
    assert not result.swapped
    assert any(sentence in str(problem) for problem in result.problems)


def test_judging_leaves_no_trace_in_the_running_conversations(small: Coach) -> None:
    before = small.ask("is a degree needed for a data engineer?", conversation="a")
    judge(small._snapshot, ())
    assert small.ask("is a degree needed for a data engineer?", conversation="b") == before


def test_what_came_is_told_with_roles_and_first_lines() -> None:
    citations = tuple(Citation("data-engineer", "Data Engineer", "Pay", (n, n + n % 2)) for n in range(1, 9))
    reply = Reply(
        Outcome.ANSWERED,
        (Part("Pay", (Text("Much."),), citations, role="data-engineer", missing=("Docker",)), Part("", (Text("Hm."),))),
    )
    assert got(reply) == "answered: data-engineer 1-2, 2, 3-4, 4, missing Docker and no role without lines"
    assert got(Reply(Outcome.CLARIFY, ())) == "clarify"


def test_a_long_message_is_shortened() -> None:
    assert shortened("a\n  b") == "a b"
    assert len(shortened("word " * 99)) == 90
