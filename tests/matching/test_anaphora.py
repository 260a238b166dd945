from __future__ import annotations

import pytest
from hypothesis import given

from bot.matching.anaphora import POINTING, named_place, named_roles
from bot.text import normalise
from tests.replies import messages

TITLES = ("ai systems engineer", "ml engineer", "manager")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("is the first one remote", "is the ai systems engineer remote"),
        ("what does the second pay?", "what does the ml engineer pay?"),
        ("and the last?", "and the manager?"),
        ("does the former need a degree", "does the ai systems engineer need a degree"),
        ("the latter role sounds better", "the manager sounds better"),
        ("the third job", "the manager"),
        ("does the first pay, does the second", "does the ai systems engineer pay, does the ml engineer"),
        ("degree for both", "degree for the ml engineer and the manager"),
        ("both of them", "the ml engineer and the manager"),
    ],
)  # fmt: skip
def test_a_pointing_word_is_replaced_by_the_role_it_points_at(text: str, said: str) -> None:
    assert named_roles(text, TITLES) == said


@pytest.mark.parametrize(
    "text",
    ["what is the first step", "the last year was hard", "the second time", "both leading and coding", "the fifth one"],
)
def test_an_ordinal_of_something_else_stays(text: str) -> None:
    assert named_roles(text, TITLES) == text


@pytest.mark.parametrize("titles", [(), ("manager",)])
def test_one_role_alone_has_no_first_and_no_second(titles: tuple[str, ...]) -> None:
    assert named_roles("the first one, the last one, both", titles) == "the first one, the last one, both"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what do they pay over there?", "what do they pay in denver?"),
        ("how many jobs there", "how many jobs in denver"),
        ("is there a bonus there", "is there a bonus in denver"),
        ("is there?", "is there?"),
        ("there is a bonus", "there is a bonus"),
    ],
)
def test_there_is_the_place_and_not_the_there_of_there_is(text: str, said: str) -> None:
    assert named_place(text, "denver") == said


@given(messages())
def test_a_message_that_points_at_nothing_stays_as_it_is(raw: str) -> None:
    text = normalise(raw)
    if not POINTING.search(text):
        assert named_place(named_roles(text, TITLES), "denver") == text
