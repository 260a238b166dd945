"""Compose answers on skills: the gap, the role that fits, who wants a skill, whether one is needed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.answers.blocks import Block, Citation, Note, Part, Points, Text
from bot.answers.pay import with_article
from bot.answers.sources import cite_passage, merged
from bot.coaching.skills import Gap, WantedSkill, fits, gap, one_of, roles_wanting, wanted_skills
from bot.knowledge.models import Knowledge, Passage, Role, Strength, span_text
from bot.matching.claims import hard_skills
from bot.matching.utterance import Utterance

MOST_BY_STRENGTH = {Strength.REQUIRED: 18, Strength.PREFERRED: 4, Strength.USEFUL: 9, Strength.MENTIONED: 2}
"""How many missing skills are named of each strength."""
HANDFUL = 2
"""How many of a category are named before the next category has its turn."""
MOST_NAMED = 12
STRENGTH_NAMES = {
    Strength.REQUIRED: "required",
    Strength.PREFERRED: "expected",
    Strength.USEFUL: "useful",
    Strength.MENTIONED: "mentioned",
}


def gap_part(knowledge: Knowledge, role: Role, skills: Collection[str], lacking: Collection[str] = ()) -> Part:
    """Say what somebody has, what they lack and what is most wanted first, each with its source."""
    found = gap(knowledge, role, skills, lacking)
    missing = _most_wanted(knowledge, role, found)
    have = names(knowledge, [item.skill for item in found.have])
    blocks: list[Block] = [Text(_gap_opening(knowledge, role, missing, have))]
    if have:
        blocks.append(Points((", ".join(have),), "You have"))
    for strength in Strength:
        wanted = [item for item in missing if item.strength is strength]
        if wanted:
            blocks.append(
                Points(_by_category(knowledge, role, wanted), f"Missing, {STRENGTH_NAMES[strength]}", labelled=True)
            )
    if found.beyond:
        extra = ", ".join(names(knowledge, found.beyond))
        blocks.append(Note(f"The guide does not name {extra}: no harm in it, but it is not asked for."))
    return Part(
        title=f"Skill gap · {role.title}",
        blocks=tuple(replace(block, personal=True) for block in blocks),
        citations=_cite(knowledge, missing),
        role=role.id,
        topic="requirements",
        missing=tuple(names(knowledge, [skill for item in missing for skill in one_of(knowledge, role, item.skill)])),
        have=tuple(have),
        instead=f"skills:{role.id}",
    )


def wanted_part(knowledge: Knowledge, role: Role) -> Part:
    """List what a role wants, by strength."""
    wanted = wanted_skills(knowledge, role)
    nothing = gap(knowledge, role, ())
    concrete, most = nothing.missing, _most_wanted(knowledge, role, nothing)
    first = names(knowledge, [item.skill for item in most[:4]])
    blocks: list[Block] = [Text(f"The guide wants these most of {with_article(role.title)}: {', '.join(first)}.")]
    for strength in (Strength.REQUIRED, Strength.PREFERRED, Strength.USEFUL):
        shown = [item for item in most if item.strength is strength]
        count = sum(item.strength is strength for item in concrete)
        title = f"{STRENGTH_NAMES[strength].capitalize()}{f' ({len(shown)} of {count})' if len(shown) < count else ''}"
        if shown:
            blocks.append(Points(_by_category(knowledge, role, shown), title, labelled=True))
    return Part(
        title=f"Skills · {role.title}",
        blocks=tuple(blocks),
        citations=_cite(knowledge, wanted),
        role=role.id,
        topic="requirements",
    )


def fit_parts(knowledge: Knowledge, skills: Collection[str]) -> tuple[Part, ...]:
    """Order the roles by how many of their required skills somebody has; the best three."""
    best = fits(knowledge, skills)[:3]
    first = knowledge.roles[best[0].role]
    count = len(best[0].have)
    opening = f"Nearest to what you name is the {first.title}: its guide names {count} of these skills."
    parts = [_fit_part(knowledge, knowledge.roles[found.role], found) for found in best]
    if count:
        parts[0] = replace(parts[0], blocks=(Text(opening, personal=True), *parts[0].blocks))
    return tuple(parts)


def skill_roles_part(knowledge: Knowledge, skill: str) -> Part | None:
    """Say which roles want a skill, strongest first, with the passage; None where no guide names it."""
    wanting = roles_wanting(knowledge, skill)
    if not wanting:
        return None
    name = knowledge.skills[skill].name
    rows = tuple(
        f"{knowledge.roles[item.passages[0].role].title}: {STRENGTH_NAMES[item.strength]}. {item.passages[0].text}"
        for item in wanting
    )
    first = knowledge.roles[wanting[0].passages[0].role].title
    count = len(wanting)
    opening = (
        f"{name} stands in {count} of the {len(knowledge.roles)} guides, most strongly for the {first}."
        if count > 1
        else f"Only the guide on the {first} names {name}."
    )
    return Part(
        title=name,
        blocks=(Text(opening), Points(rows, labelled=True)),
        citations=merged(*(cite_passage(knowledge, item.passages[0]) for item in wanting)),
        role=wanting[0].passages[0].role,
        topic=wanting[0].passages[0].topic,
    )


VERDICTS = {
    Strength.REQUIRED: "Yes: {name} is asked for.",
    Strength.PREFERRED: "It helps: {name} is expected, though not put down as a must.",
    Strength.USEFUL: "Not a must: {name} is named as useful.",
    Strength.MENTIONED: "Not a must: {name} is mentioned, but not asked for.",
}
_ASKING = frozenset("do does is are should must can would will".split())
_NEED = frozenset(
    "need needs needed required require requires must necessary have mandatory matter matters know".split()
)


def verdict(knowledge: Knowledge, utterance: Utterance, passage: Passage) -> str:
    """Answer "do I need X" with yes or no first, by how strongly the passage that names X wants it; else nothing."""
    tokens = utterance.words.tokens
    asked = [skill for skill in hard_skills(utterance, knowledge) if skill in passage.skills]
    if len(asked) != 1 or not tokens or tokens[0] not in _ASKING or not _NEED & set(tokens):
        return ""
    if passage.facet == "company-requirements":
        return f"At some employers: {passage.title} asks for {knowledge.skills[asked[0]].name}."
    group = next((group for group in passage.alternatives if asked[0] in group), ())
    if group:
        return f"One of these is enough: {' or '.join(names(knowledge, group))}."
    return VERDICTS[passage.strength].format(name=knowledge.skills[asked[0]].name)


def names(knowledge: Knowledge, skills: Sequence[str]) -> list[str]:
    """Give the display names of skills."""
    return [knowledge.skills[skill].name if skill in knowledge.skills else skill for skill in skills]


def _most_wanted(knowledge: Knowledge, role: Role, found: Gap) -> list[WantedSkill]:
    """Keep the first few of each strength, taking a handful from every category in turn."""
    kept = [item for item in found.missing if item.skill in found.denied]
    covered = {skill for item in kept for skill in one_of(knowledge, role, item.skill) if skill != item.skill}
    for strength, most in MOST_BY_STRENGTH.items():
        piles: dict[str, list[WantedSkill]] = {}
        for item in found.missing:
            if item.skill in covered or item.strength is not strength:
                continue
            covered.update(one_of(knowledge, role, item.skill))
            if item.skill not in found.denied:
                piles.setdefault(knowledge.skills[item.skill].category, []).append(item)
        handfuls = zip_longest(*(batched(pile, HANDFUL) for pile in piles.values()), fillvalue=())
        kept += [item for row in handfuls for handful in row for item in handful][:most]
    return kept


def batched(items: Sequence[WantedSkill], size: int) -> list[tuple[WantedSkill, ...]]:
    """Cut a list into handfuls, as `itertools.batched` of Python 3.12 does."""
    return [tuple(items[start : start + size]) for start in range(0, len(items), size)]


def _gap_opening(knowledge: Knowledge, role: Role, missing: Sequence[WantedSkill], have: Sequence[str]) -> str:
    if not missing:
        return f"You name everything that the guide on the {role.short} asks for."
    most = ", ".join(names(knowledge, [item.skill for item in missing[:4]]))
    start = (
        f"You have {len(have)} of the skills the guide on the {role.short} names."
        if have
        else "Nothing to build on yet."
    )
    return f"{start} Most wanted of what is missing: {most}."


def _by_category(knowledge: Knowledge, role: Role, items: Sequence[WantedSkill]) -> tuple[str, ...]:
    """Write skills one line a category, with the lines of the guide that name them; alternatives stand together."""
    groups: dict[str, list[WantedSkill]] = {}
    for item in items:
        groups.setdefault(knowledge.skills[item.skill].category, []).append(item)
    lines = []
    for category, wanted in groups.items():
        spans = dict.fromkeys(span_text(item.passages[0].lines[0]) for item in wanted)
        choices = dict.fromkeys(one_of(knowledge, role, item.skill) for item in wanted)
        listed = ", ".join(" or ".join(names(knowledge, choice)) for choice in choices)
        lines.append(f"{knowledge.categories.get(category, category)}: {listed} ({_lines(list(spans))})")
    return tuple(lines)


def _lines(spans: Sequence[str]) -> str:
    word = "line" if len(spans) == 1 and "-" not in spans[0] else "lines"
    return f"{word} {', '.join(spans)}"


def _cite(knowledge: Knowledge, items: Sequence[WantedSkill]) -> tuple[Citation, ...]:
    return merged(*(cite_passage(knowledge, item.passages[0], "requirements") for item in items[:MOST_NAMED]))


def _fit_part(knowledge: Knowledge, role: Role, found: Gap) -> Part:
    have = names(knowledge, [item.skill for item in found.have])
    missing = names(knowledge, [item.skill for item in found.missing[:6]])
    experience = [p for p in role.passages if p.facet == "experience-years" and p.topic == "requirements"]
    points = []
    if have:
        points.append(f"You have: {', '.join(have[:10])}")
    if missing:
        points.append(f"Most wanted of the rest: {', '.join(missing)}")
    points += [f"{item.title}: {item.text}" for item in experience[:1]]
    blocks: list[Block] = [Text(role.summary, personal=True), Points(tuple(points), personal=True, labelled=True)]
    return Part(
        title=role.title,
        blocks=tuple(blocks),
        citations=merged(
            *(cite_passage(knowledge, item, "requirements") for item in experience[:1]),
            _cite(knowledge, (*found.have[:3], *found.missing[:3])),
        ),
        role=role.id,
        topic="requirements",
        missing=tuple(missing),
        have=tuple(have),
        instead="roles",
    )
