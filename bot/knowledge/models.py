"""The knowledge as frozen values: roles with passages and figures, topics with facets, skills, vocabulary."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from bot.locale import say

Span = tuple[int, int]
"""First and last line of a guide, from 1, both inclusive."""


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def span_text(span: Span) -> str:
    """Write a span: "12" or "12-15"."""
    first, last = span
    return str(first) if first == last else f"{first}-{last}"


def lines_text(*spans: Span) -> str:
    """Write spans in words: "line 12", "lines 12-15", "lines 12, 14-15"."""
    lines = ", ".join(map(span_text, spans))
    return say("line {lines}", lines=lines) if lines.isdigit() else say("lines {lines}", lines=lines)


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that a role file was drafted from: whose it is, and what the numbers of its lines count."""

    title: str
    owner: str | None = None
    licence: str | None = None
    edition: str | None = None
    paragraphs: bool = False
    """Whether the numbers count paragraphs, because its format has no lines."""
    pages: tuple[int, ...] = ()
    """The first line of each page, where it has pages."""
    attribution: str | None = None
    """What its licence asks to print beside what is taken from it."""
    date: str | None = None
    """When it was made, as far as that is known: "2024", "2024-06" or "2024-06-30"."""

    @property
    def year(self) -> int | None:
        """The year it was made in, by its date or else its edition; None where neither tells."""
        if self.date:
            return int(self.date[:4])
        found = _YEAR.search(self.edition or "")
        return int(found[0]) if found else None

    @property
    def in_full(self) -> str:
        """Name it with all that is known of it, as a source is printed."""
        edition = self.edition if self.edition != self.date else None
        return ", ".join(filter(None, (self.title, self.owner, edition, self.date, self.licence, self.attribution)))

    def __str__(self) -> str:
        held = ", ".join(filter(None, (self.owner, self.licence)))
        return f"“{self.title}” ({held})" if held else f"“{self.title}”"

    def where(self, *spans: Span) -> str:
        """Write spans as a reader of the document finds them: "paragraph 12", "page 2, lines 5-9"."""
        if self.paragraphs:
            lines = ", ".join(map(span_text, spans))
            return say("paragraph {lines}", lines=lines) if lines.isdigit() else say("paragraphs {lines}", lines=lines)
        if not self.pages:
            return lines_text(*spans)
        return "; ".join(self._on_page(span) for span in spans)

    def _on_page(self, span: Span) -> str:
        page = max(bisect_right(self.pages, span[0]), 1)
        before = self.pages[page - 1] - 1
        return say("page {page}, {lines}", page=page, lines=lines_text((span[0] - before, span[1] - before)))


class FigureKind(StrEnum):
    """What a figure measures."""

    BASE = "base"
    SALARY = "salary"
    TOTAL = "total"
    CASH = "cash"
    BONUS = "bonus"
    EQUITY = "equity"
    SIGN_ON = "sign-on"
    PROFIT_SHARING = "profit-sharing"
    PREMIUM = "premium"
    RAISE = "raise"
    GROWTH = "growth"
    MARKET_SIZE = "market-size"
    SHARE = "share"
    EXPERIENCE = "experience"
    SPAN = "span"
    COST = "cost"


PAY_KINDS = frozenset(
    {
        FigureKind.BASE,
        FigureKind.SALARY,
        FigureKind.TOTAL,
        FigureKind.CASH,
        FigureKind.BONUS,
        FigureKind.EQUITY,
        FigureKind.SIGN_ON,
        FigureKind.PROFIT_SHARING,
        FigureKind.PREMIUM,
        FigureKind.RAISE,
    }
)
"""The kinds that tell what is paid."""


class Statistic(StrEnum):
    """Which statistic a figure is."""

    AVERAGE = "average"
    MEDIAN = "median"
    RANGE = "range"
    PERCENTILE_25 = "percentile-25"
    PERCENTILE_75 = "percentile-75"
    PERCENTILE_90 = "percentile-90"
    MIDDLE_HALF = "percentile-25-75"
    TOP = "top"
    MINIMUM = "minimum"
    TYPICAL = "typical"
    PROJECTION = "projection"
    CHANGE = "change"


