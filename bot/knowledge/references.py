"""Check what the files of a knowledge folder say of each other: names that lead nowhere, names used twice.

Every check yields all of its problems. A check of names against a kind of file that is itself faulty is left out,
because what seems unknown may stand in the part that could not be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from pathlib import PurePosixPath
from typing import Any

from bot.errors import Problem
from bot.knowledge.bundle import Bundle
from bot.knowledge.faults import hint
from bot.knowledge.models import lines_text
from bot.knowledge.reader import KeyPath, Source

_CHECKS_OF_NAMES = {"role": "role", "topic": "topic"}
_LISTS = {
    "skills": ("skills",),
    "smalltalk": ("smalltalk",),
    "outside": ("subjects",),
    "act": ("acts",),
    "role": ("passages",),
    "vocabulary": ("levels", "places"),
}
"""The lists whose items have ids, by kind of file."""
_ALIASED = {"skills": ("skills",), "vocabulary": ("levels", "places", "sources", "companies")}
"""The lists whose items are found by name and alias, by kind of file."""
_ASKED = {"topic": "facets", "smalltalk": "smalltalk", "outside": "subjects", "act": "acts"}
"""The lists whose items are told apart by their phrasings, by kind of file."""

Place = tuple[Source, KeyPath]


def reference_problems(bundle: Bundle) -> list[Problem]:
    """Find every problem between the files of a folder, sorted by file and line."""
    checks = (
        _file_names,
        _duplicate_ids,
        _aliases,
        _phrasings,
        _passage_phrasings,
        _roles,
        _skills,
        _places,
        _subjects,
    )
    return sorted(set(chain.from_iterable(check(bundle) for check in checks)))


def _file_names(bundle: Bundle) -> Iterator[Problem]:
    """Compare the name of each role and topic file with the id inside."""
    for kind, field in _CHECKS_OF_NAMES.items():
        for source, shape in bundle.of(kind):
            id_, stem = getattr(shape, field), PurePosixPath(source.name).stem
            if id_ != stem:
                yield source.problem((field,), f"the {kind} '{id_}' stands in a file named {stem}.yaml; use one name")


def _duplicate_ids(bundle: Bundle) -> Iterator[Problem]:
    """Find ids given twice: within the list of a file, and for facets over all topics."""
    for kind, lists in _LISTS.items():
        for source, shape in bundle.of(kind):
            for name in lists:
                places: list[tuple[str, Place]] = [
                    (item.id, (source, (name, n, "id"))) for n, item in enumerate(getattr(shape, name))
                ]
                yield from _twice(places, f"the id '{{}}' is used twice in {name}")
    facets = [
        (facet.id, (source, ("facets", number, "id")))
        for source, shape in bundle.of("topic")
        for number, facet in enumerate(shape.facets)
    ]
    yield from _twice(facets, "the facet '{}' is defined twice")


def _twice(places: Iterable[tuple[str, Place]], message: str) -> Iterator[Problem]:
    """Report each name but its first, saying where the first stands."""
    first: dict[str, Place] = {}
    for name, (source, path) in places:
        if name in first:
            yield source.problem(path, f"{message.format(name)}; first in {_where(first[name], source)}")
        else:
            first[name] = (source, path)


def _where(place: Place, seen_from: Source) -> str:
    source, path = place
    line = source.line(path)
    return f"line {line}" if source is seen_from else f"{source.name}:{line}"


def _aliases(bundle: Bundle) -> Iterator[Problem]:
    """Find names and aliases that mean two things of one list."""
    for kind, lists in _ALIASED.items():
        for source, shape in bundle.of(kind):
            for name in lists:
                yield from _alias_clashes(source, name, getattr(shape, name))


def _alias_clashes(source: Source, name: str, items: Sequence[Any]) -> Iterator[Problem]:
    owners: dict[str, int] = {}
    for number, item in enumerate(items):
        paths: list[tuple[str, KeyPath]] = [(item.name, (name, number, "name"))]
        # "Google Cloud (GCP)" is known under both parts of its name.
        paths += [(part, (name, number, "name")) for part in parts_of(item.name)]
        paths += [(alias, (name, number, "aliases", n)) for n, alias in enumerate(item.aliases)]
        for alias, path in paths:
            owner = owners.setdefault(fold(alias), number)
            if owner != number:
                yield source.problem(path, f"'{alias}' is also a name of '{items[owner].name}'")


def parts_of(name: str) -> tuple[str, ...]:
    """Give both names that stand in one: "Kubernetes (K8s)" holds two; none where there is only one."""
    whole, bracket, short = name.partition(" (")
    return (whole, short[:-1]) if whole and bracket and short.endswith(")") and len(short) > 1 else ()


def _phrasings(bundle: Bundle) -> Iterator[Problem]:
    """Find phrasings that stand under two things one can ask, in whatever files."""
    owners: dict[str, tuple[str, Place]] = {}
    for owner, place, phrasings in _asked(bundle):
        source, path = place
        for number, phrasing in enumerate(phrasings):
            here = (*path, "phrasings", number)
            other, there = owners.setdefault(fold(phrasing), (owner, (source, here)))
            if other != owner:
                where = _where(there, source)
                yield source.problem(here, f"the phrasing '{phrasing}' of {owner} is also one of {other} ({where})")


def _asked(bundle: Bundle) -> Iterator[tuple[str, Place, Sequence[str]]]:
    """Give all that can be asked: its name for people, its place and its phrasings."""
    for source, shape in bundle.of("topic"):
        yield f"the topic {shape.topic}", (source, ()), shape.phrasings
    for kind, name in _ASKED.items():
        for source, shape in bundle.of(kind):
            for number, item in enumerate(getattr(shape, name)):
                yield f"{name.rstrip('s')} {item.id}", (source, (name, number)), item.phrasings


def _passage_phrasings(bundle: Bundle) -> Iterator[Problem]:
    """Find phrasings that ask for passages of two facets of one role; two of the same facet answer together."""
    for source, shape in bundle.of("role"):
        owners: dict[str, Any] = {}
        for number, passage in enumerate(shape.passages):
            for n, phrasing in enumerate(passage.phrasings):
                other = owners.setdefault(fold(phrasing), passage)
                if other.facet != passage.facet:
                    path = ("passages", number, "phrasings", n)
                    message = f"the phrasing '{phrasing}' is also one of passage {other.id}, which has another facet"
                    yield source.problem(path, message)


def _roles(bundle: Bundle) -> Iterator[Problem]:
    facets = _known(bundle, "topic", "facets")
    skills = _known(bundle, "skills", "skills")
    names = {
        "level": _known(bundle, "vocabulary", "levels"),
        "place": _with_brought(bundle, _known(bundle, "vocabulary", "places"), "places", "id"),
        "source": _with_brought(bundle, _known(bundle, "vocabulary", "sources", "name"), "sources", "name"),
        "company": _known(bundle, "vocabulary", "companies", "name"),
    }
    for source, shape in bundle.of("role"):
        yield from _overlaps(source, shape)
        for number, passage in enumerate(shape.passages):
            path: KeyPath = ("passages", number)
            if facets is not None and passage.facet not in facets:
                yield source.problem((*path, "facet"), _unknown("facet", passage.facet, facets))
            yield from _lines(source, path, shape)
            yield from _skill_names(source, path, passage, skills)
            yield from _figures(source, path, passage, names)


def _overlaps(source: Source, shape: Any) -> Iterator[Problem]:
    """Find sections that share lines."""
    for (one, path, first), (two, _, second) in combinations(reversed(list(_sections(shape))), 2):
        low, high = max(first[0], second[0]), min(first[1], second[1])
        if low <= high:
            yield source.problem(path, f"the sections {two} and {one} overlap in {lines_text((low, high))}")


def _sections(shape: Any) -> Iterator[tuple[str, KeyPath, Sequence[int]]]:
    """Give the sections of a role file with their names, paths and lines."""
    for topic, section in shape.sections.items():
        yield topic, ("sections", topic), section.lines
    for number, section in enumerate(shape.also):
        yield section.title, ("also", number), section.lines


def _with_brought(bundle: Bundle, known: set[str] | None, name: str, field: str) -> set[str] | None:
    """Add the names that role files bring along."""
    if known is None:
        return None
    return known.union(
        getattr(item, field) for _, shape in bundle.of("role") if shape.names for item in getattr(shape.names, name)
    )


def _lines(source: Source, path: KeyPath, shape: Any) -> Iterator[Problem]:
    """Find lines of a passage that no section holds whole."""
    passage = shape.passages[path[1]]
    for number, (low, high) in enumerate(passage.lines):
        if not any(first <= low <= high <= last for _, _, (first, last) in _sections(shape)):
            message = f"{lines_text((low, high))} of passage {passage.id} lie in no section of the guide"
            yield source.problem((*path, "lines", number), message)


def _skill_names(source: Source, path: KeyPath, passage: Any, skills: set[str] | None) -> Iterator[Problem]:
    if skills is None:
        return
    named = [(skill, (*path, "skills", n)) for n, skill in enumerate(passage.skills)]
    named += [
        (skill, (*path, "alternatives", group, n))
        for group, choices in enumerate(passage.alternatives)
        for n, skill in enumerate(choices)
    ]
    for skill, here in named:
        if skill not in skills:
            yield source.problem(here, _unknown("skill", skill, skills))


def _figures(source: Source, path: KeyPath, passage: Any, names: Mapping[str, set[str] | None]) -> Iterator[Problem]:
    """Check the lines of each figure and the level, place, source and company it names."""
    for number, figure in enumerate(passage.figures):
        here = (*path, "figures", number)
        for low, high in figure.lines:
            if not any(first <= low and high <= last for first, last in passage.lines):
                message = f"{lines_text((low, high))} of a figure lie outside the lines of its passage {passage.id}"
                yield source.problem((*here, "lines"), message)
        for field, known in names.items():
            value = getattr(figure, field)
            if value is not None and known is not None and value not in known:
                yield source.problem((*here, field), _unknown(field, value, known))


def _skills(bundle: Bundle) -> Iterator[Problem]:
    """Check the category of each skill and the broader skills it names."""
    known = _known(bundle, "skills", "skills")
    for source, shape in bundle.of("skills"):
        broader = {skill.id: skill.broader for skill in shape.skills}
        for number, skill in enumerate(shape.skills):
            if skill.category not in shape.categories:
                message = _unknown("category", skill.category, shape.categories)
                yield source.problem(("skills", number, "category"), message)
            for n, other in enumerate(skill.broader):
                if known is not None and other not in known:
                    yield source.problem(("skills", number, "broader", n), _unknown("skill", other, known))
            if skill.id in _above(skill.id, broader):
                yield source.problem(("skills", number, "broader"), f"the skill '{skill.id}' is broader than itself")


def _above(skill: str, broader: dict[str, list[str]]) -> set[str]:
    """Collect all that is broader than a skill, over any number of steps."""
    found: set[str] = set()
    waiting = list(broader[skill])
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            waiting += broader.get(other, [])
    return found


def _places(bundle: Bundle) -> Iterator[Problem]:
    """Check what each place and level is said to lie within."""
    for source, shape in bundle.of("vocabulary"):
        for name in ("levels", "places"):
            items = getattr(shape, name)
            known = {item.id for item in items}
            for number, item in enumerate(items):
                for n, other in enumerate(item.within):
                    if other not in known:
                        path = (name, number, "within", n)
                        yield source.problem(path, _unknown(name.rstrip("s"), other, known))


def _subjects(bundle: Bundle) -> Iterator[Problem]:
    """Check the facets that a subject out of scope points to."""
    facets = _known(bundle, "topic", "facets")
    for source, shape in bundle.of("outside"):
        for number, subject in enumerate(shape.subjects):
            for n, facet in enumerate(subject.nearest):
                if facets is not None and facet not in facets:
                    yield source.problem(("subjects", number, "nearest", n), _unknown("facet", facet, facets))


def _known(bundle: Bundle, kind: str, name: str, field: str = "id") -> set[str] | None:
    """Collect the ids (or another field) of a kind's list; None where the kind is faulty and they are not all there."""
    if kind in bundle.broken:
        return None
    return {getattr(item, field) for _, shape in bundle.of(kind) for item in getattr(shape, name)}


def _unknown(what: str, value: str, known: Iterable[str]) -> str:
    return f"the {what} '{value}' is unknown{hint(value, known)}"


def fold(text: str) -> str:
    """Fold case, spaces and closing punctuation, so that what reads the same compares the same."""
    folded = " ".join(text.casefold().split())
    return folded.rstrip("?!. ") or folded
