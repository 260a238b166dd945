"""Say whether a running bot is alive, by the age of the file that it touches while it is connected."""

from __future__ import annotations

from pathlib import Path

from bot.errors import CareerCoachError

HEARTBEAT = "heartbeat"
"""The file in the cache folder whose time of change the Discord front renews."""
LIMIT = 120.0
"""Seconds after which a heartbeat counts as missed: a reconnection to Discord must fit in."""


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
