"""The bot under load, in a process of its own: many at once with reloads, beside a bare bot, over time, in a flood.

    crowd       50 members ask at once while the knowledge is reloaded every five seconds
    throughput  answers a second, in turns with a bare discord.py bot that answers "pong" to the same interactions
    memory      what 100,000 interactions leave behind
    flood       how much longer the others wait while one member sends 500 direct messages a second

The Discord it talks to runs in this process, so it takes two processors to mean anything.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml

from tests.benchmarks.latency import questions
from tests.benchmarks.loopback import FIRST, Heard, Loopback
from tests.benchmarks.report import KNOWLEDGE, parser, percentile, private, resident, show, spread, write

BARE = [sys.executable, "-m", "tests.benchmarks.pong"]
COACH = [sys.executable, "-m", "bot", "discord"]
UNLIMITED = {f"CAREER_COACH_{name}_LIMIT": "0" for name in ("MEMBER", "SERVER", "PROCESS")}
CROWD = 50
RELOAD_EVERY = 5.0
TARGETS = {
    "acknowledged in 3 s": "all",
    "p99": 500,
    "mixed answers": 0,
    "of the bare bot": 0.7,
    "growth": 1.15,
    "p99 in the flood, times": 1.5,
}
_EDITION = re.compile(r"\(edition (\d+)\)")
_VERSION = re.compile(r"src:([0-9a-f]{6}):")


@asynccontextmanager
async def bot(
    command: Sequence[str], discord: Loopback, home: Path, *, core: int | None = None, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a bot against a Discord, on one core where one is named."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAREER_COACH_")}
    places = {"CAREER_COACH_CACHE": str(home / "cache"), "CAREER_COACH_DATABASE": str(home / "coach.db")}
    environment = kept | places | UNLIMITED | {"OMP_NUM_THREADS": "1"} | discord.environment | settings
    log = home / "log"
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=out)
    if core is not None:
        os.sched_setaffinity(process.pid, {core})
    try:
        ready, ended = asyncio.create_task(discord.ready()), asyncio.create_task(process.wait())
        await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            raise RuntimeError(log.read_text()[-2000:])
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def processor(process: asyncio.subprocess.Process) -> float:
    """Give the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def crowded(ask: Callable[[int], Awaitable[Heard]], seconds: float, members: int = CROWD) -> list[Heard]:
    """Let so many members ask at once, each again when they have their answer; give what they heard."""
    heard: list[Heard] = []
    until = time.perf_counter() + seconds

    async def member(number: int) -> None:
        while time.perf_counter() < until:
            heard.append(await ask(number))

    await asyncio.gather(*(member(number) for number in range(members)))
    return heard


def asker(discord: Loopback, asked: Sequence[str], rng: random.Random) -> Callable[[int], Awaitable[Heard]]:
    """Give what lets a member ask one of the questions on a server."""

    async def ask(member: int) -> Heard:
        server = discord.servers[member % len(discord.servers)]
        return await discord.slash(FIRST + member, server, "ask", {"question": rng.choice(asked)})

    return ask


# Many at once, with reloads.


def edition(number: int) -> dict[str, bytes]:
    """Write the guides with the number of an edition in every sentence; give the files by their names."""

    def marked(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: _mark(each, number) if key in ("text", "points") else marked(each) for key, each in value.items()
            }
        return [marked(each) for each in value] if isinstance(value, list) else value

    files = {}
    for file in (KNOWLEDGE / "roles").glob("*.yaml"):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        content["passages"] = [marked(passage) for passage in content["passages"]]
        files[file.name] = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120).encode()
    return files


