from __future__ import annotations

import io
import time

from rich.console import Console

from bot.console_front.progress import NAMES, bar
from bot.progress import Stage, silent, tracked


def drawn(console: Console, *steps: tuple[Stage, int, int]) -> str:
    """Give all that was written to the terminal."""
    with bar(console) as report:
        for step in steps:
            report(*step)
            time.sleep(0.5)  # the bar is drawn anew ten times a second
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_terminal_sees_stage_and_steps() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    text = drawn(console, (Stage.READING, 3, 31), (Stage.COMPILING, 0, 1), (Stage.ASKING, 1200, 2000))
    assert "3 of 31" in text
    assert NAMES[Stage.COMPILING] in text
    assert "1,200 of 2,000" in text
    assert "0 of 1" not in text


def test_the_bar_is_gone_in_the_end() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    assert drawn(console, (Stage.READING, 1, 2)).endswith("\x1b[2K")


def test_a_pipe_sees_nothing() -> None:
    console = Console(file=io.StringIO(), force_terminal=False)
    with bar(console) as report:
        assert report is silent
    assert drawn(console) == ""


def test_every_stage_has_a_name() -> None:
    assert set(NAMES) == set(Stage)


def test_items_are_reported_when_they_are_done_with() -> None:
    told: list[tuple[Stage, int, int]] = []
    for item in tracked("ab", Stage.READING, lambda *step: told.append(step)):
        assert told[-1] == (Stage.READING, "ab".index(item), 2)
    assert told == [(Stage.READING, 0, 2), (Stage.READING, 1, 2), (Stage.READING, 2, 2)]
