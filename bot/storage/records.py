"""What is kept in the database, as plain values; every time is in UTC and knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What those who manage a server have chosen for it; the defaults hold where nothing was chosen."""

    guild: int
    public: bool = False
    """Whether replies are seen by everybody in the channel."""
    channels: frozenset[int] = frozenset()
    """Where mentions are answered; none means everywhere."""
    language: str | None = None
    """The language of replies, such as "es"; None is each member's own."""
    cooldown: float = 0.0
    """Seconds between two answered mentions in a channel."""


class GapKind(StrEnum):
    """Why a question is kept."""

    UNANSWERED = "unanswered"
    UNCLEAR = "unclear"
    DISLIKED = "disliked"


UNKEPT = 0
"""The id of a gap that is not in the database yet."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that was not answered well, with nothing in it that tells who asked."""

    text: str
    """Normalised and redacted."""
    kind: GapKind
    reasons: tuple[str, ...]
    """Short codes, such as "wrong-role"; never free text."""
    created: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Vote:
    """What one member thinks of one answer."""

    member: str
    """A keyed hash of the member's id, never the id."""
    answer: str
    """A short reference, such as "facet:bonus senior-ai-ml-engineer"."""
    up: bool
    reasons: tuple[str, ...]
    """Short codes; never free text."""
    created: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How the votes on an answer stand."""

    up: int = 0
    down: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a version of the knowledge holds."""

    roles: int = 0
    facets: int = 0
    passages: int = 0
    figures: int = 0


@dataclass(frozen=True, slots=True)
class Golden:
    """How many golden questions a version answers rightly, of how many."""

    right: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the knowledge folder that was once put to use."""

    number: int
    """Counts up from 1 and is never given twice."""
    digest: str
    created: datetime
    by: str
    """What loaded it: "start", "watch" or "admin <user id>"."""
    counts: Counts = field(default_factory=Counts)
    golden: Golden = field(default_factory=Golden)
    pinned: bool = False
    """Set by a rollback: this one runs at the next start, whatever the folder holds."""


class Topic(StrEnum):
    """What one process changes and the others on the same database must hear of."""

    SETTINGS = "settings"
    VERSIONS = "versions"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something was changed, perhaps by this very process."""

    topic: Topic
    count: int
    """How many changes there have been on the topic, with this one: a gap tells that a notice was missed."""
    guild: int = 0
    """The server whose settings were changed."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process of the bot, and which version of the knowledge it answers from."""

    id: str
    """Drawn by lot at each start; it tells nothing of machine or people."""
    shards: str
    """Such as "0-1 of 4"."""
    version: int
    digest: str
    since: datetime
    """When this version began to run there."""
    trouble: str = ""
    """Why it does not run the current version, if it does not."""