class Unit(StrEnum):
    """What a figure counts."""

    PER_YEAR = "per-year"
    PER_MONTH = "per-month"
    PER_WEEK = "per-week"
    PER_DAY = "per-day"
    PER_HOUR = "per-hour"
    ONE_TIME = "one-time"
    PERCENT = "percent"
    PERCENT_OF_BASE = "percent-of-base"
    PERCENT_OF_TOTAL = "percent-of-total"
    YEARS = "years"
    TOTAL = "total"


class Strength(StrEnum):
    """How strongly a guide wants what a passage names, strongest first."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    USEFUL = "useful"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True)
class Figure:
    """One typed figure of a guide; `low` and `high` are equal for a single value, one is None for "up to" or "over"."""

    kind: FigureKind
    statistic: Statistic
    unit: Unit
    lines: tuple[Span, ...]
    low: float | None = None
    high: float | None = None
    open_ended: bool = False
    currency: str | None = None
    level: str | None = None
    place: str | None = None
    source: str | None = None
    company: str | None = None
    year: int | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What a few lines of one guide say, in our own words, and which facet they answer."""

    role: str
    id: str
    facet: str
    topic: str
    title: str
    text: str
    lines: tuple[Span, ...]
    points: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
    strength: Strength = Strength.MENTIONED
    note: str | None = None
    phrasings: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    quoted: bool = False
    """Whether the text is the document's own, not ours."""

    @property
    def key(self) -> str:
        """Identify the passage across all roles."""
        return f"{self.role}/{self.id}"

    @property
    def whole(self) -> str:
        """The text with its points and note, as one string."""
        return " ".join([self.text, *self.points, *([self.note] if self.note else [])])


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a guide: its title there and its whole range of lines."""

    title: str
    lines: Span
    topic: str = ""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The place and the year that the pay figures of a guide are of, where a line names no other."""

    place: str
    year: int

    def __str__(self) -> str:
        return f"{self.place}, {self.year}"


@dataclass(frozen=True, slots=True)
class Role:
    """One role, which is one guide."""

    id: str
    title: str
    short: str
    summary: str
    aliases: tuple[str, ...]
    sections: Mapping[str, Section]
    passages: tuple[Passage, ...]
    as_of: AsOf | None = None
    also: tuple[Section, ...] = ()
    """Further sections of topics that have one in `sections`."""
    origin: Origin | None = None
    review: Mapping[str, date] = field(default_factory=dict)
    """The day by which each topic should be read again, where one was set."""

    def where(self, *spans: Span) -> str:
        """Write where spans stand in the role's guide: "lines 12-15", "page 2, line 5"."""
        return self.origin.where(*spans) if self.origin else lines_text(*spans)

    def quotes(self, span: Span) -> bool:
        """Tell whether the answers quote the guide where they rest on some lines."""
        return any(
            passage.quoted and any(low <= span[1] and span[0] <= high for low, high in passage.lines)
            for passage in self.passages
        )

    def year_of(self, figure: Figure) -> int | None:
        """Give the year a figure is of: its own, or that of the guide's pay, or of the guide; None if none is known."""
        if figure.year is not None:
            return figure.year
        return self.as_of.year if self.as_of else self.origin.year if self.origin else None

    def section_of(self, span: Span) -> Section:
        """Find the section that holds the first line of a span."""
        for section in (*self.sections.values(), *self.also):
            if section.lines[0] <= span[0] <= section.lines[1]:
                return section
        raise LookupError(f"{self.id} has no section at line {span[0]}")


