"""What a process of the bot costs with 0, 1,000 and 2,500 servers: its memory, and how long until it is ready.

The bot is a real process with the knowledge that ships, on a loopback Discord of as many servers as one shard may have
(2,500), each with 30 channels. Nobody talks: what a member costs, other programs measure.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from typing import Any

from tests.benchmarks.report import parser, private, resident, show, write
from tests.discord_server import BOT_TOKEN, DiscordServer

CHANNELS = 30


async def measure(guilds: int) -> dict[str, Any]:
    """Start a process in so many servers, and end it when it has read of all of them."""
    async with DiscordServer(patience=120) as server:
        for number in range(guilds):
            guild = server.add_guild(f"server {number}")
            for channel in range(CHANNELS - 1):
                server.add_text_channel(guild, f"channel-{channel}")
        with tempfile.TemporaryDirectory() as home:
            settings = {
                "DISCORD_TOKEN": BOT_TOKEN,
                "CAREER_COACH_CACHE": home,
                "CAREER_COACH_DATABASE": f"{home}/coach.db",
                "CAREER_COACH_DISCORD_API_URL": server.api_url,
                "CAREER_COACH_DISCORD_GATEWAY_URL": server.gateway_url,
                "CAREER_COACH_LOG_LEVEL": "ERROR",
            }
            began = time.perf_counter()
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "discord", env={**os.environ, **settings}
            )
            try:
                await server.ready()
                member = server.add_user("ada")
                assert (await server.direct_message(member, "what does a senior ml engineer earn?")).text
                seconds = time.perf_counter() - began
                await asyncio.sleep(2)  # until what the start has used is given back
                held, own = resident(process.pid), private(process.pid)
            finally:
                process.terminate()
                await process.wait()
    return {"servers": guilds, "resident MB": held, "of it private MB": own, "ready after s": round(seconds, 1)}


def main() -> None:
    """Measure, print and write."""
    options = parser(__doc__)
    options.add_argument("--servers", type=int, nargs="*", default=[0, 1_000, 2_500])
    given = options.parse_args()
    rows = [asyncio.run(measure(guilds)) for guilds in given.servers]
    show("servers of a process", rows)
    write(given.json, {"rows": rows})


if __name__ == "__main__":
    main()
