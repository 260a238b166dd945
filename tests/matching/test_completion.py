from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.blocks import Outcome
from bot.app import Coach
from bot.matching.completion import LONGEST

KINDS = ("role", "skill", "place", "topic", "level")


@pytest.mark.parametrize(
    ("kind", "typed", "first"),
    [
        ("role", "manag", "senior-software-engineering-manager-ai"),
        ("role", "systems", "senior-ai-systems-engineer"),
        ("role", "ai systms", "senior-ai-systems-engineer"),
        ("skill", "kuber", "Kubernetes"),
        ("skill", "k8s", "Kubernetes"),
        ("skill", "pyt", "Python"),
        ("place", "seat", "seattle"),
        ("place", "NYC", "new-york"),
        ("topic", "salary", "salary"),
        ("topic", "pay", "salary"),
        ("level", "jun", "junior"),
    ],
)
def test_what_was_typed_is_completed(coach: Coach, kind: str, typed: str, first: str) -> None:
    values = [choice.value for choice in coach.complete(kind, typed)]
    assert first in values[:2]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_typed_gives_the_first_ones(coach: Coach, kind: str) -> None:
    choices = coach.complete(kind, "")
    assert choices
    assert len(choices) <= 25
    assert coach.complete(kind, "", limit=2) == choices[:2]


def test_an_unknown_kind_and_nonsense_give_nothing(coach: Coach) -> None:
    assert coach.complete("planet", "ma") == []
    assert coach.complete("role", "qzxqzx") == []


def test_every_title_completes_to_its_role(coach: Coach) -> None:
    for role in coach.knowledge.roles.values():
        assert coach.complete("role", role.title)[0].value == role.id


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(KINDS), st.text(max_size=120), st.integers(1, 25))
def test_any_typing_gives_short_choices_none_twice(coach: Coach, kind: str, typed: str, limit: int) -> None:
    choices = coach.complete(kind, typed, limit)
    assert len(choices) == len(set(choices)) <= limit
    assert all(0 < len(choice.name) <= LONGEST and 0 < len(choice.value) <= LONGEST for choice in choices)


def test_a_topic_is_completed_by_its_id_too(coach: Coach) -> None:
    assert [choice.value for choice in coach.complete("topic", "sal")][:1] == ["salary"]


@pytest.mark.parametrize("kind", ["level", "place"])
def test_every_completed_value_is_understood_by_the_salary_command(coach: Coach, kind: str) -> None:
    role = "senior-ai-ml-engineer"
    replies = {choice.value: coach.salary(role, **{kind: choice.value}) for choice in coach.complete(kind, "", 99)}
    assert [value for value, reply in replies.items() if reply.outcome is not Outcome.ANSWERED] == []


def test_every_completed_skill_is_understood_by_the_skills_command(coach: Coach) -> None:
    replies = {c.value: coach.skills("senior-ai-ml-engineer", c.value) for c in coach.complete("skill", "", 9999)}
    assert [value for value, reply in replies.items() if reply.outcome is not Outcome.ANSWERED] == []
