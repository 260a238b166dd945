"""How much of a guide is held: what counts as content, what counts as a figure, and what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.coverage import Gap, GuideCoverage, amounts_of, coverage, guide_coverage, is_content, render
from bot.knowledge.loader import load
from bot.knowledge.models import Role
from tests.knowledge.samples import DATA_ENGINEER, GUIDE, write_guide, write_knowledge


def role(tmp_path: Path, old: str = "", new: str = "") -> Role:
    text = DATA_ENGINEER.replace(old, new, 1) if old else DATA_ENGINEER
    return load(write_knowledge(tmp_path / "knowledge", data_engineer=text)).roles["data-engineer"]


@pytest.mark.parametrize(
    "line",
    ["Overview", "Salary Ranges (US Market, 2024)", "1. ML Model Development", "Bias and Fairness:", "  Market "],
)
def test_a_short_line_without_bullet_or_sentence_is_a_heading(line: str) -> None:
    assert not is_content(line)


@pytest.mark.parametrize(
    "line",
    [
        "- Data Quality",
        "• Data Quality",
        "Ask early.",
        "Degree: a bachelor's",
        "Average pay $120,500",
        "Grows by 20%",
        "Engineers of this kind work with many other people and with much data",
        "1. Pay is good. Ask for more",
    ],
)
def test_every_other_line_says_something(line: str) -> None:
    assert is_content(line)


@pytest.mark.parametrize("line", ["", "   ", "\u00a0"])
def test_a_blank_line_says_nothing(line: str) -> None:
    assert not is_content(line)


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("- Range: $104,500 - $143,500", [104500, 143500]),
        ("- $160,000 to over $200,000+ a year", [160000, 200000]),
        ("some offer $300-600K per year", [300000, 600000]),
        ("between $1.5M and $2 million", [1.5e6, 2e6]),
        ("a market of $410.22 billion by 2029, growing 46%", [410.22e9, 46]),
        ("21-23% from 2021 to 2031", [21, 23]),
        ("65% and 32% respectively since 2019.", [65, 32]),
        ("25.8 percent more", [25.8]),
        ("3-5+ years, 8+ years, 10 years", [3, 5, 8, 10]),
        ("5-8 years ago", [5, 8]),
        ("over 5,000 openings", [5000]),
        ("teams of 12", [12]),
        ("2. Second of 3 points", [3]),
        ("$2000 on top", [2000]),
    ],
)
def test_a_number_that_measures_something_is_a_figure(line: str, values: list[float]) -> None:
    assert [amount.value for amount in amounts_of(line)] == values


@pytest.mark.parametrize(
    "line",
    [
        "- 401(k) matching and 403b",
        "- Follow the OWASP Top 10",
        "- 6figr.com:",
        "1. First",
        "- 2. Second",
        "in 2024-2025, as of 2024.",
        "25th to 75th percentile",
        "on call 24/7",
        "GPT-4, H100, S3, 5G, C++17, ISO 27001 and SOC 2",
    ],
)
def test_a_number_that_belongs_to_a_name_or_a_date_is_none(line: str) -> None:
    assert list(amounts_of(line)) == []


def test_a_guide_that_is_held_whole(tmp_path: Path) -> None:
    found = guide_coverage(role(tmp_path), GUIDE)
    assert found == GuideCoverage("data-engineer", lines=8, figures=5)
    assert (found.line_share, found.figure_share, found.complete) == (1, 1, True)


def test_lines_that_no_passage_cites_are_listed(tmp_path: Path) -> None:
    found = guide_coverage(role(tmp_path, "lines: [[11, 12]]", "lines: [[11, 11]]"), GUIDE)
    assert [(gap.line, gap.text) for gap in found.uncited] == [(12, "Ask early.")]
    assert (found.line_share, found.figure_share, found.complete) == (7 / 8, 1, False)


@pytest.mark.parametrize(
    ("old", "new", "gap"),
    [
        ("        low: 120500\n        high: 120500", "        low: 120501\n        high: 120501", (9, "$120,500")),
        ("low: 10, high: 15", "low: 10, high: 16", (10, "15%")),
        ("high: 15, unit: percent", "high: 15, unit: years", (10, "10")),
        ("high: 20000, currency: USD, unit: per-year", "high: 20000, unit: total", (11, "$20K")),
        ("low: 3, open_ended: true, unit: years, lines: [[6, 6]]", "low: 4, unit: years, lines: [[6, 6]]", (6, "3")),
    ],
)
def test_figures_without_a_typed_fact_of_their_line_are_listed(
    tmp_path: Path, old: str, new: str, gap: tuple[int, str]
) -> None:
    found = guide_coverage(role(tmp_path, old, new), GUIDE)
    assert (found.untyped[0].line, found.untyped[0].text) == gap
    assert not found.complete
    assert found.figure_share < 1


def test_lines_that_the_guide_does_not_have_are_listed(tmp_path: Path) -> None:
    found = guide_coverage(role(tmp_path), "\n".join(GUIDE.splitlines()[:11]))
    assert [(gap.line, gap.text) for gap in found.beyond] == [(12, "passage bonus cites it, the guide ends at line 11")]
    assert not found.complete


def test_a_role_without_document_and_a_document_without_role_are_said_in_one_sentence(tmp_path: Path) -> None:
    documents = write_guide(tmp_path / "documents")
    (documents / "nurse.txt").write_text("Overview\nNurses care.\n", "utf-8")
    guides = coverage(load(write_knowledge(tmp_path / "knowledge")), documents)
    assert render(guides).splitlines() == [
        "data-engineer: 8 of 8 lines (100 %), 5 of 5 figures (100 %)",
        f"The role site-engineer has no document {documents / 'site-engineer.txt'}.",
        f"The document {documents / 'nurse.txt'} has no role in the knowledge.",
    ]
    assert [guide.line_share for guide in guides] == [1, 0, 0]


def test_the_gaps_stand_under_their_guide(tmp_path: Path) -> None:
    changed = GUIDE.replace("$20K", "$25K") + "- " + "A line that nobody cites. " * 5 + "\n"
    guide = guide_coverage(role(tmp_path), changed)
    assert render([guide]).splitlines() == [
        "data-engineer: 8 of 9 lines (88.8 %), 4 of 5 figures (80 %)",
        "  line 13 is not cited: - A line that nobody cites. A line that nobody cites. A line that nobody cites.…",
        "  line 11 has an untyped figure: $25K",
    ]


def test_nearly_all_is_never_written_as_all() -> None:
    guide = GuideCoverage("a", lines=100_000, figures=0, uncited=(Gap(7, "x"),))
    assert render([guide]).splitlines()[0] == "a: 99999 of 100000 lines (99.9 %), 0 of 0 figures (100 %)"


def test_a_folder_of_documents_that_is_none_is_said(tmp_path: Path) -> None:
    knowledge = load(write_knowledge(tmp_path / "knowledge"))
    with pytest.raises(
        KnowledgeError, match=r"^The folder of documents .*nowhere does not exist or is not a folder\.$"
    ):
        coverage(knowledge, tmp_path / "nowhere")


def test_a_document_in_another_encoding_is_said(tmp_path: Path) -> None:
    knowledge = load(write_knowledge(tmp_path / "knowledge"))
    documents = write_guide(tmp_path / "documents")
    (documents / "data-engineer.txt").write_bytes(b"caf\xe9\n")
    with pytest.raises(KnowledgeError, match=r"data-engineer\.txt is not UTF-8 text\.$"):
        coverage(knowledge, documents)
