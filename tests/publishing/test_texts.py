"""One item of a list is edited, and nothing else of the file."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.reader import parse_yaml
from bot.publishing.texts import with_item, with_value

TEXT = """\
# Head.
role: x

passages:

  # First.
  - id: a
    text: >-
      One
      and more.
    lines: [[1, 1]]

  # Second.
  - id: b     # beside
    lines: [[2, 2]]
after: 1
"""


def edited(number: int, item: dict[str, Any] | None) -> str:
    return with_item(TEXT, "x.yaml", ("passages", number), item)


def test_an_item_is_replaced_and_comments_stay() -> None:
    assert edited(0, {"id": "c", "lines": [[3, 4]]}) == TEXT.replace(
        "  - id: a\n    text: >-\n      One\n      and more.\n    lines: [[1, 1]]\n",
        "  - id: c\n    lines: [[3, 4]]\n",
    )


def test_an_item_is_taken_out() -> None:
    assert edited(1, None) == TEXT.replace("  - id: b     # beside\n    lines: [[2, 2]]\n", "")


def test_an_item_is_added_at_the_end_of_its_list() -> None:
    assert edited(2, {"id": "c"}) == TEXT.replace("after:", "  - id: c\nafter:")


def test_the_last_item_leaves_an_empty_list_to_which_one_can_be_added() -> None:
    empty = with_item("items:\n- a: 1\nafter: 1\n", "x.yaml", ("items", 0), None)
    assert empty == "items: []\nafter: 1\n"
    assert with_item(empty, "x.yaml", ("items", 0), {"a": 2}) == "items:\n- a: 2\nafter: 1\n"


def test_a_list_that_is_not_there_is_made() -> None:
    assert with_item("a: 1", "x.yaml", ("items", 0), {"b": 2}) == "a: 1\nitems:\n- b: 2\n"


def test_a_value_at_the_top_is_replaced() -> None:
    text = with_value(TEXT, "x.yaml", "role", {"title": "y"})
    assert text == TEXT.replace("role: x\n", "role:\n  title: y\n")


def test_a_layout_that_cannot_be_edited_is_refused() -> None:
    with pytest.raises(KnowledgeError, match=r"x\.yaml cannot be edited: give each item of items lines of its own"):
        with_item("items: [{a: 1}, {a: 2}]\n", "x.yaml", ("items", 0), None)


def test_what_is_written_reads_back_as_it_was() -> None:
    figure = {"kind": "base", "low": 120500.0, "source": "yes: no", "lines": [[1, 2]]}
    item = {"id": "c", "title": "12", "text": "A: b # c\n“é”", "figures": [figure]}
    assert parse_yaml(edited(0, item), "x.yaml").data["passages"][0] == item
