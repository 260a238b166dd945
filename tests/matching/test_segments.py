from __future__ import annotations

import time

import pytest
from hypothesis import given

from bot.matching.segments import asks, clauses, halves, items, questions, tells, weight
from bot.text import normalise, tokenise
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
    for left, right in halves(text):
        assert left
        assert left in text
        assert right
        assert set(tokenise(right)) <= set(tokenise(text))


def test_a_heading_is_said_of_both_halves() -> None:
    assert halves("calm under fire: tips for him, tips for her") == (
        ("calm under fire: tips for him", "calm under fire tips for her"),
    )


def test_many_words_before_a_colon_are_no_heading() -> None:
    [(_, right)] = halves("this is what my old boss once said to me: pay, bonus")
    assert right == "bonus"


def test_what_is_denied_is_no_second_asking() -> None:
    assert halves("be exact and not sloppy") == ()


@pytest.mark.parametrize(
    "text",
    ["what is the pay", "and how long", "so can i", "is it hard", "by which year", "tell me the pay", "gimme pay"],
)
def test_a_question_is_known_by_its_first_words(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["", "i am tired", "the pay is low", "isolated", "whatever", "docker"])
def test_what_tells_does_not_ask(text: str) -> None:
    assert not asks(text)


def test_plainer_questions_weigh_more() -> None:
    told = ["i work a lot.", "i wonder about pay.", "the pay?", "is it the pay?", "i wonder, is it the pay?"]
    weights = [weight(text) for text in told]
    assert weights == sorted(weights)
    assert weights[0] == 0


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        (["i am tired.", "is it hard?"], [1]),
        (["is it hard?", "i am tired."], [0]),
        (["i am tired.", "is it hard?", "what is the pay?"], [1, 2]),
        (["why me?", "i am tired.", "what is the pay?"], [2]),
        (["a?", "b?", "what is the pay?"], [1, 2]),
        (["i am tired.", "i wonder how hard it is.", "thanks."], [1]),
        (["i am tired.", "i like it."], [1]),
    ],
)
def test_a_story_asks_with_the_questions_it_ends_on(told: list[str], asked: list[int]) -> None:
    assert list(questions(told)) == asked


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("what is the pay and how long are the days", ("what is the pay", "how long are the days")),
        ("is it docker and kubernetes", ("is it docker and kubernetes",)),
        ("what is the pay, is it hard, and who is the boss", ("what is the pay", "is it hard", "who is the boss")),
    ],
)
def test_the_question_of_a_story_is_cut_between_questions_only(text: str, pieces: tuple[str, ...]) -> None:
    assert clauses(text) == pieces


def test_a_run_of_commas_is_one_joint() -> None:
    assert len(halves("pay" + "," * 3900 + " bonus")) < 10


def test_cutting_the_longest_message_takes_no_time() -> None:
    began = time.perf_counter()
    halves(("pay and bonus, " * 400)[:4000])
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    ("text", "header", "listed"),
    [
        ("ml engineer: 1) pay 2) hours", "ml engineer", ("pay", "hours")),
        ("tell me 1. pay, 2. hours 3. bonus?", "tell me", ("pay", "hours", "bonus")),
        ("a) pay\nb) hours", "", ("pay", "hours")),
        ("it takes 2. and 3. years", "", ()),
        ("1) pay", "", ()),
        ("version 1.2 of it", "", ()),
    ],
)
def test_a_numbered_list_is_taken_apart(text: str, header: str, listed: tuple[str, ...]) -> None:
    assert items(text) == (header, listed)


@pytest.mark.parametrize(
    ("said", "story"),
    [
        (("i am from peru.", "what is the pay?"), True),
        (("what is the pay?", "what is the degree?"), False),
        (("salary?", "degree."), False),
        (("i am from peru.", "my dog too."), False),
    ],
)
def test_a_message_that_tells_and_asks_is_a_short_story(said: tuple[str, ...], story: bool) -> None:
    assert tells(said) is story
