"""Compose answers on pay: each source's figure with what it measures and its year, side by side, never blended."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.ages import oldest
from bot.answers.blocks import Block, Citation, Note, Part, Points, Table, Text
from bot.answers.charts import pay_chart
from bot.answers.facts import following
from bot.answers.figures import KIND_NAMES, amount, figure_table, measure, who
from bot.answers.sources import cite_figures, cite_passage, merged
from bot.coaching.pay import KINDS_BY_FACET, Found, Wanted, highest, lowest, rank_roles, select
from bot.knowledge.models import Figure, FigureKind, Knowledge, Passage, Role, Statistic
from bot.locale import later, say
from bot.locale.writing import all_of
from bot.matching.askings import Ranked

MOST_ROWS = 12
BROAD = frozenset({"base-pay", "total-compensation", "top-pay", "lowest-pay"})
CAUTION = later("The sources measure different things; compare like with like.")
DATED_CAUTION = later("The sources measure different things ({as_of}); compare like with like.")
_FIRST_BY = {
    True: later("By the lowest salary figure each guide prints, {role} comes first: {amount} ({measure})."),
    False: later("By the highest salary figure each guide prints, {role} comes first: {amount} ({measure})."),
}
_FIGURES_BY = {True: later("Lowest salary figure of each guide"), False: later("Highest salary figure of each guide")}
_PAID = {True: later("Lowest paid"), False: later("Highest paid")}
_EXTREMES = {
    "top-pay": later("The highest figure for {role} is {amount} ({measure})."),
    "lowest-pay": later("The lowest figure for {role} is {amount} ({measure})."),
}


def is_pay_facet(facet: str) -> bool:
    """Tell whether a facet is answered from typed figures."""
    return facet in KINDS_BY_FACET


def pay_part(
    knowledge: Knowledge, role: Role, wanted: Wanted, ranked: Sequence[Ranked], *, brief: bool = False
) -> Part:
    """Answer a pay question about one role; the best passage leads, every fitting figure follows."""
    found = select(role, wanted)
    own = [item.passage for item in ranked if item.passage.role == role.id]
    with_figures = {item.passage.id for item in found}
    own = [passage for passage in own if passage.id in with_figures] or own
    lead = own[0] if own else None
    extreme = {"top-pay": highest, "lowest-pay": lowest}.get(wanted.facet)
    best = extreme(found) if extreme and not (lead and _names_what_is_asked(lead, wanted)) else None
    if best is not None:
        lead = best.passage
    averages = _averages(wanted, found)
    first = averages or _by_level(wanted, found)
    ordered = (first + [item for item in _lead_first(found, lead) if item not in first])[: 4 if brief else MOST_ROWS]
    if first:
        opening = _average_opening(role, averages) if averages else _level_opening(role, first, knowledge)
    else:
        opening = _opening(role, wanted, lead, found, best, knowledge)
    blocks: list[Block] = [Text(opening)]
    if lead and lead.points and len(ordered) < 2:
        blocks.append(Points(lead.points))
    rest = [] if brief or not lead else [p for p in following(ranked) if p.role == role.id and not p.figures][:2]
    if len(ordered) > 1:
        blocks.append(figure_table([item.figure for item in ordered], role, knowledge, _table_title(wanted)))
    if rest:
        blocks.append(Points(tuple(f"{item.title}: {item.text}" for item in rest), say("Also"), labelled=True))
    if lead and lead.note:
        blocks.append(Note(lead.note))
    if not brief and len(ordered) > 2:
        blocks.append(Note(_caution(role)))
    figures = [item.figure for item in ordered]
    return Part(
        title=f"{_title(knowledge, wanted)} · {role.title}",
        blocks=tuple(blocks),
        citations=merged(
            *(_pointed_first if _names(wanted) or first else _lead_first_citations)(knowledge, role, lead, figures),
            *(cite_passage(knowledge, item, "salary") for item in rest),
        ),
        role=role.id,
        topic="salary",
        facet=wanted.facet,
        paid=oldest((role, figure) for figure in [*figures, *(lead.figures if lead else ())]),
    )


def ranking_part(knowledge: Knowledge, *, ascending: bool) -> Part:
    """Compare the roles by the extreme salary figure each guide prints, and show the figures compared."""
    pairs = rank_roles(knowledge, "base-pay", ascending=ascending)
    role, item = pairs[0]
    rows = tuple(
        (other.title, amount(found.figure), measure(found.figure), who(found.figure, knowledge))
        for other, found in pairs
    )
    text = say(_FIRST_BY[ascending], role=role.title, amount=amount(item.figure), measure=measure(item.figure))
    headers = (say("Role"), say("Figure"), say("Measures"), say("For"))
    table = Table(headers, rows, say(_FIGURES_BY[ascending]))
    note = Note(say("These are the extremes of differing sources, not what most people get."))
    chart = pay_chart(knowledge, [(other, [found]) for other, found in pairs])
    return Part(
        title=say(_PAID[ascending]),
        blocks=(Text(text), table, note, *([chart] if chart else [])),
        citations=merged(*(cite_figures(knowledge, other.id, [found.figure]) for other, found in pairs)),
        role=role.id,
        topic="salary",
        paid=oldest((other, found.figure) for other, found in pairs),
    )


def with_article(name: str) -> str:
    """Put "a" or "an" before a name by its sound: an AI systems engineer, an ML engineer, a manager."""
    first = name.split()[0].split("/")[0]
    spelled = first.isupper()
    if first[:1] in ("AEFHILMNORSX" if spelled else "aeiouAEIOU"):
        return say("an {name}", name=name)
    return say("a {name}", name=name)


def _names(wanted: Wanted) -> bool:
    """Tell whether the question names a source, a place, an employer or a level."""
    return bool(wanted.sources or wanted.companies or wanted.places or wanted.levels)


def _lead_first_citations(
    knowledge: Knowledge, role: Role, lead: Passage | None, figures: Sequence[Figure]
) -> tuple[tuple[Citation, ...], ...]:
    return (cite_passage(knowledge, lead, "salary") if lead else (), cite_figures(knowledge, role.id, figures))


def _pointed_first(
    knowledge: Knowledge, role: Role, lead: Passage | None, figures: Sequence[Figure]
) -> tuple[tuple[Citation, ...], ...]:
    if figures:
        return (cite_figures(knowledge, role.id, figures),)
    return _lead_first_citations(knowledge, role, lead, figures)


def _names_what_is_asked(lead: Passage, wanted: Wanted) -> bool:
    """Tell whether the question named the source, place, employer or a sum of the leading passage."""
    return bool(lead.figures) and (_names(wanted) or _prints(lead, wanted))


def _prints(lead: Passage, wanted: Wanted) -> bool:
    """Tell whether a passage prints a sum that the question names."""
    return any(end in wanted.sums for figure in lead.figures for end in (figure.low, figure.high))


def _lead_first(found: Sequence[Found], lead: Passage | None) -> list[Found]:
    return sorted(found, key=lambda item: lead is None or item.passage.id != lead.id)


def _opening(
    role: Role, wanted: Wanted, lead: Passage | None, found: Sequence[Found], best: Found | None, knowledge: Knowledge
) -> str:
    """Say the point: the extreme that was asked for, or the best passage's own words."""
    if best is not None:
        name = who(best.figure, knowledge)
        what = f"{measure(best.figure)}, {name}" if name else measure(best.figure)
        return say(_EXTREMES[wanted.facet], role=with_article(role.short), amount=amount(best.figure), measure=what)
    if wanted.places and found:
        return " ".join([*(_of_place(item, knowledge) for item in found), lead.text if lead else ""]).strip()
    if lead is not None:
        return lead.text
    if found:
        figure = found[0].figure
        values = {"role": with_article(role.short), "amount": amount(figure), "measure": measure(figure)}
        return say("For {role} the guide prints {amount} ({measure}).", **values)
    return say("The guide on the {role} prints no such figure.", role=role.short)


