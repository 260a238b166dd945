"""A service on a small folder and a real database of SQLite, at a time that tests turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Coach
from bot.service.pseudonyms import Pseudonyms
from bot.service.service import Service
from bot.storage.database import Database
from tests.knowledge.samples import write_knowledge, write_questions

ADMIN = 4242
PSEUDONYMS = Pseudonyms("a.b.c")


class Calendar:
    """The time, which tests turn on."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def turn(self, days: float) -> None:
        self.time += timedelta(days=days)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_questions(write_knowledge(tmp_path / "knowledge"))


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "coach.db"


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    opened = await Database.open(str(file), patience=0.2)
    yield opened
    await opened.close()


@pytest.fixture
def coach(folder: Path, tmp_path: Path) -> Coach:
    return Coach.open(folder, tmp_path / "cache")


@pytest.fixture
async def service(coach: Coach, database: Database, calendar: Calendar) -> AsyncIterator[Service]:
    made = Service(coach, database, pseudonyms=PSEUDONYMS, now=calendar)
    await made.start()
    yield made
    await made.close()
