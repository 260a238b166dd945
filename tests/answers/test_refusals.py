from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.answers.blocks import Outcome, plain
from bot.answers.refusals import label_title, suggest_facets, suggest_roles
from bot.app import Coach
from bot.knowledge.models import Knowledge
from bot.matching.askings import Act, Asking
from tests.knowledge.samples import write_knowledge

COVERED = "Data Engineer and Site Engineer"


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("how much does a nurse make", "nurse"),
        ("day to day of a plumber?", "plumber"),
        ("what do lawyers earn", "lawyer"),
        ("manager salary in berlin", "Berlin"),
        ("what would i make in tokyo", "Tokyo"),
        ("google salary of the ai/ml engineer", "Google"),
        ("what does netflix pay the manager", "Netflix"),
        ("salary of a product manager ai", "product manager"),
        ("what do recruiters earn", "recruiter"),
        ("pay of the manager in india?", "India"),
        ("salary in india", "India"),
        ("pay of the ai software engineer in india", "India"),
        ("what did the manager earn in 2009", "2009"),
    ],
)
def test_what_is_not_covered_is_refused_by_its_name(coach: Coach, message: str, named: str) -> None:
    reply = coach.ask(message)
    assert reply.outcome is Outcome.UNKNOWN
    assert named in plain(reply)
    assert reply.suggestions


def test_a_year_near_the_figures_own_is_answered_with_them(coach: Coach) -> None:
    reply = coach.ask("salary of the manager in 2025")
    assert reply.outcome is Outcome.ANSWERED
    assert "2024" in plain(reply)


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("how many meetings does the manager have", Outcome.UNKNOWN),
        ("how many years of experience does the manager need", Outcome.ANSWERED),
        ("how many programming languages should the ai systems engineer know", Outcome.ANSWERED),
    ],
)
def test_a_count_that_no_guide_gives_is_not_answered_with_something_else(
    coach: Coach, message: str, outcome: Outcome
) -> None:
    reply = coach.ask(message)
    assert reply.outcome is outcome
    assert outcome is Outcome.ANSWERED or "no number" in plain(reply)
    assert reply.suggestions


def test_the_country_of_a_guides_figures_is_no_other_place(tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    role = folder / "roles" / "data-engineer.yaml"
    role.write_text(re.sub(r"as_of: .*", "as_of: {place: Germany, year: 2024}", role.read_text("utf-8")), "utf-8")
    vocabulary = folder / "vocabulary.yaml"
    vocabulary.write_text(
        re.sub(r"outside_places: .*", "outside_places: [germany, tokyo]", vocabulary.read_text("utf-8"))
    )
    coach = Coach.open(folder)
    assert coach.ask("what does a data engineer earn in germany").outcome is Outcome.ANSWERED
    abroad = coach.ask("what does a data engineer earn in tokyo")
    assert abroad.outcome is Outcome.UNKNOWN
    assert "Germany only" in plain(abroad)


def test_a_source_is_named_as_it_is_spelled(coach: Coach) -> None:
    assert "levels.fyi" in plain(coach.ask("what does levels.fyi say about the manager's pay")).casefold()


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("how do i prepare for the interview?", "interview"),
        ("is one page enough for my cv", "resume"),
        ("will they sponsor my h1b visa", "visa"),
        ("what is the weather like today", "weather"),
        ("who won the football match yesterday", "sport"),
        ("write me a poem about the sea", "poem"),
    ],
)
def test_a_subject_outside_is_refused_with_its_own_words(coach: Coach, message: str, word: str) -> None:
    reply = coach.ask(message)
    assert reply.outcome is Outcome.UNKNOWN
    assert word in plain(reply).casefold()


@pytest.mark.parametrize(
    "message",
    [
        "asdfghjkl",
        "qwoeiru zxmnbv qpwoei",
        "jjjjjjjjj",
        "blorp fnord glibble",
        "wie viel verdient ein ingenieur in der firma",
        "combien gagne un ingénieur par an",
        "cuánto gana un ingeniero al año",
        "сколько зарабатывает менеджер",
        "エンジニアの給料はいくらですか",
        "كم يكسب المدير",
        "🤖🤖🤖",
        "?????",
        "1234567890",
    ],
)
def test_mash_and_other_languages_are_not_answered(coach: Coach, message: str) -> None:
    assert coach.ask(message).outcome is not Outcome.ANSWERED


@pytest.mark.parametrize("message", ["зарплата менеджера", "エンジニアの給料", "כמה מרוויח מנהל"])
def test_another_alphabet_is_told_that_english_is_read(coach: Coach, message: str) -> None:
    assert "English" in plain(coach.ask(message))


@pytest.mark.parametrize("message", ["", " ", "\u200b", "🙂", "<@1>", "@everyone"])
def test_an_empty_message_is_told_what_can_be_asked(coach: Coach, message: str) -> None:
    reply = coach.ask(message)
    assert reply.outcome is Outcome.UNKNOWN
    assert "Senior AI Systems Engineer" in plain(reply)


def test_a_facet_a_guide_is_silent_on_is_said_to_be_so_with_those_that_have_it(small: Coach) -> None:
    reply = small.ask("how big is the bonus of a site engineer")
    assert reply.outcome is Outcome.UNKNOWN
    assert "Site Engineer says nothing on bonus" in plain(reply)
    assert [item.ask for item in reply.suggestions] == ["Bonus: Data Engineer"]


def test_the_nearest_that_is_covered_is_offered_of_the_role_talked_about(small: Coach) -> None:
    small.ask("is a degree needed for a site engineer", conversation="visas")
    reply = small.ask("do they sponsor visas?", conversation="visas")
    assert plain(reply) == "The guides say nothing about visas."
    assert [item.ask for item in reply.suggestions] == ["Base pay: Site Engineer"]


def test_the_covered_roles_are_listed_in_a_sentence(small: Coach) -> None:
    assert COVERED in plain(small.ask("how much does a nurse make"))


def test_several_readings_are_offered_as_buttons_that_ask_them(small: Coach) -> None:
    said = small._snapshot.interpreter.read("the thing")
    unsure = Asking(Act.CLARIFY, said, roles=("data-engineer",), choices=("facet:bonus", "topic:requirements"))
    reply = small._snapshot.composer.reply((unsure,))
    assert reply.outcome is Outcome.CLARIFY
    assert [(item.label, item.ask) for item in reply.suggestions] == [
        ("Bonus", "Bonus: Data Engineer"), ("Requirements", "Requirements: Data Engineer")
    ]  # fmt: skip
    assert all(item.label in plain(reply) for item in reply.suggestions)


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("topic:salary", "Pay"),
        ("facet:base-pay", "Base pay"),
        ("act:compare", "Compare roles"),
        ("facet:no-such", "no such"),
    ],
)
def test_an_intent_has_a_name_for_people(sample: Knowledge, label: str, title: str) -> None:
    assert label_title(sample, label) == title


def test_unknown_facets_are_not_offered(sample: Knowledge) -> None:
    assert [s.ask for s in suggest_facets(sample, ["bonus", "no-such"], ())] == ["Bonus"]
    assert [s.ask for s in suggest_roles(sample)] == ["Overview: Data Engineer", "Overview: Site Engineer"]
