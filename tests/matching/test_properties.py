"""What holds for any message: slips, small talk and the order of files change nothing that they should not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.knowledge.models import Knowledge
from bot.matching.askings import Act, Asking
from bot.matching.dialogue import Interpreter
from bot.matching.engine import Engine
from bot.matching.entities import EntityKind

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LETTERS = "abcdefghijklmnopqrstuvwxyz"
KINDS = (EntityKind.ROLE, EntityKind.SKILL, EntityKind.PLACE, EntityKind.SOURCE, EntityKind.COMPANY)
QUESTIONS = (
    "how much does the ai systems engineer earn",
    "is a phd needed for the ai/ml engineer",
    "which languages does the ml software engineer use",
    "does the ai engineering manager still write code",
    "what is the sign-on bonus of the ai engineering manager",
    "how much more does the ai/ml engineer get in seattle",
)
BEFORE = ("", "hi! ", "hello there. ", "hey coach, ", "good morning! ", "thanks! ", "lol ok. ")
AFTER = ("", " thanks!", " please", " thank you so much", " lol", " cheers")


def names(knowledge: Knowledge) -> list[tuple[EntityKind, str, str]]:
    """Give every one-word name of a thing with its kind and id, long enough to be mistyped and still be known."""
    words = knowledge.vocabulary
    found = [
        (kind, item.id, name.casefold())
        for kind, items in (
            (EntityKind.SKILL, knowledge.skills.values()),
            (EntityKind.PLACE, words.places),
            (EntityKind.SOURCE, words.sources),
            (EntityKind.COMPANY, words.companies),
        )
        for item in items
        for name in (item.name, *item.aliases)
    ]
    return sorted({(kind, id_, name) for kind, id_, name in found if name.isalpha() and len(name) > 5})


@st.composite
def slips(draw: st.DrawFn, word: str) -> str:
    """Make one slip in a word: a letter too many, one too few, a wrong one, or two swapped."""
    place = draw(st.integers(1, len(word) - 2))
    letter = draw(st.sampled_from(LETTERS))
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return draw(
        st.sampled_from(
            [
                word[:place] + letter + word[place:],
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place + 1 :],
                swapped,
            ]
        )
    )


@FEW
@given(st.data())
def test_a_slip_never_makes_a_name_into_one_that_is_further_away(engine: Engine, data: st.DataObject) -> None:
    kind, id_, name = data.draw(st.sampled_from(names(engine.knowledge)))
    typed = data.draw(slips(name))
    read = engine.reader.read(f"is {typed} used")
    for entity in read.entities:
        if entity.kind in KINDS and (entity.kind, entity.ids) != (kind, (id_,)) and id_ not in entity.ids:
            assert OSA.distance(typed, entity.text) <= OSA.distance(typed, name)


def meaning(askings: tuple[Asking, ...]) -> list[tuple[Act, str, tuple[str, ...], list[str]]]:
    """Give what an answer is made of."""
    return [(a.act, a.label, a.roles, [item.passage.key for item in a.ranked[:3]]) for a in askings]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("after", AFTER)
def test_small_talk_around_a_question_does_not_change_its_answer(
    interpreter: Interpreter, before: str, question: str, after: str
) -> None:
    plain, _ = interpreter.understand(f"{question}?")
    dressed, _ = interpreter.understand(f"{before}{question}?{after}")
    assert [item[:3] for item in meaning(dressed)] == [item[:3] for item in meaning(plain)]


def shuffled(knowledge: Knowledge) -> Knowledge:
    """Give the same knowledge as it is read from files in another order."""
    return replace(
        knowledge,
        topics=dict(reversed(knowledge.topics.items())),
        roles=dict(reversed(knowledge.roles.items())),
        acts=dict(reversed(knowledge.acts.items())),
        smalltalk=dict(reversed(knowledge.smalltalk.items())),
        subjects=dict(reversed(knowledge.subjects.items())),
        skills=dict(reversed(knowledge.skills.items())),
    )


def test_the_order_of_the_files_changes_no_score(small: Engine) -> None:
    other = Engine.build(shuffled(small.knowledge))
    for text in ("how big is the bonus", "data engineer pay in denver", "hello", "do they sponsor visas", "docker"):
        ours, theirs = ((e, e.reader.read(text)) for e in (small, other))
        scores = [e.intents.match(read.words, read.slotted) for e, read in (ours, theirs)]
        assert scores[0].labels == scores[1].labels
        assert scores[0].values.tobytes() == scores[1].values.tobytes()
        for role in small.knowledge.roles:
            ranked = [
                {item.passage.key: item.score for item in e.ranker.rank(role, score, e.index.terms(read.pointers))}
                for (e, read), score in zip((ours, theirs), scores, strict=True)
            ]
            assert ranked[0] == ranked[1]


def test_two_runs_give_the_same_bytes(interpreter: Interpreter) -> None:
    first, second = ([meaning(interpreter.understand(text)[0]) for text in QUESTIONS] for _ in range(2))
    assert first == second
