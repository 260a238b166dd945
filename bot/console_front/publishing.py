"""`career-coach knowledge`: pack role files for others, and take in those of others."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.console_front.folders import FOLDER, chosen
from bot.errors import KnowledgeError
from bot.publishing.folders import check_fit, clashes, put, write
from bot.publishing.packs import open_pack
from bot.publishing.packs import pack as packed


@click.command()
@click.argument("draft", type=FOLDER)
@click.option("--source", type=FOLDER, metavar="FILE", help="The document, where it is not beside the draft.")
@click.option("--knowledge", "folder", metavar="DIR", type=FOLDER, help="The knowledge folder with facets and skills.")
def review(draft: Path, source: Path | None, folder: Path | None) -> None:
    """Go through what is flagged in a DRAFT, the document beside the reading; what is decided is kept at once."""
    from bot.console_front.render import make_console
    from bot.console_front.review import Walk, find_document
    from bot.knowledge.loader import load
    from bot.publishing.review import Review

    if not sys.stdin.isatty():
        raise click.UsageError("review asks on a terminal; the list of what is flagged can be read as a file.")
    opened = Review(draft, chosen(folder))
    facets = load(chosen(folder)).facets
    done = Walk(opened, facets, make_console(), source=find_document(opened, source)).run()
    if not done:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("draft", type=FOLDER)
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@click.option("--dry-run", is_flag=True, help="Tell what would change, and write nothing.")
def merge(draft: Path, folder: Path | None, dry_run: bool) -> None:
    """Bring a DRAFT, such as one of a new edition, into its role in the knowledge folder DIR."""
    from bot.publishing.merging import brought_in

    folder = chosen(folder)
    try:
        text = draft.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{draft} cannot be read as text.") from error
    name, merged = brought_in(folder, text, draft.name)
    files = {name: merged.text.encode()}
    check_fit(folder, files, f"The draft {draft.name}")
    if not dry_run:
        put(folder, files)
    for line in merged.lines():
        click.echo(line)
    click.echo(f"{'Would be written' if dry_run else 'Written'} to {folder / name}.")


@click.command()
@click.argument("roles", nargs=-1, metavar="[ROLE …]")
@click.option("--out", type=FOLDER, metavar="FILE", default=Path("roles.zip"), show_default=True, help="Write it here.")
@click.option("--licence", metavar="TEXT", default="", help="The licence of role files that name none themselves.")
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
@click.option("--knowledge", "folder", metavar="DIR", type=FOLDER, help="The knowledge folder to pack from.")
def pack(roles: tuple[str, ...], out: Path, licence: str, replace: bool, folder: Path | None) -> None:
    """Pack role files into one file, with whose they are and on which terms; all roles where none is named."""
    content = packed(chosen(folder), roles, licence)
    try:
        if out.exists() and not replace and out.read_bytes() != content:
            raise KnowledgeError(f"{out} is there already; write elsewhere with --out, or over it with --replace.")
        write(out, content)
    except OSError as error:
        raise KnowledgeError(f"{out} cannot be written: {error.strerror}.") from error
    for entry in open_pack(out).manifest.roles:
        click.echo(entry.credit)
    click.echo(f"Written to {out}.")


@click.command()
@click.argument("file", type=FOLDER)
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@click.option("--replace", is_flag=True, help="Write over role files that are there and differ.")
def unpack(file: Path, folder: Path | None, replace: bool) -> None:
    """Check a pack whole, and write its role files into the knowledge folder DIR; all of them or none."""
    folder, opened = chosen(folder), open_pack(file)
    different = clashes(folder, opened.files)
    if different and not replace:
        raise KnowledgeError(
            f"{', '.join(different)} in {folder} would be overwritten; --replace does so, `career-coach knowledge "
            "merge` keeps what was written by hand."
        )
    check_fit(folder, opened.files, f"The pack {file.name}")
    put(folder, opened.files)
    for entry in opened.manifest.roles:
        click.echo(entry.credit)
    click.echo(f"{len(opened.files)} role files written to {folder / 'roles'}, {len(different)} of them replaced.")
