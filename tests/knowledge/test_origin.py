"""What a drafted role file holds beside passages: its document, names of its own, further sections."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.sources import cite_figures, cite_passage
from bot.knowledge.loader import inspect, load
from bot.knowledge.models import Knowledge
from bot.knowledge.serial import dump, restore
from tests.knowledge.samples import plant, write_knowledge

ROLE = "roles/data-engineer.yaml"
DOCUMENT = """\
document: {title: A Guide, owner: Harbour Bootcamp, licence: CC BY 4.0, pages: [1, 8]}
names:
  places: [{id: zurich, name: Zurich, aliases: [zurich]}]
  sources: [{name: PayScale}]
sections:
  requirements: {title: Requirements, lines: [1, 4]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_knowledge(tmp_path / "knowledge")
    plant(folder, ROLE, "sections:\n  requirements: {title: Requirements, lines: [1, 7]}\n", DOCUMENT)
    plant(folder, ROLE, "passages:\n", "also:\n  - {topic: requirements, title: Tools, lines: [5, 7]}\npassages:\n")
    plant(folder, ROLE, "    lines: [[5, 5]]\n", "    lines: [[5, 5]]\n    quoted: true\n")
    plant(folder, ROLE, "    lines: [[9, 10]]\n", "    lines: [[9, 10]]\n    quoted: true\n")
    plant(folder, ROLE, "source: Glassdoor", "source: PayScale")
    plant(folder, ROLE, "currency: USD", "currency: CHF")
    plant(folder, ROLE, "place: denver", "place: zurich")
    return folder


def passage(knowledge: Knowledge, id_: str) -> str:
    found = next(passage for passage in knowledge.roles["data-engineer"].passages if passage.id == id_)
    return str(cite_passage(knowledge, found)[0])


def test_a_quotation_names_the_document_its_owner_and_its_licence(folder: Path) -> None:
    knowledge = load(folder)
    mark = "quoted from “A Guide” (Harbour Bootcamp, CC BY 4.0)"
    assert passage(knowledge, "tools") == f"Data Engineer guide, Tools, page 1, line 5 · {mark}"
    assert passage(knowledge, "degree") == "Data Engineer guide, Requirements, page 1, lines 2-3"
    pay = next(item for item in knowledge.roles["data-engineer"].passages if item.id == "average-pay")
    assert str(cite_figures(knowledge, "data-engineer", pay.figures)[0]).endswith(f"page 2, line 2 · US, 2024 · {mark}")


def test_the_mark_goes_with_the_quotation(folder: Path) -> None:
    plant(folder, ROLE, "    lines: [[5, 5]]\n    quoted: true\n", "    lines: [[5, 5]]\n")
    assert "quoted" not in passage(load(folder), "tools")


def test_names_that_a_guide_brings_are_known(folder: Path) -> None:
    knowledge = load(folder)
    assert knowledge.place_names["zurich"] == "Zurich"
    assert [source.name for source in knowledge.vocabulary.sources].count("PayScale") == 1


def test_a_further_section_gives_its_topic(folder: Path) -> None:
    topics = {item.id: item.topic for item in load(folder).roles["data-engineer"].passages}
    assert (topics["degree"], topics["tools"]) == ("requirements", "requirements")


def test_it_all_comes_back_from_the_cache(folder: Path) -> None:
    knowledge = load(folder)
    assert restore(dump(knowledge)) == knowledge


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("lines: [5, 7]}", "lines: [4, 7]}", "the sections requirements and Tools overlap in line 4"),
        ("place: zurich", "place: bern", "the place 'bern' is unknown"),
        ("currency: CHF", "currency: XYZ", "the currency 'XYZ' is unknown; use one of AED, AUD"),
    ],
)
def test_what_is_wrong_with_it_is_told(folder: Path, old: str, new: str, told: str) -> None:
    line = plant(folder, ROLE, old, new)
    problems = [str(problem) for problem in inspect(folder)[1].problems]
    assert any(told in problem and problem.startswith(f"{ROLE}:{line}:") for problem in problems), problems
