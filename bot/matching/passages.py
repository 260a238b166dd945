"""Find passages by their words: an inverted index with BM25 weights, cut by role.

Facets find the subject that is asked about; this finds the passage when the question names a thing in it: a tool, a
city, a company, a quality. Weights are Okapi BM25 (Robertson and Zaragoza 2009) with fields counted by their worth.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.models import Knowledge, Passage
from bot.matching.entities import singular
from bot.matching.lexicon import Lexicon

SATURATION, LENGTH_SHARE = 1.2, 0.4
"""BM25's k1 and b; passages are all short, so their length counts for little."""
TITLE_WORTH, PHRASING_WORTH, SKILL_WORTH = 2.0, 1.0, 0.6
CONCEPT_SHARE = 0.5
"""How much a word of the same meaning counts beside the word itself."""

STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being between both but by can
    could did do does doing done down during each even ever every few for from further get gets getting go going got had
    has have having he her here hers him his how i if in into is it its itself just kind know let like lot make makes
    many may me might mine more most much must my myself need needed needs no nor not now of off on once one only or
    other our out over own people please really role s same say says see senior shall she should since so some someone
    something still stuff such t take tell than thanks that the their them then there these they thing things this
    those though through to too under until up us use used very want was way we well were what when where which while
    who whom why will with without would yes yet you your yours job jobs guide career engineer engineers engineering ai
    ml software manager managers systems system usually normally actually exactly really anything someone anyone
    {role} {place}""".split()
)
"""Words that stand in too many questions to point at a passage."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Which passages hold each term, and with what weight; term t stands from `starts[t]` to `starts[t + 1]`.

    `passages` are ascending within a term, `idf` holds one value a term.
    """

    terms: Sequence[str]
    starts: NDArray[np.int64]
    passages: NDArray[np.int32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float64]


SUFFIXES = tuple(
    """ization isation atings ating ated ations ation ments ment ings ing ities ity ness ible able ally ions ion
    ers er ors or ive ed ly al ate""".split()
)
"""Endings that `stem` cuts, longest of a kind first."""


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Cut a word to its root, roughly: negotiating, negotiation and negotiate meet."""
    word = singular(word)
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            word = word[: -len(suffix)]
            break
    return word[:-1] if len(word) > 4 and word[-1] in "ey" else word


class Concepts:
    """Groups of words that mean the same, by the stem of each word."""

    def __init__(self, synonyms: Iterable[Sequence[str]], lexicon: Lexicon) -> None:
        by_stem: dict[str, set[str]] = {}
        for group in synonyms:
            for member in group:
                tokens = lexicon.phrase(member)
                if len(tokens) == 1:
                    by_stem.setdefault(stem(tokens[0]), set()).add(f"={group[0]}")
        self._by_stem = {root: tuple(sorted(concepts)) for root, concepts in by_stem.items()}

    def of(self, root: str) -> tuple[str, ...]:
        """Give the concepts that a stem belongs to, in order."""
        return self._by_stem.get(root, ())


