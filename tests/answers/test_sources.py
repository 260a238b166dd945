from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.blocks import Citation
from bot.answers.sources import MOST_CITATIONS, cite_figures, cite_passage, cite_span, merged
from bot.app import Coach
from bot.knowledge.models import AsOf, Knowledge, Passage

ROLE = "data-engineer"


def passage(knowledge: Knowledge, id_: str) -> Passage:
    return next(item for item in knowledge.roles[ROLE].passages if item.id == id_)


def cite(first: int, last: int, document: str = ROLE) -> Citation:
    return Citation(document, "Guide", "Section", (first, last))


def test_lines_are_cited_with_the_section_they_stand_in(sample: Knowledge) -> None:
    citation = cite_span(sample, ROLE, (2, 3))
    assert (citation.document, citation.guide, citation.section) == (ROLE, "Data Engineer", "Requirements")
    assert cite_span(sample, ROLE, (9, 9)).section == "Pay"


@pytest.mark.parametrize(
    ("line", "year", "as_of"), [(9, 2024, "US, 2024"), (9, None, "US, 2024"), (2, None, ""), (2, 2031, "2031")]
)
def test_figures_carry_their_place_and_year(sample: Knowledge, line: int, year: int | None, as_of: str) -> None:
    assert cite_span(sample, ROLE, (line, line), year).as_of == as_of


def test_a_guide_of_another_place_and_year_is_dated_by_itself(sample: Knowledge) -> None:
    def dated(as_of: AsOf | None, year: int | None = None) -> str:
        guide = replace(sample.roles[ROLE], as_of=as_of)
        return cite_span(replace(sample, roles={ROLE: guide}), ROLE, (9, 9), year).as_of

    assert dated(AsOf("Canada", 2031)) == "Canada, 2031"
    assert dated(AsOf("Canada", 2031), 2029) == "Canada, 2029"
    assert dated(None) == ""
    assert dated(None, 2029) == "2029"


def test_lines_outside_every_section_cannot_be_cited(sample: Knowledge) -> None:
    with pytest.raises(LookupError, match="no section at line 99"):
        cite_span(sample, ROLE, (99, 99))


def test_the_lines_in_the_section_of_the_topic_come_first(sample: Knowledge) -> None:
    both = replace(passage(sample, "degree"), lines=((2, 3), (9, 9)))
    assert [c.lines for c in cite_passage(sample, both, "salary")] == [(9, 9), (2, 3)]
    assert [c.lines for c in cite_passage(sample, both, "requirements")] == [(2, 3), (9, 9)]


def test_an_order_that_the_author_chose_is_kept(sample: Knowledge) -> None:
    chosen = replace(passage(sample, "degree"), lines=((9, 9), (2, 3)))
    assert [c.lines for c in cite_passage(sample, chosen, "requirements")] == [(9, 9), (2, 3)]


def test_figures_are_cited_each_by_its_own_lines(sample: Knowledge) -> None:
    figures = passage(sample, "average-pay").figures
    assert [c.lines for c in cite_figures(sample, ROLE, figures)] == [(9, 9), (10, 10)]


def test_joined_citations_hold_no_line_twice() -> None:
    found = merged([cite(1, 5), cite(2, 3)], [cite(1, 5), cite(4, 8), cite(2, 3, "other")])
    assert [(c.document, c.lines) for c in found] == [(ROLE, (1, 5)), (ROLE, (4, 8)), ("other", (2, 3))]


def test_no_more_citations_are_shown_than_can_be_read() -> None:
    assert len(merged([cite(n, n) for n in range(1, 50)])) == MOST_CITATIONS


def test_every_passage_of_the_shipped_guides_can_be_cited_in_its_section(coach: Coach) -> None:
    for item in coach.knowledge.passages:
        sections = coach.knowledge.roles[item.role].sections.values()
        for citation in cite_passage(coach.knowledge, item):
            first, last = citation.lines
            [home] = [s for s in sections if s.lines[0] <= first <= s.lines[1]]
            assert last <= home.lines[1], citation
            assert home.title.startswith(citation.section)
