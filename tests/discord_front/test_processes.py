"""Three real processes on one Discord and one PostgreSQL, and one process that takes over from another."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.discord_front.test_real import environment
from tests.discord_server import BOT_TOKEN, DiscordServer
from tests.discord_server.model import Guild, User
from tests.knowledge.samples import plant, write_knowledge
from tests.storage import server as postgres

pytestmark = pytest.mark.xdist_group("processes")

DATA = "roles/data-engineer.yaml"
USUAL, RULE, MUST = "is the usual base", "is the rule", "is a must"


@pytest_asyncio.fixture
async def database() -> AsyncIterator[str]:
    if not await postgres.reachable():
        pytest.skip(f"no PostgreSQL server is reachable; {postgres.VARIABLE} may name one")
    async with postgres.schema() as url:
        yield url


@asynccontextmanager
async def process(
    server: DiscordServer, home: Path, database: str, *options: str, folder: Path | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a process of the bot with a folder, a cache and a log of its own; what is left of it is killed."""
    home.mkdir(exist_ok=True)
    places = {
        "CAREER_COACH_DATABASE": database,
        "CAREER_COACH_KNOWLEDGE": str(folder or write_knowledge(home / "knowledge")),
        "CAREER_COACH_LOG_LEVEL": "INFO",
    }
    with (home / "log").open("ab") as log:
        started = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "discord", *options,
            env=environment(server, home / "cache", BOT_TOKEN) | places, cwd=home, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


async def end(started: asyncio.subprocess.Process) -> int:
    started.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(started.wait(), 20)


async def live(server: DiscordServer, shards: set[int], sessions: int) -> None:
    """Wait until so many sessions serve these shards, and the commands are there."""
    async with asyncio.timeout(60):
        while server.gateway.sessions.live_shards() != shards or len(server.gateway.sessions.connected()) != sessions:
            await asyncio.sleep(0.05)
    await server.ready()


async def degree(server: DiscordServer, member: User, guild: Guild | None) -> str:
    question = {"question": "is a degree needed for a data engineer"}
    return (await server.slash(member, "ask", question, guild=guild)).text


async def all_say(server: DiscordServer, member: User, guilds: list[Guild], words: str) -> None:
    """Wait until the processes of all these guilds say it; it takes a second or two."""
    async with asyncio.timeout(30):
        for guild in guilds:
            while words not in await degree(server, member, guild):
                await asyncio.sleep(0.1)


async def load(server: DiscordServer, guild: Guild, folder: Path, old: str, new: str) -> None:
    """Have the admin load a changed file, on the process of a guild's shard."""
    plant(folder, DATA, old, new)
    shown = await server.slash(server.owner, "knowledge reload", guild=guild)
    done = await server.press(server.owner, shown.now().button("Apply"))
    assert "Knowledge reloaded" in done.now().text


async def test_three_processes_answer_from_one_version(database: str, tmp_path: Path) -> None:
    async with (
        DiscordServer(shards=3, max_concurrency=3, identify_window=5.0, patience=60) as server,
        AsyncExitStack() as stack,
    ):
        member = server.add_user("ada")
        guilds = [server.add_guild(f"g{number}", shard=(number, 3)) for number in range(3)]
        homes = [tmp_path / str(number) for number in range(3)]
        started = [
            await stack.enter_async_context(process(server, home, database, "--shards", f"3:{number}"))
            for number, home in enumerate(homes)
        ]
        await live(server, {0, 1, 2}, 3)
        await all_say(server, member, guilds, USUAL)
        assert USUAL in (await server.direct_message(member, "is a degree needed for a data engineer")).text
        registrations = [request for request in server.requests if request.method == "PUT"]
        assert len(registrations) == 1

        await load(server, guilds[0], homes[0] / "knowledge", USUAL, RULE)
        await all_say(server, member, guilds, RULE)
        status = (await server.slash(server.owner, "knowledge status", guild=guilds[2])).now().text
        assert "version 2" in status
        assert all(f"shards {number} of 3, version 2" in status for number in range(3))

        # One is killed, misses a load, starts with its old folder, and answers as the others do.
        started[1].kill()
        await started[1].wait()
        await load(server, guilds[2], homes[2] / "knowledge", USUAL, MUST)
        await all_say(server, member, [guilds[0], guilds[2]], MUST)
        started[1] = await stack.enter_async_context(process(server, homes[1], database, "--shards", "3:1"))
        await live(server, {0, 1, 2}, 3)
        assert MUST in await degree(server, member, guilds[1])

        # A rollback reaches all of them, also where no notice is heard.
        async with postgres.session(database) as session:
            await session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE 'LISTEN%' || md5(current_schema()) || '%'"
            )
        shown = await server.slash(server.owner, "knowledge rollback", {"version": 1}, guild=guilds[1])
        assert "Rolled back" in (await server.press(server.owner, shown.now().button("Apply"))).now().text
        await all_say(server, member, guilds, USUAL)

        for each in started:
            assert await end(each) == 0
        assert server.violations == []
    for home in homes:
        assert "Traceback" not in (home / "log").read_text("utf-8")


ANSWERED_ALREADY = '"code": 40060'


async def test_a_new_process_takes_over_without_losing_or_doubling_an_answer(database: str, tmp_path: Path) -> None:
    async with DiscordServer(patience=60) as server, AsyncExitStack() as stack:
        guild = server.add_guild("g")
        old = await stack.enter_async_context(process(server, tmp_path / "old", database))
        await live(server, {0}, 1)
        ended = asyncio.Event()
        asking = asyncio.create_task(_ask_all_the_time(server, guild, ended))
        new = await stack.enter_async_context(process(server, tmp_path / "new", database))
        await live(server, {0}, 2)
        # Both get everything now; a while later the old one is told to end.
        before = len(server.interactions)
        async with asyncio.timeout(60):
            while len(server.interactions) < before + 10:
                await asyncio.sleep(0.05)
        assert await end(old) == 0
        await live(server, {0}, 1)
        before = len(server.interactions)
        async with asyncio.timeout(60):
            while len(server.interactions) < before + 5:
                await asyncio.sleep(0.05)
        ended.set()
        asked = await asking
        assert await end(new) == 0
        refused = [each for each in server.violations if ANSWERED_ALREADY in each]
        assert refused
        assert server.violations == refused
        answers = [message for message in server.messages.values() if message.author is server.bot]
        questions = [answer.reference["message_id"] for answer in answers if answer.reference]
        assert len(questions) == len(set(questions)) == asked
    for home in (tmp_path / "old", tmp_path / "new"):
        log = (home / "log").read_text("utf-8")
        assert "Traceback" not in log
        assert "reference" not in log


async def _ask_all_the_time(server: DiscordServer, guild: Guild, ended: asyncio.Event) -> int:
    """Ask by command, mention and direct message, each of a member of its own; give the number of the messages."""
    asked = 0
    while not ended.is_set():
        member = server.add_user(f"member {asked}")
        assert USUAL in await degree(server, member, guild)
        assert (await server.mention(member, guild, "is a degree needed for a data engineer")).text
        assert (await server.direct_message(member, "is a degree needed for a data engineer")).text
        asked += 2
    return asked
