"""Tell of a figure its level, its place, who says it and of which year it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from bot.drafting.amounts import amounts, plain
from bot.drafting.around import Around, Setting
from bot.drafting.names import Names, joined
from bot.drafting.wording import statistic, years
from bot.knowledge.models import Figure, FigureKind

_ORDERED = re.compile(r"\brespectively\b")
_JOB = re.compile(
    r"\b(?:engineer|developer|manager|analyst|scientist|designer|architect|officer|specialist|staff|"
    r"level|tester|writer|consultant|administrator)s?\b"
)
_UNLEVELLED = frozenset(
    {FigureKind.GROWTH, FigureKind.SHARE, FigureKind.MARKET_SIZE, FigureKind.PREMIUM, FigureKind.COST}
)
_UNPLACED = frozenset({FigureKind.EXPERIENCE, FigureKind.SPAN, FigureKind.MARKET_SIZE, FigureKind.COST})
_UNDATED = frozenset({FigureKind.GROWTH, FigureKind.SHARE, FigureKind.MARKET_SIZE, FigureKind.EXPERIENCE})
_OPENING = re.compile(r"^\s*(?:(?:of|in|with)\s*)?(?:experience\s*)?(?:(?:in|with|of|as)\s*)?(?<=\s)", re.IGNORECASE)


def attributed(figure: Figure, around: Around, setting: Setting, names: Names) -> list[Figure]:
    """Give a figure its level, place, source and employer; one for each place where it is of several."""
    places = _placed(figure, around, setting, names)
    companies = names.companies_in(around.before or around.key) if figure.currency else ()
    if _ORDERED.search(around.sentence):
        companies = names.companies_in(around.sentence)[around.place : around.place + 1]
        said = names.places_in(around.sentence)
        places = said[around.place : around.place + 1] if len(said) > 1 else places
    level, source = _level(figure, around, setting, names), _source(around, setting, names)
    return [
        replace(figure, place=place, company=company, level=level, source=source)
        for place, company in product(places or (None,), companies or (None,))
    ]


def _source(around: Around, setting: Setting, names: Names) -> str | None:
    source = names.source_in(around.sentence) if not around.row else None
    for head, cell in around.row:
        source = source or names.source_of(cell, head)
    told = around.key and setting.topic == "salary" and statistic(plain(around.sentence[len(around.key) :]))
    if source is None and told:
        source = names.source_named(around.key)
    if source is not None:
        return source
    further = (joined((around.key, around.label)), around.head, *setting.headings)
    return next((found for text in further if (found := names.source_in(text))), None)


def _placed(figure: Figure, around: Around, setting: Setting, names: Names) -> Sequence[str]:
    if figure.kind in _UNPLACED:
        return ()
    above = joined((*(head for head, cell in around.row if cell == around.label), *setting.headings[:2]))
    for text in (around.label, around.key):
        if text and (found := names.place_of(text, above)):
            return found
    if around.row:
        found = next((found for head, cell in around.row if (found := names.place_of(cell, head))), ())
        return found or names.places_in(around.head) or _headed(setting, names)
    start = around.sentence[: around.amount.start]
    return (
        names.places_in(around.before)
        or names.places_in(around.after)
        or (names.places_in(start) if not around.beside else ())
        or _headed(setting, names)
    )


def _headed(setting: Setting, names: Names) -> Sequence[str]:
    return next((found for text in setting.headings if (found := names.places_in(text))), ())


def _level(figure: Figure, around: Around, setting: Setting, names: Names) -> str | None:
    if figure.kind in _UNLEVELLED:
        return None
    for text in (around.label, around.key, around.head):
        aim = re.split(r"\s(?:to|→|->|–)\s", text)[-1] if figure.kind is FigureKind.RAISE else text
        if text and (found := names.levels_in(aim)):
            return found[0] if figure.kind is FigureKind.RAISE else found[-1]
    for _, cell in around.row:
        if found := names.levels_in(cell) if cell and not amounts(cell) else ():
            return found[-1]
    if found := names.levels_said(around.before if around.amount.unit != "years" else around.sentence):
        return found[-1]
    for text in setting.headings[:2]:
        found = names.levels_in(text) if _JOB.search(text.lower()) else names.levels_said(text)
        if found:
            return found[-1]
    return None


def year_of(around: Around, setting: Setting, kind: FigureKind) -> int | None:
    """Give the year that a sentence names, else that of the headings."""
    said = years(around.sentence) or years(joined((around.key, around.head, around.label)))
    if said:
        return said[-1]
    if kind in _UNDATED:
        return None
    return next((found[-1] for text in setting.headings if (found := years(text))), None)


def about_of(kind: FigureKind, around: Around) -> str | None:
    """Say in the document's words what a figure is of, where its kind alone does not."""
    if kind in {FigureKind.BASE, FigureKind.SALARY, FigureKind.TOTAL}:
        return None
    words = around.key or around.label or around.sentence
    if kind in {FigureKind.EXPERIENCE, FigureKind.SPAN} and not around.key:
        behind = around.after.strip()
        words = _OPENING.sub("", around.sentence[plain(around.sentence).find(behind) :]) if behind else ""
    words = re.sub(r"\s+", " ", words).strip(" .,;:()-+")
    return (words if len(words) <= 90 else words[:90].rsplit(" ", 1)[0] + " …") or None
