from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.blocks import Note, Outcome, Reply, Table, Text, plain
from bot.answers.compose import Composer
from bot.app import Coach
from bot.matching.askings import Act, Asking
from bot.matching.lexicon import Words
from bot.matching.utterance import Utterance
from tests.replies import faults, messages, numbers, roles_of, tables
from tests.roles import MGR, ML, MLE, SWE, SYS

QUESTIONS = (
    "is a phd required for the manager",
    "how much does the ai systems engineer earn",
    "what are the challenges of the ai/ml engineer?",
    "which programming languages does the ml swe need",
    "yearly bonus of the manager",
    "tell me about the career path of the ai/ml engineer",
)


def notes(reply: Reply) -> list[str]:
    return [block.text for part in reply.parts for block in part.blocks if isinstance(block, Note)]


def conversation(coach: Coach, *asked: str) -> list[Reply]:
    name = repr(asked)
    coach.forget(name)
    return [coach.ask(message, conversation=name) for message in asked]


@settings(deadline=None, max_examples=250)
@given(messages())
def test_any_message_gets_a_sound_reply(coach: Coach, message: str) -> None:
    reply = coach.ask(message)
    assert faults(reply, coach.knowledge) == []
    assert reply.outcome in set(Outcome)


@settings(deadline=None, max_examples=60)
@given(st.lists(messages() | st.sampled_from([*QUESTIONS, "more", "source?", "1", "and the manager?"]), max_size=6))
def test_any_conversation_gets_sound_replies(coach: Coach, asked: list[str]) -> None:
    for reply in conversation(coach, *asked):
        assert faults(reply, coach.knowledge) == []


@pytest.mark.parametrize(
    "message",
    [
        "pay? " * 800,
        "a" * 4000,
        "manager and " * 333,
        "\n".join("?" * 2000),
        "🙂" * 4000,
        "**bold** " * 440,
        "python " * 570,
        "how much does the manager make? " * 125,
    ],
)
def test_the_longest_messages_get_sound_replies(coach: Coach, message: str) -> None:
    assert faults(coach.ask(message), coach.knowledge) == []


def test_greetings_do_not_change_what_is_cited_first(coach: Coach) -> None:
    before, after = ("Hello!", "Hi there,", "Good morning.", "Hey!"), ("", "Thanks!", "Thank you in advance.", "cheers")
    changed = []
    for question, first, last in itertools.product(QUESTIONS, before, after):
        polite = coach.ask(f"{first} {question.rstrip('?')}? {last}")
        if polite.citations[:1] != coach.ask(question).citations[:1]:
            changed.append((first, question, last))
    assert changed == []


@settings(deadline=None, max_examples=40)
@given(messages() | st.sampled_from(QUESTIONS))
def test_the_same_message_gets_the_same_reply(coach: Coach, message: str) -> None:
    assert coach.ask(message) == coach.ask(message)


@pytest.mark.parametrize("question", QUESTIONS)
def test_writing_it_otherwise_changes_nothing(coach: Coach, question: str) -> None:
    plainly = coach.ask(question)
    for other in (question.upper(), f"**{question}**", f"<@1234> {question}", f"`{question}`", f"  {question}\u200b  "):
        assert coach.ask(other) == plainly


@pytest.mark.parametrize(
    "message", ["what degree does the manager need and is the job remote", "manager bonus? equity?"]
)
def test_two_askings_get_two_parts(coach: Coach, message: str) -> None:
    reply = coach.ask(message)
    assert len(reply.parts) == 2
    assert len({part.title for part in reply.parts}) == 2
    assert all(part.citations for part in reply.parts)


def test_one_refused_and_one_answered_is_answered(coach: Coach) -> None:
    reply = coach.ask("how do i cook rice? and what is the yearly bonus of the manager?")
    assert reply.outcome is Outcome.ANSWERED
    assert MGR in roles_of(reply)


def test_a_name_of_several_roles_says_which_was_taken_and_names_the_others(coach: Coach) -> None:
    reply = coach.ask("what degree does an ai engineer need")
    [note] = [note for note in notes(reply) if note.startswith("I took this as")]
    titles = [coach.knowledge.roles[role].title for role in (MLE, SYS, SWE)]
    assert all(title in note for title in titles)
    assert roles_of(reply)[0] in (MLE, SYS, SWE)


