"""The gateway: sessions over WebSocket with heartbeats, READY, RESUME and what Discord closes a socket for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.discord_server.model import JSON, Channel, Guild, Message
from tests.discord_server.sessions import Session, Sessions
from tests.discord_server.troubles import reset

if TYPE_CHECKING:
    from tests.discord_server.state import State

GUILDS, GUILD_MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = GUILD_MEMBERS | PRESENCES | MESSAGE_CONTENT
KNOWN_INTENTS = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25
IDENTIFIES_A_DAY = 1000


class Gateway:
    """Speaks gateway v10 with one bot, in as many sessions as it identifies; each gets the events of its shard."""

    def __init__(self, state: State, allowed_intents: int) -> None:
        self._state = state
        self._allowed_intents = allowed_intents
        self._sockets: dict[web.WebSocketResponse, web.Request] = {}
        self._last_identify: dict[int, float] = {}
        self.heartbeat_interval = 41.25
        self.shards = 1
        """How many shards `GET /gateway/bot` recommends."""
        self.max_concurrency = 1
        self.identify_window = 0.0
        """Seconds within which only one shard of each bucket may identify: five at Discord's; 0 lets all."""
        self.sessions = Sessions()
        self.session: Session | None = None
        """The one that was identified or resumed last; the only one, in the simple case."""
        self.live = asyncio.Event()
        """Set while every shard is connected and up to date."""
        self.identifies: list[JSON] = []
        self.resumes: list[JSON] = []
        self.heartbeats = 0
        self.refused_connections = 0
        """How many of the next connections are refused with 503."""
        self.mangle: Callable[[JSON], Iterable[JSON]] = lambda payload: (payload,)
        """Makes of an event what is sent of it: nothing, the event, or several."""
        self.lost: list[JSON] = []
        """Events that a session which was not resumed had been sent, or was to be sent, and the bot never read."""

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one socket from HELLO to its close."""
        if self.refused_connections > 0:
            self.refused_connections -= 1
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets[socket] = request
        try:
            await self._send(socket, {"op": 10, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}})
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    await socket.close(code=4002, message=b"Decode error")
                    break
                await self._receive(socket, frame.data)
        finally:
            self._sockets.pop(socket, None)
            session = self.sessions.of(socket)
            if session:
                self._detach(session)
                # A client that closes in good order does not come back to that session.
                if socket.close_code in (WSCloseCode.OK, WSCloseCode.GOING_AWAY):
                    self.sessions.forget(session)
        return socket

    def start_limit(self) -> JSON:
        """Say how many sessions may be started, as `GET /gateway/bot` does."""
        remaining = max(0, IDENTIFIES_A_DAY - len(self.identifies))
        limits = {"total": IDENTIFIES_A_DAY, "remaining": remaining, "reset_after": 0}
        return limits | {"max_concurrency": self.max_concurrency}

    async def dispatch(self, name: str, data: JSON, *, guild: int | None = None) -> None:
        """Send an event to the shard of a guild, or to the first one; keep it for when a session is resumed."""
        sessions = [session for session in self.sessions if session.covers(guild)]
        if not sessions:
            raise RuntimeError(f"the bot is not connected; nobody to send {name} to")
        for session in sessions:
            await self._emit(session, name, data)

    async def message_create(self, message: Message) -> None:
        """Send MESSAGE_CREATE if the bot's intents and permissions let it have it."""
        await self._message("MESSAGE_CREATE", message)

    async def message_update(self, message: Message) -> None:
        """Send MESSAGE_UPDATE: the whole message as it is now."""
        await self._message("MESSAGE_UPDATE", message)

    async def _message(self, name: str, message: Message) -> None:
        channel, guild = message.channel, message.channel.guild
        await self.introduce(guild)
        for session in self.sessions:
            if not session.covers(guild.id if guild else None):
                continue
            if not session.intents & (DIRECT_MESSAGES if guild is None else GUILD_MESSAGES):
                continue
            if guild is None:
                await self._emit(session, name, message.payload())
            elif guild.bot and guild.permissions_in(channel, self._state.bot):
                member = guild.member(message.author, with_user=False)
                facts = {"guild_id": str(guild.id), "member": member}
                await self._emit(session, name, self._readable(session, message) | facts)

    def _readable(self, session: Session, message: Message) -> JSON:
        """Write a message without the content that the bot's intents do not entitle it to; so its nested one."""
        data, hidden = message.payload(), {"content": "", "embeds": [], "attachments": [], "components": []}
        for part, source in ((data, message), (data.get("referenced_message"), message.referenced)):
            if part and source and not self._is_entitled(session, source):
                part |= hidden
        return data

    def _is_entitled(self, session: Session, message: Message) -> bool:
        return bool(session.intents & MESSAGE_CONTENT) or self._state.bot in (message.author, *message.mentions)

    async def barrier(self) -> None:
        """Return when the bot has read everything sent so far: it answers a requested heartbeat in order."""
        sessions = self.sessions.connected()
        if not sessions:
            raise RuntimeError("the bot is not connected")
        await asyncio.gather(*(self._barrier(session) for session in sessions))

    async def _barrier(self, session: Session) -> None:
        session.beat = asyncio.get_running_loop().create_future()
        await self._send(session.socket, {"op": 1, "d": None})
        await asyncio.wait_for(session.beat, self._state.patience)

    async def drop(self, code: int, *, shard: int | None = None) -> None:
        """Close the bot's sockets with a close code; those of one shard if one is named."""
        for session in self.sessions.connected(shard):
            socket = session.socket
            self._detach(session)
            assert socket is not None
            await socket.close(code=code)

    async def cut(self, *, shard: int | None = None) -> None:
        """Reset the bot's connections, without a close; those of one shard if one is named."""
        for session in self.sessions.connected(shard):
            transport = self._sockets[session.socket].transport if session.socket in self._sockets else None
            self._detach(session)
            if transport is not None:
                reset(transport)

    async def resend(self, payload: JSON) -> None:
        """Send an event again, or at last, to the session that it was made for; with that it may be over."""
        sessions = [session for session in self.sessions if any(sent is payload for sent in session.sent)]
        for session in sessions:
            await self._send(session.socket, payload)
        if not sessions:
            self._lose([payload])
            await self._state.notify()

    def deafen(self, *, shard: int | None = None) -> None:
        """Let nothing through to the bot any more, its heartbeats' answers neither, until it connects anew."""
        for session in self.sessions.connected(shard):
            session.deaf = True
            self._pause(session)

    def refuse_resumes(self, *, shard: int | None = None) -> None:
        """Let the present sessions not be resumed once they are left."""
        for session in self.sessions.connected(shard):
            session.refused = True

    async def invalidate(self, *, resumable: bool, shard: int | None = None) -> None:
        """Tell the bot that its sessions are invalid; those of one shard if one is named."""
        sessions = self.sessions.connected(shard)
        if not sessions:
            raise RuntimeError("the bot is not connected")
        for session in sessions:
            self._pause(session)
            if not resumable:
                self.sessions.forget(session)
            await self._send(session.socket, {"op": 9, "d": resumable})

    async def ask_to_reconnect(self, *, shard: int | None = None) -> None:
        """Ask the bot to connect anew and resume; one shard of it if one is named."""
        for session in self.sessions.connected(shard):
            self._pause(session)
            await self._send(session.socket, {"op": 7, "d": None})

    async def close(self) -> None:
        """Close all sockets."""
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def introduce(self, guild: Guild | None) -> None:
        """Tell the bot of a guild that it has joined since it connected, unless it was told already."""
        if guild is not None and guild.bot:
            for session in self.sessions:
                if session.covers(guild.id) and guild.id not in session.announced:
                    await self._announce(session, guild)

    async def announce(self, guild: Guild) -> None:
        """Tell a connected bot of a guild it has joined."""
        for session in self.sessions:
            if session.covers(guild.id):
                await self._announce(session, guild)

    async def _announce(self, session: Session, guild: Guild) -> None:
        session.announced.add(guild.id)
        if session.intents & GUILDS:
            await self._emit(session, "GUILD_CREATE", guild.payload(self._state.bot))

    async def tell(self, name: str, channel: Channel, **extra: bool) -> None:
        """Tell a connected bot of a channel or a thread of a guild that it sees: THREAD_CREATE, CHANNEL_UPDATE, …"""
        guild = channel.guild
        if guild is None or not guild.permissions_in(channel, self._state.bot):
            return
        await self.introduce(guild)
        for session in self.sessions:
            if session.covers(guild.id) and session.intents & GUILDS:
                await self._emit(session, name, channel.payload() | extra)

    async def remove(self, guild: Guild) -> None:
        """Tell a connected bot that it is no member of a guild any more."""
        for session in self.sessions:
            session.announced.discard(guild.id)
            if session.covers(guild.id) and session.intents & GUILDS:
                await self._emit(session, "GUILD_DELETE", {"id": str(guild.id)})

    async def _receive(self, socket: web.WebSocketResponse, text: str) -> None:
        try:
            frame = json.loads(text)
            code, data = frame["op"], frame.get("d")
        except (ValueError, TypeError, KeyError, AttributeError):
            await socket.close(code=4002, message=b"Decode error")
            return
        session = self.sessions.of(socket)
        match code:
            case 1 if session and session.deaf:
                pass
            case 1:
                self.heartbeats += 1
                await self._send(socket, {"op": 11})
                if session and session.beat and not session.beat.done():
                    session.beat.set_result(None)
            case 2 if session:
                await socket.close(code=4005, message=b"Already authenticated")
            case 2:
                await self._identify(socket, data)
            case 6:
                await self._resume(socket, data)
            case 3 | 4 | 8 if session:
                pass
            case 3 | 4 | 8:
                await socket.close(code=4003, message=b"Not authenticated")
            case _:
                await socket.close(code=4001, message=b"Unknown opcode")

    async def _identify(self, socket: web.WebSocketResponse, data: Any) -> None:
        self.identifies.append(data)
        refusal = self._refusal(data)
        if refusal:
            self._state.violations.append(f"IDENTIFY was refused: {refusal[0]} {refusal[1]}")
            await socket.close(code=refusal[0], message=refusal[1].encode())
            return
        shard, count = data.get("shard", (0, 1))
        if self._is_too_soon(shard):
            self._state.violations.append(f"IDENTIFY of shard {shard} came within {self.identify_window} s of another")
            await self._send(socket, {"op": 9, "d": False})
            return
        session = Session(int(data["intents"]), socket, shard, count)
        self.sessions.add(session)
        guilds = [guild for guild in self._state.guilds.values() if guild.bot and session.covers(guild.id)]
        ready: JSON = {
            "v": 10,
            "user": self._state.bot.payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._state.origin.replace("http", "ws", 1) + "/gateway",
            "application": {"id": str(self._state.bot.id), "flags": 0},
        }
        await self._emit(session, "READY", ready | ({"shard": [shard, count]} if "shard" in data else {}))
        for guild in guilds:
            await self._announce(session, guild)
        self._go_live(session)

    def _is_too_soon(self, shard: int) -> bool:
        """Tell whether another shard of the bucket has just identified; note that this one does."""
        bucket, now = shard % self.max_concurrency, self._state.now
        last = self._last_identify.get(bucket)
        if last is not None and now - last < self.identify_window:
            return True
        self._last_identify[bucket] = now
        return False

    def _refusal(self, data: Any) -> tuple[int, str] | None:
        """Say with which close code an IDENTIFY is refused."""
        if not isinstance(data, dict) or data.get("token") != self._state.token:
            return 4004, "Authentication failed."
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            return 4013, "Invalid intent(s)."
        if intents & PRIVILEGED & ~self._allowed_intents:
            return 4014, "Disallowed intent(s)."
        match data.get("shard", [0, 1]):
            case [int(shard), int(count)] if 0 <= shard < count:
                return None
        return 4010, "Invalid shard."

    async def _resume(self, socket: web.WebSocketResponse, data: JSON) -> None:
        self.resumes.append(data)
        session = self.sessions.get(str(data.get("session_id")))
        if data.get("token") != self._state.token:
            await socket.close(code=4004, message=b"Authentication failed.")
            return
        sequence = data.get("seq")
        if session is None:
            await self._send(socket, {"op": 9, "d": False})
        elif session.refused and isinstance(sequence, int):
            self._lose(session.missed(sequence) or [])
            self.sessions.forget(session)
            await self._send(socket, {"op": 9, "d": False})
            await self._state.notify()
        elif not isinstance(sequence, int) or sequence > session.sequence:
            await socket.close(code=4007, message=b"Invalid seq")
        elif (missed := session.missed(sequence)) is None:
            self.sessions.forget(session)
            await self._send(socket, {"op": 9, "d": False})
        else:
            session.socket, session.deaf = socket, False
            for payload in missed:
                await self._send(socket, payload)
            await self._emit(session, "RESUMED", {"_trace": []})
            self._go_live(session)

    def _lose(self, payloads: list[JSON]) -> None:
        """Note events that the bot will never read."""
        self.lost += payloads
        for payload in payloads:
            if payload["t"] == "INTERACTION_CREATE":
                self._state.interactions[payload["d"]["token"]].give_up()

    def _go_live(self, session: Session) -> None:
        self.session, session.live = session, True
        if self.sessions.all_live():
            self.live.set()

    def _pause(self, session: Session) -> None:
        """Take a session as not up to date until it is resumed."""
        session.live = False
        if not self.sessions.all_live():
            self.live.clear()

    def _detach(self, session: Session) -> None:
        session.socket = None
        self._pause(session)

    async def _emit(self, session: Session, name: str, data: JSON) -> None:
        """Send an event to a session, or keep it for when that is resumed."""
        payload = session.record(name, data)
        if not session.deaf:
            for frame in self.mangle(payload):
                await self._send(session.socket, frame)

    @staticmethod
    async def _send(socket: web.WebSocketResponse | None, payload: JSON) -> None:
        if socket is not None and not socket.closed:
            await socket.send_str(json.dumps(payload))
