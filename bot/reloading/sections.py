"""Write a preview as titles with lines under them, for fronts to draw as they like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.locale import later, say, say_count
from bot.reloading.changes import Change, How, Kind
from bot.reloading.preview import AnswerChange, Preview

TITLES = {
    Kind.ROLE: (later("Roles added"), later("Roles changed"), later("Roles removed")),
    Kind.TOPIC: (later("Topics added"), later("Topics changed"), later("Topics removed")),
    Kind.FACET: (later("Facets added"), later("Facets changed"), later("Facets removed")),
    Kind.PASSAGE: (later("Passages added"), later("Passages changed"), later("Passages removed")),
    Kind.FIGURE: (later("Figures added"), later("Figures changed"), later("Figures removed")),
    Kind.SKILL: (later("Skills added"), later("Skills changed"), later("Skills removed")),
    Kind.SUBJECT: (
        later("Outside subjects added"),
        later("Outside subjects changed"),
        later("Outside subjects removed"),
    ),
    Kind.SMALLTALK: (later("Small talk added"), later("Small talk changed"), later("Small talk removed")),
    Kind.ACT: (later("Acts added"), later("Acts changed"), later("Acts removed")),
    Kind.WORDS: (later("Words added"), later("Words changed"), later("Words removed")),
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
    yield later("Problems"), list(map(str, preview.problems))
    if not preview.loadable:
        return
    yield later("Golden questions answered rightly"), [_golden(preview)] if preview.after.total else []
    yield later("Golden questions no longer answered"), list(map(str, preview.broken))
    yield later("Golden questions answered by now"), list(preview.mended)
    for kind, titles in TITLES.items():
        for how, title in zip(How, titles, strict=True):
            yield title, list(_named(preview.changes, kind, how))
    yield later("Recent questions that would get an answer"), list(map(_answer, preview.answered))
    yield later("Answers that would change"), list(map(_answer, preview.answers))


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
    return say_count("1 problem", "{count} problems", count=count)
