"""What can go wrong with a request on its way to Discord and back, as a test or a fault plan orders it."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
from dataclasses import dataclass, field
from enum import Enum

from aiohttp import web

from tests.discord_server.model import JSON


class Loss(Enum):
    """How a reply is lost."""

    RESET = "reset"
    """The connection is reset."""
    TRUNCATED = "truncated"
    """The connection ends in the middle of the reply."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What becomes of a request instead of being answered, or on top of it."""

    status: int | None = None
    """It is refused with this, and not carried out; None: it is carried out."""
    body: JSON = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds until the reply, after it was carried out."""
    loss: Loss | None = None
    before: bool = False
    """Whether the connection is lost before it is carried out."""
    ends: bool = False
    """Whether the interaction that it is about is over with it."""

    @property
    def carries_out(self) -> bool:
        """Tell whether Discord does what was asked, whatever the client hears of it."""
        return self.status is None and not self.before

    @property
    def hides_the_outcome(self) -> bool:
        """Tell whether the client cannot know that it was done."""
        return self.carries_out and (self.loss is not None or self.delay > 0)

    async def reply(self, http: web.Request, response: web.Response) -> web.StreamResponse:
        """Send a reply as far as the trouble lets it."""
        await asyncio.sleep(self.delay)
        transport = http.transport
        if self.loss is None or transport is None:
            return response
        if self.loss is Loss.TRUNCATED and isinstance(response.body, bytes) and len(response.body) > 1:
            half = web.StreamResponse(status=response.status, headers=response.headers)
            half.content_length = len(response.body)
            await half.prepare(http)
            await half.write(response.body[: len(response.body) // 2])
            transport.close()
            return half
        reset(transport)
        return response


@dataclass(slots=True)
class Planned:
    """A trouble that the next so many matching requests get into."""

    pattern: re.Pattern[str]
    trouble: Trouble
    times: int

    def matches(self, method: str, path: str) -> bool:
        """Tell whether this is meant for a request."""
        return self.times > 0 and bool(self.pattern.search(f"{method} {path}"))


def rate_limit(seconds: float, *, everywhere: bool = False, via: bool = True) -> Trouble:
    """Refuse with 429, of a route or `everywhere`; without `via` it comes from before Discord, as a ban does."""
    scope = "global" if everywhere else "user"
    headers = {"Retry-After": str(seconds), "X-RateLimit-Scope": scope}
    if via:
        headers["Via"] = "1.1 loopback"
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
    return Trouble(429, body, headers)


def server_error(status: int) -> Trouble:
    """Refuse with a server error."""
    return Trouble(status, {"message": f"{status}: Server Error", "code": 0})


def reset(transport: asyncio.BaseTransport) -> None:
    """Reset a connection, so that the other end reads an error and not an end."""
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(transport, asyncio.Transport):
        transport.abort()


def respond(status: int, body: object, headers: dict[str, str] | None = None) -> web.Response:
    """Make a reply as Discord does."""
    if status == 204:
        return web.Response(status=204)
    # The client reads JSON only where the content type is exactly this, without a charset.
    own = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(status=status, body=json.dumps(body).encode(), headers=own)
