"""The classifier learns what it is shown, and joining equal columns changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching.classifier import group_columns, train
from bot.matching.features import Matrix, Vectoriser

EXAMPLES = [
    ("bonus", "how big is the bonus"),
    ("bonus", "do they pay a bonus every year"),
    ("bonus", "what bonus is usual"),
    ("degree", "do i need a degree"),
    ("degree", "is a masters required"),
    ("degree", "which degree is best"),
    ("tools", "which tools should i know"),
    ("tools", "do they use docker"),
    ("tools", "what is the usual stack"),
]
TOKENS = [tuple(text.split()) for _, text in EXAMPLES]
LABELS = [label for label, _ in EXAMPLES]


def dense(matrix: Matrix) -> np.ndarray:
    table = np.zeros((matrix.rows, matrix.columns), np.float32)
    table[matrix.row_of_entry, matrix.ids] = matrix.values
    return table


def test_every_example_wins_its_own_class() -> None:
    vectoriser, matrix = Vectoriser.build(TOKENS)
    model = train(matrix, LABELS)
    assert model.labels == ("bonus", "degree", "tools")
    for tokens, label in zip(TOKENS, LABELS, strict=True):
        assert model.labels[int(model.scores(vectoriser.vector(tokens)).argmax())] == label


@pytest.mark.parametrize(
    ("text", "label"), [("is there a bonus", "bonus"), ("must i have a degree", "degree"), ("docker tools", "tools")]
)
def test_new_messages_are_told_apart(text: str, label: str) -> None:
    vectoriser, matrix = Vectoriser.build(TOKENS)
    model = train(matrix, LABELS)
    assert model.labels[int(model.scores(vectoriser.vector(text.split())).argmax())] == label


def test_an_empty_vector_scores_the_bias() -> None:
    vectoriser, matrix = Vectoriser.build(TOKENS)
    model = train(matrix, LABELS)
    np.testing.assert_array_equal(model.scores(vectoriser.vector(())), model.bias)


def test_training_twice_gives_the_same_bytes() -> None:
    first, second = (train(Vectoriser.build(TOKENS)[1], LABELS) for _ in range(2))
    for name in ("weights", "bias", "groups", "shares"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def test_groups_hold_the_columns_that_are_equal_everywhere() -> None:
    _, matrix = Vectoriser.build(TOKENS)
    columns = dense(matrix).T
    groups, sizes = group_columns(matrix)
    assert sizes.sum() == matrix.columns
    assert len(np.unique(columns, axis=0)) == len(sizes) < matrix.columns
    for group in range(len(sizes)):
        members = columns[groups == group]
        assert len(members) == sizes[group]
        assert (members == members[0]).all()


def test_the_margin_of_an_example_is_that_of_the_whole_table() -> None:
    vectoriser, matrix = Vectoriser.build(TOKENS)
    model = train(matrix, LABELS)
    full = np.array(
        [[model.weight(feature, label) for label in range(len(model.labels))] for feature in range(matrix.columns)]
    )
    for row, tokens in enumerate(TOKENS):
        expected = dense(matrix)[row] @ full + model.bias
        np.testing.assert_allclose(model.scores(vectoriser.vector(tokens)), expected, atol=1e-4)


def test_one_class_and_one_example_are_enough() -> None:
    vectoriser, matrix = Vectoriser.build([("hello",)])
    model = train(matrix, ["greeting"])
    assert model.scores(vectoriser.vector(("hello",))).shape == (1,)


def test_a_wider_class_is_learned_from_the_rows_of_several() -> None:
    vectoriser, matrix = Vectoriser.build(TOKENS)
    model = train(matrix, LABELS, ["" if label == "tools" else "terms" for label in LABELS])
    assert model.labels == ("bonus", "degree", "terms", "tools")
    for tokens, label in zip(TOKENS, LABELS, strict=True):
        scores = model.scores(vectoriser.vector(tokens))
        assert bool(scores[model.labels.index("terms")] > 0) is (label != "tools")
