from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.matching.askings import Act, Asking, Context, Reason
from bot.matching.decide import (
    ANSWER,
    ASK_BACK,
    CONTEXT_BONUS,
    MOST_CHOICES,
    ROLE_BONUS,
    Decider,
)
from bot.matching.engine import Engine
from bot.matching.intents import OUTSIDE, IntentMatcher, IntentScores
from bot.matching.lexicon import Tokens, Words
from bot.matching.outside import ABOUT_A_ROLE, PLAIN_MARGIN, SUBJECT_LEAST

NEAR = 0.01
"""How far from a threshold the tests stand: more than rounding, less than anything that matters."""
SILENCE = "what is it"
"""A message without a word of its own: only the intents' scores speak."""
NAMED = "what about the data engineer"
"""The same with a role."""


class Told(IntentMatcher):
    """An intent matcher that finds the scores it was told, whatever the message."""

    def __init__(self, matcher: IntentMatcher, told: dict[str, float], unknown: float) -> None:
        super().__init__(matcher.vectoriser, matcher.model, {})
        self._told, self._unknown = told, unknown

    def match(self, words: Words, tokens: Tokens | None = None) -> IntentScores:  # noqa: ARG002 - told, not computed
        labels = self.model.labels
        values = np.array([self._told.get(label, -2.0) for label in labels], np.float32)
        return IntentScores(labels, values, self._unknown)


def decide(
    engine: Engine, text: str, told: dict[str, float], *, unknown: float = 0.0, context: Context | None = None
) -> Asking:
    told_engine = replace(engine, intents=Told(engine.intents, told, unknown))
    return Decider(told_engine).decide(engine.reader.read(text), context or Context())


@pytest.mark.parametrize(
    ("score", "act"),
    [
        (1.0, Act.FACET),
        (ANSWER + NEAR, Act.FACET),
        (ANSWER - NEAR, Act.CLARIFY),
        (ASK_BACK + NEAR, Act.CLARIFY),
        (ASK_BACK - NEAR, Act.UNKNOWN),
        (-1.9, Act.UNKNOWN),
    ],
)
def test_the_score_decides_between_answering_asking_back_and_not_knowing(small: Engine, score: float, act: Act) -> None:
    asking = decide(small, SILENCE, {"facet:bonus": score})
    assert (asking.act, asking.label) == (act, "facet:bonus")
    assert asking.confidence == pytest.approx(score)


def test_what_is_not_understood_says_so(small: Engine) -> None:
    assert decide(small, SILENCE, {"facet:bonus": -1.0}).reason is Reason.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("score", "act"), [(ANSWER - ROLE_BONUS + NEAR, Act.FACET), (ANSWER - ROLE_BONUS - NEAR, Act.CLARIFY)]
)
def test_a_named_role_makes_an_answer_surer(small: Engine, score: float, act: Act) -> None:
    asking = decide(small, NAMED, {"facet:education": score})
    assert (asking.act, asking.roles, asking.named) == (act, ("data-engineer",), True)


@pytest.mark.parametrize(
    ("score", "act"), [(ANSWER - CONTEXT_BONUS + NEAR, Act.FACET), (ANSWER - CONTEXT_BONUS - NEAR, Act.CLARIFY)]
)
def test_a_running_conversation_makes_an_answer_surer(small: Engine, score: float, act: Act) -> None:
    context = Context(roles=("site-engineer",), label="facet:base-pay")
    asking = decide(small, SILENCE, {"facet:education": score}, context=context)
    assert (asking.act, asking.roles, asking.named) == (act, ("site-engineer",), False)


def test_unknown_words_cost_confidence(small: Engine) -> None:
    askings = [decide(small, SILENCE, {"facet:bonus": ANSWER + 0.2}, unknown=share) for share in (0.0, 0.1, 1.0)]
    assert askings[0].confidence > askings[1].confidence > askings[2].confidence
    assert [asking.act is Act.FACET for asking in askings] == [True, True, False]


def test_words_that_a_passage_holds_make_an_answer_surer(small: Engine) -> None:
    bare = decide(small, SILENCE, {"facet:technical-skills": -0.5})
    worded = decide(small, "docker", {"facet:technical-skills": -0.5})
    assert (bare.act, worded.act) == (Act.CLARIFY, Act.FACET)
    assert worded.confidence > bare.confidence


def test_words_that_nobody_ever_wrote_cost_confidence(small: Engine) -> None:
    told = {"facet:education": ANSWER + 0.1}
    assert decide(small, "zebra wallpaper", told).confidence < decide(small, SILENCE, told).confidence


@pytest.mark.parametrize(
    ("told", "act"),
    [
        ({"topic:salary": 0.5, "facet:bonus": 0.4}, Act.TOPIC),
        ({"topic:salary": 0.4, "facet:bonus": 0.5}, Act.FACET),
        ({"act:compare": 0.6, "facet:bonus": 0.5}, Act.COMPARE),
        ({"act:compare": 0.4, "facet:bonus": 0.5}, Act.FACET),
        ({"smalltalk:greeting": 0.6, "facet:bonus": 0.5}, Act.SMALLTALK),
        ({"smalltalk:greeting": 0.4, "facet:bonus": 0.5}, Act.FACET),
        ({"smalltalk:greeting": 0.4, "subject:visa": 0.5}, Act.UNKNOWN),
        ({"subject:visa": 0.6, "facet:bonus": 0.5}, Act.UNKNOWN),
        ({"subject:visa": 0.4, "facet:bonus": 0.5}, Act.FACET),
    ],
)
def test_the_surest_kind_of_intent_wins(small: Engine, told: dict[str, float], act: Act) -> None:
    assert decide(small, SILENCE, told).act is act


