"""The knowledge of the small sample folder; nothing here needs an engine."""

from __future__ import annotations

import pytest

from bot.knowledge.loader import load
from bot.knowledge.models import Knowledge
from tests.knowledge.samples import write_knowledge


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """Load the small sample folder."""
    return load(write_knowledge(tmp_path_factory.mktemp("coaching") / "knowledge"))
