"""REST v10: one door that records, authenticates and refuses, and the routes of users, channels and commands."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import BodyPartReader, MultipartReader, web

from tests.discord_server.errors import ALREADY_ACKNOWLEDGED, Rejection, unauthorized, unknown
from tests.discord_server.limits import check_message, pings
from tests.discord_server.model import JSON, Channel, Message, MessageFlag, User
from tests.discord_server.permissions import check_access, check_send, reads_history
from tests.discord_server.requests import Call, Request
from tests.discord_server.schema import Schema
from tests.discord_server.state import State
from tests.discord_server.troubles import Trouble, respond

PREFIX = "/api/v10"

Handler = Callable[[State, Call], Awaitable[Any]]
ROUTES: list[tuple[str, re.Pattern[str], Handler]] = []
_OPEN = re.compile(r"^/(interactions|webhooks)/")


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    """Register a handler for a method and a path with `{ids}`."""
    pattern = re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "$")

    def register(handler: Handler) -> Handler:
        ROUTES.append((method, pattern, handler))
        return handler

    return register


class Door:
    """Takes every REST request, records it and hands it to its route."""

    def __init__(self, state: State, schema: Schema | None) -> None:
        self._state = state
        self._schema = schema

    async def handle(self, http: web.Request) -> web.StreamResponse:
        """Answer one request, or let it get into the trouble that is planned for it."""
        self._state.in_flight += 1
        try:
            request = await self._read(http)
            self._state.requests.append(request)
            await self._wait(request)
            trouble = request.trouble = self._take_trouble(request)
            if trouble is None:
                return await self._carry_out(request)
            if trouble.carries_out:
                return await trouble.reply(http, await self._carry_out(request))
            if trouble.ends:
                self._end(request)
            request.status, request.response = trouble.status or 0, trouble.body
            return await trouble.reply(http, respond(trouble.status or 500, trouble.body, trouble.headers))
        finally:
            self._state.in_flight -= 1
            await self._state.notify()

    async def _carry_out(self, request: Request) -> web.Response:
        try:
            request.response = await self._route(request)
            request.status = 204 if request.response is None else 200
            self._check_schema(request)
        except Rejection as rejection:
            request.status, request.response = rejection.status, rejection.body
            self._note(request, rejection)
        await self._state.notify()
        return respond(request.status, request.response)

    def _end(self, request: Request) -> None:
        """End the interaction that a request is about."""
        interaction = self._state.interactions[_token(request.path)]
        interaction.expired = True
        interaction.give_up()

    def _take_trouble(self, request: Request) -> Trouble | None:
        planned = next((p for p in self._state.planned if p.matches(request.method, request.path)), None)
        if planned is None:
            return None
        planned.times -= 1
        return planned.trouble

    def _note(self, request: Request, rejection: Rejection) -> None:
        """Note what was refused, unless a fault is to blame: its success was not heard of, or its time was up."""
        interaction = self._state.interactions.get(_token(request.path))
        if interaction is not None and interaction.given_up:
            return
        if rejection.body["code"] == ALREADY_ACKNOWLEDGED:
            same = (r for r in self._state.requests if r.path == request.path and r.trouble)
            if any(r.trouble and r.trouble.hides_the_outcome for r in same):
                return
        self._state.violations.append(f"{request}: {json.dumps(rejection.body)}")

    async def _wait(self, request: Request) -> None:
        """Let a request wait that a test holds."""
        held = next((hold for hold in self._state.holds if hold.matches(request.method, request.path)), None)
        if held:
            held.waiting += 1
            await self._state.notify()
            await held.over.wait()

    async def _read(self, http: web.Request) -> Request:
        path = http.path.removeprefix(PREFIX)
        request = Request(http.method, path, dict(http.query), dict(http.headers))
        if http.content_type == "multipart/form-data":
            await _read_parts(await http.multipart(), request)
        elif http.can_read_body:
            raw = await http.read()
            request.body = json.loads(raw) if raw else None
        interaction = self._state.interactions.get(_token(path))
        if interaction is not None:
            request.seconds = self._state.now - interaction.started
        return request

    async def _route(self, request: Request) -> Any:
        if not _OPEN.match(request.path) and request.headers.get("Authorization") != f"Bot {self._state.token}":
            raise unauthorized()
        for method, pattern, handler in ROUTES:
            found = pattern.match(request.path)
            if found and method == request.method:
                return await handler(self._state, Call(request, found.groupdict()))
        raise Rejection(404, 0, "404: Not Found")

    def _check_schema(self, request: Request) -> None:
        fault = self._schema.fault(request.method, request.path, request.body) if self._schema else None
        if fault:
            self._state.violations.append(f"{request}: against Discord's schema: {fault}")


def post(state: State, channel: Channel, body: JSON, files: dict[str, bytes], **extra: Any) -> Message:
    """Check a new message of the bot and remember it with its files."""
    check_message(body, files=files)
    rung = pings(body, direct=channel.guild is None, reply="message_reference" in body)
    if rung:
        state.violations.append(f"a message would ping {', '.join(rung)}")
    return state.create(channel, state.bot, keep_files(state, body, files), **extra)


def keep_files(state: State, body: JSON, files: dict[str, bytes]) -> JSON:
    """Replace new attachments by what Discord makes of them."""
    if not files:
        return body
    described = {str(entry.get("id")): entry for entry in body.get("attachments") or []}
    kept = []
    for index, (name, content) in enumerate(files.items()):
        number = state.snowflakes.next()
        state.files[number] = content
        url = f"{state.origin}/files/{number}/{name}"
        facts = {"id": str(number), "filename": name, "size": len(content), "url": url, "proxy_url": url}
        kept.append(facts | {"description": described.get(str(index), {}).get("description")})
    return body | {"attachments": kept}


def _token(path: str) -> str:
    """Read the token of an interaction from a path that has one: it follows two other parts."""
    parts = path.split("/")
    return parts[3] if len(parts) > 3 else ""


async def _read_parts(reader: MultipartReader, request: Request) -> None:
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read())
        if part.name == "payload_json":
            request.body = json.loads(content)
        else:
            request.files[part.filename or part.name or "file"] = content


@route("GET", "/users/@me")
async def _me(state: State, _call: Call) -> JSON:
    return state.bot.payload() | {"verified": True, "mfa_enabled": False, "locale": "en-US", "flags": 0}


@route("GET", "/users/{user}")
async def _user(state: State, call: Call) -> JSON:
    if call.number("user") not in state.users:
        raise unknown("User", 10013)
    return state.users[call.number("user")].payload()


@route("GET", "/oauth2/applications/@me")
async def _application(state: State, _call: Call) -> JSON:
    return {
        "id": str(state.bot.id),
        "name": "Career Coach",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "owner": state.owner.payload(),
        "team": _team(state.team) if state.team else None,
    }


def _team(people: list[User]) -> JSON:
    members = [
        {"user": user.payload(), "team_id": "1", "membership_state": 2, "permissions": ["*"], "role": "admin"}
        for user in people
    ]
    return {"id": "1", "name": "Team", "icon": None, "owner_user_id": str(people[0].id), "members": members}


@route("GET", "/gateway")
@route("GET", "/gateway/bot")
async def _gateway(state: State, _call: Call) -> JSON:
    url = state.origin.replace("http", "ws", 1) + "/gateway"
    return {"url": url, "shards": state.gateway.shards, "session_start_limit": state.gateway.start_limit()}


def _commands(state: State, call: Call) -> Any:
    if call.number("application") != state.bot.id:
        raise Rejection(403, 20012, "You are not authorized to perform this action on this application")
    return state.commands_of(call.number("guild") if "guild" in call.ids else None)


for _scope in ("/applications/{application}", "/applications/{application}/guilds/{guild}"):

    @route("GET", f"{_scope}/commands")
    async def _list_commands(state: State, call: Call) -> Any:
        wanted = call.request.query.get("with_localizations", "false").lower() == "true"
        return _commands(state, call).all(localizations=wanted)

    @route("PUT", f"{_scope}/commands")
    async def _replace_commands(state: State, call: Call) -> Any:
        return _commands(state, call).replace(call.request.body)

    @route("POST", f"{_scope}/commands")
    async def _add_command(state: State, call: Call) -> Any:
        return _commands(state, call).add(call.body)

    @route("GET", f"{_scope}/commands/{{command}}")
    async def _get_command(state: State, call: Call) -> Any:
        return _commands(state, call).get(call.number("command"))

    @route("PATCH", f"{_scope}/commands/{{command}}")
    async def _edit_command(state: State, call: Call) -> Any:
        return _commands(state, call).edit(call.number("command"), call.body)

    @route("DELETE", f"{_scope}/commands/{{command}}")
    async def _remove_command(state: State, call: Call) -> None:
        _commands(state, call).remove(call.number("command"))


@route("POST", "/users/@me/channels")
async def _open_direct_channel(state: State, call: Call) -> JSON:
    user = state.users.get(int(call.body.get("recipient_id") or 0))
    if user is None:
        raise Rejection(400, 50033, "Invalid Recipient(s)")
    return state.direct_channel(user).payload()


@route("GET", "/channels/{channel}")
async def _channel(state: State, call: Call) -> JSON:
    return _readable(state, call).payload()


@route("POST", "/channels/{channel}/messages")
async def _send(state: State, call: Call) -> JSON:
    channel, body = state.channel(call.number("channel")), call.body
    check_send(channel, state.bot, body, files=len(call.request.files))
    nonce = body.get("nonce")
    sent = state.posted.setdefault(channel.id, [])
    if nonce is not None and body.get("enforce_nonce"):
        same = next((message for message in sent if message.nonce == nonce), None)
        if same:
            return same.payload()
    if int(body.get("flags") or 0) & MessageFlag.EPHEMERAL:
        raise Rejection(400, 50035, "Invalid Form Body", {"flags": {"_errors": [{"code": "EPHEMERAL", "message": ""}]}})
    marks = _reference(state, channel, body)
    message = post(state, channel, body, call.request.files, nonce=nonce, **marks)
    sent.append(message)
    await state.gateway.message_create(message)
    return message.payload()


@route("GET", "/channels/{channel}/messages")
async def _history(state: State, call: Call) -> list[JSON]:
    channel = state.channel(call.number("channel"))
    if not reads_history(channel, state.bot):
        return []
    seen = [m for m in state.messages.values() if m.channel is channel and not m.ephemeral]
    limit = int(call.request.query.get("limit", 50))
    return [message.payload() for message in sorted(seen, key=lambda m: -m.id)[:limit]]


@route("GET", "/channels/{channel}/messages/{message}")
async def _get_message(state: State, call: Call) -> JSON:
    channel = state.channel(call.number("channel"))
    if not reads_history(channel, state.bot):
        raise Rejection(403, 50001, "Missing Access")
    return state.message(call.number("message"), channel).payload()


@route("PATCH", "/channels/{channel}/messages/{message}")
async def _edit_message(state: State, call: Call) -> JSON:
    message = state.message(call.number("message"), _readable(state, call))
    if message.author is not state.bot:
        raise Rejection(403, 50005, "Cannot edit a message authored by another user")
    if message.ephemeral:
        raise unknown("Message", 10008)
    check_message(call.body, files=call.request.files, before=message)
    state.change(message, keep_files(state, call.body, call.request.files))
    return message.payload()


@route("DELETE", "/channels/{channel}/messages/{message}")
async def _delete_message(state: State, call: Call) -> None:
    message = state.message(call.number("message"), _readable(state, call))
    del state.messages[message.id]


@route("POST", "/channels/{channel}/typing")
async def _typing(state: State, call: Call) -> None:
    channel = state.channel(call.number("channel"))
    check_send(channel, state.bot, {}, files=0)
    state.typing.append(channel.id)


def _readable(state: State, call: Call) -> Channel:
    """Find a channel the bot has access to."""
    channel = state.channel(call.number("channel"))
    check_access(channel, state.bot)
    return channel


def _reference(state: State, channel: Channel, body: JSON) -> JSON:
    """Make the fields of a reply; where what it replies to is gone, it becomes a plain message or is refused."""
    reference = body.get("message_reference")
    if not reference:
        return {}
    replied = state.messages.get(int(reference["message_id"]))
    if replied is None or replied.channel is not channel or replied.ephemeral:
        if reference.get("fail_if_not_exists", True):
            raise unknown("Message", 10008)
        return {}
    kept = {"type": 0, "message_id": str(replied.id), "channel_id": str(channel.id)}
    return {"reference": kept, "referenced": replied}
