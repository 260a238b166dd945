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
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
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
_REMEMBERED_WORDS = 50_000


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


def skip_features(tokens: Tokens) -> list[str]:
    """Give pairs of words with one to `SKIP_GAP` - 1 words between them."""
    return [
        f"{first}~{second}"
        for position, first in enumerate(tokens)
        for second in tokens[position + 2 : position + 1 + SKIP_GAP]
    ]


def masked(tokens: Tokens) -> Tokens:
    """Replace numbers by as many `#` as they have digits: whichever number it is, the same is asked."""
    return [token if token.isalpha() or not token.isdigit() else "#" * len(token) for token in tokens]


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
            self._ids.append(dict(zip(names, range(start, start + len(names)), strict=True)))
            start += len(names)
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
        phrasings = list(documents)
        families = (_Family(), _Family(), _Family())
        for tokens in map(masked, phrasings):
            families[0].add(word_features(tokens))
            families[1].add([gram for token in tokens for gram in character_grams(token)])
            families[2].add(skip_features(tokens))
        parts: list[tuple[Ids, Ids, Values]] = []
        weights: list[Values] = []
        start = 0
        for family, share in zip(families, FAMILY_WEIGHTS, strict=True):
            rows, ids, values, idf = family.weigh(share)
            parts.append((rows, ids + start, values))
            weights.append(idf)
            start += len(idf)
        vectoriser = cls([list(family.ids) for family in families], np.concatenate(weights), len(phrasings))
        return vectoriser, _stack(parts, len(phrasings), start)

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
        words, _, skips = self._ids
        tokens = masked(tokens)
        counts = (
            _count(words, word_features(tokens)),
            self._characters(tokens, originals or {}),
            _count(skips, skip_features(tokens)),
        )
        sizes = [len(count) for count in counts]
        ids = np.array([number for count in counts for number in count], np.int64)
        values = self.idf[ids] * np.array(
            [1 + math.log(amount) if amount > 1 else amount for count in counts for amount in count.values()],
            np.float32,
        )
        start, squares = 0, 0.0
        for size, share in zip(sizes, FAMILY_WEIGHTS, strict=True):
            part = values[start : start + size]
            if size:
                part *= share / math.sqrt(float(part @ part))
                squares += share * share
            start += size
        return Vector(ids, values / np.float32(math.sqrt(squares)) if squares else values)

    def _characters(self, tokens: Tokens, originals: Mapping[int, str]) -> dict[int, float]:
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
            family = self._ids[1]
            known = [number for gram in character_grams(token) if (number := family.get(gram)) is not None]
            if len(self._grams) < _REMEMBERED_WORDS:
                self._grams[token] = known
        return known


class _Family:
    """The features of one family while they are collected, numbered as they come."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self._entries: list[int] = []
        self._ends = [0]

    def add(self, names: Iterable[str]) -> None:
        """Take the features of the next phrasing."""
        ids = self.ids
        self._entries += [ids.setdefault(name, len(ids)) for name in names]
        self._ends.append(len(self._entries))

    def weigh(self, share: float) -> tuple[Ids, Ids, Values, Values]:
        """Give rows, ids and values of all entries, rows brought to length `share`, and the idf of each feature."""
        total, features = len(self._ends) - 1, max(len(self.ids), 1)
        rows = np.repeat(np.arange(total), np.diff(self._ends))
        keys, counts = np.unique(rows * features + np.array(self._entries, np.int64), return_counts=True)
        rows, ids = np.divmod(keys, features)
        frequency = np.bincount(ids, minlength=len(self.ids))
        idf = (np.log((1 + total) / (1 + frequency)) + 1).astype(np.float32)
        values = idf[ids] * (1 + np.log(counts)).astype(np.float32)
        lengths = np.sqrt(np.bincount(rows, values * values, minlength=total))
        return rows, ids, (values * (share / lengths[rows])).astype(np.float32), idf


def _count(known: Mapping[str, int], names: Iterable[str]) -> dict[int, float]:
    """Count the known ones of some features, by number."""
    counts: dict[int, float] = {}
    for name in names:
        number = known.get(name)
        if number is not None:
            counts[number] = counts.get(number, 0.0) + 1.0
    return counts


def _stack(parts: Sequence[tuple[Ids, Ids, Values]], rows: int, columns: int) -> Matrix:
    """Put the families side by side and bring each row to length one."""
    row, ids, values = (np.concatenate(pieces) for pieces in zip(*parts, strict=True))
    order = np.lexsort((ids, row))
    row, ids, values = row[order], ids[order], values[order]
    lengths = np.sqrt(np.bincount(row, values * values, minlength=rows))
    starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=rows))))
    return Matrix(starts, ids, (values / lengths[row]).astype(np.float32), columns)