@pytest.mark.parametrize("message", ["what degree does the manager need", "what degree do these roles need"])
def test_a_certain_name_or_none_has_no_such_note(coach: Coach, message: str) -> None:
    assert not [note for note in notes(coach.ask(message)) if note.startswith("I took this as")]


@pytest.mark.parametrize(
    "message", ["compare the manager to the ml swe", "ml swe vs engineering manager", "manager versus ml swe?"]
)
def test_two_roles_are_compared_side_by_side(coach: Coach, message: str) -> None:
    reply = coach.ask(message)
    [table] = tables(reply)
    assert {title for title in table.headers if title} == {coach.knowledge.roles[r].title for r in (MGR, ML)}
    assert {citation.document for citation in reply.citations} == {MGR, ML}


def test_an_ambiguous_name_beside_a_certain_one_is_the_other_role(coach: Coach) -> None:
    reply = coach.ask("what's the difference between an mle and a senior software engineer (ml)")
    assert {citation.document for citation in reply.citations} == {MLE, ML}


def test_a_word_before_a_colon_is_no_part_of_the_role(coach: Coach) -> None:
    assert roles_of(coach.ask("Time management: Senior Software Engineer (AI)")) == [SWE]


def test_a_comparison_shows_only_figures_of_its_roles(coach: Coach) -> None:
    for first, second in itertools.combinations(coach.knowledge.roles.values(), 2):
        [row] = [row for row in tables(coach.compare(first.id, second.id))[0].rows if row[0] == "Salary figures"]
        for role, cell in zip((first, second), row[1:], strict=True):
            assert numbers(cell) <= {end for p in role.passages for f in p.figures for end in (f.low, f.high)}


@pytest.mark.parametrize("message", ["which role needs the fewest years of experience", "fewest years of experience?"])
def test_roles_are_ordered_by_years(coach: Coach, message: str) -> None:
    reply = coach.ask(message)
    [table] = tables(reply)
    least = [min(numbers(row[1])) for row in table.rows]
    assert least == sorted(least)
    assert len(least) == 5
    assert reply.citations


def test_only_the_named_roles_are_ordered_by_years(coach: Coach) -> None:
    text = plain(coach.ask("which one needs more years of experience, the ml swe or the manager?"))
    told = {role.title for role in coach.knowledge.roles.values() if role.title in text}
    assert told == {"Senior Software Engineer (ML)", "Senior Software Engineering Manager (AI)"}


def test_years_that_no_named_guide_gives_are_not_made_up(coach: Coach) -> None:
    roles = {id_: replace(role, passages=()) for id_, role in coach.knowledge.roles.items()}
    composer = Composer(replace(coach.knowledge, roles=roles))
    asked = Asking(Act.FEWEST_YEARS, Utterance("", Words((), {}, (), frozenset()), ()), (MLE, SWE), named=True)
    reply = composer.reply([asked])
    assert reply.outcome is not Outcome.ANSWERED
    assert "no number" in plain(reply)


@pytest.mark.parametrize(
    "message",
    [
        "who is paid more, the ml swe or the manager",
        "which pays less: ml swe or manager",
        "which role pays more, the ml swe or the manager?",
    ],
)
def test_pay_of_named_roles_stands_side_by_side(coach: Coach, message: str) -> None:
    reply = coach.ask(message)
    assert {(part.role, part.topic) for part in reply.parts} == {
        ("senior-software-engineer-ml", "salary"),
        ("senior-software-engineering-manager-ai", "salary"),
    }


@pytest.mark.parametrize("role", ["ml engineer", "ml swe", "ai systems engineer", "ai software engineer"])
@pytest.mark.parametrize("question", ["what does an {} earn?", "{} salary", "how much do {}s make"])
def test_a_plain_question_about_pay_begins_with_the_average(coach: Coach, role: str, question: str) -> None:
    first = next(block for block in coach.ask(question.format(role)).parts[0].blocks if isinstance(block, Text))
    assert "average" in first.text


def test_roles_compared_on_pay_alone_are_given_their_pay_as_a_whole(coach: Coach) -> None:
    reply = coach.ask("what is the difference in salary between the ml swe and the manager")
    assert [(part.role, part.topic) for part in reply.parts] == [
        ("senior-software-engineer-ml", "salary"),
        ("senior-software-engineering-manager-ai", "salary"),
    ]
    assert all(tables(reply))


