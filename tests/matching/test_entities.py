from __future__ import annotations

from itertools import pairwise

import pytest

from bot.matching.engine import Engine
from bot.matching.entities import EntityKind, singular
from tests.roles import MGR, ML, MLE, SWE, SYS


def found(engine: Engine, text: str, kind: EntityKind) -> list[tuple[str, ...]]:
    return [entity.ids for entity in engine.reader.read(text).named.get(kind, ())]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Senior AI/ML Engineer", MLE),
        ("what does an ai & ml engineer do", MLE),
        ("ml/ai engineer", MLE),
        ("sr ai systems eng", SYS),
        ("systems engineer working on ai", SYS),
        ("the systems engineers", SYS),
        ("engineer of ai systems", SYS),
        ("swe, ai", SWE),
        ("software engineer who builds ai", SWE),
        ("ai software developer", SWE),
        ("AI focused software engineer", SWE),
        ("swe machine learning", ML),
        ("ml swe", ML),
        ("software engineers that build ml", ML),
        ("senior software engineer (ML)", ML),
        ("EM", MGR),
        ("eng mgr", MGR),
        ("manager of ai engineering", MGR),
        ("ai engineering managers", MGR),
        ("software engineering manager, ai", MGR),
    ],
)
def test_a_role_is_known_by_partial_reordered_and_short_names(engine: Engine, text: str, role: str) -> None:
    assert [ids[0] for ids in found(engine, text, EntityKind.ROLE)] == [role]
    assert found(engine, text, EntityKind.ROLE)[0] == (role,)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("ai engineer", {MLE, SYS, SWE}),
        ("ml engineer", {MLE, ML}),
        ("mle", {MLE, ML}),
        ("software engineer", {SWE, ML}),
    ],
)
def test_a_name_that_fits_several_roles_names_them_all(engine: Engine, text: str, roles: set[str]) -> None:
    [ids] = found(engine, f"how much does the {text} make", EntityKind.ROLE)
    assert set(ids) == roles


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("and the ml one?", {MLE, ML}),
        ("the one with machine learning", {MLE, ML}),
        ("the systems one", {SYS}),
        ("that manager one", {MGR}),
    ],
)
def test_a_role_is_known_by_what_sets_it_apart(engine: Engine, text: str, roles: set[str]) -> None:
    [ids] = found(engine, text, EntityKind.ROLE)
    assert set(ids) == roles


@pytest.mark.parametrize("text", ["the ai one", "no one wants ml", "which one", "one of them"])
def test_a_description_that_fits_most_roles_names_none(engine: Engine, text: str) -> None:
    assert found(engine, text, EntityKind.ROLE) == []


def test_a_job_named_after_a_tool_tells_of_the_tool(engine: Engine) -> None:
    assert found(engine, "i am a java developer", EntityKind.OCCUPATION) == [("java developer",)]
    assert found(engine, "i am a java developer", EntityKind.SKILL) == [("java",)]


@pytest.mark.parametrize("joint", [" vs ", " or ", " and the ", " versus the ", " compared to a "])
def test_two_roles_in_one_message_are_two(engine: Engine, joint: str) -> None:
    assert found(engine, f"engineering manager{joint}ai systems engineer", EntityKind.ROLE) == [(MGR,), (SYS,)]


@pytest.mark.parametrize(
    "text",
    [
        "compare the manager and the ai ml engineer",
        pytest.param(
            "engineering manager, ai ml engineer",
            marks=pytest.mark.xfail(strict=True, reason="'engineering manager, ai' is a name of the manager too"),
        ),
    ],
)
def test_two_names_that_could_run_into_each_other_are_kept_apart(engine: Engine, text: str) -> None:
    assert found(engine, text, EntityKind.ROLE) == [(MGR,), (MLE,)]


@pytest.mark.parametrize("text", ["my manager is nice", "our manager", "the hiring manager said no"])
def test_somebodys_manager_is_not_the_role(engine: Engine, text: str) -> None:
    assert found(engine, text, EntityKind.ROLE) == []


@pytest.mark.parametrize(
    ("text", "kind", "id_"),
    [
        ("pay in the bay area", EntityKind.PLACE, "san-francisco"),
        ("NYC", EntityKind.PLACE, "new-york"),
        ("fresh grad pay", EntityKind.LEVEL, "entry"),
        ("what would a director get", EntityKind.LEVEL, "director"),
        ("according to zip recruiter", EntityKind.SOURCE, "ziprecruiter"),
        ("6figr numbers", EntityKind.SOURCE, "6figr-com"),
        ("at cruise", EntityKind.COMPANY, "cruise"),
        ("sklearn", EntityKind.SKILL, "scikit-learn"),
        ("k8s", EntityKind.SKILL, "kubernetes"),
        ("salary of a nurse", EntityKind.OCCUPATION, "nurse"),
        ("pay in berlin", EntityKind.OUTSIDE_PLACE, "berlin"),
        ("at google", EntityKind.OUTSIDE_COMPANY, "google"),
    ],
)
def test_other_things_are_known_by_their_aliases(engine: Engine, text: str, kind: EntityKind, id_: str) -> None:
    assert [ids[0] for ids in found(engine, text, kind)] == [id_]


@pytest.mark.parametrize("text", ["i will go there", "that is the rest", "a spark of hope", "the chef"])
def test_an_ordinary_word_alone_is_no_skill(engine: Engine, text: str) -> None:
    assert found(engine, text, EntityKind.SKILL) == []


def test_an_ordinary_word_beside_a_skill_is_one(engine: Engine) -> None:
    assert found(engine, "python, r and sql", EntityKind.SKILL)[:2] == [("python",), ("r",)]


def test_mentions_stand_in_order_and_share_no_word(engine: Engine) -> None:
    mentions = engine.reader.read("does the ai systems engineer in new york need docker or aws").entities
    assert [mention.kind.value for mention in mentions] == ["role", "place", "skill", "skill"]
    assert all(left.end <= right.start for left, right in pairwise(mentions))


def test_every_title_short_name_and_alias_finds_its_role(engine: Engine) -> None:
    for role in engine.knowledge.roles.values():
        for name in (role.title, role.short, *role.aliases):
            mentions = [m for m in engine.gazetteer.lookup(name) if m.kind is EntityKind.ROLE]
            assert len(mentions) == 1, name
            assert role.id in mentions[0].ids, name


def test_every_place_level_source_and_company_is_found_by_its_name(engine: Engine) -> None:
    words = engine.knowledge.vocabulary
    groups = {
        EntityKind.PLACE: words.places,
        EntityKind.SOURCE: words.sources,
        EntityKind.COMPANY: words.companies,
        EntityKind.LEVEL: words.levels,
    }
    missed = [(item.name, kind.value) for kind, items in groups.items() for item in items
              if (item.id,) not in found(engine, item.name, kind)]  # fmt: skip
    assert missed == []


@pytest.mark.parametrize(
    ("plural", "word"),
    [("engineers", "engineer"), ("cities", "city"), ("skills", "skill"), ("aws", "aws"), ("kubernetes", "kubernetes"),
     ("devops", "devops"), ("business", "business"), ("bonus", "bonus"), ("matches", "match"), ("is", "is")],
)  # fmt: skip
def test_plurals_are_folded(plural: str, word: str) -> None:
    assert singular(plural) == word


def test_another_kind_of_manager_is_no_manager_in_ai(engine: Engine) -> None:
    assert found(engine, "what does a product manager in ai do", EntityKind.ROLE) == []
    assert found(engine, "what does a product manager in ai do", EntityKind.OCCUPATION) == [("product manager",)]
