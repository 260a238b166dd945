"""`career-coach`: parse the command line, build what the command needs, run it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import __version__
from bot.console_front.groups import LazyGroup, QuietGroup
from bot.progress import Report, silent

if TYPE_CHECKING:
    from bot.app import Coach
    from bot.config import Settings

# Commands import what they need when they run, so that `--help` and `ask` answer at once.


@click.group(cls=QuietGroup, invoke_without_command=True)
@click.option("--knowledge", type=click.Path(path_type=Path), metavar="DIR", help="Use this knowledge folder.")
@click.version_option(__version__, prog_name="career-coach")
@click.pass_context
def cli(context: click.Context, knowledge: Path | None) -> None:
    """Career questions, answered from guides, with every source named."""
    context.obj = knowledge
    if context.invoked_subcommand == "knowledge":
        context.default_map = {"knowledge": _folders(_settings(knowledge).knowledge)}
    if context.invoked_subcommand is None:
        context.invoke(chat)


@cli.command()
@click.option("--watch", is_flag=True, help="Reload the knowledge when a file of it changes.")
@click.pass_obj
def chat(knowledge: Path | None, watch: bool = False) -> None:
    """Talk to the coach in this terminal, or answer the lines of a pipe."""
    from bot.console_front.chat import run_chat
    from bot.console_front.progress import bar
    from bot.console_front.render import make_console

    console = make_console()
    with bar(console) as report:
        coach = _coach(knowledge, report)
    run_chat(coach, console, watch=watch)


@cli.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the reply, and how it was found, as one JSON object.")
@click.pass_obj
def ask(knowledge: Path | None, question: tuple[str, ...], as_json: bool) -> None:
    """Answer one QUESTION."""
    from bot.console_front.records import encode, record
    from bot.console_front.render import make_console, show

    coach, text = _coach(knowledge), " ".join(question)
    reply = coach.ask(text)
    if as_json:
        sys.stdout.buffer.write(encode({**record(reply), "trace": coach.trace(text)}))
    else:
        show(make_console(), reply, every_source=True)


@cli.command()
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY",
              help="Tell how old answers are on this day; else their bytes hang on no calendar.")  # fmt: skip
@click.pass_obj
def batch(knowledge: Path | None, today: datetime | None) -> None:
    """Answer messages in JSON Lines from standard input."""
    from bot.console_front.batch import run_batch

    coach = _coach(knowledge, calendar=None if today is None else today.date)
    run_batch(coach, sys.stdin.buffer, sys.stdout.buffer)


@cli.command()
@click.argument("question", nargs=-1, required=True)
@click.pass_obj
def why(knowledge: Path | None, question: tuple[str, ...]) -> None:
    """Show how a QUESTION is understood and why its answer wins."""
    click.echo(_coach(knowledge).explain(" ".join(question)))


@cli.command()
@click.argument("roles", nargs=-1, required=True, metavar="ROLE …")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", default=Path("chart.png"), show_default=True,
              help="Write the picture here.")  # fmt: skip
@click.pass_obj
def chart(knowledge: Path | None, roles: tuple[str, ...], out: Path) -> None:
    """Draw the pay of each ROLE as one picture (PNG)."""
    from bot.console_front.pictures import write_chart
    from bot.console_front.render import make_console

    write_chart(_coach(knowledge), roles, out, cache=_settings(knowledge).cache, console=make_console())


@cli.command()
@click.option("--watch", is_flag=True, help="Reload the knowledge when a file of it changes.")
@click.option("--shards", metavar="SHARDS", help="Serve auto, a COUNT of shards, or COUNT:IDS of them.")
@click.pass_obj
def discord(knowledge: Path | None, watch: bool, shards: str | None) -> None:
    """Run the bot on Discord until it is stopped."""
    from bot.config import load_settings
    from bot.discord_front.client import run

    run(load_settings(knowledge=knowledge, shards=shards), watch=watch)


@cli.command()
@click.pass_obj
def health(knowledge: Path | None) -> None:
    """Say whether the bot with these settings is ready, or without a status port alive (exit 1 if not)."""
    import time

    from bot.console_front.health import check_heartbeat, check_port

    settings = _settings(knowledge)
    if settings.status_port is not None:
        click.echo(check_port(settings.status_host, settings.status_port))
    else:
        click.echo(check_heartbeat(settings.cache, time.time()))


cli.add_command(
    LazyGroup(
        "knowledge", module="bot.console_front.knowledge", help="Check, export, measure and describe the knowledge."
    )
)


def _folders(knowledge: Path) -> dict[str, dict[str, Path]]:
    """Give the `knowledge` commands the folder that the settings name, where their own arguments name none."""
    return {
        name: {"folder": knowledge}
        for name in ("check", "export", "coverage", "test", "diff", "stale", "review", "merge", "pack", "unpack")
    } | {"schema": {"folder": knowledge / "schemas"}}


def _settings(knowledge: Path | None) -> Settings:
    from bot.config import load_settings

    return load_settings(knowledge=knowledge)


def _coach(
    knowledge: Path | None, report: Report = silent, *, calendar: Callable[[], date] | None = date.today
) -> Coach:
    from bot.answers.ages import Ages
    from bot.app import Coach

    settings = _settings(knowledge)
    ages = Ages(calendar, settings.pay_years) if calendar else None
    return Coach.open(settings.knowledge, settings.cache, ages=ages, report=report)


def main() -> None:
    """Run the command line of this process."""
    cli(prog_name="career-coach")


if __name__ == "__main__":
    main()
