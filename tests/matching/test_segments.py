from __future__ import annotations

import time

import pytest
from hypothesis import given

from bot.matching.segments import halves, pieces
from bot.text import normalise
from tests.replies import messages


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("pay", ("pay",)),
        ("pay and bonus", ("pay", "bonus")),
        ("what is the pay? also skills, please", ("what is the pay?", "skills", "please")),
        ("pay + equity & bonus", ("pay", "equity", "bonus")),
        ("pay n perks", ("pay", "perks")),
        ("degree as well as years\nand pay", ("degree", "years", "pay")),
        ("understanding sand", ("understanding sand",)),
    ],
)
def test_a_message_is_cut_at_sentence_ends_and_joints(text: str, cut: tuple[str, ...]) -> None:
    assert pieces(text) == cut


def test_halves_are_every_cut_from_left_to_right() -> None:
    assert halves("pay and bonus, please") == (("pay", "bonus, please"), ("pay and bonus", "please"))


def test_a_sentence_end_halves_a_message() -> None:
    assert halves("what is the pay? is a phd needed?") == (("what is the pay", "is a phd needed"),)


@pytest.mark.parametrize("text", ["", "pay", "and", "pay and", ", pay", "?!"])
def test_a_message_without_two_sides_has_no_halves(text: str) -> None:
    assert halves(text) == ()


@given(messages())
def test_pieces_and_halves_of_any_message_are_parts_of_it(raw: str) -> None:
    text = normalise(raw)
    assert all(piece and piece in text for piece in pieces(text))
    assert all(left and right and left in text and right in text for left, right in halves(text))


@pytest.mark.xfail(strict=True, reason="every comma of a run is a cut of its own: the reply takes seconds")
def test_a_run_of_commas_is_one_joint() -> None:
    assert len(halves("pay" + "," * 3900 + " bonus")) < 10


def test_cutting_the_longest_message_takes_no_time() -> None:
    began = time.perf_counter()
    halves(("pay and bonus, " * 400)[:4000])
    assert time.perf_counter() - began < 0.5
