"""Draft a role file from a document: sections, passages, figures, skills; and what a person should look at.

No line is lost: each line of the document that holds anything rests in a passage, in `unplaced` or in `dropped`, and a
draft that cannot say so of every line is not given out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.drafting.amounts import amounts
from bot.drafting.blocks import Block, Document, Dropped, Kind, spans_of
from bot.drafting.credits import credits_of
from bot.drafting.identity import Job, job_of, several
from bot.drafting.linking import Linker
from bot.drafting.names import Names
from bot.drafting.outline import Outline, outline
from bot.drafting.passages import Section, Unit, passage_id, sections, texts, title_of
from bot.drafting.placing import Placer, least_sure
from bot.drafting.wording import years
from bot.errors import UserError
from bot.knowledge.models import Figure, Named, Span
from bot.knowledge.models import Section as RoleSection
from bot.matching.engine import Engine
from bot.matching.entities import EntityKind
from bot.money import DOLLARS

_COUNTRIES = {
    "USD": "US",
    "GBP": "United Kingdom",
    "CHF": "Switzerland",
    "INR": "India",
    "CAD": "Canada",
    "AUD": "Australia",
    "SGD": "Singapore",
    "JPY": "Japan",
    "SEK": "Sweden",
    "NOK": "Norway",
    "DKK": "Denmark",
    "PLN": "Poland",
    "CZK": "Czech Republic",
}
_EURO = "Germany France Spain Italy Netherlands Ireland Austria Belgium Portugal Finland Greece".split()
_US = re.compile(r"\bU\.?S\.?A?\.?\b|\bUnited States\b")


@dataclass(frozen=True, slots=True)
class DraftedPassage:
    """A passage of a draft, and why a person should look at it, if so."""

    id: str
    facet: str
    title: str
    text: str
    points: tuple[str, ...]
    lines: tuple[Span, ...]
    skills: tuple[str, ...]
    figures: tuple[Figure, ...]
    margin: float
    doubt: str = ""
    others: tuple[str, ...] = ()
    """The facets that are next likeliest."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that the catalogue does not hold, and where the document names it."""

    name: str
    lines: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Lines that say nothing on any facet."""

    lines: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted role and its review list."""

    job: Job
    document: Document
    origin: Any
    summary: str
    as_of: tuple[str, int] | None
    sections: tuple[tuple[str, RoleSection, bool], ...]
    """Topic, title and lines of each section, and whether it is the first of its topic."""
    passages: tuple[DraftedPassage, ...]
    places: tuple[Named, ...]
    sources: tuple[str, ...]
    unplaced: tuple[Unplaced, ...]
    dropped: tuple[Dropped, ...]
    doubtful: tuple[tuple[str, Figure, str], ...]
    """Figures to look at: the passage, the figure and why."""
    skills: tuple[Proposal, ...]
    next_roles: tuple[tuple[str, str | None, tuple[Span, ...]], ...]
    """Jobs that the guide leads on to: the name, the role of the catalogue if it has one, the lines."""
    untold: tuple[tuple[str, str, Span], ...]
    """Sections whose heading told no topic: title, the topic they were given, lines."""

    @property
    def flagged(self) -> tuple[DraftedPassage, ...]:
        """The passages that a person should look at."""
        return tuple(passage for passage in self.passages if passage.doubt)


def draft(document: Document, engine: Engine, role: str | None = None) -> Draft:
    """Draft a role from a document; `role` is the id of the role, where its title should not give it.

    Raises:
        UserError: in one sentence, where the document is about no job or about several.
    """
    plan, credits = credits_of(document, outline(document))
    blocks = [block for part in plan.parts for block in _blocks(part)]
    if len(jobs := several(blocks, plan.title, engine.knowledge)) > 1:
        named = " and ".join(f"{name} (line {line})" for name, line in jobs[:3])
        raise UserError(f"{document.name} is about several jobs, {named}; cut it into one file for each.")
    job = job_of(document, plan, engine.knowledge, role)
    if job is None:
        raise UserError(f"{document.name} names no job that it would be about; name its role with --role.")
    currency = _currency(blocks)
    names = Names(engine, _country(plan, blocks, currency))
    linker = Linker(engine)
    found = list(
        sections(
            plan.parts, Placer(engine, job.id), linker, names, plan.title.text if plan.title else job.title, currency
        )
    )
    if not any(section.told for section in found):
        raise UserError(f"{document.name} has no section on a job's duties, requirements, pay or prospects.")
    made = _Maker(engine, linker, found)
    result = _result(document, plan, job, credits, found, made, names)
    _account(result)
    engine.lexicon.forget()  # how a guide's texts were read; a thousand guides would add up
    return result


