"""A linear classifier over sparse vectors: one weight table, one row of scores a message.

One-versus-rest support vector machine with squared hinge loss, trained by dual coordinate descent (Hsieh et al. 2008,
"A Dual Coordinate Descent Method for Large-scale Linear SVM"), with all classes of an example updated in one numpy
step. A little multinomial naive Bayes on the same rows steadies classes with few phrasings; both are linear, so they
add up to one table. Training is deterministic: the order of the examples comes from a fixed seed.

A row may belong to a wider class beside its own, as "what do i wear" is about clothes and about nothing in the guides.

Many features never occur apart: the character n-grams of a rare word all stand in the same phrasings with the same
weight. Such columns are trained and stored as one, which changes no score and makes the table half as large. A column
that occurs in one phrasing only needs no row while training, because its weight follows from that phrasing's dual
variables alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Ids, Matrix, Values, Vector, number_by_first

COST = 4.0
"""Price of a margin violation, C of the SVM."""
EPOCHS = 10
NO_CLASS = -1
"""The number of a class that a row lacks."""
BAYES_SHARE = 0.05
BAYES_SMOOTHING = 0.01
SEED = 0
_MOVED = 3e-3
"""A phrasing whose dual variables all moved less stands still; after two such rounds it is left out until the last."""

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights (groups, classes) and bias (classes,) of the trained classifier.

    `groups` (features,) gives the row of each feature, `shares` (features,) its part of that row.
    """

    labels: tuple[str, ...]
    weights: Table
    bias: Values
    groups: NDArray[np.int32]
    shares: Values

    def scores(self, vector: Vector) -> Values:
        """Score a message against every class: shape (classes,), about -1 (not this) to 1 (this)."""
        values = vector.values * self.shares.take(vector.ids)
        rows = self.weights.take(self.groups.take(vector.ids), axis=0)
        return np.asarray(values @ rows + self.bias, np.float32)

    def weight(self, feature: int, label: int) -> float:
        """Give what one feature weighs for one class, both by number."""
        return float(self.weights[self.groups[feature], label] * self.shares[feature])


def train(matrix: Matrix, labels: Sequence[str], wider: Sequence[str] = ()) -> LinearModel:
    """Train on one row a phrasing; `wider` gives the label of a wider class that a row belongs to as well, or ""."""
    wider = wider or [""] * len(labels)
    names = tuple(sorted({*labels, *wider} - {""}))
    number = {name: position for position, name in enumerate(names)} | {"": NO_CLASS}
    targets = np.array([[number[label] for label in pair] for pair in zip(labels, wider, strict=True)], np.int64)
    groups, sizes = group_columns(matrix)
    grouped = _collapse(matrix, groups, sizes)
    weights, bias = _support_vectors(grouped, targets, len(names))
    weights += _naive_bayes(grouped, sizes, targets, len(names))
    shares = (1 / np.sqrt(sizes)).astype(np.float32)[groups]
    return LinearModel(names, weights, bias, groups.astype(np.int32), shares)


def group_columns(matrix: Matrix) -> tuple[Ids, Ids]:
    """Find columns that are equal in every row: the group of each column, and the size of each group.

    Columns are compared by a 64-bit sum of their entries' bits, each multiplied by a random number of its row.
    Groups are numbered by their first column.
    """
    marks = np.random.default_rng(SEED).integers(1, 2**64, matrix.rows, np.uint64)
    order = np.argsort(matrix.ids, kind="stable")
    entries = (matrix.values.view(np.uint32) * marks[matrix.row_of_entry])[order]
    counts = np.bincount(matrix.ids, minlength=matrix.columns)
    signatures = np.add.reduceat(entries, np.cumsum(counts) - counts)
    _, groups = number_by_first(signatures)
    return groups, np.bincount(groups)


def _collapse(matrix: Matrix, groups: Ids, sizes: Ids) -> Matrix:
    """Keep one column of each group, as long as all of the group together."""
    kept = np.zeros(matrix.columns, bool)
    kept[np.unique(groups, return_index=True)[1]] = True
    entries = kept[matrix.ids]
    ids = groups[matrix.ids[entries]]
    values = matrix.values[entries] * np.sqrt(sizes[ids]).astype(np.float32)
    return Matrix(_starts(matrix.row_of_entry[entries], matrix.rows), ids, values, len(sizes))


