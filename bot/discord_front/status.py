"""The port that tells how the bot is: `/metrics`, `/healthz` and `/readyz`.

It only reads, takes no input, and tells nothing of members; whatever else is asked of it is refused.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from bot.errors import SettingsError

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.discord_front.bot import CoachClient

log = logging.getLogger(__name__)

IDLE = 10.0
"""Seconds after which a connection that asks nothing, or does not come to an end of it, is closed."""
FRESH = 1.0
"""Seconds for which metrics are written once: somebody who asks without end costs no more."""
LARGEST = 4096
"""Bytes of a request's line, and of one of its headers."""
_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


class Status:
    """Answers what is asked of the port."""

    def __init__(self, client: CoachClient) -> None:
        self._client = client
        self._written = b""
        self._until = 0.0

    def application(self) -> web.Application:
        """Make the application, with its three paths."""
        application = web.Application(client_max_size=1, middlewares=[_own_faults])
        application.router.add_get("/metrics", self._metrics)
        application.router.add_get("/healthz", self._health)
        application.router.add_get("/readyz", self._readiness)
        application.on_response_prepare.append(_say_little)
        return application

    async def _metrics(self, _request: web.Request) -> web.Response:
        """Write the metrics."""
        now = time.monotonic()
        if now >= self._until:
            self._written, self._until = self._client.metrics.text(), now + FRESH
        return web.Response(body=self._written, headers={"Content-Type": _PROMETHEUS})

    async def _health(self, _request: web.Request) -> web.Response:
        """Say that the event loop lives: it has just answered."""
        return web.json_response({"alive": True})

    async def _readiness(self, _request: web.Request) -> web.Response:
        """Say whether members can be answered, and why not."""
        found = self._client.gateway.readiness()
        body = {"ready": found.ready, "reason": found.reason, "shards": found.shards}
        return web.json_response(body, status=200 if found.ready else 503)


@asynccontextmanager
async def status_port(settings: Settings, client: CoachClient) -> AsyncIterator[None]:
    """Listen while the block runs, where the settings name a port.

    Raises:
        SettingsError: where the port cannot be had.
    """
    if settings.status_port is None:
        yield
        return
    noise = logging.getLogger("aiohttp.server.status")
    noise.disabled = True  # each request that is no HTTP would be an error of ours, and fill the log
    runner = web.AppRunner(
        Status(client).application(),
        access_log=None,
        logger=noise,
        keepalive_timeout=IDLE,
        shutdown_timeout=0.5,
        max_line_size=LARGEST,
        max_field_size=LARGEST,
    )
    await runner.setup()
    try:
        await _listen(runner, settings.status_host, settings.status_port)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise SettingsError(f"CAREER_COACH_STATUS_PORT is {port}, which cannot be had on {host} ({reason}).") from None


@web.middleware
async def _own_faults(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Log what fails in here; the server's own log is off."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception:
        log.exception("%s could not be answered", request.path)
        return web.Response(status=500)


async def _say_little(_request: web.Request, response: web.StreamResponse) -> None:
    """Leave out what serves: it is nobody's business which versions of what."""
    response.headers["Server"] = "career-coach"
