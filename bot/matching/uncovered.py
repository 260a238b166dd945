"""Find what a guide cannot answer although it speaks of the subject: another country, another year, a number it lacks.

A figure of one place or year given for another is a wrong answer that looks right, and so is a passage without a number
for "how many".
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.knowledge.models import Knowledge
from bot.matching.askings import Act, Asking, Reason
from bot.matching.entities import EntityKind
from bot.matching.utterance import COUNTRY

YEARS_BEFORE, YEARS_AFTER = 1, 3
"""Pay of so many years before and after a guide's own is answered with its figures, which are dated."""
PLAIN = 0.5
"""A passage that explains so much of the question's words is shown, with or without a number."""
_COUNTS = re.compile(r"\b(?:how many|(?:what|which) (?:percent|percentage|share|proportion|fraction)|average age)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER = re.compile(r"\d")


def refused(asking: Asking, knowledge: Knowledge, topic: str) -> Asking | None:
    """Refuse an asking on a topic for what its guide lacks; None where it lacks nothing."""
    if topic == "salary":
        place = _abroad(asking, knowledge)
        if place:
            return replace(asking, act=Act.UNKNOWN, reason=Reason.OTHER_PLACE, subject=place)
        year = _other_year(asking, knowledge)
        if year:
            return replace(asking, act=Act.UNKNOWN, reason=Reason.OTHER_YEAR, subject=year)
    if _lacks_number(asking):
        return replace(asking, act=Act.UNKNOWN, reason=Reason.NO_NUMBER)
    return None


def _abroad(asking: Asking, knowledge: Knowledge) -> str:
    """Name the place outside the figures' country that no passage which fits speaks of."""
    within = {place.id: place.within for place in knowledge.vocabulary.places}
    for mention in asking.utterance.named.get(EntityKind.PLACE, ()):
        if COUNTRY in within.get(mention.ids[0], (COUNTRY,)) or mention.ids[0] == COUNTRY:
            continue
        if not any(mention.text in item.passage.whole.casefold() for item in asking.ranked[:3]):
            return mention.text
    return ""


def _other_year(asking: Asking, knowledge: Knowledge) -> str:
    """Give the year asked for, where the figures are of another time and no passage that fits tells of it."""
    years = {int(year) for year in _YEAR.findall(asking.utterance.text)}
    roles = [knowledge.roles[role] for role in asking.roles or knowledge.roles]
    own = [role.as_of.year for role in roles if role.as_of is not None]
    if len(years) != 1 or not own:
        return ""
    [year] = years
    near = min(own) - YEARS_BEFORE <= year <= max(own) + YEARS_AFTER
    told = any(str(year) in item.passage.whole for item in asking.ranked[:3])
    return "" if near or told else str(year)


def _lacks_number(asking: Asking) -> bool:
    """Tell whether a count is asked for that the best passage does not give."""
    if not asking.ranked or not _COUNTS.search(asking.utterance.text):
        return False
    best = asking.ranked[0]
    return best.words < PLAIN and not best.passage.figures and not _NUMBER.search(best.passage.whole)
