"""What the pictures look like, as far as a machine can tell: nothing overlaps, all is inside, sizes suit a phone."""

from __future__ import annotations

import itertools
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from numpy.typing import NDArray
from PIL import Image

from bot.answers.blocks import Bar, Chart
from bot.answers.charts import pay_chart
from bot.app import Coach
from bot.charts.drawing import SCALE, draw, figure_of
from bot.charts.layout import WIDTH
from bot.coaching.pay import Wanted, select
from tests.charts.samples import ODD, SMALL, chart, mark
from tests.roles import MGR, ML, MLE, SWE, SYS

Boxes = NDArray[np.float64]

ROLES = (MLE, SYS, SWE, ML, MGR)
SMALLEST = 11.0
"""Pixels of a letter's height at a width of 375 that can be read on a phone."""
TALLEST = 2.5


def boxes(figure: Figure) -> tuple[list[str], Boxes, Boxes]:
    """Give all texts with their boxes and the boxes of all bars and marks: left, bottom, right, top in pixels."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    [axes] = figure.axes
    texts = [text for text in axes.texts if text.get_text()]
    blocks = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_fill()]
    measured = [
        np.array([each.get_window_extent(canvas.get_renderer()).extents for each in artists]).reshape(-1, 4)
        for artists in (texts, [*blocks, *axes.lines])
    ]
    return [text.get_text() for text in texts], measured[0], measured[1]


def overlaps(ones: Boxes, others: Boxes) -> list[tuple[int, int]]:
    """Find the pairs of boxes that share more than the pixel that rounding may add."""
    low = np.maximum(ones[:, None, :2], others[None, :, :2])
    high = np.minimum(ones[:, None, 2:], others[None, :, 2:])
    return [
        (int(one), int(other)) for one, other in zip(*np.nonzero((high - low).min(axis=2) > SCALE / 2), strict=True)
    ]


def faults(chart: Chart) -> list[str]:
    figure = figure_of(chart)
    texts, written, drawn = boxes(figure)
    inside = (written[:, :2] >= 0).all(axis=1) & (written[:, 2:] <= figure.bbox.size).all(axis=1)
    return [
        *(f"{text} is outside" for text, within in zip(texts, inside, strict=True) if not within),
        *(f"{texts[one]} lies on a bar" for one, _ in overlaps(written, drawn)),
        *(f"{texts[one]} and {texts[other]} overlap" for one, other in overlaps(written, written) if one < other),
    ]


GROUPS = [*((role,) for role in ROLES), *itertools.combinations(ROLES, 2), ROLES]
FACETS = ("top-pay", "total-compensation", "executive-pay", "pay-by-place")


@pytest.mark.parametrize("roles", GROUPS, ids=len)
def test_no_label_overlaps_another_or_a_bar_and_all_are_inside(coach: Coach, roles: tuple[str, ...]) -> None:
    assert faults(coach.chart(roles)) == []


@pytest.mark.parametrize("role", ROLES)
def test_nor_in_charts_of_extremes_of_whole_pay_and_of_places(coach: Coach, role: str) -> None:
    guide = coach.knowledge.roles[role]
    charts = [pay_chart(coach.knowledge, [(guide, select(guide, Wanted(facet)))], {facet}) for facet in FACETS]
    assert [fault for each in charts if each is not None for fault in faults(each)] == []


@pytest.mark.parametrize("name", ODD)
def test_nor_in_charts_that_no_guide_would_give(name: str) -> None:
    assert faults(ODD[name]) == []


def test_the_test_sees_an_overlap() -> None:
    figure = figure_of(SMALL)
    [axes] = figure.axes
    first = axes.texts[0]
    axes.text(*first.get_position(), "on top of it")
    texts, written, _ = boxes(figure)
    assert (0, len(texts) - 1) in overlaps(written, written)


def test_letters_are_large_enough_for_a_phone(coach: Coach) -> None:
    for each in (SMALL, coach.chart(ROLES)):
        [axes] = figure_of(each).axes
        sizes = [child.get_fontsize() for child in axes.get_children() if isinstance(child, Text) and child.get_text()]
        assert min(sizes) >= SMALLEST


def test_the_picture_is_as_wide_as_a_phone_and_not_too_tall(coach: Coach) -> None:
    for each in (coach.chart([SYS]), coach.chart([MGR]), coach.chart(ROLES)):
        picture = Image.open(BytesIO(draw(each)))
        assert picture.width == WIDTH * SCALE
        assert picture.height / picture.width < TALLEST


def test_every_picture_shows_its_unit_its_sources_and_its_sums(coach: Coach) -> None:
    for each in (coach.chart([SYS]), coach.chart([MGR, ML])):
        [axes] = figure_of(each).axes
        shown = " ".join(" ".join(text.get_text() for text in axes.texts).split())
        assert each.unit in shown
        assert "$100k" in shown
        for bar in (bar for panel in each.panels for bar in panel.bars):
            assert bar.label in shown
            assert all(mark.text in shown for mark in bar.marks)


def test_the_same_chart_gives_the_same_bytes(coach: Coach) -> None:
    each = coach.chart([MGR])
    assert draw(each) == draw(each)
    assert draw(each) != draw(SMALL)


def test_a_picture_is_opaque_and_small(coach: Coach) -> None:
    png = draw(coach.chart(ROLES))
    picture = Image.open(BytesIO(png))
    assert (picture.format, picture.mode) == ("PNG", "P")
    assert "transparency" not in picture.info
    assert len(png) < 200_000


def test_metadata_tells_nothing() -> None:
    assert set(Image.open(BytesIO(draw(SMALL))).info) <= {"dpi"}


def test_an_arrow_of_an_open_end_stays_inside() -> None:
    figure = figure_of(chart(Bar("Top", "", (mark(10, 20, open_ended=True),), ((1, 1),))))
    _, _, drawn = boxes(figure)
    assert drawn[:, 2].max() <= figure.bbox.x1


def test_nobodys_own_settings_of_the_library_are_read(tmp_path: Path) -> None:
    code = "import sys; from bot.charts.drawing import draw; from tests.charts.samples import SMALL;"
    code += "sys.stdout.buffer.write(draw(SMALL))"
    (tmp_path / "matplotlibrc").write_text("axes.facecolor: red\nhatch.linewidth: 9\nfont.size: 40\nlines.linewidth: 9")
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "MPLCONFIGDIR": matplotlib.get_configdir()}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert done.stdout == draw(SMALL)
