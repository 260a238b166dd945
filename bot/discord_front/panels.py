"""Cards for who looks after the knowledge: what runs, what a reload would change, what could not be answered."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

import discord
from discord import ui

from bot.discord_front.drafts import Draft, fit, heading
from bot.discord_front.jobs import Shown
from bot.discord_front.markup import clip, one_line
from bot.discord_front.render import Card
from bot.errors import Problem
from bot.locale import later, say, say_count
from bot.reloading.preview import Preview
from bot.reloading.sections import headline, sections
from bot.service.clusters import Cluster
from bot.service.gaps import as_csv
from bot.service.versions import START, UNRECORDED, WATCH, Applied, Status
from bot.storage.records import GapKind, Golden, Tally, Version

MOST_LINES = 5
"""Lines under one title of a preview; its file holds them all."""
MOST_GROUPS = 12
MOST_DISLIKED = 3
MOST_DUE = 8
MOST_PROCESSES = 12
LONGEST_LINE = 300
IN_FILE = later("-# There is more than one card holds; the file has all of it.")
PREVIEW_FILE, GAPS_FILE = "preview.txt", "gaps.csv"

_KINDS = {
    GapKind.UNANSWERED: later("unanswered"),
    GapKind.UNCLEAR: later("unclear"),
    GapKind.DISLIKED: later("disliked"),
}
_ADMIN = re.compile(r"admin (\d+)")


def status_card(status: Status, votes: Mapping[str, Tally], due: Sequence[str] = ()) -> Card:
    """Draw what runs, what could run instead, what members think of the answers, and what is due for review."""
    version = status.version
    named = say("Knowledge, version {number}", number=version.number)
    title = named if version.number != UNRECORDED else say("Knowledge, not recorded")
    lines = list(_points(_facts(status)))
    parts = [Draft(heading(title), lines, ""), Draft(_bold(say("Votes")), list(_points(_votes(votes))), "")]
    if status.processes:
        parts.append(Draft(_bold(say("Processes")), list(_points(_processes(status))), ""))
    if due:
        more = [say("… and {count} more", count=len(due) - MOST_DUE)] if len(due) > MOST_DUE else []
        parts.append(Draft(_bold(say("Due for review")), list(_points([*map(one_line, due[:MOST_DUE]), *more])), ""))
    if status.versions:
        kept = [f"{say('Version')} {each.number}: {_loaded(each)}" for each in status.versions]
        parts.append(Draft(_bold(say("A rollback can choose")), list(_points(kept)), ""))
    return Card(fit(parts))


def preview_card(
    preview: Preview,
    title: str,
    rows: Sequence[ui.ActionRow[ui.LayoutView]] = (),
    *,
    lead: Sequence[str] = (),
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> Shown:
    """Draw what a reload or a rollback would change, the gravest first, with all of it in a file.

    `lead` is markup that comes before, `files` are put under it.
    """
    listed = list(_listed(preview, MOST_LINES))
    card = Card(fit([Draft(heading(title), [*lead, one_line(headline(preview)), *listed], "")], IN_FILE), rows)
    whole = {PREVIEW_FILE: _whole(preview).encode()} if listed else {}
    return _with_files(card, {**files, **whole})


def applied_card(applied: Applied, title: str) -> Shown:
    """Draw what became of a reload or a rollback."""
    problems = [f"- {one_line(str(problem))}" for problem in applied.result.problems]
    over = title if applied.result.swapped else say("Nothing was changed")
    return Shown(Card(fit([Draft(heading(over), [one_line(applied.summary), *problems], "")])))


def problems_card(problems: Sequence[Problem]) -> Shown:
    """Draw what is wrong with the folder."""
    lines = [f"- {one_line(str(problem))}" for problem in problems]
    return Shown(Card(fit([Draft(heading(_count(problems)), lines, "")])))


def gaps_card(groups: Sequence[Cluster], days: int) -> Shown:
    """Draw what could not be answered, most frequent first, with all of it in a file."""
    title, asked = say("Questions without a good answer"), sum(group.count for group in groups)
    if not groups:
        why = (
            say("There are none from the last {days} days.", days=days)
            if days
            else say("None are kept: CAREER_COACH_GAP_DAYS is 0.")
        )
        return Shown(Card(fit([Draft(heading(title), [why], "")])))
    over = say("Of the last {days} days, alike ones together: {asked}.", days=days, asked=asked)
    shown = [line for group in groups[:MOST_GROUPS] for line in _group(group)]
    more = [IN_FILE] if len(groups) > MOST_GROUPS else []
    card = Card(fit([Draft(heading(title), [over, *shown], "\n".join(map(say, more)))], IN_FILE))
    return _with_files(card, {GAPS_FILE: as_csv(groups)})


def named(version: Version) -> str:
    """Name a version in a line of plain text."""
    when = f"{version.created:%Y-%m-%d %H:%M} UTC"
    golden = say("golden {right} of {total}", right=version.golden.right, total=version.golden.total)
    return ", ".join((f"{say('Version')} {version.number}", when, _plain_by(version.by), golden))


def _facts(status: Status) -> Iterator[str]:
    version, counts = status.version, status.version.counts
    yield f"{say('Loaded')}: {_moment(version.created)} {_by(version.by)}"
    yield say(
        "Holds {roles} roles, {facets} facets, {passages} passages and {figures} figures",
        roles=counts.roles,
        facets=counts.facets,
        passages=counts.passages,
        figures=counts.figures,
    )
    yield f"{say('Golden questions')}: {_golden(version.golden)}"
    folder = say("holds something else: /knowledge reload shows what it would change")
    yield f"{say('Folder')}: {folder if status.differs else say('holds what runs')}"
    if version.pinned:
        yield say("This version was rolled back to, and runs again after a restart, until somebody reloads")
    if status.current is not None:
        yield _apart(status)
    if not status.storage:
        yield f"**{say('The database does not work: questions are answered, but nothing is kept')}**"
    yield f"{say('Checksum')}: `{version.digest[:12]}`"


def _apart(status: Status) -> str:
    """Say that this process answers from another version than the others, and why."""
    assert status.current is not None
    number, why = status.current.number, one_line(status.trouble)
    told = say("The other processes run version {number}; this one takes it within seconds", number=number)
    if why:
        told = say("The other processes run version {number}; this one cannot: {why}", number=number, why=why)
    return f"**{clip(told, LONGEST_LINE)}**"


def _processes(status: Status) -> Iterator[str]:
    """List the processes, those that run another version first."""
    current = (status.current or status.version).number
    ordered = sorted(status.processes, key=lambda process: process.version == current)
    for process in ordered[:MOST_PROCESSES]:
        version = say("version {number}", number=process.version) if process.version else say("a version not recorded")
        line = say(
            "{id}: shards {shards}, {version} since {when}",
            id=f"`{process.id}`",
            shards=process.shards,
            version=version if process.version == current else f"**{version}**",
            when=_moment(process.since),
        )
        line += f" ({say('this one')})" if process.id == status.own else ""
        yield clip(f"{line}: {one_line(process.trouble)}" if process.trouble else line, LONGEST_LINE)
    if len(ordered) > MOST_PROCESSES:
        yield say("and {count} more", count=len(ordered) - MOST_PROCESSES)


def _votes(votes: Mapping[str, Tally]) -> Iterator[str]:
    up, down = sum(tally.up for tally in votes.values()), sum(tally.down for tally in votes.values())
    yield f"👍 {up} · 👎 {down}"
    disliked = sorted(
        (answer for answer in votes if votes[answer].down), key=lambda answer: (-votes[answer].down, answer)
    )
    for answer in disliked[:MOST_DISLIKED]:
        yield f"{one_line(answer)}: 👍 {votes[answer].up} · 👎 {votes[answer].down}"


def _listed(preview: Preview, most: int) -> Iterator[str]:
    for section in sections(preview, most=most):
        yield _bold(section.title) + (f" · {section.total}" if section.total > 1 else "")
        yield from (f"- {clip(one_line(line), LONGEST_LINE)}" for line in section.lines)


def _whole(preview: Preview) -> str:
    parts = [headline(preview)]
    for section in sections(preview, most=None):
        parts.append("\n".join([f"{section.title} ({section.total})", *(f"  {line}" for line in section.lines)]))
    return "\n\n".join(parts) + "\n"


def _group(group: Cluster) -> Iterator[str]:
    kinds = ", ".join(f"{say(_KINDS[kind])} {count}" for kind, count in group.kinds)
    reasons = "".join(f"; {one_line(reason)} {count}" for reason, count in group.reasons)
    yield f"- **{group.count}×** {clip(one_line(group.text), LONGEST_LINE)} ({kinds}{reasons})"
    if group.examples:
        also = "; ".join(clip(one_line(text), LONGEST_LINE // 3) for text in group.examples)
        yield f"  -# {say('also')}: {also}"


def _with_files(card: Card, files: Mapping[str, bytes]) -> Shown:
    for name in files:
        card.container.add_item(ui.File(f"attachment://{name}"))
    return Shown(card, [discord.File(io.BytesIO(content), name) for name, content in files.items()])


def _loaded(version: Version) -> str:
    return f"{_moment(version.created)} {_by(version.by)}, {say('golden questions')} {_golden(version.golden)}"


def _moment(time: datetime) -> str:
    """Write a time so that Discord shows it as the clock of who reads it does."""
    return f"<t:{int(time.timestamp())}:f>"


def _by(by: str) -> str:
    user = _ADMIN.fullmatch(by)
    return say("by {who}", who=f"<@{user[1]}>") if user else _plain_by(by)


def _plain_by(by: str) -> str:
    known = {START: say("at a start"), WATCH: say("as a file changed")}
    return known.get(by) or say("by {who}", who=by)


def _golden(golden: Golden) -> str:
    return say("{right} of {total} right", right=golden.right, total=golden.total) if golden.total else say("not asked")


def _bold(text: str) -> str:
    return f"**{one_line(text)}**"


def _points(lines: Iterable[str]) -> Iterator[str]:
    return (f"- {line}" for line in lines)


def _count(problems: Sequence[Problem]) -> str:
    if not problems:
        return say("The knowledge has no problems")
    return say_count("The knowledge has 1 problem", "The knowledge has {count} problems", count=len(problems))
