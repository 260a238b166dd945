"""Headings, bullets and tables in plain lines, and what is glued to their ends."""

from __future__ import annotations

import pytest

from bot.drafting.blocks import Kind
from bot.drafting.gluing import unglued
from bot.drafting.outline import outline
from bot.drafting.readers import html, text


def parts(written: str) -> list[tuple[str, str]]:
    return [(str(block.kind), block.text) for block in unglued(text.read(written.encode(), "a.txt").blocks)]


def test_a_heading_glued_to_a_bullet_is_parted() -> None:
    assert parts("Duties\n- Mentor junior colleagues Technical Skills:\n- Python\n") == [
        ("heading", "Duties"),
        ("item", "Mentor junior colleagues"),
        ("heading", "Technical Skills:"),
        ("item", "Python"),
    ]


def test_a_heading_glued_to_names_is_parted_where_it_tells_its_topic() -> None:
    found = parts("Skills\n- Experience with AWS or Azure Education:\n- A degree in maths\n")
    assert found[1:3] == [("item", "Experience with AWS or Azure"), ("heading", "Education:")]


def test_a_sentence_glued_to_a_bullet_is_parted() -> None:
    found = parts("Skills\n- Git and Docker The role asks for patience and for people who like to learn new things.\n")
    assert found[1:] == [
        ("item", "Git and Docker"),
        ("text", "The role asks for patience and for people who like to learn new things."),
    ]


@pytest.mark.parametrize(
    "bullet",
    [
        "Knowledge of running SQL queries over large tables is asked for by nearly every employer.",
        "Work with Senior Software Engineers and Product Managers on each of the planned releases.",
        "Experience with Amazon Web Services is expected of everybody who joins the team.",
        "Key tools: Python, Docker, and Kubernetes",
    ],
)
def test_names_inside_a_bullet_do_not_part_it(bullet: str) -> None:
    assert parts(f"Skills\n- {bullet}\n")[1:] == [("item", bullet)]


def test_a_paragraph_that_was_broken_by_hand_is_one() -> None:
    written = (
        "OVERVIEW\n\nA welder joins pieces of metal with heat and looks after the tools that\n"
        "this takes. Most of the work is done in workshops, and some of it is done\non building sites.\n\n"
        "* Keep the workshop in order, so that nobody is hurt and every tool is in\n  its place.\n"
    )
    found = parts(written)
    assert [kind for kind, _ in found] == ["heading", "text", "item"]
    assert found[1][1].endswith("on building sites.")
    assert found[2][1].endswith("every tool is in its place.")


def test_rows_carry_the_heads_of_their_columns() -> None:
    blocks = text.read(b"Level\tAverage\nJunior\t$50,000\nSenior\t$70,000\n", "a.txt").blocks
    assert [block.text for block in blocks] == [
        "Level; Average",
        "Junior: Average $50,000",
        "Senior: Average $70,000",
    ]


def test_each_line_of_a_block_keeps_its_number() -> None:
    (block,) = text.read(b"\nA sentence that goes on\nin the next line.\n", "a.txt").blocks
    assert block.span == (2, 3)
    assert block.line_at(block.text.index("next")) == 3
    assert block.part(block.text.index("in the")).span == (3, 3)


def test_nested_bullets_close_their_head() -> None:
    page = (
        b"<h2>Duties</h2><ul><li>Draw prototypes<ul><li>on paper</li></ul></li><li>Help developers build it</li></ul>"
    )
    groups = outline(html.read(page, "a.html")).parts[0].groups
    assert [[head.text for head in group.headings] for group in groups] == [["Draw prototypes"], []]


def test_a_page_on_one_line_counts_paragraphs() -> None:
    page = b"<h1>Cook</h1><h2>Duties</h2><p>Cook soup.</p><h2>Pay</h2><p>30,000 a year.</p><p>Tips come on top.</p>"
    read = html.read(page, "a.html")
    assert [block.span for block in read.blocks] == [(number, number) for number in range(1, 7)]
    assert read.counting == "paragraph"


def test_definition_lists_are_headed_by_their_terms() -> None:
    read = html.read(b"<dl>\n<dt>Quality</dt>\n<dd>Test data.</dd>\n</dl>", "a.html")
    assert [(block.kind, block.text) for block in read.blocks] == [(Kind.HEADING, "Quality"), (Kind.ITEM, "Test data.")]


def test_a_very_wide_gap_is_read_as_a_gap() -> None:
    blocks = text.read(f"Level{' ' * 400_000}Pay\nJunior{' ' * 400_000}$50,000\n".encode(), "a.txt").blocks
    assert [block.text for block in blocks] == ["Level; Pay", "Junior: Pay $50,000"]
