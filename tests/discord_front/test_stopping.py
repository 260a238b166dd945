"""The bot as a process that the system asks to end while it answers."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.discord_front.entrance import STOPPING
from tests.discord_front.test_real import start
from tests.discord_server import Answer, DiscordServer
from tests.knowledge.samples import write_knowledge

MANY = 20
CALLBACKS = "POST /interactions/.*/callback"


@asynccontextmanager
async def process_on(server: DiscordServer, home: Path, cache: Path) -> AsyncIterator[Process]:
    folder = write_knowledge(home / "knowledge")
    server.patience = 60
    server.deadline = 60  # a busy machine; nothing here is about speed
    places = {"CAREER_COACH_KNOWLEDGE": str(folder), "CAREER_COACH_DATABASE": str(home / "coach.db")}
    process = await start(server, home, cache, **places)
    try:
        await server.ready()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def log_until(process: Process, words: bytes) -> bytes:
    """Read the log up to a line that holds some words."""
    assert process.stderr is not None
    lines = b""
    while words not in lines:
        line = await asyncio.wait_for(process.stderr.readline(), 60)
        assert line, lines.decode()
        lines += line
    return lines


def asking(server: DiscordServer, number: int) -> asyncio.Task[Answer]:
    user, guild = server.add_user(f"member {number}"), next(iter(server.guilds.values()))
    question = {"question": "is a degree needed for a data engineer"}
    return asyncio.create_task(server.slash(user, "ask", question, guild=guild))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.usefixtures("guild")
async def test_what_is_being_answered_is_delivered_first(discord_server, tmp_path, cache, number):
    async with process_on(discord_server, tmp_path, cache) as process:
        with discord_server.holding(CALLBACKS, MANY) as hold:
            asked = [asking(discord_server, each) for each in range(MANY)]
            await discord_server.held(hold)
            process.send_signal(number)
            log = await log_until(process, b"stopping when")
            while (await asking(discord_server, MANY)).text != STOPPING:
                pass
            assert not any(task.done() for task in asked)
        answers = await asyncio.gather(*asked)
        assert all("is the usual base" in answer.text for answer in answers)
        _, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
        log += errors
        assert b"WARNING" not in log
        assert b"Traceback" not in log
        assert log.strip().endswith(b"stopped")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.usefixtures("guild")
async def test_a_second_signal_ends_it_at_once(discord_server, tmp_path, cache, number):
    async with process_on(discord_server, tmp_path, cache) as process:
        with discord_server.holding(CALLBACKS, 1) as hold:
            asked = asking(discord_server, 0)
            await discord_server.held(hold)
            process.send_signal(number)
            await log_until(process, b"stopping when")
            process.send_signal(number)
            assert await process.wait() == 128 + number
            assert not asked.done()
            asked.cancel()


async def test_a_signal_while_it_starts_ends_it_in_good_order(discord_server, tmp_path, cache):
    folder = write_knowledge(tmp_path / "knowledge")
    places = {"CAREER_COACH_KNOWLEDGE": str(folder), "CAREER_COACH_DATABASE": str(tmp_path / "coach.db")}
    with discord_server.holding("GET /users/@me", 1) as hold:
        discord_server.patience = 60
        process = await start(discord_server, tmp_path, cache, **places)
        await discord_server.held(hold)
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    assert b"Traceback" not in errors
