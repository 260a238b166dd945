"""What the build makes of a report on known vulnerabilities."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.pages import ROOT

FINE = {"name": "numpy", "version": "2.4.0", "vulns": []}
BAD = {"name": "pillow", "version": "8.0.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["8.1.1"]}]}
SILENT = {"name": "yarl", "skip_reason": "not found"}


def judged(tmp_path: Path, *packages: dict[str, Any]) -> tuple[int, str]:
    report = tmp_path / "found.json"
    report.write_text(json.dumps({"dependencies": packages, "fixes": []}), "utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "audit.py", report], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_a_known_vulnerability_fails_the_build_and_is_named(tmp_path: Path) -> None:
    status, told = judged(tmp_path, FINE, BAD)
    assert (status, told.splitlines()[0]) == (1, "pillow 8.0.0: PYSEC-1, mended in 8.1.1")


def test_packages_that_nothing_is_known_of_are_not_called_safe(tmp_path: Path) -> None:
    told = "skipped: the index tells nothing of 1 of 2 packages\n1 packages were looked up\n"
    assert judged(tmp_path, FINE, SILENT) == (0, told)
