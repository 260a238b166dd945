from __future__ import annotations

import queue
import time
from pathlib import Path

from bot.answers.blocks import plain
from bot.app import Coach
from bot.console_front.watch import watched
from tests.knowledge.samples import plant, write_knowledge

DATA = "roles/data-engineer.yaml"


def test_a_chat_tells_what_became_of_a_change(tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    coach = Coach.open(folder, tmp_path / "cache")
    told: queue.Queue[str] = queue.Queue()
    with watched(coach, told.put):
        time.sleep(0.5)
        line = plant(folder, DATA, "facet: education", "facet: educaton")
        assert told.get(timeout=30).splitlines() == [
            "The old knowledge stays: the new one has problems.",
            f"{DATA}:{line}: the facet 'educaton' is unknown; did you mean 'education'?",
        ]
        plant(folder, DATA, "facet: educaton", "facet: education")
        plant(folder, DATA, "is the usual base", "is the rule")
        assert "1 changed" in told.get(timeout=30)
    assert "is the rule" in plain(coach.ask("is a degree needed for a data engineer"))
