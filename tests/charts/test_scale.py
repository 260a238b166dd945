from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.blocks import Bar
from bot.charts.scale import MOST_STEPS, Scale, round_ticks
from tests.charts.samples import ODD, SMALL, chart, mark

sums = st.floats(0, 1e12, allow_nan=False)


@given(sums, sums)
def test_ticks_are_few_even_and_reach_around_all(one: float, other: float) -> None:
    least, most = sorted((one, other))
    ticks = round_ticks(least, most)
    steps = {round(b - a, 6) for a, b in itertools.pairwise(ticks)}
    assert 2 <= len(ticks) <= MOST_STEPS + 2
    assert max(steps) - min(steps) <= 1e-6 * max(ticks[-1], 1)
    assert ticks[0] <= least + 1e-6
    assert most <= ticks[-1] * (1 + 1e-9) + 1e-6


@pytest.mark.parametrize(
    ("least", "most", "ticks"),
    [
        (0, 449_000, (0, 100_000, 200_000, 300_000, 400_000, 500_000)),
        (0, 350_000, (0, 100_000, 200_000, 300_000, 400_000)),
        (150_000, 180_000, (150_000, 160_000, 170_000, 180_000)),
        (0, 0, (0, 1)),
    ],
)
def test_ticks_are_round(least: float, most: float, ticks: tuple[float, ...]) -> None:
    assert round_ticks(least, most) == ticks


def test_the_axis_begins_at_zero_where_the_figures_begin_low() -> None:
    assert Scale.of(chart(Bar("One", "", (mark(150_000, 180_000),), ((1, 1),)))).ticks[0] == 150_000
    assert Scale.of(ODD["far apart"]).ticks[0] == 0
    scale = Scale.of(SMALL)
    assert (scale.share(scale.ticks[0]), scale.share(scale.ticks[-1])) == (0, 1)


@pytest.mark.parametrize(
    ("ticks", "labels"),
    [
        ((0, 100_000, 200_000), ["$0", "$100k", "$200k"]),
        ((0, 2_500, 5_000), ["$0", "$2.5k", "$5k"]),
        ((0, 500_000, 1_000_000, 1_500_000), ["$0", "$500k", "$1M", "$1.5M"]),
        ((0, 50, 100), ["$0", "$50", "$100"]),
        ((1_000_000, 1_010_000), ["$1000k", "$1010k"]),
    ],
)
def test_ticks_are_written_exactly(ticks: tuple[float, ...], labels: list[str]) -> None:
    assert [Scale(ticks).label(tick) for tick in ticks] == labels
