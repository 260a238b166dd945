"""Compose the answer to a facet or a topic of one role: the point first, then what it rests on."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from bot.answers.ages import oldest
from bot.answers.blocks import Block, Note, Part, Points, Text
from bot.answers.sources import cite_passage, merged
from bot.knowledge.models import Knowledge, Passage
from bot.locale import say
from bot.matching.askings import Ranked

MOST_FOLLOWING = 4
"""Passages shown after the leading one."""
CLOSE = 0.3
"""How far behind the leading passage another may be and still be shown with it."""
MOST_TOPIC_POINTS = 8
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def facet_part(knowledge: Knowledge, facet: str, ranked: Sequence[Ranked], *, brief: bool = False) -> Part:
    """Answer a facet of one role from its ranked passages; `brief` keeps to the leading one."""
    lead = ranked[0].passage
    topic = _topic_of(knowledge, facet) or lead.topic
    rest = [] if brief else following(ranked)
    blocks: list[Block] = [Text(lead.text)]
    if lead.points:
        blocks.append(Points(lead.points))
    if rest:
        blocks.append(Points(tuple(f"{item.title}: {item.text}" for item in rest), say("Also"), labelled=True))
    blocks += [Note(item.note) for item in (lead, *rest) if item.note][:2]
    return Part(
        title=f"{heading(knowledge, facet, lead)} · {knowledge.roles[lead.role].title}",
        blocks=tuple(blocks),
        citations=merged(*(cite_passage(knowledge, item, topic) for item in (lead, *rest))),
        role=lead.role,
        topic=lead.topic,
        facet=lead.facet,
        paid=oldest((knowledge.roles[lead.role], figure) for item in (lead, *rest) for figure in item.figures),
    )


def following(ranked: Sequence[Ranked]) -> list[Passage]:
    """Choose the passages worth showing after the first: as good nearly, or of the same facet."""
    lead = ranked[0]
    kept: list[Passage] = []
    for item in ranked[1:]:
        same = item.passage.facet == lead.passage.facet
        if item.passage.text == lead.passage.text or item.score < lead.score - (2 * CLOSE if same else CLOSE):
            continue
        kept.append(item.passage)
        if len(kept) == MOST_FOLLOWING:
            break
    return kept


def topic_part(knowledge: Knowledge, topic: str, role: str, ranked: Sequence[Ranked]) -> Part:
    """Give a short overview of a topic: the best passage of each facet, in the topic's order."""
    guide = knowledge.roles[role]
    chosen = topic_passages(knowledge, topic, role, ranked)
    name = knowledge.topics[topic].title
    blocks: list[Block] = []
    if topic == "overview":
        blocks.append(Text(guide.summary))
    else:
        blocks.append(Text(chosen[0].text if chosen else guide.summary))
    points = tuple(f"{item.title}: {first_sentence(item.text)}" for item in chosen[0 if topic == "overview" else 1 :])
    if points:
        blocks.append(Points(points, labelled=True))
    return Part(
        title=f"{name} · {guide.title}",
        blocks=tuple(blocks),
        citations=merged(*(cite_passage(knowledge, item, topic) for item in chosen)),
        role=role,
        topic=topic,
    )


def topic_passages(knowledge: Knowledge, topic: str, role: str, ranked: Sequence[Ranked]) -> list[Passage]:
    """Choose a passage for each facet of a topic, in the order of the guide, which tells the main things first.

    Of a facet that is the guide's first, or one that fits the question clearly better.
    """
    first: dict[str, Passage] = {}
    for passage in knowledge.roles[role].passages:
        if passage.topic == topic:
            first.setdefault(passage.facet, passage)
    scores = {item.passage.key: item.score for item in ranked}
    best = dict(first)
    for item in reversed(ranked):
        told = first.get(item.passage.facet)
        if told is None or item.passage.role != role or item.passage.topic != topic:
            continue
        if item.score > scores.get(told.key, -math.inf) + CLOSE:
            best[item.passage.facet] = item.passage
    own = {topic, *(facet.id for facet in knowledge.topics[topic].facets)}
    chosen = sorted(best.values(), key=lambda passage: (passage.facet not in own, passage.lines[0]))
    return chosen[:MOST_TOPIC_POINTS]


def heading(knowledge: Knowledge, facet: str, lead: Passage) -> str:
    """Name what a part is about: the leading passage's title where it answers another facet."""
    facets = knowledge.facets
    return facets[facet].title if facet in facets and lead.facet == facet else lead.title


def first_sentence(text: str) -> str:
    """Cut a text after its first sentence."""
    return _SENTENCE.split(text, maxsplit=1)[0]


def _topic_of(knowledge: Knowledge, facet: str) -> str:
    found = knowledge.facets.get(facet)
    return found.topic if found else ""
