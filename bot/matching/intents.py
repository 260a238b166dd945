"""Match the words of a message to intents: facets, topics, small talk, acts, subjects outside the guides.

Every intent is a class of one linear classifier, its phrasings are the examples. Intents belong to no role, so a new
role brings no new class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.matching.classifier import LinearModel, train
from bot.matching.features import Tokens, Values, Vectoriser, inverse_document_frequency, word_features
from bot.matching.lexicon import Words

UNKNOWN_WORD_COST = 0.8
"""How much confidence a message loses when all of its words are unknown."""
CORRECTED_WORD_SHARE = 0.25
"""How much of an unknown word a corrected one counts, per edit."""

RECENT = 32
"""So many pieces are remembered with their scores: one message has the same piece decided about several times."""

OUTSIDE = "outside:any"
"""The wider class of all subjects outside the guides: what they share tells of subjects that none is about."""

Example = tuple[str, tuple[str, ...]]
"""A label and the tokens of one phrasing of it."""


@dataclass(frozen=True, slots=True)
class IntentScores:
    """The scores of all intents for one message, and how much of it was not understood."""

    labels: Sequence[str]
    values: Values
    unknown_share: float
    """Share (0-1) of the message's information that unknown words hold."""

    def of(self, label: str) -> float:
        """Give the score of one label.

        Raises:
            ValueError: where no intent has it.
        """
        return float(self.values[self.labels.index(label)])

    def best(self, count: int = 5) -> list[tuple[str, float]]:
        """Give the best labels with their scores, best first; equal scores in the order of the labels."""
        order = np.lexsort((np.arange(len(self.values)), -self.values))[:count]
        return [(self.labels[number], float(self.values[number])) for number in order]

    @property
    def confidence(self) -> float:
        """Give the best score, less what unknown words take away: higher is more surely in scope."""
        return float(self.values.max()) - UNKNOWN_WORD_COST * self.unknown_share


class IntentMatcher:
    """The vectoriser and the classifier together."""

    name: str = ""
    """Names the phrasings that it was trained on, with their intents; empty where nobody has named them."""

    def __init__(self, vectoriser: Vectoriser, model: LinearModel, frequencies: Mapping[str, int]) -> None:
        self.vectoriser = vectoriser
        self.model = model
        self._documents = vectoriser.documents
        self._scored = lru_cache(maxsize=RECENT)(self._score)
        self._frequencies = frequencies

    @classmethod
    def build(cls, phrasings: Iterable[Example], frequencies: Mapping[str, int]) -> IntentMatcher:
        """Train on (label, tokens) pairs, whatever their order; `frequencies` counts every known word."""
        examples = sorted((label, tokens) for label, tokens in phrasings if tokens)
        vectoriser, matrix = Vectoriser.build(tokens for _, tokens in examples)
        labels = [label for label, _ in examples]
        model = train(matrix, labels, [OUTSIDE if label.startswith("subject:") else "" for label in labels])
        return cls(vectoriser, model, frequencies)

    def match(self, words: Words, tokens: Tokens | None = None) -> IntentScores:
        """Score a message; `tokens` are its words with entities replaced, where they differ."""
        originals = words.originals
        if tokens is None:
            tokens = words.tokens
        elif originals:
            spelled = {words.tokens[position]: original for position, original in originals.items()}
            originals = {position: spelled[token] for position, token in enumerate(tokens) if token in spelled}
        values = self._scored(tuple(tokens), tuple(originals.items()))
        return IntentScores(self.model.labels, values, self.unknown_share(words))

    def _score(self, tokens: tuple[str, ...], originals: tuple[tuple[int, str], ...]) -> Values:
        values = self.model.scores(self.vectoriser.vector(tokens, dict(originals)))
        values.flags.writeable = False  # several askings may hold it
        return values

    def winner(self, tokens: Tokens) -> str:
        """Name the intent that wins for slotted tokens."""
        scores = IntentScores(self.model.labels, self.model.scores(self.vectoriser.vector(tokens)), 0.0)
        return next(label for label, _ in scores.best(2) if label != OUTSIDE)

    def evidence(self, tokens: Tokens, label: str, count: int = 4) -> list[str]:
        """Name the words and pairs of a message that spoke most for an intent, strongest first."""
        column = self.model.labels.index(label)
        found: list[tuple[float, str]] = []
        for name in dict.fromkeys(word_features(tokens)):
            number = self.vectoriser.word_id(name)
            if number is not None:
                weight = self.model.weight(number, column) * float(self.vectoriser.idf[number])
                found.append((weight, name))
        found.sort(key=lambda pair: (-pair[0], pair[1]))
        return [f"{name} {weight:+.1f}" for weight, name in found[:count] if weight > 0]

    def unknown_share(self, words: Words) -> float:
        """Weigh the unknown words of a message against all of them, by idf; corrected ones count a part."""
        edits = {item.position: item.edits for item in words.corrections}
        known = unknown = 0.0
        for position, word in enumerate(words.tokens):
            weight = inverse_document_frequency(self._documents, self._frequencies.get(word, 0))
            known += weight
            if position in words.unknown:
                unknown += weight
            else:
                unknown += CORRECTED_WORD_SHARE * edits.get(position, 0) * weight
        return unknown / known if known else 1.0
