"""Tokens become sparse vectors of length one, the same ones every time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.features import (
    ORIGINAL_SHARE,
    SKIP_GAP,
    Vectoriser,
    character_grams,
    inverse_document_frequency,
    masked,
    skip_features,
    word_features,
)

PHRASINGS = [
    ("what", "does", "a", "manager", "earn"),
    ("how", "much", "does", "a", "manager", "make"),
    ("which", "degree", "do", "i", "need"),
    ("is", "docker", "part", "of", "it"),
    ("how", "many", "years", "5", "or", "10"),
    ("the", "pay", "the", "pay", "the", "pay"),
]
WORDS = st.sampled_from(sorted({word for phrasing in PHRASINGS for word in phrasing} | {"zebra", "x", "12"}))
MESSAGES = st.lists(WORDS, max_size=12).map(tuple)


@pytest.fixture(scope="module")
def vectoriser() -> Vectoriser:
    return Vectoriser.build(PHRASINGS)[0]


def test_grams_mark_the_edges_of_a_word() -> None:
    assert character_grams("pay") == (" p", "pa", "ay", "y ", " pa", "pay", "ay ", " pay", "pay ")


def test_a_short_word_is_one_gram_at_last() -> None:
    assert character_grams("r") == (" r", "r ", " r ")


def test_word_features_are_words_and_pairs_with_the_edges() -> None:
    assert word_features(("base", "pay")) == ["base", "pay", "< base", "base pay", "pay >"]


@given(MESSAGES)
def test_skips_are_pairs_with_a_gap(tokens: tuple[str, ...]) -> None:
    pairs = [
        f"{tokens[first]}~{tokens[second]}"
        for first in range(len(tokens))
        for second in range(first + 2, min(first + SKIP_GAP + 1, len(tokens)))
    ]
    assert skip_features(tokens) == pairs


def test_numbers_are_as_good_as_each_other_and_other_words_stay() -> None:
    assert masked(["5", "150000", "401k", "pay", "c++"]) == ["#", "######", "401k", "pay", "c++"]


def test_rare_features_weigh_more() -> None:
    assert inverse_document_frequency(100, 1) > inverse_document_frequency(100, 50) > 1


@given(MESSAGES)
def test_a_vector_has_length_one_and_no_id_twice(vectoriser: Vectoriser, tokens: tuple[str, ...]) -> None:
    vector = vectoriser.vector(tokens)
    assert len(set(vector.ids.tolist())) == len(vector.ids) == len(vector.values)
    assert np.linalg.norm(vector.values) == pytest.approx(1 if len(vector.ids) else 0, abs=1e-5)
    assert vector.values.dtype == np.float32
    assert (vector.values > 0).all()


def test_a_phrasing_is_its_row_of_the_matrix() -> None:
    vectoriser, matrix = Vectoriser.build(PHRASINGS)
    assert (matrix.rows, matrix.columns) == (len(PHRASINGS), vectoriser.size)
    for row, phrasing in enumerate(PHRASINGS):
        part = slice(matrix.starts[row], matrix.starts[row + 1])
        vector = vectoriser.vector(phrasing)
        order = np.argsort(vector.ids)
        assert matrix.ids[part].tolist() == vector.ids[order].tolist()
        np.testing.assert_allclose(matrix.values[part], vector.values[order], rtol=1e-5)


def test_two_builds_give_the_same_bytes() -> None:
    (first, one), (second, two) = Vectoriser.build(PHRASINGS), Vectoriser.build(PHRASINGS)
    assert list(map(list, first.families)) == list(map(list, second.families))
    assert one.values.tobytes() == two.values.tobytes()


def test_unknown_words_alone_give_an_empty_vector(vectoriser: Vectoriser) -> None:
    assert len(vectoriser.vector(("qqq",)).ids) == 0


def test_only_words_and_pairs_of_phrasings_are_known(vectoriser: Vectoriser) -> None:
    assert vectoriser.knows("docker")
    assert vectoriser.knows("docker part")
    assert not vectoriser.knows("part docker")
    assert vectoriser.word_id("zebra") is None


def test_a_corrected_word_shares_its_weight_with_its_spelling(vectoriser: Vectoriser) -> None:
    right = vectoriser.vector(("manager",))
    corrected = vectoriser.vector(("manager",), {0: "managre"})
    assert set(right.ids.tolist()) < set(corrected.ids.tolist())
    assert 0 < ORIGINAL_SHARE < 1
    weights = dict(zip(corrected.ids.tolist(), corrected.values.tolist(), strict=True))
    grams = [vectoriser.vector((word,)).ids.tolist() for word in ("manager", "managre")]
    shared = [weights[number] for number in grams[0] if number in grams[1]]
    assert max(weights[number] for number in grams[1] if number not in grams[0]) < max(shared)
