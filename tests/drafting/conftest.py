"""What the tests of drafts share: one engine on the shipped knowledge, and one checker."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import Coach
from bot.drafting.checking import Checker
from bot.knowledge.paths import default_folder
from bot.matching.cache import open_compiled
from bot.matching.engine import Engine


@pytest.fixture(scope="session")
def engine(coach: Coach, cache: Path) -> Engine:
    assert coach.knowledge.roles, "the coach has compiled the knowledge into the cache"
    return open_compiled(default_folder(), cache)[1]


@pytest.fixture(scope="session")
def checker() -> Checker:
    return Checker(default_folder())
