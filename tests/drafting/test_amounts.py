"""The amounts of running text: sums, shares and years, with their open ends."""

from __future__ import annotations

import pytest

from bot.drafting.amounts import amounts, plain


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from $91,000 to $161,000 annually", [(91_000, 161_000, "money", "USD", False)]),
        ("Typically $150,000 to over $190,000", [(150_000, 190_000, "money", "USD", True)]),
        ("up to $50k", [(None, 50_000, "money", "USD", False)]),
        ("$300-600K per year", [(300_000, 600_000, "money", "USD", False)]),
        ("€60.000 – €75.000", [(60_000, 75_000, "money", "EUR", False)]),
        ("CHF 110'000 to 130'000", [(110_000, 130_000, "money", "CHF", False)]),
        ("₹25–40 lakh", [(2_500_000, 4_000_000, "money", "INR", False)]),
        ("Rs. 12,00,000 a year", [(1_200_000, 1_200_000, "money", "INR", False)]),
        ("12 LPA", [(1_200_000, 1_200_000, "money", "INR", False)]),
        ("over $140,000", [(140_000, None, "money", "USD", True)]),
        ("£38k or more", [(38_000, 38_000, "money", "GBP", True)]),
        ("between 55k and 70k EUR", [(55_000, 70_000, "money", "EUR", False)]),
        ("10% – 30% of base", [(10, 30, "percent", "", False)]),
        ("5+ years", [(5, None, "years", "", True)]),
        ("three to five years", [(3, 5, "years", "", False)]),
        ("at least 3 years", [(3, None, "years", "", True)]),
        ("over the past five years", []),
        ("35,333 users on page 12 in 2024", []),
        ("the lowest 10 percent earn $56,000", [(56_000, 56_000, "money", "USD", False)]),
        ("$16.2 billion by 2028", [(16.2e9, 16.2e9, "money", "USD", False)]),
        ("401(k), Web3, C++17, 24/7", []),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, found: list[tuple[object, ...]]) -> None:
    assert [(item.low, item.high, item.unit, item.currency, item.open_ended) for item in amounts(text)] == found


@pytest.mark.parametrize("text", ["₹9,50,000 – ₹12,00,000", "Straße İstanbul “x” 1'000'000", "Rs. 5,00,000", ""])
def test_plain_text_keeps_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)
