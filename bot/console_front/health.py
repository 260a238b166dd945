"""Say whether a running bot is well: by its status port where it has one, else by the file that it touches."""

from __future__ import annotations

import http.client
import json
from pathlib import Path

from bot.errors import CareerCoachError

HEARTBEAT = "heartbeat"
"""The file in the cache folder whose time of change the Discord front renews."""
LIMIT = 120.0
"""Seconds after which a heartbeat counts as missed: a reconnection to Discord must fit in."""
PATIENCE = 5.0
"""Seconds that the status port has for an answer."""
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Where to ask what listens on every address."""


def check_port(host: str, port: int) -> str:
    """Describe a bot that is ready in one sentence, as its status port tells.

    Raises:
        CareerCoachError: where nothing answers there, or it says that it is not ready.
    """
    connection = http.client.HTTPConnection(_ANY.get(host, host), port, timeout=PATIENCE)
    try:
        connection.request("GET", "/readyz")
        told = json.loads(connection.getresponse().read(65_536))
        ready, reason = bool(told["ready"]), str(told["reason"])
    except (OSError, http.client.HTTPException) as error:
        raise CareerCoachError(f"Nothing answers on port {port} of {host}: the bot is not running.") from error
    except (ValueError, TypeError, KeyError) as error:
        raise CareerCoachError(f"What answers on port {port} of {host} is not this bot.") from error
    finally:
        connection.close()
    if not ready:
        raise CareerCoachError(f"Not ready: {reason}.")
    return "Healthy: the bot is ready."


def check_heartbeat(cache: Path, now: float) -> str:
    """Describe a healthy bot in one sentence; `now` is in seconds since the epoch.

    Raises:
        CareerCoachError: where there is no heartbeat or it is too old.
    """
    try:
        age = max(0.0, now - (cache / HEARTBEAT).stat().st_mtime)
    except OSError as error:
        raise CareerCoachError(f"No heartbeat in {cache}: the bot is not running, or has not connected yet.") from error
    if age > LIMIT:
        raise CareerCoachError(f"The last heartbeat is {age:.0f} s old; more than {LIMIT:.0f} s means trouble.")
    return f"Healthy: the last heartbeat is {age:.0f} s old."
