from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from bot.matching.engine import Engine, build_lexicon, labelled_phrasings
from bot.matching.entities import EntityKind
from bot.matching.intents import OUTSIDE


def test_every_kind_of_phrasing_is_an_example_of_its_intent(small: Engine) -> None:
    labelled = {(label, " ".join(tokens)) for label, tokens in labelled_phrasings(small.knowledge, small.lexicon)}
    assert {
        ("topic:salary", "money matters for {role}"),
        ("facet:bonus", "how big is the bonus"),
        ("facet:technical-skills", "is python a must there"),
        ("act:compare", "compare the two"),
        ("smalltalk:greeting", "good morning"),
        ("subject:visa", "do they sponsor visas"),
        ("facet:base-pay", "base pay"),
    } <= labelled


def test_every_topic_facet_act_talk_and_subject_is_an_intent(engine: Engine) -> None:
    k = engine.knowledge
    groups = {"topic": k.topics, "facet": k.facets, "act": k.acts, "smalltalk": k.smalltalk, "subject": k.subjects}
    # An act without phrasings is recognised by what a message names.
    wanted = {f"{kind}:{name}" for kind, group in groups.items() for name, item in group.items() if item.phrasings}
    assert set(engine.intents.model.labels) == wanted | {OUTSIDE}


def test_the_lexicon_holds_the_words_of_questions_names_and_passages(small: Engine) -> None:
    words = build_lexicon(small.knowledge).frequencies
    assert {"diploma", "kubernetes", "glassdoor", "berlin", "nurse", "computer", "visas"} <= words.keys()


@pytest.mark.parametrize(("words", "share"), [(["docker"], 0.0), (["wallpaper"], 1.0), ([], 0.0)])
def test_words_that_the_guides_never_mention_are_unexplained(small: Engine, words: list[str], share: float) -> None:
    assert small.unexplained(words) == share


def test_half_explained_words_lie_between(small: Engine) -> None:
    assert 0 < small.unexplained(["docker", "wallpaper"]) < 1


def test_the_guides_that_name_a_source_hold_it(small: Engine) -> None:
    assert small.holders(EntityKind.SOURCE, "glassdoor") == {"data-engineer"}
    assert small.holders(EntityKind.PLACE, "denver") == {"data-engineer"}
    assert small.holders(EntityKind.COMPANY, "amazon") == frozenset()
    assert small.holders(EntityKind.SOURCE, "nobody") == frozenset()


def test_every_place_source_and_employer_of_the_shipped_vocabulary_has_a_holder(engine: Engine) -> None:
    words = engine.knowledge.vocabulary
    groups = ((EntityKind.SOURCE, words.sources), (EntityKind.COMPANY, words.companies))
    orphans = [item.name for kind, items in groups for item in items if not engine.holders(kind, item.id)]
    assert orphans == []


def test_the_same_knowledge_gives_the_same_scores(small: Engine) -> None:
    again = Engine.build(small.knowledge)
    for text in ("how big is the bonus", "tell me something", "hello"):
        said = small.reader.read(text)
        one, two = (e.intents.match(said.words, said.slotted) for e in (small, again))
        assert one.values.tolist() == two.values.tolist()


def test_trained_intents_are_taken_over_as_they_are(small: Engine) -> None:
    assert Engine.build(small.knowledge, small.compiled()).intents is small.intents


def test_a_new_role_brings_no_new_intent(small: Engine) -> None:
    role = small.knowledge.roles["site-engineer"]
    passages = tuple(replace(passage, role="dog-trainer") for passage in role.passages)
    other = replace(role, id="dog-trainer", title="Dog Trainer", short="trainer", aliases=("dog trainer",),
                    passages=passages)  # fmt: skip
    grown = Engine.build(replace(small.knowledge, roles={**small.knowledge.roles, "dog-trainer": other}))
    assert list(grown.intents.model.labels) == list(small.intents.model.labels)
    assert grown.reader.read("pay of a dog trainer").ids(EntityKind.ROLE) == ("dog-trainer",)


def test_phrasings_are_understood_as_messages_are(engine: Engine) -> None:
    for _, tokens in islice(labelled_phrasings(engine.knowledge, engine.lexicon), 0, None, 97):
        assert tokens == engine.lexicon.phrase(" ".join(tokens))
