"""Rows of buttons and selects, without Discord."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.blocks import Outcome, Points, Suggestion, Text
from bot.answers.menus import Menu
from bot.discord_front.buttons import AskButton, PickSelect
from bot.discord_front.desk import Occasion, Once
from bot.discord_front.ids import Signer
from bot.discord_front.rows import rows
from tests.discord_front.samples import CITATION, KNOWLEDGE, part, reply

OCCASION = Occasion(KNOWLEDGE, Signer("a token of no bot"), "how much", shareable=True)


def labels(shown, occasion=OCCASION):
    return [
        [item.item.label or item.item.emoji.name if isinstance(item.item.type.value, int) and item.item.type.value == 2
         else item.item.placeholder for item in row.children]
        for row in rows(shown, occasion)
    ]  # fmt: skip


def several(count: int) -> tuple[Suggestion, ...]:
    return tuple(Suggestion(f"Step {n}", f"ask {n}") for n in range(count))


def test_steps_stand_with_the_sources_in_one_row_of_five():
    assert labels(reply(suggestions=several(4))) == [
        ["Step 0", "Step 1", "Step 2", "Step 3", "Sources"],
        ["Share", "👍", "👎"],
    ]
    assert labels(reply(part("Nothing cited", citations=()), suggestions=several(5)))[0] == [
        f"Step {n}" for n in range(5)
    ]


def test_what_has_no_room_among_the_steps_stands_in_a_select():
    made = rows(reply(suggestions=several(7)), OCCASION)
    (select,) = made[1].children
    assert [option.value for option in select.item.options] == ["ask 4", "ask 5", "ask 6"]


def test_what_is_shared_and_judged_depends_on_the_occasion():
    assert labels(reply(), replace(OCCASION, shareable=False))[-1] == ["👍", "👎"]
    assert labels(replace(reply(), outcome=Outcome.UNKNOWN))[-1] == ["👍", "👎"]
    assert labels(replace(reply(part("Hi", citations=())), outcome=Outcome.SMALLTALK)) == []
    assert labels(replace(reply(), label="sources")) == [["Sources"]]


@pytest.mark.parametrize(("instead", "carried"), [("skills:role-1", "share:skills:role-1"), ("", "share:")])
def test_a_wholly_personal_card_is_shared_by_its_counterpart(instead, carried):
    personal = replace(part("Gap", Text("You have python.", personal=True)), instead=instead)
    share = rows(reply(personal), OCCASION)[-1].children[0]
    assert share.custom_id == carried
    public = replace(part("Pay", Text("All can see this.")), role="role-1")
    mixed = rows(reply(replace(personal, role="role-1"), public), OCCASION)[-1].children[0]
    assert mixed.custom_id == "share:"


def test_a_long_menu_has_pages_that_lead_to_each_other():
    menu = Menu("roles", "Pick a role", several(60))
    seen, page, turn = [], 0, "page:0"
    while turn:
        select = PickSelect.of(menu, page)
        assert select.custom_id == f"pick:{page}:roles"
        values = [option.value for option in select.item.options]
        assert len(values) <= 25
        assert ("page:0" in values) == (page == 1)
        seen += [value for value in values if not value.startswith("page:")]
        page += 1
        turn = f"page:{page}" in values
    assert seen == [f"ask {n}" for n in range(60)]
    assert [option.label for option in PickSelect.of(menu, 1).item.options][-2:] == ["← Back", "More … (page 3 of 3)"]


def test_a_menu_of_25_has_one_page_and_one_of_nothing_has_none():
    assert len(PickSelect.of(Menu("roles", "Pick", several(25))).item.options) == 25
    assert PickSelect.of(Menu("roles", "Pick", several(2)), but=["ask 0", "ask 1"]) is None
    assert PickSelect.of(Menu("x" * 100, "Pick", several(2))) is None
    assert PickSelect.of(Menu("roles", "Pick", (Suggestion("long", "x" * 101), Suggestion("", " ")))) is None


def test_buttons_that_fit_and_are_asked_once():
    suggestions = [Suggestion("a" * 200, "one"), Suggestion("B", "one "), Suggestion("", "two"), Suggestion("C", " ")]
    suggestions += [Suggestion("D", "x" * 96), Suggestion("E", "x" * 97), Suggestion("F", "🦜" * 49)]
    buttons = AskButton.of(suggestions)
    assert [(button.item.label, button.message) for button in buttons] == [
        ("B", "one"),
        ("two", "two"),
        ("D", "x" * 96),
    ]


def test_a_claim_holds_once_and_is_forgotten_in_the_end():
    once = Once(most=2)
    assert [once.claim(1), once.claim(1), once.claim(2)] == [True, False, True]
    once.release(1)
    assert [once.claim(1), once.claim(3), once.claim(2)] == [True, True, True]


def test_a_reply_names_what_was_answered():
    answered = reply(replace(part("Bonus", Points(("x",))), role="role-1"))
    assert replace(answered, label="facet:bonus").reference == "facet:bonus role-1"
    assert reply(part("x", citations=(CITATION,))).reference == "answered"
