"""The bot on a loopback Discord in a thread of its own, fed with payloads as no client sends them."""

from __future__ import annotations

import asyncio
import cProfile
import logging
import shutil
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from pydantic import SecretStr

from bot.app import Coach
from bot.config import Settings
from bot.discord_front import client as front
from bot.discord_front.bot import CoachClient
from bot.discord_front.events import ANSWERING
from bot.discord_front.ids import Signer
from bot.discord_front.shards import client_for
from bot.knowledge.paths import default_folder
from bot.service.pseudonyms import Pseudonyms
from bot.service.service import Service
from bot.storage.database import Database
from tests.discord_server import DiscordServer
from tests.discord_server.model import Channel, Guild, Interaction, Message, User
from tests.discord_server.requests import Request

_TASKS = ("discord.py: ", "discord-ui-", "CommandTree", ANSWERING)
"""How the tasks are named in which an event is worked off."""
_Given = TypeVar("_Given")


@dataclass
class Seen:
    """What came of one event."""

    requests: list[Request]
    faults: list[str]
    calls: int
    """Calls of functions that were made meanwhile: the work, whatever the clock says."""

    @property
    def callbacks(self) -> list[Request]:
        """The first responses to an interaction."""
        return [request for request in self.requests if request.path.endswith("/callback")]


class Faults(logging.Handler):
    """Notes what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.taken: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.taken.append(f"{record.name}: {record.getMessage()} {error!r}")


@dataclass
class Wild:
    """A running bot, and who can be on the other side."""

    server: DiscordServer
    client: CoachClient
    loop: asyncio.AbstractEventLoop
    guild: Guild
    foreign: Guild
    signer: Signer
    noted: Faults = field(default_factory=Faults)
    outlived: bool = False
    """Whether the connection was there at the end."""

    def run(self, work: Coroutine[Any, Any, _Given]) -> _Given:
        """Do something in the bot's thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def place(self, name: str, user: User) -> Channel:
        """Give a channel where the user is."""
        if name == "direct":
            return self.server.direct_channel(user)
        return (self.guild if name == "guild" else self.foreign).channels[0]

    async def tell(self, event: str, payload: Any) -> Seen:
        """Send an event, and wait until everything that it set off has ended."""
        before = len(self.server.requests)
        profile = cProfile.Profile()
        profile.enable()
        try:
            await self.server.gateway.dispatch(event, payload)
            while self.client.ws.sequence != self.server.gateway.session.sequence:
                await asyncio.sleep(0)
            while working := [task for task in asyncio.all_tasks() if task.get_name().startswith(_TASKS)]:
                await asyncio.wait(working, timeout=30)
        finally:
            profile.disable()
        calls = sum(entry.callcount for entry in profile.getstats())
        faults = [*self.noted.taken, *self.server.take_violations()]
        self.noted.taken.clear()
        return Seen(self.server.requests[before:], faults, calls)

    async def interact(self, interaction: Interaction, payload: Any) -> Seen:
        """Send an interaction, and see what comes of it."""
        seen = await self.tell("INTERACTION_CREATE", payload)
        self.server.interactions.pop(interaction.token, None)
        return seen

    def message_of(self, channel: Channel, components: list[dict[str, Any]]) -> Message:
        """Make a card of the bot, from long ago."""
        message = Message(self.server.snowflakes.next(seconds_ago=90 * 24 * 3600.0), channel, self.server.bot)
        self.server.messages[message.id] = message
        self.server.change(message, {"components": components, "flags": 1 << 15}, edited=False)
        return message


@contextmanager
def running(cache: Path, database: Path) -> Iterator[Wild]:
    """Run the bot with the shipped knowledge until the block ends."""
    started = threading.Event()
    box: list[Any] = []
    thread = threading.Thread(target=lambda: asyncio.run(_serve(cache, database, box, started)))
    thread.start()
    started.wait(60)
    try:
        assert box, "the bot did not start"
        logging.getLogger().addHandler(box[0].noted)
        yield box[0]
    finally:
        if box:
            logging.getLogger().removeHandler(box[0].noted)
            box[0].loop.call_soon_threadsafe(box[1].set)
        thread.join(30)
    assert box[0].outlived, "an event ended the connection"


async def _serve(cache: Path, database: Path, box: list[Any], started: threading.Event) -> None:
    try:
        async with DiscordServer(deadline=60, patience=60) as server:
            settings = Settings(
                cache=cache,
                database=str(shutil.copy(database, database.with_suffix(".wild"))),
                discord_api_url=server.api_url,
                discord_gateway_url=server.gateway_url,
                discord_token=SecretStr(server.token),
                member_limit=0,
                server_limit=0,
                process_limit=0,
            )
            guild, foreign = server.add_guild("Careers"), server.add_guild("Foreign", bot=False)
            storage = await Database.open(settings.database)
            service = Service(Coach.open(default_folder(), cache), storage, pseudonyms=Pseudonyms(server.token))
            service._gaps.backlog._apart = 0.0  # each event is waited for to its end
            await service.start()
            clients: list[CoachClient] = []

            def noted(*parts: Any, **named: Any) -> CoachClient:
                clients.append(client_for(*parts, **named))
                return clients[0]

            stop, loop = asyncio.Event(), asyncio.get_running_loop()
            with patch.object(front, "client_for", noted):
                serving = asyncio.create_task(front.serve(service, settings, stop))
                await server.ready()
            box += [Wild(server, clients[0], loop, guild, foreign, Signer(server.token)), stop]
            await server.gateway.introduce(guild)
            started.set()
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait([serving, stopped], return_when=asyncio.FIRST_COMPLETED)
            box[0].outlived = not serving.done()
            stop.set()
            await serving
            await service.close()
    finally:
        started.set()


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """List the places in a JSON value, the outer ones first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from paths(each, (*path, key))


def changed(value: Any, path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    """Copy a JSON value with one place changed; `change` is given what holds the place, and its key."""
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(path) == 1:
        change(copy, path[0])
    else:
        copy[path[0]] = changed(copy[path[0]], path[1:], change)
    return copy
