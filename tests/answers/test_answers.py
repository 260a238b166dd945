from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.answers import Answers
from bot.answers.conversation import Thread
from bot.app import Coach
from bot.locale import speaking
from tests.knowledge.samples import plant, write_knowledge

ASKED = "is a degree needed for a data engineer"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


@pytest.fixture
def small(folder: Path) -> Coach:
    return Coach.open(folder)


def test_a_question_that_stands_alone_is_answered_from_memory(small: Coach) -> None:
    first = small.ask(ASKED, conversation="a")
    assert small.ask(ASKED, conversation="b") is first
    assert small.ask(ASKED) is first
    assert small._contexts["a"].thread == small._contexts["b"].thread


def test_a_question_in_a_conversation_is_read_in_it(small: Coach) -> None:
    alone = small.ask("and the pay?")
    small.ask(ASKED, conversation="a")
    assert small.ask("and the pay?", conversation="a") != alone


def test_each_language_has_answers_of_its_own(small: Coach) -> None:
    english = small.ask(ASKED)
    with speaking("es"):
        spanish = small.ask(ASKED)
        assert small.ask(ASKED) is spanish
    assert spanish != english
    assert small.ask(ASKED) is english


def test_another_version_of_the_knowledge_answers_anew(small: Coach, folder: Path) -> None:
    assert "is the usual base" in repr(small.ask(ASKED))
    plant(folder, "roles/data-engineer.yaml", "is the usual base", "is the rule")
    assert small.reload(force=True).swapped
    assert "is the rule" in repr(small.ask(ASKED))


@pytest.mark.parametrize(
    "text",
    [
        "what do i lack as an ml engineer? i know python and docker",
        "is 165k base fair for a senior ml engineer in boston?",
        "how much does a nurse earn?",
    ],
)
def test_what_was_said_about_oneself_or_could_not_be_answered_is_not_kept(coach: Coach, text: str) -> None:
    kept = len(coach._snapshot.answers._kept)
    coach.ask(text, conversation=text)
    assert len(coach._snapshot.answers._kept) == kept


def test_only_the_latest_are_kept(small: Coach) -> None:
    answers, reply = Answers(2), small.ask(ASKED)
    for text in ("a", "b"):
        answers.put(text, reply, Thread())
    answers.get("a")
    answers.put("c", reply, Thread())
    assert [answers.get(text) is not None for text in ("a", "b", "c")] == [True, False, True]
