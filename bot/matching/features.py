"""Turn tokens into a sparse, weighted feature vector.

Three families of features, each weighted by tf-idf and brought to length one before they are joined: words with word
pairs, skip-grams (pairs with a gap), and character n-grams inside words. Phrases are matched best by such weighted
n-grams (measured in `docs/matching.md`); characters carry what typos and inflections leave over.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Values = NDArray[np.float32]
Tokens = Sequence[str]

WORD_WEIGHT, CHARACTER_WEIGHT, SKIP_WEIGHT = 1.0, 1.1, 0.5
SHORTEST_GRAM, LONGEST_GRAM = 2, 5
SKIP_GAP = 4
"""Furthest distance, in tokens, between the two words of a skip-gram."""
ORIGINAL_SHARE = 0.5
"""Weight that the character n-grams of a corrected word's original spelling keep."""
EDGE_START, EDGE_END = "<", ">"


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse vector of unit length: feature ids (n,) ascending by family, and their weights (n,)."""

    ids: Ids
    values: Values


@lru_cache(maxsize=50_000)
def character_grams(word: str) -> tuple[str, ...]:
    """Give the character n-grams of a word with its edges marked; the whole word where it is short."""
    padded = f" {word} "
    grams: list[str] = []
    for size in range(SHORTEST_GRAM, LONGEST_GRAM + 1):
        if len(padded) <= size:
            grams.append(padded)
            break
        grams += [padded[start : start + size] for start in range(len(padded) - size + 1)]
    return tuple(grams)


def word_features(tokens: Tokens) -> list[str]:
    """Give words and pairs of neighbours, with the edges of the message marked."""
    edged = [EDGE_START, *tokens, EDGE_END]
    return [*tokens, *(f"{first} {second}" for first, second in zip(edged, edged[1:], strict=False))]


def skip_features(tokens: Tokens) -> list[str]:
    """Give pairs of words with one to `SKIP_GAP` - 1 words between them."""
    return [
        f"{first}~{second}"
        for position, first in enumerate(tokens)
        for second in tokens[position + 2 : position + 1 + SKIP_GAP]
    ]


def inverse_document_frequency(documents: int, frequency: int) -> float:
    """Weigh a feature by how rare it is (smoothed idf, as in Salton and Buckley 1988)."""
    return math.log((1 + documents) / (1 + frequency)) + 1


class Vectoriser:
    """Knows every feature of the phrasings it was built from, and its weight.

    Features are numbered by family, so that one weight table serves all three.
    """

    def __init__(self, families: Sequence[Sequence[str]], idf: Values, documents: int) -> None:
        self.families = families
        self.idf = idf
        self.documents = documents
        self._ids: list[dict[str, int]] = []
        start = 0
        for names in families:
            self._ids.append({name: number for number, name in enumerate(names, start)})
            start += len(names)
        self._grams: dict[str, list[int]] = {}

    @property
    def size(self) -> int:
        """Number of features."""
        return len(self.idf)

    @classmethod
    def build(cls, documents: Iterable[Tokens]) -> Vectoriser:
        """Collect the features of tokenised phrasings with their document frequencies."""
        counts: list[dict[str, int]] = [{}, {}, {}]
        total = 0
        for tokens in documents:
            total += 1
            grams = [gram for token in tokens for gram in character_grams(token)]
            for count, names in zip(counts, (word_features(tokens), grams, skip_features(tokens)), strict=True):
                for name in set(names):
                    count[name] = count.get(name, 0) + 1
        families = [sorted(count) for count in counts]
        idf = [
            inverse_document_frequency(total, count[name])
            for count, names in zip(counts, families, strict=True)
            for name in names
        ]
        return cls(families, np.array(idf, np.float32), total)

    def knows(self, feature: str) -> bool:
        """Tell whether a word or a pair of words occurs in the phrasings."""
        return feature in self._ids[0]

    def word_id(self, feature: str) -> int | None:
        """Give the number of a word or a pair of words; None where it is unknown."""
        return self._ids[0].get(feature)

    def vector(self, tokens: Tokens, originals: Mapping[int, str] | None = None) -> Vector:
        """Weigh the features of a message; unknown ones are left out.

        `originals` gives, by position, how a corrected token was spelled: its character n-grams share the weight.
        """
        words = [number for name in word_features(tokens) if (number := self._ids[0].get(name)) is not None]
        skips = [number for name in skip_features(tokens) if (number := self._ids[2].get(name)) is not None]
        parts = [
            self._family(words, None, WORD_WEIGHT),
            self._characters(tokens, originals or {}),
            self._family(skips, None, SKIP_WEIGHT),
        ]
        ids = np.concatenate([part[0] for part in parts])
        values = np.concatenate([part[1] for part in parts])
        length = math.sqrt(float(values @ values))
        return Vector(ids, (values / length).astype(np.float32) if length else values.astype(np.float32))

    def _characters(self, tokens: Tokens, originals: Mapping[int, str]) -> tuple[Ids, Values]:
        if not originals:
            return self._family([n for token in tokens for n in self._gram_ids(token)], None, CHARACTER_WEIGHT)
        ids: list[int] = []
        weights: list[float] = []
        for position, token in enumerate(tokens):
            share = 1 - ORIGINAL_SHARE if position in originals else 1.0
            numbers = self._gram_ids(token)
            ids += numbers
            weights += [share] * len(numbers)
            if position in originals:
                numbers = self._gram_ids(originals[position])
                ids += numbers
                weights += [ORIGINAL_SHARE] * len(numbers)
        return self._family(ids, np.array(weights, np.float32), CHARACTER_WEIGHT)

    def _gram_ids(self, token: str) -> list[int]:
        known = self._grams.get(token)
        if known is None:
            family = self._ids[1]
            known = [number for gram in character_grams(token) if (number := family.get(gram)) is not None]
            if len(self._grams) < 50_000:
                self._grams[token] = known
        return known

    def _family(self, numbers: list[int], weights: Values | None, share: float) -> tuple[Ids, Values]:
        """Weigh one family: sublinear term frequency times idf, to length `share`."""
        if not numbers:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        ids, inverse = np.unique(np.array(numbers, np.int64), return_inverse=True)
        counts = np.bincount(inverse, weights)
        frequency = np.where(counts > 1, 1 + np.log(np.maximum(counts, 1)), counts)
        values = self.idf[ids] * frequency
        return ids, (values * (share / math.sqrt(float(values @ values)))).astype(np.float32)
