from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.blocks import Citation, Note, Outcome, Part, Points, Reply, Suggestion, Table, Text
from bot.discord_front import render
from bot.discord_front.desk import Occasion
from bot.discord_front.drafts import MAX_CHARACTERS, MORE_ROWS, WAS_CUT
from bot.discord_front.ids import Signer
from bot.discord_front.markup import clip, code_block, length, one_line, safe
from bot.discord_front.redraw import PERSONAL
from bot.discord_front.render import EMPTY, Card, listing, notice
from bot.discord_front.rows import rows
from bot.redaction import redact
from tests.discord_front.samples import CITATION, FULL, KNOWLEDGE, part, reply
from tests.discord_server.components import BUTTON, TEXT, check_components, walk
from tests.discord_server.errors import Faults

SIGNER = Signer("a token of no bot")


def card(reply: Reply, *, shareable: bool = True, question: str = "") -> Card:
    """Draw a reply as members get it, with all rows of buttons."""
    return render.card(reply, rows(reply, Occasion(KNOWLEDGE, SIGNER, question, shareable)))


def texts(card: Card) -> list[str]:
    return [component["content"] for component in walk(card.to_components()) if component["type"] == TEXT]


def custom_ids(card: Card) -> list[str]:
    return [component["custom_id"] for component in walk(card.to_components()) if component["type"] == BUTTON]


def assert_fits(card: Card) -> None:
    faults = Faults()
    check_components(card.to_components(), layout=True, faults=faults)
    assert faults.found == []
    assert sum(length(text) for text in texts(card)) <= MAX_CHARACTERS


def test_draws_every_kind_of_block():
    assert texts(card(FULL)) == [
        "### Pay of an AI/ML engineer\n"
        "The guides name about $150,000 a year.\n"
        "**What it is made of**\n"
        "- base pay\n"
        "- a bonus\n"
        "**By source**\n"
        "-# Source — Range · Place\n"
        "- **Levels** — $100k-$200k · US\n"
        "- **Other** — $90k\n"
        "*Note:* The sources disagree.\n"
        "-# Source: AI/ML engineer guide, Salary, lines 10-12 · US, 2024"
    ]
    assert custom_ids(card(FULL))[:2] == ["ask:salary of the manager", "ask:skills of an ML engineer"]


def test_a_row_of_long_cells_is_set_as_lines():
    table = Table(("", "Engineer", "Manager"), (("What it is", "builds " * 12, "leads"), ("Pay", "", "more")))
    assert texts(card(reply(part("Two roles", table, citations=())))) == [
        f"### Two roles\n**What it is**\n- Engineer: {('builds ' * 12).strip()}\n- Manager: leads\n"
        "**Pay**\n- Manager: more"
    ]


def test_a_long_table_is_cut_with_a_word():
    rows = tuple((f"${number}", f"source {number}") for number in range(12))
    lines = texts(card(reply(part("Pay", Table(("Amount", "By"), rows), citations=()))))[0].split("\n")
    assert lines[2:10] == [f"- **${number}** — source {number}" for number in range(8)]
    assert lines[10:] == [MORE_ROWS.format(count=4)]


def test_what_stands_in_every_row_is_said_once():
    table = Table(("Amount", "By", "Year"), (("$1", "one", "2024"), ("$2", "two", "2024")))
    assert texts(card(reply(part("Pay", table, citations=())))) == [
        "### Pay\n-# Amount — By · Year 2024\n- **$1** — one\n- **$2** — two"
    ]


def test_labels_of_points_stand_out():
    points = Points(("Base: $1: about", "no label"), labelled=True)
    assert texts(card(reply(part("Pay", points, citations=())))) == ["### Pay\n- **Base:** $1: about\n- no label"]


def test_lines_of_one_section_are_named_together_and_the_year_once():
    citations = tuple(
        Citation("d", "Guide", section, (n, n), "US, 2024")
        for section, n in [("Pay", 1), ("Pay", 2), ("Pay", 3), ("Pay", 4), ("Pay", 5), ("Trends", 9), ("Skills", 8)]
    )
    assert texts(card(reply(part("One", citations=citations))))[0].endswith(
        "-# Source: Guide guide, Pay, lines 1, 2, 3, 4; Trends, line 9 (and 2 more) · US, 2024"
    )


