"""What of the knowledge is due to be read again: topics past the day that was set for them, and old figures of pay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from bot.knowledge.models import PAY_KINDS, Knowledge, Role
from bot.locale import say, say_count

SALARY = "salary"
"""The topic that figures of pay belong to, wherever a guide prints them."""


@dataclass(frozen=True, slots=True)
class Due:
    """A topic of a role's guide that is due, and why: the day it was to be reviewed by, or the years of old pay."""

    role: str
    topic: str
    by: date | None = None
    years: tuple[int, ...] = ()
    asked: int = 0
    """How often it was asked about, as far as that is known."""

    @property
    def why(self) -> str:
        """Say why, in a few words."""
        if self.by is not None:
            return say("to be reviewed by {day}", day=self.by.isoformat())
        years = dict.fromkeys((self.years[0], self.years[-1]))
        return say("pay of {years}", years=say(" to ").join(map(str, years)))


def due(knowledge: Knowledge, today: date, pay_years: int) -> tuple[Due, ...]:
    """List what is due on a day, in the order of the files; pay is old after so many years."""
    return tuple(item for role in knowledge.roles.values() for item in _of_role(role, today, pay_years))


def by_askings(items: Iterable[Due], asked: Mapping[tuple[str, str], int]) -> tuple[Due, ...]:
    """Put what is asked most first; `asked` counts by role and topic."""
    counted = [Due(each.role, each.topic, each.by, each.years, asked.get((each.role, each.topic), 0)) for each in items]
    return tuple(sorted(counted, key=attrgetter("asked"), reverse=True))


def askings(knowledge: Knowledge, references: Mapping[str, int]) -> Counter[tuple[str, str]]:
    """Count by role and topic what is counted by the reference of an answer ("facet:bonus data-engineer")."""
    counts: Counter[tuple[str, str]] = Counter()
    for reference, times in references.items():
        label, _, role = reference.partition(" ")
        kind, _, name = label.partition(":")
        facet = knowledge.facets.get(name) if kind == "facet" else None
        topic = facet.topic if facet else name
        if role in knowledge.roles and topic in knowledge.topics:
            counts[role, topic] += times
    return counts


def due_lines(items: Iterable[Due], knowledge: Knowledge) -> list[str]:
    """Write what is due, a line each: "Data Engineer, Salary: pay of 2021 (asked about 12 times)"."""
    lines = []
    for item in items:
        about = f"{knowledge.roles[item.role].title}, {knowledge.topics[item.topic].title}: {item.why}"
        times = say_count("asked about once", "asked about {count} times", count=item.asked) if item.asked else ""
        lines.append(f"{about} ({times})" if times else about)
    return lines


def is_old(year: int | None, today: date, pay_years: int) -> bool:
    """Tell whether pay of a year is old: last year's is one year old."""
    return year is not None and today.year - year > pay_years


def _of_role(role: Role, today: date, pay_years: int) -> Iterator[Due]:
    for topic, day in role.review.items():
        if day < today:
            yield Due(role.id, topic, by=day)
    figures = [figure for passage in role.passages for figure in passage.figures if figure.kind in PAY_KINDS]
    years = {year for figure in figures if (year := role.year_of(figure)) is not None}
    old = sorted(year for year in years if is_old(year, today, pay_years))
    if old:
        yield Due(role.id, SALARY, years=tuple(old))
