from __future__ import annotations

from dataclasses import replace

from bot.answers.blocks import Outcome, plain
from bot.answers.passages import CHANGED, GONE, MORE, SILENT, sources
from bot.knowledge.models import Knowledge

ROLE = "data-engineer"


def test_lines_open_the_passages_that_rest_on_them(sample: Knowledge) -> None:
    reply = sources(sample, [(ROLE, (9, 10)), ("site-engineer", (2, 2)), (ROLE, (2, 3))])
    assert [part.title for part in reply.parts] == [
        "Sources · Data Engineer guide",
        "Sources · Site Engineer guide",
        "",
    ]
    text = plain(reply)
    assert "- Pay, lines 9-10 · Average pay: Glassdoor puts the average at $120,500 a year" in text
    assert "- Requirements, lines 2-3 · Degree: A bachelor's" in text
    assert "- Requirements, line 2 · Degree: No degree is asked for." in text
    assert f"Version {sample.digest[:8]} of the knowledge." in text
    assert CHANGED not in text


def test_a_single_line_opens_what_it_is_part_of(sample: Knowledge) -> None:
    assert "lines 9-10 · Average pay" in plain(sources(sample, [(ROLE, (9, 9))]))


def test_a_passage_is_shown_once_and_names_all_its_sections(sample: Knowledge) -> None:
    guide = sample.roles[ROLE]
    both = tuple(replace(item, lines=((2, 3), (9, 10))) for item in guide.passages if item.id == "degree")
    known = replace(sample, roles={ROLE: replace(guide, passages=both)})
    text = plain(sources(known, [(ROLE, (2, 3)), (ROLE, (9, 10))]))
    assert text.count("A bachelor's in") == 1
    assert "- Requirements, lines 2-3; Pay, lines 9-10 · Degree: " in text


def test_a_changed_knowledge_and_lines_without_room_are_told(sample: Knowledge) -> None:
    text = plain(sources(sample, [(ROLE, (2, 3)), (ROLE, (99, 99)), ("gone", (1, 1))], changed=True, more=True))
    assert text.index(CHANGED) < text.index("lines 2-3")
    assert f"- line 99: {SILENT}" in text
    assert MORE in text


def test_a_guide_that_is_gone_says_so(sample: Knowledge) -> None:
    reply = sources(sample, [("gone", (1, 1)), ("", (1, 1))], changed=True)
    assert reply.outcome is Outcome.UNKNOWN
    assert plain(reply) == GONE
