from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.console_front.health import LIMIT, check_heartbeat
from bot.errors import CareerCoachError

from .conftest import Run


def beat(cache: Path, at: float) -> None:
    (cache / "heartbeat").touch()
    os.utime(cache / "heartbeat", (at, at))


def test_a_fresh_heartbeat_is_healthy(tmp_path: Path) -> None:
    beat(tmp_path, 1000)
    assert check_heartbeat(tmp_path, 1000 + LIMIT) == "Healthy: the last heartbeat is 120 s old."
    assert "0 s old" in check_heartbeat(tmp_path, 900), "a clock that was set back is no failure"


def test_an_old_or_absent_heartbeat_is_not(tmp_path: Path) -> None:
    with pytest.raises(CareerCoachError, match="No heartbeat"):
        check_heartbeat(tmp_path, 1000)
    beat(tmp_path, 1000)
    with pytest.raises(CareerCoachError, match="121 s old"):
        check_heartbeat(tmp_path, 1001 + LIMIT)


def test_the_command_tells_by_its_exit_status(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAREER_COACH_CACHE", str(tmp_path))
    sick = run("health")
    assert (sick.exit_code, sick.stdout) == (1, "")
    assert sick.stderr.startswith("No heartbeat")
    (tmp_path / "heartbeat").touch()
    well = run("health")
    assert (well.exit_code, well.stderr) == (0, "")
    assert well.stdout.startswith("Healthy")
