"""Place what a document says under a facet: by the matching engine's classifier and by what stands there already.

The classifier knows how people ask for each facet; the passages of other roles show how guides speak of it. A section's
topic speaks for its own facets, a figure for those that it answers. How far the best facet is ahead of the next tells
how sure the place is: the least sure are flagged for a person to look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.coaching.pay import EXECUTIVE
from bot.knowledge.models import Figure, FigureKind, Statistic
from bot.matching.engine import Engine
from bot.text import normalise

SURE = 0.45
"""How far the best facet must be ahead of the next to be taken without a second look, …"""
HOPELESS = 0.1
"""… how far it must be at least to be taken unseen, …"""
BUDGET = 0.2
"""… and the share of a document's passages that people look at between the two: a list that flags all is not read."""
TOPIC_BONUS = 4.0
"""What a section's topic adds to its facets: a heading tells more than single words."""
OVERVIEW_BONUS = 0.6
"""An overview touches on everything, so its own facets are only a little likelier."""
LIKE_BONUS = 0.5
"""What the passages most like a text add to the facet they stand under."""
MOST_LIKE = 12
SKILLS_BONUS = 0.8
"""What a text that lists hard skills adds to the facet for them in sections on careers and on demand."""
FIGURE_BONUS = 1.5
PAY_BONUS = 3.0
"""What a figure adds that says what part of pay it is: a bonus under "Total compensation" is about the bonus."""
OPENING_BONUS = 3.0
"""What opening the overview adds to being what the job is in short."""
NOTHING = -0.8
"""A best score below this, with no topic to lean on, says that the text is about none of the facets."""
_BY_KIND = {
    FigureKind.TOTAL: "total-compensation",
    FigureKind.CASH: "total-compensation",
    FigureKind.BONUS: "bonus",
    FigureKind.PROFIT_SHARING: "bonus",
    FigureKind.EQUITY: "equity",
    FigureKind.SIGN_ON: "sign-on-bonus",
    FigureKind.PREMIUM: "pay-by-place",
    FigureKind.RAISE: "pay-raises",
    FigureKind.GROWTH: "job-growth",
    FigureKind.EXPERIENCE: "experience-years",
}
_SKILLS_OF = {"career-development": "skills-to-build", "market-demand": "in-demand-skills"}
_TOP = frozenset({Statistic.TOP, Statistic.PERCENTILE_90})
_PARTS = frozenset({"bonus", "equity", "sign-on-bonus", "pay-raises", "pay-by-place"})
_PAY = frozenset({FigureKind.BASE, FigureKind.SALARY})

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Place:
    """The facet of a text, and how sure it is."""

    facet: str
    margin: float
    score: float
    """The score without the section's part: how much the words themselves say."""
    others: tuple[str, ...] = ()
    """The next best facets."""


class Placer:
    """Places texts, with an engine's parts; passages of the role itself are not looked at."""

    def __init__(self, engine: Engine, role: str) -> None:
        self._engine = engine
        labels = [
            (number, label[6:])
            for number, label in enumerate(engine.intents.model.labels)
            if label.startswith("facet:")
        ]
        self._numbers = np.array([number for number, _ in labels])
        self.facets = [facet for _, facet in labels]
        known = engine.knowledge.facets
        self._topics = np.array([known[facet].topic if facet in known else "" for facet in self.facets])
        place = {facet: number for number, facet in enumerate(self.facets)}
        self._of_passage = np.array([place.get(passage.facet, 0) for passage in engine.index.passages], np.int64)
        self._own = slice(*engine.index.ranges.get(role, (0, 0)))
        self._place = place

    def scores(self, text: str, near: str, figures: Iterable[Figure] = ()) -> Scores:
        """Score every facet for a text under its nearest heading."""
        utterance = self._engine.reader.read(f"{near}\n{text}")
        values = self._engine.intents.match(utterance.words, utterance.slotted).values[self._numbers].astype(np.float64)
        for words in (normalise(text), f"{normalise(near)} {normalise(text)}"):
            values = values + LIKE_BONUS * self._like(words)
        for facet in {facet for figure in figures if (facet := facet_of(figure))}:
            if facet in self._place:
                values[self._place[facet]] += PAY_BONUS if facet in _PARTS else FIGURE_BONUS
        return np.asarray(values)

    def listing(self, scores: Scores, topic: str) -> Scores:
        """Score a text that names hard skills, in a section of a topic."""
        facet = _SKILLS_OF.get(topic)
        if facet not in self._place:
            return scores
        scores = scores.copy()
        scores[self._place[facet]] += SKILLS_BONUS
        return scores

    def opening(self, scores: Scores) -> Scores:
        """Score the paragraph that opens an overview."""
        scores = scores.copy()
        if "role-summary" in self._place:
            scores[self._place["role-summary"]] += OPENING_BONUS
        return scores

    def _like(self, words: str) -> Scores:
        """Score facets by the passages that are most like a text."""
        index = self._engine.index
        found = np.zeros(len(self.facets))
        if not index.passages:
            return found
        likeness = index.score_range(index.terms(self._engine.lexicon.phrase(words)), 0, len(index.passages)).copy()
        likeness[self._own] = 0
        if len(likeness) > MOST_LIKE:
            least = np.partition(likeness, -MOST_LIKE)[-MOST_LIKE]
            likeness[likeness < least] = 0
        np.add.at(found, self._of_passage, likeness)
        return found

    def place(self, scores: Scores, topic: str) -> Place:
        """Decide for the best facet, in the light of the section's topic."""
        bonus = OVERVIEW_BONUS if topic == "overview" else TOPIC_BONUS
        whole = scores + bonus * (self._topics == topic)
        order = np.argsort(-whole, kind="stable")
        best = int(order[0])
        margin = float(whole[best] - whole[order[1]])
        others = tuple(self.facets[int(number)] for number in order[1:4])
        return Place(self.facets[best], margin, float(scores[best]), others)

    def topic(self, all_scores: Sequence[Scores]) -> str:
        """Tell what a section without a telling heading is about: by what its texts score best for; "" for none."""
        if not all_scores:
            return ""
        votes: dict[str, float] = {}
        for scores in all_scores:
            best = int(scores.argmax())
            if scores[best] > NOTHING:
                votes[str(self._topics[best])] = votes.get(str(self._topics[best]), 0.0) + float(scores[best]) - NOTHING
        return max(votes, key=lambda topic: votes[topic], default="")


def least_sure(margins: Sequence[float]) -> frozenset[int]:
    """Choose by their margins which places of a document people should look at."""
    order = sorted(range(len(margins)), key=lambda number: (margins[number], number))
    budget = int(BUDGET * len(margins))
    return frozenset(
        number
        for rank, number in enumerate(order)
        if margins[number] < HOPELESS or (rank < budget and margins[number] < SURE)
    )


def facet_of(figure: Figure) -> str | None:
    """Give the facet that a figure answers by what it is."""
    if figure.kind not in _PAY:
        return _BY_KIND.get(figure.kind)
    if figure.level in EXECUTIVE:
        return "executive-pay"
    if figure.place:
        return "pay-by-place"
    if figure.level and figure.level != "senior":
        return "pay-by-level"
    return "top-pay" if figure.statistic in _TOP else "base-pay"
