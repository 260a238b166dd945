from __future__ import annotations

import io

import pytest
from rich.console import Console

from bot.answers.blocks import Bar, Chart, Mark, Outcome, Part, Reply, Shape, Text
from bot.app import Coach
from bot.console_front.bars import MARKS, bars
from bot.console_front.render import show, show_chart
from tests.charts.samples import ODD, SMALL, chart, mark
from tests.roles import MGR, SYS

REPLY = Reply(Outcome.ANSWERED, (Part("Pay", (Text("The sources differ."), SMALL)),))


def drawn(given: Chart, width: int = 80) -> list[str]:
    return [line.plain for line in bars(given, width)]


def console(*, terminal: bool, width: int = 80) -> tuple[Console, io.StringIO]:
    file = io.StringIO()
    return Console(file=file, force_terminal=terminal, width=width, color_system=None, legacy_windows=False), file


@pytest.mark.parametrize("width", [40, 60, 88])
def test_no_line_is_wider_than_the_terminal(coach: Coach, width: int) -> None:
    for given in (coach.chart([SYS, MGR]), SMALL, *ODD.values()):
        screen, file = console(terminal=True, width=width)
        show_chart(screen, given)
        assert max(map(len, file.getvalue().splitlines())) <= width


def test_a_bar_has_its_source_and_its_marks() -> None:
    title, heading, bar, axis, legend, note = drawn(SMALL)
    assert title == "A role, US dollars a year:"
    assert heading == " salary"
    assert bar.startswith(" Surveys, senior ")
    assert bar.count(MARKS[Shape.AVERAGE]) == 1
    assert bar.index(MARKS[Shape.SPAN]) < bar.index(MARKS[Shape.AVERAGE]) < bar.rindex(MARKS[Shape.SPAN])
    assert axis.split() == ["$100k", "$120k", "$140k", "$160k", "$180k", "$200k"]
    assert (legend, note) == (" ━ span  ◆ average", " US, 2024.")


def test_what_goes_on_above_has_an_arrow() -> None:
    marks = (mark(100, 200, open_ended=True), Mark(Shape.UP_TO, "up to $400", None, 400))
    bar = drawn(chart(Bar("Open", "", marks, ((1, 1),))))[2]
    assert f"{MARKS[Shape.SPAN]}{MARKS[Shape.AT_LEAST]}" in bar
    assert bar.endswith(MARKS[Shape.UP_TO])


def test_where_there_is_no_room_there_is_no_chart() -> None:
    assert drawn(SMALL, 20) == []


def test_the_roles_of_a_comparison_head_their_bars(coach: Coach) -> None:
    lines = drawn(coach.chart([SYS, MGR]))
    assert " Senior AI Systems Engineer · Salary" in lines
    assert " Senior Software Engineering Manager (AI) · Base pay" in lines


def test_a_terminal_shows_the_bars_and_a_pipe_only_the_text() -> None:
    screen, file = console(terminal=True)
    show(screen, REPLY)
    assert MARKS[Shape.AVERAGE] in file.getvalue()
    pipe, file = console(terminal=False)
    show(pipe, REPLY)
    assert file.getvalue() == "Pay\nThe sources differ.\n"


def test_a_chart_alone_is_told_in_words_in_a_pipe() -> None:
    pipe, file = console(terminal=False)
    show_chart(pipe, SMALL)
    assert file.getvalue() == f"{SMALL.alt}\n"
