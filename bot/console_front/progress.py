"""A bar for long jobs, where there is a terminal to draw it on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from bot.progress import Report, Stage, silent

NAMES = {
    Stage.READING: "Reading the guides",
    Stage.COMPILING: "Working through them",
    Stage.CHECKING: "Checking the phrasings",
    Stage.DRAFTING: "Drafting from the documents",
    Stage.ASKING: "Asking the golden questions",
}


@contextmanager
def bar(console: Console) -> Iterator[Report]:
    """Draw how far the job in the block has come; the bar is gone when the block ends, and in a pipe there is none."""
    if not console.is_terminal:
        yield silent
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[steps]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(NAMES[Stage.READING], total=None, steps="")

        def report(stage: Stage, done: int, total: int, /) -> None:
            # A job of one step has no middle: its bar only shows that something goes on.
            several = total > 1
            steps = f"{done:,} of {total:,}" if several else ""
            whole = total if several else None
            progress.update(task, description=NAMES[stage], completed=done, total=whole, steps=steps)

        yield report
