from __future__ import annotations

import io

import pytest
from rich.console import Console

from bot.answers.blocks import Reply
from bot.console_front.render import make_console, show, sources

from .samples import CLARIFY, PAY, REPLY, SKILLS


def drawn(reply: Reply, *, width: int = 80, colours: bool = False, every_source: bool = False) -> str:
    console = Console(
        file=io.StringIO(),
        force_terminal=True,
        width=width,
        color_system="standard" if colours else None,
        legacy_windows=False,
    )
    show(console, reply, every_source=every_source)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def piped(reply: Reply, *, every_source: bool = False) -> str:
    console = Console(file=io.StringIO(), width=20)
    show(console, reply, every_source=every_source)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 200])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, drawn(REPLY, width=width, every_source=True).splitlines())) <= min(width, 88)


def test_a_drawn_reply_shows_every_block() -> None:
    text = drawn(REPLY)
    for piece in (
        "Base pay",
        "Around $150,000 a year [per survey].",
        "By source",
        "Employers",
        "$200,000",
        "Note: The sources disagree.",
        "Missing:",
        "• Spark",
        "Source: Senior Data Engineer guide, Salary, lines 10-14 · US, 2024 (and 1 more)",
        "1 Bonus",
        "2 Skills",
    ):
        assert piece in text


def test_colours_only_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in drawn(REPLY, colours=True)
    assert "\x1b[" not in drawn(REPLY)
    monkeypatch.setenv("NO_COLOR", "1")
    assert make_console().color_system is None


def test_a_pipe_gets_plain_unwrapped_lines() -> None:
    lines = piped(REPLY).splitlines()
    assert lines[:3] == ["Base pay", "Around $150,000 a year [per survey].", "By source:"]
    assert "- Airflow " + "Airflow " * 19 in lines
    assert lines[-2:] == ["[1] What bonus does a data engineer get?", "[2] Which skills?"]


def test_a_reply_without_title_or_source_is_its_text() -> None:
    assert piped(CLARIFY) == "Which role do you mean?\n\n[1] data\n"


def test_sources_are_short_or_complete() -> None:
    assert sources((), every=True) == []
    assert sources((PAY, SKILLS), every=False) == [f"Source: {PAY} (and 1 more)"]
    assert sources((PAY,), every=True) == [f"Source: {PAY}"]
    assert sources((PAY, SKILLS), every=True) == ["Sources:", f"- {PAY}", f"- {SKILLS}"]
