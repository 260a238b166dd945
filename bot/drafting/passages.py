"""Make passages of the parts of a document: what stands together and answers the same facet, with its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.drafting.around import Setting
from bot.drafting.blocks import Block, Kind
from bot.drafting.linking import Linker
from bot.drafting.measures import Reading, readings
from bot.drafting.names import Names, slug
from bot.drafting.outline import Group, Part
from bot.drafting.placing import NOTHING, Place, Placer, Scores
from bot.knowledge.models import Span

MOST_LINES = 4
"""A passage of more bullets is cut: an answer should point at a few lines."""
MOST_ROWS = 12
LONGEST = 690
"""Characters of one text; a role file takes 700."""
_LEAD = re.compile(r":\s*$")
_KEY = re.compile(r"^([^:.?!]{2,60}):\s+(?=\S)")
_ASIDE = re.compile(
    r"^(?:references?|sources?|bibliography|further (?:reading|resources)|about (?:us|the (?:author|"
    r"publisher|company)|this (?:guide|document|site))|contact(?: us)?|disclaimers?|imprint|legal(?: "
    r"notice)?|acknowledge?ments?|subscribe|newsletter|related (?:articles|posts|guides|jobs)|share "
    r"this.*|copyright|licen[cs]e)",
    re.IGNORECASE,
)
_SOURCED = re.compile(r"(?:Data |Pay |Salary )?[Ss]ources?:\s")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")


@dataclass(slots=True)
class Unit:
    """A block or a few that are placed together."""

    blocks: list[Block]
    near: str
    """The nearest heading."""
    key: str
    readings: list[Reading]
    scores: Scores
    leads: list[Block] = field(default_factory=list)
    """Headings and openings whose lines it takes along."""
    place: Place | None = None

    @property
    def lines(self) -> set[int]:
        """All lines that it rests on."""
        return {line for block in (*self.leads, *self.blocks) for line in range(block.span[0], block.span[1] + 1)}


@dataclass(frozen=True, slots=True)
class Section:
    """A part with its topic settled, its lines, and what it says."""

    title: str
    topic: str
    lines: Span
    units: tuple[Unit, ...]
    aside: tuple[Unit, ...]
    """What is about none of the facets."""
    told: bool
    """Whether the heading tells the topic."""


def sections(
    parts: Sequence[Part], placer: Placer, linker: Linker, names: Names, title: str, currency: str
) -> Iterator[Section]:
    """Settle the topic of each part and place what it says."""
    for part, lines in _apart(parts):
        heading = part.heading.text.strip(" :") if part.heading else title
        setting_topic = part.topic
        units = list(_units(part, placer, names, setting_topic, currency))
        if part.heading is not None and units:
            units[0].leads.insert(0, part.heading)
        voted = placer.topic([unit.scores for unit in units]) if part.heading is not None else ""
        topic = part.topic or voted or "overview"
        aside = part.heading is not None and _ASIDE.fullmatch(heading) is not None
        if topic == "overview" and units and units[0].blocks and units[0].blocks[0].kind is Kind.TEXT:
            units[0].scores = placer.opening(units[0].scores)
        _source(units, names)
        kept: list[Unit] = []
        left: list[Unit] = []
        for unit in units:
            if linker.lists_skills(" ".join(block.text for block in unit.blocks)):
                unit.scores = placer.listing(unit.scores, topic)
            unit.place = placer.place(unit.scores, topic)
            unrelated = unit.place.score < NOTHING and not part.topic and not unit.readings
            (left if aside or unrelated else kept).append(unit)
        yield Section(
            heading, topic, lines, tuple(_merged(kept, placer, topic)), tuple(left), bool(part.topic) and not aside
        )


def _source(units: Sequence[Unit], names: Names) -> None:
    """Give the sums of a section the source that a line of its own names: "Source: Job Bank"."""
    lines = (block.text for unit in units for block in unit.blocks if _SOURCED.match(block.text))
    source = next((found for text in lines if (found := names.source_in(text))), None)
    for unit in units if source else ():
        unit.readings = [
            replace(item, figure=replace(item.figure, source=item.figure.source or source))
            if item.figure.currency
            else item
            for item in unit.readings
        ]


def _apart(parts: Sequence[Part]) -> list[tuple[Part, Span]]:
    """Give each part its own lines: one that two share is the first one's; a part without any is joined to it."""
    apart: list[tuple[Part, Span]] = []
    last = 0
    for part in parts:
        first, end = part.lines
        if end <= last:
            before, lines = apart[-1]
            heading = (Group((), (part.heading,), ()),) if part.heading else ()
            apart[-1] = (replace(before, groups=(*before.groups, *heading, *part.groups)), lines)
            continue
        apart.append((part, (max(first, last + 1), end)))
        last = end
    return apart


