from __future__ import annotations

import pytest

from bot.matching.claims import asks_need, claims, hard_skills, tells_of_oneself, without_skills
from bot.matching.engine import Engine


@pytest.mark.parametrize(
    ("text", "have", "lacking"),
    [
        ("i know python and docker", {"python", "docker"}, set()),
        ("python, no docker yet", {"python"}, {"docker"}),
        ("python but not kubernetes", {"python"}, {"kubernetes"}),
        ("python without docker or kubernetes", {"python"}, {"docker", "kubernetes"}),
        ("i don't know docker but i know python", {"python"}, {"docker"}),
        ("i lack python", set(), {"python"}),
        ("py and k8s", {"python", "kubernetes"}, set()),
        ("python python py", {"python"}, set()),
        ("i know nothing", set(), set()),
    ],
)
def test_skills_are_claimed_or_denied(small: Engine, text: str, have: set[str], lacking: set[str]) -> None:
    said = claims(small.reader.read(text), small.knowledge)
    assert (set(said.have), set(said.lacking)) == (have, lacking)
    assert len(said.have) == len(have)


@pytest.mark.parametrize("text", ["no docker but python", "never used docker, python yes", "python yes, docker no"])
def test_a_negation_holds_for_its_own_skill_alone(engine: Engine, text: str) -> None:
    said = claims(engine.reader.read(text), engine.knowledge)
    assert (said.have, said.lacking) == (("python",), ("docker",))


def test_tools_are_hard_skills_and_qualities_are_not(engine: Engine) -> None:
    said = engine.reader.read("python, docker and communication")
    assert hard_skills(said, engine.knowledge) == ("python", "docker")


def test_what_is_left_of_a_message_without_its_skills(small: Engine) -> None:
    said = small.reader.read("i know python and docker, what am i missing for data engineer")
    assert " ".join(without_skills(said)) == "i know and what am i missing for {role}"


@pytest.mark.parametrize("text", ["i know python", "my stack is docker", "i've got docker", "im good at python"])
def test_the_first_person_tells_of_oneself(small: Engine, text: str) -> None:
    assert tells_of_oneself(small.reader.read(text))


def test_a_question_tells_of_nobody(small: Engine) -> None:
    assert not tells_of_oneself(small.reader.read("is docker part of the work of a data engineer"))


@pytest.mark.parametrize("text", ["is docker required", "do they need docker", "must a data engineer use docker"])
def test_asking_whether_a_skill_is_needed_is_no_list(small: Engine, text: str) -> None:
    assert asks_need(small.reader.read(text))
