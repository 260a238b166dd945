"""Outlive an event that cannot be read.

The library reads each event of the gateway as it comes in, and what goes wrong there ends the whole connection, for
every server. An event that is not as Discord describes it is left out instead; an interaction is answered all the same.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from traceback import extract_tb
from typing import Any

import discord
from discord.http import Route

from bot.discord_front.errors import SORRY
from bot.locale import say

log = logging.getLogger(__name__)

NEEDED = frozenset({"READY", "RESUMED"})
"""Without these there is no connection to keep."""
INTERACTION = "INTERACTION_CREATE"
ANSWERING = "answer to an unreadable interaction"
_MESSAGE, _CHOICES = 4, 8
_EPHEMERAL = 1 << 6
_under_way: set[asyncio.Task[None]] = set()
"""The loop itself holds its tasks only weakly."""


def outlive_unreadable(client: discord.Client) -> None:
    """Let a client leave out events that cannot be read."""
    # The table is the library's own; there is no other place between the socket and the connection's end.
    parsers: dict[str, Callable[[Any], Any]] = client._connection.parsers
    for event in parsers.keys() - NEEDED:
        parsers[event] = partial(_read, client, event, parsers[event])


def _read(client: discord.Client, event: str, parse: Callable[[Any], Any], data: Any) -> None:
    try:
        parse(data)
    except Exception as error:
        reference = secrets.token_hex(4)
        # Neither the error's text nor a traceback: both may hold what somebody wrote.
        log.error("reference %s: the event %s cannot be read: %s", reference, event, where(error))
        if event == INTERACTION:
            answering = asyncio.create_task(_apologise(client, data, reference), name=ANSWERING)
            _under_way.add(answering)
            answering.add_done_callback(_under_way.discard)


def where(error: BaseException) -> str:
    """Name an error and where it arose, without its text: "KeyError in state.py:815"."""
    frames = extract_tb(error.__traceback__)
    return type(error).__name__ + (f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "")


async def _apologise(client: discord.Client, data: Any, reference: str) -> None:
    """Answer an interaction of which no more than id and token can be read, in English, to who interacts alone."""
    if not isinstance(data, dict):
        return
    answer: dict[str, Any] = {"content": say(SORRY, reference=f"`{reference}`"), "flags": _EPHEMERAL}
    body: dict[str, Any] = {"type": _MESSAGE, "data": answer}
    if data.get("type") == discord.InteractionType.autocomplete.value:
        body = {"type": _CHOICES, "data": {"choices": []}}
    path = "/interactions/{interaction_id}/{interaction_token}/callback"
    try:
        route = Route("POST", path, interaction_id=data["id"], interaction_token=data["token"])
        await client.http.request(route, json=body)
    except (LookupError, discord.HTTPException, OSError) as error:
        log.warning("reference %s: an interaction could not be answered: %s", reference, where(error))
