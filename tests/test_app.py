from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answers.blocks import Outcome, Reply, plain
from bot.app import MOST_CONVERSATIONS, REMEMBERED_FOR, Coach
from bot.errors import KnowledgeError, UserError
from bot.knowledge.paths import default_folder
from tests.knowledge.samples import DATA_ENGINEER, plant, write_knowledge
from tests.replies import roles_of

PAY, DEGREE = "how much does a data engineer earn", "is a degree needed for a data engineer"
BONUS_FILE = "topics/salary.yaml"


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def small(folder: Path, clock: Clock, tmp_path: Path) -> Coach:
    return Coach.open(folder, tmp_path / "cache", clock=clock)


def remembers(coach: Coach, conversation: str) -> bool:
    """Tell whether a question without a role is taken to be of the data engineer alone, who was asked about."""
    return roles_of(coach.ask("which education?", conversation=conversation)) == ["data-engineer"]


def test_a_folder_that_cannot_be_used_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError):
        Coach.open(tmp_path / "nowhere", None)
    folder = write_knowledge(tmp_path / "faulty")
    line = plant(folder, "roles/data-engineer.yaml", "facet: education", "facet: educaton")
    with pytest.raises(KnowledgeError) as caught:
        Coach.open(folder, None)
    assert [(p.file, p.line) for p in caught.value.problems] == [("roles/data-engineer.yaml", line)]


def test_a_message_is_answered_from_the_folder(small: Coach) -> None:
    reply = small.ask(DEGREE)
    assert reply.outcome is Outcome.ANSWERED
    assert "bachelor's" in plain(reply)
    assert str(reply.citations[0]) == "Data Engineer guide, Requirements, lines 2-3"


def test_a_folder_opened_again_answers_the_same(small: Coach, folder: Path, tmp_path: Path) -> None:
    for cache in (tmp_path / "cache", tmp_path / "other", None):
        again = Coach.open(folder, cache)
        assert again.knowledge == small.knowledge
        assert [again.ask(text) for text in (PAY, DEGREE, "hello")] == [
            small.ask(text) for text in (PAY, DEGREE, "hello")
        ]


def test_role_and_topic_carry_over_in_a_conversation(small: Coach) -> None:
    small.ask(PAY, conversation="c")
    assert remembers(small, "c")
    reply = small.ask("what about the site engineer?", conversation="c")
    assert (roles_of(reply), reply.parts[0].facet) == (["site-engineer"], "education")


def test_without_a_conversation_nothing_is_remembered(small: Coach) -> None:
    small.ask(PAY)
    assert set(roles_of(small.ask("which education?"))) == {"data-engineer", "site-engineer"}


def test_conversations_are_kept_apart(small: Coach) -> None:
    small.ask(PAY, conversation="one")
    small.ask("how much does a site engineer earn", conversation="two")
    assert remembers(small, "one")
    assert not remembers(small, "two")
    assert not remembers(small, "three")


@pytest.mark.parametrize(("seconds", "kept"), [(REMEMBERED_FOR - 1, True), (REMEMBERED_FOR + 1, False)])
def test_a_conversation_is_forgotten_after_a_while(small: Coach, clock: Clock, seconds: float, kept: bool) -> None:
    small.ask(PAY, conversation="c")
    clock.now += seconds
    assert remembers(small, "c") is kept


def test_an_offer_is_forgotten_on_time_however_long_one_talks(coach: Coach) -> None:
    clock = Clock()
    talk = Coach(default_folder(), coach._snapshot, clock=clock)
    talk.ask("i was offered 165k base as AI/ML engineer", conversation="a")
    for _ in range(3):
        clock.now += REMEMBERED_FOR / 4
        assert "$165,000" in plain(talk.ask("and in boston?", conversation="a"))
        talk.follow("turn", "a")
    clock.now += REMEMBERED_FOR / 3
    talk.ask("hello", conversation="b")
    assert "165" not in repr(talk._contexts)
    assert "$165,000" not in plain(talk.ask("and in boston?", conversation="a"))


def test_who_replies_to_another_answer_gets_no_offer_of_somebody_else(coach: Coach) -> None:
    offer = "i was offered 165k base as AI/ML engineer"
    for later in ("what is the bonus there?", "hello"):
        coach.ask(offer, conversation="ada")
        coach.ask(later, conversation="ada")
        coach.follow("bob", "ada")
        for text in ("and in boston?", "and with 20k more?", "source?", "my offer: Senior AI Systems Engineer"):
            reply = plain(coach.ask(text, conversation="bob"))
            assert "165,000" not in reply
            assert "185,000" not in reply
    coach.ask(offer, conversation="ada")
    coach.follow("bob", "ada")
    assert "$165,000" in plain(coach.ask("and in boston?", conversation="bob"))


