"""Exit statuses, and what stands on which stream, through the real command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot import __version__

from .conftest import Run

COMMAND = [sys.executable, "-m", "bot"]
QUESTION = "which cloud platforms should an ml engineer know?"


def test_ask_answers_with_every_source(run: Run) -> None:
    result = run("ask", *QUESTION.split())
    assert (result.exit_code, result.stderr) == (0, "")
    assert "guide, Requirements, line" in result.stdout


def test_ask_prints_one_json_object(run: Run) -> None:
    record = json.loads(run("ask", "--json", QUESTION).stdout)
    assert [found["decision"] for found in record.pop("trace")] == ["facet"]
    assert list(record) == ["outcome", "text", "answers", "suggestions"]
    assert record["outcome"] == "answered"


def test_the_same_question_gets_the_same_answer(run: Run) -> None:
    assert run("ask", QUESTION).stdout == run("ask", QUESTION).stdout


def test_why_explains(run: Run) -> None:
    result = run("why", QUESTION)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "cloud" in result.stdout


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"career-coach, version {__version__}\n"


@pytest.mark.parametrize("command", [["ask"], ["why"], ["dance"], ["ask", "--loud", "hi"], ["--knowledge"]])
def test_a_wrong_command_line_exits_2(run: Run, command: list[str]) -> None:
    result = run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


@pytest.mark.parametrize("command", [["ask", "hi"], ["chat"], ["batch"], ["why", "hi"], ["knowledge", "check"]])
def test_a_knowledge_folder_that_is_not_there_exits_4(run: Run, tmp_path: Path, command: list[str]) -> None:
    result = run("--knowledge", tmp_path / "absent", *command)
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.splitlines() == [
        f"The knowledge folder {tmp_path / 'absent'} does not exist or is not a folder."
    ]


def test_a_knowledge_folder_from_the_environment(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREER_COACH_KNOWLEDGE", str(tmp_path / "absent"))
    assert run("ask", "hi").exit_code == 4
    assert run("knowledge", "check").exit_code == 4


def test_problems_of_the_knowledge_stand_under_the_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "skills.yaml").write_text("skills: [\n")
    result = run("--knowledge", tmp_path, "ask", "hi")
    assert result.exit_code == 4
    first, *rest = result.stderr.splitlines()
    assert "problems" in first
    assert any(line.startswith("  skills.yaml:") for line in rest)


def test_a_wrong_setting_exits_2(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREER_COACH_LOG_LEVEL", "chatty")
    result = run("ask", "hi")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr


def test_discord_without_a_token_exits_3(run: Run) -> None:
    result = run("discord")
    assert (result.exit_code, result.stdout) == (3, "")
    assert len(result.stderr.splitlines()) == 1


def environment(cache: Path, **more: str) -> dict[str, str]:
    return os.environ | {"CAREER_COACH_CACHE": str(cache)} | more


def test_help_and_version_do_not_load_the_engine() -> None:
    code = (
        "import sys; from bot.__main__ import cli; cli(['--help'], standalone_mode=False); print(sorted(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "knowledge" in loaded
    for module in ("numpy", "pydantic", "yaml", "discord", "rich", "prompt_toolkit"):
        assert f"'{module}'" not in loaded


def test_ask_does_not_load_discord_or_the_prompt(cache: Path) -> None:
    code = (
        "import sys; from bot.__main__ import cli; cli(['ask', 'hello'], standalone_mode=False);"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'discord', 'aiohttp', 'prompt_toolkit'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(cache))
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_a_closed_pipe_ends_quietly(cache: Path, tmp_path: Path) -> None:
    messages = tmp_path / "messages.jsonl"
    messages.write_text('{"id": "0", "conversation": "c", "text": "hello"}\n' * 2000)
    with (
        messages.open() as given,
        subprocess.Popen(
            [*COMMAND, "batch"],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(cache),
        ) as process,
    ):
        assert process.stdout
        assert process.stderr
        assert json.loads(process.stdout.readline())["id"] == "0"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_ctrl_c_ends_quietly(cache: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "batch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(cache),
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(b'{"id": "0", "conversation": "c", "text": "hello"}\n')
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, b"")


def test_a_terminal_that_knows_only_ascii_is_answered(cache: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "ask", QUESTION],
        capture_output=True,
        env=environment(cache, PYTHONIOENCODING="ascii", LC_ALL="C"),
        check=True,
    )
    assert b"guide, Requirements" in done.stdout
    assert done.stderr == b""
