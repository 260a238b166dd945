"""The knowledge that ships: complete, and true to the guides where they lie beside the checkout."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import get_args

import pytest

from bot.knowledge.coverage import coverage, render
from bot.knowledge.loader import inspect, load
from bot.knowledge.models import Knowledge
from bot.knowledge.paths import default_folder
from bot.knowledge.serial import dump, restore
from bot.knowledge.shapes import TopicId

DOCUMENTS = Path(__file__).parents[3] / "shared" / "documents"
TOPICS = set(get_args(TopicId))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(default_folder())


def test_no_file_has_a_problem() -> None:
    assert list(map(str, inspect(default_folder())[1].problems)) == []


def test_there_are_five_roles_with_every_section(knowledge: Knowledge) -> None:
    assert len(knowledge.roles) == 5
    assert [set(role.sections) for role in knowledge.roles.values()] == [TOPICS] * 5


def test_every_section_of_a_guide_has_passages(knowledge: Knowledge) -> None:
    for role in knowledge.roles.values():
        assert {passage.topic for passage in role.passages} == TOPICS


def test_there_are_ten_topics_and_at_least_sixty_facets(knowledge: Knowledge) -> None:
    assert set(knowledge.topics) == TOPICS
    assert len(knowledge.facets) >= 60


def test_every_facet_can_be_asked_in_a_dozen_ways_and_is_answered_by_some_role(knowledge: Knowledge) -> None:
    assert [facet.id for facet in knowledge.facets.values() if len(set(facet.phrasings)) < 12] == []
    assert set(knowledge.facets) - {passage.facet for passage in knowledge.passages} == set()


def test_passages_name_at_least_three_hundred_skills(knowledge: Knowledge) -> None:
    named = set(chain.from_iterable(passage.skills for passage in knowledge.passages))
    assert len(named) >= 300


def test_who_must_have_one_of_several_skills_is_told_all_of_them(knowledge: Knowledge) -> None:
    for passage in knowledge.passages:
        for group in passage.alternatives:
            assert set(group) <= set(passage.skills), passage.key


def test_a_round_trip_through_the_cache_changes_nothing(knowledge: Knowledge) -> None:
    assert restore(dump(knowledge)) == knowledge


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the guides do not lie beside this checkout")
def test_every_line_and_every_figure_of_the_guides_is_held(knowledge: Knowledge) -> None:
    guides = coverage(knowledge, DOCUMENTS)
    assert [guide.document for guide in guides if not guide.complete] == [], render(guides)
    assert [(guide.line_share, guide.figure_share) for guide in guides] == [(1, 1)] * 5
