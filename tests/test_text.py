from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.text import MAX_LENGTH, foreign_share, normalise, sentences, tokenise
from tests.replies import messages


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("What Does it PAY", "what does it pay"),
        ("<@123456789> hello <#42> there", "hello there"),
        ("@everyone pay? @here", "pay?"),
        ("see https://example.org/a?b=c now", "see now"),
        ("**base** __pay__ ~~now~~ ||please||", "base pay now please"),
        ("> quoted\n# heading\n- item", "quoted\nheading\nitem"),
        ("```python\nsalary\n```", "salary"),
        ("do`cker`", "do cker"),
        ("sa\u200bla\u200dry\ufeff", "salary"),
        ("s\u0430lary", "salary"),
        ("ｐａｙ", "pay"),
        ("café résumé", "cafe resume"),
        ("what’s it — pay", "what's it - pay"),
        ("$120,500 a year", "$120500 a year"),
        ("the 401(k) and 401 k", "the 401k and 401k"),
        ("sooooo much", "soo much"),
        ("one\u2028two\r\n\r\nthree", "one\ntwo\nthree"),
        ("pay\u3164me", "pay me"),
        ("tab\there", "tab here"),
    ],
)
def test_a_message_is_folded_to_plain_words(raw: str, text: str) -> None:
    assert normalise(raw) == text


@pytest.mark.parametrize("raw", ["", "\u200b\u200c\u200d", "<@1>", "@everyone", "\ud800\udfff", "\x00\x07", "   \n\t "])
def test_nothing_visible_leaves_nothing(raw: str) -> None:
    assert normalise(raw) == ""


def test_a_word_of_another_alphabet_keeps_its_letters() -> None:
    assert normalise("Зарплата") == "зарплата"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("s a l a r y   p l e a s e", "salary please"),
        ("a i / m l   pay", "ai/ml pay"),
        ("r or c or go", "r or c or go"),
        ("plan a b c", "plan a b c"),
        (" ".join("x" * 30), " ".join("x" * 30)),
    ],
)
def test_a_word_spelled_letter_by_letter_is_joined(raw: str, text: str) -> None:
    assert normalise(raw).split() == (["x"] if "x x" in text else text.split())


@pytest.mark.parametrize(
    ("raw", "text"),
    [("pay pay pay pay pay now", "pay now"), ("no, no, no, no! pay", "no! pay"), ("very very hard", "very very hard")],
)
def test_a_word_said_over_and_over_is_said_once(raw: str, text: str) -> None:
    assert normalise(raw) == text


def test_only_the_first_characters_of_a_message_are_read() -> None:
    assert normalise("a b " * MAX_LENGTH + "end").split()[-1] == "b"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("c++, c# and don't", ("c++", "c#", "and", "don't")),
        ("ai/ml-engineer", ("ai", "ml", "engineer")),
        ("snake_case", ("snake", "case")),
        ("?!... 💰", ()),
        ("401k is 5%", ("401k", "is", "5")),
        ("what's o'reilly's", ("what's", "o'reilly", "s")),
    ],
)
def test_words_are_cut_at_punctuation(text: str, words: tuple[str, ...]) -> None:
    assert tokenise(text) == words


def test_sentences_end_at_marks_and_line_breaks_and_not_inside_numbers() -> None:
    text = "is 1.5 years enough? i hope so; really. yes\nno... ok!"
    assert sentences(text) == ("is 1.5 years enough?", "i hope so;", "really.", "yes", "no...", "ok!")


@pytest.mark.parametrize("text", ["", "?!", "...", "\n\n"])
def test_marks_alone_are_no_sentence(text: str) -> None:
    assert sentences(text) == ()


@pytest.mark.parametrize(
    ("text", "share"), [("", 0.0), ("123 !", 0.0), ("pay", 0.0), ("зарплата", 1.0), ("аб ab", 0.5), ("łódź", 0.0)]
)
def test_the_share_of_foreign_letters_is_counted(text: str, share: float) -> None:
    assert foreign_share(text) == share


@given(messages())
def test_any_string_is_folded_to_lower_case_without_invisible_characters(raw: str) -> None:
    text = normalise(raw)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in text.replace("\n", ""))
    assert text == text.strip()
    assert "  " not in text


@given(messages())
def test_words_and_sentences_of_any_string_come_from_the_text(raw: str) -> None:
    text = normalise(raw)
    assert all(word in text for word in tokenise(text))
    assert all(piece and piece in text for piece in sentences(text))


@given(
    st.text(
        alphabet=st.characters(max_codepoint=0x17F, exclude_characters="µ", categories=["Ll", "Lu", "Nd", "Po", "Zs"]),
        max_size=80,
    )
)
def test_folding_twice_changes_the_words_no_more(raw: str) -> None:
    once = tokenise(normalise(raw))
    assume(sum(len(word) == 1 for word in once) < 4 and len(set(once)) > len(once) - 3)  # no spelling, no chant
    assert tokenise(normalise(" ".join(once))) == once
