"""Count the work of a function, which is the same on every machine."""

from __future__ import annotations

import cProfile
from collections.abc import Callable
from typing import Any


def calls(work: Callable[[str], Any], text: str) -> int:
    """Count the calls of functions that some work on a text takes."""
    profile = cProfile.Profile()
    profile.runcall(work, text)
    return sum(entry.callcount for entry in profile.getstats())
