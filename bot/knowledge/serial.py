"""Write the knowledge as JSON bytes and build it again from them, fast: the content of the compiled cache.

Each value is a list of its fields in the order of its class, so that a class is restored by one positional call. The
names of all fields stand in front: bytes that another version wrote are refused instead of being misread.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any, TypeVar

from bot.knowledge.models import (
    Act,
    AsOf,
    Facet,
    Figure,
    FigureKind,
    Knowledge,
    Named,
    Passage,
    Role,
    Section,
    Skill,
    Smalltalk,
    Statistic,
    Strength,
    Subject,
    Topic,
    Unit,
    Vocabulary,
)

_Made = TypeVar("_Made")

_CLASSES = (
    Knowledge,
    Role,
    AsOf,
    Section,
    Passage,
    Figure,
    Topic,
    Facet,
    Skill,
    Vocabulary,
    Named,
    Smalltalk,
    Subject,
    Act,
)
_FIELDS = {class_: tuple(field.name for field in fields(class_)) for class_ in _CLASSES}
LAYOUT = [[class_.__name__, *names] for class_, names in _FIELDS.items()]
"""The classes and their fields in order."""

# A lookup is several times faster than calling the enumeration.
_KINDS = {kind.value: kind for kind in FigureKind}
_STATISTICS = {statistic.value: statistic for statistic in Statistic}
_STRENGTHS = {strength.value: strength for strength in Strength}
_UNITS = {unit.value: unit for unit in Unit}


def dump(knowledge: Knowledge) -> bytes:
    """Write the knowledge as JSON bytes that `restore` reads."""
    return json.dumps([LAYOUT, _plain(knowledge)], ensure_ascii=False, separators=(",", ":")).encode()


def restore(data: bytes) -> Knowledge:
    """Build the knowledge from the bytes of `dump`.

    Raises:
        ValueError: where the bytes are damaged or were written by another version.
    """
    try:
        layout, values = json.loads(data)
        if layout != LAYOUT:
            raise ValueError("another layout")
        return _knowledge(values)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ValueError("the bytes are not a knowledge that this version wrote") from error


def _plain(value: Any) -> Any:
    names = _FIELDS.get(type(value))
    if names is not None:
        return [_plain(getattr(value, name)) for name in names]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def _knowledge(values: list[Any]) -> Knowledge:
    roles, topics, skills, categories, vocabulary, smalltalk, subjects, acts, occupations, digest = values
    return Knowledge(
        roles=_map(_role, roles),
        topics=_map(_topic, topics),
        skills=_map(_skill, skills),
        categories=categories,
        vocabulary=_vocabulary(vocabulary),
        smalltalk=_map(_smalltalk, smalltalk),
        subjects=_map(_subject, subjects),
        acts=_map(_act, acts),
        occupations=tuple(occupations),
        digest=digest,
    )


def _map(make: Callable[[list[Any]], _Made], values: Mapping[str, list[Any]]) -> dict[str, _Made]:
    return {key: make(value) for key, value in values.items()}


def _role(values: list[Any]) -> Role:
    id_, title, short, summary, aliases, sections, passages, as_of = values
    return Role(
        id_,
        title,
        short,
        summary,
        tuple(aliases),
        {topic: Section(name, (span[0], span[1])) for topic, (name, span) in sections.items()},
        tuple(map(_passage, passages)),
        AsOf(*as_of) if as_of else None,
    )


def _passage(values: list[Any]) -> Passage:
    role, id_, facet, topic, title, text, lines, points, skills, alternatives, strength, note, phrasings, figures = (
        values
    )
    return Passage(
        role,
        id_,
        facet,
        topic,
        title,
        text,
        _spans(lines),
        tuple(points),
        tuple(skills),
        tuple(map(tuple, alternatives)),
        _STRENGTHS[strength],
        note,
        tuple(phrasings),
        tuple(map(_figure, figures)),
    )


def _figure(values: list[Any]) -> Figure:
    kind, statistic, unit, lines, *rest = values
    return Figure(_KINDS[kind], _STATISTICS[statistic], _UNITS[unit], _spans(lines), *rest)


def _spans(values: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple([(low, high) for low, high in values])


def _topic(values: list[Any]) -> Topic:
    id_, title, summary, phrasings, facets = values
    return Topic(id_, title, summary, tuple(phrasings), tuple(map(_facet, facets)))


def _facet(values: list[Any]) -> Facet:
    id_, topic, title, phrasings = values
    return Facet(id_, topic, title, tuple(phrasings))


def _skill(values: list[Any]) -> Skill:
    id_, name, category, aliases, broader = values
    return Skill(id_, name, category, tuple(aliases), tuple(broader))


def _smalltalk(values: list[Any]) -> Smalltalk:
    id_, title, phrasings, replies = values
    return Smalltalk(id_, title, tuple(phrasings), tuple(replies))


def _subject(values: list[Any]) -> Subject:
    id_, title, reply, phrasings, nearest = values
    return Subject(id_, title, reply, tuple(phrasings), tuple(nearest))


def _act(values: list[Any]) -> Act:
    id_, title, phrasings = values
    return Act(id_, title, tuple(phrasings))


def _vocabulary(values: list[Any]) -> Vocabulary:
    abbreviations, phrases, emoji, noise, synonyms, levels, places, sources, companies, *outside = values
    outside_places, outside_sources, outside_companies = outside
    return Vocabulary(
        abbreviations=abbreviations,
        phrases=phrases,
        emoji=emoji,
        noise=tuple(noise),
        synonyms=tuple(map(tuple, synonyms)),
        levels=tuple(map(_named, levels)),
        places=tuple(map(_named, places)),
        sources=tuple(map(_named, sources)),
        companies=tuple(map(_named, companies)),
        outside_places=tuple(outside_places),
        outside_sources=tuple(outside_sources),
        outside_companies=tuple(outside_companies),
    )


def _named(values: list[Any]) -> Named:
    id_, name, aliases, within = values
    return Named(id_, name, tuple(aliases), tuple(within))
