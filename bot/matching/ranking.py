"""Rank the passages of a role for one question: how well the intent fits, and which of its words they hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.models import Knowledge
from bot.matching.askings import Ranked
from bot.matching.intents import IntentScores
from bot.matching.passages import PassageIndex

WORDS_WEIGHT = 2.4
"""What a passage that holds all the question's words gains over one of the same intent that holds none."""
TOPIC_DISCOUNT = 0.15
"""How much weaker a topic speaks for a passage than the passage's own facet."""
OWN_SECTION_BONUS = 0.06
"""What a passage gains that stands in the section of its facet's topic, over one that only touches on it elsewhere."""
BEST_TOPIC_BONUS = 0.15
"""What a passage gains whose facet is of the same topic as the best intent: where a guide has no passage of that very facet,
its neighbours answer."""
NAMED_BONUS = 0.5
"""What a passage gains for each thing named in the question that its figures or its skills are tied to."""
KEPT = 24


class Ranker:
    """Ranks passages by intent and words."""

    def __init__(self, knowledge: Knowledge, index: PassageIndex, labels: Iterable[str]) -> None:
        self._index = index
        self._holding = self._hold()
        numbers = {label: number for number, label in enumerate(labels)}
        nothing = len(numbers)  # a score slot that stays at the bottom, for a label nobody trained
        self._facet = np.array([numbers.get(f"facet:{p.facet}", numbers.get(f"topic:{p.facet}", nothing))
                                for p in index.passages], np.int64)  # fmt: skip
        topics = {facet.id: facet.topic for facet in knowledge.facets.values()}
        self._own_topic = np.array(
            [numbers.get(f"topic:{topics.get(p.facet, p.topic)}", nothing) for p in index.passages], np.int64
        )
        self._topics = topics
        self._topic_names = np.array([topics.get(p.facet, p.topic) for p in index.passages])
        self._at_home = np.array([topics.get(p.facet, p.topic) == p.topic for p in index.passages], np.float32)
        self._section = np.array([numbers.get(f"topic:{p.topic}", nothing) for p in index.passages], np.int64)

    def rank(
        self, role: str, scores: IntentScores, terms: Mapping[str, float], named: Collection[str] = ()
    ) -> tuple[Ranked, ...]:
        """Rank the passages of one role, best first; equal ones in the order of the guide.

        `named` are ids of places, sources, employers, levels and skills in the question.
        """
        start, end = self._index.ranges[role]
        total, words = self._totals(start, end, role, scores, terms)
        for id_ in named:
            for number in self._holding.get(id_, ()):
                if start <= number < end:
                    total[number - start] += NAMED_BONUS
        order = np.lexsort((np.arange(end - start), -total))[:KEPT]
        return tuple(
            Ranked(self._index.passages[start + number], float(total[number]), float(words[number])) for number in order
        )

    def _hold(self) -> dict[str, list[int]]:
        """Note which passages are tied to a place, source, employer, level or skill."""
        holding: dict[str, list[int]] = {}
        for number, passage in enumerate(self._index.passages):
            ids = set(passage.skills)
            for figure in passage.figures:
                ids.update(filter(None, (figure.place, figure.level, slug(figure.source), slug(figure.company))))
            for id_ in sorted(ids):
                holding.setdefault(id_, []).append(number)
        return holding

    def _totals(
        self, start: int, end: int, role: str, scores: IntentScores, terms: Mapping[str, float]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        values = np.append(scores.values, np.float32(-2))
        in_scope = [n for n, label in enumerate(scores.labels) if label.startswith(("facet:", "topic:"))]
        top = max(in_scope, key=lambda n: values[n])
        best = float(values[top])
        affinity = np.maximum(
            values[self._facet[start:end]],
            np.maximum(values[self._own_topic[start:end]], values[self._section[start:end]]) - TOPIC_DISCOUNT,
        )
        words = self._index.score(terms, role)
        kind, _, name = scores.labels[top].partition(":")
        topic = name if kind == "topic" else self._topics.get(name, "")
        home = OWN_SECTION_BONUS * self._at_home[start:end]
        home = home + BEST_TOPIC_BONUS * (self._topic_names[start:end] == topic)
        return (affinity - best + WORDS_WEIGHT * words + home).astype(np.float32), words


def slug(name: str | None) -> str:
    """Give the id of a source or employer from its name, as the vocabulary has it."""
    return re.sub(r"[^a-z0-9]+", "-", (name or "").casefold()).strip("-")
