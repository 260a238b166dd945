from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.answers.blocks import plain
from bot.app import Coach
from bot.reloading import watching
from bot.service.service import Service
from bot.storage.database import Database
from tests.knowledge.samples import plant
from tests.service.conftest import PSEUDONYMS, Calendar

DATA = "roles/data-engineer.yaml"


@pytest.fixture
async def watched(
    coach: Coach, database: Database, calendar: Calendar, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Service]:
    caplog.set_level(logging.INFO, logger="bot.service.watch")
    made = Service(coach, database, pseudonyms=PSEUDONYMS, now=calendar)
    await made.start(watch=True)
    await asyncio.sleep(0.5)
    yield made
    await made.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.05)


def degree(service: Service) -> str:
    return plain(service.coach.ask("is a degree needed for a data engineer"))


async def test_a_changed_file_is_loaded_and_recorded(watched: Service, folder: Path) -> None:
    plant(folder, DATA, "is the usual base", "is the rule")
    await until(lambda: "is the rule" in degree(watched))
    async with asyncio.timeout(30):
        while (await watched.status()).version.by != "watch":
            await asyncio.sleep(0.05)
    assert (await watched.status()).version.number == 2


async def test_a_broken_file_keeps_the_old_knowledge_and_the_next_change_is_tried(
    watched: Service, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = (folder / DATA).read_text("utf-8")
    line = plant(folder, DATA, "facet: education", "facet: educaton")
    await until(lambda: len(caplog.records) >= 2)
    assert [record.getMessage() for record in caplog.records] == [
        "the knowledge folder changed: The old knowledge stays: the new one has problems.",
        f"{DATA}:{line}: the facet 'educaton' is unknown; did you mean 'education'?",
    ]
    assert "is the usual base" in degree(watched)
    (folder / DATA).write_text(whole.replace("is the usual base", "is the rule"), "utf-8")
    await until(lambda: "is the rule" in degree(watched))


async def test_a_golden_question_that_breaks_keeps_a_change_out(
    watched: Service, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plant(folder, "questions/golden.yaml", '- ask: "hello"', '- ask: "how big is the bonus"')
    await until(lambda: len(caplog.records) >= 2)
    assert "Reload by force" in caplog.records[0].getMessage()
    assert (await watched.status()).version.number == 1


async def test_a_half_written_file_is_never_loaded(
    watched: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watching.SETTLED >= 1.0
    loaded: list[str] = []
    swap = watched.coach.reload

    def reload(*arguments: object, **options: object) -> object:
        result = swap(*arguments, **options)
        loaded.append(watched.coach.knowledge.digest)
        return result

    monkeypatch.setattr(watched.coach, "reload", reload)
    text = (folder / DATA).read_text("utf-8").replace("is the usual base", "is the rule")
    passages = [place for place in range(len(text)) if text.startswith("  - id:", place)]
    for end in [*passages[2:], len(text)]:  # each piece is a valid file that lacks passages
        (folder / DATA).write_text(text[:end], "utf-8")
        await asyncio.sleep(0.3)
    await until(lambda: "is the rule" in degree(watched))
    assert loaded == [watched.coach.knowledge.digest]
    assert "bonus" in {passage.id for passage in watched.coach.knowledge.passages}


async def test_a_change_during_an_admins_reload_is_taken_afterwards(
    watched: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.service.watch.AGAIN", 0.1)
    async with watched._versions._alone():
        plant(folder, DATA, "is the usual base", "is the rule")
        await asyncio.sleep(3)
        assert "is the usual base" in degree(watched)
    await until(lambda: "is the rule" in degree(watched))