def test_a_tie_for_the_fewest_years_is_told(coach: Coach) -> None:
    reply = coach.ask("which role needs the fewest years of experience")
    [table] = tables(reply)
    tied = [row[0] for row in table.rows if row[1] == table.rows[0][1]]
    assert all(title in str(reply.parts[0].blocks[0]) for title in tied)


@pytest.mark.parametrize("message", ["which roles do you know", "what jobs do you cover?", "list all roles"])
def test_the_covered_roles_are_listed(coach: Coach, message: str) -> None:
    text = plain(coach.ask(message))
    assert all(role.title in text for role in coach.knowledge.roles.values())


@pytest.mark.parametrize("message", ["help", "hello", "thanks", "who are you", "bye"])
def test_small_talk_is_small_talk_and_leads_on(coach: Coach, message: str) -> None:
    reply = coach.ask(message)
    assert (reply.outcome, reply.citations) == (Outcome.SMALLTALK, ())
    assert reply.suggestions


def test_more_shows_something_new(coach: Coach) -> None:
    replies = conversation(coach, "ai tools at work for the ai/ml engineer", "more", "tell me more")
    assert len({plain(reply) for reply in replies}) == 3
    assert {role for reply in replies for role in roles_of(reply)} == {MLE}


def test_more_of_a_topic_repeats_nothing(coach: Coach) -> None:
    first, more = conversation(coach, "challenges of the ai/ml engineer", "more")
    assert set(first.citations).isdisjoint(more.citations)


@pytest.mark.parametrize("message", ["source?", "where does it say that", "which lines?"])
def test_the_source_of_the_last_answer_is_listed_by_line(coach: Coach, message: str) -> None:
    asked, source = conversation(coach, "is a phd required for the manager", message)
    assert source.outcome is Outcome.ANSWERED
    assert asked.citations[0] in source.citations
    assert f"line {asked.citations[0].lines[0]}" in plain(source)


@pytest.mark.parametrize("before", [(), ("hello",), ("how do i cook rice",)])
def test_without_an_answer_there_is_no_source(coach: Coach, before: tuple[str, ...]) -> None:
    source = conversation(coach, *before, "source?")[-1]
    assert (source.outcome, source.citations) == (Outcome.UNKNOWN, ())
    assert "no source" in plain(source)


@pytest.mark.parametrize("question", ["is a phd required for the ml swe", "yearly bonus of the manager"])
def test_the_source_lists_only_lines_that_the_answer_cited(coach: Coach, question: str) -> None:
    asked, source = conversation(coach, question, "source?")
    assert set(source.citations) <= set(asked.citations)


@pytest.mark.parametrize(
    "question",
    [
        "compare the manager to the ml swe",
        "i know python and sql, what am i missing for ml swe",
        "highest paid role",
        "fewest years?",
    ],
)
def test_computed_answers_have_sources_too(coach: Coach, question: str) -> None:
    asked, source = conversation(coach, question, "source?")
    assert source.outcome is Outcome.ANSWERED
    assert set(source.citations) & set(asked.citations)


def test_more_after_a_comparison_stays_with_what_was_compared(coach: Coach) -> None:
    _, more = conversation(coach, "compare the manager to the ml swe", "more")
    assert [part.topic for part in more.parts if part.topic == "soft-skills"] == []


@pytest.mark.parametrize(
    "message",
    [
        "ai/ml engineer",
        "the engineering manager",
        "and the manager?",
    ],
)
def test_a_role_alone_gets_its_overview_or_a_question_back(coach: Coach, message: str) -> None:
    reply = coach.ask(message)
    assert reply.outcome is Outcome.CLARIFY or [part.topic for part in reply.parts] == ["overview"]


def test_the_rows_of_every_table_are_as_wide_as_its_head(coach: Coach) -> None:
    replies = [coach.ask(f"{facet.title}: the manager") for facet in coach.knowledge.facets.values()]
    for block in (
        block for reply in replies for part in reply.parts for block in part.blocks if isinstance(block, Table)
    ):
        assert {len(row) for row in block.rows} == {len(block.headers)}


def test_confidence_is_told_with_every_part(coach: Coach) -> None:
    sure = coach.ask("yearly bonus of the manager").parts[0].confidence
    assert sure > coach.ask("salary of a nurse").parts[0].confidence
