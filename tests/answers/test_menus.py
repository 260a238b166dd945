from __future__ import annotations

import pytest

from bot.answers.menus import comparisons_of, facets_of, menu
from bot.app import Coach
from bot.knowledge.models import Knowledge
from tests.roles import ML, MLE


def labels(knowledge: Knowledge, name: str) -> list[str]:
    found = menu(knowledge, name)
    return [item.label for item in found.suggestions] if found else []


def test_menus_list_what_there_is(sample: Knowledge) -> None:
    assert labels(sample, "roles") == ["Data Engineer", "Site Engineer"]
    assert labels(sample, "topics") == ["Requirements", "Pay"]
    assert labels(sample, facets_of("salary", "data-engineer")) == ["Base pay", "Bonus"]
    assert labels(sample, facets_of("salary", "site-engineer")) == ["Base pay"]
    assert labels(sample, comparisons_of("site-engineer")) == ["Data Engineer"]


@pytest.mark.parametrize(
    "name",
    ["", "x", "roles:x", "facets:salary", "facets:salary:x", "facets:x:data-engineer", "compare:", "compare:x", ":::"],
)
def test_a_menu_that_is_not_there_is_none(sample: Knowledge, name: str) -> None:
    assert menu(sample, name) is None


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("which degree does the ml software engineer need", facets_of("requirements", ML)),
        ("overview of the senior ai/ml engineer", comparisons_of(MLE)),
        ("which role is the highest paid?", ""),
        ("how much is the bonus?", ""),
        ("hello", ""),
    ],
)
def test_a_reply_goes_on_with_its_menu(coach: Coach, message: str, name: str) -> None:
    assert coach.ask(message).menu == name


@pytest.mark.parametrize(
    ("message", "reference"),
    [
        ("which degree does the ml software engineer need", f"facet:education {ML}"),
        ("overview of the senior ai/ml engineer", f"topic:overview {MLE}"),
        ("how much does a nurse earn?", "unknown:other-job"),
        ("   ", "unknown:empty"),
        ("hello", "smalltalk"),
    ],
)
def test_a_reply_has_a_short_reference(coach: Coach, message: str, reference: str) -> None:
    assert coach.ask(message).reference == reference


def test_what_a_member_said_of_themselves_is_personal(coach: Coach) -> None:
    gap = coach.skills(ML, "python, docker").parts[0]
    assert (gap.personal, gap.instead) == (True, f"skills:{ML}")
    fit = coach.ask("i know python and docker, which role fits me?")
    assert {(part.personal, part.instead) for part in fit.parts} == {(True, "roles")}
    for neutral in (coach.skills(ML), coach.roles(), coach.salary(ML)):
        assert not any(part.personal or any(block.personal for block in part.blocks) for part in neutral.parts)


def test_every_entry_of_every_menu_is_answered(coach: Coach) -> None:
    knowledge = coach.knowledge
    for name in ("roles", "topics", comparisons_of(ML), *(facets_of(topic, ML) for topic in knowledge.topics)):
        found = menu(knowledge, name)
        assert found
        for item in found.suggestions:
            assert coach.ask(item.ask).outcome in {"answered", "clarify"}, item
