"""Give the passages as plain records, one for each, for other programs to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.knowledge.models import Figure, Knowledge, Passage

FIGURE_FIELDS = (
    "kind",
    "statistic",
    "low",
    "high",
    "open_ended",
    "currency",
    "unit",
    "level",
    "place",
    "source",
    "year",
)


def passage_records(knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    """Give each passage as a record of JSON's types, in the order of the files."""
    for role in knowledge.roles.values():
        for passage in role.passages:
            yield _record(knowledge, passage, role.section_of(passage.lines[0]).title)


def _record(knowledge: Knowledge, passage: Passage, section: str) -> dict[str, Any]:
    return {
        "role": passage.role,
        "topic": passage.topic,
        "facet": passage.facet,
        "title": passage.title,
        "text": passage.whole,
        "document": passage.role,
        "section": section,
        "lines": [list(span) for span in passage.lines],
        "skills": [knowledge.skills[skill].name for skill in passage.skills],
        "figures": [_figure(figure) for figure in passage.figures],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    record = {name: _plain(getattr(figure, name)) for name in FIGURE_FIELDS}
    return {**record, "lines": [list(span) for span in figure.lines]}


def _plain(value: Any) -> Any:
    """Write whole numbers without a point and closed sets as their text."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return str(value) if isinstance(value, str) else value
