from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import Coach
from tests.knowledge.samples import write_knowledge, write_questions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_questions(write_knowledge(tmp_path / "knowledge"))


@pytest.fixture
def coach(folder: Path, tmp_path: Path) -> Coach:
    return Coach.open(folder, tmp_path / "cache")
