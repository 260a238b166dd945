from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.storage.files import in_one_step, prune


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a-1.bin"
    with in_one_step(file) as out:
        out.write(b"new")
        assert not file.exists()
    assert file.read_bytes() == b"new"
    with pytest.raises(ZeroDivisionError), in_one_step(file) as out:
        out.write(b"half of" * (1 // 0))
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_the_files_used_longest_ago_and_old_leftovers_go(tmp_path: Path) -> None:
    for age, name in enumerate(["a-1.png", "a-2.png", "a-3.png", "b-1.png", "a-1.bin", "a-x.part"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    (tmp_path / "a-y.part").touch()
    prune(tmp_path, "a", 2, suffix=".png")
    assert {file.name for file in tmp_path.iterdir()} == {"a-1.png", "a-2.png", "b-1.png", "a-1.bin", "a-y.part"}
