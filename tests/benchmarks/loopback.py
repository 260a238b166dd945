"""A Discord that only measures: it checks nothing, keeps nothing, and costs far less than the bot it asks.

For what is right or wrong there is `tests/discord_server`; it looks at every request, and would be slower than the bot.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.discord_server import BOT_TOKEN

JSON = dict[str, Any]
BOT = {"id": "900000000000000001", "username": "bot", "discriminator": "0", "avatar": None, "bot": True}
ADMIN = 900000000000000002
FIRST = 1_200_000_000_000_000_000
"""Where ids of members, servers and interactions begin."""
_ALL = str((1 << 50) - 1)
_CALLBACK = re.compile(r"/api/v10/interactions/(\d+)/([^/]+)/callback")
_ORIGINAL = re.compile(r"/api/v10/webhooks/\d+/([^/]+)/messages/@original")
_MESSAGES = re.compile(r"/api/v10/channels/(\d+)/messages")
_DEFERRED = (5, 6)


@dataclass(slots=True)
class Heard:
    """What a member got: after how many seconds the first response and the answer came, and the answer as sent."""

    first: float
    whole: float
    body: JSON


@dataclass(slots=True)
class _Open:
    """Something that was said to the bot and is not answered yet."""

    began: float
    done: asyncio.Future[Heard]
    first: float = 0.0


class Loopback:
    """One bot's Discord on 127.0.0.1."""

    def __init__(self, servers: int = 1) -> None:
        self.servers = [FIRST + 1_000_000 + number for number in range(servers)]
        self.commands = asyncio.Event()
        self._live = asyncio.Event()
        self._registered: list[JSON] = []
        self._socket: web.WebSocketResponse | None = None
        self._runner: web.AppRunner | None = None
        self._open: dict[str, _Open] = {}
        self._ids = itertools.count(FIRST + 100_000_000)
        self._sequence = itertools.count(1)
        self.origin = ""
        self.unasked = 0
        """Messages that nobody waited for."""

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        app = web.Application(client_max_size=30_000_000)
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/{tail:.*}", self._rest)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        if self._socket is not None:
            await self._socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def environment(self) -> dict[str, str]:
        """What points a bot here."""
        return {
            "DISCORD_TOKEN": BOT_TOKEN,
            "CAREER_COACH_DISCORD_API_URL": self.origin + "/api/v10",
            "CAREER_COACH_DISCORD_GATEWAY_URL": self.origin.replace("http", "ws", 1) + "/gateway",
        }

    async def ready(self, patience: float = 120.0) -> None:
        """Wait until the bot is there with its commands."""
        async with asyncio.timeout(patience):
            await self._live.wait()
            await self.commands.wait()

    async def slash(self, member: int, server: int | None, name: str, options: JSON) -> Heard:
        """Call a command and wait for the answer."""
        given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        top, _, under = name.partition(" ")
        data = {"id": "1", "name": top, "type": 1, "options": given}
        if under:
            data["options"] = [{"name": under, "type": 1, "options": given}]
        return await self._interact(2, member, server, data)

    async def press(self, member: int, server: int | None, message: JSON, custom_id: str) -> Heard:
        """Press a button of a message and wait for the answer."""
        return await self._interact(3, member, server, {"custom_id": custom_id, "component_type": 2}, message=message)

    async def direct(self, member: int, text: str) -> Heard:
        """Write to the bot directly and wait for its message."""
        channel = str(member + 500_000_000)
        while channel in self._open:  # who writes again before the answer would be answered out of turn
            await asyncio.wait({self._open[channel].done})
        opened = _Open(time.perf_counter(), asyncio.get_running_loop().create_future())
        self._open[channel] = opened
        await self.tell(member, text)
        return await opened.done

    async def tell(self, member: int, text: str) -> None:
        """Write to the bot directly and do not wait."""
        message = _message(next(self._ids), member + 500_000_000, _user(member), {"content": text})
        await self._dispatch("MESSAGE_CREATE", message)

    async def _interact(self, kind: int, member: int, server: int | None, data: JSON, **more: Any) -> Heard:
        number = next(self._ids)
        token = f"token{number}"
        opened = _Open(time.perf_counter(), asyncio.get_running_loop().create_future())
        self._open[token] = opened
        await self._dispatch("INTERACTION_CREATE", _interaction(number, token, kind, member, server, data) | more)
        return await opened.done

    async def _dispatch(self, name: str, data: JSON) -> None:
        if self._socket is None:
            raise RuntimeError("the bot is not connected")
        await self._socket.send_str(json.dumps({"op": 0, "t": name, "s": next(self._sequence), "d": data}))

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = self._socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str('{"op":10,"d":{"heartbeat_interval":41250}}')
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            operation = json.loads(frame.data)["op"]
            if operation == 1:
                await socket.send_str('{"op":11}')
            elif operation == 2:
                await self._welcome()
        return socket

    async def _welcome(self) -> None:
        ready = {
            "v": 10,
            "user": BOT,
            "guilds": [{"id": str(server), "unavailable": True} for server in self.servers],
            "session_id": "session",
            "resume_gateway_url": self.origin.replace("http", "ws", 1) + "/gateway",
            "application": {"id": BOT["id"], "flags": 0},
        }
        await self._dispatch("READY", ready)
        for server in self.servers:
            await self._dispatch("GUILD_CREATE", _server(server))
        self._live.set()

    async def _rest(self, request: web.Request) -> web.Response:
        path, raw = request.path, await request.read()
        if found := _CALLBACK.fullmatch(path):
            return self._respond(found[1], found[2], _body(request, raw))
        if found := _ORIGINAL.fullmatch(path):
            body = _body(request, raw)
            self._finish(found[1], body)
            return _json(_message(FIRST, FIRST, BOT, body))
        if request.method == "POST" and (found := _MESSAGES.fullmatch(path)):
            body = _body(request, raw)
            if found[1] not in self._open:
                self.unasked += 1
            self._finish(found[1], body)
            return _json(_message(next(self._ids), int(found[1]), BOT, body))
        return _json(self._account(request, raw))

    def _account(self, request: web.Request, raw: bytes) -> Any:
        """Answer what a bot asks for when it starts."""
        if request.path.endswith("/commands"):
            if request.method == "PUT":
                extra = {"application_id": BOT["id"], "version": "1", "description": ""}
                self._registered = [{"id": str(n), **extra, **each} for n, each in enumerate(json.loads(raw), 1)]
                self.commands.set()
            return self._registered
        if request.path.endswith("/oauth2/applications/@me"):
            facts = {"name": "bot", "description": "", "icon": None, "bot_public": True, "flags": 0, "team": None}
            return {"id": BOT["id"], "bot_require_code_grant": False, "verify_key": "0", "owner": _user(ADMIN), **facts}
        if request.path.endswith("/gateway/bot"):
            limits = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
            url = self.origin.replace("http", "ws", 1) + "/gateway"
            return {"url": url, "shards": 1, "session_start_limit": limits}
        return BOT

    def _respond(self, number: str, token: str, body: JSON) -> web.Response:
        opened, kind = self._open.get(token), body["type"]
        if opened is not None:
            opened.first = time.perf_counter() - opened.began
        if kind not in _DEFERRED:
            self._finish(token, body)
        message = _message(FIRST, FIRST, BOT, body.get("data") or {})
        facts = {"id": number, "type": 2, "response_message_id": message["id"], "response_message_ephemeral": False}
        return _json({"interaction": facts, "resource": {"type": kind, "message": message}})

    def _finish(self, token: str, body: JSON) -> None:
        opened = self._open.pop(token, None)
        if opened is not None and not opened.done.done():
            whole = time.perf_counter() - opened.began
            opened.done.set_result(Heard(opened.first or whole, whole, body))