def _of_place(item: Found, knowledge: Knowledge) -> str:
    """Say the figure of one place: "Seattle, WA: 15 to 20% above the national average."."""
    place = item.figure.place or ""
    values = {"place": knowledge.place_names.get(place, place), "amount": amount(item.figure)}
    if item.figure.kind is FigureKind.PREMIUM:
        return say("{place}: {amount} above the national average.", **values)
    return say("{place}: {amount} ({measure}).", **values, measure=measure(item.figure))


def _averages(wanted: Wanted, found: Sequence[Found]) -> list[Found]:
    """Give the averages that several sources print, where a question asks for the usual pay and names no source."""
    if wanted.facet != "base-pay" or _names(wanted):
        return []
    averages = [item for item in found if item.figure.statistic is Statistic.AVERAGE and item.figure.source]
    return averages if len({item.figure.source for item in averages}) > 1 else []


def _by_level(wanted: Wanted, found: Sequence[Found]) -> list[Found]:
    """Give the figures that a guide prints level by level, where a question names no level."""
    if wanted.facet != "base-pay" or _names(wanted):
        return []
    levelled = [item for item in found if item.figure.level]
    return levelled if len({item.figure.level for item in levelled}) > 1 else []


def _level_opening(role: Role, levelled: Sequence[Found], knowledge: Knowledge) -> str:
    """Say first what each level is paid."""
    names = knowledge.level_names
    named = [f"{names.get(item.figure.level or '', item.figure.level)} {amount(item.figure)}" for item in levelled]
    kind = say(KIND_NAMES[levelled[0].figure.kind]).capitalize()
    return say(
        "{kind} of {role} by level: {levels}.", kind=kind, role=with_article(role.short), levels="; ".join(named)
    )


def _average_opening(role: Role, averages: Sequence[Found]) -> str:
    """Say first that the sources disagree, and each one's average."""
    named = [f"{amount(item.figure)} ({item.figure.source})" for item in averages]
    return say(
        "Sources differ on what {role} earns on average: {averages}.",
        role=with_article(role.short),
        averages=all_of(named),
    )


def _table_title(wanted: Wanted) -> str:
    return say("Figures, each as its source gives it") if wanted.facet in BROAD else say("Figures")


def _caution(role: Role) -> str:
    return say(DATED_CAUTION, as_of=role.as_of) if role.as_of else say(CAUTION)


def _title(knowledge: Knowledge, wanted: Wanted) -> str:
    facets = knowledge.facets
    return facets[wanted.facet].title if wanted.facet in facets else say("Pay")
