"""What a knowledge folder may hold, and that nothing outside of it is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.archive import pack
from bot.knowledge.folder import digest, knowledge_files
from bot.knowledge.loader import inspect, load
from tests.knowledge.samples import write_knowledge

READS = (knowledge_files, digest, pack, inspect, load)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("linked", ["roles/data-engineer.yaml", "skills.yaml", "roles"])
def test_a_link_that_leads_out_of_the_folder_is_refused(folder: Path, tmp_path: Path, read, linked: str) -> None:  # type: ignore[no-untyped-def]
    (folder / linked).rename(tmp_path / "elsewhere")
    (folder / linked).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KnowledgeError, match="is a link that leads out of the folder; put a copy there"):
        read(folder)


def test_a_link_inside_the_folder_is_followed_and_so_is_one_to_it(folder: Path, tmp_path: Path) -> None:
    before = digest(folder)
    (folder / "..data").mkdir()
    (folder / "skills.yaml").rename(folder / "..data" / "skills.yaml")
    (folder / "skills.yaml").symlink_to(Path("..data") / "skills.yaml")
    (tmp_path / "link").symlink_to(folder)
    assert digest(folder) == digest(tmp_path / "link") == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "roles" / "pipe.yaml")
    _, bundle = inspect(folder)
    assert "roles/pipe.yaml:1: is not a file" in map(str, bundle.problems)


def test_of_very_many_faults_in_a_file_some_are_told(folder: Path) -> None:
    (folder / "skills.yaml").write_text("skills:\n" + "- {x: 1}\n" * 5_000, "utf-8")
    _, bundle = inspect(folder)
    assert len(bundle.problems) < 500
    assert any("more faults; mend these first" in str(problem) for problem in bundle.problems)
