"""The gateway: sessions over WebSocket with heartbeats, READY, RESUME and what Discord closes a socket for."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.discord_server.model import JSON, Channel, Guild, Message

if TYPE_CHECKING:
    from tests.discord_server.state import State

GUILDS, GUILD_MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = GUILD_MEMBERS | PRESENCES | MESSAGE_CONTENT
KNOWN_INTENTS = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25


@dataclass(slots=True, eq=False)
class Session:
    """One identified session; what is sent while its socket is gone is replayed when it resumes."""

    id: str
    intents: int
    socket: web.WebSocketResponse | None
    sequence: int = 0
    sent: list[JSON] = field(default_factory=list)


class Gateway:
    """Speaks gateway v10 with one bot."""

    def __init__(self, state: State, allowed_intents: int) -> None:
        self._state = state
        self._allowed_intents = allowed_intents
        self._sessions: dict[str, Session] = {}
        self._beat: asyncio.Future[None] | None = None
        self._sockets: set[web.WebSocketResponse] = set()
        self.heartbeat_interval = 41.25
        self.session: Session | None = None
        self.live = asyncio.Event()
        self.identifies: list[JSON] = []
        self.resumes: list[JSON] = []
        self.heartbeats = 0
        self._announced: set[int] = set()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one socket from HELLO to its close."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        try:
            await self._send(socket, {"op": 10, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}})
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    await socket.close(code=4002, message=b"Decode error")
                    break
                await self._receive(socket, frame.data)
        finally:
            self._sockets.discard(socket)
            if self.session and self.session.socket is socket:
                self.session.socket = None
                self.live.clear()
        return socket

    async def dispatch(self, name: str, data: JSON) -> None:
        """Send an event to the bot, or keep it for when the session is resumed."""
        session = self.session
        if session is None:
            raise RuntimeError(f"the bot is not connected; nobody to send {name} to")
        session.sequence += 1
        payload = {"op": 0, "t": name, "s": session.sequence, "d": data}
        session.sent.append(payload)
        if session.socket is not None:
            await self._send(session.socket, payload)

    async def message_create(self, message: Message) -> None:
        """Send MESSAGE_CREATE if the bot's intents and permissions let it have it."""
        await self._message("MESSAGE_CREATE", message)

    async def message_update(self, message: Message) -> None:
        """Send MESSAGE_UPDATE: the whole message as it is now."""
        await self._message("MESSAGE_UPDATE", message)

    async def _message(self, name: str, message: Message) -> None:
        if self.session is None:
            return
        channel, guild, intents = message.channel, message.channel.guild, self.session.intents
        await self.introduce(guild)
        if not intents & (DIRECT_MESSAGES if guild is None else GUILD_MESSAGES):
            return
        if guild is None:
            await self.dispatch(name, message.payload())
        elif guild.bot and guild.permissions_in(channel, self._state.bot):
            member = guild.member(message.author, with_user=False)
            await self.dispatch(name, self._readable(message) | {"guild_id": str(guild.id), "member": member})

    def _readable(self, message: Message) -> JSON:
        """Write a message without the content that the bot's intents do not entitle it to; so its nested one."""
        assert self.session is not None
        data, hidden = message.payload(), {"content": "", "embeds": [], "attachments": [], "components": []}
        for part, source in ((data, message), (data.get("referenced_message"), message.referenced)):
            if part and source and not self._is_entitled(source):
                part |= hidden
        return data

    def _is_entitled(self, message: Message) -> bool:
        assert self.session is not None
        return bool(self.session.intents & MESSAGE_CONTENT) or self._state.bot in (message.author, *message.mentions)

    async def barrier(self) -> None:
        """Return when the bot has read everything sent so far: it answers a requested heartbeat in order."""
        if self.session is None or self.session.socket is None:
            raise RuntimeError("the bot is not connected")
        self._beat = asyncio.get_running_loop().create_future()
        await self._send(self.session.socket, {"op": 1, "d": None})
        await asyncio.wait_for(self._beat, self._state.patience)

    async def drop(self, code: int) -> None:
        """Close the bot's socket with a close code."""
        if self.session and self.session.socket:
            socket, self.session.socket = self.session.socket, None
            self.live.clear()
            await socket.close(code=code)

    async def invalidate(self, *, resumable: bool) -> None:
        """Tell the bot that its session is invalid."""
        session = self.session
        if session is None or session.socket is None:
            raise RuntimeError("the bot is not connected")
        self.live.clear()
        if not resumable:
            self._sessions.pop(session.id, None)
        await self._send(session.socket, {"op": 9, "d": resumable})

    async def ask_to_reconnect(self) -> None:
        """Ask the bot to connect anew and resume."""
        if self.session and self.session.socket:
            self.live.clear()
            await self._send(self.session.socket, {"op": 7, "d": None})

    async def close(self) -> None:
        """Close all sockets."""
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def introduce(self, guild: Guild | None) -> None:
        """Tell the bot of a guild that it has joined since it connected, unless it was told already."""
        if guild is not None and guild.bot and guild.id not in self._announced:
            await self.announce(guild)

    async def announce(self, guild: Guild) -> None:
        """Tell a connected bot of a guild it has joined."""
        self._announced.add(guild.id)
        if self.session and self.session.intents & GUILDS:
            await self.dispatch("GUILD_CREATE", guild.payload(self._state.bot))

    async def tell(self, name: str, channel: Channel, **extra: bool) -> None:
        """Tell a connected bot of a channel or a thread of a guild that it sees: THREAD_CREATE, CHANNEL_UPDATE, …"""
        guild = channel.guild
        if self.session is None or guild is None or not guild.permissions_in(channel, self._state.bot):
            return
        await self.introduce(guild)
        if self.session.intents & GUILDS:
            await self.dispatch(name, channel.payload() | extra)

    async def remove(self, guild: Guild) -> None:
        """Tell a connected bot that it is no member of a guild any more."""
        self._announced.discard(guild.id)
        if self.session and self.session.intents & GUILDS:
            await self.dispatch("GUILD_DELETE", {"id": str(guild.id)})

    async def _receive(self, socket: web.WebSocketResponse, text: str) -> None:
        try:
            frame = json.loads(text)
            code, data = frame["op"], frame.get("d")
        except (ValueError, TypeError, KeyError, AttributeError):
            await socket.close(code=4002, message=b"Decode error")
            return
        identified = self.session is not None and self.session.socket is socket
        match code:
            case 1:
                self.heartbeats += 1
                await self._send(socket, {"op": 11})
                if self._beat and not self._beat.done():
                    self._beat.set_result(None)
            case 2 if identified:
                await socket.close(code=4005, message=b"Already authenticated")
            case 2:
                await self._identify(socket, data)
            case 6:
                await self._resume(socket, data)
            case 3 | 4 | 8 if identified:
                pass
            case 3 | 4 | 8:
                await socket.close(code=4003, message=b"Not authenticated")
            case _:
                await socket.close(code=4001, message=b"Unknown opcode")

    async def _identify(self, socket: web.WebSocketResponse, data: JSON) -> None:
        self.identifies.append(data)
        refusal = self._refusal(data)
        if refusal:
            self._state.violations.append(f"IDENTIFY was refused: {refusal[0]} {refusal[1]}")
            await socket.close(code=refusal[0], message=refusal[1].encode())
            return
        session = Session(secrets.token_hex(8), int(data["intents"]), socket)
        self._sessions[session.id] = self.session = session
        guilds = [guild for guild in self._state.guilds.values() if guild.bot]
        self._announced.clear()
        ready: JSON = {
            "v": 10,
            "user": self._state.bot.payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._state.origin.replace("http", "ws", 1) + "/gateway",
            "application": {"id": str(self._state.bot.id), "flags": 0},
        }
        await self.dispatch("READY", ready | ({"shard": data["shard"]} if "shard" in data else {}))
        for guild in guilds:
            await self.announce(guild)
        self.live.set()

    def _refusal(self, data: Any) -> tuple[int, str] | None:
        """Say with which close code an IDENTIFY is refused."""
        if not isinstance(data, dict) or data.get("token") != self._state.token:
            return 4004, "Authentication failed."
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            return 4013, "Invalid intent(s)."
        if intents & PRIVILEGED & ~self._allowed_intents:
            return 4014, "Disallowed intent(s)."
        if "shard" in data and not 0 <= data["shard"][0] < data["shard"][1]:
            return 4010, "Invalid shard."
        return None

    async def _resume(self, socket: web.WebSocketResponse, data: JSON) -> None:
        self.resumes.append(data)
        session = self._sessions.get(str(data.get("session_id")))
        if data.get("token") != self._state.token:
            await socket.close(code=4004, message=b"Authentication failed.")
        elif session is None:
            await self._send(socket, {"op": 9, "d": False})
        elif not isinstance(data.get("seq"), int) or data["seq"] > session.sequence:
            await socket.close(code=4007, message=b"Invalid seq")
        else:
            session.socket, self.session = socket, session
            for payload in [payload for payload in session.sent if payload["s"] > data["seq"]]:
                await self._send(socket, payload)
            await self.dispatch("RESUMED", {"_trace": []})
            self.live.set()

    @staticmethod
    async def _send(socket: web.WebSocketResponse, payload: JSON) -> None:
        if not socket.closed:
            await socket.send_str(json.dumps(payload))
