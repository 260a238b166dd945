from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.blocks import Outcome, Part, Points, Reply, Text
from bot.reloading.preview import LINE, NOTHING, _differences, _side_by_side

LINES = st.tuples(st.sampled_from(["", "Pay: "]), st.text(max_size=3 * LINE))


@given(before=LINES, now=LINES)
def test_two_lines_that_differ_are_shown_to_differ(before: tuple[str, str], now: tuple[str, str]) -> None:
    old, new = _side_by_side(before, now)
    assert max(len(old), len(new)) <= LINE + len("Pay: ") + 2
    if before[1] != now[1]:
        assert old.removeprefix("Pay: ") != new.removeprefix("Pay: ")


def reply(*texts: str, title: str = "Pay", outcome: Outcome = Outcome.ANSWERED) -> Reply:
    return Reply(outcome, (Part(title, (Text(texts[0]), Points(texts[1:]))),))


def differences(before: Reply, now: Reply) -> list[tuple[str, str]]:
    return [(change.before, change.now) for change in _differences([("m", before, now), ("m", before, now)])]


def test_the_first_line_that_differs_is_shown_once_for_each_message() -> None:
    assert differences(reply("a", "b", "c"), reply("a", "b", "d")) == [("Pay: - c", "- d")]


def test_an_answer_that_got_longer_shows_what_was_added() -> None:
    assert differences(reply("a"), reply("a", "b")) == [(NOTHING, "Pay: - b")]


def test_another_title_or_outcome_is_a_difference() -> None:
    assert differences(reply("a"), reply("a", title="Bonus")) == [("Pay: a", "Bonus: a")]
    assert differences(reply("a", outcome=Outcome.UNKNOWN), reply("a")) == [("unknown: Pay: a", "Pay: a")]


def test_equal_answers_do_not_differ() -> None:
    assert differences(reply("a", "b"), reply("a", "b")) == []
