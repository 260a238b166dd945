"""Skill gaps, computed: what a role's guide wants, what somebody has, what is missing, most wanted first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.knowledge.models import Knowledge, Passage, Role, Strength

_RANK = {strength: number for number, strength in enumerate(Strength)}
CONCRETE_FIRST = (
    "frameworks", "languages", "cloud", "devops", "mlops", "databases", "genai", "data", "ml", "monitoring",
    "maths", "security", "architecture", "ethics", "management", "software-engineering", "ai-tools",
)  # fmt: skip
"""Categories in the order in which missing skills are named: what one can sit down and learn comes first."""
_CONCRETENESS = {category: number for number, category in enumerate(CONCRETE_FIRST)}


@dataclass(frozen=True, slots=True)
class WantedSkill:
    """A skill that a guide wants: how strongly, and the passages that name it, strongest first."""

    skill: str
    strength: Strength
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What somebody has of what a role wants, and what is missing, most wanted first."""

    role: str
    have: tuple[WantedSkill, ...]
    missing: tuple[WantedSkill, ...]
    """Without umbrella terms ("cloud platforms") of which the guide names the concrete ones too."""
    beyond: tuple[str, ...]
    """Skills they have that the guide does not name."""
    denied: frozenset[str] = frozenset()
    """Skills they said they lack; those that are wanted stand first in `missing`."""

    @property
    def share(self) -> float:
        """Give the share (0-1) of the required skills that is there."""
        required = [item for item in (*self.have, *self.missing) if item.strength is Strength.REQUIRED]
        had = [item for item in self.have if item.strength is Strength.REQUIRED]
        return len(had) / len(required) if required else 0.0


def wanted_skills(knowledge: Knowledge, role: Role) -> tuple[WantedSkill, ...]:
    """List the skills a role's guide names, most wanted first.

    Order: strength, concrete before general, number of passages that name it, place in the guide.
    """
    named: dict[str, list[Passage]] = {}
    for passage in role.passages:
        for skill in passage.skills:
            named.setdefault(skill, []).append(passage)
    found = [_wanted(skill, passages) for skill, passages in named.items()]
    found.sort(
        key=lambda item: (
            _RANK[item.strength],
            _CONCRETENESS.get(knowledge.skills[item.skill].category, len(_CONCRETENESS)),
            -len(item.passages),
        )
    )
    return tuple(found)


def _wanted(skill: str, passages: Iterable[Passage]) -> WantedSkill:
    ordered = sorted(passages, key=lambda passage: (_RANK[passage.strength], passage.topic != "requirements"))
    return WantedSkill(skill, ordered[0].strength, tuple(ordered))


def with_broader(knowledge: Knowledge, skills: Iterable[str]) -> frozenset[str]:
    """Add the broader skills that come with each: Docker brings containerization."""
    known: set[str] = set()
    waiting = list(skills)
    while waiting:
        skill = waiting.pop()
        if skill not in known:
            known.add(skill)
            entry = knowledge.skills.get(skill)
            waiting += entry.broader if entry else ()
    return frozenset(known)


def gap(knowledge: Knowledge, role: Role, skills: Collection[str], lacking: Collection[str] = ()) -> Gap:
    """Compare what somebody has with what a role wants; `lacking` are skills they said they do not have."""
    known = with_broader(knowledge, skills) - frozenset(lacking)
    wanted = wanted_skills(knowledge, role)
    umbrellas = _umbrellas(knowledge, wanted)
    served = _served_alternatives(role, known)
    names = {item.skill for item in wanted}
    return Gap(
        role=role.id,
        have=tuple(
            item for item in wanted if item.skill in known and (item.skill in skills or item.skill not in umbrellas)
        ),
        denied=frozenset(lacking),
        missing=tuple(
            item
            for item in sorted(wanted, key=lambda item: item.skill not in lacking)
            if (item.skill in lacking or item.skill not in {*known, *served, *umbrellas})
        ),
        beyond=tuple(skill for skill in skills if skill not in names and skill in knowledge.skills),
    )


def one_of(knowledge: Knowledge, role: Role, skill: str) -> tuple[str, ...]:
    """Give the skills of which one is enough, where a guide says so of a skill; else only that skill."""
    return knowledge.alternatives[role.id].get(skill, (skill,))


def fits(knowledge: Knowledge, skills: Collection[str]) -> list[Gap]:
    """Order the roles by how much of what they require somebody has, best first."""
    gaps = [gap(knowledge, role, skills) for role in knowledge.roles.values()]
    gaps.sort(key=lambda item: (-item.share, -len(item.have)))
    return gaps


def roles_wanting(knowledge: Knowledge, skill: str) -> list[WantedSkill]:
    """List the roles whose guides name a skill, strongest first; each with its passages."""
    found = [
        _wanted(skill, [passage for passage in role.passages if skill in passage.skills])
        for role in knowledge.roles.values()
        if skill in knowledge.skills_by_role[role.id]
    ]
    found.sort(key=lambda item: _RANK[item.strength])
    return found


def _served_alternatives(role: Role, known: Collection[str]) -> frozenset[str]:
    """Give the skills that need not be learnt because one of their alternatives is there."""
    served: set[str] = set()
    for passage in role.passages:
        for group in passage.alternatives:
            if any(skill in known for skill in group):
                served.update(group)
    return frozenset(served)


def _umbrellas(knowledge: Knowledge, wanted: Sequence[WantedSkill]) -> frozenset[str]:
    """Give the wanted skills that only sum up others of their category which are wanted at least as much."""
    rank = {item.skill: _RANK[item.strength] for item in wanted}
    return frozenset(
        broad
        for item in wanted
        for broad in knowledge.skills[item.skill].broader
        if broad in rank
        and rank[item.skill] <= rank[broad]
        and knowledge.skills[broad].category == knowledge.skills[item.skill].category
    )
