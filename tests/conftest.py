"""What all tests share: a clean environment, the shipped knowledge and the coach on it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.knowledge.paths import default_folder

if TYPE_CHECKING:
    from bot.app import Coach

pytest_plugins = ["tests.discord_server.fixtures"] if find_spec("tests.discord_server.fixtures") else []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes the golden cards anew."""
    parser.addoption("--redraw-cards", action="store_true", help="write tests/discord_front/cards/ anew; read its diff")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Hide the settings and folders of whoever runs the tests."""
    for name in os.environ:
        if name.startswith("CAREER_COACH_") or name in {"DISCORD_TOKEN", "NO_COLOR", "FORCE_COLOR"}:
            monkeypatch.delenv(name)
    home = str(tmp_path_factory.getbasetemp() / "home")
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, home)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give all workers one cache folder, so that the knowledge is compiled once."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / "cache"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Let one worker in at a time; one that has waited for a minute goes in all the same."""
    patience = time.monotonic() + 60
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            if time.monotonic() > patience:
                break
            time.sleep(0.05)
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            lock.rmdir()


@pytest.fixture(scope="session")
def coach(cache: Path) -> Coach:
    """Open the shipped knowledge once; tests keep apart by conversation ids."""
    # Imported here: most tests need no engine.
    from bot.app import Coach

    # Two workers that compile side by side take twice as long each; the second finds it in the cache.
    with one_at_a_time(cache.parent / "compiling"):
        return Coach.open(default_folder(), cache)
