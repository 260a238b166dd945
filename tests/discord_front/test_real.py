"""The real coach on the knowledge that ships, in this process and as a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import Coach
from bot.config import Settings
from bot.discord_front.votes import THANKS
from bot.storage.database import Database
from tests.discord_front.conftest import serving
from tests.discord_server import BOT_TOKEN, DiscordServer
from tests.knowledge.samples import plant, write_knowledge

ROOT = Path(__file__).parents[2]

# Opening the knowledge takes seconds; with `--dist loadgroup` one worker does it once.
pytestmark = pytest.mark.xdist_group("real")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(ROOT / "knowledge", tmp_path_factory.mktemp("real") / "knowledge"))


@pytest.fixture(scope="module")
def real(folder: Path, cache: Path) -> Coach:
    return Coach.open(folder, cache)


@pytest_asyncio.fixture
async def bot(discord_server: DiscordServer, real: Coach, settings: Settings) -> AsyncIterator[DiscordServer]:
    discord_server.patience = 60  # the first picture of a process takes a while on a busy machine
    async with serving(discord_server, real, settings):
        yield discord_server


COMMANDS = {
    "ask": ({"question": "what does a senior ml engineer earn in sunnyvale?"}, "Sunnyvale"),
    "role": ({"role": "senior-ai-ml-engineer"}, "AI/ML Engineer"),
    "skills": ({"role": "senior-ai-ml-engineer", "known": "python, docker"}, "Python"),
    "salary": ({"role": "engineering manager", "place": "Berlin"}, "Berlin"),
    "compare": ({"first": "senior-ai-ml-engineer", "second": "manager", "topic": "salary"}, "Manager"),
    "help": ({}, ""),
}


@pytest.mark.parametrize(("name", "case"), COMMANDS.items(), ids=COMMANDS)
async def test_commands_and_every_button_under_them(bot, member, guild, name, case):
    options, expected = case
    answer = await bot.slash(member, name, options, guild=guild)
    assert expected in answer.text
    for button in answer.buttons:
        pressed = await bot.press(member, button)
        assert pressed.text or pressed.modal
    for select in answer.selects:
        assert (await bot.choose(member, select, [select.options[0]["value"]])).text


@pytest.mark.parametrize(("kind", "typed"), [("role", "ml"), ("place", "sun"), ("level", "sen")])
async def test_offered_values_are_understood(bot, member, kind, typed):
    options = {"role": "senior-ai-ml-engineer"} | {kind: typed}
    choices = await bot.autocomplete(member, "salary", options, focused=kind)
    assert choices
    for choice in choices[:3]:
        answer = await bot.slash(member, "salary", options | {kind: choice.value})
        assert answer.text


@pytest.mark.parametrize("name", ["role", "skills", "salary", "compare"])
@pytest.mark.parametrize("value", ["zzz", "🦜", "x" * 6000, "@everyone **x**", "\u200b", "'; drop table"])
async def test_free_values_get_an_answer(bot, member, name, value):
    options = {"first": value, "second": value, "topic": value} if name == "compare" else {"role": value}
    answer = await bot.slash(member, name, options)
    assert "Sorry" not in answer.text
    assert "@everyone" not in answer.text


async def test_a_conversation_is_carried_on(bot, member, guild):
    await bot.mention(member, guild, "what is the salary of the engineering manager?")
    answer = await bot.mention(member, guild, "and which soft skills?")
    assert "Manager" in answer.text
    assert (await bot.mention(member, guild, "")).text == (await bot.slash(member, "help")).text


async def test_a_trace(bot):
    assert (await bot.slash(bot.owner, "knowledge why", {"message": "pay of the manager?"})).text


async def test_a_bad_file_is_reported_and_changes_nothing(bot, member, folder):
    file = next((folder / "roles").glob("*.yaml"))
    good = file.read_text(encoding="utf-8")
    file.write_text(good + "\nnonsense: [", encoding="utf-8")
    try:
        reload = asyncio.create_task(bot.slash(bot.owner, "knowledge reload"))
        assert (await bot.slash(member, "ask", {"question": "what is the pay of a manager?"})).text
        assert "cannot be loaded" in (await reload).now().text
        check = await bot.slash(bot.owner, "knowledge check")
        assert file.name in check.text.replace("\\", "")
        assert (await bot.slash(member, "role", {"role": "manager"})).text
    finally:
        file.write_text(good, encoding="utf-8")


async def test_a_reload_of_all_that_ships_shows_its_progress_and_holds_nobody_up(bot, member, folder):
    file = next((folder / "roles").glob("*.yaml"))
    good = file.read_text(encoding="utf-8")
    file.write_text(good + "\n# a comment that changes nothing but the checksum\n", encoding="utf-8")
    try:
        reload = asyncio.create_task(bot.slash(bot.owner, "knowledge reload"))
        while not reload.done():
            assert (await bot.slash(member, "ask", {"question": "what is the pay of a manager?"})).text
            await asyncio.sleep(0.1)
        shown = reload.result()
        while not shown.now().buttons:
            assert "▱" in shown.now().text or "▰" in shown.now().text
            await asyncio.sleep(0.2)
        done = await bot.press(bot.owner, shown.now().button("Apply"))
        assert "Knowledge reloaded" in done.text
    finally:
        file.write_text(good, encoding="utf-8")


def environment(server: DiscordServer, cache: Path, token: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAREER_COACH_")}
    return kept | {
        "DISCORD_TOKEN": token,
        "CAREER_COACH_DISCORD_API_URL": server.api_url,
        "CAREER_COACH_DISCORD_GATEWAY_URL": server.gateway_url,
        "CAREER_COACH_LOG_LEVEL": "DEBUG",
        "CAREER_COACH_CACHE": str(cache),
        "PYTHONPATH": str(ROOT),
    }


async def start(
    server: DiscordServer,
    home: Path,
    cache: Path,
    token: str = BOT_TOKEN,
    *,
    options: tuple[str, ...] = (),
    **more: str,
) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "bot", "discord", *options]
    return await asyncio.create_subprocess_exec(
        *command, env=environment(server, cache, token) | more, cwd=home, stdout=pipe, stderr=pipe
    )


async def test_as_a_process(discord_server, member, guild, tmp_path, cache):
    discord_server.patience = 60
    heartbeat = cache / "heartbeat"
    heartbeat.unlink(missing_ok=True)
    process = await start(discord_server, tmp_path, cache)
    try:
        await discord_server.ready()
        answer = await discord_server.slash(member, "ask", {"question": "what does a manager earn?"}, guild=guild)
        assert answer.text
        assert (await discord_server.press(member, answer.button("👍"))).text == THANKS
        assert heartbeat.exists()
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    assert BOT_TOKEN.encode() not in errors
    assert b"WARNING" not in errors
    assert b"Traceback" not in errors


async def test_as_a_process_that_follows_its_folder(discord_server, member, guild, tmp_path, cache):
    folder, database = write_knowledge(tmp_path / "knowledge"), tmp_path / "coach.db"
    discord_server.patience = 60
    places = {"CAREER_COACH_KNOWLEDGE": str(folder), "CAREER_COACH_DATABASE": str(database)}
    process = await start(discord_server, tmp_path, cache, options=("--watch",), **places)

    async def degree() -> str:
        question = {"question": "is a degree needed for a data engineer"}
        return (await discord_server.slash(member, "ask", question, guild=guild)).text

    try:
        await discord_server.ready()
        assert "is the usual base" in await degree()
        plant(folder, "roles/data-engineer.yaml", "is the usual base", "is the rule")
        async with asyncio.timeout(60):
            while "is the rule" not in await degree():
                await asyncio.sleep(0.5)
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT number, by FROM versions").fetchall() == [(1, "start"), (2, "watch")]


async def test_as_a_process_that_is_monitored(discord_server, member, guild, tmp_path, cache, unused_port):
    """Its token and its database stand in files, its log is JSON, and `career-coach health` asks its port."""
    discord_server.patience = 60
    (tmp_path / "token").write_text(BOT_TOKEN + "\n")
    for name in ("database", "other"):
        (tmp_path / name).write_text(f"sqlite:///{tmp_path / name}.db\n")
    monitored = {
        "DISCORD_TOKEN_FILE": str(tmp_path / "token"),
        "CAREER_COACH_DATABASE_FILE": str(tmp_path / "database"),
        "CAREER_COACH_LOG_FORMAT": "json",
        "CAREER_COACH_LOG_LEVEL": "INFO",
        "CAREER_COACH_STATUS_PORT": str(unused_port),
    }
    process = await start(discord_server, tmp_path, cache, "", **monitored)
    try:
        await discord_server.ready()
        assert (await discord_server.slash(member, "ask", {"question": "what does a manager earn?"}, guild=guild)).text
        async with asyncio.timeout(30):
            while (told := await health(discord_server, tmp_path, cache, monitored))[0]:
                assert told[1].startswith("Not ready: shard 0 is loading its servers.")
        assert told == (0, "Healthy: the bot is ready.\n")
        elsewhere = monitored | {"CAREER_COACH_DATABASE_FILE": str(tmp_path / "other")}
        other = await start(discord_server, tmp_path, cache, "", **elsewhere)
        _, refused = await other.communicate()
        assert (other.returncode, f"CAREER_COACH_STATUS_PORT is {unused_port}".encode() in refused) == (2, True)
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    lines = [json.loads(line) for line in errors.decode().splitlines()]
    assert lines[-1]["message"] == "stopped"
    assert {line["level"] for line in lines} == {"INFO"}
    assert (await health(discord_server, tmp_path, cache, monitored))[0] == 1


async def health(server: DiscordServer, home: Path, cache: Path, settings: dict[str, str]) -> tuple[int, str]:
    command = [sys.executable, "-m", "bot", "health"]
    process = await asyncio.create_subprocess_exec(
        *command,
        env=environment(server, cache, "") | settings,
        cwd=home,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    return process.returncode or 0, told.decode()


async def test_as_a_process_with_a_refused_token(strict_server, tmp_path, cache):
    process = await start(strict_server, tmp_path, cache, token="aaaa.bbbb.cccc")
    _, errors = await process.communicate()
    assert process.returncode == 5, errors.decode()
    assert b"refused the token" in errors
    assert b"aaaa.bbbb.cccc" not in errors
    assert b"Traceback" not in errors


@pytest.mark.parametrize("trouble", ["no database", "newer", "in use"])
async def test_as_a_process_with_a_database_that_cannot_be_opened(discord_server, tmp_path, cache, trouble):
    file = tmp_path / "coach.db"
    other = None
    if trouble == "in use":
        other = await Database.open(str(file), alone=True)
    elif trouble == "newer":
        await (await Database.open(str(file))).close()
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
    else:
        file.write_bytes(b"no database " * 1000)
    process = await start(discord_server, tmp_path, cache, CAREER_COACH_DATABASE=str(file))
    _, errors = await process.communicate()
    if other is not None:
        await other.close()
    assert process.returncode == 6, errors.decode()
    sentence = errors.decode().strip().splitlines()[-1]
    assert str(file) in sentence
    assert b"Traceback" not in errors
    assert discord_server.requests == []


async def test_a_reply_goes_on_from_that_answer_whoever_replies(bot, member, guild):
    bob = bot.add_user("bob")
    about_bonus = await bot.mention(member, guild, "how big is the bonus of the engineering manager?")
    await bot.mention(member, guild, "which soft skills does an ML engineer need?")
    ours = await bot.say(bob, guild, "and for the senior AI systems engineer?", reply_to=about_bonus)
    assert "Bonus" in ours.text
    assert "AI Systems Engineer" in ours.text
    again = await bot.say(member, guild, "and the senior ai/ml engineer?", reply_to=ours)
    assert "Bonus" in again.text
    assert "AI/ML Engineer" in again.text
    assert "soft skills" not in again.text.casefold()


async def test_a_reply_to_an_answer_that_is_forgotten_stands_alone(discord_server, real, settings, member, guild):
    async with serving(discord_server, real, settings):
        first = await discord_server.mention(member, guild, "how big is the bonus of the engineering manager?")
    # As after a restart: the conversation is gone, but the member has one of today.
    real._contexts.clear()
    async with serving(discord_server, real, settings):
        await discord_server.mention(member, guild, "which soft skills does an ML engineer need?")
        answer = await discord_server.say(member, guild, "and in sunnyvale?", reply_to=first)
        assert "soft skills" not in answer.text.casefold()


async def test_the_menu_of_a_message_reads_it_by_itself_and_goes_on_from_it(bot, member, guild):
    await bot.slash(member, "ask", {"question": "how big is the bonus of the engineering manager?"}, guild=guild)
    target = bot.compose(bot.owner, guild, "how many years of experience does an AI systems engineer need?")
    assert "AI Systems Engineer" in (await bot.message_command(member, "Ask the coach", target)).text
    answer = await bot.slash(member, "ask", {"question": "and is a degree needed?"}, guild=guild)
    assert "AI Systems Engineer" in answer.text
