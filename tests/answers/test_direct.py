from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot.answers.blocks import Outcome, Table, plain
from bot.app import Coach
from tests.replies import faults, messages, roles_of, tables
from tests.roles import MGR, ML, MLE, SWE, SYS

UNKNOWN = ["", "   ", "nurse", "🙂", "x" * 5000, "@everyone", "\ud800", "зарплата"]


@pytest.mark.parametrize("name", [MGR, "Senior Software Engineering Manager (AI)", "the EM", "ai eng manager"])
def test_a_role_is_taken_by_id_title_or_any_name(coach: Coach, name: str) -> None:
    reply = coach.role(name)
    assert (reply.outcome, roles_of(reply), reply.parts[0].topic) == (Outcome.ANSWERED, [MGR], "overview")


def test_the_card_of_a_role_opens_with_its_summary(coach: Coach) -> None:
    for role in coach.knowledge.roles.values():
        assert role.summary in plain(coach.role(role.id))


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_role_is_refused_with_the_known_ones_as_buttons(coach: Coach, name: str) -> None:
    for reply in (coach.role(name), coach.skills(name), coach.salary(name), coach.compare(name, MGR),
                  coach.compare(MGR, name), coach.skills(name, "python")):  # fmt: skip
        assert reply.outcome is Outcome.UNKNOWN
        assert name[:20].strip() in plain(reply)
        assert len(reply.suggestions) == 5


def test_a_name_that_fits_several_roles_says_which_was_taken(coach: Coach) -> None:
    text = plain(coach.role("ai engineer"))
    assert "I took this as the" in text
    assert text.count("Senior AI Systems Engineer") + text.count("Senior Software Engineer (AI)") >= 2


def test_skills_without_what_one_knows_are_the_wanted_ones(coach: Coach) -> None:
    for known in (None, "", "  "):
        reply = coach.skills(SYS, known)
        assert (reply.outcome, roles_of(reply)) == (Outcome.ANSWERED, [SYS])
        assert "Python" in plain(reply)
        assert reply.parts[0].missing == ()


@pytest.mark.parametrize("known", ["python, docker", "Python & Docker", "py docker", "I know python and docker!"])
def test_skills_with_what_one_knows_are_the_gap(coach: Coach, known: str) -> None:
    [part] = coach.skills(SYS, known).parts
    assert {"Python", "Docker"} <= set(part.have)
    assert part.missing
    assert not {"Python", "Docker"} & set(part.missing)


def test_a_denied_skill_in_the_option_is_missing(coach: Coach) -> None:
    [part] = coach.skills(SYS, "python, no docker").parts
    assert "Docker" in part.missing
    assert "Python" in part.have


@pytest.mark.parametrize("known", ["zzz", "knitting", "🙂", "@everyone"])
def test_skills_that_are_none_are_named(coach: Coach, known: str) -> None:
    reply = coach.skills(SYS, known)
    assert reply.outcome is Outcome.UNKNOWN
    assert known in plain(reply)


def test_the_level_narrows_the_pay(coach: Coach) -> None:
    text = plain(coach.salary(MGR, level="mid"))
    assert "$180,000 to $220,000" in text
    assert "$150,000" not in text


def test_the_place_narrows_the_pay(coach: Coach) -> None:
    assert "27.3%" in plain(coach.salary(SWE, place="sunnyvale"))


@pytest.mark.parametrize(("place", "shown"), [("berlin", "Berlin"), ("mars", "Mars"), ("zzz" * 50, "Zzz")])
def test_a_place_outside_the_guides_is_named(coach: Coach, place: str, shown: str) -> None:
    reply = coach.salary(MGR, place)
    assert reply.outcome is Outcome.UNKNOWN
    assert shown in plain(reply)


def test_a_blank_place_is_no_place(coach: Coach) -> None:
    assert coach.salary(MGR, "  ").outcome is Outcome.ANSWERED


def test_an_unknown_role_is_said_first(coach: Coach) -> None:
    assert "nurse" in plain(coach.salary("nurse", "berlin"))


def test_an_unknown_level_is_named(coach: Coach) -> None:
    assert "wizard" in plain(coach.salary(MGR, level="wizard")).casefold()


def test_a_covered_place_that_this_guide_does_not_mention_is_said_to_be_absent(coach: Coach) -> None:
    assert "Denver" in plain(coach.salary(MGR, "denver"))


def test_two_roles_are_put_side_by_side(coach: Coach) -> None:
    reply = coach.compare("the manager", ML)
    [table] = tables(reply)
    assert table.headers[1:] == ("Senior Software Engineering Manager (AI)", "Senior Software Engineer (ML)")
    assert {len(row) for row in table.rows} == {3}
    assert {citation.document for citation in reply.citations} == {MGR, ML}


@pytest.mark.parametrize("topic", ["salary", "bonus", "is a phd needed", "Soft skills", "education"])
def test_two_roles_are_compared_on_a_topic(coach: Coach, topic: str) -> None:
    reply = coach.compare(MGR, ML, topic)
    assert reply.outcome is Outcome.ANSWERED
    documents = {citation.document for citation in reply.citations}
    assert documents == {MGR, ML}
    assert set(roles_of(reply)) == {MGR, ML} or any(isinstance(b, Table) for p in reply.parts for b in p.blocks)


@pytest.mark.parametrize("topic", ["", "asdkjh", "🙂", "how do i cook rice", "\ud800"])
def test_a_topic_that_means_nothing_compares_the_whole(coach: Coach, topic: str) -> None:
    assert coach.compare(MGR, ML, topic).parts[0].title == coach.compare(MGR, ML).parts[0].title


@pytest.mark.parametrize(
    ("first", "second"), [(MGR, MGR), ("manager", "the EM"), (ML, "Senior Software Engineer (ML)")]
)
def test_the_same_role_twice_is_not_compared(coach: Coach, first: str, second: str) -> None:
    reply = coach.compare(first, second)
    assert reply.outcome is Outcome.UNKNOWN
    assert "two different roles" in plain(reply)


def test_an_ambiguous_name_gives_way_to_the_certain_one(coach: Coach) -> None:
    assert coach.compare("ai engineer", MLE).outcome is Outcome.ANSWERED
    assert coach.compare(MLE, "ai engineer").outcome is Outcome.ANSWERED


def test_help_names_every_role_and_topic_and_leads_on(coach: Coach) -> None:
    reply = coach.help()
    text = plain(reply)
    assert reply.outcome is Outcome.SMALLTALK
    assert all(role.title in text for role in coach.knowledge.roles.values())
    assert all(topic.title.lower() in text for topic in coach.knowledge.topics.values())
    assert len(reply.suggestions) == 5


@settings(deadline=None, max_examples=60)
@given(messages(), messages())
def test_any_options_are_answered_or_refused_in_words(coach: Coach, one: str, two: str) -> None:
    replies = [coach.role(one), coach.skills(one, two), coach.skills(MGR, two), coach.salary(one, two, two),
               coach.salary(MGR, one, two), coach.compare(one, two), coach.compare(MGR, ML, one)]  # fmt: skip
    assert [fault for reply in replies for fault in faults(reply, coach.knowledge)] == []


def test_a_folder_without_a_facet_for_pay_by_place_is_answered_all_the_same(small: Coach) -> None:
    for reply in (small.salary("data engineer", "denver"), small.salary("data engineer", level="senior"),
                  small.role("data engineer")):  # fmt: skip
        assert reply.parts
