"""Write a preview as titles with lines under them, for fronts to draw as they like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.locale import say
from bot.reloading.changes import Change, How, Kind
from bot.reloading.preview import AnswerChange, Preview

TITLES = {
    Kind.ROLE: ("Roles added", "Roles changed", "Roles removed"),
    Kind.TOPIC: ("Topics added", "Topics changed", "Topics removed"),
    Kind.FACET: ("Facets added", "Facets changed", "Facets removed"),
    Kind.PASSAGE: ("Passages added", "Passages changed", "Passages removed"),
    Kind.FIGURE: ("Figures added", "Figures changed", "Figures removed"),
    Kind.SKILL: ("Skills added", "Skills changed", "Skills removed"),
    Kind.SUBJECT: ("Outside subjects added", "Outside subjects changed", "Outside subjects removed"),
    Kind.SMALLTALK: ("Small talk added", "Small talk changed", "Small talk removed"),
    Kind.ACT: ("Acts added", "Acts changed", "Acts removed"),
    Kind.WORDS: ("Words added", "Words changed", "Words removed"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A title with lines; `total` counts also the lines that were left out."""

    title: str
    lines: tuple[str, ...]
    total: int


def headline(preview: Preview) -> str:
    """Say in one sentence what a preview comes to."""
    if preview.problems:
        return say("It cannot be loaded: {count} to mend first.", count=_problems(len(preview.problems)))
    if preview.unchanged:
        return say("Nothing has changed since the last load.")
    holds = say(
        "It would hold {roles} roles, {facets} facets, {passages} passages and {figures} figures.",
        roles=preview.counts.roles,
        facets=preview.counts.facets,
        passages=preview.counts.passages,
        figures=preview.counts.figures,
    )
    if preview.broken:
        lost = say("Golden questions that are no longer answered keep it out, unless forced.")
        return f"{holds} {lost}"
    return holds


def sections(preview: Preview, *, most: int | None = 20) -> tuple[Section, ...]:
    """Give what a preview lists, the gravest first, at most so many lines under each title; nothing empty."""
    return tuple(
        Section(say(title), (*lines[:most], *_rest(len(lines), most)), len(lines))
        for title, lines in _listed(preview)
        if lines
    )


def _listed(preview: Preview) -> Iterator[tuple[str, list[str]]]:
    yield "Problems", list(map(str, preview.problems))
    if not preview.loadable:
        return
    yield "Golden questions answered rightly", [_golden(preview)] if preview.after.total else []
    yield "Golden questions no longer answered", list(map(str, preview.broken))
    yield "Golden questions answered by now", list(preview.mended)
    for kind, titles in TITLES.items():
        for how, title in zip(How, titles, strict=True):
            yield title, list(_named(preview.changes, kind, how))
    yield "Recent questions that would get an answer", list(map(_answer, preview.answered))
    yield "Answers that would change", list(map(_answer, preview.answers))


def _named(changes: Iterable[Change], kind: Kind, how: How) -> Iterator[str]:
    return (str(change) for change in changes if change.kind is kind and change.how is how)


def _golden(preview: Preview) -> str:
    before, after = preview.before, preview.after
    return say("{before} of {total} before, {after} after", before=before.right, total=after.total, after=after.right)


def _answer(change: AnswerChange) -> str:
    return f"“{change.message}”: {change.before} → {change.now}"


def _rest(count: int, most: int | None) -> tuple[str, ...]:
    return () if most is None or count <= most else (say("… and {count} more", count=count - most),)


def _problems(count: int) -> str:
    return say("1 problem") if count == 1 else say("{count} problems", count=count)
