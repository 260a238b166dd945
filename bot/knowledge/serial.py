"""Write the knowledge as pieces of JSON and build it again from them, fast: the content of the compiled cache.

Each value is a list of its fields in the order of its class, so that a class is restored by one positional call. The
names of all fields stand in front: bytes that another version wrote are refused instead of being misread. Each role
is a piece of its own, so that reading a thousand of them never holds more than one as plain lists beside the objects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from sys import intern
from typing import Any, TypeVar

from bot.knowledge.models import (
    Act,
    AsOf,
    Facet,
    Figure,
    FigureKind,
    Knowledge,
    Named,
    Origin,
    Passage,
    Role,
    Section,
    Skill,
    Smalltalk,
    Span,
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
    Origin,
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
_VALUES: dict[type, Callable[[Any], Any]] = {class_: attrgetter(*names) for class_, names in _FIELDS.items()}

# A lookup is several times faster than calling the enumeration.
_KINDS = {kind.value: kind for kind in FigureKind}
_STATISTICS = {statistic.value: statistic for statistic in Statistic}
_STRENGTHS = {strength.value: strength for strength in Strength}
_UNITS = {unit.value: unit for unit in Unit}


def dump(knowledge: Knowledge) -> list[bytes]:
    """Write the knowledge as pieces of JSON that `restore` reads: all but the roles, then each role."""
    head = [LAYOUT, replace(knowledge, roles={}), list(knowledge.roles)]
    return [_encode(value) for value in (head, *knowledge.roles.values())]


def restore(pieces: Iterable[bytes]) -> Knowledge:
    """Build the knowledge from the pieces of `dump`.

    Raises:
        ValueError: where the pieces are damaged or were written by another version.
    """
    try:
        waiting = map(json.loads, pieces)
        layout, values, roles = next(waiting)
        if layout != LAYOUT:
            raise ValueError("another layout")
        return _knowledge(values, dict(zip(roles, map(_role, waiting), strict=True)))
    except (AttributeError, LookupError, RecursionError, StopIteration, TypeError, ValueError) as error:
        raise ValueError("the bytes are not a knowledge that this version wrote") from error


def _encode(value: Any) -> bytes:
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else _VALUES[type(value)](value)


def _knowledge(values: list[Any], roles: Mapping[str, Role]) -> Knowledge:
    _, topics, skills, categories, vocabulary, smalltalk, subjects, acts, occupations, digest = values
    return Knowledge(
        roles=roles,
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
    id_, title, short, summary, aliases, sections, passages, as_of, also, origin, review = values
    return Role(
        id_,
        title,
        short,
        summary,
        tuple(aliases),
        {topic: _section(section) for topic, section in sections.items()},
        tuple(map(_passage, passages)),
        AsOf(*as_of) if as_of else None,
        tuple(map(_section, also)),
        _origin(origin) if origin else None,
        {topic: date.fromisoformat(day) for topic, day in review.items()},
    )


def _origin(values: list[Any]) -> Origin:
    title, owner, licence, edition, paragraphs, pages, *rest = values
    return Origin(title, owner, licence, edition, paragraphs, tuple(pages), *rest)


def _section(values: list[Any]) -> Section:
    title, span, topic = values
    return Section(title, (span[0], span[1]), topic)


def _passage(values: list[Any]) -> Passage:
    role, id_, facet, topic, title, text, lines, points, skills, alternatives, strength, note, *rest = values
    phrasings, figures, quoted = rest
    return Passage(
        intern(role),
        intern(id_),
        intern(facet),
        intern(topic),
        intern(title),
        text,
        _spans(lines),
        tuple(points),
        _shared(tuple(map(intern, skills))),
        tuple(map(tuple, alternatives)),
        _STRENGTHS[strength],
        note,
        tuple(phrasings),
        tuple(map(_figure, figures)),
        quoted,
    )


def _figure(values: list[Any]) -> Figure:
    kind, statistic, unit, lines, *rest = values
    return Figure(_KINDS[kind], _STATISTICS[statistic], _UNITS[unit], _spans(lines), *rest)


def _spans(values: list[list[int]]) -> tuple[Span, ...]:
    spans: tuple[Span, ...] = _shared(tuple([(low, high) for low, high in values]))
    return spans


@lru_cache(maxsize=8192)
def _shared(values: _Made) -> _Made:
    """Give one object for all that are equal: passages of many guides rest on lines of the same numbers."""
    return values


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
