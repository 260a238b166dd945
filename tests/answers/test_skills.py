from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.blocks import Outcome, Part, plain
from bot.answers.skills import STRENGTH_NAMES, fit_parts, gap_part, names, skill_roles_part, wanted_part
from bot.app import Coach
from bot.coaching.skills import wanted_skills
from bot.knowledge.models import Knowledge, Strength
from tests.replies import roles_of, texts

MLE, SYS, ML = "senior-ai-ml-engineer", "senior-ai-systems-engineer", "senior-software-engineer-ml"


def small_gap(knowledge: Knowledge, *skills: str, lacking: tuple[str, ...] = ()) -> Part:
    return gap_part(knowledge, knowledge.roles["data-engineer"], skills, lacking)


def asked(coach: Coach, message: str) -> Part:
    reply = coach.ask(message)
    assert reply.outcome is Outcome.ANSWERED
    [part] = reply.parts
    return part


def test_have_and_missing_are_given_by_name_with_their_lines(sample: Knowledge) -> None:
    part = small_gap(sample, "docker")
    assert (part.have, part.missing) == (("Docker",), ("Python",))
    assert (part.role, part.topic) == ("data-engineer", "requirements")
    assert [citation.lines for citation in part.citations] == [(5, 5)]
    assert any("Python" in text and "line 5" in text for text in texts(part))


def test_who_has_everything_is_told_so(sample: Knowledge) -> None:
    part = small_gap(sample, "python", "docker")
    assert part.missing == ()
    assert "everything" in " ".join(texts(part))


def test_a_skill_nobody_asks_for_is_said_to_be_extra(sample: Knowledge) -> None:
    part = small_gap(sample, "python", "containers")
    assert "Containers" not in part.missing
    assert any("Containers" in text and "not" in text for text in texts(part))


@pytest.mark.parametrize(
    "message",
    [
        "i know python, docker and aws, what am i missing for the ai/ml engineer",
        "gap to ai/ml engineer: python docker aws",
        "what do i still need for ai/ml engineer? have: py, docker, amazon web services",
    ],
)
def test_a_gap_question_tells_what_is_missing(coach: Coach, message: str) -> None:
    part = asked(coach, message)
    assert part.role == MLE
    assert {"Python", "Docker"} & set(part.have)
    assert len(part.missing) >= 3
    assert not {"Python", "Docker", "Amazon Web Services (AWS)"} & set(part.missing)
    assert part.citations


@pytest.mark.parametrize(
    ("message", "lacks"),
    [
        ("i know python and sql but no docker yet, what am i missing for the ml swe", "Docker"),
        ("ml swe gap: python, sql, never used kubernetes", "Kubernetes"),
    ],
)
def test_what_somebody_says_they_lack_is_missing(coach: Coach, message: str, lacks: str) -> None:
    part = asked(coach, message)
    assert lacks not in part.have
    assert lacks in part.missing
    assert "Python" in part.have


def test_one_cloud_stands_for_its_alternatives(coach: Coach) -> None:
    part = asked(coach, "i know azure, python and sql, what am i missing for the ai systems engineer")
    assert not {"Amazon Web Services (AWS)", "Google Cloud (GCP)"} & set(part.missing)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_nothing_one_says_one_knows_is_listed_as_missing(coach: Coach, data: st.DataObject) -> None:
    knowledge = coach.knowledge
    role = knowledge.roles[data.draw(st.sampled_from(sorted(knowledge.roles)))]
    named = [item.skill for item in wanted_skills(knowledge, role)]
    known = data.draw(st.lists(st.sampled_from(named), unique=True, min_size=1, max_size=8))
    part = gap_part(knowledge, role, known)
    said = set(names(knowledge, known))
    assert said <= set(part.have)
    assert not said & set(part.missing)


def test_the_skills_of_a_role_are_listed_by_strength(sample: Knowledge) -> None:
    part = wanted_part(sample, sample.roles["data-engineer"])
    text = " ".join(texts(part))
    assert all(name in text for name in ("Python", "Docker", "Kubernetes"))
    assert STRENGTH_NAMES.keys() == set(Strength)


def test_the_roles_that_fit_are_told_best_first(sample: Knowledge) -> None:
    parts = fit_parts(sample, ["kubernetes"])
    assert [part.role for part in parts] == ["site-engineer", "data-engineer"]
    assert parts[0].have == ("Kubernetes",)
    assert parts[0].missing == ()


def test_a_question_for_the_fitting_role_is_answered_with_three_roles(coach: Coach) -> None:
    reply = coach.ask("which of your roles fits me best? i know kubernetes, docker, aws and terraform")
    assert reply.outcome is Outcome.ANSWERED
    assert len(set(roles_of(reply))) == len(reply.parts) == 3


@pytest.mark.parametrize(
    ("skill", "first"), [("kubernetes", "2 of the 2"), ("docker", "Only the guide on the Data Engineer")]
)
def test_who_wants_a_skill_is_counted(sample: Knowledge, skill: str, first: str) -> None:
    part = skill_roles_part(sample, skill)
    assert part is not None
    assert first in next(texts(part))


def test_a_skill_in_no_guide_is_wanted_by_nobody(sample: Knowledge) -> None:
    assert skill_roles_part(sample, "containers") is None


@pytest.mark.parametrize("message", ["which roles want kubernetes", "what jobs use kubernetes", "who needs k8s"])
def test_which_roles_want_a_skill_is_answered_with_those_that_name_it(coach: Coach, message: str) -> None:
    reply = coach.ask(message)
    assert reply.outcome is Outcome.ANSWERED
    assert "Kubernetes" in plain(reply)
    assert ML in roles_of(reply)
