from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.money import MOST_NUMBERS, Period, Sum, sums
from bot.text import normalise
from tests.replies import messages

READ = {
    "165k": "$165,000",
    "165K": "$165,000",
    "$165,000": "$165,000",
    "165 000 USD": "$165,000",
    "165.000": "$165,000",
    "165,000 base": "$165,000",
    "165 grand": "$165,000",
    "us$ 165k": "$165,000",
    "1.2m": "$1,200,000",
    "$1,057.50": "$1,057.50",
    "12k/month": "$12,000 a month",
    "60/h": "$60 an hour",
    "$57.50 an hour": "$57.50 an hour",
    "165k p.a.": "$165,000 a year",
    "€60k": "EUR 60,000",
    "165k€": "EUR 165,000",
    "70 000 pounds": "GBP 70,000",
    "c$120k": "CAD 120,000",
    "12 lpa": "INR 1,200,000 a year",
    "10 %": "10%",
    "12.5 percent": "12.5%",
    "80k-90k": "$80,000 to $90,000",
    "80-90k": "$80,000 to $90,000",
    "80k – 90": "$80,000 to $90,000",
    "between 80 and 90k": "$80,000 to $90,000",
    "usd 150-170k": "$150,000 to $170,000",
    "10-20%": "10-20%",
    "1e9": "$1,000,000,000",
    "165": "$165,000",
    "165 a year": "$165,000 a year",
    "165000": "$165,000",
}
NO_MONEY = [
    "", "5 years", "in 2024", "401(k)", "401k", "24/7", "python 3.11.7", "at 3pm", "l5", "k8s", "h100", "gpt-4",
    "one hundred thousand", "$", "%", "-", "#165", "12345678901234567890",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ.items(), ids=READ)
def test_a_sum_is_read_as_people_write_it(text: str, expected: str) -> None:
    assert [str(item) for item in sums(normalise(text))] == [expected]


@pytest.mark.parametrize("text", NO_MONEY)
def test_what_is_no_money_is_not_read(text: str) -> None:
    assert sums(normalise(text)) == ()


def test_several_sums_stand_in_order_and_keep_apart() -> None:
    assert [str(item) for item in sums("base 165k, 10% bonus and 20k to sign")] == ["$165,000", "10%", "$20,000"]
    assert [str(item) for item in sums("165k - 10%")] == ["$165,000", "10%"]


def test_a_bare_number_says_that_it_was_taken_for_thousands() -> None:
    assert [item.assumed for item in sums("165 or 165k or 165000")] == [True, False, False]


def test_every_number_is_read_where_that_is_asked_for() -> None:
    assert [str(item) for item in sums("0 or -5 or 5000", every=True)] == ["$0", "$-5", "$5,000"]


def test_so_many_numbers_are_read_and_no_more() -> None:
    assert len(sums("165k, " * 1000)) == MOST_NUMBERS


@settings(deadline=None, max_examples=100)
@given(messages())
def test_any_text_is_read(text: str) -> None:
    for item in sums(normalise(text), every=True):
        assert item.low <= item.high
        assert str(item)


cents = st.integers(0, 10**11)


@given(
    ends=st.tuples(cents, cents).map(sorted),
    single=st.booleans(),
    currency=st.sampled_from(["USD", "EUR", "GBP", "INR", "CHF"]),
    period=st.sampled_from([None, *Period]),
)
def test_every_sum_that_is_written_reads_the_same(ends, single, currency, period) -> None:
    least = 100_000 if period in {None, Period.YEAR} else 0  # less than 1,000 a year is read as thousands
    low, high = ((end + least) / 100 for end in ends)
    item = Sum(low, low if single else high, currency, period)
    assert sums(normalise(f"so {item}, then"), every=True) == (item,)


@given(st.integers(0, 1000).map(lambda value: value / 10), st.integers(0, 1000).map(lambda value: value / 10))
def test_every_share_that_is_written_reads_the_same(one: float, two: float) -> None:
    item = Sum(min(one, two), max(one, two), percent=True)
    assert sums(str(item)) == (item,)


@pytest.mark.parametrize("text", ["1" * 4000, "1,111" * 800, "$ " * 2000, "5 to " * 800, "10 000 " * 500, "-" * 4000])
def test_long_texts_of_numbers_are_read_as_far_as_they_may_be_an_offer(text: str) -> None:
    assert len(sums(text)) <= MOST_NUMBERS