def test_each_message_keeps_a_conversation_alive(small: Coach, clock: Clock) -> None:
    small.ask(PAY, conversation="c")
    for _ in range(3):
        clock.now += REMEMBERED_FOR - 1
        assert remembers(small, "c")


def test_a_conversation_is_forgotten_on_request(small: Coach) -> None:
    small.ask(PAY, conversation="c")
    small.forget("c")
    small.forget("never heard of")
    assert not remembers(small, "c")


def test_a_conversation_goes_on_from_where_another_stood(small: Coach) -> None:
    small.ask(PAY, conversation="a")
    small.follow("then", "a")
    small.forget("a")
    small.follow("b", "then")
    assert remembers(small, "b")
    assert not remembers(small, "a")
    small.follow("b", "never heard of")
    assert not remembers(small, "b")


def test_the_most_recent_conversations_are_kept(small: Coach) -> None:
    for name in ("first", "second", "first"):
        small.ask(PAY, conversation=name)
    for number in range(MOST_CONVERSATIONS - 1):
        small.ask("", conversation=str(number))
    assert remembers(small, "first")
    assert not remembers(small, "second")


def test_a_trace_remembers_nothing(small: Coach) -> None:
    small.explain(PAY, conversation="c")
    assert not remembers(small, "c")


def test_a_corrected_figure_is_seen_after_a_reload(small: Coach, folder: Path) -> None:
    plant(folder, "roles/data-engineer.yaml", "at $120,500 a year", "at $125,750 a year")
    plant(folder, "roles/data-engineer.yaml", "low: 120500", "low: 125750")
    plant(folder, "roles/data-engineer.yaml", "high: 120500", "high: 125750")
    assert "$120,500" in plain(small.ask(PAY))
    result = small.reload()
    assert (result.swapped, result.problems) == (True, ())
    assert "1 changed" in result.summary
    assert "$125,750" in plain(small.ask(PAY))
    assert "$120,500" not in plain(small.ask(PAY))


def test_a_reload_tells_what_was_added_and_removed(small: Coach, folder: Path) -> None:
    role = folder / "roles" / "data-engineer.yaml"
    role.write_text(DATA_ENGINEER[: DATA_ENGINEER.index("  - id: bonus")] + (
        "  - {id: extra, facet: bonus, title: Extra, text: More on top., lines: [[11, 12]]}\n"
        "  - {id: other, facet: bonus, title: Other, text: And more., lines: [[12, 12]]}\n"
    ), "utf-8")  # fmt: skip
    assert small.reload().summary == "Reloaded: 2 roles, 9 passages; 2 added, 0 changed, 1 removed."


def test_a_new_role_is_known_after_a_reload(small: Coach, folder: Path) -> None:
    text = DATA_ENGINEER.replace("data-engineer", "cheese-engineer").replace("Data Engineer", "Cheese Engineer")
    text = text.replace("data engineer, etl engineer", "cheese engineer").replace("data engineer", "cheese engineer")
    (folder / "roles" / "cheese-engineer.yaml").write_text(text, "utf-8")
    assert "cheese-engineer" not in roles_of(small.ask("how much does a cheese engineer earn"))
    result = small.reload()
    assert result.problems == ()
    assert roles_of(small.ask("how much does a cheese engineer earn")) == ["cheese-engineer"]
    assert "cheese-engineer" in [choice.value for choice in small.complete("role", "chee")]


def test_an_unchanged_folder_says_so(small: Coach) -> None:
    before = small.knowledge
    result = small.reload()
    assert (result.swapped, result.problems, result.summary) == (True, (), "Nothing has changed since the last load.")
    assert small.knowledge is before


def broken(old: str, new: str, file: str = "roles/data-engineer.yaml") -> Callable[[Path], tuple[str, int]]:
    return lambda folder: (file, plant(folder, file, old, new))


@pytest.mark.parametrize(
    "fault",
    [
        broken("facet: education", "facet: educaton"),
        broken("lines: [[5, 5]]", "lines: [[5, 555]]"),
        broken("skills: [python,", "skills: [pythn,"),
        broken("statistic: average", "statistic: averge"),
        broken("title: Degree", "title: [oh"),
    ],
)
def test_a_faulty_folder_keeps_the_old_knowledge_and_names_file_and_line(
    small: Coach, folder: Path, fault: Callable[[Path], tuple[str, int]]
) -> None:
    before, reply = small.knowledge, small.ask(PAY)
    file, line = fault(folder)
    result = small.reload()
    assert result.swapped is False
    assert file in {problem.file for problem in result.problems}
    assert any(abs(problem.line - line) <= 1 for problem in result.problems if problem.file == file)
    assert small.knowledge is before
    assert small.ask(PAY) == reply
    assert small.check() == list(result.problems)


