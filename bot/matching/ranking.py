"""Rank the passages of a role for one question: how well the intent fits, and which of its words they hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.models import Knowledge, Unit
from bot.matching.askings import Ranked
from bot.matching.intents import IntentScores
from bot.matching.passages import PassageIndex
from bot.matching.utterance import PERCENT, YEARS, amount_name

WORDS_WEIGHT = 2.4
"""What a passage that holds all the question's words gains over one of the same intent that holds none."""
TOPIC_DISCOUNT = 0.15
"""How much weaker a topic speaks for a passage than the passage's own facet."""
OWN_SECTION_BONUS = 0.06
"""What a passage gains that stands in the section of its facet's topic, over one that only touches on it elsewhere."""
BEST_TOPIC_BONUS = 0.15
"""What a passage gains whose facet is of the same topic as the best intent: where a guide has no passage of that very
facet, its neighbours answer."""
COMMON_LEVELS = frozenset({"senior", "lead"})
"""Levels whose name in a title says nothing: every role is senior, and everybody leads something."""
NAMED_BONUS = 0.5
"""What a passage gains for each thing named in the question that its figures or its skills are tied to."""
PERCENTAGES = frozenset({Unit.PERCENT, Unit.PERCENT_OF_BASE, Unit.PERCENT_OF_TOTAL})
_KINDS = {PERCENT: PERCENTAGES, YEARS: frozenset({Unit.YEARS})}
KEPT = 24
MOST_ROLES = 12
"""How many roles are ranked to the end where a question is asked of more."""

ADJOINING = 2
"""Roles whose passages fill so much of the stretch they stand in, one half, are scored in one go."""

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the passages of some roles stand: each role's, first and last of all, and whether they stand together."""

    ranges: tuple[tuple[int, int], ...]
    span: tuple[int, int]
    edges: NDArray[np.int64]
    adjoin: bool


