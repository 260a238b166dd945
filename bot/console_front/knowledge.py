"""`career-coach knowledge`: check, export and measure the knowledge, and describe its files to editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.console_front.groups import QuietGroup
from bot.errors import KnowledgeError
from bot.knowledge import coverage as coverages
from bot.knowledge.export import passage_records
from bot.knowledge.loader import inspect, load
from bot.knowledge.models import Knowledge
from bot.knowledge.shapes import json_schemas

FOLDER = click.Path(path_type=Path)


@click.group(cls=QuietGroup)
def knowledge() -> None:
    """Work with the knowledge folder (default: the one that ships with the bot)."""


@knowledge.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
def check(folder: Path | None) -> None:
    """Report every problem as `file:line: what is wrong`; exit 1 if there is one."""
    found, bundle = inspect(_folder(folder))
    problems = bundle.problems
    if found is not None:
        # The matcher loads numpy; a folder that is not even well formed need not wait for it.
        from bot.matching.checks import behaviour_problems

        problems = sorted(behaviour_problems(found, bundle))
    for problem in problems:
        click.echo(str(problem))
    if found is None or problems:
        raise click.exceptions.Exit(1)
    click.echo(summary(found))


@knowledge.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
def export(folder: Path | None) -> None:
    """Print each passage as one JSON object a line."""
    for record in passage_records(load(_folder(folder))):
        click.echo(json.dumps(record, ensure_ascii=False))


@knowledge.command()
@click.argument("documents", type=FOLDER)
@click.option("--knowledge", "folder", metavar="DIR", type=FOLDER, help="The knowledge folder to measure.")
def coverage(documents: Path, folder: Path | None) -> None:
    """Compare the knowledge with the guides in DOCUMENTS; exit 1 if a line or a figure is missing."""
    guides = coverages.coverage(load(_folder(folder)), documents)
    click.echo(coverages.render(guides))
    if not all(guide.complete for guide in guides):
        raise click.exceptions.Exit(1)


@knowledge.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
def schema(folder: Path | None) -> None:
    """Write a JSON Schema for each kind of file into DIR (default: schemas/ in the knowledge folder)."""
    target = folder or _folder(None) / "schemas"
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


def _folder(given: Path | None) -> Path:
    """Choose the folder: the argument, else `--knowledge` or a setting, else the one that ships with the bot."""
    if given is not None:
        return given
    from bot.config import load_settings

    option = click.get_current_context().obj
    return load_settings(knowledge=option).knowledge
