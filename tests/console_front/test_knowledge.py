"""The commands under `career-coach knowledge`, run as a shell would."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from bot.console_front.knowledge import knowledge
from bot.knowledge.reader import read_yaml
from bot.storage.database import Database
from bot.storage.records import Vote
from tests.knowledge.samples import FILES, plant, write_guide, write_knowledge, write_questions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(knowledge, list(map(str, arguments)))


def test_check_prints_every_problem_and_exits_1(folder: Path) -> None:
    line = plant(folder, "roles/data-engineer.yaml", "facet: education", "facet: educaton")
    other = plant(folder, "skills.yaml", "category: languages", "categry: languages")
    result = run("check", folder)
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.splitlines() == [
        f"roles/data-engineer.yaml:{line}: the facet 'educaton' is unknown; did you mean 'education'?",
        f"skills.yaml:{other}: skills.python.category: is missing",
        f"skills.yaml:{other}: skills.python.categry: is not a known field; did you mean 'category'?",
    ]


def test_check_counts_what_a_clean_folder_holds(folder: Path) -> None:
    pytest.importorskip("bot.matching.checks")
    result = run("check", folder)
    assert result.stdout == (
        "No problems: 2 roles, 8 passages, 5 figures, 2 topics, 4 facets, 48 phrasings, 4 skills.\n"
    )
    assert result.exit_code == 0


def test_check_names_a_golden_question_that_is_no_longer_answered(folder: Path) -> None:
    write_questions(folder)
    assert run("check", folder).exit_code == 0
    line = plant(folder, "questions/golden.yaml", '- ask: "hello"', '- ask: "how big is the bonus"')
    result = run("check", folder)
    assert result.exit_code == 1
    assert result.stdout.startswith(
        f"questions/golden.yaml:{line}: golden question “how big is the bonus” is no longer answered: "
        "expected smalltalk, got answered: data-engineer 11"
    )
    assert run("check", folder, "--no-golden").exit_code == 0


def test_test_counts_by_kind_and_style_and_lets_what_need_not_hold_fail(folder: Path) -> None:
    result = run("test", write_questions(folder))
    assert result.exit_code == 0
    assert result.stdout.split("\n\n")[:2] == [
        "\nkind          asked  right  broken  open\n"
        "question          3      3       0     0\n"
        "several           1      1       0     0\n"
        "gap               1      0       0     1\n"
        "unknown           1      1       0     0\n"
        "smalltalk         1      1       0     0\n"
        "conversation      2      2       0     0",
        "style  asked  right  broken  open\n"
        "clean      5      5       0     0\n"
        "short      3      3       0     0\n"
        "slang      1      0       0     1",
    ]
    assert "8 of 9 golden questions answered rightly in" in result.stdout
    assert result.stdout.endswith("; 0 broken.\n")


def test_test_exits_1_if_what_should_hold_does_not(folder: Path) -> None:
    write_questions(folder)
    line = plant(folder, "questions/golden.yaml", "site-engineer: [[6, 6]]", "site-engineer: [[2, 2]]")
    result = run("test", folder)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == (
        f"questions/golden.yaml:{line - 5}: golden question “how much does a site engineer earn” is no longer answered:"
        " expected site-engineer 2 stating “$150,000” or “$100,000”, got answered: site-engineer 6"
    )


def test_the_report_names_what_is_open_and_which_facets_are_confused(folder: Path) -> None:
    write_questions(folder)
    plant(folder, "questions/golden.yaml", "site-engineer: [[6, 6]]", "site-engineer: [[2, 2]]")
    result = run("test", folder, "--report")
    assert result.exit_code == 1
    assert "open questions/golden.yaml:26: “i know py, what do i still need for data engineer”: " in result.stdout
    assert result.stdout.splitlines()[-2:] == [
        "times  wanted     given     first",
        "    1  education  base-pay  questions/golden.yaml:8",
    ]


def test_update_holds_writes_the_flags_so_that_the_check_passes(folder: Path) -> None:
    write_questions(folder)
    plant(folder, "questions/golden.yaml", "site-engineer: [[6, 6]]", "site-engineer: [[2, 2]]")
    result = run("test", folder, "--update-holds")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "1 flags rewritten: 0 more hold, 1 no longer hold."
    text = (folder / "questions" / "golden.yaml").read_text("utf-8")
    assert "    style: clean\n    holds: false\n    role: [site-engineer]\n" in text
    assert "# What a degree is worth.\n" in text
    assert run("check", folder).exit_code == 0
    plant(folder, "questions/golden.yaml", "site-engineer: [[2, 2]]", "site-engineer: [[6, 6]]")
    assert run("test", folder).stdout.splitlines()[-1] == (
        "1 with holds: false is answered by now; --update-holds marks them."
    )
    assert run("test", folder, "--update-holds").stdout.splitlines()[-1] == (
        "1 flags rewritten: 1 more hold, 0 no longer hold."
    )


def test_golden_questions_of_a_faulty_folder_are_not_asked(folder: Path) -> None:
    line = plant(write_questions(folder), "questions/golden.yaml", "style: short", "style: curt")
    result = run("test", folder)
    assert (result.exit_code, result.stdout) == (4, "")
    assert f"  questions/golden.yaml:{line}: questions.2.style: 'curt' is not one of clean, typo" in result.stderr


def test_diff_prints_what_another_folder_would_change(folder: Path, tmp_path: Path) -> None:
    other = write_knowledge(tmp_path / "other")
    assert run("diff", other, folder).stdout == "Nothing has changed since the last load.\n"
    plant(other, "roles/data-engineer.yaml", "A master's helps", "A master's is a plus")
    result = run("diff", other, folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "It would hold 2 roles, 4 facets, 8 passages and 5 figures.\n\n"
        "Passages changed\n  data-engineer/degree (points)\n"
    )


def test_diff_exits_1_where_the_other_folder_would_not_be_taken(folder: Path, tmp_path: Path) -> None:
    other = write_questions(write_knowledge(tmp_path / "other"))
    plant(other, "questions/golden.yaml", '- ask: "hello"', '- ask: "how big is the bonus"')
    result = run("diff", other, folder)
    assert result.exit_code == 1
    assert "Golden questions no longer answered\n  questions/golden.yaml:" in result.stdout
    line = plant(other, "roles/data-engineer.yaml", "facet: education", "facet: educaton")
    result = run("diff", other, folder)
    assert result.exit_code == 1
    assert f"Problems\n  roles/data-engineer.yaml:{line}: the facet" in result.stdout


def test_export_prints_one_object_a_line(folder: Path) -> None:
    result = run("export", folder)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert (result.exit_code, len(records)) == (0, 8)
    assert records[1]["skills"] == ["Python", "Docker", "Kubernetes"]


def test_coverage_lists_the_gaps_and_exits_1(folder: Path, tmp_path: Path) -> None:
    documents = write_guide(tmp_path / "documents")
    (documents / "site-engineer.txt").write_text("Requirements\nNo degree.\nSwift reply.\n\nPay\nAsk.\n", "utf-8")
    plant(folder, "roles/site-engineer.yaml", "lines: [[3, 3]]", "lines: [[2, 2]]")
    result = run("coverage", documents, "--knowledge", folder)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "data-engineer: 8 of 8 lines (100 %), 5 of 5 figures (100 %)",
        "site-engineer: 2 of 3 lines (66.6 %), 0 of 0 figures (100 %)",
        "  line 3 is not cited: Swift reply.",
    ]


def test_coverage_of_guides_held_whole_exits_0(folder: Path, tmp_path: Path) -> None:
    documents = write_guide(tmp_path / "documents")
    (documents / "site-engineer.txt").write_text("Needs\nNo degree.\n- K8s\n\nPay\n$100,000 to $150,000\n", "utf-8")
    assert run("coverage", documents, "--knowledge", folder).exit_code == 0


@pytest.mark.parametrize("command", [("check",), ("export",), ("coverage", ".", "--knowledge")])
def test_a_missing_folder_is_one_sentence_and_exit_4(tmp_path: Path, command: tuple[str, ...]) -> None:
    missing = tmp_path / "nowhere"
    result = run(*command, missing)
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == f"The knowledge folder {missing} does not exist or is not a folder.\n"


def test_export_of_a_faulty_folder_names_the_faults(folder: Path) -> None:
    line = plant(folder, "roles/data-engineer.yaml", "facet: education", "facet: xyz")
    result = run("export", folder)
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.splitlines() == [
        f"The knowledge folder {folder} has 1 problem.",
        f"  roles/data-engineer.yaml:{line}: the facet 'xyz' is unknown",
    ]


def test_the_schemas_accept_the_files_and_refuse_unknown_fields(folder: Path, tmp_path: Path) -> None:
    result = run("schema", tmp_path / "schemas")
    assert result.exit_code == 0
    kinds = {"topics": "topic", "roles": "role", "acts.yaml": "act", "questions": "question"}
    write_questions(folder)
    for name in (*FILES, "questions/golden.yaml"):
        kind = kinds.get(name.split("/")[0], name.removesuffix(".yaml"))
        path = tmp_path / "schemas" / f"{kind}.schema.json"
        assert str(path) in result.stdout.splitlines()
        schema = json.loads(path.read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        data = read_yaml(folder / name, name).data
        assert list(validator.iter_errors(data)) == []
        assert not validator.is_valid({**data, "colour": "red"})


def test_a_place_where_no_schema_can_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    result = run("schema", tmp_path / "file" / "schemas")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == f"The folder {tmp_path / 'file' / 'schemas'} cannot be written: Not a directory.\n"


async def vote(file: Path, *answers: str) -> None:
    database = await Database.open(str(file))
    for answer in answers:
        await database.votes.put(Vote("somebody", answer, True, (), datetime(2026, 3, 1, tzinfo=UTC)))
    await database.close()


def test_stale_lists_what_is_due_what_is_voted_on_most_first(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(folder, "roles/data-engineer.yaml", "as_of:", "review: {requirements: 2026-06-30}\nas_of:")
    file = tmp_path / "coach.db"
    monkeypatch.setenv("CAREER_COACH_DATABASE", str(file))
    review = "roles/data-engineer.yaml: Data Engineer, Requirements: to be reviewed by 2026-06-30"
    pay = "roles/data-engineer.yaml: Data Engineer, Pay: pay of 2024"
    result = run("stale", folder, "--today", "2026-07-01")
    assert (result.exit_code, result.stdout.splitlines(), file.exists()) == (1, [review, pay], False)
    asyncio.run(vote(file, "facet:bonus data-engineer"))
    result = run("stale", folder, "--today", "2026-07-01")
    assert result.stdout.splitlines() == [f"{pay} (asked about once)", review]
    file.write_bytes(b"no database, " * 100)
    result = run("stale", folder, "--today", "2026-07-01")
    assert result.stdout.splitlines() == [review, pay]
    assert result.stderr.startswith("What is voted on most does not come first: The file")


def test_stale_says_that_nothing_is_due(folder: Path) -> None:
    result = run("stale", folder, "--today", "2025-12-31")
    assert (result.exit_code, result.stdout) == (0, "Nothing is due on 2025-12-31.\n")
