from __future__ import annotations

import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from bot.console_front.health import LIMIT, check_heartbeat, check_port
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


class Answers(BaseHTTPRequestHandler):
    """Answers as a status port might, or as something else does."""

    said: ClassVar[tuple[int, bytes]] = 200, b""

    def do_GET(self) -> None:
        status, body = self.said
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, args=(0.01,)).start()
        yield server.server_port
        server.shutdown()


def test_where_there_is_a_status_port_it_decides(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: int
) -> None:
    monkeypatch.setenv("CAREER_COACH_CACHE", str(tmp_path))
    monkeypatch.setenv("CAREER_COACH_STATUS_PORT", str(port))
    Answers.said = 200, b'{"ready": true, "reason": "", "shards": {"0": "ready"}}'
    well = run("health")
    assert (well.exit_code, well.stdout) == (0, "Healthy: the bot is ready.\n")
    (tmp_path / "heartbeat").touch()
    Answers.said = 503, b'{"ready": false, "reason": "shard 0 is connecting", "shards": {}}'
    sick = run("health")
    assert (sick.exit_code, sick.stderr) == (1, "Not ready: shard 0 is connecting.\n")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b"\xff", b"null"])
def test_what_answers_there_but_is_no_bot_is_named(port: int, body: bytes) -> None:
    Answers.said = 200, body
    with pytest.raises(CareerCoachError, match=f"What answers on port {port} of 127.0.0.1 is not this bot"):
        check_port("127.0.0.1", port)


def test_where_nothing_answers_it_is_not_running() -> None:
    with pytest.raises(CareerCoachError, match="Nothing answers on port 1 of localhost: the bot is not running"):
        check_port("localhost", 1)


def test_the_command_tells_by_its_exit_status(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAREER_COACH_CACHE", str(tmp_path))
    sick = run("health")
    assert (sick.exit_code, sick.stdout) == (1, "")
    assert sick.stderr.startswith("No heartbeat")
    (tmp_path / "heartbeat").touch()
    well = run("health")
    assert (well.exit_code, well.stderr) == (0, "")
    assert well.stdout.startswith("Healthy")
