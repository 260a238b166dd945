"""Small guides of many layouts and formats, drafted and compared with what a careful reader makes of them."""

from __future__ import annotations

import pytest

from bot.drafting.checking import Checker
from bot.drafting.draft import Draft, draft
from bot.drafting.writing import review_file, role_file
from bot.matching.engine import Engine
from tests.benchmarks.drafting import Score, judge, total
from tests.drafting.expected import DEVELOPED_ON, Expected, document, expectations

GUIDES = {path.name.split(".")[0]: (path, expected) for path, expected in expectations()}
names = pytest.mark.parametrize("name", GUIDES)


@pytest.fixture(scope="module")
def drafts(engine: Engine) -> dict[str, Draft]:
    return {name: draft(document(path), engine) for name, (path, _) in GUIDES.items()}


def lines_in(made: Draft) -> set[int]:
    """Give every line that a draft accounts for."""
    spans = [span for passage in made.passages for span in passage.lines]
    spans += [span for item in made.unplaced for span in item.lines]
    spans += [item.lines for item in made.dropped]
    return {line for low, high in spans for line in range(low, high + 1)}


def score(made: Draft, expected: Expected) -> Score:
    return judge(made, expected)


@names
def test_every_section_is_found_with_its_lines(name: str, drafts: dict[str, Draft]) -> None:
    found = {(topic, section.lines) for topic, section, _ in drafts[name].sections}
    assert set(GUIDES[name][1].sections) <= found


@names
def test_every_line_is_in_a_passage_or_unplaced_or_dropped(name: str, drafts: dict[str, Draft]) -> None:
    assert drafts[name].document.filled <= lines_in(drafts[name])


@names
def test_figures_are_found_and_none_is_invented(name: str, drafts: dict[str, Draft]) -> None:
    counts = score(drafts[name], GUIDES[name][1]).counts
    assert counts["figures"][0] == counts["figures"][1]
    assert counts.get("invented", [0, 0])[0] == 0


@names
def test_the_role_is_named_by_its_document(name: str, drafts: dict[str, Draft]) -> None:
    assert drafts[name].job.id == GUIDES[name][1].role


@names
def test_check_takes_the_draft(name: str, drafts: dict[str, Draft], checker: Checker) -> None:
    assert checker.problems(role_file(drafts[name]), f"{name}.yaml") == []


@names
def test_a_document_gives_the_same_draft_twice(name: str, drafts: dict[str, Draft], engine: Engine) -> None:
    again = draft(document(GUIDES[name][0]), engine)
    assert (role_file(again), review_file(again)) == (role_file(drafts[name]), review_file(drafts[name]))


@pytest.mark.parametrize("developed", [True, False], ids=["developed on", "held out"])
def test_the_bars_are_reached(developed: bool, drafts: dict[str, Draft]) -> None:
    whole = total(
        [score(drafts[name], GUIDES[name][1]) for name in GUIDES if (name in DEVELOPED_ON) is developed], "all"
    ).counts
    share = {what: right / count for what, (right, count) in whole.items()}
    assert share["right"] >= 0.85
    assert share["skills"] >= 0.9
    assert share["facets"] >= 0.8
    assert share["flagged"] <= 0.2


def test_a_page_says_whose_it_is(drafts: dict[str, Draft]) -> None:
    origin = drafts["data-analyst"].origin
    assert (origin.title, origin.owner, origin.licence, origin.edition) == (
        "Data Analyst Handbook",
        "Harbour Bootcamp",
        "CC BY 4.0",
        "2024-03-01",
    )
    assert str(drafts["qa-engineer"].origin) == "“QA Engineer” (Alpine Careers Office, CC BY-SA 4.0)"


def test_lines_are_cited_as_a_reader_finds_them(drafts: dict[str, Draft]) -> None:
    paged = drafts["security-analyst"].origin
    assert paged.where((2, 2)) == "page 1, line 2"
    assert paged.where((16, 18)) == "page 2, lines 2-4"
    counted = drafts["qa-engineer"].origin
    assert counted.where((5, 5)) == "paragraph 5"
    assert counted.where((5, 5), (7, 9)) == "paragraphs 5, 7-9"


def test_what_belongs_to_the_page_is_dropped_with_a_reason(drafts: dict[str, Draft]) -> None:
    reasons = {item.why for item in drafts["security-analyst"].dropped}
    assert {"repeated on every page", "the title"} <= reasons
    assert {"navigation", "the page's footer", "markup"} <= {item.why for item in drafts["ux-designer"].dropped}
    assert {"front matter", "table of contents"} <= {item.why for item in drafts["data-analyst"].dropped}


def test_new_places_and_sources_come_with_the_draft(drafts: dict[str, Draft]) -> None:
    assert {place.name for place in drafts["data-engineer"].places} == {"Amsterdam", "Dublin", "Paris"}
    assert drafts["data-engineer"].sources == ("Techworks",)


def test_scripts_are_not_read(drafts: dict[str, Draft]) -> None:
    assert "1,000,000" not in role_file(drafts["ux-designer"])


def test_a_quotation_is_marked(drafts: dict[str, Draft]) -> None:
    text = role_file(drafts["data-analyst"])
    assert text.count("quoted: true") == len(drafts["data-analyst"].passages)


def test_guides_are_found() -> None:
    assert len(GUIDES) >= 12
    assert {path.name.split(".", 1)[1] for path, _ in GUIDES.values()} == {"txt", "md", "html", "docx.md", "pdf.md"}
