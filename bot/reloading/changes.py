"""Tell two knowledge bases apart: what was added, changed and removed, each thing by its name in the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from bot.answers.figures import amount, measure, who
from bot.knowledge.models import Figure, Knowledge


class Kind(StrEnum):
    """What can change."""

    ROLE = "role"
    TOPIC = "topic"
    FACET = "facet"
    PASSAGE = "passage"
    FIGURE = "figure"
    SKILL = "skill"
    SUBJECT = "subject"
    SMALLTALK = "smalltalk"
    ACT = "act"
    WORDS = "words"


class How(StrEnum):
    """What became of it."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs."""

    kind: Kind
    how: How
    name: str
    """Its id; of a passage "role/passage", of a figure the passage and what it measures."""
    detail: str = ""
    """Of a change, the fields that differ; of a figure its amount, or both amounts."""

    def __str__(self) -> str:
        return f"{self.name} ({self.detail})" if self.detail else self.name


def changes(before: Knowledge, after: Knowledge) -> tuple[Change, ...]:
    """List what differs, by kind in the order of `Kind`, then in the order of the files."""
    return (
        *_items(Kind.ROLE, before.roles, after.roles, without="passages"),
        *_items(Kind.TOPIC, before.topics, after.topics, without="facets"),
        *_items(Kind.FACET, before.facets, after.facets),
        *_items(Kind.PASSAGE, _passages(before), _passages(after), without="figures"),
        *_figures(before, after),
        *_items(Kind.SKILL, before.skills, after.skills),
        *_items(Kind.SUBJECT, before.subjects, after.subjects),
        *_items(Kind.SMALLTALK, before.smalltalk, after.smalltalk),
        *_items(Kind.ACT, before.acts, after.acts),
        *_words(before, after),
    )


def _items(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any], *, without: str = "") -> Iterator[Change]:
    """Compare values by their names; the field `without` is compared elsewhere."""
    for name in {**before, **after}:
        if name not in before:
            yield Change(kind, How.ADDED, name)
        elif name not in after:
            yield Change(kind, How.REMOVED, name)
        elif differing := _differing(before[name], after[name], without):
            yield Change(kind, How.CHANGED, name, ", ".join(differing))


def _differing(before: Any, after: Any, without: str = "") -> list[str]:
    names = (field.name for field in fields(before) if field.name != without)
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _passages(knowledge: Knowledge) -> dict[str, Any]:
    return {passage.key: passage for passage in knowledge.passages}


def _figures(before: Knowledge, after: Knowledge) -> Iterator[Change]:
    old, new = _named_figures(before), _named_figures(after)
    for key in {**old, **new}:
        name = key[0]
        if key not in old:
            yield Change(Kind.FIGURE, How.ADDED, name, amount(new[key]))
        elif key not in new:
            yield Change(Kind.FIGURE, How.REMOVED, name, amount(old[key]))
        elif differing := _differing(old[key], new[key]):
            amounts = amount(old[key]), amount(new[key])
            detail = " → ".join(amounts) if amounts[0] != amounts[1] else ", ".join(differing)
            yield Change(Kind.FIGURE, How.CHANGED, name, detail)


def _named_figures(knowledge: Knowledge) -> dict[tuple[str, int], Figure]:
    """Name figures by their passage and what they measure for whom; those that share a name are numbered."""
    found, seen = {}, Counter[str]()
    for passage in knowledge.passages:
        for figure in passage.figures:
            whom = who(figure, knowledge)
            name = f"{passage.key}: {measure(figure)}{f', {whom}' if whom else ''}"
            found[name, seen[name]] = figure
            seen[name] += 1
    return found


def _words(before: Knowledge, after: Knowledge) -> Iterator[Change]:
    differing = _differing(before.vocabulary, after.vocabulary)
    differing += [name for name in ("categories", "occupations") if getattr(before, name) != getattr(after, name)]
    for name in differing:
        yield Change(Kind.WORDS, How.CHANGED, name)
