"""How a command ends badly: one sentence on standard error and an exit status, never a traceback."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.errors import CareerCoachError

INTERRUPTED = 130
"""Exit status after Ctrl-C: 128 and the number of the signal, as shells have it."""
PROBLEMS_SHOWN = 20


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn whatever a command raises into one sentence and an exit status."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise  # click ends these quietly itself
    except CareerCoachError as error:
        click.echo(_sentence(error), err=True)
        raise click.exceptions.Exit(error.exit_status) from error
    except KeyboardInterrupt:
        raise click.exceptions.Exit(INTERRUPTED) from None
    except Exception as error:
        if os.environ.get("CAREER_COACH_LOG_LEVEL", "").upper() == "DEBUG":
            traceback.print_exc()
        what = " ".join(f"{type(error).__name__}: {error}".split())
        message = f"Career Coach met an error it did not expect ({what})."
        hint = "Run it again with CAREER_COACH_LOG_LEVEL=DEBUG to see where."
        click.echo(f"{message} {hint}", err=True)
        raise click.exceptions.Exit(CareerCoachError.exit_status) from error


def accept_any_text() -> None:
    """Let the standard streams pass what their encoding cannot hold as a replacement character.

    A terminal set to ASCII must not end the program at the first "€".
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _sentence(error: CareerCoachError) -> str:
    """Write an error's text, with the knowledge's problems under it where it has some."""
    problems = [str(problem) for problem in getattr(error, "problems", ())]
    more = [f"… and {len(problems) - PROBLEMS_SHOWN} more"] if len(problems) > PROBLEMS_SHOWN else []
    return "\n  ".join([str(error), *problems[:PROBLEMS_SHOWN], *more])