@dataclass(frozen=True, slots=True)
class Facet:
    """Something one can ask of any role, with the ways people put it."""

    id: str
    topic: str
    title: str
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the ten subjects of a guide; its own phrasings ask for the whole of it."""

    id: str
    title: str
    summary: str
    phrasings: tuple[str, ...]
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill with its category; who has it has the `broader` ones too."""

    id: str
    name: str
    category: str
    aliases: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an id, a display name and aliases: a level, a place, a source of pay data, an employer."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the field: what they expand to, what means the same, and what can be named.

    `phrases` gives several words one token ("machine learning" -> "ml"); `emoji` gives a picture a word,
    `noise` is chat filler that says nothing of what is asked.
    """

    abbreviations: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    emoji: Mapping[str, str] = field(default_factory=dict)
    noise: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    levels: tuple[Named, ...] = ()
    places: tuple[Named, ...] = ()
    sources: tuple[Named, ...] = ()
    companies: tuple[Named, ...] = ()
    outside_places: tuple[str, ...] = ()
    outside_sources: tuple[str, ...] = ()
    outside_companies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Smalltalk:
    """A kind of small talk and what the bot says to it."""

    id: str
    title: str
    phrasings: tuple[str, ...]
    replies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject that the guides do not cover, how people ask for it, and what to say instead."""

    id: str
    title: str
    reply: str
    phrasings: tuple[str, ...]
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """Something one can ask the bot to do, such as a comparison or a skill gap."""

    id: str
    title: str
    phrasings: tuple[str, ...]


@dataclass(frozen=True)
class Knowledge:
    """Everything the bot knows, from one folder; `digest` names its content.

    It has no slots, so that what is gathered over all files is gathered once.
    """

    roles: Mapping[str, Role]
    topics: Mapping[str, Topic]
    skills: Mapping[str, Skill]
    categories: Mapping[str, str]
    vocabulary: Vocabulary
    smalltalk: Mapping[str, Smalltalk]
    subjects: Mapping[str, Subject]
    acts: Mapping[str, Act]
    occupations: tuple[str, ...]
    digest: str = ""

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """All facets of all topics by id, in the order of the files."""
        return {facet.id: facet for topic in self.topics.values() for facet in topic.facets}

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All passages of all roles, in the order of the files."""
        return tuple(passage for role in self.roles.values() for passage in role.passages)

    @cached_property
    def by_facet(self) -> dict[str, dict[str, tuple[Passage, ...]]]:
        """The passages of each facet by role, in the order of the files: who has something on what."""
        found: dict[str, dict[str, list[Passage]]] = {}
        for passage in self.passages:
            found.setdefault(passage.facet, {}).setdefault(passage.role, []).append(passage)
        return {facet: {role: tuple(items) for role, items in roles.items()} for facet, roles in found.items()}

    def first(self, role: str, facet: str) -> Passage | None:
        """Give the first passage of a role's guide on a facet; None where it has none."""
        held = self.by_facet.get(facet, {}).get(role)
        return held[0] if held else None

    @cached_property
    def place_names(self) -> dict[str, str]:
        """The name of each place by id."""
        return {place.id: place.name for place in self.vocabulary.places}

    @cached_property
    def level_names(self) -> dict[str, str]:
        """The name of each level by id."""
        return {level.id: level.name for level in self.vocabulary.levels}

    @cached_property
    def by_span(self) -> dict[tuple[str, Span], tuple[Passage, ...]]:
        """The passages that rest on exactly some lines of a role's guide."""
        found: dict[tuple[str, Span], list[Passage]] = {}
        for passage in self.passages:
            for span in passage.lines:
                found.setdefault((passage.role, span), []).append(passage)
        return {place: tuple(items) for place, items in found.items()}

    @cached_property
    def skills_by_role(self) -> dict[str, frozenset[str]]:
        """The skills that each role's guide names."""
        return {
            role.id: frozenset(skill for passage in role.passages for skill in passage.skills)
            for role in self.roles.values()
        }

    @cached_property
    def alternatives(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The skills of which one is enough, by role and by each of them; the first passage that says so counts."""
        found: dict[str, dict[str, tuple[str, ...]]] = {role: {} for role in self.roles}
        for passage in self.passages:
            for group in passage.alternatives:
                for skill in group:
                    found[passage.role].setdefault(skill, group)
        return found
