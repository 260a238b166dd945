"""How long one message takes, from its text to the composed answer, beside RapidFuzz over the same phrasings.

One process, one core, five roles, cold caches for no message: each is asked once before it is timed. The messages are
the questions that the knowledge keeps for its own check, where they lie in `questions/`, and phrasings otherwise.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from bot.answers.conversation import Thread, respond
from bot.app import Coach
from bot.knowledge.models import Knowledge
from bot.reloading.snapshot import open_snapshot
from tests.benchmarks.intents import mistype
from tests.benchmarks.report import CLOCKS, KNOWLEDGE, add_clock, parser, resident, show, spread, write

MESSAGES, COMPARED = 1000, 100
TARGETS = {"p50": 1.0, "p99": 5.0}


def phrasings(coach: Coach) -> list[str]:
    """Give all phrasings of facets and topics, with names in the place of the stand-ins."""
    role = next(iter(coach.knowledge.roles.values()))
    return [text.replace("{role}", role.short) for text in phrasings_of(coach.knowledge)]


def phrasings_of(knowledge: Knowledge, count: int | None = None) -> list[str]:
    """Give all phrasings of facets and topics, or a draw of them; `{role}` stays."""
    topics = knowledge.topics.values()
    texts = [text for topic in topics for item in (topic, *topic.facets) for text in item.phrasings]
    texts = [text.replace("{place}", "seattle") for text in texts]
    return texts if count is None else random.Random(0).choices(texts, k=count)


def questions(folder: Path) -> list[str]:
    """Give the questions of the folder's own check; none where it has none."""
    found: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(text for key, text in value.items() if key == "ask" and isinstance(text, str))
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                collect(item)

    for file in sorted((folder / "questions").glob("*.yaml")):
        collect(yaml.safe_load(file.read_text(encoding="utf-8")))
    return found


def timed(messages: Sequence[str], answer: Any, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Time an answer to each message, in seconds."""
    seconds = []
    for message in messages:
        start = clock()
        answer(message)
        seconds.append(clock() - start)
    return seconds


def messages_of(coach: Coach, folder: Path, count: int) -> list[str]:
    """Draw messages, every third one with a typo."""
    draw = random.Random(0)
    texts = questions(folder) or phrasings(coach)
    drawn = [draw.choice(texts) for _ in range(count)]
    return [mistype(text, draw) if number % 3 == 0 else text for number, text in enumerate(drawn)]


def main() -> None:
    """Measure, print and write."""
    options = parser(__doc__)
    options.add_argument("--knowledge", type=Path, default=KNOWLEDGE)
    options.add_argument("--cache", type=Path, help="where compiled knowledge is kept")
    add_clock(options)
    given = options.parse_args()
    clock = CLOCKS[given.clock]
    coach = Coach.open(given.knowledge, given.cache)
    messages = messages_of(coach, given.knowledge, MESSAGES)
    snapshot = open_snapshot(given.knowledge, given.cache)

    def answer(text: str) -> None:
        respond(snapshot.interpreter, snapshot.composer, text, Thread())  # the coach would remember its answers

    for message in messages:
        answer(message)
        coach.ask(message)
    ours = timed(messages, answer, clock)
    again = timed(messages, coach.ask, clock)
    lines = phrasings(coach)
    theirs = timed(messages[:COMPARED], lambda text: process.extractOne(text, lines, scorer=fuzz.WRatio), clock)
    rows = [
        {"matcher": "career-coach, to the composed answer", **spread(ours)},
        {"matcher": "the same question once more", **spread(again)},
        {"matcher": f"rapidfuzz extractOne WRatio, {len(lines)} lines", **spread(theirs)},
    ]
    ratio = round(float(rows[2]["p50"]) / float(rows[0]["p50"]), 1)
    show("milliseconds a message", rows)
    print(f"p50 is {ratio} times as fast; targets {TARGETS} ms; memory {resident()} MB")
    write(given.json, {"rows": rows, "ratio": ratio, "memory MB": resident(), "roles": len(coach.knowledge.roles)})


if __name__ == "__main__":
    main()
