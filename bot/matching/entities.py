"""Find what a message names: roles, skills, places, levels, sources of pay data, employers, other jobs.

A gazetteer of token n-grams built from the knowledge. Roles are also found under re-ordered and partial names, because
people write "swe, machine learning" or "engineers who build AI": a window of words that is, order and filler aside, the
same bag of words as one of a role's names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.knowledge.models import Knowledge
from bot.matching.lexicon import Lexicon, Tokens


class EntityKind(StrEnum):
    """What kind of thing is named."""

    ROLE = "role"
    SKILL = "skill"
    PLACE = "place"
    LEVEL = "level"
    SOURCE = "source"
    COMPANY = "company"
    OCCUPATION = "occupation"
    OUTSIDE_PLACE = "outside place"
    OUTSIDE_SOURCE = "outside source"
    OUTSIDE_COMPANY = "outside company"


@dataclass(frozen=True, slots=True)
class Entity:
    """One mention: its kind, what it may stand for (several ids where the name fits several roles) and its tokens."""

    kind: EntityKind
    ids: tuple[str, ...]
    start: int
    end: int
    text: str

    @property
    def positions(self) -> range:
        """The positions of its tokens."""
        return range(self.start, self.end)


FILLERS = frozenset(
    "senior a an the and in of with for as on to at role job position focus focused specializing specialising "
    "specialized "
    "specialised specialization specializes specialises concentrates concentrating concentrated oriented flavored "
    "flavoured heavy based centric who that build builds building work works working do does doing know knows side "
    "area "
    "person people folk guy dev flavor flavour kind type one ones title".split()
)
"""Words that may stand inside a role's name without changing which role is meant."""
_EDGE = frozenset("senior person people folk guy dev role job position one".split())
_OPENING = frozenset(["senior", "one"])
_POINTING = frozenset("the that this other".split())
_DEICTIC = frozenset(["one", "ones"])
"""What stands for a role that is only described: "the ml one"."""
MOST_DESCRIBED = 2
"""A description that fits more roles names none."""
_ROLE_HEADS = frozenset(["engineer", "manager", "mle", "person", "people"])
"""Words that end a role's name."""
_ENGINEERS = frozenset(["engineering", "developer", "programmer", "coder"])
_WIDEST_ROLE = 9
_WIDEST_NAME = 6
_ORDINARY = frozenset(["r", "go", "c", "ray", "spark", "chef", "puppet", "swift", "scheme", "dash", "rest"])
"""Skills whose name is an ordinary word: they count only beside another skill or after "know", "use", "in"."""
_SKILL_CUES = frozenset("know knows use used using learn learned learning in with some like need needs have".split())
_PRIORITY = (EntityKind.ROLE, EntityKind.OCCUPATION, *(kind for kind in EntityKind
             if kind not in {EntityKind.ROLE, EntityKind.OCCUPATION}))  # fmt: skip
"""Which kind wins where two names are equally long: "database administrator" is a job before it is a skill."""
_LEAST_HEADS = 3
_CONTEXT = frozenset(
    """the and what which how does much many more most for with are was were who than other these those should would
    could can will must may might has have had get gets into become being about need needs want wants via per from
    like just also even only both each any some all but not never always still too very why when where
whether""".split()
)
_NOT_HEADS = frozenset(
    """driver coach agent model manager lead director officer engineer people person chief head principal
    team""".split()
)
_BYSTANDERS = frozenset(
    "my our your his her their hiring line current old new former good bad great other every".split()
)
"""Words that make a manager somebody's, not the job that is asked about."""


