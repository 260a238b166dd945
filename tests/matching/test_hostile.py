"""The work for a message grows with its length and no faster, whatever it is made of; counted, not timed."""

from __future__ import annotations

import pytest

from bot.app import Coach
from bot.redaction import redact
from bot.text import MAX_LENGTH
from tests.counting import calls

MOST_CALLS = 800_000
"""Calls of functions for a message of 4,000 characters; the dearest one names a role 330 times."""
BITS = (
    "ml engineer ",
    "salary ", "boston ", "165k ", "what? ", "a\n", "\n", "@", "<@1>", "(", "`", "*", "- ", "# ", "1. ",
    "\\", "\u202e", "é", "中", "ﷺ", "ß", "a b ", "no no ", "401 (", "1 000 ", "vs ", "or ", "; ", "i know python ",
    "a", "'",
    "9", "one ", "..", "a.b", "a@b ", "://", "80-90k ", "between 80 and ", "and then ", "x: ", "kubernets ", "qwzxv ",
    "if i ",
    "my offer is 100k ", "manager vs ml engineer ", "over there ", "vest ", "q" * 200 + " ",
)  # fmt: skip


@pytest.mark.parametrize("bit", BITS)
def test_work_grows_no_faster_than_the_message(coach: Coach, bit: str) -> None:
    text = bit * MAX_LENGTH
    for work in (coach.ask, redact):
        short, long = (calls(work, text[:length]) for length in (MAX_LENGTH // 4, MAX_LENGTH))
        assert long <= 5.5 * short + 5_000
        assert long <= MOST_CALLS
        assert calls(work, text[: 50 * MAX_LENGTH]) <= 1.1 * long + 100


def test_work_that_grows_faster_would_be_seen() -> None:
    def pairs(text: str) -> None:
        for start in range(0, len(text), 20):
            for end in range(0, len(text), 20):
                text.find("a", start, end)

    assert calls(pairs, "b" * 4000) > 5.5 * calls(pairs, "b" * 1000) + 5_000


def test_a_text_that_takes_many_rounds_to_redact_is_dropped() -> None:
    nested = "x"
    for _ in range(60):
        nested = f"9{nested[: len(nested) // 2]}12345{nested[len(nested) // 2 :]}9"
    assert calls(redact, nested) < MOST_CALLS
