"""The small sample folder as a coach and as knowledge: quick to build, every figure known."""

from __future__ import annotations

import pytest

from bot.app import Coach
from bot.knowledge.models import Knowledge
from tests.knowledge.samples import write_knowledge


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    """Open the small sample folder."""
    return Coach.open(write_knowledge(tmp_path_factory.mktemp("answers") / "knowledge"))


@pytest.fixture(scope="session")
def sample(small: Coach) -> Knowledge:
    """Give the knowledge of the small sample folder."""
    return small.knowledge