def test_small_talk_that_names_a_role_is_a_question(small: Engine) -> None:
    told = {"smalltalk:greeting": 0.9, "facet:education": 0.1}
    assert decide(small, NAMED, told).act is Act.FACET


@pytest.mark.parametrize(("score", "act"), [(ASK_BACK + NEAR, Act.SMALLTALK), (ASK_BACK - NEAR, Act.UNKNOWN)])
def test_small_talk_has_its_own_least_score(small: Engine, score: float, act: Act) -> None:
    assert decide(small, SILENCE, {"smalltalk:greeting": score}).act is act


@pytest.mark.parametrize(("lead", "reason"), [(ABOUT_A_ROLE + NEAR, Reason.SUBJECT), (ABOUT_A_ROLE - NEAR, None)])
def test_a_subject_outside_must_win_clearly_where_a_role_is_named(
    small: Engine, lead: float, reason: Reason | None
) -> None:
    told = {"facet:education": 0.2, "subject:visa": 0.2 + lead, OUTSIDE: 0.0}
    assert decide(small, NAMED, told).reason is reason


@pytest.mark.parametrize(("lead", "reason"), [(PLAIN_MARGIN + NEAR, Reason.SUBJECT), (PLAIN_MARGIN - NEAR, None)])
def test_a_subject_outside_needs_less_where_no_role_is_known(small: Engine, lead: float, reason: Reason | None) -> None:
    assert decide(small, SILENCE, {"facet:education": 0.2, "subject:visa": 0.2 + lead}).reason is reason


@pytest.mark.parametrize(
    ("score", "reason"), [(SUBJECT_LEAST + NEAR, Reason.SUBJECT), (SUBJECT_LEAST - NEAR, Reason.NOT_UNDERSTOOD)]
)
def test_what_only_all_subjects_outside_speak_for_names_none_of_them(
    small: Engine, score: float, reason: Reason
) -> None:
    assert decide(small, SILENCE, {"facet:education": 0.0, "subject:visa": score, OUTSIDE: 0.9}).reason is reason


def test_a_refused_subject_is_named(small: Engine) -> None:
    asking = decide(small, SILENCE, {"subject:visa": 0.5})
    assert (asking.reason, asking.subject) == (Reason.SUBJECT, "visa")


@pytest.mark.parametrize(
    ("text", "reason", "subject"),
    [
        ("pay of a nurse", Reason.OTHER_JOB, "nurse"),
        ("pay in berlin", Reason.OTHER_PLACE, "berlin"),
        ("data engineer pay in berlin", Reason.OTHER_PLACE, "berlin"),
        ("data engineer pay at acme", Reason.OTHER_COMPANY, "acme"),
        ("levels.fyi on data engineer pay", Reason.OTHER_SOURCE, "levels.fyi"),
    ],
)
def test_what_is_outside_the_guides_is_refused_by_its_name(
    small: Engine, text: str, reason: Reason, subject: str
) -> None:
    asking = decide(small, text, {"facet:base-pay": 0.9})
    assert (asking.act, asking.reason, asking.subject) == (Act.UNKNOWN, reason, subject)


def test_another_job_beside_a_covered_role_is_only_told(small: Engine) -> None:
    asking = decide(small, "i am a nurse, how do i become a data engineer", {"facet:education": 0.5})
    assert (asking.act, asking.roles) == (Act.FACET, ("data-engineer",))


def test_another_place_does_not_matter_to_a_question_that_is_not_on_money(small: Engine) -> None:
    asking = decide(small, "degree of a data engineer in berlin", {"facet:education": 0.5})
    assert asking.act is Act.FACET


def test_choices_are_the_likeliest_intents_in_scope(small: Engine) -> None:
    told = {"facet:bonus": -0.4, "topic:salary": -0.45, "facet:education": -0.5, "act:compare": -0.42,
            "smalltalk:greeting": -0.9, "facet:base-pay": -0.55, "topic:requirements": -0.58}  # fmt: skip
    asking = decide(small, SILENCE, told)
    assert asking.act is Act.CLARIFY
    assert asking.choices == ("facet:bonus", "topic:salary", "facet:education", "facet:base-pay")
    assert len(asking.choices) <= MOST_CHOICES


@pytest.mark.parametrize(("text", "reason"), [("", Reason.EMPTY), ("🙂", Reason.EMPTY), ("зарплата", Reason.FOREIGN)])
def test_nothing_readable_is_said_to_be_so_whatever_the_scores(small: Engine, text: str, reason: Reason) -> None:
    assert decide(small, text, {"facet:bonus": 2.0}).reason is reason


def test_a_choice_that_was_offered_is_taken_for_sure(small: Engine) -> None:
    decider = Decider(small)
    asking = decider.about(small.reader.read("2"), "facet:bonus", Context(roles=("data-engineer",)))
    assert (asking.act, asking.label, asking.confidence) == (Act.FACET, "facet:bonus", 1.0)
    assert asking.ranked[0].passage.id == "bonus"


def test_equal_decisions_come_of_equal_messages(small: Engine) -> None:
    said = small.reader.read("how much does a data engineer earn")
    assert Decider(small).decide(said, Context()) == Decider(small).decide(said, Context())
