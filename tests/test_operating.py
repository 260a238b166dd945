"""What operators are told to do, done: `compose.yaml` and the commands of docs/operators.md."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from bot.config import FILE, NAMES, PREFIX, load_settings, read_shards
from bot.storage.database import Database
from tests.pages import ROOT, rows
from tests.storage import server
from tests.storage.trouble import fill, is_whole

PAGE = (ROOT / "docs" / "operators.md").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
BOT, DATABASE = COMPOSE["services"]["bot"], COMPOSE["services"]["database"]


def block(kind: str, beginning: str) -> str:
    """Find an example of the page by how it begins."""
    (found,) = re.findall(rf"^```{kind}\n({re.escape(beginning)}.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def run(script: str, place: Path, **environment: str) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=place, env=os.environ | environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# compose.yaml


@pytest.mark.parametrize("service", [BOT, DATABASE], ids=["bot", "database"])
def test_each_service_restarts_is_watched_and_has_few_rights(service: dict[str, Any]) -> None:
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service
    assert not {"privileged", "network_mode", "pid", "cap_add"} & service.keys()


def test_the_bot_has_the_settings_that_there_are() -> None:
    assert BOT["environment"].keys() <= NAMES
    assert BOT["environment"][FILE] == f"/run/secrets/{BOT['secrets'][0]}"
    assert BOT["cap_drop"] == ["ALL"]
    assert BOT["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert BOT["healthcheck"]["test"][1:] == ["career-coach", "health"]
    # The image sets it, and an empty one is no setting.
    assert f"{PREFIX}DATABASE=/data/career-coach.db" in DOCKERFILE
    assert BOT["environment"][f"{PREFIX}DATABASE"] == ""


def test_the_bot_may_write_where_it_must() -> None:
    (user,) = re.findall(r"--uid (\d+)", DOCKERFILE)
    (cache,) = re.findall(rf"{PREFIX}CACHE=(\S+)", DOCKERFILE)
    places = dict(entry.split(":") for entry in BOT["tmpfs"])
    assert places.keys() == {cache, "/tmp"}
    assert f"uid={user}" in places[cache].split(",")


def test_what_is_named_is_declared() -> None:
    used = [secret for service in COMPOSE["services"].values() for secret in service["secrets"]]
    assert sorted(used) == sorted(COMPOSE["secrets"])
    assert [mount.split(":")[0] for mount in DATABASE["volumes"]] == list(COMPOSE["volumes"])
    assert DATABASE["environment"]["POSTGRES_PASSWORD_FILE"] == f"/run/secrets/{DATABASE['secrets'][0]}"
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("./secrets/")
    assert "secrets/" in ignored


def test_the_secrets_of_the_page_are_what_compose_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = block("sh", "mkdir -m 700 secrets").replace("…", "aaa.bbb.ccc")
    written, command = script.rsplit("docker compose ", 1)
    assert command == "up --detach --build\n"
    run(written, tmp_path)
    files = {f"./{file.relative_to(tmp_path)}" for file in (tmp_path / "secrets").iterdir()}
    assert files == {secret["file"] for secret in COMPOSE["secrets"].values()}
    monkeypatch.setenv(f"{PREFIX}DATABASE", "")
    monkeypatch.setenv(FILE, str(tmp_path / "secrets" / "coach.env"))
    settings = load_settings()
    password = (tmp_path / "secrets" / "database-password").read_text("ascii")
    owner, name = DATABASE["environment"]["POSTGRES_USER"], DATABASE["environment"]["POSTGRES_DB"]
    assert settings.database == f"postgresql://{owner}:{password}@database/{name}"
    assert len(password) == 48
    assert (settings.token(), settings.admins) == ("aaa.bbb.ccc", {123456789012345678})


def test_more_processes_share_the_shards_among_them() -> None:
    services = yaml.safe_load(block("yaml", "services:\n"))["services"]
    shards = [read_shards(service["environment"][f"{PREFIX}SHARDS"]) for service in services.values()]
    assert sorted(number for each in shards for number in each.numbers()) == list(range(shards[0].count or 0))
    assert services["bot-b"]["extends"] == {"file": "compose.yaml", "service": "bot"}
    examples = re.findall(r"--shards (\S+)$", PAGE, re.MULTILINE)
    assert [read_shards(text) for text in examples] == shards


def test_the_values_of_the_page_are_taken() -> None:
    values = [re.findall(r"`([^`]+)`", cell) for row in rows("operators.md", "Value") for cell in row]
    for value in [each for cell in values for each in cell]:
        assert read_shards(value)


# Backup and restore


async def test_a_file_is_backed_up_while_it_is_written_to_and_restored(tmp_path: Path) -> None:
    file = tmp_path / "career-coach.db"
    await fill(file)
    database = await Database.open(str(file))
    await database.settings.save(await database.settings.of(1))
    assert Path(f"{file}-wal").exists()
    run(block("sh", 'python3 -c "import sqlite3'), tmp_path)
    await database.settings.delete(1)
    await database.close()
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    Path(f"{file}-wal").write_bytes(b"what a killed process left")
    run(block("sh", "rm -f career-coach.db"), tmp_path)
    assert await is_whole(file)


@pytest.fixture
async def databases() -> AsyncIterator[tuple[str, str]]:
    """Two empty databases of a server."""
    if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        pytest.skip("pg_dump and pg_restore are not installed")
    if not await server.reachable():
        pytest.skip(f"no PostgreSQL server is reachable; {server.VARIABLE} may name one")
    names = [f"coach_{uuid4().hex}" for _ in range(2)]
    async with server.session() as session:
        for name in names:
            await session.execute(f"CREATE DATABASE {name}")
        yield server.url(database=names[0]), server.url(database=names[1])
        for name in names:
            await session.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def test_a_database_of_a_server_is_backed_up_while_it_is_used_and_restored(
    tmp_path: Path, databases: tuple[str, str]
) -> None:
    first, second = databases
    await fill(first)
    database = await Database.open(first)
    await asyncio.to_thread(run, block("sh", "pg_dump"), tmp_path, CAREER_COACH_DATABASE=first)
    await database.settings.delete(1)
    await database.close()
    await asyncio.to_thread(run, block("sh", "pg_restore"), tmp_path, CAREER_COACH_DATABASE=second)
    assert await is_whole(second)
