"""`career-coach knowledge`: check, test, export and measure the knowledge, and describe its files to editors."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.console_front import publishing
from bot.console_front.folders import FOLDER, chosen
from bot.console_front.groups import QuietGroup
from bot.errors import KnowledgeError, StorageError
from bot.knowledge import coverage as coverages
from bot.knowledge.export import passage_records
from bot.knowledge.freshness import askings, by_askings, due, due_lines
from bot.knowledge.loader import inspect, load
from bot.knowledge.models import Knowledge
from bot.knowledge.shapes import json_schemas
from bot.progress import Report

if TYPE_CHECKING:
    from bot.golden import GoldenResult
    from bot.knowledge.bundle import Bundle
    from bot.matching.engine import Engine


@click.group(cls=QuietGroup)
def knowledge() -> None:
    """Work with the knowledge folder (default: the one that ships with the bot)."""


@knowledge.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@click.option("--no-golden", is_flag=True, help="Leave the golden questions unasked.")
def check(folder: Path | None, no_golden: bool) -> None:
    """Report every problem as `file:line: what is wrong`; exit 1 if there is one."""
    with _bar() as report:
        found, bundle = inspect(chosen(folder), report)
        problems = bundle.problems
        if found is not None:
            # The matcher loads numpy; a folder that is not even well formed need not wait for it.
            from bot.golden import golden_problems
            from bot.matching.cache import compile_engine
            from bot.matching.checks import behaviour_problems

            engine = compile_engine(found, None, report)
            behaviour = behaviour_problems(found, bundle, engine, report)
            golden = [] if no_golden else golden_problems(_judged(found, bundle, engine, report)[0])
            problems = sorted([*behaviour, *golden])
    for problem in problems:
        click.echo(str(problem))
    if found is None or problems:
        raise click.exceptions.Exit(1)
    click.echo(summary(found))


@knowledge.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@click.option("--report", is_flag=True, help="Also list what is not answered yet and which facets are confused.")
@click.option(
    "--update-holds", is_flag=True, help="Write `holds: false` where an answer is wrong; remove it elsewhere."
)
def test(folder: Path | None, report: bool, update_holds: bool) -> None:
    """Ask the golden questions; exit 1 if one that should hold is not answered rightly."""
    from bot.console_front import golden
    from bot.matching.cache import compile_engine

    folder = chosen(folder)
    with _bar() as report_progress:
        found, bundle = inspect(folder, report_progress)
        if found is None:
            raise KnowledgeError(f"The golden questions of {folder} cannot be asked.", bundle.problems)
        engine = compile_engine(found, None, report_progress)
        results, seconds = _judged(found, bundle, engine, report_progress)
    for line in golden.render(results, seconds):
        click.echo(line)
    if report:
        for line in golden.report(found, results):
            click.echo(line)
    if update_holds:
        click.echo(_updated(folder, results))
    elif any(result.broken for result in results):
        raise click.exceptions.Exit(1)


@knowledge.command()
@click.argument("other", type=FOLDER)
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
def diff(other: Path, folder: Path | None) -> None:
    """Show what the folder OTHER would change in the place of DIR; exit 1 if it would not be taken."""
    from bot.config import load_settings
    from bot.reloading.reloader import Reloader
    from bot.reloading.sections import headline, sections
    from bot.reloading.snapshot import open_snapshot

    cache = load_settings().cache
    with _bar() as report:
        running = open_snapshot(chosen(folder), cache, report)
        preview = Reloader(other, running, cache).prepare(report=report)
    click.echo(headline(preview))
    for section in sections(preview, most=None):
        click.echo("\n".join(["", section.title, *(f"  {line}" for line in section.lines)]))
    if preview.problems or preview.broken:
        raise click.exceptions.Exit(1)


@knowledge.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="What is due on this day.")
def stale(folder: Path | None, today: datetime | None) -> None:
    """List what is due for review, what is voted on most first; exit 1 if anything is."""
    from bot.config import load_settings
    from bot.service.asked import voted

    settings = load_settings()
    found = load(chosen(folder))
    day = today.date() if today else date.today()
    votes: Mapping[str, int] = {}
    try:
        votes = asyncio.run(voted(settings.database))
    except StorageError as error:
        click.echo(f"What is voted on most does not come first: {error}", err=True)
    items = by_askings(due(found, day, settings.pay_years), askings(found, votes))
    for item, line in zip(items, due_lines(items, found), strict=True):
        click.echo(f"roles/{item.role}.yaml: {line}")
    if items:
        raise click.exceptions.Exit(1)
    click.echo(f"Nothing is due on {day.isoformat()}.")


@knowledge.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
def export(folder: Path | None) -> None:
    """Print each passage as one JSON object a line."""
    for record in passage_records(load(chosen(folder))):
        click.echo(json.dumps(record, ensure_ascii=False))


@knowledge.command()
@click.argument("documents", type=FOLDER)
@click.option("--knowledge", "folder", metavar="DIR", type=FOLDER, help="The knowledge folder to measure.")
def coverage(documents: Path, folder: Path | None) -> None:
    """Compare the knowledge with the guides in DOCUMENTS; exit 1 if a line or a figure is missing."""
    guides = coverages.coverage(load(chosen(folder)), documents)
    click.echo(coverages.render(guides))
    if not all(guide.complete for guide in guides):
        raise click.exceptions.Exit(1)


@knowledge.command()
@click.argument("files", metavar="FILE …", nargs=-1, required=True, type=FOLDER)
@click.option("--role", metavar="ID", help="Name the role, where the document's title should not.")
@click.option("--out", metavar="DIR", type=FOLDER, default=Path("drafts"), show_default=True,
              help="Write the drafts here.")  # fmt: skip
def draft(files: tuple[Path, ...], role: str | None, out: Path) -> None:
    """Draft a role from each FILE (.txt, .md, .html, .docx, .pdf), with a list of what to look at."""
    from bot.console_front.drafting import draft_all

    if role is not None and len(files) > 1:
        raise click.UsageError("--role names one role; give it one FILE.")
    with _bar() as report:
        lines, failed = draft_all(files, chosen(None), role=role, out=out, report=report)
    for line in lines:
        click.echo(line)
    for line in failed:
        click.echo(line, err=True)
    if failed:
        raise click.exceptions.Exit(1)


@knowledge.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
def schema(folder: Path | None) -> None:
    """Write a JSON Schema for each kind of file into DIR (default: schemas/ in the knowledge folder)."""
    target = folder or chosen(None) / "schemas"
    paths = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for kind, content in json_schemas().items():
            paths.append(target / f"{kind}.schema.json")
            paths[-1].write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    except OSError as error:
        raise KnowledgeError(f"The folder {target} cannot be written: {error.strerror}.") from error
    for path in paths:
        click.echo(str(path))


def summary(loaded: Knowledge) -> str:
    """Count what a knowledge holds, in one line."""
    phrasings = sum(len(facet.phrasings) for facet in loaded.facets.values())
    figures = sum(len(passage.figures) for passage in loaded.passages)
    return (
        f"No problems: {len(loaded.roles)} roles, {len(loaded.passages)} passages, {figures} figures, "
        f"{len(loaded.topics)} topics, {len(loaded.facets)} facets, {phrasings} phrasings, {len(loaded.skills)} skills."
    )


def _bar() -> AbstractContextManager[Report]:
    """Draw how far a long job has come, on standard error: what is printed can still be piped."""
    from bot.console_front.progress import bar
    from bot.console_front.render import make_console

    return bar(make_console(stderr=True))


def _judged(found: Knowledge, bundle: Bundle, engine: Engine, report: Report) -> tuple[list[GoldenResult], float]:
    """Ask the golden questions of a folder; give the results and the seconds it took."""
    from bot.golden import judge
    from bot.knowledge.questions import questions_of
    from bot.reloading.snapshot import snapshot_of

    began = time.perf_counter()
    results = judge(snapshot_of(found, engine), questions_of(bundle), report)
    return results, time.perf_counter() - began


def _updated(folder: Path, results: list[GoldenResult]) -> str:
    """Write the flags anew and say how many changed which way."""
    from bot.knowledge.holds import update_holds

    flags: dict[str, dict[tuple[str | int, ...], bool]] = {}
    for result in results:
        flags.setdefault(result.turn.file, {})[result.turn.path] = result.right
    changed = update_holds(folder, flags)
    dropped = sum(result.broken for result in results)
    return f"{changed} flags rewritten: {changed - dropped} more hold, {dropped} no longer hold."


for _command in (publishing.review, publishing.merge, publishing.pack, publishing.unpack):
    knowledge.add_command(_command)