def _body(request: web.Request, raw: bytes) -> JSON:
    """Read the JSON of a request; beside files it is one part of the body."""
    if request.content_type == "multipart/form-data":
        start = raw.index(b"\r\n\r\n", raw.index(b'name="payload_json"')) + 4
        raw = raw[start : raw.index(b"\r\n--", start)]
    found: JSON = json.loads(raw or b"{}")
    return found


def _json(value: Any) -> web.Response:
    return web.Response(body=json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def _user(number: int) -> JSON:
    return {"id": str(number), "username": f"member{number}", "discriminator": "0", "avatar": None, "global_name": None}


def _message(number: int, channel: int, author: JSON, data: JSON) -> JSON:
    empty: JSON = {"content": "", "components": [], "embeds": [], "attachments": [], "mentions": [], "flags": 0}
    facts = {"id": str(number), "channel_id": str(channel), "author": author, "type": 0, "pinned": False, "tts": False}
    times = {"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None}
    own = {name: data[name] for name in ("content", "components", "flags") if data.get(name)}
    return empty | facts | times | {"mention_roles": [], "mention_everyone": False} | own


def _server(number: int) -> JSON:
    channel = {"id": str(number + 10_000_000), "type": 0, "name": "general", "position": 0, "permission_overwrites": []}
    member = {"user": BOT, "roles": [], "flags": 0, "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False}
    everyone = {"id": str(number), "name": "@everyone", "permissions": _ALL, "position": 0, "color": 0, "hoist": False}
    return {
        "id": str(number),
        "name": f"server {number}",
        "owner_id": str(ADMIN),
        "channels": [channel],
        "roles": [everyone | {"managed": False, "mentionable": False, "flags": 0}],
        "members": [member | {"mute": False}],
        "member_count": 10,
        "unavailable": False,
        "emojis": [],
        "stickers": [],
        "threads": [],
        "features": [],
    }


def _interaction(number: int, token: str, kind: int, member: int, server: int | None, data: JSON) -> JSON:
    place = member + 500_000_000 if server is None else server + 10_000_000
    common = {
        "id": str(number),
        "application_id": BOT["id"],
        "type": kind,
        "token": token,
        "version": 1,
        "data": data,
        "channel": {"id": str(place), "type": 1 if server is None else 0, "name": "general"},
        "channel_id": str(place),
        "context": 1 if server is None else 0,
        "authorizing_integration_owners": {"0": str(server or 0)},
        "app_permissions": _ALL,
        "entitlements": [],
        "attachment_size_limit": 10_485_760,
        "locale": "en-US",
    }
    if server is None:
        return common | {"user": _user(member)}
    who = {"user": _user(member), "roles": [], "flags": 0, "joined_at": "2026-01-01T00:00:00+00:00"}
    who |= {"permissions": _ALL, "deaf": False, "mute": False}
    guild = {"id": str(server), "locale": "en-US", "features": []}
    return common | {"guild_id": str(server), "guild": guild, "guild_locale": "en-US", "member": who}
