"""Snap unknown words to known ones, and leave right words alone.

A word is corrected only when the vocabulary does not hold it. Candidates are one edit away, or two where the word is
long (RapidFuzz, optimal string alignment), among the known words of about its length that share its first or last
letter: one edit never changes both. The nearest win, then the one that fits its neighbours, then the more frequent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 3
"""Words shorter than this are never corrected, nor corrected to: "r", "go", "ml"."""
LONG_ENOUGH_FOR_TWO = 6
_POOL_LIMIT = 8


@dataclass(frozen=True, slots=True)
class Correction:
    """One corrected word of a message."""

    position: int
    original: str
    corrected: str
    edits: int


class Speller:
    """Corrects words towards a vocabulary of words with their frequencies."""

    def __init__(self, frequencies: Mapping[str, int], *, protected: Collection[str] = ()) -> None:
        self.frequencies = frequencies
        self.protected = frozenset(protected)
        self._by_first: dict[tuple[int, str], list[str]] = {}
        self._by_last: dict[tuple[int, str], list[str]] = {}
        for word in sorted(frequencies):
            if len(word) < SHORTEST or not word.isalpha():
                continue
            self._by_first.setdefault((len(word), word[0]), []).append(word)
            self._by_last.setdefault((len(word), word[-1]), []).append(word)

    def knows(self, word: str) -> bool:
        """Tell whether a word needs no correction."""
        return word in self.frequencies or word in self.protected

    def correct(self, tokens: Sequence[str], fits: Callable[[str], bool]) -> tuple[tuple[str, ...], list[Correction]]:
        """Correct the unknown words of a message.

        `fits` tells whether a pair of neighbours ("first second") is known; it decides between equal candidates.
        """
        fixed = list(tokens)
        corrections: list[Correction] = []
        for position, word in enumerate(tokens):
            if len(word) < SHORTEST or self.knows(word) or any(character.isdigit() for character in word):
                continue
            before = fixed[position - 1] if position else "<"
            after = tokens[position + 1] if position + 1 < len(tokens) else ">"
            best = max(
                self.candidates(word),
                key=lambda found: (self._merit(word, found, before, after, fits), found[0]),
                default=None,
            )
            if best is not None:
                fixed[position] = best[0]
                corrections.append(Correction(position, word, best[0], best[1]))
        return tuple(fixed), corrections

    def candidates(self, word: str) -> list[tuple[str, int]]:
        """Give the known words nearest to an unknown one, with their distance in edits (1 or 2)."""
        found = self._within(word, 1, None)
        if found or len(word) < LONG_ENOUGH_FOR_TWO:
            return found
        return self._within(word, 2, _POOL_LIMIT)

    def _within(self, word: str, edits: int, limit: int | None) -> list[tuple[str, int]]:
        pool: list[str] = []
        for length in range(len(word) - edits, len(word) + edits + 1):
            pool += self._by_first.get((length, word[0]), ())
            pool += [other for other in self._by_last.get((length, word[-1]), ()) if other[0] != word[0]]
        matches = process.extract(word, pool, scorer=OSA.distance, score_cutoff=edits, limit=limit)
        return [(other, int(distance)) for other, distance, _ in matches]

    def _merit(
        self, word: str, found: tuple[str, int], before: str, after: str, fits: Callable[[str], bool]
    ) -> float:  # fmt: skip
        """Weigh a candidate.

        Near, frequent, beside words it is known beside; letters left out or swapped are the commonest slips.
        """
        other, edits = found
        return (
            -3.0 * edits
            + 0.5 * math.log(self.frequencies[other])
            + (0.5 if before == "<" else 1.5) * fits(f"{before} {other}")
            + (0.5 if after == ">" else 1.5) * fits(f"{other} {after}")
            + 0.7 * (len(other) != len(word) or sorted(other) == sorted(word))
            + 0.5 * (other[0] == word[0])
        )
