"""The real command line, run in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import cli
from bot.answers.ages import Ages
from bot.app import Coach
from bot.console_front.chat import CONVERSATION
from bot.knowledge.paths import default_folder
from bot.progress import Report, silent

Run = Callable[..., Result]


@pytest.fixture
def run(coach: Coach, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command; the shipped knowledge is opened once for all tests, another folder each time."""
    opened = Coach.open

    def open_once(
        folder: Path, cache: Path | None = None, *, ages: Ages | None = None, report: Report = silent
    ) -> Coach:
        # Of no calendar where it is the shared one: what is tested of it must not turn with the year.
        return coach if folder == default_folder() else opened(folder, cache, ages=ages, report=report)

    def invoke(*arguments: str | Path, given: str | bytes | None = None) -> Result:
        coach.forget(CONVERSATION)
        return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=given)

    monkeypatch.setattr(Coach, "open", open_once)
    monkeypatch.setenv("CAREER_COACH_CACHE", str(cache))
    return invoke
