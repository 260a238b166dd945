"""The way a process starts: which version runs, and what becomes of one that cannot."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import Settings
from bot.errors import KnowledgeError, StorageError, TokenError
from bot.service.opening import open_service
from tests.knowledge.samples import plant

DATA = "roles/data-engineer.yaml"


@pytest.fixture
def settings(folder: Path, file: Path, tmp_path: Path) -> Settings:
    token = SecretStr("abc.def.ghi")
    return Settings(knowledge=folder, cache=tmp_path / "cache", database=str(file), gap_days=7, discord_token=token)


def text_of(folder: Path) -> str:
    return (folder / DATA).read_text("utf-8")


async def test_what_was_rolled_back_to_runs_again_at_the_next_start(settings: Settings, folder: Path) -> None:
    async with open_service(settings) as service:
        first = service.coach.knowledge.digest
        plant(folder, DATA, "is the usual base", "is the rule")
        await service.apply((await service.preview()).digest, 1)
        second = service.coach.knowledge.digest
        await service.rollback(1)
        assert {kept.table: kept.how_long for kept in service.privacy()}["gaps"] == "7 days."
    (folder / DATA).write_text("broken", "utf-8")
    async with open_service(settings) as service:
        assert service.coach.knowledge.digest == first
        status = await service.status()
        assert (status.version.number, status.version.pinned, status.differs) == (1, True, True)
    write = text_of(folder)
    assert write == "broken"
    async with open_service(settings) as service:
        assert (await service.rollback(2)).result.swapped
    async with open_service(settings) as service:
        assert service.coach.knowledge.digest == second


async def test_after_a_reload_the_folder_decides_again(settings: Settings, folder: Path) -> None:
    async with open_service(settings) as service:
        plant(folder, DATA, "is the usual base", "is the rule")
        await service.apply((await service.preview()).digest, 1)
        await service.rollback(1)
        await service.apply((await service.preview()).digest, 1)
        number = (await service.status()).version.number
    plant(folder, DATA, "is the rule", "is a must")
    async with open_service(settings) as service:
        status = await service.status()
        assert (status.version.number, status.version.by, status.differs) == (number + 1, "start", False)


async def test_a_pinned_version_that_is_damaged_leaves_it_to_the_folder(
    settings: Settings, folder: Path, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import zlib

    async with open_service(settings) as service:
        plant(folder, DATA, "is the usual base", "is the rule")
        await service.apply((await service.preview()).digest, 1)
        second = service.coach.knowledge.digest
        await service.rollback(1)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE versions SET content = ? WHERE number = 1", (zlib.compress(b"nothing"),))
    connection.close()
    async with open_service(settings) as service:
        assert service.coach.knowledge.digest == second
        assert not (await service.status()).version.pinned
    assert "version 1 cannot be run any more, so the folder is read" in caplog.text


async def test_a_start_says_what_is_missing(settings: Settings, folder: Path, file: Path) -> None:
    async def start(**changes: object) -> None:
        values = {name: getattr(settings, name) for name in Settings.__dataclass_fields__} | changes
        async with open_service(Settings(**values)):
            pass

    with pytest.raises(TokenError):
        await start(discord_token=None)
    plant(folder, DATA, "facet: education", "facet: educaton")
    with pytest.raises(KnowledgeError):
        await start()
    file.unlink(missing_ok=True)
    file.write_bytes(b"no database " * 1000)
    with pytest.raises(StorageError, match="is no SQLite database"):
        await start()


async def test_an_unchanged_start_asks_no_golden_questions(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_service(settings):
        pass
    monkeypatch.setattr("bot.app.Coach.measure", None)
    async with open_service(settings) as service:
        assert (await service.status()).version.golden.total == 9
