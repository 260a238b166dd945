"""Find what makes a regular expression slow on hostile text, by looking at how it is built.

The engine of `re` tries again from every earlier choice. That takes more than linear time where the same text can be
cut in several ways: a repeat in a repeat, or two unbounded repeats side by side that take the same characters. Each
kind is found here by the first and the following characters that the parts can take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from re import _constants as kind  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MANY = 64
"""Repeats up to more than so many times count as unbounded."""
_SAMPLE = [chr(code) for code in [*range(128), 0xA0, 0xE9, 0x130, 0x17F, 0x3B1, 0x410, 0x2019, 0x2028, 0x4E2D, 0x1F99C]]
"""Characters of every class that our expressions tell apart."""
_REPEATS = {kind.MAX_REPEAT, kind.MIN_REPEAT, kind.POSSESSIVE_REPEAT}
Chars = frozenset[str]
ALL: Chars = frozenset(_SAMPLE)


def risks(pattern: re.Pattern[str]) -> list[str]:
    """Name every place of an expression where work can grow faster than the text."""
    return list(_Walk(pattern.flags).sequence(parser.parse(pattern.pattern, pattern.flags)))


class _Walk:
    def __init__(self, flags: int) -> None:
        self.flags = flags & (re.IGNORECASE | re.DOTALL | re.ASCII)

    def sequence(self, items: Any) -> Iterator[str]:
        """Look at parts that follow each other."""
        parts = list(items)
        for place, (operator, value) in enumerate(parts):
            for inner in _inside(operator, value):
                yield from self.sequence(inner)
            if operator not in _REPEATS or not _unbounded(value):
                continue
            taken, body = self.chars(value[2]), list(value[2])
            if any(True for _ in self._repeats(body)):
                edge = self._loops_overlap(body, taken)
                if edge:
                    yield f"a repeat in a repeat over {_shown(edge)}"
            both = self._meets(parts[place + 1 :], taken)
            if both:
                yield f"two repeats side by side over {_shown(both)}"

    def _repeats(self, items: Sequence[Any]) -> Iterator[Any]:
        for operator, value in items:
            if operator in _REPEATS and _unbounded(value):
                yield operator, value
            for inner in _inside(operator, value):
                yield from self._repeats(list(inner))

    def _loops_overlap(self, body: Sequence[Any], taken: Chars) -> Chars:
        """Give what an inner repeat can leave to the next round: then the rounds can be cut in several ways."""
        found: Chars = frozenset()
        for place, (operator, value) in enumerate(body):
            if operator in _REPEATS and _unbounded(value):
                found |= self._meets([*body[place + 1 :], *body[:place], (operator, value)], self.chars(value[2]))
            elif operator is kind.SUBPATTERN:
                found |= self._loops_overlap([*value[3], *body[place + 1 :], *body[:place]], taken) if list(
                    self._repeats(list(value[3]))
                ) else frozenset()
            elif operator is kind.BRANCH:
                for branch in value[1]:
                    found |= self._loops_overlap([*branch, *body[place + 1 :], *body[:place]], taken)
        return found

    def _meets(self, following: Sequence[Any], taken: Chars) -> Chars:
        """Give the characters that a repeat and a later one can both take, with nothing between that tells them apart.

        What must stand between and takes none of the characters keeps them apart; what takes some does not.
        """
        shared = taken
        for operator, value in following:
            if operator in (kind.AT, kind.ASSERT, kind.ASSERT_NOT):
                continue
            if operator in _REPEATS and _unbounded(value):
                both = shared & self.chars(value[2])
                if both:
                    return both
            if operator is kind.SUBPATTERN:
                inner = self._meets(list(value[3]), shared)
                if inner:
                    return inner
            if operator is kind.BRANCH:
                inner = frozenset().union(*(self._meets(list(branch), shared) for branch in value[1]))
                if inner:
                    return inner
            if _needed(operator, value):
                if not shared & self.chars([(operator, value)]):
                    return frozenset()
        return frozenset()

    def chars(self, items: Any) -> Chars:
        """Give the characters that any part can take."""
        return frozenset().union(*(self._chars(operator, value) for operator, value in items))

    def _chars(self, operator: Any, value: Any) -> Chars:
        if operator in (kind.LITERAL, kind.NOT_LITERAL, kind.IN, kind.ANY):
            return _matching(operator, value, self.flags)
        if operator in (kind.AT, kind.ASSERT, kind.ASSERT_NOT):
            return frozenset()
        if operator is kind.GROUPREF:
            return ALL
        return frozenset().union(*(self.chars(inner) for inner in _inside(operator, value)))


def _inside(operator: Any, value: Any) -> list[Any]:
    if operator in _REPEATS:
        return [value[2]]
    if operator is kind.SUBPATTERN:
        return [value[3]]
    if operator is kind.BRANCH:
        return list(value[1])
    if operator in (kind.ASSERT, kind.ASSERT_NOT):
        return [value[1]]
    if operator is kind.ATOMIC_GROUP:
        return [value]
    if operator is kind.GROUPREF_EXISTS:
        return [each for each in value[1:] if each is not None]
    return []


def _unbounded(value: Any) -> bool:
    return value[1] is kind.MAXREPEAT or value[1] > MANY


def _needed(operator: Any, value: Any) -> bool:
    """Tell whether a part takes at least one character."""
    if operator in _REPEATS:
        return value[0] > 0 and any(_needed(*part) for part in value[2])
    if operator is kind.SUBPATTERN:
        return any(_needed(*part) for part in value[3])
    if operator is kind.BRANCH:
        return all(any(_needed(*part) for part in branch) for branch in value[1])
    return operator in (kind.LITERAL, kind.NOT_LITERAL, kind.IN, kind.ANY)


def _matching(operator: Any, value: Any, flags: int) -> Chars:
    """Try a single-character part on the sample."""
    tree = parser.parse("", flags)
    tree.data = [(operator, value)]
    from re import _compiler as compiler  # type: ignore[attr-defined]

    one = compiler.compile(tree, flags)
    own = {chr(value)} if operator is kind.LITERAL else set()
    return frozenset({character for character in _SAMPLE if one.fullmatch(character)} | own)


def _shown(chars: Chars) -> str:
    return repr("".join(sorted(chars))[:12])
