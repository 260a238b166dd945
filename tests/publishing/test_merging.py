"""A new edition of a guide is brought into a role: what is new, what is other, what is gone, what stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.console_front.knowledge import knowledge
from bot.errors import KnowledgeError
from bot.knowledge.loader import load
from bot.knowledge.reader import parse_yaml
from bot.publishing.merging import GONE, merge
from tests.knowledge.samples import DATA_ENGINEER, write_knowledge

FILE = "roles/data-engineer.yaml"

NEW = """\
role: data-engineer
title: Data Engineer
short: data engineer
summary: Another summary.
aliases: [data engineer]
as_of: {place: US, year: 2026}
document: {title: Data work, edition: 2026, licence: CC BY 4.0}
sections:
  requirements: {title: What you need, lines: [1, 9]}
  salary: {title: Pay, lines: [10, 20]}
passages:
- id: degree
  facet: education
  title: Degree
  text: A bachelor's in computer science is the usual base, and a master's helps.
  lines: [[3, 4]]
  quoted: true
- id: cloud
  facet: technical-skills
  title: Cloud
  text: Most teams run on AWS.
  lines: [[8, 8]]
  quoted: true
- id: average
  facet: base-pay
  title: Average
  text: Glassdoor gives an average of $131,000 a year, seniors in Denver at 10 to 15 percent more.
  lines: [[11, 12]]
  figures:
  - {kind: base, statistic: average, low: 131000, high: 131000, currency: USD, unit: per-year, source: Glassdoor,
     lines: [[11, 11]]}
  - {kind: premium, statistic: range, low: 10, high: 15, unit: percent, level: senior, place: denver, lines: [[12, 12]]}
  quoted: true
