"""Compose answers on skills: the gap, the role that fits, who wants a skill, whether one is needed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.answers.blocks import Block, Citation, Note, Part, Points, Text
from bot.answers.pay import with_article
from bot.answers.sources import cite_passage, merged
from bot.coaching.skills import Gap, WantedSkill, fits, gap, one_of, roles_wanting, wanted_skills
from bot.knowledge.models import Knowledge, Passage, Role, Strength
from bot.locale import later, say
from bot.locale.writing import any_of
from bot.matching.claims import hard_skills
from bot.matching.utterance import Utterance

MOST_BY_STRENGTH = {Strength.REQUIRED: 18, Strength.PREFERRED: 4, Strength.USEFUL: 9, Strength.MENTIONED: 2}
"""How many missing skills are named of each strength."""
HANDFUL = 2
"""How many of a category are named before the next category has its turn."""
MOST_NAMED = 12
STRENGTH_NAMES = {
    Strength.REQUIRED: later("required"),
    Strength.PREFERRED: later("expected"),
    Strength.USEFUL: later("useful"),
    Strength.MENTIONED: later("mentioned"),
}
_WANTED = {
    Strength.REQUIRED: later("Required"),
    Strength.PREFERRED: later("Expected"),
    Strength.USEFUL: later("Useful"),
}
_MISSING = {
    Strength.REQUIRED: later("Missing, required"),
    Strength.PREFERRED: later("Missing, expected"),
    Strength.USEFUL: later("Missing, useful"),
    Strength.MENTIONED: later("Missing, mentioned"),
}


def gap_part(knowledge: Knowledge, role: Role, skills: Collection[str], lacking: Collection[str] = ()) -> Part:
    """Say what somebody has, what they lack and what is most wanted first, each with its source."""
    found = gap(knowledge, role, skills, lacking)
    missing = _most_wanted(knowledge, role, found)
    have = names(knowledge, [item.skill for item in found.have])
    blocks: list[Block] = [Text(_gap_opening(knowledge, role, missing, have))]
    if have:
        blocks.append(Points((", ".join(have),), say("You have")))
    for strength in Strength:
        wanted = [item for item in missing if item.strength is strength]
        if wanted:
            blocks.append(Points(_by_category(knowledge, role, wanted), say(_MISSING[strength]), labelled=True))
    if found.beyond:
        extra = ", ".join(names(knowledge, found.beyond))
        beyond = say("The guide does not name {skills}: no harm in it, but it is not asked for.", skills=extra)
        blocks.append(Note(beyond))
    return Part(
        title=say("Skill gap · {role}", role=role.title),
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
    opening = say(
        "The guide wants these most of {role}: {skills}.", role=with_article(role.title), skills=", ".join(first)
    )
    blocks: list[Block] = [Text(opening)]
    for strength, name in _WANTED.items():
        shown = [item for item in most if item.strength is strength]
        count = sum(item.strength is strength for item in concrete)
        title = say(name)
        if len(shown) < count:
            title = say("{title} ({shown} of {count})", title=title, shown=len(shown), count=count)
        if shown:
            blocks.append(Points(_by_category(knowledge, role, shown), title, labelled=True))
    return Part(
        title=say("Skills · {role}", role=role.title),
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
    opening = say(
        "Nearest to what you name is the {role}: its guide names {count} of these skills.",
        role=first.title,
        count=count,
    )
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
        f"{knowledge.roles[item.passages[0].role].title}: {say(STRENGTH_NAMES[item.strength])}. {item.passages[0].text}"
        for item in wanting
    )
    first = knowledge.roles[wanting[0].passages[0].role].title
    count = len(wanting)
    values = {"skill": name, "count": count, "all": len(knowledge.roles), "role": first}
    opening = (
        say("{skill} stands in {count} of the {all} guides, most strongly for the {role}.", **values)
        if count > 1
        else say("Only the guide on the {role} names {skill}.", **values)
    )
    return Part(
        title=name,
        blocks=(Text(opening), Points(rows, labelled=True)),
        citations=merged(*(cite_passage(knowledge, item.passages[0]) for item in wanting)),
        role=wanting[0].passages[0].role,
        topic=wanting[0].passages[0].topic,
    )


VERDICTS = {
    Strength.REQUIRED: later("Yes: {name} is asked for."),
    Strength.PREFERRED: later("It helps: {name} is expected, though not put down as a must."),
    Strength.USEFUL: later("Not a must: {name} is named as useful."),
    Strength.MENTIONED: later("Not a must: {name} is mentioned, but not asked for."),
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
        skill = knowledge.skills[asked[0]].name
        return say("At some employers: {company} asks for {skill}.", company=passage.title, skill=skill)
    group = next((group for group in passage.alternatives if asked[0] in group), ())
    if group:
        return say("One of these is enough: {skills}.", skills=any_of(names(knowledge, group)))
    return say(VERDICTS[passage.strength], name=knowledge.skills[asked[0]].name)


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
        return say("You name everything that the guide on the {role} asks for.", role=role.short)
    most = ", ".join(names(knowledge, [item.skill for item in missing[:4]]))
    start = (
        say("You have {count} of the skills the guide on the {role} names.", count=len(have), role=role.short)
        if have
        else say("Nothing to build on yet.")
    )
    return f"{start} {say('Most wanted of what is missing: {skills}.', skills=most)}"


def _by_category(knowledge: Knowledge, role: Role, items: Sequence[WantedSkill]) -> tuple[str, ...]:
    """Write skills one line a category, with the lines of the guide that name them; alternatives stand together."""
    groups: dict[str, list[WantedSkill]] = {}
    for item in items:
        groups.setdefault(knowledge.skills[item.skill].category, []).append(item)
    lines = []
    for category, wanted in groups.items():
        spans = dict.fromkeys(item.passages[0].lines[0] for item in wanted)
        choices = dict.fromkeys(one_of(knowledge, role, item.skill) for item in wanted)
        listed = ", ".join(any_of(names(knowledge, choice)) for choice in choices)
        lines.append(f"{knowledge.categories.get(category, category)}: {listed} ({role.where(*spans)})")
    return tuple(lines)


def _cite(knowledge: Knowledge, items: Sequence[WantedSkill]) -> tuple[Citation, ...]:
    return merged(*(cite_passage(knowledge, item.passages[0], "requirements") for item in items[:MOST_NAMED]))


def _fit_part(knowledge: Knowledge, role: Role, found: Gap) -> Part:
    have = names(knowledge, [item.skill for item in found.have])
    missing = names(knowledge, [item.skill for item in found.missing[:6]])
    experience = [p for p in role.passages if p.facet == "experience-years" and p.topic == "requirements"]
    points = []
    if have:
        points.append(say("You have: {skills}", skills=", ".join(have[:10])))
    if missing:
        points.append(say("Most wanted of the rest: {skills}", skills=", ".join(missing)))
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
