"""Find what makes a regular expression slow on hostile text, by looking at how it is built.

The engine of `re` tries every way in which a text can be cut before it gives up, and gives up anew at every place where
a match could begin. That takes more than linear time in two cases:

- two unbounded repeats can take the same characters with nothing between them that those characters cannot be; a
  repeat in a repeat is such a pair where one round of the outer one can follow another;
- an unbounded repeat stands at the beginning, and can begin at every place of a long run of its characters.

Both are found here from the characters that each part can take. What is found may be harmless all the same, where
nothing behind it can fail; then it is easily written so that it is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as kind  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MANY = 64
"""Repeats up to more than so many times count as unbounded."""
SAMPLE = frozenset(map(chr, [*range(128), 0xA0, 0xE9, 0x3B1, 0x410, 0x2019, 0x2028, 0x20AC, 0x4E2D, 0x1F99C]))
"""Characters of every class that our expressions tell apart."""
_GREEDY = {kind.MAX_REPEAT, kind.MIN_REPEAT}
_REPEATS = {*_GREEDY, kind.POSSESSIVE_REPEAT}
_ONE = {kind.LITERAL, kind.NOT_LITERAL, kind.IN, kind.ANY}
_STARTS = {kind.AT_BEGINNING_STRING, kind.AT_BEGINNING}
Chars = frozenset[str]
Parts = Sequence[tuple[Any, Any]]


def risks(pattern: re.Pattern[str], *, searched: bool = True) -> list[str]:
    """Name every place of an expression where work can grow faster than the text.

    With `searched`, a match may begin anywhere; without, at the beginning only.
    """
    look = _Look(pattern)
    return sorted({*look.pairs(look.whole, []), *(look.starts(look.whole, [], []) if searched else ())})


class _Look:
    """Looks at one expression."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.flags = pattern.flags
        self.whole: Parts = list(parser.parse(pattern.pattern, pattern.flags))
        self.groups: dict[int, Parts] = {}
        self._known: dict[str, Chars] = {}
        self._collect(self.whole)

    def pairs(self, parts: Parts, following: Parts) -> Iterator[str]:
        """Find repeats that meet another; `following` is what comes after the parts."""
        for place, (operator, value) in enumerate(parts):
            rest = [*parts[place + 1 :], *following]
            for inner in _inside(operator, value):
                # A round of a repeat can be followed by the next one.
                again = inner if operator in _REPEATS and value[1] > 1 else []
                looked = operator not in (kind.ASSERT, kind.ASSERT_NOT)
                yield from self.pairs(inner, [*again, *rest] if looked else [])
            if operator in _GREEDY and _unbounded(value):
                taken, simple = self.chars(value[2]), len(value[2]) == 1 and value[2][0][0] in _ONE
                # A repeat of whole words meets only what can take whole rounds of it.
                both = self._meets(rest, taken, frozenset() if simple else taken)
                if both:
                    yield f"two repeats can share {_shown(both)}"

    def starts(self, parts: Parts, before: Parts, after: Parts) -> Iterator[str]:
        """Find repeats that can begin at every place of a run of their characters, and fail behind it."""
        for place, (operator, value) in enumerate(parts):
            prefix, rest = [*before, *parts[:place]], [*parts[place + 1 :], *after]
            if operator in _REPEATS and _unbounded(value):
                taken = self.chars(value[2])
                begins = self._passes(prefix, taken) and not self._guarded(prefix, taken)
                if begins and any(_needed(*part) for part in rest):
                    yield f"any place of a run of {_shown(taken)} can be the beginning"
            elif operator not in (kind.ASSERT, kind.ASSERT_NOT):
                for inner in _inside(operator, value):
                    yield from self.starts(inner, prefix, rest)

    def chars(self, parts: Parts) -> Chars:
        """Give the characters that the parts can take."""
        return frozenset().union(*(self._chars(operator, value) for operator, value in parts))

    def _meets(self, parts: Parts, taken: Chars, least: Chars) -> Chars:
        """Give what a repeat of these characters shares with one behind it, if nothing between keeps them apart.

        One behind it that cannot take all of `least` does not count.
        """
        for operator, value in parts:
            if operator in (kind.ASSERT, kind.ASSERT_NOT):
                continue
            inside = _inside(operator, value)
            if (
                operator in _REPEATS
                and _unbounded(value)
                and self._passes(inside[0], taken)
                and least <= self.chars(inside[0])
            ):
                return taken & self.chars(inside[0])
            for inner in inside:
                both = self._meets(inner, taken, least)
                if both:
                    return both
            if not self._passes([(operator, value)], taken):
                break
        return frozenset()

    def _passes(self, parts: Parts, taken: Chars) -> bool:
        """Tell whether parts can match a text of these characters only."""
        return all(self._passes_one(operator, value, taken) for operator, value in parts)

    def _passes_one(self, operator: Any, value: Any, taken: Chars) -> bool:
        if operator in _ONE:
            return bool(taken & self._chars(operator, value))
        if operator in _REPEATS:
            return value[0] == 0 or self._passes(list(value[2]), taken)
        if operator is kind.GROUPREF:
            return self._passes(self.groups[value], taken)
        inside = _inside(operator, value)
        return not inside or operator in (kind.ASSERT, kind.ASSERT_NOT) or any(self._passes(p, taken) for p in inside)

    def _guarded(self, prefix: Parts, taken: Chars) -> bool:
        """Tell whether something in front lets a run of these characters begin at one place only."""
        words = {bool(re.match(r"\w", character)) for character in taken}
        for operator, value in prefix:
            if operator is kind.AT and (value in _STARTS or (value is kind.AT_BOUNDARY and len(words) == 1)):
                return not (value is kind.AT_BEGINNING and self.flags & re.MULTILINE and "\n" in taken)
            if operator is kind.ASSERT_NOT and value[0] < 0 and taken <= self.chars(value[1]):
                return True
            if operator is kind.ASSERT and value[0] < 0 and not taken & self.chars(value[1]):
                return True
        return False

    def _chars(self, operator: Any, value: Any) -> Chars:
        if operator in _ONE:
            key = f"{operator} {value}"
            if key not in self._known:
                tree = parser.parse("", self.flags)
                tree.data = [(operator, value)]
                one = compiler.compile(tree, self.flags & ~re.VERBOSE)
                own = {chr(value)} if operator is kind.LITERAL else set()
                self._known[key] = frozenset({each for each in SAMPLE if one.fullmatch(each)} | own)
            return self._known[key]
        if operator is kind.GROUPREF:
            return self.chars(self.groups[value])
        if operator in (kind.ASSERT, kind.ASSERT_NOT):
            return frozenset()
        return frozenset().union(*map(self.chars, _inside(operator, value)))

    def _collect(self, parts: Parts) -> None:
        for operator, value in parts:
            if operator is kind.SUBPATTERN and value[0] is not None:
                self.groups[value[0]] = list(value[3])
            for inner in _inside(operator, value):
                self._collect(inner)


def _inside(operator: Any, value: Any) -> list[Parts]:
    """Give the alternatives inside of a part."""
    if operator in _REPEATS:
        return [list(value[2])]
    if operator is kind.SUBPATTERN:
        return [list(value[3])]
    if operator is kind.BRANCH:
        return [list(branch) for branch in value[1]]
    if operator in (kind.ASSERT, kind.ASSERT_NOT):
        return [list(value[1])]
    return [list(value)] if operator is kind.ATOMIC_GROUP else []


def _unbounded(value: Any) -> bool:
    return value[1] is kind.MAXREPEAT or value[1] > MANY


def _needed(operator: Any, value: Any) -> bool:
    """Tell whether a part can fail."""
    if operator in _REPEATS:
        return value[0] > 0
    if operator is kind.SUBPATTERN:
        return any(_needed(*part) for part in value[3])
    if operator is kind.BRANCH:
        return all(any(_needed(*part) for part in branch) for branch in value[1])
    return True


def _shown(chars: Chars) -> str:
    return repr("".join(sorted(chars, key=lambda each: (not each.isprintable(), each)))[:8])
