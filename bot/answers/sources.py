"""Citations of passages and figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.answers.blocks import Citation
from bot.knowledge.models import Figure, Knowledge, Passage, Role, Section, Span

PAY_TOPIC = "salary"
AGEING = ("market-demand", "industry-trends")
"""Topics whose statements are soon out of date, so that their citations carry the guide's year."""
MOST_CITATIONS = 12


def cite_span(knowledge: Knowledge, role: str, span: Span, year: int | None = None) -> Citation:
    """Cite some lines of a role's guide."""
    guide = knowledge.roles[role]
    section = guide.section_of(span)
    dated = _dated(guide, section, year)
    return Citation(role, guide.title, section.title.split(" (")[0], span, dated, guide.origin, guide.quotes(span))


def _dated(guide: Role, section: Section, year: int | None) -> str:
    """Write place and year of pay figures, the guide's year of what ages; else only a year that the lines name."""
    if guide.as_of and section.topic == PAY_TOPIC:
        return str(replace(guide.as_of, year=year) if year else guide.as_of)
    made = guide.origin.year if guide.origin and section.topic in (PAY_TOPIC, *AGEING) else None
    return str(year or made or "")


def cite_passage(knowledge: Knowledge, passage: Passage, topic: str = "") -> tuple[Citation, ...]:
    """Cite all lines of a passage; those in the section of `topic` come first."""
    guide = knowledge.roles[passage.role]
    section = guide.sections.get(topic)
    years = {span: figure.year for figure in passage.figures for span in figure.lines}
    spans = list(passage.lines)
    if spans == sorted(spans):  # another order is the author's choice of the best first
        spans.sort(key=lambda span: not (section and _inside(span, section.lines)))
    return tuple(cite_span(knowledge, passage.role, span, years.get(span)) for span in spans)


def cite_figures(knowledge: Knowledge, role: str, figures: Iterable[Figure]) -> tuple[Citation, ...]:
    """Cite the lines of figures, in their order."""
    return tuple(cite_span(knowledge, role, span, figure.year) for figure in figures for span in figure.lines)


def cited_passages(knowledge: Knowledge, citations: Iterable[Citation]) -> tuple[str, ...]:
    """Give the keys of the passages that rest on cited lines, in the order of the citations."""
    spans = ((citation.document, citation.lines) for citation in citations)
    return tuple(dict.fromkeys(passage.key for span in spans for passage in knowledge.by_span.get(span, ())))


def merged(*groups: Iterable[Citation]) -> tuple[Citation, ...]:
    """Join citations, none twice, none that lies inside an earlier one."""
    kept: list[Citation] = []
    for citation in (item for group in groups for item in group):
        if any(other.document == citation.document and _inside(citation.lines, other.lines) for other in kept):
            continue
        kept.append(citation)
    return tuple(kept[:MOST_CITATIONS])


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
