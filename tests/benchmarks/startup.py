"""How long `career-coach ask` takes from a cold process, and how much memory an idle bot holds, with its database."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.report import KNOWLEDGE, parser, percentile, show, write

RUNS = 10
QUESTION = "what does a senior ml engineer earn in seattle?"
TARGETS = {"ask, warm cache s": 0.5}
IDLE = """
import asyncio, sys, time
from pathlib import Path
import discord
from bot.app import Coach
from tests.benchmarks.report import private, resident
coach = Coach.open(Path(sys.argv[1]), Path(sys.argv[2]))
opened, own = resident(), private()
for _ in range(3):
    coach.ask(sys.argv[3])
asked, asked_own, start = resident(), private(), time.perf_counter()
from bot.storage.database import Database
database = asyncio.run(Database.open(sys.argv[2] + "/coach.db"))
print(opened, own, asked, asked_own, round(resident() - asked, 1), round(time.perf_counter() - start, 2), flush=True)
"""


def run(command: list[str], cache: str) -> tuple[float, str]:
    """Run a command to its end; give the seconds it took and what it printed."""
    environment = {**os.environ, "CAREER_COACH_CACHE": cache, "OMP_NUM_THREADS": "1"}
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return time.perf_counter() - start, done.stdout


def user_cache(command: list[str], home: str) -> float:
    """Run a command as a terminal does, with no setting made; give the seconds it took."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAREER_COACH_")}
    environment |= {"XDG_CACHE_HOME": home, "OMP_NUM_THREADS": "1"}
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def measure(knowledge: Path) -> dict[str, Any]:
    """Give all figures."""
    ask = [sys.executable, "-m", "bot", "--knowledge", str(knowledge), "ask", QUESTION]
    with tempfile.TemporaryDirectory() as home:
        first = user_cache(ask, home)
        again = [user_cache(ask, home) for _ in range(RUNS)]
        imports = [run([sys.executable, "-c", "import bot.app, click, rich.console"], home)[0] for _ in range(3)]
        idle = [sys.executable, "-c", IDLE, str(knowledge), home, QUESTION]
        run(idle, home)
        opened, own, asked, asked_own, database, seconds = run(idle, home)[1].split()
    return {
        "ask, empty cache s": round(first, 2),
        "ask, warm cache s": round(percentile(again, 0.5), 2),
        "ask, warm cache, slowest s": round(max(again), 2),
        "of which imports s": round(percentile(imports, 0.5), 2),
        "idle bot MB": float(opened),
        "of it private MB": float(own),
        "after three questions MB": float(asked),
        "of it private then MB": float(asked_own),
        "its database, up to date MB": float(database),
        "its database, up to date s": float(seconds),
    }


def main() -> None:
    """Measure, print and write."""
    options = parser(__doc__)
    options.add_argument("--knowledge", type=Path, default=KNOWLEDGE)
    given = options.parse_args()
    figures = measure(given.knowledge.resolve())
    rows = [{"figure": name, "value": value, "target": TARGETS.get(name, "")} for name, value in figures.items()]
    show("start", rows)
    write(given.json, figures)


if __name__ == "__main__":
    main()
