"""Open what an answer rests on: the passages of the cited lines, in our words, with guide, section and lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answers.blocks import Block, Note, Outcome, Part, Points, Reply, Text
from bot.knowledge.models import Knowledge, Passage, Role, Span
from bot.locale import later, say

Place = tuple[str, Span]
"""A role, which is a guide, and some lines of it."""
MOST_PASSAGES = 3
"""Passages shown of the same lines."""
CHANGED = later("The knowledge has changed since; this is what these lines say now.")
MORE = later("The answer rests on a few more lines, which had no room on the button.")
SILENT = later("Nothing is told of these lines any more.")
GONE = later(
    "I cannot find these lines any more: the knowledge has changed since. Ask again to get the answer of today."
)


def sources(knowledge: Knowledge, places: Iterable[Place], *, changed: bool = False, more: bool = False) -> Reply:
    """Show the passages of some lines, one part a guide.

    `changed` says that the lines are of an earlier knowledge, `more` that the answer rests on more lines than these.
    """
    known: dict[str, list[Span]] = {}
    for role, span in places:
        if role in knowledge.roles:
            known.setdefault(role, []).append(span)
    if not known:
        return Reply(Outcome.UNKNOWN, (Part("", (Text(say(GONE)),)),), label="sources")
    parts = [_part(knowledge, knowledge.roles[role], spans) for role, spans in known.items()]
    version = say("Version {version} of the knowledge.", version=version_of(knowledge))
    if changed:
        parts[0] = replace(parts[0], blocks=(Note(say(CHANGED)), *parts[0].blocks))
    told = " ".join([*([say(MORE)] if more else []), version])
    return Reply(Outcome.ANSWERED, (*parts, Part("", (Note(told),))), label="sources")


def version_of(knowledge: Knowledge) -> str:
    """Name the knowledge's version in short, for people to compare."""
    return knowledge.digest[:8] or "?"


def _part(knowledge: Knowledge, role: Role, spans: Sequence[Span]) -> Part:
    """Show each passage once, in the order of the lines it was cited for, then the lines that no passage rests on."""
    found = {span: knowledge.by_span.get((role.id, span)) or _overlapping(role, span) for span in spans}
    passages = dict.fromkeys(passage for held in found.values() for passage in held[:MOST_PASSAGES])
    items = [f"{_where(role, passage.lines)} · {passage.title}: {passage.text}" for passage in passages]
    items += [f"{_where(role, (span,))}: {say(SILENT)}" for span, held in found.items() if not held]
    blocks: list[Block] = [Points(tuple(items), labelled=True)]
    if role.origin:
        blocks.append(Note(say("The guide: {document}.", document=role.origin.in_full)))
    return Part(say("Sources · {guide} guide", guide=role.title), tuple(blocks))


def _overlapping(role: Role, span: Span) -> tuple[Passage, ...]:
    """Give the passages that rest on any of some lines."""
    return tuple(
        passage
        for passage in role.passages
        if any(first <= span[1] and span[0] <= last for first, last in passage.lines)
    )


def _where(role: Role, spans: Iterable[Span]) -> str:
    """Name the sections and the lines: "Requirements, lines 12-14, 17; Overview, line 3"."""
    sections: dict[str, list[Span]] = {}
    for span in spans:
        sections.setdefault(_section_of(role, span), []).append(span)
    return "; ".join(", ".join(filter(None, (section, role.where(*held)))) for section, held in sections.items())


def _section_of(role: Role, span: Span) -> str:
    try:
        return role.section_of(span).title.split(" (")[0]
    except LookupError:  # an earlier knowledge had a longer guide
        return ""
