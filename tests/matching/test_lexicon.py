"""Texts become words the matcher knows: contractions, abbreviations, phrases, emoji, corrections."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.lexicon import Lexicon, Words
from bot.text import normalise, tokenise

LEXICON = Lexicon(
    {"swe": "software engineer", "yoe": "years of experience", "tc": "total compensation"},
    phrases={"machine learning": "ml", "new york city": "nyc"},
    emoji={"💰": "pay"},
    texts=["what does a {role} earn in {place}", "do i need machine learning", "the pay is good", "it is not paid"],
    names=["Software Engineer", "New York City"],
)


def read(text: str) -> Words:
    return LEXICON.read(normalise(text), lambda _: False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what's it pay", "what is it pay"),
        ("whats it pay", "what is it pay"),
        ("I don't know", "i do not know"),
        ("dont i need it", "do not i need it"),
        ("can't they", "can not they"),
        ("they've they'd they'll", "they have they would they will"),
        ("the manager's pay", "the manager pay"),
        ("SWE yoe?", "software engineer years of experience"),
        ("Machine Learning in New York City", "ml in nyc"),
        ("pay for {role} in {place}", "pay for {role} in {place}"),
    ],
)
def test_phrases_are_expanded(text: str, words: str) -> None:
    assert LEXICON.phrase(text) == tuple(words.split())


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="aAbz 0123,.'$%-:/w(+)k?\n"),
        st.text(alphabet="ab1 `_*~|#<>@&!:-+'/"),
        st.lists(
            st.sampled_from(["401", "(k)", "```py", "<@1", "1>", "www.a", "no", "no-", "don't", "# ", "a", "aaa"])
        ).map(" ".join),
    )
)
def test_plain_texts_are_read_as_any_other(text: str) -> None:
    bare = Lexicon()
    if "{" not in text:
        assert bare.phrase(text) == tuple(bare.expand(tokenise(normalise(text))))


@given(st.text())
def test_every_message_can_be_read(text: str) -> None:
    words = read(text)
    assert all(0 <= position < len(words.tokens) for position in {*words.originals, *words.unknown})
    assert {words.originals[item] for item in words.originals} <= {item.original for item in words.corrections}


def test_emoji_are_words() -> None:
    assert read("the 💰?").tokens == ("the", "pay")


def test_a_slip_is_mended_and_remembered_by_its_place_after_folding() -> None:
    words = read("machine learnign does a lot of erning")
    assert words.tokens[:2] == ("machine", "learnign") or words.tokens[0] == "ml"
    words = read("new york city softwar")
    assert (words.tokens, dict(words.originals)) == (("nyc", "software"), {1: "softwar"})


def test_strangers_are_unknown_and_numbers_are_not() -> None:
    words = read("zebra 150000 pay")
    assert words.unknown == {0}


def test_frequencies_count_texts_and_names() -> None:
    assert LEXICON.frequencies["software"] == 1
    assert LEXICON.frequencies["pay"] == 1
    assert LEXICON.frequencies["compensation"] == 1
    assert LEXICON.frequencies["{role}"] == 1


def test_counted_frequencies_and_read_names_save_the_reading() -> None:
    names = LEXICON.remembered(["New York City"])
    again = Lexicon({}, frequencies=LEXICON.frequencies)
    again.remember(names)
    assert again.frequencies == LEXICON.frequencies
    assert again.phrase("New York City") == ("nyc",)
    again.forget()
    assert again.phrase("New York City") == ("new", "york", "city")
