"""Find passages by their words: an inverted index with BM25 weights, cut by role.

Facets find the subject that is asked about; this finds the passage when the question names a thing in it: a tool, a
city, a company, a quality. Weights are Okapi BM25 (Robertson and Zaragoza 2009) with fields counted by their worth.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.models import Knowledge
from bot.matching.entities import singular
from bot.matching.lexicon import Lexicon

Ids = NDArray[np.int64]

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


@lru_cache(maxsize=16_384)
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
        self.postings = postings or self._build(knowledge)
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
            first, last = table.starts[number : number + 2].tolist()
            if end - start < len(self.passages):
                low, high = table.passages[first:last].searchsorted(np.array((start, end), np.int32)).tolist()
                first, last = first + low, first + high
            scores[table.passages[first:last] - start] += table.weights[first:last] * np.float32(share)
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

    def _build(self, knowledge: Knowledge) -> Postings:
        terms, total = _Terms(), len(self.passages)
        words = self._count(knowledge, terms)
        length = np.bincount(words.passages, words.counts, minlength=total)
        norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / (length.mean() if total else 1.0))
        term, passage, count = map(np.concatenate, zip(words, self._concepts_of(words, terms), strict=True))
        frequency = np.bincount(term, minlength=len(terms.numbers))
        idf = np.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
        weights = (count * (SATURATION + 1) / (count + norm[passage]) * idf[term]).astype(np.float32)
        starts = np.concatenate(([0], np.cumsum(frequency)))
        return Postings(list(terms.numbers), starts, passage.astype(np.int32), weights, idf)

    def _count(self, knowledge: Knowledge, terms: _Terms) -> _Counts:
        """Count the words of every passage, each field by its worth; a skill lends the words of all its names once."""
        entries = _Entries()
        read = self._lexicon.phrase
        for number, passage in enumerate(self.passages):
            for text in (passage.text, *passage.points):
                entries.add(number, map(terms.__getitem__, read(text)), 1.0)
            entries.add(number, map(terms.__getitem__, read(passage.title)), TITLE_WORTH)
            for text in passage.phrasings:
                entries.add(number, map(terms.__getitem__, read(text)), PHRASING_WORTH)
        names = {
            skill.id: [terms[word] for name in (skill.name, *skill.aliases) for word in read(name)]
            for skill in knowledge.skills.values()
        }
        for number, passage in enumerate(self.passages):
            if passage.skills:
                lent = dict.fromkeys(chain.from_iterable(names.get(skill, ()) for skill in passage.skills))
                entries.add(number, lent, SKILL_WORTH)
        return entries.counted()

    def _concepts_of(self, words: _Counts, terms: _Terms) -> _Counts:
        """Count each concept in a passage as its most frequent word there."""
        bounds = np.searchsorted(words.terms, np.arange(len(terms.numbers) + 1))
        found: list[tuple[Ids, Ids, NDArray[np.float64]]] = []
        for root, number in list(terms.numbers.items()):
            part = slice(bounds[number], bounds[number + 1])
            for concept in self.concepts.of(root):
                place = terms.numbers.setdefault(concept, len(terms.numbers))
                passages = words.passages[part]
                found.append((np.full_like(passages, place), passages, words.counts[part]))
        if not found:
            return _Counts(words.terms[:0], words.passages[:0], words.counts[:0])
        term, passage, count = map(np.concatenate, zip(*found, strict=True))
        order = np.lexsort((-count, passage, term))
        term, passage, count = term[order], passage[order], count[order]
        first = np.append(True, (np.diff(term) != 0) | (np.diff(passage) != 0))
        return _Counts(term[first], passage[first], count[first])


class _Counts(NamedTuple):
    """How often each term stands in each passage that holds it, ordered by term and then by passage."""

    terms: Ids
    passages: Ids
    counts: NDArray[np.float64]


class _Terms(dict[str, int]):
    """The number of each word's stem, given as the words come; -1 for words that point nowhere."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        number = -1 if word in STOP_WORDS else self.numbers.setdefault(stem(word), len(self.numbers))
        self[word] = number
        return number


class _Entries:
    """The terms of all passages, field by field, while they are collected."""

    def __init__(self) -> None:
        self._terms, self._ends, self._passages, self._worths = array("i"), array("q", [0]), array("i"), array("d")

    def add(self, passage: int, terms: Iterable[int], worth: float) -> None:
        """Take the terms of one field of a passage."""
        self._terms.extend(terms)
        self._ends.append(len(self._terms))
        self._passages.append(passage)
        self._worths.append(worth)

    def counted(self) -> _Counts:
        """Sum the worth of each term in each passage."""
        term, sizes = np.array(self._terms, np.int64), np.diff(np.array(self._ends))
        passage, worth = np.repeat(np.array(self._passages, np.int64), sizes), np.repeat(np.array(self._worths), sizes)
        telling = term >= 0
        total = max(self._passages, default=0) + 1
        keys, place = np.unique(term[telling] * total + passage[telling], return_inverse=True)
        terms, passages = np.divmod(keys, total)
        return _Counts(terms, passages, np.bincount(place, worth[telling]).astype(np.float64))
