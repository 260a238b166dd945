"""Build the frozen models from files of the right shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from bot.knowledge import models, shapes

STRENGTH_BY_TOPIC = {
    "requirements": models.Strength.REQUIRED,
    "overview": models.Strength.PREFERRED,
    "career-development": models.Strength.USEFUL,
    "market-demand": models.Strength.USEFUL,
    "soft-skills": models.Strength.USEFUL,
    "industry-trends": models.Strength.USEFUL,
}
"""How strongly a passage wants its skills when it does not say so itself; other topics only mention them."""


def build(kinds: Mapping[str, Sequence[Any]], digest: str) -> models.Knowledge:
    """Build the knowledge from the shapes of its files, by kind."""
    topics = {shape.topic: _topic(shape) for shape in kinds["topic"]}
    ordered = {id_: topics[id_] for id_ in get_args(shapes.TopicId) if id_ in topics}
    catalogue: shapes.SkillsShape = kinds["skills"][0]
    outside: shapes.OutsideShape = kinds["outside"][0]
    return models.Knowledge(
        roles={shape.role: _role(shape) for shape in kinds["role"]},
        topics=ordered,
        skills={skill.id: _skill(skill) for skill in catalogue.skills},
        categories=dict(catalogue.categories),
        vocabulary=_with_names(_vocabulary(kinds["vocabulary"][0]), kinds["role"]),
        smalltalk={item.id: _smalltalk(item) for item in kinds["smalltalk"][0].smalltalk},
        subjects={subject.id: _subject(subject) for subject in outside.subjects},
        acts={item.id: models.Act(item.id, item.title, tuple(item.phrasings)) for item in kinds["act"][0].acts},
        occupations=tuple(outside.occupations),
        digest=digest,
    )


def _topic(shape: shapes.TopicShape) -> models.Topic:
    facets = tuple(models.Facet(f.id, shape.topic, f.title, tuple(f.phrasings)) for f in shape.facets)
    return models.Topic(shape.topic, shape.title, shape.summary, tuple(shape.phrasings), facets)


def _role(shape: shapes.RoleShape) -> models.Role:
    sections: dict[str, models.Section] = {
        topic: models.Section(section.title, (section.lines[0], section.lines[1]), topic)
        for topic, section in shape.sections.items()
    }
    also = tuple(models.Section(item.title, (item.lines[0], item.lines[1]), item.topic) for item in shape.also)
    every = (*sections.values(), *also)
    passages = tuple(_passage(shape.role, every, passage) for passage in shape.passages)
    return models.Role(
        id=shape.role,
        title=shape.title,
        short=shape.short,
        summary=shape.summary,
        aliases=tuple(shape.aliases),
        sections=sections,
        passages=passages,
        as_of=models.AsOf(shape.as_of.place, shape.as_of.year) if shape.as_of else None,
        also=also,
        origin=_origin(shape.document) if shape.document else None,
        review=dict(shape.review.items()),
    )


def _origin(shape: shapes.OriginShape) -> models.Origin:
    return models.Origin(
        shape.title,
        shape.owner,
        shape.licence,
        shape.edition,
        shape.paragraphs,
        tuple(sorted(shape.pages)),
        shape.attribution,
        shape.date,
    )


def _passage(role: str, sections: Iterable[models.Section], shape: shapes.PassageShape) -> models.Passage:
    lines = _spans(shape.lines)
    topic = topic_of(sections, lines[0])
    return models.Passage(
        role=role,
        id=shape.id,
        facet=shape.facet,
        topic=topic,
        title=shape.title,
        text=shape.text,
        lines=lines,
        points=tuple(shape.points),
        skills=tuple(shape.skills),
        alternatives=tuple(tuple(group) for group in shape.alternatives),
        strength=shape.strength or STRENGTH_BY_TOPIC.get(topic, models.Strength.MENTIONED),
        note=shape.note,
        phrasings=tuple(shape.phrasings),
        figures=tuple(_figure(figure) for figure in shape.figures),
        quoted=shape.quoted,
    )


def topic_of(sections: Iterable[models.Section], span: models.Span) -> str:
    """Name the topic whose section holds a span's first line; empty where none does."""
    for section in sections:
        if section.lines[0] <= span[0] <= section.lines[1]:
            return section.topic
    return ""


def _figure(shape: shapes.FigureShape) -> models.Figure:
    fields = {name: getattr(shape, name) for name in type(shape).model_fields}
    return models.Figure(**{**fields, "lines": _spans(shape.lines)})


def _spans(pairs: Sequence[Sequence[int]]) -> tuple[models.Span, ...]:
    return tuple((pair[0], pair[1]) for pair in pairs)


def _skill(shape: shapes.SkillShape) -> models.Skill:
    return models.Skill(shape.id, shape.name, shape.category, tuple(shape.aliases), tuple(shape.broader))


def _vocabulary(shape: shapes.VocabularyShape) -> models.Vocabulary:
    return models.Vocabulary(
        abbreviations=dict(shape.abbreviations),
        phrases=dict(shape.phrases),
        emoji=dict(shape.emoji),
        noise=tuple(shape.noise),
        synonyms=tuple(tuple(group) for group in shape.synonyms),
        levels=tuple(_named(level) for level in shape.levels),
        places=tuple(_named(place) for place in shape.places),
        sources=tuple(_aliased(source) for source in shape.sources),
        companies=tuple(_aliased(company) for company in shape.companies),
        outside_places=tuple(shape.outside_places),
        outside_sources=tuple(shape.outside_sources),
        outside_companies=tuple(shape.outside_companies),
    )


def _with_names(vocabulary: models.Vocabulary, roles: Sequence[shapes.RoleShape]) -> models.Vocabulary:
    """Add the names that role files bring along; of two with one id the first counts."""
    brought = [shape.names for shape in roles if shape.names]
    places = {place.id: place for names in brought for place in map(_named, names.places)}
    sources = {source.id: source for names in brought for source in map(_aliased, names.sources)}
    places |= {place.id: place for place in vocabulary.places}
    sources |= {source.id: source for source in vocabulary.sources}
    return replace(
        vocabulary,
        places=(*vocabulary.places, *(place for place in places.values() if place not in vocabulary.places)),
        sources=(*vocabulary.sources, *(source for source in sources.values() if source not in vocabulary.sources)),
    )


def _named(shape: shapes.NamedShape) -> models.Named:
    return models.Named(shape.id, shape.name, tuple(shape.aliases), tuple(shape.within))


def _aliased(shape: shapes.AliasedShape) -> models.Named:
    id_ = re.sub(r"[^a-z0-9]+", "-", shape.name.casefold()).strip("-")
    return models.Named(id_, shape.name, tuple(shape.aliases))


def _smalltalk(shape: shapes.SmalltalkItemShape) -> models.Smalltalk:
    return models.Smalltalk(shape.id, shape.title, tuple(shape.phrasings), tuple(shape.replies))


def _subject(shape: shapes.SubjectShape) -> models.Subject:
    return models.Subject(shape.id, shape.title, shape.reply, tuple(shape.phrasings), tuple(shape.nearest))
