"""Messages are matched to intents: surely, the same every time, whatever the order of the files."""

from __future__ import annotations

import random

import pytest

from bot.matching.intents import UNKNOWN_WORD_COST, Example, IntentMatcher, IntentScores
from bot.matching.lexicon import Lexicon
from bot.text import normalise

PHRASINGS = {
    "facet:bonus": ["how big is the bonus", "what bonus is usual", "is there a yearly bonus", "do they pay a bonus"],
    "facet:degree": ["do i need a degree", "is a masters required", "which degree is best", "degree needed"],
    "facet:tools": ["which tools should i know", "do they use docker", "what is the stack", "tools and frameworks"],
    "smalltalk:hello": ["hello", "hi there", "good morning"],
}
LEXICON = Lexicon(texts=[text for texts in PHRASINGS.values() for text in texts])
EXAMPLES: list[Example] = [(label, LEXICON.phrase(text)) for label, texts in PHRASINGS.items() for text in texts]


@pytest.fixture(scope="module")
def intents() -> IntentMatcher:
    return IntentMatcher.build(EXAMPLES, LEXICON.frequencies)


def match(intents: IntentMatcher, text: str) -> IntentScores:
    return intents.match(LEXICON.read(normalise(text), intents.vectoriser.knows))


@pytest.mark.parametrize("label", PHRASINGS)
def test_every_phrasing_wins_its_intent(intents: IntentMatcher, label: str) -> None:
    for text in PHRASINGS[label]:
        assert match(intents, text).best(1)[0][0] == label
        assert intents.winner(LEXICON.phrase(text)) == label


def test_the_order_of_the_files_changes_no_score(intents: IntentMatcher) -> None:
    shuffled = random.Random(4).sample(EXAMPLES, len(EXAMPLES))
    other = IntentMatcher.build(shuffled, LEXICON.frequencies)
    for text in ("how big is it", "zebra degree", "docker?", ""):
        assert match(other, text).values.tobytes() == match(intents, text).values.tobytes()


def test_the_best_come_first_and_equal_ones_by_label(intents: IntentMatcher) -> None:
    scores = match(intents, "is there a bonus")
    values = [value for _, value in scores.best(4)]
    assert values == sorted(values, reverse=True)
    assert scores.best(1)[0][0] == "facet:bonus"


def test_unknown_words_cost_confidence(intents: IntentMatcher) -> None:
    known, unknown = match(intents, "is there a bonus"), match(intents, "is there a bonus zzyzx qwrtp")
    assert known.unknown_share == 0
    assert 0 < unknown.unknown_share < 1
    assert known.confidence == pytest.approx(float(known.values.max()))
    assert unknown.confidence == pytest.approx(float(unknown.values.max()) - UNKNOWN_WORD_COST * unknown.unknown_share)


def test_corrected_words_cost_less_than_unknown_ones(intents: IntentMatcher) -> None:
    corrected, unknown = match(intents, "is there a bonis"), match(intents, "is there a zzyzx")
    assert 0 < corrected.unknown_share < unknown.unknown_share


def test_an_empty_message_is_all_unknown(intents: IntentMatcher) -> None:
    assert match(intents, "").unknown_share == 1


def test_a_typo_counts_the_same_where_names_are_replaced(intents: IntentMatcher) -> None:
    words = LEXICON.read("which degre is best", intents.vectoriser.knows)
    assert words.originals == {1: "degre"}
    same = intents.match(words, words.tokens)
    assert same.values.tobytes() == intents.match(words).values.tobytes()
    moved = intents.match(words, ("{role}", *words.tokens))
    without = intents.vectoriser.vector(("{role}", *words.tokens))
    assert moved.values.tobytes() != intents.model.scores(without).tobytes()


def test_the_evidence_names_words_of_the_message(intents: IntentMatcher) -> None:
    assert intents.evidence(("is", "there", "a", "bonus"), "facet:bonus")[0].split(" +")[0] in {
        "bonus",
        "a bonus",
        "bonus >",
    }
    assert intents.evidence(("zzyzx",), "facet:bonus") == []


def test_a_piece_is_scored_once_and_nobody_can_change_its_scores(intents: IntentMatcher) -> None:
    first, again = match(intents, "how big is the bonus"), match(intents, "how big is the bonus")
    assert first.values is again.values
    with pytest.raises(ValueError, match="read-only"):
        first.values[0] = 1.0
