"""Say how old an answer is where that matters: old pay first, and what was due for review in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.answers.blocks import Note, Part, Reply
from bot.knowledge.freshness import Due, due, is_old
from bot.knowledge.models import PAY_KINDS, Figure, Knowledge, Role
from bot.locale import say, say_count


@dataclass(frozen=True, slots=True)
class Ages:
    """Which day it is, and after how many years figures of pay are old.

    Composing knows of no calendar, so that the same message and knowledge give the same answer on any day; ages are
    told on top of it.
    """

    today: Callable[[], date]
    pay_years: int

    def told(self, reply: Reply, knowledge: Knowledge) -> Reply:
        """Add to a reply what is to be said of the age of what it rests on; the same is said once."""
        today, said, parts = self.today(), set[str](), []
        for part in reply.parts:
            first = [note for note in self._of_pay(part, today) if note not in said]
            last = [note for note in _of_review(part, knowledge, today) if note not in said]
            said |= {*first, *last}
            parts.append(replace(part, blocks=(*map(Note, first), *part.blocks, *map(Note, last))))
        return replace(reply, parts=tuple(parts)) if said else reply

    def due(self, knowledge: Knowledge) -> tuple[Due, ...]:
        """List what is due today."""
        return due(knowledge, self.today(), self.pay_years)

    def _of_pay(self, part: Part, today: date) -> list[str]:
        year = part.paid
        if year is None or not is_old(year, today, self.pay_years):
            return []
        told = say_count(
            "The figures of pay are of {year}, a year ago; pay may have moved since.",
            "The figures of pay are of {year}, {count} years ago; pay may have moved since.",
            count=today.year - year,
            year=year,
        )
        return [told]


def oldest(found: Iterable[tuple[Role, Figure]]) -> int | None:
    """Give the year of the oldest figure of pay; None where there is none whose year is known."""
    years = (role.year_of(figure) for role, figure in found if figure.kind in PAY_KINDS)
    return min((year for year in years if year is not None), default=None)


def _of_review(part: Part, knowledge: Knowledge, today: date) -> list[str]:
    role = knowledge.roles.get(part.role or "")
    day = role.review.get(part.topic or "") if role and part.citations else None
    if role is None or day is None or day >= today:
        return []
    title = knowledge.topics[part.topic or ""].title
    return [say("“{topic}” was to be reviewed by {day} and may be out of date.", topic=title, day=day.isoformat())]
