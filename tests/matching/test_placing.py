"""Which messages place an offer, and how a conversation goes on with one."""

from __future__ import annotations

import pytest

from bot.matching.askings import Act, Asking, Context
from bot.matching.dialogue import Interpreter
from bot.offer import Component
from tests.roles import MGR, MLE, SYS

BASE = Component.BASE


def acts(interpreter: Interpreter, *texts: str) -> list[list[Act]]:
    context, found = Context(), []
    for text in texts:
        askings, context = interpreter.understand(text, context)
        found.append([asking.act for asking in askings])
    return found


def last(interpreter: Interpreter, *texts: str) -> Asking:
    context = Context()
    for text in texts:
        askings, context = interpreter.understand(text, context)
    return askings[0]


@pytest.mark.parametrize(
    "text",
    [
        "I was offered 165k base plus 10 % as AI/ML engineer in Boston",
        "got ofered 140 as ai systems engineer",
        "they lowballed me at 140",
        "is 150 enough for an ai/ml engineer",
        "130 as ai swe, decent??",
        "am i underpaid at 110k as ai/ml engineer",
        "165k base + 20k sign on, ai/ml engineer",
        "how good is my offer",
    ],
)
def test_an_offer_is_placed(interpreter: Interpreter, text: str) -> None:
    assert acts(interpreter, text) == [[Act.OFFER]]


@pytest.mark.parametrize(
    "text",
    [
        "what does an AI systems engineer earn",
        "do ai systems engineers make 200k",
        "how do i negotiate 160k as an ai/ml engineer",
        "i was offered 90k as a dentist",
        "is my 150k job as ai swe at risk",
        "which of two offers is better for learning",
        "my cousin makes 200k, how do i become an ai/ml engineer",
        "are 8 years of experience enough for the manager",
    ],
)
def test_what_only_mentions_money_is_answered_as_ever(interpreter: Interpreter, text: str) -> None:
    assert Act.OFFER not in acts(interpreter, text)[0]


def test_another_question_is_answered_beside_the_offer(interpreter: Interpreter) -> None:
    (found,) = acts(interpreter, "They offered 166k as AI/ML engineer. Does one need a PhD there?")
    assert found == [Act.OFFER, Act.FACET]


def test_a_story_that_asks_something_else_keeps_its_question(interpreter: Interpreter) -> None:
    story = (
        "A firm wrote to me last week and offered 150k for a job as senior AI/ML engineer. I come from biology and "
        "never studied computers, so before I say anything I wonder. Which degree do they usually want?"
    )
    assert acts(interpreter, story) == [[Act.FACET]]


def test_role_place_and_level_come_from_the_message(interpreter: Interpreter) -> None:
    asking = last(interpreter, "offered 165k as senior AI/ML engineer in Boston or Gotham, L6")
    assert asking.offer is not None
    assert (asking.roles[:1], asking.offer.places, asking.offer.levels) == ((MLE,), ("boston",), ("senior",))
    assert asking.offer.unknown_levels == ("l6",)
    assert last(interpreter, "offered 165k as AI/ML engineer in Chicago").offer.unknown_places == ("chicago",)  # type: ignore[union-attr]


def test_the_role_may_come_before_or_after_the_offer(interpreter: Interpreter) -> None:
    assert last(interpreter, "tell me about ai systems engineers", "is 160k ok?").roles == (SYS,)
    for after in ("ai systems engineer", "My offer: Senior AI Systems Engineer"):
        asking = last(interpreter, "they lowballed me at 140", after)
        assert (asking.act, asking.roles) == (Act.OFFER, (SYS,))
        assert asking.offer is not None
        assert asking.offer.sums[BASE].low == 140_000


@pytest.mark.parametrize(
    ("text", "low"),
    [("and with 20k more?", 185_000), ("what if 180", 180_000), ("10% less", 148_500), ("and in seattle?", 165_000)],
)
def test_a_conversation_goes_on_with_an_offer(interpreter: Interpreter, text: str, low: float) -> None:
    asking = last(interpreter, "offered 165k base as AI/ML engineer", text)
    assert (asking.act, asking.roles) == (Act.OFFER, (MLE,))
    assert asking.offer is not None
    assert round(asking.offer.sums[BASE].low) == low


def test_another_role_takes_the_offer_over(interpreter: Interpreter) -> None:
    asking = last(interpreter, "offered 165k base as AI/ML engineer", "and as the manager?")
    assert (asking.act, asking.roles) == (Act.OFFER, (MGR,))


def test_another_question_in_between_does_not_lose_the_offer(interpreter: Interpreter) -> None:
    texts = ("offered 165k base as AI/ML engineer", "is a phd needed?", "and with 10k more?")
    assert acts(interpreter, *texts) == [[Act.OFFER], [Act.FACET], [Act.OFFER]]
    assert acts(interpreter, *texts[:2], "and for the manager?")[-1] == [Act.FACET]


def test_a_new_offer_is_not_mixed_with_the_old_one(interpreter: Interpreter) -> None:
    asking = last(
        interpreter, "offered 165k base plus 10% as AI/ML engineer", "i was offered 200k as ai systems engineer"
    )
    assert asking.offer is not None
    assert list(asking.offer.sums) == [BASE]


def test_the_text_of_an_offer_is_not_remembered(interpreter: Interpreter) -> None:
    _, context = interpreter.understand("offered 165k base as AI/ML engineer")
    assert context.text == ""
    assert "165" not in repr(context)