def _blocks(part: Any) -> Iterable[Block]:
    if part.heading is not None:
        yield part.heading
    for group in part.groups:
        yield from group.opening
        yield from group.blocks


class _Maker:
    """Makes passages of units, with ids that are unique in the file."""

    def __init__(self, engine: Engine, linker: Linker, found: Sequence[Section]) -> None:
        self._engine = engine
        self._linker = linker
        self._taken: set[str] = set()
        self.passages: list[DraftedPassage] = []
        self.doubtful: list[tuple[str, Figure, str]] = []
        self._unknown: dict[str, set[int]] = {}
        self._jobs: dict[str, set[int]] = {}
        self.unplaced: list[Unplaced] = []
        for section in found:
            for unit in section.units:
                self._add(unit, section)
            self.unplaced += [_unplaced(unit) for unit in section.aside]
        unsure = least_sure([passage.margin for passage in self.passages])
        self.passages = [
            replace(passage, doubt="its facet is unsure") if number in unsure else passage
            for number, passage in enumerate(self.passages)
        ]

    def _add(self, unit: Unit, section: Section) -> None:
        assert unit.place is not None
        title = title_of(unit)
        text, points = texts(unit)
        lines = {line for line in unit.lines if section.lines[0] <= line <= section.lines[1]}
        spans = spans_of(lines or unit.lines)
        id_ = passage_id(title, self._taken)
        kept = [
            reading
            for reading in unit.readings
            if any(low <= reading.figure.lines[0][0] <= high for low, high in spans)
        ]
        named = dict.fromkeys(
            skill for part in (title, " . ".join([text, *points])) for skill in self._linker.skills(part)
        )
        doubt = "" if section.told or unit.place.margin >= 1 else "its section's heading tells no topic"
        self.passages.append(
            DraftedPassage(
                id_,
                unit.place.facet,
                title,
                text,
                tuple(points),
                spans,
                tuple(named),
                tuple(reading.figure for reading in kept),
                unit.place.margin,
                doubt,
                unit.place.others,
            )
        )
        self.doubtful += [(id_, reading.figure, reading.unsure) for reading in kept if reading.unsure]
        for block in unit.blocks:
            for name in self._linker.unknown(block.text):
                self._unknown.setdefault(name, set()).add(block.span[0])
            if section.topic == "career-development":
                self._next(block)

    def _next(self, block: Block) -> None:
        for entity in self._engine.gazetteer.find(self._engine.lexicon.phrase(block.text)):
            if entity.kind in {EntityKind.ROLE, EntityKind.OCCUPATION}:
                role = entity.ids[0] if entity.kind is EntityKind.ROLE else ""
                self._jobs.setdefault(f"{entity.text}\0{role}", set()).add(block.span[0])

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Names that may be skills, most often named first."""
        order = sorted(self._unknown, key=lambda name: (-len(self._unknown[name]), name))
        return tuple(Proposal(name, spans_of(self._unknown[name])) for name in order)

    @property
    def next_roles(self) -> tuple[tuple[str, str | None, tuple[Span, ...]], ...]:
        """The jobs that passages on careers name."""
        return tuple(
            (key.split("\0")[0], key.split("\0")[1] or None, spans_of(lines)) for key, lines in self._jobs.items()
        )


def _unplaced(unit: Unit) -> Unplaced:
    return Unplaced(spans_of(unit.lines), " ".join(block.text for block in (*unit.leads, *unit.blocks)))


def _result(
    document: Document,
    plan: Outline,
    job: Job,
    origin: Any,
    found: Sequence[Section],
    made: _Maker,
    names: Names,
) -> Draft:
    seen: set[str] = set()
    laid = []
    for section in found:
        if section.units:
            laid.append((section.topic, RoleSection(section.title[:300], section.lines), section.topic not in seen))
            seen.add(section.topic)
    dropped = [*document.dropped, *plan.dropped]
    for part in plan.parts:
        if part.heading is not None and not part.groups:
            dropped.append(Dropped(part.heading.span, "a heading with nothing under it"))
    if plan.title is not None:
        dropped.append(Dropped(plan.title.span, "the title"))
    places, sources = names.new()
    used_places = {figure.place for passage in made.passages for figure in passage.figures}
    used_sources = {figure.source for passage in made.passages for figure in passage.figures}
    return Draft(
        job,
        document,
        origin,
        _summary(found, job),
        _as_of(plan, found, names, origin.edition or ""),
        tuple(laid),
        tuple(made.passages),
        tuple(place for place in places if place.id in used_places),
        tuple(source for source in sources if source in used_sources),
        tuple(made.unplaced),
        tuple(dropped),
        tuple(made.doubtful),
        made.proposals,
        made.next_roles,
        tuple((section.title, section.topic, section.lines) for section in found if not section.told and section.units),
    )


def _summary(found: Sequence[Section], job: Job) -> str:
    """Take the first whole sentence of the overview, else of the document."""
    ordered = sorted(found, key=lambda section: section.topic != "overview")
    for section in ordered:
        for unit in section.units:
            for block in unit.blocks:
                first = re.split(r"(?<=[.!?])\s", block.text)[0]
                if len(first) > 40 and first.endswith(".") and len(first) <= 690:
                    return first
    return f"What a guide says of the job {job.title}."


def _currency(blocks: Iterable[Block]) -> str:
    """Give the currency that most sums of the document are in."""
    counts = Counter(amount.currency for block in blocks for amount in amounts(block.text) if amount.currency)
    return max(counts, key=lambda code: (counts[code], code), default=DOLLARS)


def _country(plan: Outline, blocks: Sequence[Block], currency: str) -> str:
    """Name the country that the pay figures are of: by a heading of pay, else by their currency."""
    if currency != "EUR":
        return _COUNTRIES.get(currency, "")
    heads = [plan.title.text if plan.title else "", *(block.text for block in blocks if block.kind is Kind.HEADING)]
    return next((country for head in heads for country in _EURO if country in head), "")


def _as_of(plan: Outline, found: Sequence[Section], names: Names, edition: str) -> tuple[str, int] | None:
    """Give place and year of the pay figures: of the pay section's words, else of the document's edition."""
    if not names.country:
        return None
    pay = [section for section in found if section.topic == "salary"]
    texts_ = [section.title for section in pay]
    texts_ += [block.text for section in pay for unit in section.units for block in (*unit.leads, *unit.blocks)]
    texts_ += [plan.title.text] if plan.title else []
    year = next((said[0] for text in texts_ if (said := [year for year in years(text) if 2000 <= year <= 2035])), None)
    year = year or next((year for year in years(edition)), None)
    return (names.country, year) if year and pay else None


def _account(made: Draft) -> None:
    """Make sure that every filled line is in a passage, in `unplaced` or in `dropped`.

    Raises:
        RuntimeError: where one is in none; that is a fault of the program, not of the document.
    """
    held = {line for passage in made.passages for span in passage.lines for line in range(span[0], span[1] + 1)}
    held |= {line for item in made.unplaced for span in item.lines for line in range(span[0], span[1] + 1)}
    held |= {line for item in made.dropped for line in range(item.lines[0], item.lines[1] + 1)}
    if lost := made.document.filled - held:
        raise RuntimeError(f"the lines {spans_of(lost)} of {made.document.name} are in no list")
