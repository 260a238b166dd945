from __future__ import annotations

import pytest

from bot.matching.engine import Engine
from bot.matching.passages import stem


def best(engine: Engine, role: str, *words: str) -> str:
    index = engine.index
    start, _ = index.ranges[role]
    scores = index.score(index.terms(words), role)
    return index.passages[start + int(scores.argmax())].id


@pytest.mark.parametrize(("words", "passage"), [(("docker",), "tools"), (("bonus",), "bonus"), (("denver", "glassdoor"),
                         "average-pay"), (("bachelors",), "degree"), (("k8s",), "tools")])  # fmt: skip
def test_the_passage_that_holds_the_words_scores_highest(small: Engine, words: tuple[str, ...], passage: str) -> None:
    assert best(small, "data-engineer", *small.lexicon.expand(words)) == passage


def test_only_passages_of_the_asked_role_are_scored(small: Engine) -> None:
    scores = small.index.score(small.index.terms(["bonus"]), "site-engineer")
    assert scores.tolist() == [0.0, 0.0, 0.0]


def test_a_word_of_the_same_meaning_counts_less_than_the_word_itself(small: Engine) -> None:
    terms = small.index.terms(["wage"])
    assert set(terms) == {"wage", "=pay"}
    assert terms["=pay"] < terms["wage"]


def test_words_that_point_nowhere_leave_all_scores_at_zero(small: Engine) -> None:
    assert not small.index.score(small.index.terms(["the", "zebra"]), "data-engineer").any()
    assert not small.index.score({}, "data-engineer").any()


def test_scores_stay_between_none_and_about_one(engine: Engine) -> None:
    for role in engine.knowledge.roles:
        scores = engine.index.score(engine.index.terms(["docker", "kubernetes", "cloud", "pay"]), role)
        assert 0 <= scores.min() <= scores.max() <= 1.5


def test_every_passage_is_found_by_its_own_words(small: Engine) -> None:
    for role in small.knowledge.roles.values():
        for passage in role.passages:
            assert best(small, role.id, *small.lexicon.phrase(f"{passage.title} {passage.whole}")) == passage.id


def test_a_rarer_word_weighs_more(small: Engine) -> None:
    assert small.index.idf(stem("docker")) > small.index.idf(stem("kubernetes")) > 0
    assert small.index.idf(stem("zebra")) >= small.index.idf(stem("docker"))


@pytest.mark.parametrize(
    "family",
    [
        ("train", "training", "trains"),
        ("manager", "managers"),
        ("secure", "security"),
        ("adapt", "adaptable", "adapting"),
    ],
)
def test_words_of_a_family_share_a_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize("family", [("negotiate", "negotiation", "negotiating"), ("deploy", "deployment")])
def test_words_that_need_two_cuts_share_a_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1
