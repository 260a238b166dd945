"""What is taken out of a message before it is kept."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import MAX_LENGTH, redact
from tests.replies import messages

_PIECES = (
    "$ € 120 165k 80k-90k 1e9 12k/month 60/h an hour lpa two hundred thousand dollars tc base of offered 4155551234 "
    "+1 (415) 555-1234 12/05/1990 ada@example.org @ada <@123456789012345678> https://a.example/b linkedin.com/in/ada "
    "discord.gg/abc example.dev . , - / is what pay"
).split(" ")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("ask <@123456789012345678> in <#42> or @everyone", "ask in or"),
        ("ask @ada.lovelace or Ada@Example.org", "ask or"),
        ("see https://a.example/b?c=d and linkedin.com/in/ada", "see and"),
        ("join discord.gg/abc or ada-lovelace.dev now", "join or now"),
        ("my number is +1 (415) 555-1234 ok", "my number is ok"),
        ("born 12/05/1990, id 10001", "born , id"),
        ("١٢٣٤٥ and １２３４５", "and"),
        ("i was offered 165k base plus 10 % in Boston", "i was offered base plus 10 % in boston"),
        ("is $120,500.50 fair", "is fair"),
        ("is 120.500 € or €95 fair", "is or fair"),
        ("80k-90k, 80-90k and between 80 and 90k", ", and between"),
        ("60 an hour or 60/h or 25 dollars", "or or"),
        ("$1e9 is a lot", "is a lot"),
        ("two hundred and fifty thousand dollars, or half a million", ", or"),
        ("tc 250, is that ok", "tc , is that ok"),
        ("they lowballed me at 140", "they lowballed me at"),
        ("my base is about 95 now", "my base is about now"),
    ],
)
def test_what_tells_who_wrote_it_goes(raw: str, kept: str) -> None:
    assert redact(raw) == kept


@pytest.mark.parametrize(
    "text",
    [
        "is the 401k matched?",
        "10-15 years of experience",
        "what does it pay in 2024?",
        "k8s, c++, node.js, asp.net and python 3.11",
        "4 days a week",
        "a review after 90 days",
        "make 10 % more",
        "gpt-4 or s3",
        "is a phd needed",
    ],
)
def test_what_the_question_needs_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("raw", ["", "\u200b", "<@1>", "12345", "$$$", "₭", "@"])
def test_nothing_may_be_left(raw: str) -> None:
    assert redact(raw) == ""


def test_a_long_message_is_cut_between_two_words() -> None:
    words = "pay for now, "  # one word alone, said over and over, would be folded
    assert redact(words * MAX_LENGTH).split() == (words * MAX_LENGTH)[:MAX_LENGTH].rsplit(" ", 1)[0].split()
    assert redact("pq" * (MAX_LENGTH // 2 - 2) + " 98765") == "pq" * (MAX_LENGTH // 2 - 2)
    assert redact("ab" * MAX_LENGTH) == ""


@given(messages() | st.lists(st.sampled_from(_PIECES), max_size=30).map(" ".join))
def test_nothing_forbidden_is_left_of_any_string(raw: str) -> None:
    text = redact(raw)
    assert len(text) <= MAX_LENGTH
    assert not re.search(r"\d{5}|@|://|\bwww\.|\d\s?(?:k|dollars|million)\b(?<!401k)", text)
    assert not any(unicodedata.category(character) in {"Sc", "Cc", "Cs"} for character in text.replace("\n", ""))


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map(" ".join))
def test_redacting_twice_removes_no_more(raw: str) -> None:
    once = redact(raw)
    assert redact(once) == once
