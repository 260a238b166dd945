from __future__ import annotations

import numpy as np

from bot.matching.askings import Ranked
from bot.matching.engine import Engine
from bot.matching.intents import IntentScores
from bot.matching.ranking import KEPT


def rank(engine: Engine, role: str, label: str, *words: str) -> tuple[Ranked, ...]:
    labels = engine.intents.model.labels
    values = np.full(len(labels), -1.0, np.float32)
    values[list(labels).index(label)] = 1.0
    return engine.ranker.rank(role, IntentScores(labels, values, 0.0), engine.index.terms(words))


def test_the_passage_of_the_best_intent_comes_first(small: Engine) -> None:
    assert rank(small, "data-engineer", "facet:bonus")[0].passage.id == "bonus"
    assert rank(small, "data-engineer", "facet:education")[0].passage.id == "degree"


def test_words_choose_among_the_passages_of_one_facet(small: Engine) -> None:
    label = "facet:technical-skills"
    assert rank(small, "data-engineer", label, "years")[0].passage.id == "experience"
    assert rank(small, "data-engineer", label, "docker")[0].passage.id == "tools"


def test_equal_passages_stand_in_the_order_of_the_guide(small: Engine) -> None:
    ids = [item.passage.id for item in rank(small, "data-engineer", "facet:technical-skills")]
    assert ids[:2] == ["tools", "experience"]


def test_ranking_is_best_first_and_of_one_role(engine: Engine) -> None:
    ranked = rank(engine, "senior-ai-ml-engineer", "topic:salary", "seattle", "average")
    scores = [item.score for item in ranked]
    assert scores == sorted(scores, reverse=True)
    assert {item.passage.role for item in ranked} == {"senior-ai-ml-engineer"}
    assert len(ranked) <= KEPT


def test_every_facet_a_guide_covers_is_led_by_a_passage_of_it(engine: Engine) -> None:
    wrong = []
    for role in engine.knowledge.roles.values():
        for facet in {passage.facet for passage in role.passages} & set(engine.knowledge.facets):
            lead = rank(engine, role.id, f"facet:{facet}")[0].passage
            if lead.facet != facet:
                wrong.append((role.id, facet, lead.id))
    assert wrong == []


def test_roles_ranked_together_are_ranked_as_each_is_alone(engine: Engine) -> None:
    labels = engine.intents.model.labels
    values = np.linspace(-1, 1, len(labels), dtype=np.float32)
    scores, terms = IntentScores(labels, values, 0.0), engine.index.terms(["docker", "pay", "team"])
    roles = tuple(engine.knowledge.roles)
    for asked in (roles, roles[:2], (roles[-1], roles[0]), roles[2:3]):
        alone = [item for role in asked for item in engine.ranker.rank(role, scores, terms, ["docker"])]
        alone.sort(key=lambda item: -item.score)
        assert engine.ranker.together(asked, scores, terms, ["docker"]) == tuple(alone)


def test_no_role_has_no_passages(small: Engine) -> None:
    labels = small.intents.model.labels
    scores = IntentScores(labels, np.zeros(len(labels), np.float32), 0.0)
    assert small.ranker.together((), scores, {}) == ()
