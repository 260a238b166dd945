from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.charts.flow import ELLIPSIS, Line, Run, Style, flow, length, tied

PLAIN, BOLD = Style(12, "#000000"), Style(12, "#000000", bold=True)


def ruler(text: str, style: Style) -> float:
    """Measure a typewriter whose bold letters are twice as wide."""
    return len(text) * (2.0 if style.bold else 1.0)


def read(lines: list[Line]) -> list[str]:
    return [" ".join(placed.run.text for placed in line) for line in lines]


def test_words_go_to_the_next_line_where_they_do_not_fit() -> None:
    lines = flow([Run("one two three four", PLAIN)], 9, ruler)
    assert read(lines) == ["one two", "three", "four"]


def test_a_bold_run_is_followed_by_a_plain_one_after_a_space() -> None:
    [line] = flow([Run("ab", BOLD), Run("cd ef", PLAIN)], 20, ruler)
    assert [(placed.x, placed.run.text) for placed in line] == [(0, "ab"), (6, "cd ef")]


def test_what_is_tied_stays_on_one_line() -> None:
    assert read(flow([Run(f"a {tied('b c')} d", PLAIN)], 4, ruler)) == ["a", tied("b c"), "d"]


def test_too_many_lines_end_in_an_ellipsis() -> None:
    assert read(flow([Run("aa bb cc dd", PLAIN)], 3, ruler, most=2)) == ["aa", f"bb{ELLIPSIS}"]


def test_an_endless_word_is_cut() -> None:
    assert read(flow([Run("x" * 50, PLAIN)], 10, ruler)) == ["x" * 9 + ELLIPSIS]


def test_no_words_are_no_lines() -> None:
    assert flow([Run("  ", PLAIN)], 10, ruler) == []
    assert length([], ruler) == 0


@given(st.lists(st.builds(Run, st.text(max_size=30), st.sampled_from([PLAIN, BOLD])), max_size=6), st.integers(8, 60))
def test_no_line_is_wider_than_the_page(runs: list[Run], width: int) -> None:
    for line in flow(runs, width, ruler):
        last = line[-1]
        assert last.x + ruler(last.run.text, last.run.style) <= width
