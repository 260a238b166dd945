"""Faults of Discord and of the network, round after round, against the bot in this process: what it answers, what not.

With `--fault NAME --rounds N` that fault strikes in each of N rounds; with `--minutes N` all of them, mixed, some of
them together.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.config import Settings, Shards
from bot.discord_front import reconnecting
from bot.discord_front.bot import CoachClient
from tests.benchmarks.report import KNOWLEDGE, parser, show, spread, write
from tests.discord_front.conftest import opened
from tests.discord_front.rounds import Rounds
from tests.discord_server import DiscordServer
from tests.discord_server.faults import FAULTS, FaultPlan

HEARTBEAT = 0.5
"""Seconds; Discord asks for 41, and nobody wants to wait as long for a dead connection to be found out."""


class Errors(logging.Handler):
    """Keeps what is logged as an error by the bot, or by the event loop about a task of it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        if "_delay_ready" in record.getMessage():
            return  # The library's own: two READYs within two seconds, which only the haste here makes.
        if record.name.startswith(("bot", "asyncio", "discord.app_commands", "discord.ui")):
            self.texts.append(self.format(record))


def hasten() -> None:
    """Let the bot find out sooner that a connection is dead, and connect and identify again at once."""

    async def at_once(*_args: Any, **_options: Any) -> None:
        return None

    CoachClient.before_identify_hook = at_once  # type: ignore[method-assign]
    reconnecting.STOOD = 0.0
    CoachClient.HEARTBEAT_TIMEOUT = 2 * HEARTBEAT


async def soak(given: Namespace) -> tuple[Rounds, Errors, list[float]]:
    """Play all rounds; give what was sent, the errors and how long each round took."""
    errors = Errors()
    logging.getLogger().addHandler(errors)
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        async with DiscordServer(patience=30.0) as server:
            server.gateway.heartbeat_interval = HEARTBEAT
            settings = Settings(
                knowledge=given.knowledge,
                cache=Path(home) / "cache",
                database=str(Path(home) / "coach.db"),
                discord_api_url=server.api_url,
                discord_gateway_url=server.gateway_url,
                discord_token=SecretStr(server.token),
                shards=Shards(given.shards),
                # Thousands ask in one server here, and nobody is to be told to wait.
                server_limit=0,
                process_limit=0,
            )
            guild = server.add_guild("Careers", shard=(given.shards - 1, given.shards))
            rounds = Rounds(server, FaultPlan(given.seed, tuple(given.fault)), guild)
            async with opened(server, settings):
                await server.ready()
                end = time.monotonic() + 60 * given.minutes
                for names in _strikes(given, rounds.plan):
                    if given.minutes and time.monotonic() > end:
                        break
                    start = time.perf_counter()
                    await rounds.play(*names)
                    seconds.append(time.perf_counter() - start)
                await rounds.finish()
    return rounds, errors, seconds


def _strikes(given: Namespace, plan: FaultPlan) -> Iterator[tuple[str, ...]]:
    if given.minutes:
        while True:
            yield plan.choose()
    for name in given.fault or FAULTS:
        for _ in range(given.rounds):
            yield (name,)


def main() -> int:
    """Play, print and write; fail where anything went wrong that Discord would not have to answer for."""
    options = parser(__doc__)
    options.add_argument("--knowledge", type=Path, default=KNOWLEDGE)
    options.add_argument("--minutes", type=float, default=0.0, help="mix the faults for so long")
    options.add_argument("--rounds", type=int, default=200, help="rounds of each fault, where no minutes are given")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--fault", action="append", default=[], choices=FAULTS, metavar="NAME", help="only this one")
    options.add_argument("--shards", type=int, default=1, help="shards of the bot; the server is on the last")
    given = options.parse_args()
    hasten()
    rounds, errors, seconds = asyncio.run(soak(given))
    table = list(rounds.table())
    show(f"faults, seed {given.seed}", table)
    for sent in rounds.bad()[:20]:
        print(f"{sent.outcome}: {sent.kind} under {sent.fault}: {sent.why}")
    for text in errors.texts[:5]:
        print(text)
    for text in rounds.server.violations[:5]:
        print(f"Discord would not have had it: {text}")
    counted = {
        "bad": len(rounds.bad()),
        "errors logged": len(errors.texts),
        "refused by Discord": len(rounds.server.violations),
    }
    show(
        "rounds",
        [{"rounds": len(seconds), **counted, **{f"ms {key}": value for key, value in spread(seconds).items()}}],
    )
    write(given.json, {"seed": given.seed, "rounds": len(seconds), "ms": spread(seconds), **counted, "faults": table})
    return 1 if any(counted.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
