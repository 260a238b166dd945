"""What all benchmarks share: their options, percentiles, tables and the JSON file."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

CLOCKS: Mapping[str, Callable[[], float]] = {"wall": time.perf_counter, "cpu": time.process_time}
"""What the time of an answer is read from; the processor's own time is disturbed less by other programs."""
KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def parser(text: str | None) -> ArgumentParser:
    """Start a command line with the options of every benchmark."""
    options = ArgumentParser(description=text)
    options.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    return options


def add_clock(options: ArgumentParser) -> None:
    """Let a benchmark be timed by either clock."""
    options.add_argument("--clock", choices=sorted(CLOCKS), default="wall", help="what to time by")


def percentile(values: Iterable[float], share: float) -> float:
    """Give the value under which a share (0-1) of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Give p50, p95 and p99 in milliseconds."""
    return {f"p{share}": round(percentile(seconds, share / 100) * 1000, 3) for share in (50, 95, 99)}


def resident(process: int | str = "self") -> float:
    """Give the memory a process holds, in MB of a million bytes; 0 where the system does not tell."""
    return _memory(process)[0]


def private(process: int | str = "self") -> float:
    """Give the part of it that stands in no file, which the system cannot take back and read again when needed."""
    held, mapped = _memory(process)
    return round(held - mapped, 1)


def _memory(process: int | str) -> tuple[float, float]:
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()[1:3]
    except OSError:
        return 0.0, 0.0
    held, mapped = (round(int(count) * os.sysconf("SC_PAGE_SIZE") / 1e6, 1) for count in pages)
    return held, mapped


def show(title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows as a table."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    print(f"\n{title}")
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    sys.stdout.flush()


def write(file: Path | None, figures: Mapping[str, Any]) -> None:
    """Write the figures as JSON where a file is named."""
    if file is not None:
        file.write_text(json.dumps(figures, indent=2) + "\n")
