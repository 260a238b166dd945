"""The record of what the bot asked for, and the calls the route handlers get."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from tests.discord_server.model import JSON
from tests.discord_server.troubles import Trouble


@dataclass(slots=True)
class Request:
    """One request of the bot and how it was answered; `seconds` counts from the start of its interaction."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None
    files: dict[str, bytes] = field(default_factory=dict)
    status: int = 0
    response: Any = None
    seconds: float | None = None
    trouble: Trouble | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"


@dataclass(slots=True)
class Call:
    """A request with the ids of its path taken out."""

    request: Request
    ids: dict[str, str]

    @property
    def body(self) -> JSON:
        """The JSON body; an empty one where there was none."""
        return self.request.body if isinstance(self.request.body, dict) else {}

    def number(self, name: str) -> int:
        """Read an id of the path as a number; 0 if it is none."""
        value = self.ids[name]
        return int(value) if value.isdigit() else 0


@dataclass(slots=True)
class Hold:
    """Requests that wait at the door until the test lets them in."""

    pattern: re.Pattern[str]
    times: int
    over: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0
    """How many have come so far."""

    def matches(self, method: str, path: str) -> bool:
        """Tell whether a request is to wait."""
        return self.waiting < self.times and bool(self.pattern.search(f"{method} {path}"))
