"""What all benchmarks share: their options, percentiles, tables and the JSON file."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def parser(text: str | None) -> ArgumentParser:
    """Start a command line with the options of every benchmark."""
    options = ArgumentParser(description=text)
    options.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    return options


def percentile(values: Iterable[float], share: float) -> float:
    """Give the value under which a share (0-1) of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Give p50, p95 and p99 in milliseconds."""
    return {f"p{share}": round(percentile(seconds, share / 100) * 1000, 3) for share in (50, 95, 99)}


def resident(process: int | str = "self") -> float:
    """Give the memory a process holds, in MB of a million bytes; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


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
