"""Charts that no guide would give: long names, strange letters, huge and tiny sums."""

from __future__ import annotations

from bot.answers.blocks import Bar, Chart, Mark, Panel, Shape
from bot.knowledge.models import FigureKind

LINES = ((1, 1),)


def mark(low: float | None = 100_000, high: float | None = 200_000, text: str = "", *, shape: Shape = Shape.SPAN,
         open_ended: bool = False) -> Mark:  # fmt: skip
    return Mark(shape, text or f"${low} to ${high}", low, high, open_ended)


def chart(*bars: Bar, measure: FigureKind = FigureKind.SALARY, title: str = "A role", role: str = "") -> Chart:
    drawn = {mark.shape for bar in bars for mark in bar.marks}
    legend = tuple((shape, shape.value) for shape in Shape if shape in drawn)
    panel = Panel(measure, measure.value, bars, role)
    return Chart(title, "US dollars a year", (panel,), legend, ("US, 2024.",), "All of it in words.")


SMALL = chart(Bar("Surveys", "senior", (mark(), mark(150_000, 150_000, "average", shape=Shape.AVERAGE)), LINES))

LONG = "a very long name of a source of pay data that nobody would ever print on a telephone " * 3
ODD = {
    "long names": chart(Bar(LONG, LONG, (mark(text=LONG),), LINES), title=LONG, role=LONG),
    "one endless word": chart(Bar("x" * 300, "y" * 300, (mark(text="z" * 300),), LINES), title="w" * 300),
    "signs of formulas": chart(Bar("$x^2$ \\frac{1}{2}", "$ $ _ ^", (mark(text="$1 to $2 \\alpha$"),), LINES)),
    "letters without a glyph": chart(Bar("薪水 مرحبا 🙂", "зарплата", (mark(text="١٢٣"),), LINES), title="給与"),
    "one sum": chart(Bar("One", "", (mark(5, 5, shape=Shape.POINT),), LINES)),
    "nothing at all": chart(Bar("None", "", (mark(0, 0, shape=Shape.POINT),), LINES)),
    "millions": chart(Bar("Huge", "", (mark(1e9, 9.5e9), mark(None, 4e9, shape=Shape.UP_TO)), LINES)),
    "far apart": chart(Bar("A", "", (mark(1, 1, shape=Shape.MEDIAN),), LINES), Bar("B", "", (mark(9e6, 9e6),), LINES)),
    "many marks": chart(
        Bar("All", "", tuple(mark(100 + n, 200 + n, "sum", shape=shape) for n, shape in enumerate(Shape)), LINES)
    ),
    "open ends": chart(
        Bar("Open", "", (mark(100, 200, "100 to 200+", open_ended=True),), LINES),
        Bar("From", "", (mark(150, None, "150+", shape=Shape.AT_LEAST, open_ended=True),), LINES),
    ),
}
