"""What an amount is, by the words around it."""

from __future__ import annotations

import pytest

from bot.drafting.around import Setting
from bot.drafting.blocks import Kind, join, row
from bot.drafting.measures import readings
from bot.drafting.names import Names
from bot.matching.engine import Engine

PAY = Setting(("Pay",), "salary")


def typed(text: str, engine: Engine, setting: Setting = PAY) -> list[tuple[object, ...]]:
    found = readings(join(Kind.ITEM, [(1, text)]), setting, Names(engine))
    return [(item.figure.kind.value, item.figure.statistic.value, item.figure.unit.value) for item in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Median: £72,000", [("salary", "median", "per-year")]),
        ("25th percentile: $58,000; 75th percentile: $90,000",
         [("salary", "percentile-25", "per-year"), ("salary", "percentile-75", "per-year")]),
        ("The lowest-paid 10% earn less than $73,000.", [("salary", "minimum", "per-year")]),
        ("Average base salary: $98,400 (range $75,000 to $130,000)",
         [("base", "average", "per-year"), ("base", "range", "per-year")]),
        ("Pay goes up to $250,000 in total compensation.", [("total", "top", "per-year")]),
        ("Contractors earn £450 to £600 per day", [("salary", "range", "per-day")]),
        ("Annual bonus: up to 8 % of base salary", [("bonus", "top", "percent-of-base")]),
        ("Profit sharing can add 2-6% to total compensation.", [("profit-sharing", "range", "percent-of-total")]),
        ("Signing bonus: up to $25,000", [("sign-on", "top", "one-time")]),
        ("Equity grants are worth $100,000 to $1 million", [("equity", "range", "total")]),
        ("Expect a raise of 3% to 5% each year", [("raise", "range", "percent")]),
        ("Raises of $3,000 to $5,000 are normal", [("raise", "range", "per-year")]),
        ("In Seattle pay is 15% above the national average", [("premium", "change", "percent")]),
        ("Job postings rose by 12% over the past year", [("growth", "change", "percent")]),
        ("Employment is expected to grow 8% from 2022 to 2032", [("growth", "projection", "percent")]),
        ("The market is projected to reach $16.2 billion by 2028", [("market-size", "projection", "total")]),
        ("By 2030, 60% of firms will employ one", [("share", "projection", "percent")]),
        ("Each exam costs $250 to $400", [("cost", "range", "one-time")]),
        ("5+ years of experience in IT", [("experience", "minimum", "years")]),
    ],
)  # fmt: skip
def test_an_amount_is_typed_by_the_words_nearest_to_it(text: str, found: list[tuple[str, ...]], engine: Engine) -> None:
    assert typed(text, engine) == found


def test_level_place_and_source_come_from_the_row_and_its_heads(engine: Engine) -> None:
    block = row(["Senior", "Berlin", "€70,000", "Glassdoor"], ["Level", "City", "Median", "Source"], (4, 4))
    (found,) = readings(block, PAY, Names(engine))
    figure = found.figure
    assert (figure.level, figure.place, figure.source, figure.statistic) == ("senior", "berlin", "Glassdoor", "median")
    assert (figure.low, figure.currency, figure.lines) == (70_000, "EUR", ((4, 4),))


def test_a_figure_of_several_places_is_one_for_each(engine: Engine) -> None:
    text = "In San Francisco, New York and Seattle salaries often exceed $160,000."
    found = readings(join(Kind.TEXT, [(1, text)]), PAY, Names(engine))
    assert [item.figure.place for item in found] == ["san-francisco", "new-york", "seattle"]


def test_what_is_named_respectively_is_told_apart(engine: Engine) -> None:
    text = "Salaries at Amazon and Intuit reach $430,000 and $410,000 respectively."
    found = readings(join(Kind.TEXT, [(1, text)]), PAY, Names(engine))
    assert [(item.figure.company, item.figure.low) for item in found] == [("Amazon", 430_000), ("Intuit", 410_000)]


def test_what_nothing_explains_is_unsure(engine: Engine) -> None:
    block = join(Kind.TEXT, [(1, "The tower stands for $4,000,000.")])
    (found,) = readings(block, Setting(("Sights",), "overview"), Names(engine))
    assert found.unsure == "nothing tells what the sum is"
