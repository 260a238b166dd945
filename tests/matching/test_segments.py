from __future__ import annotations

import time

import pytest
from hypothesis import given

from bot.matching.segments import halves
from bot.text import normalise
from tests.replies import messages


def test_halves_are_every_cut_from_left_to_right() -> None:
    assert halves("pay and bonus, please") == (("pay", "bonus, please"), ("pay and bonus", "please"))


def test_a_sentence_end_halves_a_message() -> None:
    assert halves("what is the pay? is a phd needed?") == (("what is the pay", "is a phd needed"),)


@pytest.mark.parametrize("text", ["", "pay", "and", "pay and", ", pay", "?!"])
def test_a_message_without_two_sides_has_no_halves(text: str) -> None:
    assert halves(text) == ()


@given(messages())
def test_halves_of_any_message_are_parts_of_it(raw: str) -> None:
    text = normalise(raw)
    assert all(left and right and left in text and right in text for left, right in halves(text))


def test_a_run_of_commas_is_one_joint() -> None:
    assert len(halves("pay" + "," * 3900 + " bonus")) < 10


def test_cutting_the_longest_message_takes_no_time() -> None:
    began = time.perf_counter()
    halves(("pay and bonus, " * 400)[:4000])
    assert time.perf_counter() - began < 0.5
