from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.blocks import Note, Points, Text
from bot.answers.facts import facet_part, first_sentence, following, heading, topic_part
from bot.knowledge.models import Knowledge, Passage
from bot.matching.askings import Ranked

ROLE = "data-engineer"


def ranked(knowledge: Knowledge, *scores: tuple[str, float]) -> list[Ranked]:
    passages = {passage.id: passage for passage in knowledge.roles[ROLE].passages}
    return [Ranked(passages[id_], score, 0.0) for id_, score in scores]


def test_the_point_comes_first_then_its_items(sample: Knowledge) -> None:
    part = facet_part(sample, "education", ranked(sample, ("degree", 1.0), ("bonus", -1.0)))
    assert part.blocks == (
        Text("A bachelor's in computer science is the usual base."), Points(("A master's helps",))
    )  # fmt: skip
    assert (part.title, part.role, part.topic, part.facet) == (
        "Education · Data Engineer", ROLE, "requirements", "education"
    )  # fmt: skip
    assert [citation.lines for citation in part.citations] == [(2, 3)]


def test_passages_nearly_as_good_follow(sample: Knowledge) -> None:
    part = facet_part(sample, "technical-skills", ranked(sample, ("tools", 1.0), ("experience", 0.9), ("degree", 0.8)))
    [also] = [block for block in part.blocks if isinstance(block, Points)]
    assert [item.split(":")[0] for item in also.items] == ["Experience", "Degree"]
    assert [citation.lines for citation in part.citations] == [(5, 5), (6, 6), (2, 3)]


def test_a_brief_answer_keeps_to_the_leading_passage(sample: Knowledge) -> None:
    part = facet_part(sample, "technical-skills", ranked(sample, ("tools", 1.0), ("experience", 0.9)), brief=True)
    assert [citation.lines for citation in part.citations] == [(5, 5)]


def test_a_note_of_the_author_is_shown(sample: Knowledge) -> None:
    part = facet_part(sample, "technical-skills", ranked(sample, ("tools", 1.0)))
    assert part.blocks[-1] == Note("Line 6 asks for three years with them.")


@pytest.mark.parametrize(("score", "ids"), [(0.8, ["experience", "degree"]), (0.5, ["experience"]), (0.3, [])])
def test_the_same_facet_may_lie_further_behind(sample: Knowledge, score: float, ids: list[str]) -> None:
    found = following(ranked(sample, ("tools", 1.0), ("experience", score), ("degree", score)))
    assert [passage.id for passage in found] == ids


def test_the_same_words_are_not_said_twice(sample: Knowledge) -> None:
    [lead] = ranked(sample, ("tools", 1.0))
    twin = Ranked(replace(lead.passage, id="twin"), 1.0, 0.0)
    assert following([lead, twin]) == []


def test_a_topic_gives_a_passage_for_each_of_its_facets(sample: Knowledge) -> None:
    part = topic_part(sample, "requirements", ROLE, ranked(sample, ("experience", 1.0), ("tools", 0.5)))
    assert part.title == "Requirements · Data Engineer"
    assert part.blocks[0] == Text("A bachelor's in computer science is the usual base.")
    [points] = [block for block in part.blocks if isinstance(block, Points)]
    assert points.items == ("Experience: Three years or more with these tools.",)
    assert [citation.lines for citation in part.citations] == [(2, 3), (6, 6)]


def test_a_passage_of_another_facet_is_headed_by_its_own_title(sample: Knowledge) -> None:
    def lead(id_: str) -> Passage:
        return ranked(sample, (id_, 1.0))[0].passage

    assert heading(sample, "education", lead("degree")) == "Education"
    assert heading(sample, "education", lead("tools")) == "Tools"
    assert heading(sample, "no-such", lead("tools")) == "Tools"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("One", "One"),
        ("At 1.5 to 2. Then", "At 1.5 to 2."),
        ("e.g. lower case. Next", "e.g. lower case."),
    ],
)
def test_the_first_sentence_is_cut(text: str, first: str) -> None:
    assert first_sentence(text) == first
