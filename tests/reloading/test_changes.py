from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.knowledge.paths import default_folder
from bot.reloading.changes import changes
from tests.benchmarks.generate import grow
from tests.knowledge.samples import plant, write_knowledge

DATA, SITE, PAY = "roles/data-engineer.yaml", "roles/site-engineer.yaml", "topics/salary.yaml"


def listed(folder: Path, change: Callable[[], object]) -> list[tuple[str, str, str]]:
    before = load(folder)
    change()
    found = changes(before, load(folder))
    return [(each.kind.value, each.how.value, str(each)) for each in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (DATA, "is the usual base", "is the rule", ("passage", "changed", "data-engineer/degree (text)")),
        (DATA, "aliases: [data engineer,", "aliases: [", ("role", "changed", "data-engineer (aliases)")),
        (
            DATA,
            "high: 120500",
            "high: 125750",
            ("figure", "changed", "data-engineer/average-pay: average base pay, Glassdoor"
             " ($120,500 → $120,500 to $125,750)"),
        ),
        (
            DATA,
            "Glassdoor\n        year: 2024",
            "Glassdoor\n        year: 2025",
            ("figure", "changed", "data-engineer/average-pay: average base pay, Glassdoor (year)"),
        ),
        (PAY, "      - mean wage", "      - the mean wage", ("facet", "changed", "base-pay (phrasings)")),
        (PAY, "summary: What the guides", "summary: All the guides", ("topic", "changed", "salary (summary)")),
        ("outside.yaml", "nothing about visas", "no word on visas", ("subject", "changed", "visa (reply)")),
        ("outside.yaml", "[nurse, plumber]", "[nurse]", ("words", "changed", "occupations")),
        ("acts.yaml", "compare the two", "compare both", ("act", "changed", "compare (phrasings)")),
    ],
)  # fmt: skip
def test_a_change_is_named(folder: Path, file: str, old: str, new: str, expected: tuple[str, str, str]) -> None:
    assert listed(folder, lambda: plant(folder, file, old, new)) == [expected]


def test_comments_and_layout_change_nothing(folder: Path) -> None:
    assert listed(folder, lambda: plant(folder, DATA, "passages:", "# What it is about.\npassages:")) == []


def test_a_role_that_goes_takes_its_passages_and_figures_along(folder: Path) -> None:
    assert listed(folder, (folder / SITE).unlink) == [
        ("role", "removed", "site-engineer"),
        ("passage", "removed", "site-engineer/degree"),
        ("passage", "removed", "site-engineer/tools"),
        ("passage", "removed", "site-engineer/pay"),
        ("figure", "removed", "site-engineer/pay: salary, range ($100,000 to $150,000+)"),
    ]


def test_a_renamed_passage_is_another_one(folder: Path) -> None:
    found = listed(folder, lambda: plant(folder, SITE, "id: tools", "id: toolbox"))
    assert found == [
        ("passage", "removed", "site-engineer/tools"),
        ("passage", "added", "site-engineer/toolbox"),
    ]


def test_figures_that_measure_the_same_are_told_apart_by_their_order(folder: Path) -> None:
    text = (folder / SITE).read_text("utf-8")
    figure = text[text.index("      - kind: salary") :]
    (folder / SITE).write_text(text + figure.replace("150000", "160000"), "utf-8")
    changed = listed(folder, lambda: plant(folder, SITE, "160000", "170000"))
    assert changed == [
        ("figure", "changed", "site-engineer/pay: salary, range ($100,000 to $160,000+ → $100,000 to $170,000+)")
    ]


def test_there_and_back_are_each_others_reverse() -> None:
    shipped = load(default_folder())
    grown = grow(shipped, 9)
    there, back = changes(shipped, grown), changes(grown, shipped)
    assert {change.how for change in there} == {"added"}
    assert {change.how for change in back} == {"removed"}
    assert [change.name for change in there] == [change.name for change in back]
    assert len([change for change in there if change.kind == "role"]) == 4
