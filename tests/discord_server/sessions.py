"""Sessions of the gateway: which shard each is, what it was sent, and which of them an event goes to."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from aiohttp import web

from tests.discord_server.model import JSON

REPLAYED = 10_000
"""Events that a session keeps to replay them when it is resumed."""
RESUMABLE = 8
"""Sessions without a socket that are kept, in case they are resumed."""


def shard_of(guild: int | None, count: int) -> int:
    """Say which of so many shards is told of a guild; the first one of what happens in no guild."""
    return 0 if guild is None else (guild >> 22) % count


@dataclass(slots=True, eq=False)
class Session:
    """One identified session; what is sent while its socket is gone is replayed when it resumes."""

    intents: int
    socket: web.WebSocketResponse | None
    shard: int = 0
    count: int = 1
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    sequence: int = 0
    sent: deque[JSON] = field(default_factory=lambda: deque(maxlen=REPLAYED))
    announced: set[int] = field(default_factory=set)
    """The guilds it was told of."""
    live: bool = False
    """Whether it is connected and was sent everything it missed."""
    deaf: bool = False
    """Whether its connection is dead without either end having closed it: nothing comes through."""
    refused: bool = False
    """Whether it will not be resumed, as the bot finds out when it tries."""
    beat: asyncio.Future[None] | None = None
    """Waits for the answer to a heartbeat that was requested."""

    def covers(self, guild: int | None) -> bool:
        """Tell whether a guild is this shard's; None stands for direct messages."""
        return shard_of(guild, self.count) == self.shard

    def record(self, name: str, data: JSON) -> JSON:
        """Number an event and keep it."""
        self.sequence += 1
        payload = {"op": 0, "t": name, "s": self.sequence, "d": data}
        self.sent.append(payload)
        return payload

    def missed(self, sequence: int) -> list[JSON] | None:
        """List what came after an event; None where not all of it is kept any more."""
        kept = self.sent[0]["s"] if self.sent else self.sequence + 1
        return None if sequence + 1 < kept else [payload for payload in self.sent if payload["s"] > sequence]


class Sessions:
    """All sessions of the bot: shards of one process, and of others beside it; two may be the same shard."""

    def __init__(self) -> None:
        self._known: dict[str, Session] = {}
        self.count = 1
        """How many shards the last one to identify said there are."""

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._known.values()))

    def __len__(self) -> int:
        return len(self._known)

    def add(self, session: Session) -> None:
        """Remember a new session, and forget those that lost their socket long ago and did not come back."""
        for old in [old for old in self if old.socket is None][:-RESUMABLE]:
            self.forget(old)
        self._known[session.id] = session
        self.count = session.count

    def get(self, session_id: str) -> Session | None:
        """Find a session that can be resumed."""
        return self._known.get(session_id)

    def forget(self, session: Session) -> None:
        """Let a session be resumed no more."""
        session.live = False
        self._known.pop(session.id, None)

    def of(self, socket: web.WebSocketResponse) -> Session | None:
        """Find the session on a socket."""
        return next((session for session in self if session.socket is socket), None)

    def connected(self, shard: int | None = None) -> list[Session]:
        """List the sessions that have a socket; those of one shard if one is named."""
        return [session for session in self if session.socket is not None and shard in (None, session.shard)]

    def live_shards(self) -> set[int]:
        """Name the shards that are connected and up to date."""
        return {session.shard for session in self if session.live and session.count == self.count}

    def all_live(self) -> bool:
        """Tell whether every shard there is has a session that is connected and up to date."""
        return self.live_shards() == set(range(self.count))