def _starts(rows: Ids, count: int) -> Ids:
    """Give where each row starts in entries sorted by row, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count))))


def _support_vectors(matrix: Matrix, targets: Ids, classes: int) -> tuple[Table, Values]:
    """Give the SVM's weights, shape (columns, classes), and its bias (classes,)."""
    shared = np.bincount(matrix.ids, minlength=matrix.columns) > 1
    own = ~shared[matrix.ids]
    rows = matrix.row_of_entry
    alone = np.bincount(rows[own], matrix.values[own].astype(np.float64) ** 2, minlength=matrix.rows).astype(np.float64)
    duals = np.zeros((matrix.rows, classes), np.float32)
    table = _descend(_with_bias(matrix, shared), duals, alone, targets)
    weights = np.empty((matrix.columns, classes), np.float32)
    weights[shared] = table[:-1]
    weights[matrix.ids[own]] = matrix.values[own, None] * duals[rows[own]]
    return weights, table[-1].copy()


def _with_bias(matrix: Matrix, shared: NDArray[np.bool_]) -> Matrix:
    """Keep the shared columns and end every row in a 1, in one more column for the bias."""
    columns = int(shared.sum())
    place = np.cumsum(shared) - 1
    kept = shared[matrix.ids]
    rows = np.concatenate((matrix.row_of_entry[kept], np.arange(matrix.rows)))
    order = np.argsort(rows, kind="stable")
    ids = np.concatenate((place[matrix.ids[kept]], np.full(matrix.rows, columns)))
    values = np.concatenate((matrix.values[kept], np.ones(matrix.rows, np.float32)))
    return Matrix(_starts(rows, matrix.rows), ids[order], values[order], columns + 1)


def _descend(matrix: Matrix, duals: Table, alone: NDArray[np.float64], targets: Ids) -> Table:
    """Fit the dual variables, shape (rows, classes), and give the weights that follow, shape (columns, classes).

    The duals carry their label's sign. `alone` (rows,) is the squared length of each row's columns of its own.
    """
    table = np.zeros((matrix.columns, duals.shape[1]), np.float32)
    lengths = np.bincount(matrix.row_of_entry, matrix.values.astype(np.float64) ** 2) + alone + 0.5 / COST
    held = 1 - (alone + 0.5 / COST) / lengths
    starts, goals = matrix.starts.tolist(), [[goal for goal in pair if goal != NO_CLASS] for pair in targets.tolist()]
    longest = int(np.diff(matrix.starts).max(initial=0))
    block, change = np.empty((2, longest, duals.shape[1]), np.float32)
    quiet = np.zeros(matrix.rows, np.int8)
    random = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        for row in random.permutation(matrix.rows).tolist():
            if quiet[row] > 1 and epoch < EPOCHS - 1:
                continue
            ids = matrix.ids[starts[row] : starts[row + 1]]
            values = matrix.values[starts[row] : starts[row + 1]]
            current = table.take(ids, axis=0, out=block[: len(ids)], mode="clip")
            step = _step(duals[row], values @ current, goals[row], float(lengths[row]), float(held[row]))
            if max(step.max(), -step.min()) <= _MOVED:
                quiet[row] += 1
                continue
            quiet[row] = 0
            duals[row] += step
            current += np.multiply(values[:, None], step, out=change[: len(ids)])
            table[ids] = current
    return table


def _step(dual: Values, margins: Values, goals: Sequence[int], length: float, held: float) -> Values:
    """Minimise the dual of one row in all classes at once: negative in every class but its own."""
    fresh = dual * np.float32(held) - (margins + 1) * np.float32(1 / length)
    own = [float(fresh[goal]) + 2 / length for goal in goals]  # its own classes want +1, the others -1
    np.minimum(fresh, 0, out=fresh)
    for goal, value in zip(goals, own, strict=True):
        fresh[goal] = max(value, 0.0)
    fresh -= dual
    return fresh


def _naive_bayes(matrix: Matrix, sizes: Ids, targets: Ids, classes: int) -> Table:
    """Give centred log probabilities of the features by class, shape (groups, classes).

    A group's row is what its features' rows, which are equal, amount to together.
    """
    members = sizes[:, None].astype(np.float32)
    counts = np.zeros((matrix.columns, classes), np.float32)
    for goals in targets.T:
        entries = goals[matrix.row_of_entry] != NO_CLASS
        places = matrix.ids * classes + goals[matrix.row_of_entry]
        np.add.at(counts.reshape(-1), places[entries], matrix.values[entries])
    counts /= np.sqrt(members)
    counts += BAYES_SMOOTHING
    counts /= (counts * members).sum(0)
    np.log(counts, out=counts)
    counts -= counts.mean(1, keepdims=True)
    counts *= BAYES_SHARE * np.sqrt(members)
    return counts
