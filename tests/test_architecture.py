"""What the linter cannot see: the build runs the README's commands, the locks agree, the sizes stay within bounds."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SOURCES = sorted((ROOT / "bot").rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield f"{path.relative_to(ROOT)}:{node.name}", node.end_lineno - node.lineno + 1


def test_readme_names_the_tests_command_that_ci_runs() -> None:
    command = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/python -m pytest"
    assert command in README
    assert command in (ROOT / ".ci" / "run").read_text("utf-8")


def test_locks_hold_what_the_project_asks_for_and_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    run, dev = (pins(ROOT / name) for name in ("requirements.lock", "requirements-dev.lock"))
    assert run <= dev
    names = {name for name, _ in run}
    assert {name(entry) for entry in project["dependencies"]} <= names
    pinned = {f"{name}=={version}" for name, version in dev}
    assert {entry.lower() for entry in project["optional-dependencies"]["dev"]} <= pinned


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_no_host(lock: str) -> None:
    assert not re.search(r"://|--index|--find-links", (ROOT / lock).read_text("utf-8"))


def test_files_and_functions_are_small() -> None:
    large = {
        str(path.relative_to(ROOT)): lines for path in SOURCES if (lines := len(path.read_text().splitlines())) > 500
    }
    long = {name: lines for path in SOURCES for name, lines in functions(path) if lines > 60}
    assert (large, long) == ({}, {})


def name(requirement: str) -> str:
    return re.split(r"[~=<>! ;\[]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def pins(lock: Path) -> set[tuple[str, str]]:
    found = re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", lock.read_text("utf-8"), re.MULTILINE)
    return {(name(package), version) for package, version in found}