class Ranker:
    """Ranks passages by intent and words."""

    def __init__(self, knowledge: Knowledge, index: PassageIndex, labels: Iterable[str]) -> None:
        self._index = index
        self._places = lru_cache(maxsize=64)(self._find_places)  # most questions are about one role, or all of them
        self._levels = frozenset(level.id for level in knowledge.vocabulary.levels) - COMMON_LEVELS
        self._holding = self._hold()
        numbers = {label: number for number, label in enumerate(labels)}
        self._in_scope = np.array(
            [n for label, n in numbers.items() if label.startswith(("facet:", "topic:"))], np.int64
        )
        self._topics = {facet.id: facet.topic for facet in knowledge.facets.values()}
        kinds: dict[tuple[str, str], int] = {}
        self._kind = np.array([kinds.setdefault((p.facet, p.topic), len(kinds)) for p in index.passages], np.int32)
        nothing = len(numbers)  # a score slot that stays at the bottom, for a label nobody trained
        topics = [self._topics.get(facet, topic) for facet, topic in kinds]
        self._facet = np.array(
            [numbers.get(f"facet:{facet}", numbers.get(f"topic:{facet}", nothing)) for facet, _ in kinds], np.int64
        )
        self._own_topic = np.array([numbers.get(f"topic:{topic}", nothing) for topic in topics], np.int64)
        self._section = np.array([numbers.get(f"topic:{topic}", nothing) for _, topic in kinds], np.int64)
        self._topic_names = np.array(topics)
        self._at_home = np.array([own == topic for own, (_, topic) in zip(topics, kinds, strict=True)], np.float32)

    def rank(
        self, role: str, scores: IntentScores, terms: Mapping[str, float], named: Collection[str] = ()
    ) -> tuple[Ranked, ...]:
        """Rank the passages of one role, best first; equal ones in the order of the guide.

        `named` are ids of places, sources, employers, levels and skills in the question.
        """
        return self.together((role,), scores, terms, named)

    def together(
        self, roles: Sequence[str], scores: IntentScores, terms: Mapping[str, float], named: Collection[str] = ()
    ) -> tuple[Ranked, ...]:
        """Rank the passages of several roles as one list, the best `KEPT` of each.

        Of more than `MOST_ROLES` roles, those whose best passages rank highest are kept: nobody reads more.
        """
        kinds, places = self._affinities(scores), self._places(tuple(roles))
        if places.adjoin:
            start, end = places.span
            total, words = self._totals(start, end, kinds, terms, named)
            ranges = places.ranges
            if len(ranges) > MOST_ROLES:
                best = np.maximum.reduceat(np.append(total, np.float32(-np.inf)), places.edges)[::2]
                ranges = tuple(ranges[number] for number in sorted(np.argsort(-best, kind="stable")[:MOST_ROLES]))
            found = [
                self._best(low, total[low - start : high - start], words[low - start : high - start])
                for low, high in ranges
            ]
        else:
            found = [self._best(low, *self._totals(low, high, kinds, terms, named)) for low, high in places.ranges]
        ranked = [item for items in found for item in items]
        ranked.sort(key=lambda item: -item.score)
        return tuple(ranked)

    def _find_places(self, roles: tuple[str, ...]) -> _Places:
        ranges = tuple(self._index.ranges[role] for role in roles)
        span = min((low for low, _ in ranges), default=0), max((high for _, high in ranges), default=0)
        size = sum(high - low for low, high in ranges)
        adjoin = len(ranges) > MOST_ROLES or span[1] - span[0] <= ADJOINING * size
        return _Places(ranges, span, np.array(ranges, np.int64).reshape(-1) - span[0], adjoin)

    def tied(self, id_: str) -> list[int]:
        """Give the passages whose figures or skills are tied to a place, source, employer, level or skill."""
        holding = self._holding.get(id_)
        return [] if holding is None else holding.tolist()

    def _best(self, start: int, total: Scores, words: Scores) -> list[Ranked]:
        order = np.argsort(-total, kind="stable")[:KEPT]
        return [
            Ranked(self._index.passages[start + number], score, share)
            for number, score, share in zip(order.tolist(), total[order].tolist(), words[order].tolist(), strict=True)
        ]

    def _hold(self) -> dict[str, NDArray[np.int64]]:
        """Note which passages are tied to a place, source, employer, level or skill, ascending."""
        holding: dict[str, list[int]] = {}
        levels = lru_cache(maxsize=4096)(lambda title: self._levels.intersection(title.casefold().split()))
        for number, passage in enumerate(self._index.passages):
            ids = {*passage.skills, *levels(passage.title)}
            for figure in passage.figures:
                ids.update(filter(None, (figure.place, figure.level, slug(figure.source), slug(figure.company))))
                percent = figure.unit in PERCENTAGES
                ids.update(name for name, units in _KINDS.items() if figure.unit in units)
                ids.update(amount_name(end, percent=percent) for end in (figure.low, figure.high) if end is not None)
            for id_ in ids:
                holding.setdefault(id_, []).append(number)
        return {id_: np.array(numbers, np.int64) for id_, numbers in holding.items()}

    def _affinities(self, scores: IntentScores) -> Scores:
        """Say how well the intent fits each kind of passage, which is its facet and the section it stands in."""
        values = np.append(scores.values, np.float32(-2))
        top = int(self._in_scope[values[self._in_scope].argmax()])
        kind, _, name = scores.labels[top].partition(":")
        topic = name if kind == "topic" else self._topics.get(name, "")
        broad = np.maximum(values[self._own_topic], values[self._section]) - np.float32(TOPIC_DISCOUNT)
        home = OWN_SECTION_BONUS * self._at_home + BEST_TOPIC_BONUS * (self._topic_names == topic)
        return np.asarray(np.maximum(values[self._facet], broad) - values[top] + home, np.float32)

    def _totals(
        self, start: int, end: int, kinds: Scores, terms: Mapping[str, float], named: Collection[str]
    ) -> tuple[Scores, Scores]:
        words = self._index.score_range(terms, start, end)
        total: Scores = kinds.take(self._kind[start:end])
        total += np.float32(WORDS_WEIGHT) * words
        for id_ in named:
            holding = self._holding.get(id_)
            if holding is not None:
                low, high = np.searchsorted(holding, (start, end))
                total[holding[low:high] - start] += np.float32(NAMED_BONUS)
        return total, words


@lru_cache(maxsize=4096)
def slug(name: str | None) -> str:
    """Give the id of a source or employer from its name, as the vocabulary has it."""
    return re.sub(r"[^a-z0-9]+", "-", (name or "").casefold()).strip("-")
