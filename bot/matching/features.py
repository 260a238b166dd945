"""Turn tokens into a sparse, weighted feature vector.

Three families of features, each weighted by tf-idf and brought to length one before they are joined: words with word
pairs, skip-grams (pairs with a gap), and character n-grams inside words. Phrases are matched best by such weighted
n-grams (measured in `docs/matching.md`); characters carry what typos and inflections leave over.

A feature is known by its fingerprint of 64 bits, not by its text: 150,000 of them fill 2 MB of arrays that can be
mapped from a file, where a dictionary of strings fills 24 MB of every process and is made anew at every start. Two of
a million features share a fingerprint with a chance of 1 in 40 million.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Keys = NDArray[np.uint64]
Values = NDArray[np.float32]
Tokens = Sequence[str]

WORD_WEIGHT, CHARACTER_WEIGHT, SKIP_WEIGHT = 1.0, 1.3, 0.5
FAMILY_WEIGHTS = (WORD_WEIGHT, CHARACTER_WEIGHT, SKIP_WEIGHT)
SHORTEST_GRAM, LONGEST_GRAM = 2, 4
SKIP_GAP = 4
"""Furthest distance, in tokens, between the two words of a skip-gram."""
ORIGINAL_SHARE = 0.5
"""Weight that the character n-grams of a corrected word's original spelling keep."""
EDGE_START, EDGE_END = "<", ">"
_PAIR, _SKIP = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
"""Odd numbers that tell a pair of neighbours from one with a gap, and its first word from its second."""
_REMEMBERED_WORDS = 8192


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse vector of unit length: feature ids (n,), none twice, and their weights (n,)."""

    ids: Ids
    values: Values


@dataclass(frozen=True, slots=True)
class Matrix:
    """Sparse vectors as rows: row r holds `ids` and `values` from `starts[r]` to `starts[r + 1]`, ids ascending."""

    starts: Ids
    ids: Ids
    values: Values
    columns: int

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.starts) - 1

    @property
    def row_of_entry(self) -> Ids:
        """Give the row of each entry."""
        return np.repeat(np.arange(self.rows), np.diff(self.starts))


@lru_cache(maxsize=_REMEMBERED_WORDS)
def fingerprint(text: str) -> int:
    """Give a text's number of 64 bits, the same in every process and on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def fingerprints(texts: Iterable[str]) -> Keys:
    """Give the number of each text."""
    return np.array([fingerprint(text) for text in texts], np.uint64)


_EDGES = fingerprints((EDGE_START, EDGE_END))
_NONE = np.empty(0, np.uint64)


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
    return [*tokens, *(f"{first} {second}" for first, second in pairwise(edged))]


def word_keys(words: Keys) -> Keys:
    """Give the fingerprints of `word_features` from those of the words."""
    edged = np.concatenate((_EDGES[:1], words, _EDGES[1:]))
    return np.concatenate((words, edged[:-1] * _PAIR + edged[1:]))


def skip_keys(words: Keys) -> Keys:
    """Give the fingerprints of the pairs of words with one to `SKIP_GAP` - 1 words between them."""
    first, second = _skips(len(words))
    return words[first] * _SKIP + words[second]


@lru_cache(maxsize=256)
def _skips(count: int) -> tuple[Ids, Ids]:
    """Give the places of both words of each such pair among so many words, ordered by the first."""
    first = np.repeat(np.arange(count), SKIP_GAP - 1)
    second = first + np.tile(np.arange(2, SKIP_GAP + 1), count)
    inside = second < count
    return first[inside], second[inside]


def masked(tokens: Tokens) -> Tokens:
    """Replace numbers by as many `#` as they have digits: whichever number it is, the same is asked."""
    return [token if token.isalpha() or not token.isdigit() else "#" * len(token) for token in tokens]


def inverse_document_frequency(documents: int, frequency: int) -> float:
    """Weigh a feature by how rare it is (smoothed idf, as in Salton and Buckley 1988)."""
    return math.log((1 + documents) / (1 + frequency)) + 1


@dataclass(frozen=True, slots=True)
class Family:
    """The known features of one family: their fingerprints, ascending, and the number of each."""

    keys: Keys
    numbers: NDArray[np.int32]

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """Give the numbers of the known ones of some features, in their order."""
        if not len(self.keys):
            return self.numbers
        places = self.keys.searchsorted(keys)
        known = self.keys.take(places, mode="clip") == keys
        found: NDArray[np.int32] = self.numbers.take(places[known])
        return found

    def number(self, key: int) -> int | None:
        """Give the number of one feature; None where it is unknown."""
        place = int(self.keys.searchsorted(np.uint64(key)))
        return int(self.numbers[place]) if place < len(self.keys) and self.keys[place] == key else None


