"""The looks of a chart: an opaque dark card that reads on dark and on light pages, and colours that everybody can tell.

The colours are Okabe and Ito's, chosen to differ under every kind of colour blindness; each measure has a hatch and a
heading besides, so none is told by its colour alone. Sizes are points at a width of 375, which is a phone's.
"""

from __future__ import annotations

from bot.charts.flow import Style
from bot.knowledge.models import FigureKind

CARD, EDGE, GRID = "#17181B", "#80848E", "#43464E"
BRIGHT, MUTED = "#F2F3F5", "#C4C9D0"

COLOURS = {
    FigureKind.BASE: "#56B4E9",
    FigureKind.SALARY: "#E69F00",
    FigureKind.TOTAL: "#009E73",
    FigureKind.CASH: "#F0E442",
    FigureKind.EQUITY: "#CC79A7",
    FigureKind.SIGN_ON: "#D55E00",
}
HATCHES = {
    FigureKind.BASE: "",
    FigureKind.SALARY: "////",
    FigureKind.TOTAL: "....",
    FigureKind.CASH: "xxxx",
    FigureKind.EQUITY: "\\\\\\\\",
    FigureKind.SIGN_ON: "||||",
}

TITLE = Style(14, BRIGHT, bold=True)
UNIT = Style(12, MUTED)
ROLE = Style(13, BRIGHT, bold=True)
LABEL = Style(12, BRIGHT, bold=True)
DETAIL = Style(12, MUTED)
AMOUNT = Style(12, BRIGHT)
NOTE = Style(12, MUTED)
TICK = Style(12, MUTED)


def heading(measure: FigureKind) -> Style:
    """Give the style of a panel's heading: the colour of its bars."""
    return Style(13, COLOURS[measure], bold=True)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
