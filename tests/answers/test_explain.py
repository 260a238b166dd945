from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot.app import Coach
from tests.replies import messages


def test_the_trace_tells_words_names_intents_and_decision(small: Coach) -> None:
    trace = small.explain("How big is the BONUS of a data engineer?")
    wanted = (
        "text:        how big is the bonus of a data engineer?",
        "role:        “data engineer” = data-engineer",
        "decision:    facet facet:bonus",
        "roles:       data-engineer (named)",
        "intent:",
        "data-engineer/bonus",
        "confidence:",
    )
    assert [line for line in wanted if line not in trace] == []


def test_a_correction_is_told(coach: Coach) -> None:
    assert "corrected:   bonsu -> bonus" in coach.explain("bonsu of the manager")


@pytest.mark.parametrize(
    ("message", "reason"),
    [("pay of a nurse", "because of other job nurse"), ("", "because of empty"), ("зарплата", "because of foreign"),
     ("do they sponsor visas", "because of subject visa")],
)  # fmt: skip
def test_the_reason_of_a_refusal_is_told(small: Coach, message: str, reason: str) -> None:
    assert reason in small.explain(message)


def test_each_of_several_askings_is_told(coach: Coach) -> None:
    trace = coach.explain("manager bonus? which programming languages?")
    assert "asking 1 of 2" in trace
    assert "asking 2 of 2" in trace


def test_a_remembered_role_is_told_and_nothing_is_remembered_of_a_trace(small: Coach) -> None:
    small.ask("is a degree needed for a site engineer", conversation="trace")
    for _ in range(2):
        trace = small.explain("and the bonus?", conversation="trace")
        assert "roles:       site-engineer (remembered)" in trace
    small.explain("pay of a data engineer", conversation="trace")
    assert "site-engineer" in small.explain("education?", conversation="trace")


@settings(deadline=None, max_examples=60)
@given(messages())
def test_any_message_has_a_trace(small: Coach, message: str) -> None:
    trace = small.explain(message)
    assert "decision:" in trace
    assert "text:" in trace


def test_the_trace_holds_what_decided(coach: Coach) -> None:
    [found] = coach.trace("do i need dcoker for the ai systems engineer")
    assert found["corrections"] == [{"from": "dcoker", "to": "docker", "edits": 1}]
    assert {item["kind"] for item in found["entities"]} == {"skill", "role"}
    assert len(found["intents"]) == len(found["passages"]) == 5
    assert found["decision"] == "facet"
    assert found["thresholds"]["ask_back"] < found["thresholds"]["answer"] < found["confidence"]
