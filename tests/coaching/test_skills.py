from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import Coach
from bot.coaching.skills import Gap, WantedSkill, fits, gap, one_of, roles_wanting, wanted_skills, with_broader
from bot.knowledge.models import Knowledge, Passage, Skill, Strength


def ids(items: Iterable[WantedSkill]) -> list[str]:
    return [item.skill for item in items]


def gap_of(knowledge: Knowledge, *skills: str, lacking: Iterable[str] = ()) -> Gap:
    return gap(knowledge, knowledge.roles["data-engineer"], skills, tuple(lacking))


def with_passages(knowledge: Knowledge, *changes: dict[str, object]) -> Knowledge:
    """Give the data engineer other passages: copies of its first one, each with changes."""
    role = knowledge.roles["data-engineer"]
    passages = tuple(replace(role.passages[0], id=f"p{n}", **change) for n, change in enumerate(changes))
    return replace(knowledge, roles={**knowledge.roles, role.id: replace(role, passages=passages)})


def test_what_is_named_and_not_known_is_missing(sample: Knowledge) -> None:
    found = gap_of(sample, "docker")
    assert (ids(found.have), ids(found.missing)) == (["docker"], ["python"])


def test_one_of_several_alternatives_is_enough(sample: Knowledge) -> None:
    assert ids(gap_of(sample, "kubernetes").missing) == ["python"]
    assert ids(gap_of(sample, "python").missing) == ["docker", "kubernetes"]


def test_who_knows_everything_misses_nothing(sample: Knowledge) -> None:
    found = gap_of(sample, "python", "docker", "kubernetes")
    assert (ids(found.missing), found.share) == ([], 1.0)


def test_who_knows_nothing_misses_everything(sample: Knowledge) -> None:
    found = gap_of(sample)
    assert (ids(found.have), ids(found.missing), found.share) == ([], ["python", "docker", "kubernetes"], 0.0)


def test_a_denied_skill_is_missing_though_it_was_named_too(sample: Knowledge) -> None:
    found = gap_of(sample, "python", "docker", lacking=["docker"])
    assert "docker" in ids(found.missing)
    assert "docker" not in ids(found.have)


def test_broader_skills_come_with_the_narrow_one(sample: Knowledge) -> None:
    assert with_broader(sample, ["docker"]) == {"docker", "containers"}
    wider = with_passages(sample, {"skills": ("containers", "python")})
    found = gap_of(wider, "docker")
    assert (ids(found.have), ids(found.missing)) == (["containers"], ["python"])


def test_broader_skills_that_form_a_circle_end(sample: Knowledge) -> None:
    circle = {"a": Skill("a", "A", "x", broader=("b",)), "b": Skill("b", "B", "x", broader=("a",))}
    assert with_broader(replace(sample, skills=circle), ["a"]) == {"a", "b"}


def test_a_skill_the_guide_does_not_name_is_beyond_it(sample: Knowledge) -> None:
    assert gap_of(sample, "containers").beyond == ("containers",)
    assert gap_of(sample, "python", "no-such-skill").beyond == ()


def test_the_order_is_by_strength_then_concreteness_then_number_of_passages(sample: Knowledge) -> None:
    ranked = with_passages(
        sample,
        {"skills": ("containers",), "strength": Strength.MENTIONED},
        {"skills": ("docker",), "strength": Strength.PREFERRED},
        {"skills": ("kubernetes", "docker"), "strength": Strength.REQUIRED},
        {"skills": ("python",), "strength": Strength.REQUIRED},
    )
    wanted = wanted_skills(ranked, ranked.roles["data-engineer"])
    assert ids(wanted) == ["python", "docker", "kubernetes", "containers"]
    assert [item.strength.value for item in wanted] == ["required", "required", "required", "mentioned"]


def test_the_strongest_passage_of_a_skill_speaks_for_it(sample: Knowledge) -> None:
    ranked = with_passages(
        sample,
        {"skills": ("docker",), "strength": Strength.USEFUL},
        {"skills": ("docker",), "strength": Strength.REQUIRED},
    )
    [item] = wanted_skills(ranked, ranked.roles["data-engineer"])
    assert [passage.id for passage in item.passages] == ["p1", "p0"]


def test_roles_that_want_a_skill_are_listed_strongest_first(sample: Knowledge) -> None:
    assert [item.passages[0].role for item in roles_wanting(sample, "kubernetes")] == ["data-engineer", "site-engineer"]
    assert [item.passages[0].role for item in roles_wanting(sample, "docker")] == ["data-engineer"]
    assert roles_wanting(sample, "containers") == []


def test_the_role_that_fits_best_comes_first(sample: Knowledge) -> None:
    assert [item.role for item in fits(sample, ["kubernetes"])] == ["site-engineer", "data-engineer"]
    assert [item.role for item in fits(sample, ["python", "docker"])] == ["data-engineer", "site-engineer"]


@pytest.fixture(scope="session")
def shipped(coach: Coach) -> Knowledge:
    return coach.knowledge


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_nothing_one_has_is_missing_and_each_skill_is_had_or_missing_once(
    shipped: Knowledge, data: st.DataObject
) -> None:
    role = shipped.roles[data.draw(st.sampled_from(sorted(shipped.roles)))]
    named = ids(wanted_skills(shipped, role))
    known = data.draw(st.lists(st.sampled_from(named), unique=True))
    found = gap(shipped, role, known)
    have, missing = ids(found.have), ids(found.missing)
    assert set(known) <= set(have)
    assert not set(have) & set(missing)
    assert {*have, *missing} <= set(named)
    assert 0 <= found.share <= 1


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_learning_one_more_skill_never_adds_to_what_is_missing(shipped: Knowledge, data: st.DataObject) -> None:
    role = shipped.roles[data.draw(st.sampled_from(sorted(shipped.roles)))]
    named = ids(wanted_skills(shipped, role))
    known = data.draw(st.lists(st.sampled_from(named), unique=True, max_size=20))
    before, after = gap(shipped, role, known), gap(shipped, role, [*known, data.draw(st.sampled_from(named))])
    assert set(ids(after.missing)) <= set(ids(before.missing))
    assert after.share >= before.share


def test_every_wanted_skill_rests_on_a_passage_that_names_it(shipped: Knowledge) -> None:
    def names(passage: Passage, skill: str) -> bool:
        return skill in passage.skills

    for role in shipped.roles.values():
        for item in wanted_skills(shipped, role):
            assert item.passages
            assert all(names(passage, item.skill) and passage.role == role.id for passage in item.passages)


def test_every_skill_of_a_role_is_found_by_the_question_which_roles_want_it(shipped: Knowledge) -> None:
    for role in shipped.roles.values():
        for skill in ids(wanted_skills(shipped, role))[:20]:
            assert role.id in [item.passages[0].role for item in roles_wanting(shipped, skill)]


def test_of_alternatives_one_is_enough_and_the_first_passage_that_says_so_counts(sample: Knowledge) -> None:
    changed = with_passages(
        sample,
        {"alternatives": (("docker", "kubernetes"),)},
        {"alternatives": (("kubernetes", "python"),)},
    )
    role = changed.roles["data-engineer"]
    assert one_of(changed, role, "kubernetes") == one_of(changed, role, "docker") == ("docker", "kubernetes")
    assert one_of(changed, role, "python") == ("kubernetes", "python")
    assert one_of(changed, role, "containers") == ("containers",)
    assert one_of(changed, changed.roles["site-engineer"], "docker") == ("docker",)