def _units(part: Part, placer: Placer, names: Names, topic: str, currency: str) -> Iterator[Unit]:
    above = part.heading.text if part.heading else ""
    waiting: list[Block] = []
    for group in part.groups:
        near = group.headings[-1].text.strip(" :") if group.headings else above
        trail = tuple(head.text for head in reversed(group.headings)) + ((above,) if above else ())
        setting = Setting(trail, topic, currency)
        waiting += group.opening
        lead = ""
        for blocks in _bundles(group):
            first = blocks[0]
            if len(blocks) == 1 and first.kind is Kind.TEXT and _LEAD.search(first.text) and len(group.blocks) > 1:
                waiting.append(first)
                lead = first.text.strip(" :")
                if len(first.text) > 160 or "." in first.text[:-1]:
                    lead = ""
                    found = [item for block in blocks for item in readings(block, setting, names)]
                    yield Unit(
                        list(blocks),
                        near,
                        "",
                        found,
                        placer.scores(first.text, near, [item.figure for item in found]),
                        waiting[:-1],
                    )
                    waiting = []
                continue
            found = [item for block in blocks for item in readings(block, setting, names)]
            text = " ".join(block.text for block in blocks)
            key = _KEY.match(first.text) if first.kind is Kind.ITEM else None
            context = " ".join(
                filter(None, (*reversed(trail[:2] if group.headings else trail[:1]), lead if not key else ""))
            )
            scores = placer.scores(text, context, [item.figure for item in found])
            yield Unit(list(blocks), near, key[1].strip() if key else "", found, scores, waiting)
            waiting = []
    if waiting:
        yield Unit([], above, "", [], placer.scores(waiting[-1].text, above), waiting)


def _bundles(group: Group) -> Iterator[list[Block]]:
    """Keep the rows of a table together, a few at a time; other blocks stand alone."""
    rows: list[Block] = []
    for block in group.blocks:
        if block.kind is Kind.ROW and (not rows or (block.header == rows[-1].header and len(rows) < MOST_ROWS)):
            rows.append(block)
            continue
        if rows:
            yield rows
            rows = []
        if block.kind is Kind.ROW:
            rows = [block]
        else:
            yield [block]
    if rows:
        yield rows


def _merged(units: Sequence[Unit], placer: Placer, topic: str) -> Iterator[Unit]:
    """Join neighbours under one heading that answer the same facet; what is empty goes with the one before it."""
    held: Unit | None = None
    for unit in units:
        if held is not None and (not unit.blocks or _together(held, unit)):
            held.blocks += [*unit.leads, *unit.blocks] if not unit.blocks else unit.blocks
            held.readings += unit.readings
            held.scores = _mean(held.scores, unit.scores)
            held.place = placer.place(held.scores, topic)
            continue
        if held is not None:
            yield held
        held = unit
    if held is not None:
        yield held


def _mean(one: Scores, other: Scores) -> Scores:
    """Give the mean of two scores."""
    return (one + other) / 2


def _together(held: Unit, unit: Unit) -> bool:
    assert held.place is not None
    assert unit.place is not None
    if held.place.facet != unit.place.facet or unit.leads or held.near != unit.near:
        return False
    if held.key or unit.key or held.blocks[-1].kind is not unit.blocks[0].kind or unit.blocks[0].kind is not Kind.ITEM:
        return False
    return len(held.lines | unit.lines) <= MOST_LINES


def texts(unit: Unit) -> tuple[str, list[str]]:
    """Give the text of a unit and its points, none longer than a role file takes."""
    blocks = [block for block in unit.blocks if not block.cells or block.cells != block.header]
    pieces = [piece for block in blocks or unit.blocks or unit.leads for piece in cut(block.text)]
    key = unit.key
    if key and len(pieces) == 1:
        bare = pieces[0][len(key) :].lstrip(" :")
        return bare[:1].upper() + bare[1:], []
    whole = " ".join(piece if piece[-1] in ".!?:;" else piece + "." for piece in pieces)
    if (
        len(whole) <= LONGEST
        and (len(pieces) <= 2 or len(whole) <= 320)
        and unit.blocks[:1]
        and unit.blocks[0].kind is not Kind.ROW
    ):
        return whole, []
    return pieces[0], pieces[1:]


def cut(text: str) -> list[str]:
    """Cut a long text at its sentences."""
    pieces: list[str] = []
    for sentence in _SENTENCES.split(text):
        while len(sentence) > LONGEST:
            at = sentence.rfind(" ", 0, LONGEST)
            at = at if at > 0 else LONGEST
            pieces.append(sentence[:at])
            sentence = sentence[at:].strip()
        if pieces and len(pieces[-1]) + len(sentence) < LONGEST:
            pieces[-1] += " " + sentence
        elif sentence:
            pieces.append(sentence)
    return pieces


def title_of(unit: Unit) -> str:
    """Name a unit: its key, its nearest heading, or its first words."""
    name = unit.key or unit.near or " ".join(unit.blocks[0].text.split()[:8])
    return name.strip(" :")[:120]


def passage_id(title: str, taken: set[str]) -> str:
    """Make an id that no other passage of the file has."""
    base = slug(title)[:50].strip("-") or "passage"
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    taken.add(found)
    return found
