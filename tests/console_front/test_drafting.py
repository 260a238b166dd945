"""`career-coach knowledge draft`, run as a shell would."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.app import Coach
from bot.console_front.knowledge import knowledge
from tests.drafting.expected import GUIDES


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, coach: Coach, cache: Path) -> Path:
    """Work in an empty folder, with the knowledge compiled already."""
    assert coach.knowledge.roles
    monkeypatch.setenv("CAREER_COACH_CACHE", str(cache))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(knowledge, ["draft", *map(str, arguments)])


def test_a_guide_becomes_a_role_file_and_a_review_list(here: Path) -> None:
    result = run(GUIDES / "data-analyst.md")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("data-analyst.md: Data Analyst, ")
    role = yaml.safe_load((here / "drafts" / "data-analyst.yaml").read_text("utf-8"))
    assert role["document"] == {
        "title": "Data Analyst Handbook",
        "owner": "Harbour Bootcamp",
        "licence": "CC BY 4.0",
        "edition": "2024-03-01",
    }
    review = yaml.safe_load((here / "drafts" / "data-analyst.review.yaml").read_text("utf-8"))
    assert review["counts"]["passages"] == len(role["passages"])
    assert {item["passage"] for item in review["flagged"]} <= {item["id"] for item in role["passages"]}
    assert {"why": "table of contents", "lines": [[10, 10], [12, 16]]} in review["dropped"]


def test_one_bad_guide_stops_no_other(here: Path) -> None:
    (here / "empty.md").write_text("\n")
    result = run("empty.md", GUIDES / "devops-engineer.txt", "--out", "made")
    assert result.exit_code == 1
    assert result.stderr == "empty.md is empty.\n"
    assert sorted(path.name for path in (here / "made").iterdir()) == [
        "devops-engineer.review.yaml",
        "devops-engineer.yaml",
    ]


def test_a_draft_that_was_worked_on_is_not_written_over(here: Path) -> None:
    guide = GUIDES / "devops-engineer.txt"
    assert run(guide).exit_code == 0
    assert run(guide).exit_code == 0, "the same draft may be written again"
    path = here / "drafts" / "devops-engineer.yaml"
    path.write_text("# mine\n")
    result = run(guide)
    assert result.exit_code == 1
    assert result.stderr.startswith("drafts/devops-engineer.yaml is there already; move it")
    assert path.read_text() == "# mine\n"


def test_a_role_can_be_named(here: Path) -> None:
    assert run(GUIDES / "devops-engineer.txt", "--role", "platform-engineer").exit_code == 0
    assert (
        yaml.safe_load((here / "drafts" / "platform-engineer.yaml").read_text("utf-8"))["role"] == "platform-engineer"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--role", "Platform Engineer!", "a.txt"], "is no id: use small letters, digits and hyphens"),
        (["--role", "x", "a.txt", "b.txt"], "--role names one role; give it one FILE."),
    ],
)
def test_a_wrong_role_is_refused(arguments: list[str], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code != 0
    assert told in result.stderr
