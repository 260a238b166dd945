"""Processes that are killed while they write; `tests.benchmarks.kill` tells more, and does it more often."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_what_was_acknowledged_survives_a_kill_at_any_moment(address):
    command = [sys.executable, "-m", "tests.benchmarks.kill", "--moments", "4", "--database", address]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    acknowledged = int(done.stdout.splitlines()[-1].split()[2])
    assert acknowledged > 0