def test_what_is_personal_stands_in_components_of_its_own():
    shown = part("Yours", Text("for all"), Text("for you", personal=True), Note("for all too"))
    parts = [c for c in walk(card(reply(shown)).to_components()) if c["type"] == TEXT]
    assert [(c["content"].split("\n")[0], c.get("id") in PERSONAL) for c in parts] == [
        ("### Yours", False),
        ("for you", True),
        ("*Note:* for all too", False),
    ]
    only = part("Yours", Text("for you", personal=True))
    (first, *others) = [c for c in walk(card(reply(only)).to_components()) if c["type"] == TEXT]
    assert first["id"] in PERSONAL
    assert others == []
    begun = part("Yours", Text("for you", personal=True), Text("for all"))
    parts = [c for c in walk(card(reply(begun)).to_components()) if c["type"] == TEXT]
    assert [c.get("id") in PERSONAL for c in parts] == [False, True, False]
    assert parts[0]["content"] == "### Yours"


def test_a_part_is_a_text_display_and_cites_its_own_sources():
    many = tuple(Citation("d", f"Guide {n}", "Pay", (n, n)) for n in range(1, 6))
    drawn = texts(card(reply(part("One"), part("Two", citations=many), part("Three", citations=()))))
    assert [text.split("\n")[0] for text in drawn] == ["### One", "### Two", "### Three"]
    assert drawn[1].endswith("-# Source: Guide 1 guide, Pay, line 1; Guide 2 guide, Pay, line 2 (and 3 more)")
    assert "Source" not in drawn[2]


@pytest.mark.parametrize("empty", [Reply(Outcome.UNKNOWN, ()), reply(Part("", ())), reply(Part("  ", (Text(""),)))])
def test_an_empty_reply_still_says_something(empty):
    drawn = card(empty)
    assert_fits(drawn)
    assert texts(drawn) == [EMPTY]


@pytest.mark.parametrize(
    "big",
    [
        reply(part("x", Text("word " * 2000))),
        reply(part("x", Text("w" * 9000))),
        reply(part("x", Text("🦜" * 3990))),
        reply(part("x" * 5000, Text("y"))),
        reply(part("x", Points(("item " * 30,) * 100))),
        reply(part("x", Table(("a", "b", "c"), (("cell " * 20, "cell " * 20, "cell"),) * 100, "t"))),
        reply(*(part(f"Part {n}", Text("word " * 300)) for n in range(40))),
        reply(*(part(f"Part {n}" * 40, Text("*" * 300)) for n in range(12))),
        reply(part("x", *(Note("note " * 50) for _ in range(50)))),
        reply(part("x", Text("y"), citations=(Citation("d", "g" * 5000, "s", (1, 2)),))),
    ],
    ids=range(10),
)
def test_what_is_too_much_is_cut_and_says_so(big):
    drawn = card(big)
    assert_fits(drawn)
    source_was_the_trouble = len(big.parts) == 1 and len(big.parts[0].title) + len(str(big.citations[0])) > 4000
    assert source_was_the_trouble or texts(drawn)[-1] == WAS_CUT
    assert all(not re.search(r"(?<!\\)\\(\\\\)*$", line) for text in texts(drawn) for line in text.split("\n"))


def test_cuts_at_the_end_of_a_line_and_keeps_the_source():
    lines = tuple(f"point {n} {'x' * 40}" for n in range(200))
    shown = texts(card(reply(part("Many", Points(lines)))))[0].split("\n")
    assert shown[0] == "### Many"
    assert shown[-1].startswith("-# Source:")
    assert all(line[2:] in lines for line in shown[1:-1])
    assert len(shown) > 60