def test_all_faults_are_told_at_once(small: Coach, folder: Path) -> None:
    planted = {
        "roles/data-engineer.yaml": plant(folder, "roles/data-engineer.yaml", "facet: education", "facet: educaton"),
        "skills.yaml": plant(folder, "skills.yaml", "broader: [containers]", "broader: [contaners]"),
    }
    assert {problem.file: problem.line for problem in small.check()} == planted
    assert {problem.file: problem.line for problem in small.reload().problems} == planted


def test_a_stolen_phrasing_stops_a_reload(small: Coach, folder: Path) -> None:
    plant(folder, BONUS_FILE, "      - mean wage", "      - senior cash on the table")
    plant(folder, BONUS_FILE, "      - variable part", "      - sr cash on the table")
    result = small.reload()
    assert result.swapped is False
    assert [problem.file for problem in result.problems] == [BONUS_FILE]
    assert "is won by" in str(result.problems[0])


def test_a_folder_that_is_gone_keeps_the_old_knowledge(small: Coach, folder: Path) -> None:
    folder.rename(folder.with_name("moved"))
    result = small.reload()
    assert result.swapped is False
    assert result.problems
    assert small.check()
    assert small.ask(PAY).outcome is Outcome.ANSWERED


def test_a_mended_folder_is_taken(small: Coach, folder: Path) -> None:
    plant(folder, "roles/data-engineer.yaml", "facet: education", "facet: educaton")
    assert small.reload().swapped is False
    plant(folder, "roles/data-engineer.yaml", "facet: educaton", "facet: education")
    plant(folder, "roles/data-engineer.yaml", "is the usual base", "is the rule")
    assert small.check() == []
    assert small.reload().swapped is True
    assert "is the rule" in plain(small.ask(DEGREE))


def test_a_check_swaps_nothing(small: Coach, folder: Path) -> None:
    plant(folder, "roles/data-engineer.yaml", "is the usual base", "is the rule")
    assert small.check() == []
    assert "is the usual base" in plain(small.ask(DEGREE))


def test_of_two_reloads_at_once_one_does_the_work(small: Coach, folder: Path) -> None:
    plant(folder, "roles/data-engineer.yaml", "is the usual base", "is the rule")
    gate, results = threading.Barrier(2), []

    def reload() -> None:
        gate.wait()
        try:
            results.append(small.reload().summary)
        except UserError as error:
            results.append(str(error))

    threads = [threading.Thread(target=reload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "is the rule" in plain(small.ask(DEGREE))
    assert sorted(result.split()[0] for result in results) in (["A", "Reloaded:"], ["Nothing", "Reloaded:"])


def test_questions_are_answered_while_a_reload_runs(small: Coach, folder: Path) -> None:
    plant(folder, "roles/data-engineer.yaml", "is the usual base", "is the rule")
    thread = threading.Thread(target=small.reload)
    replies: list[Reply] = []
    thread.start()
    while thread.is_alive() or not replies:
        replies.append(small.ask(DEGREE))
    thread.join()
    replies.append(small.ask(DEGREE))
    texts = [plain(reply) for reply in replies]
    assert all(("is the usual base" in text) != ("is the rule" in text) for text in texts)
    assert "is the rule" in texts[-1]
    assert len(replies) > 2


@pytest.mark.parametrize("message", ["more", "and the bonus?", "source?", "what about docker"])
def test_a_conversation_survives_the_loss_of_its_role(small: Coach, folder: Path, message: str) -> None:
    small.ask("is a degree needed for a site engineer", conversation="c")
    (folder / "roles" / "site-engineer.yaml").unlink()
    assert small.reload().problems == ()
    small.ask(message, conversation="c")


def test_a_run_of_joints_does_not_hold_up_the_others(small: Coach) -> None:
    began = time.perf_counter()
    small.ask("pay and bonus, " * 260)
    assert time.perf_counter() - began < 1.0


def test_a_run_of_commas_does_not_hold_up_the_others(small: Coach) -> None:
    began = time.perf_counter()
    small.ask("pay" + "," * 3900 + " bonus")
    assert time.perf_counter() - began < 0.5
