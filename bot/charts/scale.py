"""The axis: round ticks around all figures of a chart, and where a sum stands between the first and the last."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.answers.blocks import Chart
from bot.locale.writing import short_money

MOST_STEPS = 5
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis by its ticks, at equal steps."""

    ticks: tuple[float, ...]

    @classmethod
    def of(cls, chart: Chart) -> Scale:
        """Choose round ticks around all figures, from zero where they begin low."""
        marks = [mark for panel in chart.panels for bar in panel.bars for mark in bar.marks]
        ends = [end for mark in marks for end in (mark.low, mark.high) if end is not None]
        least, most = min(ends), max(ends)
        return cls(round_ticks(0.0 if least < most / 2 else least, most))

    def share(self, value: float) -> float:
        """Tell how far along the axis a sum is, from 0 to 1."""
        return (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])

    def label(self, tick: float) -> str:
        """Write a tick: "$150k", "$2.5M"; exact, since ticks are round."""
        step = self.ticks[1] - self.ticks[0]
        if step >= 1e5 and tick >= 1e6:
            return short_money(tick, "M")
        return short_money(tick, "k" if step >= 100 and tick else "")


def round_ticks(least: float, most: float) -> tuple[float, ...]:
    """Give at most `MOST_STEPS` equal steps of a round size from or under `least` to or over `most`."""
    size = 10.0 ** math.floor(math.log10(max(most - least, MOST_STEPS) / MOST_STEPS))
    for step in (size * factor for factor in _STEPS):
        first, last = math.floor(least / step), math.ceil(most / step)
        if last - first <= MOST_STEPS:
            break
    return tuple(number * step for number in range(first, max(last, first + 1) + 1))
