"""Tell what somebody says they know from what they ask about: "i know python and docker, no cloud yet, what am i
missing".

A message that lists skills and has a target role is a gap question when what is left of it, the skills taken out, asks
for what is missing, or when it tells of the speaker ("i know", "my stack", "have:").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.models import Knowledge
from bot.matching.entities import EntityKind
from bot.matching.lexicon import Tokens
from bot.matching.utterance import Utterance

SOFT_CATEGORIES = frozenset(
    {
        "communication",
        "personal",
        "leadership",
        "business",
        "domains",
        "emerging",
        "ethics",
        "management",
        "architecture",
    }
)
"""Categories of qualities: people ask about them, but do not list them as what they know."""
MANY = 3
"""So many skills beside a role are a list of what one knows, whatever else is said."""
_DENIALS = (("no",), ("nope",), ("not",))
_ASSENT = (("yes",), ("yep",))
_JOINING = (("or",), ("nor",))
_ENDING = frozenset("but yes however though only just".split())
LACKING = frozenset("neither no not without never zero lack lacking weak missing except nor".split())
"""Words right before a skill that say it is not there."""
_WINDOW = 3
_FIRST_PERSON = frozenset("i im ive my me mine myself we our".split())
_OTHERS = frozenset("they them these those does uses where who".split())
_NEEDING = frozenset(
    "need needs require required requires must mandatory necessary use uses want wants ask asks".split()
)


@dataclass(frozen=True, slots=True)
class Claims:
    """The skills that somebody says they have, and those they say they lack."""

    have: tuple[str, ...]
    lacking: tuple[str, ...]


def claims(utterance: Utterance, knowledge: Knowledge) -> Claims:
    """Read the skills of a message as claims.

    A negation holds for the next skill within a few words, and for those joined to it by "or"; "but" and "yes" end it.
    A "no" or "yes" right after a skill, with no other skill behind it, speaks of that one ("docker no, python yes").
    """
    have: list[str] = []
    lacking: list[str] = []
    tokens = utterance.words.tokens
    mentions = utterance.named.get(EntityKind.SKILL, ())
    starts = {mention.start for mention in mentions}
    joined = False
    for mention in mentions:
        before = tokens[max(0, mention.start - _WINDOW) : mention.start]
        after = tokens[mention.end : mention.end + 1]
        verdict = after if mention.end + 1 not in starts else ()
        denied = verdict in _DENIALS or (verdict not in _ASSENT and (joined or _denied(before)))
        (lacking if denied else have).extend(mention.ids)
        joined = denied and after in _JOINING
    known = [skill for skill in dict.fromkeys(have) if skill in knowledge.skills and skill not in lacking]
    return Claims(tuple(known), tuple(dict.fromkeys(lacking)))


def _denied(before: Sequence[str]) -> bool:
    """Tell whether a negation in the words before a skill still holds at it."""
    ends = [place for place, word in enumerate(before) if word in _ENDING]
    return bool(LACKING & set(before[ends[-1] + 1 if ends else 0 :]))


def hard_skills(utterance: Utterance, knowledge: Knowledge) -> tuple[str, ...]:
    """Give the skills named that people list as knowledge: tools, languages, techniques."""
    return tuple(
        skill
        for skill in utterance.ids(EntityKind.SKILL)
        if skill in knowledge.skills and knowledge.skills[skill].category not in SOFT_CATEGORIES
    )


def without_skills(utterance: Utterance) -> Tokens:
    """Give the slotted words of a message without the skills it names."""
    hidden = {
        word
        for mention in utterance.named.get(EntityKind.SKILL, ())
        for word in utterance.words.tokens[mention.start : mention.end]
    }
    return tuple(token for token in utterance.slotted if token not in hidden)


def tells_of_oneself(utterance: Utterance) -> bool:
    """Tell whether the message speaks of what the speaker has or does."""
    return bool(_FIRST_PERSON & set(utterance.words.tokens))


def asks_of_others(utterance: Utterance) -> bool:
    """Tell whether the message asks about the job's skills rather than listing the speaker's."""
    return bool(_OTHERS & set(utterance.words.tokens))


def asks_need(utterance: Utterance) -> bool:
    """Tell whether the message asks if something is needed, rather than listing what is there."""
    return bool(_NEEDING & set(utterance.words.tokens))
