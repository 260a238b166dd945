"""The loopback Discord as tests use it: start it, people it, watch it, disturb it."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.discord_server import interactions as interactions  # registers its routes
from tests.discord_server.answers import Answer
from tests.discord_server.members import Members
from tests.discord_server.model import DIRECT, FORUM, GROUP, TEXT, Channel, Guild, Permission, Upload, User
from tests.discord_server.requests import Hold
from tests.discord_server.rest import PREFIX, Door
from tests.discord_server.schema import find_schema, load_schema
from tests.discord_server.sessions import shard_of
from tests.discord_server.troubles import Planned, Trouble, rate_limit, server_error

BOT_TOKEN = ".".join(
    (base64.b64encode(b"1000000000000000000").decode().rstrip("="), "Gabcde", "loopback-token-that-opens-nothing-else")
)
"""Looks like a bot token, is none."""


class DiscordServer(Members):
    """A Discord on 127.0.0.1 for one bot.

        async with DiscordServer() as server:
            guild = server.add_guild("Careers")
            ada = server.add_user("ada")
            ...start the bot against server.api_url and server.gateway_url...
            await server.ready()
            answer = await server.slash(ada, "ask", {"question": "What does an ML engineer do?"}, guild=guild)

    Everything the real one would refuse is refused with its status and error, and noted in `violations`, together with
    missed deadlines, messages that would ping somebody, and bodies that do not fit Discord's published schema.
    """

    def __init__(
        self,
        *,
        token: str = BOT_TOKEN,
        deadline: float = 3.0,
        patience: float = 5.0,
        allowed_intents: int = 0,
        shards: int = 1,
        max_concurrency: int = 1,
        identify_window: float = 0.0,
    ) -> None:
        super().__init__(token, deadline, patience, allowed_intents)
        self.gateway.shards, self.gateway.max_concurrency = shards, max_concurrency
        self.gateway.identify_window = identify_window
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        app = web.Application(client_max_size=30 * 1024 * 1024)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/files/{number}/{name}", self._file)
        app.router.add_route("*", PREFIX + "/{tail:.*}", Door(self, load_schema(find_schema())).handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all sockets and stop listening."""
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """The base of the REST API, as `Route.BASE` wants it."""
        return self.origin + PREFIX

    @property
    def gateway_url(self) -> str:
        """The gateway, as `DiscordWebSocket.DEFAULT_GATEWAY` wants it."""
        return self.origin.replace("http", "ws", 1) + "/gateway"

    def add_user(self, name: str, *, installed: bool = False, bot: bool = False, locale: str = "en-US") -> User:
        """Add a person, who may have installed the app to the account; or another bot."""
        user = User(self.snowflakes.next(), name, bot=bot, installed=installed, locale=locale)
        self.users[user.id] = user
        return user

    def upload(self, name: str, content: bytes, *, size: int | None = None) -> Upload:
        """Upload a file to attach to a command; `size` is what Discord says of it, where that is not so."""
        number = self.snowflakes.next()
        self.files[number] = content
        url = f"{self.origin}/files/{number}/{name}"
        return Upload(number, name, url, len(content) if size is None else size)

    def add_guild(
        self,
        name: str,
        *,
        bot: bool = True,
        owner: User | None = None,
        locale: str = "en-US",
        shard: tuple[int, int] | None = None,
    ) -> Guild:
        """Add a guild with one text channel; without the bot it can be used from by who has installed the app.

        With `shard`, a number and the count of all, its id is one that this shard is told of.
        """
        number = self.snowflakes.next()
        if shard is not None:
            number += ((shard[0] - shard_of(number, shard[1])) % shard[1]) << 22
        guild = Guild(number, name, owner or self.owner, bot, locale=locale)
        self.add_text_channel(guild, "general")
        self.guilds[guild.id] = guild
        return guild

    def add_text_channel(self, guild: Guild, name: str) -> Channel:
        """Add a text channel to a guild that the bot was not told of yet."""
        guild.channels.append(self.add_channel(Channel(self.snowflakes.next(), TEXT, name, guild)))
        return guild.channels[-1]

    def add_forum(self, guild: Guild, name: str) -> Channel:
        """Add a forum to a guild that the bot was not told of yet."""
        guild.channels.append(self.add_channel(Channel(self.snowflakes.next(), FORUM, name, guild)))
        return guild.channels[-1]

    def add_group(self, *users: User) -> Channel:
        """Add a private channel of some people, without the bot."""
        return self.add_channel(Channel(self.snowflakes.next(), GROUP, "group", recipients=list(users)))

    def add_private(self, one: User, other: User) -> Channel:
        """Add the direct messages of two people, without the bot."""
        return self.add_channel(Channel(self.snowflakes.next(), DIRECT, recipients=[one, other]))

    async def deny(self, channel: Channel, *denied: Permission, whom: User | None = None) -> None:
        """Deny permissions in a channel, to a user or to everyone; none are all allowed again."""
        if channel.guild is None:
            raise ValueError("only channels of guilds deny anything")
        saw = channel.guild.permissions_in(channel, self.bot)
        channel.denied[whom.id if whom else channel.guild.id] = sum(denied)
        sees = channel.guild.permissions_in(channel, self.bot)
        if saw or sees:
            await self.gateway.tell("CHANNEL_UPDATE", channel)

    async def start_thread(self, parent: Channel, name: str, kind: int = 11) -> Channel:
        """Start a thread of which the bot is told."""
        thread = self.add_thread(parent, name, kind)
        await self.gateway.tell("THREAD_CREATE", thread, newly_created=True)
        return thread

    async def join(self, guild: Guild) -> None:
        """Let the bot join a guild while it is connected."""
        guild.bot = True
        await self.gateway.announce(guild)

    async def leave(self, guild: Guild) -> None:
        """Remove the bot from a guild while it is connected."""
        guild.bot = False
        await self.gateway.remove(guild)

    async def ready(self, *, commands: bool = True) -> None:
        """Wait until all shards have identified and, unless told otherwise, the commands are registered."""
        await asyncio.wait_for(self.gateway.live.wait(), self.patience)
        if commands:
            async with self.changed:
                await asyncio.wait_for(self.changed.wait_for(lambda: self.commands.registered), self.patience)
        await self.gateway.barrier()

    async def drop_gateway(self, code: int = 4000, *, shard: int | None = None) -> None:
        """Cut the bot's gateway connection with a close code; that of one shard if one is named."""
        await self.gateway.drop(code, shard=shard)

    async def invalidate_session(self, *, resumable: bool) -> None:
        """Tell the bot that its session is invalid, to be resumed or not."""
        await self.gateway.invalidate(resumable=resumable)

    async def reconnected(self) -> None:
        """Wait until all shards are back after a cut, resumed or newly identified."""
        await asyncio.wait_for(self.gateway.live.wait(), self.patience)
        await self.gateway.barrier()

    def trouble_next(self, pattern: str, trouble: Trouble, *, times: int = 1) -> None:
        """Let the next requests whose "METHOD /path" matches get into trouble."""
        self.planned.append(Planned(re.compile(pattern), trouble, times))

    def rate_limit_next(self, pattern: str, *, retry_after: float = 0.1, times: int = 1) -> None:
        """Answer the next requests whose "METHOD /path" matches with 429."""
        self.trouble_next(pattern, rate_limit(retry_after), times=times)

    def fail_next(self, pattern: str, status: int = 503, *, times: int = 1) -> None:
        """Answer the next requests whose "METHOD /path" matches with a server error."""
        self.trouble_next(pattern, server_error(status), times=times)

    @contextmanager
    def holding(self, pattern: str, times: int) -> Iterator[Hold]:
        """Let the next requests whose "METHOD /path" matches wait until the block ends."""
        hold = Hold(re.compile(pattern), times)
        self.holds.append(hold)
        try:
            yield hold
        finally:
            hold.over.set()
            self.holds.remove(hold)

    async def held(self, hold: Hold) -> None:
        """Wait until all the requests that are to wait have come."""
        async with self.changed:
            await asyncio.wait_for(self.changed.wait_for(lambda: hold.waiting == hold.times), self.patience)

    def take_violations(self) -> list[str]:
        """Hand over the violations so far and start anew."""
        taken = list(self.violations)
        self.violations.clear()
        return taken

    def latest(self, answer: Answer) -> Answer:
        """Read a message again."""
        return answer.now()

    async def _file(self, request: web.Request) -> web.Response:
        content = self.files.get(int(request.match_info["number"]))
        return web.Response(body=content) if content is not None else web.Response(status=404)
