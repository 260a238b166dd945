"""A draft is looked through on a terminal; what was decided is kept whatever happens then."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.console_front.knowledge import knowledge
from bot.console_front.review import Walk, find_document
from bot.errors import KnowledgeError, UserError
from bot.knowledge.reader import parse_yaml
from bot.publishing.review import Review
from tests.knowledge.samples import write_knowledge
from tests.publishing.samples import write_draft

ENTER, END, INTERRUPT = "\r", "\x04", "\x03"
CLEAR = "\x15"
"""Ctrl-U empties the line."""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return write_draft(tmp_path / "draft")


def held(path: Path) -> Any:
    return parse_yaml(path.read_text("utf-8"), path.name).data


def passages(draft: Path) -> dict[str, dict[str, Any]]:
    return {passage["id"]: passage for passage in held(draft)["passages"]}


def walk(draft: Path, catalogue: Path, keys: str) -> tuple[bool, str]:
    """Look through a draft with some keys; tell whether nothing is left, and what was shown."""
    review = Review(draft, catalogue)
    console = Console(record=True, width=120, force_terminal=False)
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        typed.send_text(keys)
        done = Walk(review, ["education", "technical-skills"], console, source=find_document(review, None)).run()
    return done, console.export_text()


def lines(*typed: str) -> str:
    return "".join(f"{line}{ENTER}" for line in typed)


CREDITS = lines("Alumni office", "CC BY 4.0")


def test_the_document_stands_beside_the_reading(draft: Path, catalogue: Path) -> None:
    done, shown = walk(draft, catalogue, CREDITS + lines("q"))
    assert not done
    assert "1 of 4 · lines 4 · its facet is unsure" in shown
    assert "4  A degree in computer science helps." in shown
    assert "technical-skills: Degree" in shown
    assert "Perhaps skills to add to skills.yaml: Airflow." in shown


def test_everything_is_decided_and_noted(draft: Path, catalogue: Path) -> None:
    figure = (
        "{kind: base, statistic: average, unit: per-year, low: 120500, high: 120500, currency: USD, lines: [[7, 7]]}"
    )
    keys = CREDITS + lines("m", "1", "e", f"{CLEAR}You need Python.", "e", f"{CLEAR}{figure}", "a")
    done, shown = walk(draft, catalogue, keys)
    assert done
    assert "4 of 4 decided" in shown
    found = passages(draft)
    assert (found["degree"]["facet"], found["degree"]["quoted"]) == ("education", True)
    assert found["python"]["text"] == "You need Python."
    assert "quoted" not in found["python"]
    assert [item["kind"] for item in found["average"]["figures"]] == ["base"]
    assert held(draft)["document"] == {"title": "Data Engineer", "owner": "Alumni office", "licence": "CC BY 4.0"}
    assert "# A comment of the author's." in draft.read_text("utf-8")
    listed = held(draft.with_name("data-engineer.review.yaml"))
    assert [entry["how"] for entry in listed["decided"]] == ["moved", "edited", "edited", "accepted"]
    assert (listed["flagged"], listed["figures"], listed["unplaced"]) == ([], [], [])


def test_what_is_dropped_is_gone_and_its_lines_are_listed(draft: Path, catalogue: Path) -> None:
    done, _ = walk(draft, catalogue, CREDITS + lines("d", "a", "d", "d"))
    assert done
    assert list(passages(draft)) == ["python", "average"]
    assert "figures" not in passages(draft)["average"]
    dropped = held(draft.with_name("data-engineer.review.yaml"))["dropped"]
    assert dropped[1:] == [{"why": "dropped in review", "lines": [[line, line]]} for line in (4, 7, 8)]


def test_what_fitted_nowhere_is_placed_as_a_quotation(draft: Path, catalogue: Path) -> None:
    done, _ = walk(draft, catalogue, CREDITS + lines("a", "a", "a", "m", "education"))
    assert done
    made = passages(draft)["the-weather-is-fine"]
    assert (made["facet"], made["lines"], made["quoted"]) == ("education", [[8, 8]], True)


def test_what_would_not_pass_the_check_is_told_and_asked_again(draft: Path, catalogue: Path) -> None:
    before = draft.read_bytes()
    _, shown = walk(draft, catalogue, lines("", "") + lines("m", "educaton", "x", "m", "9", "s", "s", "e", CLEAR, "q"))
    assert "That would not pass the check: the facet 'educaton' is unknown; did you mean 'education'?." in shown
    assert "the facet '9' is unknown" in shown
    assert "That is no figure" in shown
    assert draft.read_bytes() == before


def test_what_is_skipped_comes_again_the_next_time(draft: Path, catalogue: Path) -> None:
    assert not walk(draft, catalogue, CREDITS + lines("s", "a", "a", "a"))[0]
    done, shown = walk(draft, catalogue, lines("a"))
    assert done
    assert "4 of 4 · lines 4" in shown


def test_it_goes_on_where_it_was_left(draft: Path, catalogue: Path) -> None:
    for number in range(1, 5):
        keys = (CREDITS if number == 1 else "") + lines("a") + END
        done, shown = walk(draft, catalogue, keys)
        assert f"{number} of 4 decided" in shown
    assert done


def test_ctrl_c_keeps_what_was_decided(draft: Path, catalogue: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        walk(draft, catalogue, CREDITS + lines("m", "1") + INTERRUPT)
    assert passages(draft)["degree"]["facet"] == "education"
    assert Review(draft, catalogue).total - len(Review(draft, catalogue).items) == 1


def test_what_ended_between_the_two_files_is_asked_again_and_loses_nothing(draft: Path, catalogue: Path) -> None:
    """The role file is written first: the list still holds what was just decided."""
    listed = draft.with_name("data-engineer.review.yaml")
    before = listed.read_bytes()
    review = Review(draft, catalogue)
    review.drop(review.items[0])
    listed.write_bytes(before)
    assert [item.passage.get("id") for item in Review(draft, catalogue).items] == ["python", "average", None]


def test_a_file_that_cannot_be_written_changes_nothing(
    draft: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = Review(draft, catalogue)
    before = draft.read_bytes()
    monkeypatch.setattr("bot.publishing.folders.in_one_step", _full)
    with pytest.raises(KnowledgeError, match="No space left on device"):
        review.move(review.items[0], "education")
    assert draft.read_bytes() == before


def _full(_path: Path) -> Any:
    raise OSError(28, "No space left on device")


def test_a_missing_list_or_document_is_told_in_a_sentence(draft: Path, catalogue: Path) -> None:
    draft.with_name("guide.txt").write_bytes(b"\0\1\2" * 99)
    with pytest.raises(UserError, match="The document beside the draft cannot be shown"):
        walk(draft, catalogue, "")
    draft.with_name("data-engineer.review.yaml").unlink()
    with pytest.raises(KnowledgeError, match=r"data-engineer\.review\.yaml cannot be read"):
        Review(draft, catalogue)


def test_without_a_terminal_it_says_so(draft: Path) -> None:
    result = CliRunner().invoke(knowledge, ["review", str(draft)])
    assert (result.exit_code, "review asks on a terminal" in result.stderr) == (2, True)


def test_a_killed_process_has_kept_every_decision(draft: Path, catalogue: Path) -> None:
    """The real command on a pseudo-terminal, killed while it asks."""
    main, other = pty.openpty()
    command = [sys.executable, "-m", "bot", "knowledge", "review", str(draft), "--knowledge", str(catalogue)]
    environment = {**os.environ, "TERM": "dumb", "COLUMNS": "120"}
    process = subprocess.Popen(
        command, stdin=other, stdout=other, stderr=other, env=environment, start_new_session=True
    )
    os.close(other)
    try:
        for waited, typed in ((b"owner", "Alumni office"), (b"licence", "MIT"), (b"1 of 4", "m"), (b"Facet", "1")):
            _await(main, waited)
            os.write(main, f"{typed}\r".encode())
        _await(main, b"2 of 4")
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
    finally:
        process.kill()
        process.wait()
        os.close(main)
    assert passages(draft)["degree"]["facet"] == "education"
    assert held(draft)["document"]["licence"] == "MIT"
    assert len(Review(draft, catalogue).items) == 3
    assert [path.name for path in draft.parent.iterdir() if path.suffix == ".part"] == []


def _await(terminal: int, wanted: bytes) -> None:
    """Read a terminal until it shows something."""
    seen = b""
    while wanted not in seen:
        assert select.select([terminal], [], [], 60)[0], seen
        seen += os.read(terminal, 65536)
