"""Unknown words are corrected to the nearest known one; known ones never change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.matching.spelling import LONG_ENOUGH_FOR_TWO, SHORTEST, Speller

VOCABULARY = {
    "salary": 40, "salaries": 5, "manager": 30, "manage": 4, "python": 9, "degree": 12, "kubernetes": 3, "bonus": 20,
    "equity": 8, "pay": 60, "play": 1, "pray": 1, "go": 5, "ml": 9, "engineer": 50, "engine": 2, "seattle": 7, "c++": 2,
}  # fmt: skip
SPELLER = Speller(VOCABULARY, protected=["tc", "yoe"])
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = st.text(LETTERS, min_size=1, max_size=11)


def anywhere(_: str) -> bool:
    return False


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A known word and what one slip makes of it."""
    word = draw(st.sampled_from(sorted(word for word in VOCABULARY if len(word) >= 4 and word.isalpha())))
    place, letter = draw(st.integers(0, len(word) - 1)), draw(st.sampled_from(LETTERS))
    swapped = word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
    made = (word[:place] + letter + word[place:], word[:place] + word[place + 1 :],
            word[:place] + letter + word[place + 1 :], swapped)  # fmt: skip
    return word, draw(st.sampled_from(made))


@given(slips())
def test_one_slip_finds_its_word_among_the_candidates(pair: tuple[str, str]) -> None:
    word, slip = pair
    if not SPELLER.knows(slip) and len(slip) >= SHORTEST:
        assert (word, 1) in SPELLER.candidates(slip)


@given(st.one_of(WORDS, slips().map(lambda pair: pair[1])))
def test_no_word_becomes_one_that_is_further_away_than_another(word: str) -> None:
    _, corrections = SPELLER.correct([word], anywhere)
    known = [other for other in VOCABULARY if len(other) >= SHORTEST and other.isalpha()]
    for item in corrections:
        assert item.edits == OSA.distance(word, item.corrected) <= (2 if len(word) >= LONG_ENOUGH_FOR_TWO else 1)
        assert item.edits == min(OSA.distance(word, other) for other in known)


@given(st.lists(WORDS, max_size=8))
def test_corrected_words_stand_where_they_stood(words: list[str]) -> None:
    fixed, corrections = SPELLER.correct(words, anywhere)
    changed = {item.position: item.corrected for item in corrections}
    assert fixed == tuple(changed.get(place, word) for place, word in enumerate(words))
    assert all(words[item.position] == item.original for item in corrections)


@given(st.lists(st.sampled_from(sorted([*VOCABULARY, "tc", "yoe"])), max_size=8))
def test_known_words_stay(words: list[str]) -> None:
    assert SPELLER.correct(words, anywhere) == (tuple(words), [])


@pytest.mark.parametrize("word", ["py", "xx", "", "401k", "k8s", "qzxw"])
def test_short_words_numbers_and_strangers_stay(word: str) -> None:
    assert SPELLER.correct([word], anywhere) == ((word,), [])


@pytest.mark.parametrize(
    ("word", "right"),
    [("salray", "salary"), ("kuberntes", "kubernetes"), ("managr", "manager"), ("sealttel", "seattle")],
)
def test_slips_are_mended(word: str, right: str) -> None:
    assert SPELLER.correct([word], anywhere)[0] == (right,)


@pytest.mark.parametrize(("known", "right"), [("base pay", "pay"), ("base play", "play")])
def test_the_neighbours_decide_between_words_that_are_as_near(known: str, right: str) -> None:
    fits: Callable[[str], bool] = {known}.__contains__
    speller = Speller({"pay": 1, "play": 1, "base": 1})
    assert speller.correct(["base", "plai"], fits)[0] == ("base", "play")
    assert speller.correct(["base", "ppay"], fits)[0] == ("base", right)


def test_the_order_of_the_vocabulary_does_not_matter() -> None:
    other = Speller(dict(reversed(VOCABULARY.items())))
    for word in ("paay", "pla", "engin", "managed", "degre"):
        assert other.correct([word], anywhere) == SPELLER.correct([word], anywhere)
