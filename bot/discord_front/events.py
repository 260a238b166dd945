"""Take in what comes over the gateway: each interaction once, and an event that cannot be read does no harm.

The library ends the whole client where reading an event fails; and Discord sends events again where a connection is
resumed, or where two processes run while one replaces the other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import discord

from bot.discord_front.desk import Once

log = logging.getLogger(__name__)

INTERACTION = "INTERACTION_CREATE"
_Parse = Callable[[Any], None]


def guard(client: discord.Client) -> None:
    """Put a guard before all that the library makes of events."""
    parsers: dict[str, _Parse] = client._connection.parsers
    for name, parse in parsers.items():
        parsers[name] = _guarded(name, _once(parse) if name == INTERACTION else parse)


def _guarded(name: str, parse: _Parse) -> _Parse:
    def guarded(data: Any) -> None:
        try:
            parse(data)
        except Exception as error:
            # Not its text, which may quote what a member wrote.
            log.warning("an event %s could not be read, it is left out (%s)", name, type(error).__name__)

    return guarded


def _once(parse: _Parse) -> _Parse:
    taken = Once()

    def once(data: Any) -> None:
        if taken.claim(int(data["id"])):
            parse(data)
        else:
            log.info("an interaction came twice, it is answered once")

    return once
