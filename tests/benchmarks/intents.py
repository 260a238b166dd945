"""How well the engine tells intents apart that it was not made for: CLINC150.

The data is `data_full.json` of clinc/oos-eval (Larson et al. 2019, CC BY 3.0) and no part of this project: give it with
`--data`, or lay it to `../shared/intents/clinc150.json`. Each intent is a facet and its examples are the phrasings.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.intents import IntentMatcher
from bot.matching.lexicon import Lexicon
from bot.text import normalise
from tests.benchmarks.report import parser, show, spread, write

DATA = Path(__file__).parents[3] / "shared" / "intents" / "clinc150.json"
SHOTS, SEEDS = 10, (1, 2, 3)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TARGETS = {"full": 93.5, "out of scope found": 65.0, "10-shot": 83.0, "typo": -1.5}

Messages = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answers:
    """What became of some messages: whether the intent was right, the confidence, the seconds it took."""

    right: NDArray[np.bool_]
    confidence: NDArray[np.float64]
    seconds: list[float]

    @property
    def accuracy(self) -> float:
        """Share of right answers, in percent."""
        return round(float(self.right.mean()) * 100, 2)


class Subject:
    """The engine's lexicon and classifier, trained on labelled messages."""

    def __init__(self, messages: Messages) -> None:
        start = time.perf_counter()
        self.lexicon = Lexicon(texts=[text for text, _ in messages])
        examples = [(label, self.lexicon.phrase(text)) for text, label in messages]
        self.intents = IntentMatcher.build(examples, self.lexicon.frequencies)
        self.seconds = round(time.perf_counter() - start, 2)

    def answer(self, messages: Messages) -> Answers:
        """Match messages one by one, as the bot does."""
        right, confidence, seconds = [], [], []
        for text, label in messages:
            start = time.perf_counter()
            words = self.lexicon.read(normalise(text), self.intents.vectoriser.knows)
            scores = self.intents.match(words)
            seconds.append(time.perf_counter() - start)
            right.append(scores.best(1)[0][0] == label)
            confidence.append(scores.confidence)
        return Answers(np.array(right), np.array(confidence), seconds)


def few(messages: Messages, shots: int, seed: int) -> list[tuple[str, str]]:
    """Draw a few examples of each intent."""
    by_label: dict[str, list[str]] = {}
    for text, label in messages:
        by_label.setdefault(label, []).append(text)
    draw = random.Random(seed)
    return [(text, label) for label in sorted(by_label) for text in draw.sample(by_label[label], shots)]


def mistype(text: str, draw: random.Random) -> str:
    """Make one slip in one word of at least four letters: insert, delete, replace or swap."""
    words = text.split()
    places = [place for place, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    if not places:
        return text
    place = draw.choice(places)
    word, slip, letter = words[place], draw.choice(("insert", "delete", "replace", "swap")), draw.choice(LETTERS)
    spot = draw.randrange(len(word) - (slip == "swap"))
    if slip == "swap":
        word = word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]
    else:
        word = word[:spot] + (letter if slip != "delete" else "") + word[spot + (slip != "insert") :]
    return " ".join([*words[:place], word, *words[place + 1 :]])


def threshold(inside: Answers, outside: Answers) -> float:
    """Find the confidence that, as the border of the scope, makes the most answers right."""
    borders = np.unique(np.concatenate((inside.confidence, outside.confidence)))
    correct = [
        int((inside.right & (inside.confidence >= border)).sum()) + int((outside.confidence < border).sum())
        for border in borders
    ]
    return float(borders[int(np.argmax(correct))])


def ranked_above(inside: Answers, outside: Answers) -> float:
    """Give the chance that a message in scope is surer than one outside it (the area under the ROC curve)."""
    ordered = np.sort(outside.confidence)
    return round(float(np.searchsorted(ordered, inside.confidence).mean() / len(ordered)), 4)


def measure(data: dict[str, Any]) -> dict[str, Any]:
    """Give all figures."""
    subject = Subject(data["train"])
    clean, outside = subject.answer(data["test"]), subject.answer(data["oos_test"])
    draw = random.Random(0)
    typo = subject.answer([(mistype(text, draw), label) for text, label in data["test"]])
    border = threshold(subject.answer(data["val"]), subject.answer(data["oos_val"]))
    shots = [Subject(few(data["train"], SHOTS, seed)).answer(data["test"]).accuracy for seed in SEEDS]
    return {
        "full": clean.accuracy,
        "10-shot": round(float(np.mean(shots)), 2),
        "10-shot by seed": shots,
        "with a typo": typo.accuracy,
        "typo": round(typo.accuracy - clean.accuracy, 2),
        "threshold": round(border, 3),
        "out of scope found": round(float((outside.confidence < border).mean()) * 100, 2),
        "in scope, right and kept": round(float((clean.right & (clean.confidence >= border)).mean()) * 100, 2),
        "ranked above": ranked_above(clean, outside),
        "training s": subject.seconds,
        "message ms": spread(clean.seconds),
    }


def main() -> None:
    """Measure, print and write."""
    options = parser(__doc__)
    options.add_argument("--data", type=Path, default=DATA, help="CLINC150's data_full.json")
    given = options.parse_args()
    if not given.data.is_file():
        print(f"skipped: there is no CLINC150 at {given.data} (see --data)")
        return
    figures = measure(json.loads(given.data.read_text()))
    rows = [{"figure": name, "value": value, "target": TARGETS.get(name, "")} for name, value in figures.items()]
    show("CLINC150", rows)
    write(given.json, figures)


if __name__ == "__main__":
    main()
