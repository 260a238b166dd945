from __future__ import annotations

import itertools

import pytest

from bot.answers.figures import MONEY
from bot.charts import palette
from bot.charts.palette import BRIGHT, CARD, COLOURS, EDGE, HATCHES, MUTED, contrast
from bot.console_front.bars import MARKS, STYLES

TEXT, GRAPHICS = 4.5, 3.0
"""The least contrast that WCAG 2.2 asks of text and of what must be told apart in pictures (1.4.3 and 1.4.11)."""
THEMES = {
    "dark": "#313338",
    "darker card": "#2B2D31",
    "midnight": "#000000",
    "light": "#FFFFFF",
    "light card": "#F2F3F5",
}


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#FFFFFF", 21), ("#777777", "#FFFFFF", 4.48), ("#123456", "#123456", 1)]
)
def test_contrast_is_computed_as_the_standard_defines_it(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_every_letter_stands_out_from_the_card() -> None:
    styles = [palette.TITLE, palette.UNIT, palette.ROLE, palette.LABEL, palette.DETAIL, palette.AMOUNT, palette.NOTE,
              palette.TICK, *map(palette.heading, COLOURS)]  # fmt: skip
    assert [style for style in styles if contrast(style.colour, CARD) < TEXT] == []


def test_every_bar_and_mark_stands_out_from_the_card() -> None:
    assert [colour for colour in (*COLOURS.values(), BRIGHT, MUTED) if contrast(colour, CARD) < GRAPHICS] == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_card_has_an_edge_in_every_theme(theme: str) -> None:
    assert max(contrast(EDGE, THEMES[theme]), contrast(CARD, THEMES[theme])) >= GRAPHICS


def test_every_kind_of_money_has_a_colour_and_a_hatch_of_its_own() -> None:
    assert set(COLOURS) == set(HATCHES) == set(STYLES) == MONEY
    for looks in (COLOURS, HATCHES, MARKS):
        assert all(one != other for one, other in itertools.combinations(looks.values(), 2))