class Gazetteer:
    """All names of a knowledge base, by their tokens."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._names: dict[Tokens, list[tuple[EntityKind, str]]] = {}
        self._bags: dict[frozenset[str], list[str]] = {}
        for role in knowledge.roles.values():
            for alias in dict.fromkeys((role.title, role.short, *role.aliases)):
                bag = _bag(lexicon.phrase(alias))
                if bag and role.id not in self._bags.setdefault(bag, []):
                    self._bags[bag].append(role.id)
        self._titled = {
            role.id: _bag(lexicon.phrase(role.title)) | _bag(lexicon.phrase(role.short))
            for role in knowledge.roles.values()
        }
        self._heads = _heads(knowledge.occupations)
        self._role_words = frozenset(word for bag in self._bags for word in bag)
        self._add_all(knowledge)
        self._widest = max(map(len, self._names), default=1)

    def find(self, tokens: Sequence[str], breaks: Collection[int] = ()) -> tuple[Entity, ...]:
        """Find all mentions that do not overlap, longest first, in the order of the message.

        `breaks` are positions before which a thought ends; no mention reaches over one.
        """
        names = [*self._exact(tokens), *self._other_jobs(tokens)]
        jobs = [name for name in names if name.kind is EntityKind.OCCUPATION]
        # "product manager ai" is a product manager, not a product and the manager (AI)
        roles = (
            role for role in self._roles(tokens, breaks) if not any(job.start < role.start < job.end for job in jobs)
        )
        candidates = [*roles, *names]
        found = sorted(
            (entity for entity in candidates if not any(entity.start < stop < entity.end for stop in breaks)),
            key=lambda entity: (entity.start - entity.end, _PRIORITY.index(entity.kind), entity.start),
        )
        taken: set[int] = set()
        kept: list[Entity] = []
        for entity in found:
            if taken.isdisjoint(entity.positions):
                kept.append(entity)
                taken.update(entity.positions)
        kept += [inner for entity in kept if entity.kind is EntityKind.OCCUPATION for inner in self._tools_of(entity)]
        kept.sort(key=lambda entity: (entity.start, -entity.end))
        return tuple(entity for entity in kept if self._plausible(entity, kept, tokens))

    def lookup(self, text: str) -> tuple[Entity, ...]:
        """Find the mentions in a bare name, such as an option's value."""
        return self.find(self._lexicon.phrase(text))

    def called(self, name: str, kind: EntityKind) -> tuple[str, ...]:
        """Give the ids of a kind that exactly a name stands for."""
        tokens = tuple(singular(token) for token in self._lexicon.phrase(name))
        return tuple(id_ for found, id_ in self._names.get(tokens, ()) if found is kind)

    def _add_all(self, knowledge: Knowledge) -> None:
        words = knowledge.vocabulary
        for skill in knowledge.skills.values():
            self._add(EntityKind.SKILL, skill.id, (skill.name, *_bracketless(skill.name), *skill.aliases))
        for kind, items in (
            (EntityKind.PLACE, words.places),
            (EntityKind.LEVEL, words.levels),
            (EntityKind.SOURCE, words.sources),
            (EntityKind.COMPANY, words.companies),
        ):
            for item in items:
                self._add(kind, item.id, (item.name, *item.aliases))
        for kind, names in (
            (EntityKind.OUTSIDE_PLACE, words.outside_places),
            (EntityKind.OUTSIDE_SOURCE, words.outside_sources),
            (EntityKind.OUTSIDE_COMPANY, words.outside_companies),
            (EntityKind.OCCUPATION, knowledge.occupations),
        ):
            for name in names:
                self._add(kind, name, (name,))

    def _add(self, kind: EntityKind, id_: str, names: Iterable[str]) -> None:
        for name in names:
            tokens = tuple(singular(token) for token in self._lexicon.phrase(name))
            if not tokens or len(tokens) > _WIDEST_NAME:
                continue
            if kind is EntityKind.OCCUPATION and _bag(tokens) in self._bags:
                continue  # another name of a covered role is no other job
            entries = self._names.setdefault(tokens, [])
            if (kind, id_) not in entries:
                entries.append((kind, id_))

    def _exact(self, tokens: Sequence[str]) -> Iterable[Entity]:
        folded = tuple(singular(token) for token in tokens)
        for start in range(len(folded)):
            for end in range(start + 1, min(start + self._widest, len(folded)) + 1):
                by_kind: dict[EntityKind, list[str]] = {}
                for kind, id_ in self._names.get(folded[start:end], ()):
                    by_kind.setdefault(kind, []).append(id_)
                for kind, ids in by_kind.items():
                    yield Entity(kind, tuple(ids), start, end, " ".join(tokens[start:end]))

    def _roles(self, tokens: Sequence[str], breaks: Collection[int]) -> Iterable[Entity]:
        folded = [_root(token) for token in tokens]
        for start, first in enumerate(folded):
            if first not in self._role_words and first not in _OPENING:
                continue
            if first == "one" and (not start or tokens[start - 1] not in _POINTING):
                continue
            for end in range(min(start + _WIDEST_ROLE, len(folded)), start, -1):
                if folded[end - 1] not in self._role_words and folded[end - 1] not in _EDGE:
                    continue
                if folded[end - 1] == "people" and folded[end : end + 1] in (["skill"], ["manager"]):
                    continue  # "people skills" and "people management" are things, not persons
                window = folded[start:end]
                if not all(word in self._role_words or word in FILLERS for word in window):
                    continue
                if any(start < stop < end for stop in breaks) or self._joins(window):
                    continue
                ids = self._bags.get(_bag(window)) or self._described(window)
                if ids and not _repeats(window):
                    yield Entity(EntityKind.ROLE, tuple(ids), start, end, " ".join(tokens[start:end]))
                    break

    def _described(self, window: Sequence[str]) -> list[str]:
        """Give the few roles that "the ml one" or "the one with machine learning" may mean."""
        bag = _bag(window)
        if not bag or _DEICTIC.isdisjoint(window):
            return []
        meant = [role for role, words in self._titled.items() if bag <= words]
        return meant if len(meant) <= MOST_DESCRIBED else []

    def _joins(self, window: Sequence[str]) -> bool:
        """Tell whether "and" joins two roles in a window ("the manager and the ai engineer"), unlike "ai and ml"."""
        return any(
            word == "and" and (window[place - 1] in _ROLE_HEADS or "the" in window[place + 1 : place + 2])
            for place, word in enumerate(window)
            if place
        )

    def _other_jobs(self, tokens: Sequence[str]) -> Iterable[Entity]:
        """Find jobs that no list holds, by their last word: "lift technician", "shift supervisor"."""
        for position in range(1, len(tokens)):
            before = tokens[position - 1]
            root = _root(before)
            known = root in FILLERS or root in self._role_words or before in _BYSTANDERS or len(before) < 3
            known = known or (singular(before), singular(tokens[position])) in self._names  # a team player is no job
            if singular(tokens[position]) in self._heads and not known and before not in _CONTEXT:
                text = " ".join(tokens[position - 1 : position + 1])
                yield Entity(EntityKind.OCCUPATION, (text,), position - 1, position + 1, text)

    def _tools_of(self, job: Entity) -> Iterable[Entity]:
        """Find the skills in the name of another job: a Java developer knows Java."""
        for place, word in enumerate(job.text.split()):
            skills = tuple(id_ for kind, id_ in self._names.get((singular(word),), ()) if kind is EntityKind.SKILL)
            if skills and word not in self._role_words:
                yield Entity(EntityKind.SKILL, skills, job.start + place, job.start + place + 1, word)

    def _plausible(self, entity: Entity, all_: Sequence[Entity], tokens: Sequence[str]) -> bool:
        """Tell whether a name is meant: ordinary words as skills only among skills, "my manager" is not the role."""
        if entity.kind is EntityKind.ROLE and entity.end - entity.start == 1:
            if entity.text == "management":
                return False
            return entity.start == 0 or tokens[entity.start - 1] not in _BYSTANDERS
        if entity.kind is not EntityKind.SKILL or entity.text not in _ORDINARY:
            return True
        beside = any(
            other is not entity
            and other.kind is EntityKind.SKILL
            and (0 <= entity.start - other.end <= 1 or 0 <= other.start - entity.end <= 1)
            for other in all_
        )
        return beside or (entity.start > 0 and tokens[entity.start - 1] in _SKILL_CUES)


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """Fold a plural to its singular, roughly: engineers, skills, cities; "aws" and "kubernetes" stay."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "aws", "ops", "es")):
        return word[:-1]
    if len(word) > 5 and word.endswith("es") and not word.endswith(("kubernetes", "series")):
        return word[:-1] if not word.endswith(("sses", "xes", "ches", "shes")) else word[:-2]
    return word


def _heads(occupations: Iterable[str]) -> frozenset[str]:
    """Give the last words that several occupations share: technician, nurse, designer."""
    counts = Counter(words[-1] for name in occupations if len(words := name.split()) > 1)
    return frozenset(word for word, count in counts.items() if count >= _LEAST_HEADS) - _NOT_HEADS


def _repeats(window: Sequence[str]) -> bool:
    """Tell whether a window names something twice: then it holds two roles, not one."""
    words = [word for word in window if word not in FILLERS]
    return len(words) > len(set(words))


def _bag(tokens: Iterable[str]) -> frozenset[str]:
    """Give the words of a role's name, without order, fillers, plurals and the -ing of engineering."""
    return frozenset(word for word in map(_root, tokens) if word not in FILLERS)


def _root(token: str) -> str:
    """Fold a word of a role's name: plurals, and the many words for an engineer."""
    word = singular(token)
    return "engineer" if word in _ENGINEERS else "manager" if word == "management" else word


def _bracketless(name: str) -> tuple[str, ...]:
    """Give both halves of a name with its abbreviation in brackets."""
    if "(" not in name or not name.endswith(")"):
        return ()
    long, short = name[:-1].rsplit("(", 1)
    return (long.strip(), short.strip())


def covered(entities: Iterable[Entity]) -> set[int]:
    """Give the positions of all tokens that some mentions hold."""
    return {position for entity in entities for position in entity.positions}


def by_kind(entities: Iterable[Entity]) -> Mapping[EntityKind, tuple[Entity, ...]]:
    """Group mentions by kind, each in the order of the message."""
    groups: dict[EntityKind, list[Entity]] = {}
    for entity in entities:
        groups.setdefault(entity.kind, []).append(entity)
    return {kind: tuple(items) for kind, items in groups.items()}
