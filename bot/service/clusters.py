"""Put questions that ask much the same together, most frequent first.

A question is taken as the words that tell what it is about, in no order: "how much does a nurse make" and "nurse
salary" lack the same guide. Each distinct set of words becomes a vector as the engine makes them (tf-idf of words, word
pairs and character n-grams), built from the questions themselves, since the knowledge has no features for just what
could not be answered. Then one pass in a fixed order: a question joins the nearest group whose first question is near
enough, or begins a group of its own. The order of what comes in changes nothing. The work for thousands of questions
stays within seconds, because features that stand in very many questions, which tell nothing apart, are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Matrix, Tokens, Vectoriser
from bot.storage.records import Gap, GapKind

NEAR = 0.4
"""Least cosine between a question and the first of its group; below it groups mix what only sounds alike, above it
"interview process" and "what the interview is like" fall apart."""
MOST_WORDS = 12
"""Words of a question that count; rambling ones would take long and belong together by chance."""
COMMON_SHARE, COMMON_LEAST = 0.05, 200
"""A feature of more than this share of the questions, and of more than so many, is left out."""
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask much the same; `text` is the one asked most often."""

    text: str
    count: int
    kinds: tuple[tuple[GapKind, int], ...]
    reasons: tuple[tuple[str, int], ...]
    """The reasons given and how often, most frequent first."""
    examples: tuple[str, ...]
    """Other wordings, most frequent first."""
    last: datetime
    gaps: tuple[Gap, ...]


def clusters(gaps: Sequence[Gap], telling: Callable[[str], Tokens]) -> tuple[Cluster, ...]:
    """Group gaps by likeness, the largest group first; `telling` gives the words that tell what a text is about."""
    by_tokens: dict[Tokens, list[Gap]] = {}
    for gap in sorted(gaps, key=lambda gap: (gap.text, gap.created, gap.id)):
        words = telling(gap.text)[:MOST_WORDS] or (gap.text,)
        by_tokens.setdefault(tuple(sorted(words)), []).append(gap)
    ordered = sorted(by_tokens, key=lambda tokens: (-len(by_tokens[tokens]), tokens))
    groups: dict[int, list[Gap]] = {}
    for tokens, leader in zip(ordered, _leaders(ordered), strict=True):
        groups.setdefault(leader, []).extend(by_tokens[tokens])
    found = [_cluster(group) for group in groups.values()]
    return tuple(sorted(found, key=lambda cluster: (-cluster.count, cluster.text)))


def _cluster(gaps: Sequence[Gap]) -> Cluster:
    texts = [text for text, _ in Counter(gap.text for gap in gaps).most_common()]
    return Cluster(
        text=texts[0],
        count=len(gaps),
        kinds=tuple(Counter(gap.kind for gap in gaps).most_common()),
        reasons=tuple(Counter(reason for gap in gaps for reason in gap.reasons).most_common()),
        examples=tuple(texts[1 : EXAMPLES + 1]),
        last=max(gap.created for gap in gaps),
        gaps=tuple(gaps),
    )


def _leaders(documents: Sequence[Tokens]) -> list[int]:
    """Give for each document the number of the one that leads its group."""
    if not documents:
        return []
    matrix = _telling(Vectoriser.build(documents)[1])
    leads = np.zeros(matrix.rows, bool)
    columns = _Columns(matrix)
    leaders = []
    for row in range(matrix.rows):
        likeness = np.where(leads, columns.times(row), 0.0)
        nearest = int(likeness.argmax())
        if likeness[nearest] < NEAR:
            nearest = row
            leads[row] = True
        leaders.append(nearest)
    return leaders


def _telling(matrix: Matrix) -> Matrix:
    """Leave out features that stand in very many rows, and bring the rows to length one again."""
    frequency = np.bincount(matrix.ids, minlength=matrix.columns)
    kept = frequency[matrix.ids] <= max(COMMON_LEAST, COMMON_SHARE * matrix.rows)
    row, ids, values = matrix.row_of_entry[kept], matrix.ids[kept], matrix.values[kept]
    lengths = np.sqrt(np.bincount(row, values * values, minlength=matrix.rows))
    starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=matrix.rows))))
    return Matrix(starts, ids, (values / lengths[row]).astype(np.float32), matrix.columns)


class _Columns:
    """A matrix by its columns, to multiply it with one of its rows."""

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix
        order = np.argsort(matrix.ids, kind="stable")
        self._rows, self._values = matrix.row_of_entry[order], matrix.values[order]
        self._starts = np.concatenate(([0], np.cumsum(np.bincount(matrix.ids, minlength=matrix.columns))))

    def times(self, row: int) -> NDArray[Any]:
        """Give the cosine of a row with every row."""
        matrix = self._matrix
        own = slice(matrix.starts[row], matrix.starts[row + 1])
        first, last = self._starts[matrix.ids[own]], self._starts[matrix.ids[own] + 1]
        sizes = last - first
        # The entries of all columns of the row, one after another: positions that count on from each column's start.
        places = np.arange(sizes.sum()) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
        products = self._values[places] * np.repeat(matrix.values[own], sizes)
        return np.bincount(self._rows[places], products, minlength=matrix.rows)
