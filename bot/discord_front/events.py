"""Take in what comes over the gateway: each interaction once, and an event that cannot be read does no harm.

The library ends the whole client where reading an event fails; and Discord sends events again where a connection is
resumed, or where two processes run while one replaces the other.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb
from typing import Any

import discord
from discord.http import Route

from bot.discord_front.desk import Once
from bot.discord_front.errors import SORRY
from bot.discord_front.persistence import BROKEN
from bot.locale import say

log = logging.getLogger(__name__)

NEEDED = frozenset({"READY", "RESUMED"})
"""Without these there is no connection to keep."""
INTERACTION = "INTERACTION_CREATE"
ANSWERING = "answer to an unreadable interaction"
_KINDS = [kind.value for kind in discord.InteractionType if kind is not discord.InteractionType.ping]
"""What wants an answer; of a kind that is new nobody knows what it takes."""
_MESSAGE, _CHOICES = 4, 8
_EPHEMERAL = 1 << 6
_Parse = Callable[[Any], None]


def guard(client: discord.Client) -> None:
    """Put a guard before all that the library makes of events."""
    parsers: dict[str, _Parse] = client._connection.parsers
    apologies = Apologies(client)
    for name, parse in parsers.items():
        if name == INTERACTION:
            parsers[name] = _guarded(name, _once(parse), apologies.begin)
        elif name not in NEEDED:
            parsers[name] = _guarded(name, parse)


def where(error: BaseException) -> str:
    """Name an error and where it arose, without its text: "KeyError in state.py:815"."""
    frames = extract_tb(error.__traceback__)
    return type(error).__name__ + (f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "")


class Apologies:
    """Answers interactions that cannot be read; in English, for what is spoken cannot be read either."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._under_way: set[asyncio.Task[None]] = set()

    def begin(self, data: Any, reference: str) -> None:
        """Answer by id and token, if there are any."""
        answering = asyncio.create_task(self._answer(data, reference), name=ANSWERING)
        self._under_way.add(answering)
        answering.add_done_callback(self._under_way.discard)

    async def _answer(self, data: Any, reference: str) -> None:
        if not isinstance(data, dict) or data.get("type") not in _KINDS:
            return
        answer: dict[str, Any] = {"content": say(SORRY, reference=f"`{reference}`"), "flags": _EPHEMERAL}
        body: dict[str, Any] = {"type": _MESSAGE, "data": answer}
        if data.get("type") == discord.InteractionType.autocomplete.value:
            body = {"type": _CHOICES, "data": {"choices": []}}
        path = "/interactions/{interaction_id}/{interaction_token}/callback"
        try:
            route = Route("POST", path, interaction_id=data["id"], interaction_token=data["token"])
            await self._client.http.request(route, json=body)
        except (LookupError, discord.HTTPException, *BROKEN) as error:
            log.warning("reference %s: an interaction could not be answered: %s", reference, where(error))


def _guarded(name: str, parse: _Parse, apologise: Callable[[Any, str], None] | None = None) -> _Parse:
    def guarded(data: Any) -> None:
        try:
            parse(data)
        except Exception as error:
            reference = secrets.token_hex(4)
            # Neither the error's text nor a traceback: both may quote what a member wrote.
            log.warning(
                "reference %s: an event %s could not be read, it is left out: %s", reference, name, where(error)
            )
            if apologise is not None:
                apologise(data, reference)

    return guarded


def _once(parse: _Parse) -> _Parse:
    taken = Once()

    def once(data: Any) -> None:
        if taken.claim(int(data["id"])):
            parse(data)
        else:
            log.info("an interaction came twice, it is answered once")

    return once