def publish(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put an edition in the place of another, so fast that no reload sees a part of it."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    for name in files:
        (folder / name).replace(folder / "roles" / name)


def _mark(value: Any, number: int) -> Any:
    if isinstance(value, list):
        return [_mark(each, number) for each in value]
    return f"{value} (edition {number})" if isinstance(value, str) else value


async def crowd(seconds: float, core: int | None) -> dict[str, Any]:
    """Measure many at once while the knowledge changes."""
    editions = itertools.cycle([edition(1), edition(2)])
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        folder = Path(shutil.copytree(KNOWLEDGE, home / "knowledge"))
        shutil.rmtree(folder / "questions")  # one that is not answered would keep an edition out
        publish(folder, next(editions))
        async with Loopback() as discord:
            command = [*COACH, "--watch"]
            async with bot(command, discord, home, core=core, CAREER_COACH_KNOWLEDGE=str(folder)) as process:
                ask = asker(discord, questions(KNOWLEDGE), random.Random(1))
                await crowded(ask, 3.0)
                changing = asyncio.create_task(_change(folder, editions))
                used = processor(process)
                heard = await crowded(ask, seconds)
                used = processor(process) - used
                changing.cancel()
    figures = consistency(heard)
    firsts = [each.first for each in heard]
    return {
        "answers": len(heard),
        "answers a second": round(len(heard) / seconds, 1),
        "acknowledged in 3 s": "all"
        if max(firsts) <= 3
        else f"{sum(first <= 3 for first in firsts) / len(firsts):.2%}",
        "processor": f"{used / seconds:.0%}",
        **{f"{name} ms": value for name, value in spread(firsts).items()},
        **figures,
    }


async def _change(folder: Path, editions: Iterator[Mapping[str, bytes]]) -> None:
    while True:
        await asyncio.sleep(RELOAD_EVERY)
        publish(folder, next(editions))


def consistency(heard: Sequence[Heard]) -> dict[str, Any]:
    """Tell whether each answer is of one edition throughout, and each version of the knowledge of one edition."""
    by_version: dict[str, set[str]] = {}
    mixed: list[str] = []
    marked, swaps, last = 0, 0, ""
    for each in heard:
        body = str(each.body)
        editions, versions = set(_EDITION.findall(body)), set(_VERSION.findall(body))
        marked += bool(editions)
        if len(editions) > 1 or len(versions) > 1:
            mixed.append(f"{sorted(editions)} {sorted(versions)} {body}")
        for version in versions:
            by_version.setdefault(version, set()).update(editions)
            swaps, last = swaps + (last not in ("", version)), version
    mixed += [f"{version} is of {sorted(editions)}" for version, editions in by_version.items() if len(editions) > 1]
    for text in mixed[:3]:
        print("mixed:", text)
    return {"answers with an edition": marked, "mixed answers": len(mixed), "changes of version seen": swaps}


# Beside a bare bot.


async def throughput(seconds: float, turns: int, core: int | None) -> dict[str, Any]:
    """Measure answers a second in turns."""
    asked = questions(KNOWLEDGE)
    done: dict[str, list[float]] = {"coach": [], "bare": []}
    costs: dict[str, list[float]] = {"coach": [], "bare": []}
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        async with (
            Loopback() as ours,
            Loopback() as theirs,
            bot(COACH, ours, home, core=core) as coach,
            bot(BARE, theirs, home, core=core) as bare,
        ):
            for each in asked:  # each picture is drawn once; from then on it comes from the cache
                await ours.slash(FIRST, ours.servers[0], "ask", {"question": each})
            sides = {"coach": (ours, coach), "bare": (theirs, bare)}
            for _ in range(turns):
                for side, (discord, process) in sides.items():
                    ask, used = asker(discord, asked, random.Random(1)), processor(process)
                    began = time.perf_counter()
                    count = len(await crowded(ask, seconds))
                    done[side].append(count / (time.perf_counter() - began))
                    costs[side].append((processor(process) - used) / count * 1000)
    rates = {side: percentile(values, 0.5) for side, values in done.items()}
    spent = {side: percentile(values, 0.5) for side, values in costs.items()}
    return {
        "answers a second": round(rates["coach"]),
        "pongs a second": round(rates["bare"]),
        "of the bare bot": round(rates["coach"] / rates["bare"], 2),
        "processor ms an answer": round(spent["coach"], 2),
        "processor ms a pong": round(spent["bare"], 2),
    }


# Over time.


async def memory(interactions: int, members: int, servers: int) -> dict[str, Any]:
    """Measure what is held after a thousand interactions and after many."""
    rng, asked = random.Random(1), questions(KNOWLEDGE)
    sizes: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as name:
        async with Loopback(servers) as discord, bot(COACH, discord, Path(name)) as process:
            for each in asked:
                await discord.slash(FIRST, discord.servers[0], "ask", {"question": each})
            numbers = iter(range(interactions))

            async def member() -> None:
                for number in numbers:
                    await _something(discord, rng, members, asked)
                    if number + 1 in (1000, interactions):
                        sizes[number + 1] = resident(process.pid)

            await asyncio.gather(*(member() for _ in range(CROWD)))
            own = private(process.pid)
    first, last = sizes[1000], sizes[interactions]
    return {
        "interactions": interactions,
        "after 1,000 MB": first,
        f"after {interactions:,} MB": last,
        "of it private MB": own,
        "growth": round(last / first, 3),
    }


async def _something(discord: Loopback, rng: random.Random, members: int, asked: Sequence[str]) -> None:
    """Let some member do something: ask, press a button under the answer, or write directly."""
    number = rng.randrange(members)
    member, server = FIRST + number, discord.servers[number % len(discord.servers)]
    question = rng.choice(asked) if rng.random() < 0.8 else f"{rng.choice(asked)} {rng.randrange(10**6)}"
    match rng.randrange(10):
        case 0:
            await discord.direct(member, question)
        case 1:
            message = {"id": "1", "channel_id": str(server), "author": {"id": "1", "username": "bot"}}
            custom_id = f"ask:{question}"[:90]
            button = {"type": 2, "style": 2, "label": "Ask", "custom_id": custom_id}
            parts = {"content": "", "components": [{"type": 1, "components": [button]}], "flags": 0, "type": 0}
            empty: dict[str, Any] = {"embeds": [], "attachments": [], "mentions": [], "mention_roles": []}
            times = {"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "mention_everyone": False}
            whole = message | parts | empty | times | {"pinned": False, "tts": False}
            whole["author"] = {"id": "1", "username": "bot", "discriminator": "0", "avatar": None}
            await discord.press(member, server, whole, custom_id)
        case _:
            await discord.slash(member, server, "ask", {"question": question})


# In a flood.


async def flood(seconds: float, core: int | None, rate: int = 500, others: int = 20) -> dict[str, Any]:
    """Measure how long others wait for direct answers, without and with one who floods."""
    asked, rng = questions(KNOWLEDGE), random.Random(1)
    limits = {"CAREER_COACH_MEMBER_LIMIT": "20"}
    with tempfile.TemporaryDirectory() as name:
        async with Loopback() as discord, bot(COACH, discord, Path(name), core=core, **limits) as process:
            for number, each in enumerate(asked):
                await discord.direct(FIRST + 1000 + number, each)
            quiet = await _paced(discord, asked, rng, seconds, others)
            before, said = resident(process.pid), discord.unasked
            flooding = asyncio.create_task(_flood(discord, FIRST + 999_999, rate))
            await asyncio.sleep(1)
            loud = await _paced(discord, asked, rng, seconds, others)
            flooding.cancel()
            after = resident(process.pid)
    times = percentile(loud, 0.99) / percentile(quiet, 0.99)
    return {
        **{f"{name} before ms": value for name, value in spread(quiet).items() if name != "p95"},
        **{f"{name} in the flood ms": value for name, value in spread(loud).items() if name != "p95"},
        "p99 in the flood, times": round(times, 2),
        "messages to the flooder": discord.unasked - said,
        "memory before and after MB": f"{before} {after}",
    }


async def _paced(discord: Loopback, asked: Sequence[str], rng: random.Random, seconds: float, rate: int) -> list[float]:
    """Let new members write at an even pace, whatever the answers take; give the seconds each waited."""
    waiting: list[asyncio.Task[Heard]] = []
    began = time.perf_counter()
    for number in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        member = FIRST + 10_000 + rng.randrange(10**6)
        waiting.append(asyncio.create_task(discord.direct(member, rng.choice(asked))))
    return [heard.whole for heard in await asyncio.gather(*waiting)]


async def _flood(discord: Loopback, member: int, rate: int) -> None:
    began = time.perf_counter()
    for number in itertools.count():
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        await discord.tell(member, f"what does an ml engineer earn {number}")


def main() -> None:
    """Measure, print and write."""
    options = parser(__doc__)
    options.add_argument("what", nargs="*", metavar="WHAT", help="crowd, throughput, memory or flood; else all of them")
    options.add_argument("--seconds", type=float, default=60, help="for the crowd and the flood")
    options.add_argument("--turn", type=float, default=5, help="seconds of one turn beside the bare bot")
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--interactions", type=int, default=100_000)
    options.add_argument("--members", type=int, default=20_000)
    options.add_argument("--servers", type=int, default=2_000)
    options.add_argument("--core", type=int, help="the processor that the bot runs on, alone")
    given = options.parse_args()
    measures: dict[str, Callable[[], Any]] = {
        "crowd": lambda: crowd(given.seconds, given.core),
        "throughput": lambda: throughput(given.turn, given.turns, given.core),
        "memory": lambda: memory(given.interactions, given.members, given.servers),
        "flood": lambda: flood(given.seconds, given.core),
    }
    figures: dict[str, Any] = {}
    for what in given.what or measures:
        figures[what] = asyncio.run(measures[what]())
        targets = {name: target for key, target in TARGETS.items() for name in (key, f"{key} ms")}
        rows = [
            {"figure": name, "value": value, "target": targets.get(name, "")} for name, value in figures[what].items()
        ]
        show(what, rows)
    write(given.json, figures)


if __name__ == "__main__":
    main()