class Vectoriser:
    """Knows every feature of the phrasings it was built from, and its weight.

    Features are numbered by family, so that one weight table serves all three.
    """

    def __init__(self, families: Sequence[Family], idf: Values, documents: int) -> None:
        self.families = families
        self.idf = idf
        self.documents = documents
        self._grams: dict[str, list[int]] = {}

    @property
    def size(self) -> int:
        """Number of features."""
        return len(self.idf)

    @classmethod
    def build(cls, documents: Iterable[Tokens]) -> tuple[Vectoriser, Matrix]:
        """Collect the features of tokenised phrasings; give also the phrasings' vectors, one a row.

        Features are numbered as they come, so the same phrasings in the same order give the same numbers.
        """
        phrasings = [masked(tokens) for tokens in documents]
        grams = {token: fingerprints(character_grams(token)) for token in set(chain.from_iterable(phrasings))}
        words = [fingerprints(tokens) for tokens in phrasings]
        rows_of_family: tuple[list[Keys], ...] = (
            [word_keys(row) for row in words],
            [np.concatenate([_NONE, *(grams[token] for token in tokens)]) for tokens in phrasings],
            [skip_keys(row) for row in words],
        )
        families: list[Family] = []
        parts: list[tuple[Ids, Ids, Values]] = []
        weights: list[Values] = []
        start = 0
        for rows, share in zip(rows_of_family, FAMILY_WEIGHTS, strict=True):
            keys, number = number_by_first(np.concatenate([_NONE, *rows]))
            order = np.argsort(keys)
            families.append(Family(keys[order], (order + start).astype(np.int32)))
            row, ids, values, idf = _weigh(number, np.array([len(row) for row in rows], np.int64), len(keys), share)
            parts.append((row, ids + start, values))
            weights.append(idf)
            start += len(idf)
        return cls(families, np.concatenate(weights), len(phrasings)), _stack(parts, len(phrasings), start)

    def knows(self, feature: str) -> bool:
        """Tell whether a word or a pair of words occurs in the phrasings."""
        return self.word_id(feature) is not None

    def word_id(self, feature: str) -> int | None:
        """Give the number of a word or a pair of words ("first second"); None where it is unknown."""
        first, pair, second = feature.partition(" ")
        key = (fingerprint(first) * _PAIR + fingerprint(second)) % 2**64 if pair else fingerprint(first)
        return self.families[0].number(key)

    def vector(self, tokens: Tokens, originals: Mapping[int, str] | None = None) -> Vector:
        """Weigh the features of a message; unknown ones are left out.

        `originals` gives, by position, how a corrected token was spelled: its character n-grams share the weight.
        """
        tokens = masked(tokens)
        words = fingerprints(tokens)
        counts: tuple[Mapping[int, float], ...] = (
            Counter(self.families[0].find(word_keys(words)).tolist()),
            self._characters(tokens, originals or {}),
            Counter(self.families[2].find(skip_keys(words)).tolist()),
        )
        ids = np.array([number for count in counts for number in count], np.int64)
        values = self.idf.take(ids) * np.array(
            [1 + math.log(amount) if amount > 1 else amount for count in counts for amount in count.values()],
            np.float32,
        )
        start, squares = 0, 0.0
        for count, share in zip(counts, FAMILY_WEIGHTS, strict=True):
            part = values[start : start + len(count)]
            if count:
                part *= share / math.sqrt(float(part @ part))
                squares += share * share
            start += len(count)
        return Vector(ids, values / np.float32(math.sqrt(squares)) if squares else values)

    def _characters(self, tokens: Tokens, originals: Mapping[int, str]) -> Mapping[int, float]:
        if not originals:
            return Counter(chain.from_iterable(map(self._gram_ids, tokens)))
        counts: dict[int, float] = {}
        for position, token in enumerate(tokens):
            share = 1 - ORIGINAL_SHARE if position in originals else 1.0
            for number in self._gram_ids(token):
                counts[number] = counts.get(number, 0.0) + share
            if position in originals:
                for number in self._gram_ids(originals[position]):
                    counts[number] = counts.get(number, 0.0) + ORIGINAL_SHARE
        return counts

    def _gram_ids(self, token: str) -> list[int]:
        known = self._grams.get(token)
        if known is None:
            known = self.families[1].find(fingerprints(character_grams(token))).tolist()
            if len(self._grams) < _REMEMBERED_WORDS:
                self._grams[token] = known
        return known


def number_by_first(values: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], Ids]:
    """Number different values as they come: each value once, in that order, and the number of every entry."""
    different, first, place = np.unique(values, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return different[order], rank[place]


def _weigh(number: Ids, sizes: Ids, features: int, share: float) -> tuple[Ids, Ids, Values, Values]:
    """Weigh the entries of one family, `number` (entries,), in rows of the given sizes.

    Gives rows, ids and values of all entries, rows brought to length `share`, and the idf of each feature.
    """
    total = len(sizes)
    keys, counts = np.unique(np.repeat(np.arange(total), sizes) * max(features, 1) + number, return_counts=True)
    rows, ids = np.divmod(keys, max(features, 1))
    frequency = np.bincount(ids, minlength=features)
    idf = (np.log((1 + total) / (1 + frequency)) + 1).astype(np.float32)
    values = idf[ids] * (1 + np.log(counts)).astype(np.float32)
    lengths = np.sqrt(np.bincount(rows, values * values, minlength=total))
    return rows, ids, (values * (share / lengths[rows])).astype(np.float32), idf


def _stack(parts: Sequence[tuple[Ids, Ids, Values]], rows: int, columns: int) -> Matrix:
    """Put the families side by side and bring each row to length one."""
    row, ids, values = (np.concatenate(pieces) for pieces in zip(*parts, strict=True))
    order = np.lexsort((ids, row))
    row, ids, values = row[order], ids[order], values[order]
    lengths = np.sqrt(np.bincount(row, values * values, minlength=rows))
    starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=rows))))
    return Matrix(starts, ids, (values / lengths[row]).astype(np.float32), columns)
