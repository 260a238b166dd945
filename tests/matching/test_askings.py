from __future__ import annotations

import pytest

from bot.matching.askings import Act, Asking
from bot.matching.engine import Engine


@pytest.mark.parametrize(("label", "name"), [("facet:bonus", "bonus"), ("act:more", "more"), ("", "")])
def test_the_name_of_an_asking_is_its_label_without_the_kind(small: Engine, label: str, name: str) -> None:
    assert Asking(Act.FACET, small.reader.read("x"), label=label).name == name


def test_scores_do_not_count_when_askings_are_compared(small: Engine) -> None:
    said = small.reader.read("how big is the bonus")
    scores = small.intents.match(said.words, said.slotted)
    assert Asking(Act.FACET, said, scores=scores) == Asking(Act.FACET, said)


def test_every_act_that_the_shipped_knowledge_teaches_is_known_to_the_bot(engine: Engine) -> None:
    assert set(engine.knowledge.acts) <= {act.value for act in Act}
