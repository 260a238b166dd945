"""Write what became of the golden questions: what broke, counts, and which facets were taken for which others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from bot.golden import GoldenResult, confusions, expected, golden_problems, got, shortened
from bot.knowledge.models import Knowledge

COUNTS = ("asked", "right", "broken", "open")
"""Open is what is not answered rightly and need not be yet (`holds: false`)."""


def render(results: Sequence[GoldenResult], seconds: float) -> Iterator[str]:
    """Give the lines of the short account: what broke, then counts by kind and by style."""
    for problem in golden_problems(results):
        yield str(problem)
    yield ""
    yield from _counts("kind", results, lambda result: result.kind)
    yield ""
    yield from _counts("style", results, lambda result: result.turn.style)
    yield ""
    right = sum(result.right for result in results)
    broken = sum(result.broken for result in results)
    yield f"{right} of {len(results)} golden questions answered rightly in {seconds:.1f} s; {broken} broken."
    mended = sum(result.right and not result.turn.holds for result in results)
    if mended:
        yield f"{mended} with holds: false {'is' if mended == 1 else 'are'} answered by now; --update-holds marks them."


def report(knowledge: Knowledge, results: Sequence[GoldenResult]) -> Iterator[str]:
    """Give the lines of the report: what is open, and the confusion between facets, most frequent first."""
    yield ""
    for result in results:
        if not result.right and not result.turn.holds:
            turn = result.turn
            place = f"{turn.file}:{turn.line}"
            yield f"open {place}: “{shortened(turn.ask)}”: expected {expected(result)}, got {got(result.reply)}"
    rows = [("times", "wanted", "given", "first")]
    for wanted, given, count, first in confusions(knowledge, results):
        rows.append((str(count), wanted, given, f"{first.turn.file}:{first.turn.line}"))
    if len(rows) > 1:
        yield ""
        yield from _table(rows)


def _counts(title: str, results: Sequence[GoldenResult], key: Callable[[GoldenResult], str]) -> Iterator[str]:
    groups: dict[str, list[GoldenResult]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    rows = [(title, *COUNTS)]
    for name, group in groups.items():
        right = sum(result.right for result in group)
        broken = sum(result.broken for result in group)
        rows.append((name, str(len(group)), str(right), str(broken), str(len(group) - right - broken)))
    yield from _table(rows)


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Align cells in columns; numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    numeric = [all(row[place].isdigit() for row in rows[1:]) for place in range(len(widths))]
    for row in rows:
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        yield "  ".join(cells).rstrip()
