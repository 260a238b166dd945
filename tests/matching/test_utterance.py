from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot.matching.engine import Engine
from bot.matching.entities import EntityKind
from bot.matching.utterance import PERCENT, YEARS, slot
from tests.replies import messages


@pytest.mark.parametrize(
    ("text", "slotted"),
    [
        ("how much does a Data Engineer earn", "how much does a {role} earn"),
        ("pay in Denver", "pay in {place}"),
        ("pay in Berlin", "pay in {place}"),
        ("data engineer vs site engineer", "{role} vs {role}"),
        ("pay of a nurse", "pay of a {role}"),
        ("from nurse to data engineer", "from nurse to {role}"),
    ],
)
def test_roles_and_places_get_stand_ins(small: Engine, text: str, slotted: str) -> None:
    assert " ".join(small.reader.read(text).slotted) == slotted


def test_phrasings_are_slotted_like_messages(small: Engine) -> None:
    tokens = small.lexicon.phrase("pay of a data engineer in denver")
    assert slot(tokens, small.gazetteer) == small.reader.read("pay of a data engineer in denver").slotted


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("hey, what is the bonus of a data engineer", ("bonus",)),
        ("and the site engineer?", ()),
        ("docker in denver", ("docker",)),
        ("is 5 years enough", ("years", "enough")),
    ],
)
def test_the_content_leaves_out_names_fillers_and_numbers(small: Engine, text: str, content: tuple[str, ...]) -> None:
    assert small.reader.read(text).content == content


def test_places_point_at_passages_though_they_are_no_content(small: Engine) -> None:
    assert small.reader.read("bonus in denver").pointers == ("bonus", "denver")


def test_ids_are_given_once_in_order(small: Engine) -> None:
    said = small.reader.read("docker, python, docker")
    assert said.ids(EntityKind.SKILL) == ("docker", "python")
    assert said.ids(EntityKind.PLACE) == ()


@pytest.mark.parametrize(("text", "foreign"), [("зарплата менеджера", True), ("pay", False), ("薪水 pay", False)])
def test_another_alphabet_is_noticed(small: Engine, text: str, foreign: bool) -> None:
    assert small.reader.read(text).foreign is foreign


@pytest.mark.parametrize("text", ["", "?!", "\u200b", "🙂🙂", "<@1234>"])
def test_a_message_without_words_is_empty(small: Engine, text: str) -> None:
    assert small.reader.read(text).is_empty


def test_an_emoji_of_the_vocabulary_is_a_word(small: Engine) -> None:
    assert small.reader.read("💰?").words.tokens == ("pay",)


@settings(deadline=None)
@given(messages())
def test_any_message_is_read_into_mentions_of_its_own_words(small: Engine, raw: str) -> None:
    said = small.reader.read(raw)
    assert set(said.content) <= set(said.words.tokens)
    for mention in said.entities:
        assert 0 <= mention.start < mention.end <= len(said.words.tokens)
        assert mention.text == " ".join(said.words.tokens[mention.start : mention.end])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("could i get 600k", ("$600000",)),
        ("is $129,304 usual", ("$129304",)),
        ("1.5 mil a year", ("$1500000",)),
        ("where is it 25% more, or 12.5 percent", ("25%", "12.5%")),
        ("7 years, 2029, 3 kids", ()),
        ("401k and gpt4", ()),
    ],
)
def test_sums_and_percentages_are_named_like_figures(small: Engine, text: str, names: tuple[str, ...]) -> None:
    assert small.reader.read(text).amounts == names


def test_a_sum_is_no_unknown_word(small: Engine) -> None:
    assert not small.reader.read("600k").words.unknown


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("how long until i am senior", (YEARS,)),
        ("how many yrs of coding", (YEARS,)),
        ("by how much did jobs grow", (PERCENT,)),
        ("what percentage is the bonus", (PERCENT,)),
        ("i have 5 years", ()),
        ("what is the pay", ()),
    ],
)
def test_what_asks_for_a_number_says_of_which_kind(engine: Engine, text: str, kinds: tuple[str, ...]) -> None:
    assert engine.reader.read(text).quantities == kinds


def test_a_calendar_year_points_at_passages(engine: Engine) -> None:
    assert "2027" in engine.reader.read("who must learn again by 2027").pointers
