"""How time and memory grow from 5 to 1,000 roles.

Each size runs in a process of its own: the knowledge is made, its engine is built once and left in a cache, then a
fresh process opens it from there and answers. The classifier is trained for the first size only, because a role brings
no new intent; the later ones find it in the cache.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.answers.compose import Composer
from bot.knowledge.folder import digest
from bot.matching.cache import compile_engine, lasting_objects, recall
from bot.matching.dialogue import Interpreter
from tests.benchmarks.generate import grow, size
from tests.benchmarks.latency import phrasings_of, timed
from tests.benchmarks.report import CLOCKS, KNOWLEDGE, add_clock, parser, private, resident, show, spread, write

Clock = Callable[[], float]
SIZES = (5, 50, 500, 1000)
MESSAGES = 300
TARGETS = {"build s": 10.0, "memory MB": 600.0, "p99": 25.0}


def build(folder: Path, cache: Path, roles: int, clock: Clock) -> dict[str, Any]:
    """Make a knowledge and build its engine; the cache holds the classifier, where one was trained."""
    from bot.knowledge.loader import load  # not at the top: what answers must not carry the YAML reader in its memory

    knowledge = grow(load(folder), roles)
    start = clock()
    with lasting_objects():
        compile_engine(knowledge, cache)
    return {"roles": roles, "passages and phrasings": size(knowledge), "build s": round(clock() - start, 2)}


def answer(folder: Path, cache: Path, roles: int, clock: Clock) -> dict[str, Any]:
    """Open what was built, and answer questions about one role and about all of them."""
    start = clock()
    with lasting_objects():
        opened = recall(cache, f"grown-{roles}-0-0-{digest(folder)}")
    seconds = clock() - start
    if opened is None:
        raise SystemExit("the cache does not hold what was just built")
    knowledge, engine = opened
    interpreter, composer = Interpreter(engine), Composer(knowledge)
    lines = phrasings_of(knowledge, MESSAGES)

    def reply(text: str) -> None:
        composer.reply(interpreter.understand(text)[0])

    names = [role.short for role in knowledge.roles.values()]
    named = [line.replace("{role}", names[number * 7 % len(names)]) for number, line in enumerate(lines)]
    unnamed = [line.replace("{role}", "this job") for line in lines]
    timed(named[:20] + unnamed[:20], reply)
    rows = {"a role named": spread(timed(named, reply, clock)), "none named": spread(timed(unnamed, reply, clock))}
    return {
        "open s": round(seconds, 2),
        "memory MB": resident(),
        "of it private MB": private(),
        **{f"{name} {share}": value for name, values in rows.items() for share, value in values.items()},
    }


def main() -> None:
    """Measure each size in processes of its own, print and write."""
    options = parser(__doc__)
    options.add_argument("--knowledge", type=Path, default=KNOWLEDGE)
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options.add_argument("--step", choices=("build", "answer"), help="measure one step in this process")
    options.add_argument("--cache", type=Path)
    add_clock(options)
    given = options.parse_args()
    if given.step:
        step = build if given.step == "build" else answer
        print(json.dumps(step(given.knowledge, given.cache, given.sizes[0], CLOCKS[given.clock])))
        return
    rows = []
    with tempfile.TemporaryDirectory() as cache:
        for roles in given.sizes:
            row: dict[str, Any] = {}
            for step_name in ("build", "answer"):
                command = [sys.executable, "-m", "tests.benchmarks.scale", "--step", step_name, "--cache", cache]
                command += ["--sizes", str(roles), "--knowledge", str(given.knowledge), "--clock", given.clock]
                row |= json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            rows.append(row)
            show(f"{roles} roles", [{"figure": name, "value": value} for name, value in row.items()])
    show(f"growth; targets at 1,000 roles {TARGETS}", rows)
    write(given.json, {"rows": rows})


if __name__ == "__main__":
    main()
