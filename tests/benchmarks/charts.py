"""How long a picture of pay takes: the first of a process, the next, and one from the cache; its size, and the memory.

Each is measured in a process of its own, as a bot that has just started or has been idle meets it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.report import KNOWLEDGE, parser, percentile, show, write

RUNS = 5
DRAW = """
import json, sys, time
from pathlib import Path
from bot.app import Coach
from bot.charts.pictures import Pictures
from tests.benchmarks.report import resident

def timed(act):
    start = time.perf_counter()
    return act(), time.perf_counter() - start

knowledge, cache, runs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
coach = Coach.open(knowledge, cache)
roles = list(coach.knowledge.roles)
before = resident()
charts = [coach.chart([role]) for role in roles] + [coach.chart(roles[:2]), coach.chart(roles)]
composed = timed(lambda: [coach.chart([role]) for role in roles])[1] / len(roles)
pictures = Pictures(cache)
first = timed(lambda: pictures.png(charts[0]))
warm = [timed(lambda: pictures.png(chart)) for chart in charts[1:]]
kept = [timed(lambda: pictures.kept(chart))[1] for chart in charts for _ in range(runs)]
print(json.dumps({
    "composed": composed, "first": first[1], "warm": [seconds for _, seconds in warm], "kept": kept,
    "sizes": [len(first[0])] + [len(png) for png, _ in warm], "memory": resident() - before,
}))
"""


def run(knowledge: Path, cache: str) -> dict[str, Any]:
    """Draw all charts in a new process; give what it measured."""
    command = [sys.executable, "-c", DRAW, str(knowledge), cache, str(RUNS)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def measure(knowledge: Path) -> dict[str, float]:
    """Give all figures; the first run also makes the library's list of fonts, as after an installation."""
    with tempfile.TemporaryDirectory() as cache:
        newest = run(knowledge, cache)
        for file in (Path(cache) / "charts").glob("*.png"):
            file.unlink()
        found = run(knowledge, cache)
        kept = run(knowledge, cache)
    return {
        "composed, without a picture ms": round(found["composed"] * 1000, 2),
        "first picture after an installation s": round(newest["first"], 2),
        "first picture of a process s": round(found["first"], 2),
        "next pictures, p50 s": round(percentile(found["warm"], 0.5), 2),
        "next pictures, slowest s": round(max(found["warm"]), 2),
        "from the cache, p50 ms": round(percentile(found["kept"], 0.5) * 1000, 2),
        "smallest KB": round(min(found["sizes"]) / 1000),
        "largest KB": round(max(found["sizes"]) / 1000),
        "memory added by drawing MB": round(found["memory"], 1),
        "memory added by the cache MB": round(kept["memory"], 1),
    }


def main() -> None:
    """Measure, print and write."""
    options = parser(__doc__)
    options.add_argument("--knowledge", type=Path, default=KNOWLEDGE)
    given = options.parse_args()
    figures = measure(given.knowledge.resolve())
    show("charts", [{"figure": name, "value": value} for name, value in figures.items()])
    write(given.json, figures)


if __name__ == "__main__":
    main()
