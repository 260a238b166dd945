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
    fingerprint,
    fingerprints,
    inverse_document_frequency,
    masked,
    number_by_first,
    skip_keys,
    word_features,
    word_keys,
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


def test_a_fingerprint_is_the_same_everywhere() -> None:
    assert fingerprint("pay") == 0xDB283549290E9357


def test_words_and_pairs_differ_in_their_keys_and_in_their_order() -> None:
    keys = {key for tokens in (("base", "pay"), ("pay", "base")) for key in word_keys(fingerprints(tokens)).tolist()}
    assert len(keys) == 2 + 3 + 3
    assert not keys & set(skip_keys(fingerprints(("base", "of", "pay"))).tolist())


@given(MESSAGES)
def test_equal_keys_are_equal_features(tokens: tuple[str, ...]) -> None:
    keys = word_keys(fingerprints(tokens)).tolist()
    assert len(keys) == len(word_features(tokens))
    assert len(set(keys)) == len(set(word_features(tokens)))


@given(MESSAGES)
def test_skips_are_pairs_with_a_gap(tokens: tuple[str, ...]) -> None:
    pairs = [
        (tokens[first], tokens[second])
        for first in range(len(tokens))
        for second in range(first + 2, min(first + SKIP_GAP + 1, len(tokens)))
    ]
    keys = skip_keys(fingerprints(tokens)).tolist()
    assert len(keys) == len(pairs)
    assert len(set(keys)) == len(set(pairs)) == len(set(zip(keys, pairs, strict=True)))


def test_values_are_numbered_as_they_come() -> None:
    different, numbers = number_by_first(np.array([7, 2, 7, 9, 2], np.uint64))
    assert different.tolist() == [7, 2, 9]
    assert numbers.tolist() == [0, 1, 0, 2, 1]


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
    for family, other in zip(first.families, second.families, strict=True):
        assert family.keys.tobytes() == other.keys.tobytes()
        assert family.numbers.tobytes() == other.numbers.tobytes()
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
