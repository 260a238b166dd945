"""Set text in lines of a width: which words go where, before anything is drawn. All sizes are in points."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

ELLIPSIS = "…"
TIE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text looks."""

    size: float
    colour: str
    bold: bool = False


Ruler = Callable[[str, Style], float]
"""Measures how wide a text is in a style."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one style; a no-break space keeps two of them on one line."""

    text: str
    style: Style


def tied(text: str) -> str:
    """Keep a text on one line."""
    return text.replace(" ", TIE)


@dataclass(frozen=True, slots=True)
class Placed:
    """A run with where it begins on its line."""

    x: float
    run: Run


Line = tuple[Placed, ...]


def flow(runs: Sequence[Run], width: float, ruler: Ruler, most: int = 3) -> list[Line]:
    """Break runs into at most `most` lines of a width; what does not fit ends in an ellipsis."""
    lines: list[list[Run]] = [[]]
    for word in _words(runs):
        if lines[-1] and length([*lines[-1], word], ruler) > width:
            lines.append([])
        lines[-1].append(word)
    kept = lines[:most]
    if len(lines) > most:
        last = kept[-1][-1]
        kept[-1][-1] = Run(last.text + ELLIPSIS, last.style)
    return [_placed(_joined(_clipped(line, width, ruler)), ruler) for line in kept if line]


def length(runs: Sequence[Run], ruler: Ruler) -> float:
    """Measure runs on one line; word by word, since the same words come again and again."""
    placed = _placed(runs, ruler)
    return placed[-1].x + _width(placed[-1].run, ruler) if placed else 0.0


def _words(runs: Sequence[Run]) -> Iterator[Run]:
    return (Run(word, run.style) for run in runs for word in run.text.split(" ") if word)


def _joined(words: Sequence[Run]) -> list[Run]:
    """Join words of one style, so that each run is drawn at once."""
    runs: list[Run] = []
    for word in words:
        if runs and runs[-1].style == word.style:
            runs[-1] = Run(f"{runs[-1].text} {word.text}", word.style)
        else:
            runs.append(word)
    return runs


def _clipped(line: list[Run], width: float, ruler: Ruler) -> list[Run]:
    """Shorten the last word of a line that is too wide: one longer than a line, or one with an ellipsis put to it."""
    if length(line, ruler) <= width:
        return line
    *before, last = line
    word = last.text.rstrip(ELLIPSIS)

    def clipped(letters: int) -> list[Run]:
        return [*before, Run(word[:letters].rstrip() + ELLIPSIS, last.style)]

    # Measuring is slow, so the cut is searched for by halves.
    fitting = bisect_left(range(len(word)), True, key=lambda letters: length(clipped(letters + 1), ruler) > width)
    return clipped(fitting) if fitting or not before else before


def _placed(runs: Sequence[Run], ruler: Ruler) -> Line:
    x, placed = 0.0, []
    for run in runs:
        placed.append(Placed(x, run))
        x += _width(run, ruler) + _space(run.style, ruler)
    return tuple(placed)


def _width(run: Run, ruler: Ruler) -> float:
    words = run.text.split(" ")
    return sum(ruler(word, run.style) for word in words) + _space(run.style, ruler) * (len(words) - 1)


def _space(style: Style, ruler: Ruler) -> float:
    """Measure a space between words; alone it has no ink to measure."""
    return ruler("n n", style) - 2 * ruler("n", style)