class PassageIndex:
    """All passages of a knowledge base, by the words in them; those of one role stand together."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, postings: Postings | None = None) -> None:
        self.passages = knowledge.passages
        self.ranges: dict[str, tuple[int, int]] = {}
        start = 0
        for role in knowledge.roles.values():
            self.ranges[role.id] = (start, start + len(role.passages))
            start += len(role.passages)
        self.concepts = Concepts(knowledge.vocabulary.synonyms, lexicon)
        self._lexicon = lexicon
        self.postings = postings or self._build(self._documents(knowledge))
        self._noted = [number for number, passage in enumerate(self.passages) if passage.note]
        self._numbers = {term: number for number, term in enumerate(self.postings.terms)}
        self._highest_idf = math.log(1 + (len(self.passages) + 0.5) / 0.5)

    def terms(self, tokens: Iterable[str]) -> dict[str, float]:
        """Give the terms of a message that can point at a passage, with their share."""
        terms: dict[str, float] = {}
        for token in tokens:
            if token in STOP_WORDS:
                continue
            root = stem(token)
            terms[root] = 1.0
            for concept in self.concepts.of(root):
                terms.setdefault(concept, CONCEPT_SHARE)
        return terms

    def idf(self, term: str) -> float:
        """Give the weight of a term; that of a term in no passage where it is unknown."""
        number = self._numbers.get(term)
        return self._highest_idf if number is None else float(self.postings.idf[number])

    def score(self, terms: Mapping[str, float], role: str) -> NDArray[np.float32]:
        """Score the passages of a role against terms: shape (passages of the role,), 0 to 1."""
        return self.score_range(terms, *self.ranges[role])

    def score_range(self, terms: Mapping[str, float], start: int, end: int) -> NDArray[np.float32]:
        """Score the passages from `start` to `end`, as `score` does."""
        scores = np.zeros(end - start, np.float32)
        possible = 0.0
        table = self.postings
        for term, share in terms.items():
            if not term.startswith("="):
                possible += self.idf(term) * share
            number = self._numbers.get(term)
            if number is None:
                continue
            first, last = table.starts[number], table.starts[number + 1]
            low, high = first + np.searchsorted(table.passages[first:last], (start, end))
            scores[table.passages[low:high] - start] += table.weights[low:high] * np.float32(share)
        return scores / np.float32(possible * (SATURATION + 1)) if possible else scores

    def mentioning(self, name: str) -> Iterable[int]:
        """Give the passages that may mention a name: those that hold all its words, and those with a note."""
        roots = {stem(token) for token in self._lexicon.phrase(name) if token not in STOP_WORDS}
        if not roots:
            return range(len(self.passages))
        found: set[int] | None = None
        for root in roots:
            place = self._numbers.get(root)
            starts = self.postings.starts
            held = [] if place is None else self.postings.passages[starts[place] : starts[place + 1]].tolist()
            found = set(held) if found is None else found.intersection(held)
        return sorted({*(found or ()), *self._noted})

    def _roots(self, text: str) -> list[str]:
        return [stem(token) for token in self._lexicon.phrase(text) if token not in STOP_WORDS]

    def _documents(self, knowledge: Knowledge) -> Iterator[dict[str, float]]:
        """Count the terms of every passage; the names of a skill are read once for all passages that name it."""
        skill_roots = {
            skill.id: list(dict.fromkeys(root for name in (skill.name, *skill.aliases) for root in self._roots(name)))
            for skill in knowledge.skills.values()
        }
        return (self._count(passage, skill_roots) for passage in self.passages)

    def _count(self, passage: Passage, skill_roots: Mapping[str, Sequence[str]]) -> dict[str, float]:
        """Count the terms of a passage, each field by its worth."""
        counts: dict[str, float] = {}
        fields = ((1.0, (passage.text, *passage.points)), (TITLE_WORTH, (passage.title,)),
                  (PHRASING_WORTH, passage.phrasings))  # fmt: skip
        for worth, texts in fields:
            for text in texts:
                for root in self._roots(text):
                    counts[root] = counts.get(root, 0.0) + worth
        named = (skill_roots[id_] for id_ in passage.skills if id_ in skill_roots)
        for root in dict.fromkeys(chain.from_iterable(named)):
            counts[root] = counts.get(root, 0.0) + SKILL_WORTH
        for root in list(counts):
            for concept in self.concepts.of(root):
                counts[concept] = max(counts.get(concept, 0.0), counts[root])
        return counts

    def _build(self, documents: Iterable[Mapping[str, float]]) -> Postings:
        numbers: dict[str, int] = {}
        terms, counts, lengths, sizes = array("i"), array("d"), array("d"), array("i")
        for document in documents:
            terms.extend([numbers.setdefault(term, len(numbers)) for term in document])
            counts.extend(document.values())
            sizes.append(len(document))
            lengths.append(sum(count for term, count in document.items() if term[0] != "="))
        total = len(lengths)
        length = np.array(lengths)
        norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / (length.mean() if total else 1.0))
        passages = np.repeat(np.arange(total, dtype=np.int32), np.array(sizes, np.int64))
        term, count = np.array(terms, np.int64), np.array(counts)
        frequency = np.bincount(term, minlength=len(numbers))
        idf = np.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
        weights = (count * (SATURATION + 1) / (count + norm[passages]) * idf[term]).astype(np.float32)
        order = np.argsort(term, kind="stable")
        starts = np.concatenate(([0], np.cumsum(frequency)))
        return Postings(list(numbers), starts, passages[order], weights[order], idf)