def test_a_short_part_is_whole_beside_a_long_one():
    drawn = texts(card(reply(part("Long", Text("line\n" * 2000)), part("Short", Text("whole\nand complete")))))
    assert "whole\nand complete" in drawn[1]
    assert length(drawn[0]) > 3000


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("2 * 3 * 4", "2 \\* 3 \\* 4"),
        ("snake_case_name", "snake\\_case\\_name"),
        ("# no heading", "\\# no heading"),
        ("-# not small", "\\-# not small"),
        ("> no quote", "\\> no quote"),
        ("1. no list", "1\\. no list"),
        ("- no list", "\\- no list"),
        ("a - b > c", "a - b > c"),
        ("$100,000-$200,000", "$100,000-$200,000"),
        ("[masked](https://x.y)", "\\[masked](https://x.y)"),
        ("`code` ||secret|| ~~gone~~", "\\`code\\` \\|\\|secret\\|\\| \\~\\~gone\\~\\~"),
        (
            "@everyone @Here <@1> <@!2> <@&3> a@b.c",
            "@\u200beveryone @\u200bHere \\<@\u200b1> \\<@\u200b!2> \\<@\u200b&3> a@b.c",
        ),
        ("C:\\path", "C:\\\\path"),
    ],
)
def test_makes_markup_harmless(written, drawn):
    assert safe(written) == drawn


def test_one_line_is_one_line():
    assert one_line(" a\n\n- b\t*c* ") == "a - b \\*c\\*"


@given(st.text(st.sampled_from("ab1. *_~|`[]()<>@!&#-+\\\n\t \u202e\u200b") | st.characters(), max_size=60))
def test_no_text_can_format_ping_or_hide_anything(text):
    drawn = safe(text)
    bare = re.sub(r"\\[\\*_~|`\[<#>+.)-]", "x", drawn)
    assert not re.search(r"[*_~|`\[<]", bare)
    assert not re.search(r"^\s*(?:[#>+-]|\d+[.)]\s)", bare, re.MULTILINE)
    assert not re.search(r"@(?:everyone|here|[!&]?\d)", drawn, re.IGNORECASE)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\0\x1b]", drawn)


@pytest.mark.parametrize(
    "text", ["@1 " * 1333, "@everyone" * 444, "`" * 4000, "\u202e" * 4000, "\n" * 4000, "@1\n" * 999]
)
def test_a_listing_of_any_text_fits_a_card(text):
    (container,) = listing("Why", text).to_components()
    assert sum(len(part["content"]) for part in container["components"] if part["type"] == 10) <= 4000


def test_code_cannot_leave_its_block():
    assert code_block("a ``` b @everyone").count("```") == 2
    assert_fits(listing("Why", "```" * 3000))
    assert_fits(listing("Why", "line\n" * 3000))
    assert_fits(listing("", ""))
    assert_fits(notice("Title", ["line *x*"] * 2000))


@given(st.text(max_size=300), st.integers(0, 200))
def test_clip_keeps_to_its_limit(text, limit):
    clipped = clip(text, limit)
    assert length(clipped) <= max(limit, 0)
    assert clipped == text or clipped.endswith("…") or limit == 0


STRING = st.text(max_size=600) | st.sampled_from(["@everyone", "*" * 500, "\\" * 301, "a\n" * 400, "🦜" * 300, "# x"])
STRINGS = st.lists(STRING, max_size=12).map(tuple)
BLOCK = st.one_of(
    st.builds(Text, STRING, st.booleans()),
    st.builds(Note, STRING, st.booleans()),
    st.builds(Points, STRINGS, STRING, st.booleans(), st.booleans()),
    st.builds(Table, STRINGS, st.lists(STRINGS, max_size=12).map(tuple), STRING, st.booleans()),
)
PART = st.builds(Part, STRING, st.lists(BLOCK, max_size=5).map(tuple), st.sampled_from([(), (CITATION,) * 3]))
SUGGESTIONS = st.lists(st.builds(Suggestion, STRING, STRING), max_size=40).map(tuple)


@given(st.lists(PART, max_size=12).map(tuple), SUGGESTIONS, STRING)
@settings(max_examples=80, deadline=None)
def test_any_reply_fits_a_card(parts, suggestions, question):
    drawn = card(Reply(Outcome.ANSWERED, parts, suggestions), question=redact(question))
    assert_fits(drawn)
    joined = "\n".join(texts(drawn))
    assert "@everyone" not in joined
