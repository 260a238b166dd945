from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot.matching.offers import read_offer, read_option
from bot.offer import Component, Offer
from bot.text import normalise
from tests.replies import messages

BASE, BONUS, EQUITY, SIGN_ON, TOTAL = Component


def said(offer: Offer) -> dict[Component, str]:
    return {name: str(item) for name, item in offer.sums.items()}


READ = {
    "I was offered 165k base plus 10 %": {BASE: "$165,000", BONUS: "10%"},
    "base 165k bonus 10% equity 50k": {BASE: "$165,000", BONUS: "10%", EQUITY: "$50,000"},
    "165k base 10% bonus 50k equity": {BASE: "$165,000", BONUS: "10%", EQUITY: "$50,000"},
    "got offered 165k bse + 10%": {BASE: "$165,000", BONUS: "10%"},
    "they lowballed me at 140": {BASE: "$140,000"},
    "is 150 good for an ml engineer": {BASE: "$150,000"},
    "TC 240k, base 165": {TOTAL: "$240,000", BASE: "$165,000"},
    "total comp is 240k (165 base, 15% bonus)": {TOTAL: "$240,000", BASE: "$165,000", BONUS: "15%"},
    "they offered 20k to sign": {SIGN_ON: "$20,000"},
    "a signing bonus of 20k and RSUs worth 50k a year": {SIGN_ON: "$20,000", EQUITY: "$50,000 a year"},
    "165k base, 0.5% equity": {BASE: "$165,000", EQUITY: "0.5%"},
    "now i make 120k, they offered 165k": {BASE: "$165,000"},
    "offered 165k, my friend gets 200k": {BASE: "$165,000"},
    "i was offered 0": {BASE: "$0"},
    "offered 165k for 40 hours a week in 2024": {BASE: "$165,000"},
    "with 5 years of experience offered 165": {BASE: "$165,000"},
    "12k base a month": {BASE: "$12,000 a month"},
}


@pytest.mark.parametrize(("text", "expected"), READ.items(), ids=READ)
def test_each_sum_takes_the_word_that_names_it(text: str, expected: dict[Component, str]) -> None:
    assert said(read_offer(normalise(text))) == expected


@pytest.mark.parametrize(
    "text", ["", "offered 3 jobs", "15 bananas", "my cousin makes 200k", "we have 200k users", "base without a number"]
)
def test_what_is_no_offer_is_false(text: str) -> None:
    assert not read_offer(text)


def test_equity_is_spread_over_the_years_said() -> None:
    for text in ("200k rsus over 4 years", "200k stock, 4 year vest", "200k in shares vesting over four years"):
        offer = read_offer(text)
        assert (said(offer), offer.years) == ({EQUITY: "$200,000"}, 4)


def test_a_base_that_nobody_named_is_guessed() -> None:
    assert read_offer("offered 165k").guessed
    assert not read_offer("offered 165k base").guessed


def test_two_sums_for_one_thing_are_kept_apart() -> None:
    offer = read_offer("offer a is 165k, offer b is 180k")
    assert (said(offer), [str(item) for item in offer.repeated]) == ({BASE: "$165,000"}, ["$180,000"])


@pytest.mark.parametrize(
    ("text", "change"), [("and with 20k more?", "$20,000"), ("10% less", "-10%"), ("5-10% more", "5-10%")]
)
def test_more_and_less_are_a_change(text: str, change: str) -> None:
    offer = read_offer(text)
    assert (said(offer), str(offer.change)) == ({}, change)


@pytest.mark.parametrize(
    ("text", "component", "expected"),
    [
        ("165", BASE, {BASE: "$165,000"}),
        ("0", BASE, {BASE: "$0"}),
        ("-5", BASE, {BASE: "$-5"}),
        ("165k + 10%", BASE, {BASE: "$165,000", BONUS: "10%"}),
        ("240k total", BASE, {TOTAL: "$240,000"}),
        ("10", BONUS, {BONUS: "10%"}),
        ("15k", BONUS, {BONUS: "$15,000"}),
        ("200k over 4 years", EQUITY, {EQUITY: "$200,000"}),
        ("20k", SIGN_ON, {SIGN_ON: "$20,000"}),
    ],
)
def test_an_option_is_read_as_what_it_is_for(text: str, component: Component, expected: dict[Component, str]) -> None:
    offer = read_option(text, component)
    assert (said(offer), offer.unread) == (expected, "")


@pytest.mark.parametrize(
    "text", ["15 bananas", "base", "lots", "10% guaranteed joy", "165k or so they said in the mail"]
)
def test_an_option_that_is_no_sum_is_given_back(text: str) -> None:
    assert read_option(text, BASE) == Offer(unread=text)


@settings(deadline=None, max_examples=60)
@given(messages())
def test_any_text_is_read(text: str) -> None:
    read_offer(normalise(text))
    for component in Component:
        read_option(normalise(text), component)


def test_no_log_can_show_an_offer() -> None:
    assert "165" not in repr(read_offer("offered 165k base"))
