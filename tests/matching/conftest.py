"""The engine of the shipped knowledge, and one of a folder of two roles that is built in no time."""

from __future__ import annotations

import pytest

from bot.app import Coach
from bot.knowledge.loader import load
from bot.matching.dialogue import Interpreter
from bot.matching.engine import Engine
from tests.knowledge.samples import write_knowledge


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Build the engine of the small sample folder."""
    return Engine.build(load(write_knowledge(tmp_path_factory.mktemp("matching") / "knowledge")))


@pytest.fixture(scope="session")
def engine(coach: Coach) -> Engine:
    """Give the engine of the shipped knowledge."""
    return coach._snapshot.engine


@pytest.fixture(scope="session")
def interpreter(coach: Coach) -> Interpreter:
    """Give the interpreter of the shipped knowledge."""
    return coach._snapshot.interpreter
