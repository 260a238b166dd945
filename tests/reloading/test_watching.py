"""The real watcher on real folders; times are short, so that a sign may come early but must never come for nothing."""

from __future__ import annotations

import queue
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.reloading.watching import settled_changes
from tests.knowledge.samples import plant, write_knowledge

DATA = "roles/data-engineer.yaml"
SETTLED, LOOK = 0.3, 0.5
SOON = 20.0
"""Seconds until a sign must have come, on a slow machine too."""
NEVER = 1.5
"""Seconds without a sign that count as none."""


class Watcher:
    """Follows a folder in a thread and collects the signs, each with when it came."""

    def __init__(self, folder: Path) -> None:
        self.signs: queue.Queue[float] = queue.Queue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, args=(folder,))
        self._thread.start()
        time.sleep(0.5)  # until it watches

    def _follow(self, folder: Path) -> None:
        for _ in settled_changes(folder, self._stop, settled=SETTLED, look=LOOK):
            self.signs.put(time.monotonic())

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(SOON)
        assert not self._thread.is_alive()

    def silent(self) -> bool:
        try:
            self.signs.get(timeout=NEVER)
        except queue.Empty:
            return True
        return False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


@pytest.fixture
def watcher(folder: Path) -> Iterator[Watcher]:
    made = Watcher(folder)
    yield made
    made.stop()


def test_many_writes_are_one_sign_after_the_last(watcher: Watcher, folder: Path) -> None:
    text = (folder / DATA).read_text("utf-8")
    for end in range(0, len(text), len(text) // 10):
        (folder / DATA).write_text(text[:end], "utf-8")
        time.sleep(SETTLED / 3)
    (folder / DATA).write_text(text, "utf-8")
    last = time.monotonic()
    assert watcher.signs.get(timeout=SOON) >= last
    assert watcher.silent()


def test_what_is_not_read_is_not_noticed(watcher: Watcher, folder: Path) -> None:
    (folder / "schemas").mkdir()
    for name in (
        "schemas/role.schema.json",
        "roles/.data-engineer.yaml.swp",
        "roles/4913",
        "roles/x.yaml~",
        "notes.md",
    ):
        (folder / name).write_text("{}", "utf-8")
    assert watcher.silent()


def test_an_editor_that_writes_beside_and_moves_into_place_is_noticed(watcher: Watcher, folder: Path) -> None:
    beside = folder / "roles" / ".data-engineer.yaml.tmp"
    beside.write_text("x: 1", "utf-8")
    assert watcher.silent()
    beside.replace(folder / DATA)
    watcher.signs.get(timeout=SOON)


@pytest.mark.parametrize("act", ["add", "remove", "remove all"])
def test_files_that_come_and_go_are_noticed(watcher: Watcher, folder: Path, act: str) -> None:
    if act == "add":
        (folder / "roles" / "new.yaml").write_text("x: 1", "utf-8")
    elif act == "remove":
        (folder / DATA).unlink()
    else:
        shutil.rmtree(folder / "roles")
    watcher.signs.get(timeout=SOON)


def test_a_folder_put_in_the_place_of_the_watched_one_is_watched_on(watcher: Watcher, folder: Path) -> None:
    other = write_knowledge(folder.with_name("other"))
    folder.rename(folder.with_name("old"))
    other.rename(folder)
    watcher.signs.get(timeout=SOON)
    assert watcher.silent()
    plant(folder, DATA, "is the usual base", "is the rule")
    watcher.signs.get(timeout=SOON)


def test_a_folder_that_is_gone_is_waited_for(watcher: Watcher, folder: Path) -> None:
    folder.rename(folder.with_name("away"))
    watcher.signs.get(timeout=SOON)
    assert watcher.silent()
    folder.with_name("away").rename(folder)
    watcher.signs.get(timeout=SOON)
    plant(folder, DATA, "is the usual base", "is the rule")
    watcher.signs.get(timeout=SOON)


def test_a_folder_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path / "knowledge")
    try:
        write_knowledge(tmp_path / "knowledge")
        watcher.signs.get(timeout=SOON)
    finally:
        watcher.stop()
