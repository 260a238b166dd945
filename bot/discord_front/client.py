"""Connect the coach to Discord and stay until stopped."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.config import Settings
from bot.discord_front.bot import CoachClient
from bot.errors import ConnectionFailed
from bot.service.opening import open_service
from bot.service.service import Service

log = logging.getLogger(__name__)

_REFUSED = "Discord refused the token: reset it in the developer portal and set DISCORD_TOKEN anew."
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


async def serve(service: Service, settings: Settings) -> None:
    """Run the bot until it is cancelled or Discord ends the connection for good.

    Raises:
        TokenError: where the token is missing or cannot be one.
        ConnectionFailed: where Discord refuses it or cannot be reached.
    """
    token = settings.token()
    with pointed_at(settings):
        async with CoachClient(service, settings) as client:
            try:
                await client.start(token)
            except discord.LoginFailure:
                raise ConnectionFailed(_REFUSED) from None
            except discord.PrivilegedIntentsRequired as error:
                raise ConnectionFailed("Discord asks for intents that this bot does not use; update it.") from error
            except discord.ConnectionClosed as error:
                text = _REFUSED if error.code == 4004 else f"Discord closed the connection (code {error.code})."
                raise ConnectionFailed(text) from error
            except discord.HTTPException as error:
                raise ConnectionFailed(f"Discord answered with an error ({error.status}): {error.text}") from error
            except (discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
                raise ConnectionFailed(f"Discord could not be reached ({error}).") from error


def run(settings: Settings, *, watch: bool = False) -> None:
    """Open database and knowledge and run the bot in this process until Ctrl-C or SIGTERM.

    With `watch`, it reloads the knowledge when a file of it changes.
    """
    _set_up_logging(settings.log_level, settings.token())
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve_until_terminated(settings, watch))
    log.info("stopped")


async def _serve_until_terminated(settings: Settings, watch: bool) -> None:
    """Serve, and end in good order when the system asks the process to end."""
    serving = asyncio.create_task(_open_and_serve(settings, watch), name="serve")
    with suppress(NotImplementedError):  # Windows has no signal handlers on the loop
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    with suppress(asyncio.CancelledError):
        await serving


async def _open_and_serve(settings: Settings, watch: bool) -> None:
    async with open_service(settings, watch=watch) as service:
        await serve(service, settings)


@contextmanager
def pointed_at(settings: Settings) -> Iterator[None]:
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


class _Redacting(logging.Formatter):
    """Writes records as usual, with the token struck out wherever it might turn up."""

    def __init__(self, token: str) -> None:
        super().__init__(_FORMAT)
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Write one record, with its traceback."""
        return super().format(record).replace(self._token, "[token]")


def _set_up_logging(level: str, token: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_Redacting(token))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # It warns of missing voice libraries on every start; this bot does not speak.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    # At DEBUG the library writes whole events, which hold what members wrote.
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLevelName(level)))
