"""A linear classifier over sparse vectors: one weight table, one row of scores a message.

One-versus-rest support vector machine with squared hinge loss, trained by dual coordinate descent (Hsieh et al. 2008,
"A Dual Coordinate Descent Method for Large-scale Linear SVM"), with all classes of an example updated in one numpy
step. A little multinomial naive Bayes on the same rows steadies classes with few phrasings; both are linear, so they
add up to one table. Training is deterministic: the order of the examples comes from a fixed seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Values, Vector

COST = 4.0
"""Price of a margin violation, C of the SVM."""
EPOCHS = 8
BAYES_SHARE = 0.05
BAYES_SMOOTHING = 0.01
SEED = 0
_MOVED = 1e-3
_MOVED_CLASS = 1e-5


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights (features, classes) and bias (classes,) of the trained classifier."""

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: Values

    def scores(self, vector: Vector) -> Values:
        """Score a message against every class: shape (classes,), about -1 (not this) to 1 (this)."""
        picked: Values = vector.values @ self.weights.take(vector.ids, axis=0) + self.bias
        return picked


def train(vectors: Sequence[Vector], labels: Sequence[str], features: int) -> LinearModel:
    """Train on one vector a phrasing; `features` is the length of the vectors' space."""
    names = tuple(sorted(set(labels)))
    number = {name: position for position, name in enumerate(names)}
    targets = np.array([number[label] for label in labels])
    weights = _support_vectors(vectors, targets, features, len(names))
    bias = weights[features].copy()
    table = weights[:features] + _naive_bayes(vectors, targets, features, len(names))
    return LinearModel(names, np.ascontiguousarray(table, np.float32), bias)


def _support_vectors(
    vectors: Sequence[Vector], targets: NDArray[np.int64], features: int, classes: int
) -> NDArray[np.float32]:
    """Give the SVM's weights, shape (features + 1, classes); the last row is the bias."""
    weights = np.zeros((features + 1, classes), np.float32)
    duals = np.zeros((len(vectors), classes), np.float32)
    rows = [(np.append(v.ids, features), np.append(v.values, np.float32(1))) for v in vectors]
    norms = np.array([float(values @ values) for _, values in rows], np.float32) + 0.5 / COST
    signs = -np.ones(classes, np.float32)
    quiet = np.zeros(len(vectors), np.int8)
    random = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        for row in random.permutation(len(vectors)):
            if quiet[row] > 1 and epoch < EPOCHS - 1:  # shrinking: it has not moved twice in a row
                continue
            target = targets[row]
            signs[target] = 1
            moved = _update(weights, duals[row], rows[row], signs, float(norms[row]))
            signs[target] = -1
            quiet[row] = 0 if moved else quiet[row] + 1
    return weights


def _update(
    weights: NDArray[np.float32],
    dual: Values,
    row: tuple[NDArray[np.int64], Values],
    signs: Values,
    norm: float,
) -> bool:
    """Take one coordinate step for all classes of an example; tell whether anything moved."""
    ids, values = row
    current = weights.take(ids, axis=0)
    gradient = signs * (values @ current) - 1 + (0.5 / COST) * dual
    fresh = np.maximum(dual - gradient / norm, 0)
    step = fresh - dual
    if np.abs(step).max() <= _MOVED:
        return False
    changed = np.flatnonzero(np.abs(step) > _MOVED_CLASS)
    if len(changed) * 3 < len(step):
        weights[ids[:, None], changed] += values[:, None] * (step[changed] * signs[changed])
    else:
        weights[ids] = current + values[:, None] * (step * signs)
    dual[:] = fresh
    return True


def _naive_bayes(
    vectors: Sequence[Vector], targets: NDArray[np.int64], features: int, classes: int
) -> NDArray[np.float32]:
    """Give centred log probabilities of each feature by class, shape (features, classes)."""
    counts = np.full((features, classes), BAYES_SMOOTHING, np.float32)
    for vector, target in zip(vectors, targets, strict=True):
        counts[vector.ids, target] += vector.values
    counts /= counts.sum(0)
    np.log(counts, out=counts)
    counts -= counts.mean(1, keepdims=True)
    counts *= BAYES_SHARE
    return counts
