from __future__ import annotations

import pytest

from bot.matching.askings import Act
from bot.matching.dialogue import Interpreter

MGR, MLE = "senior-software-engineering-manager-ai", "senior-ai-ml-engineer"
SWE_AI, SWE_ML = "senior-software-engineer-ai", "senior-software-engineer-ml"


def read(interpreter: Interpreter, text: str) -> list[tuple[str, tuple[str, ...]]]:
    askings, _ = interpreter.understand(text)
    return [(asking.label.partition(":")[2], asking.roles) for asking in askings if not asking.aside]


@pytest.mark.parametrize(
    "message",
    [
        "ai/ml engineer: 1) degree 2) remote 3) bonus",
        "for an ai/ml engineer 1. degree 2. remote 3. bonus",
        "ai/ml engineer\na) degree\nb) remote\nc) bonus",
    ],
)
def test_a_list_is_answered_item_by_item(interpreter: Interpreter, message: str) -> None:
    assert read(interpreter, message) == [("education", (MLE,)), ("remote-work", (MLE,)), ("bonus", (MLE,))]


def test_what_is_told_before_two_short_questions_asks_nothing(interpreter: Interpreter) -> None:
    asked = read(
        interpreter,
        "I paint houses and I moved from Peru. How is the market for an AI/ML engineer and which degree is required?",
    )
    assert asked == [("market-demand", (MLE,)), ("education", (MLE,))]


def test_one_thing_of_two_roles_is_not_cut_between_them(interpreter: Interpreter) -> None:
    assert read(interpreter, "how do the ml swe and the ai swe differ in years of experience") == [
        ("experience-years", (SWE_ML, SWE_AI))
    ]


def test_a_second_thing_is_asked_of_both_roles_of_the_first(interpreter: Interpreter) -> None:
    asked = read(interpreter, "compare the pay of ml swe and ai swe and tell me which degree they need")
    assert [roles for _, roles in asked] == [(SWE_ML, SWE_AI)] * 2


def test_a_name_that_fits_two_roles_means_the_same_in_both_halves(interpreter: Interpreter) -> None:
    asked = read(interpreter, "how many years for an ml engineer and what is the bonus of an ml engineer")
    assert len(asked) == 2
    assert asked[0][1] == asked[1][1]


def test_whom_one_deals_with_is_no_other_job(interpreter: Interpreter) -> None:
    askings, _ = interpreter.understand("what is the bonus of an ai/ml engineer and how to explain models to auditors")
    assert [asking.act for asking in askings if not asking.aside] == [Act.FACET, Act.FACET]


def test_a_request_with_thanks_is_not_taken_for_thanks(interpreter: Interpreter) -> None:
    asked = read(interpreter, "tell me the degree for an ai manager. and what it pays, thx")
    assert asked == [("education", (MGR,)), ("salary", (MGR,))]
