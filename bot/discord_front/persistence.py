"""Try again what Discord or the network failed at for a moment, and never so that anything is done twice.

The library gives up where a connection is reset or a reply is cut short, and after an error of the server it waits a
second: of the three that an interaction has. What goes out through it is therefore tried again here:

- The first response to an interaction: Discord takes only one, so it can be sent until Discord says that it has it.
- Edits, and what is sent to channels: the same edit twice is one edit, and messages carry a nonce, which Discord takes
  once.
- Follow-ups carry none: they are tried again only where they certainly did not arrive.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import aiohttp
import discord
from discord.http import HTTPClient, MultipartParameters, Route, json_or_text
from discord.webhook.async_ import AsyncWebhookAdapter

from bot.discord_front.logs import named

log = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds during which anything but a first response is tried again."""
TO_RESPOND = 3.0
"""Seconds that Discord waits for the first response to an interaction."""
ACKNOWLEDGED = 40060
"""Discord's code for a second response to one interaction."""
GONE = {
    10062: "it came too late",
    ACKNOWLEDGED: "another process has answered it",
    10015: "its time was over",
    50027: "its time was over",
}
"""Discord's codes for an interaction that cannot be answered any more, and why."""
COMPLETION = discord.InteractionResponseType.autocomplete_result.value
TOO_MANY = 429
BROKEN = (aiohttp.ClientError, OSError, TimeoutError, json.JSONDecodeError)
"""What is raised where a connection breaks: before a request is sent, or before its reply is read whole."""

_T = TypeVar("_T")


class Persistent(AsyncWebhookAdapter):
    """Sends responses to interactions, and what follows them, until they have arrived."""

    async def request(
        self,
        route: Route,
        session: aiohttp.ClientSession,
        *,
        files: Sequence[discord.File] | None = None,
        **what: Any,
    ) -> Any:
        """Send what follows a first response."""
        send = super().request
        may_repeat = _never_arrived if route.method == "POST" else passing
        return await persist(lambda: send(route, session, files=files, **what), may_repeat, files or ())

    async def create_interaction_response(
        self,
        interaction_id: int,
        token: str,
        *,
        session: aiohttp.ClientSession,
        params: MultipartParameters,
        **proxy: Any,
    ) -> Any:
        """Send the first response to an interaction; what Discord has had already counts as sent."""
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        route = Route("POST", path, webhook_id=interaction_id, webhook_token=token)
        end, uncertain = time.monotonic() + TO_RESPOND, False
        receipt = {"interaction": {"id": str(interaction_id)}}
        for pause in _pauses(0.05, 0.5):
            try:
                return await _post(route, session, params, proxy)
            except (discord.HTTPException, *BROKEN) as error:
                code = getattr(error, "code", 0)
                if (uncertain and code == ACKNOWLEDGED) or (code in GONE and _is_completion(params)):
                    return receipt
                wait = _wait(error, pause) if passing(error) else None
                broken = not isinstance(error, discord.HTTPException)
                uncertain = uncertain or broken or isinstance(error, discord.DiscordServerError)
                if wait is None or time.monotonic() + wait >= end:
                    if broken and not _never_arrived(error):
                        return receipt  # It may well have arrived; if not, it is too late now.
                    raise
                log.info("a response did not go through, it is sent again: %s", named(error))
                await asyncio.sleep(wait)
        raise AssertionError("unreachable: pauses have no end")


def make_persistent(http: HTTPClient) -> None:
    """Let everything that a client sends to channels, and asks Discord for, be tried again.

    All of it may be: messages carry a nonce, and nothing else that this bot sends adds up.
    """
    request = http.request

    async def persistently(route: Route, *, files: Sequence[discord.File] | None = None, **what: Any) -> Any:
        return await persist(lambda: request(route, files=files, **what), passing, files or ())

    http.request = persistently  # type: ignore[method-assign]


async def persist(
    attempt: Callable[[], Awaitable[_T]],
    may_repeat: Callable[[Exception], bool],
    files: Iterable[discord.File] = (),
) -> _T:
    """Try until it works, fails for good, or `PATIENCE` is over; `files` are read from their start each time."""
    end = time.monotonic() + PATIENCE
    for pause in _pauses(0.25, 8.0):
        for file in files:
            file.reset()
        try:
            return await attempt()
        except (discord.HTTPException, *BROKEN) as error:
            wait = _wait(error, pause)
            if not may_repeat(error) or time.monotonic() + wait >= end:
                raise
            log.warning("Discord did not answer as it should, it is tried again in %.2f s: %s", wait, named(error))
            await asyncio.sleep(wait)
    raise AssertionError("unreachable: pauses have no end")


async def _post(route: Route, session: aiohttp.ClientSession, params: MultipartParameters, proxy: Any) -> Any:
    """Send a first response once.

    Raises:
        discord.HTTPException: where Discord refuses it.
        aiohttp.ClientError, OSError, TimeoutError, json.JSONDecodeError: where no whole reply comes.
    """
    for file in params.files or ():
        file.reset()
    body: dict[str, Any] = {"json": params.payload}
    if params.multipart:
        form = aiohttp.FormData(quote_fields=False)
        for part in params.multipart:
            form.add_field(**part)
        body = {"data": form}
    timeout = aiohttp.ClientTimeout(total=TO_RESPOND)
    query = {"with_response": "1"}
    async with session.request("POST", route.url, params=query, timeout=timeout, **body, **proxy) as response:
        data = await json_or_text(response)
    if response.status < 300:
        return data
    if response.status == 404:
        raise discord.NotFound(response, data)
    if response.status >= 500:
        raise discord.DiscordServerError(response, data)
    raise discord.HTTPException(response, data)


def _is_completion(params: MultipartParameters) -> bool:
    """Tell whether a response holds suggestions: nobody misses those that come too late."""
    return (params.payload or {}).get("type") == COMPLETION


def passing(error: Exception) -> bool:
    """Tell whether the same may go better in a moment."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == TOO_MANY
    return True


def _never_arrived(error: Exception) -> bool:
    """Tell whether Discord certainly did nothing: it was not reached, or refused for the rate."""
    return isinstance(error, aiohttp.ClientConnectorError) or getattr(error, "status", 0) == TOO_MANY


def _wait(error: Exception, pause: float) -> float:
    """Say how long to wait: as long as Discord says, where it does."""
    if isinstance(error, discord.HTTPException):
        with suppress(ValueError):
            return max(pause, float(error.response.headers.get("Retry-After") or 0))
    return pause


def _pauses(first: float, longest: float) -> Iterator[float]:
    pause = first
    while True:
        yield pause
        pause = min(2 * pause, longest)
