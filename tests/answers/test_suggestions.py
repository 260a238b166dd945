from __future__ import annotations

import pytest

from bot.answers.blocks import Outcome, Reply, Suggestion
from bot.app import Coach
from bot.knowledge.models import Role
from tests.replies import ASK_LIMIT, BUTTON_LIMIT, roles_of


def offered(coach: Coach) -> dict[Suggestion, Reply]:
    """Walk every facet of every role by its button, and take the buttons under the replies."""
    roles, facets = coach.knowledge.roles.values(), coach.knowledge.facets.values()
    replies = [coach.ask(f"{facet.title}: {role.title}") for role in roles for facet in facets]
    buttons = dict.fromkeys(suggestion for reply in replies for suggestion in reply.suggestions)
    return {suggestion: coach.ask(suggestion.ask) for suggestion in buttons}


@pytest.fixture(scope="module")
def walked(coach: Coach) -> dict[Suggestion, Reply]:
    return offered(coach)


def meant(coach: Coach, suggestion: Suggestion) -> Role:
    """Give the role that a button names."""
    [role] = [role for role in coach.knowledge.roles.values() if suggestion.ask.endswith(f": {role.title}")]
    return role


def test_every_button_is_answered(walked: dict[Suggestion, Reply]) -> None:
    assert [s.ask for s, reply in walked.items() if reply.outcome is not Outcome.ANSWERED] == []


def test_every_answered_button_is_answered_about_the_role_it_names(
    coach: Coach, walked: dict[Suggestion, Reply]
) -> None:
    answered = {s: reply for s, reply in walked.items() if reply.outcome is Outcome.ANSWERED}
    assert len(answered) > 100
    assert [s.ask for s, reply in answered.items() if set(roles_of(reply)) != {meant(coach, s).id}] == []


def test_every_button_fits_where_it_is_drawn(walked: dict[Suggestion, Reply]) -> None:
    for suggestion in walked:
        assert 0 < len(suggestion.label) <= BUTTON_LIMIT
        assert 0 < len(suggestion.ask) <= ASK_LIMIT


def test_every_topic_named_by_its_title_is_answered_on_that_topic(coach: Coach) -> None:
    strayed = [
        (role.id, topic.id)
        for role in coach.knowledge.roles.values()
        for topic in coach.knowledge.topics.values()
        if [(p.role, p.topic) for p in coach.ask(f"{topic.title}: {role.title}").parts] != [(role.id, topic.id)]
    ]
    assert strayed == []


def test_every_facet_that_a_guide_covers_is_answered_with_it_by_its_title(coach: Coach) -> None:
    strayed = []
    for role in coach.knowledge.roles.values():
        covered = {passage.facet for passage in role.passages}
        for facet in coach.knowledge.facets.values():
            reply = coach.ask(f"{facet.title}: {role.title}")
            if facet.id in covered and [(p.role, p.facet) for p in reply.parts] != [(role.id, facet.id)]:
                strayed.append((role.id, facet.id, [p.facet for p in reply.parts]))
    assert strayed == []


def test_what_was_just_asked_is_not_offered_again(coach: Coach) -> None:
    for asked in ("yearly bonus of the manager", "salary of the manager", "what degree does the manager need"):
        reply = coach.ask(asked)
        titles = {part.title.split(" · ")[0] for part in reply.parts}
        assert not titles & {suggestion.label for suggestion in reply.suggestions}, asked


@pytest.mark.parametrize("message", ["hello", "which roles do you know", "salary of a nurse"])
def test_without_a_role_the_roles_are_offered_and_understood(coach: Coach, message: str) -> None:
    suggestions = coach.ask(message).suggestions
    assert len(suggestions) == 5
    for suggestion, role in zip(suggestions, coach.knowledge.roles.values(), strict=True):
        assert roles_of(coach.ask(suggestion.ask)) == [role.id]
        assert coach.ask(suggestion.ask).parts[0].topic == "overview"