"""


@pytest.fixture
def old() -> str:
    """The role as an author left it: the degree quotes the guide, the rest is in their own words."""
    return DATA_ENGINEER.replace("    strength: required\n", "    strength: required\n    quoted: true\n", 1).replace(
        "  - id: tools", "  # What an author says of tools.\n  - id: tools"
    )


def merged(old: str, new: str = NEW) -> tuple[Any, dict[str, Any], Any]:
    found = merge(old, new, FILE)
    data = parse_yaml(found.text, FILE).data
    return found, {passage["id"]: passage for passage in data["passages"]}, data


def test_what_is_new_is_added_as_a_quotation(old: str) -> None:
    found, passages, _ = merged(old)
    assert found.added == ["cloud (technical-skills)"]
    assert passages["cloud"]["quoted"] is True
    assert list(passages)[-1] == "cloud"


def test_a_quotation_takes_the_words_of_the_new_edition(old: str) -> None:
    found, passages, _ = merged(old)
    assert found.changed == ["degree"]
    assert passages["degree"]["text"] == "A bachelor's in computer science is the usual base, and a master's helps."
    assert (passages["degree"]["lines"], passages["degree"]["strength"]) == ([[3, 4]], "required")
    assert "points" not in passages["degree"]


def test_what_was_written_by_hand_stays_and_takes_the_new_lines(old: str) -> None:
    found, passages, _ = merged(old)
    assert "average-pay" in found.kept
    assert passages["average-pay"]["text"].startswith("Glassdoor puts the average at $120,500 a year")
    assert passages["average-pay"]["lines"] == [[11, 12]]


def test_figures_that_contradict_each_other_are_both_kept_with_their_years(old: str) -> None:
    found, passages, _ = merged(old)
    assert found.contradicted == ["average-pay, base average Glassdoor 120,500 → 131,000"]
    figures = [
        (each["kind"], each.get("year"), each["low"], each["lines"]) for each in passages["average-pay"]["figures"]
    ]
    assert figures == [
        ("base", 2024, 120500, [[11, 11]]),
        ("base", 2026, 131000, [[11, 11]]),
        ("premium", None, 10, [[12, 12]]),
    ]


def test_what_is_gone_is_told_and_what_was_written_by_hand_gets_a_note(old: str) -> None:
    found, passages, _ = merged(old)
    assert found.vanished == [
        "experience, experience minimum 3+",
        "bonus, bonus top 20,000",
        "tools, kept with a note",
        "experience, kept with a note",
        "bonus, kept with a note",
    ]
    assert passages["tools"]["note"] == f"Line 6 asks for three years with them. {GONE}"
    assert passages["tools"]["lines"] == [[1, 1]]
    assert (passages["bonus"]["note"], passages["bonus"]["lines"]) == (GONE, [[10, 10]])
    assert "figures" not in passages["bonus"]


def test_a_quotation_that_is_gone_goes(old: str) -> None:
    quoted = old.replace("    note: Line 6 asks for three years with them.\n", "    quoted: true\n")
    found, passages, _ = merged(quoted)
    assert "tools, removed" in found.vanished
    assert "tools" not in passages


def test_the_head_is_the_new_editions_but_for_what_an_author_wrote(old: str) -> None:
    _, _, data = merged(old.replace("as_of:", "document: {title: Data work, owner: Alumni, licence: MIT}\nas_of:"))
    assert data["document"] == {"title": "Data work", "owner": "Alumni", "licence": "CC BY 4.0", "edition": 2026}
    assert data["summary"] == "Somebody who moves data to where it is needed."
    assert (data["as_of"]["year"], data["sections"]["salary"]["lines"]) == (2026, [10, 20])


def test_comments_of_the_author_stay(old: str) -> None:
    assert "  # What an author says of tools.\n  - id: tools\n" in merge(old, NEW, FILE).text


def test_the_same_edition_again_changes_nothing(old: str) -> None:
    once = merge(old, NEW, FILE).text
    again = merge(once, NEW, FILE)
    assert (again.added, again.changed, again.contradicted) == ([], [], [])
    assert parse_yaml(again.text, FILE).data == parse_yaml(once, FILE).data


def test_two_roles_are_not_merged(old: str) -> None:
    with pytest.raises(KnowledgeError, match="is of the role 'nurse'"):
        merge(old, NEW.replace("role: data-engineer", "role: nurse"), FILE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "data-engineer.yaml"
    file.write_text(NEW, "utf-8")
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(knowledge, list(map(str, arguments)))


def test_the_command_tells_what_it_does_and_writes_what_passes_the_check(folder: Path, draft: Path) -> None:
    before = (folder / FILE).read_bytes()
    result = run("merge", draft, folder, "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 added, 0 changed, 5 kept by hand, 1 contradicted, 5 vanished\n")
    assert result.stdout.endswith(f"Would be written to {folder / FILE}.\n")
    assert (folder / FILE).read_bytes() == before
    assert run("merge", draft, folder).exit_code == 0
    role = load(folder).roles["data-engineer"]
    assert role.origin is not None
    assert role.origin.edition == "2026"


def test_a_role_that_is_not_there_is_added(folder: Path, draft: Path) -> None:
    (folder / FILE).unlink()
    result = run("merge", draft, folder)
    assert result.stdout.startswith("3 added, 0 changed, 0 kept by hand, 0 contradicted, 0 vanished\n")
    assert (folder / FILE).read_text("utf-8") == NEW


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (NEW.replace("facet: technical-skills", "facet: tech"), "does not fit into"),
        ("role: x\n", "is no role file"),
        ("role: ../x\npassages: [1]\n", "which is no id"),
        ("- 1\n", "cannot be edited"),
        ("a: [\n", "is not valid YAML"),
        ("role: data-engineer\npassages: []\n", "is no role file: it has no role, or no passages"),
    ],
)
def test_a_draft_that_cannot_be_taken_leaves_everything_as_it_was(
    folder: Path, draft: Path, text: str, told: str
) -> None:
    draft.write_text(text, "utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    result = run("merge", draft, folder)
    assert result.exit_code == 4
    assert told in result.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before
