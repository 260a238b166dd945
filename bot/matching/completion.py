"""Complete the options of commands, fuzzily and from memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from bot.knowledge.models import Knowledge

LONGEST = 100
"""Discord's limit for the name and the value of a choice, in characters."""
LEAST_SCORE = 55.0
"""RapidFuzz score (0-100) under which a completion helps nobody."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One completion of an option: what is shown and what is sent."""

    name: str
    value: str


class Completer:
    """All completions of a knowledge base by kind of option."""

    def __init__(self, knowledge: Knowledge) -> None:
        words = knowledge.vocabulary
        self._names: dict[str, list[tuple[str, Choice]]] = {
            "role": _entries((role.title, role.id, role.aliases) for role in knowledge.roles.values()),
            "topic": _entries((topic.title, topic.id, ()) for topic in knowledge.topics.values()),
            "skill": _entries((skill.name, skill.name, skill.aliases) for skill in knowledge.skills.values()),
            "place": _entries((place.name, place.id, place.aliases) for place in words.places),
            "level": _entries((level.name, level.id, level.aliases) for level in words.levels),
        }

    def complete(self, kind: str, prefix: str, limit: int = 25) -> list[Choice]:
        """Give the best completions of what was typed; the first ones where nothing was."""
        entries = self._names.get(kind, [])
        typed = utils.default_process(prefix)
        if not typed:
            return list(dict.fromkeys(choice for _, choice in entries))[:limit]
        scored = process.extract(typed, [text for text, _ in entries], scorer=fuzz.WRatio, limit=None)
        ranked = sorted(
            ((score + _start_bonus(text, typed), -number) for text, score, number in scored if score >= LEAST_SCORE),
            reverse=True,
        )
        return list(dict.fromkeys(entries[-number][1] for _, number in ranked))[:limit]


def _entries(items: Iterable[tuple[str, str, Iterable[str]]]) -> list[tuple[str, Choice]]:
    """Give each name and alias, lower-case, with the choice it leads to."""
    entries: list[tuple[str, Choice]] = []
    for name, value, aliases in items:
        choice = Choice(name[:LONGEST], value[:LONGEST])
        entries += [(utils.default_process(text), choice) for text in dict.fromkeys((name, value, *aliases))]
    return entries


def _start_bonus(text: str, typed: str) -> int:
    """Prefer what starts as typed, then what has a word that does."""
    if text.startswith(typed):
        return 60
    return 30 if any(word.startswith(typed) for word in text.split()) else 0
