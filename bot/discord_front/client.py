"""Connect the coach to Discord and stay until stopped."""

from __future__ import annotations

import asyncio
import ctypes
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.webhook.async_ import async_context

from bot.config import Settings
from bot.discord_front.logs import on_loop_error, set_up
from bot.discord_front.persistence import Persistent
from bot.discord_front.reconnecting import reconnecting_soon
from bot.discord_front.shards import client_for, resuming
from bot.discord_front.status import status_port
from bot.discord_front.stopping import asked_by_signal, run_until
from bot.errors import ConnectionFailed
from bot.metrics import ErrorCounter, Metrics
from bot.service.opening import open_service
from bot.service.service import Service

log = logging.getLogger(__name__)

_M_ARENA_MAX = -8
"""From malloc.h of glibc."""
_REFUSED = "Discord refused the token: reset it in the developer portal and set DISCORD_TOKEN anew."
_CLOSED = {
    4004: _REFUSED,
    4010: "Discord does not take the number of this shard: check --shards.",
    4011: "The bot is in too many servers for one connection: start it with --shards.",
    4012: "Discord no longer speaks this bot's version of its gateway: update the bot.",
    4013: "Discord does not take this bot's intents: update the bot.",
}
"""What is wrong where Discord closes the connection for good, by its code."""


async def serve(service: Service, settings: Settings, asked: asyncio.Event | None = None) -> None:
    """Run the bot until it is asked to stop, is cancelled, or Discord ends the connection for good.

    Raises:
        TokenError: where the token is missing or cannot be one.
        SettingsError: where the status port cannot be had.
        ConnectionFailed: where Discord refuses it or cannot be reached.
    """
    token = settings.token()
    with _pointed_at(settings), _persistent(), reconnecting_soon(), resuming():
        client = client_for(service, settings)
        with _errors_counted(service.metrics), _explained():
            async with status_port(settings, client), client:
                await run_until(asked or asyncio.Event(), client, token)


def run(settings: Settings, *, watch: bool = False) -> None:
    """Open database and knowledge and run the bot in this process until Ctrl-C or SIGTERM.

    With `watch`, it reloads the knowledge when a file of it changes.
    """
    settings.token()
    set_up(settings)
    _share_one_heap()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve_until_asked(settings, watch))
    log.info("stopped")


def _share_one_heap() -> None:
    """Let all threads take their memory from one heap.

    The C library gives each thread its own, and what pictures freed there is of use to no other: after 20,000 answers
    a process held a third more than after a thousand, and 3 % more with one heap (`tests.benchmarks.load memory`).
    """
    with suppress(OSError, AttributeError, TypeError):  # another C library, or another system
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


async def _serve_until_asked(settings: Settings, watch: bool) -> None:
    asyncio.get_running_loop().set_exception_handler(on_loop_error)
    asked = asyncio.Event()
    with asked_by_signal(asked):
        async with open_service(settings, watch=watch) as service:
            if not asked.is_set():
                await serve(service, settings, asked)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what ends a connection into one sentence."""
    try:
        yield
    except discord.LoginFailure:
        raise ConnectionFailed(_REFUSED) from None
    except discord.PrivilegedIntentsRequired as error:
        raise ConnectionFailed("Discord asks for intents that this bot does not use; update it.") from error
    except discord.ConnectionClosed as error:
        text = _CLOSED.get(error.code, f"Discord closed the connection (code {error.code}).")
        raise ConnectionFailed(text) from error
    except discord.HTTPException as error:
        raise ConnectionFailed(f"Discord answered with an error ({error.status}): {error.text}") from error
    except (discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
        raise ConnectionFailed(f"Discord could not be reached ({error}).") from error


@contextmanager
def _errors_counted(metrics: Metrics) -> Iterator[None]:
    counter = ErrorCounter(metrics)
    logging.getLogger().addHandler(counter)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(counter)


@contextmanager
def _pointed_at(settings: Settings) -> Iterator[None]:
    """Point discord.py at other addresses than Discord's where the settings name some."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    if settings.discord_api_url:
        Route.BASE = settings.discord_api_url.rstrip("/")
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@contextmanager
def _persistent() -> Iterator[None]:
    """Let the library send what answers interactions through what tries again."""
    before = async_context.set(Persistent())  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        async_context.reset(before)
