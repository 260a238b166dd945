from __future__ import annotations

import pytest

from bot.answers.blocks import PLAIN_LIMIT, Citation, Note, Outcome, Part, Points, Reply, Table, Text, plain, plain_part

CITATION = Citation("data-engineer", "Data Engineer", "Requirements", (2, 3))


def test_blocks_are_written_line_by_line() -> None:
    part = Part(
        "Title",
        (
            Text("The point."),
            Points(("one", "two"), "List"),
            Points(("three",)),
            Table(("A", "B", "C"), (("1", "", "3"),), "Rows"),
            Note("Careful."),
        ),
    )
    assert plain_part(part).split("\n") == [
        "The point.", "List:", "- one", "- two", "- three", "Rows:", "- 1 · 3", "Note: Careful."
    ]  # fmt: skip


def test_parts_are_set_apart_with_their_titles() -> None:
    reply = Reply(Outcome.ANSWERED, (Part("A", (Text("x"),)), Part("", (Text("y"),))))
    assert plain(reply) == "A\nx\n\ny"


def test_a_long_reply_is_cut_at_the_end_of_a_line() -> None:
    line = "a line of some words"
    text = plain(Reply(Outcome.ANSWERED, (Part("", (Points((line,) * 1000),)),)))
    assert PLAIN_LIMIT - 100 < len(text) <= 4000
    assert set(text.split("\n")) == {f"- {line}", "…"}


def test_one_endless_line_is_cut_too() -> None:
    assert 0 < len(plain(Reply(Outcome.ANSWERED, (Part("", (Text("x" * 9000),)),)))) <= 4000


@pytest.mark.parametrize(
    ("lines", "as_of", "text"),
    [
        ((2, 2), "", "Data Engineer guide, Requirements, line 2"),
        ((2, 3), "", "Data Engineer guide, Requirements, lines 2-3"),
        ((2, 3), "US, 2024", "Data Engineer guide, Requirements, lines 2-3 · US, 2024"),
    ],
)
def test_a_citation_names_guide_section_lines_and_date(lines: tuple[int, int], as_of: str, text: str) -> None:
    assert str(Citation("data-engineer", "Data Engineer", "Requirements", lines, as_of)) == text


def test_the_citations_of_a_reply_are_those_of_its_parts_none_twice() -> None:
    other = Citation("data-engineer", "Data Engineer", "Pay", (9, 9))
    parts = (Part("", (Text("x"),), (CITATION, other)), Part("", (Text("y"),), (CITATION,)))
    assert Reply(Outcome.ANSWERED, parts).citations == (CITATION, other)
