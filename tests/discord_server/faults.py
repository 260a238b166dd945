"""Faults of the gateway and of REST, each by its name: what a plan with a seed lets happen to the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.discord_server.model import JSON
from tests.discord_server.server import DiscordServer
from tests.discord_server.troubles import Loss, Trouble, rate_limit, server_error

Strike = Callable[[DiscordServer, Random], Coroutine[Any, Any, None]]
Mangle = Callable[[JSON], Iterable[JSON]]

SOON = 0.03
"""Seconds within which a fault of the gateway strikes, while members are at it."""
WRITES = r"^(POST|PATCH) /(interactions|webhooks|channels)/"
EDITS = r"^PATCH /webhooks/"
RESUMABLE_CODES = (1000, 1001, 1011, 4000, 4001, 4002, 4005, 4008)
"""Close codes after which the session can be resumed."""
LOST_CODES = (4003, 4007, 4009)
"""Close codes after which it cannot, and the bot may identify anew."""
FATAL_CODES = (4004, 4010, 4011, 4012, 4013, 4014)
"""Close codes after which no connection would be let in; no plan strikes with these, for the bot ends on them."""


@dataclass
class FaultPlan:
    """Lets faults happen, one after another, as its seed has it; `struck` are those so far."""

    seed: int
    names: tuple[str, ...] = ()
    """Those to choose from; all where none are named."""
    struck: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)
        for name in self.names:
            if name not in FAULTS:
                raise ValueError(f"there is no fault {name!r}; there are {', '.join(FAULTS)}")

    def choose(self) -> tuple[str, ...]:
        """Choose the next faults to strike together: one, or one each of the gateway, of events and of requests."""
        if self.names or self._random.random() < 0.5:
            return (self._random.choice(self.names or tuple(FAULTS)),)
        return tuple(self._random.choice(tuple(kind)) for kind in (GATEWAY, EVENTS, REQUESTS))

    def begin(self, server: DiscordServer, name: str) -> asyncio.Task[None]:
        """Begin a fault; what it does to requests and events is in place when this returns to the loop once."""
        self.struck.append(name)
        strike = FAULTS[name](server, Random(self._random.getrandbits(32)))
        return asyncio.create_task(strike, name=f"fault {name}")


async def calm(server: DiscordServer) -> None:
    """End whatever fault there is, and wait until the bot is back."""
    server.planned.clear()
    server.gateway.mangle = lambda payload: (payload,)
    # Not `reconnected`, which asks for a heartbeat: of more than a hundred a minute the library holds some back.
    await asyncio.wait_for(server.gateway.live.wait(), server.patience)


async def _soon(random: Random) -> None:
    await asyncio.sleep(random.uniform(0, SOON))


def _closed(code: int) -> Strike:
    async def strike(server: DiscordServer, random: Random) -> None:
        await _soon(random)
        if code in LOST_CODES:
            server.gateway.refuse_resumes()
        await server.drop_gateway(code)

    return strike


async def _cut(server: DiscordServer, random: Random) -> None:
    await _soon(random)
    await server.gateway.cut()


async def _resume_refused(server: DiscordServer, random: Random) -> None:
    await _soon(random)
    server.gateway.refuse_resumes()
    await server.drop_gateway(4000)


async def _gateway_503(server: DiscordServer, random: Random) -> None:
    """Cut the bot off, and let it in at the second attempt only."""
    await _soon(random)
    server.gateway.refused_connections = 1
    await server.gateway.cut()


async def _op_7(server: DiscordServer, random: Random) -> None:
    await _soon(random)
    await server.gateway.ask_to_reconnect()


def _op_9(*, resumable: bool) -> Strike:
    async def strike(server: DiscordServer, random: Random) -> None:
        await _soon(random)
        await server.invalidate_session(resumable=resumable)

    return strike


async def _zombie(server: DiscordServer, random: Random) -> None:
    await _soon(random)
    server.gateway.deafen()


def _mangled(make: Callable[[Random], Mangle]) -> Strike:
    async def strike(server: DiscordServer, random: Random) -> None:
        server.gateway.mangle = make(random)

    return strike


def _duplicated(random: Random) -> Mangle:
    return lambda payload: [payload] * random.choice((1, 2, 2, 3))


async def _out_of_order(server: DiscordServer, random: Random) -> None:
    """Hold events back, then send them in another order."""
    held: list[JSON] = []

    def hold(payload: JSON) -> Iterable[JSON]:
        held.append(payload)
        return ()

    server.gateway.mangle = hold
    await asyncio.sleep(2 * SOON)
    random.shuffle(held)
    server.gateway.mangle = lambda payload: (payload,)
    for payload in held:
        await server.gateway.resend(payload)


def _unknown(random: Random) -> Mangle:
    """Put events between the others that are not documented, or lack everything that is."""
    strange = [
        {"op": 0, "t": "SOMETHING_NEW", "d": {"id": "1", "of": ["any", {"shape": None}]}},
        {"op": 0, "t": "MESSAGE_CREATE", "d": {"id": "1"}},
        {"op": 0, "t": "INTERACTION_CREATE", "d": {"id": "1", "type": 99}},
        {"op": 0, "t": "GUILD_CREATE", "d": {}},
        {"op": 0, "t": "THREAD_CREATE", "d": {"id": "2", "guild_id": "3", "type": 77}},
        {"op": 0, "t": "CHANNEL_UPDATE", "d": None},
        {"op": 42, "t": None, "d": "?"},
    ]
    return lambda payload: [random.choice(strange) | {"s": payload["s"]}, payload]


async def _expired(server: DiscordServer, random: Random) -> None:
    """Let some interactions run out before the bot can answer."""

    def expire(payload: JSON) -> Iterable[JSON]:
        if payload["t"] == "INTERACTION_CREATE" and random.random() < 0.7:
            interaction = server.interactions[payload["d"]["token"]]
            interaction.expired = interaction.doomed = True
        return (payload,)

    server.gateway.mangle = expire


def _in_trouble(pattern: str, *troubles: Trouble, most: int = 3) -> Strike:
    """Let the next few requests get into troubles of these."""

    async def strike(server: DiscordServer, random: Random) -> None:
        for _ in range(random.randint(1, most)):
            server.trouble_next(pattern, random.choice(troubles))

    return strike


async def _slow(server: DiscordServer, random: Random) -> None:
    for _ in range(random.randint(1, 3)):
        server.trouble_next(WRITES, Trouble(delay=random.choice((0.1, 0.3, 0.8, 3.5))))


async def _token_gone(server: DiscordServer, _random: Random) -> None:
    server.trouble_next(EDITS, Trouble(401, {"message": "Invalid Webhook Token", "code": 50027}, ends=True))


GATEWAY: dict[str, Strike] = {
    **{f"close {code}": _closed(code) for code in (*RESUMABLE_CODES, *LOST_CODES)},
    "cut": _cut,
    "gateway 503": _gateway_503,
    "resume refused": _resume_refused,
    "op 7": _op_7,
    "op 9 resumable": _op_9(resumable=True),
    "op 9 new": _op_9(resumable=False),
    "zombie": _zombie,
}
EVENTS: dict[str, Strike] = {
    "duplicated": _mangled(_duplicated),
    "out of order": _out_of_order,
    "unknown": _mangled(_unknown),
    "expired": _expired,
}
REQUESTS: dict[str, Strike] = {
    "token gone": _token_gone,
    "429 route": _in_trouble(WRITES, rate_limit(0.05), rate_limit(0.3)),
    "429 global": _in_trouble(WRITES, rate_limit(0.1, everywhere=True)),
    "429 without via": _in_trouble(WRITES, rate_limit(0.05, via=False), rate_limit(0.3, via=False)),
    "500": _in_trouble(WRITES, server_error(500)),
    "502": _in_trouble(WRITES, server_error(502)),
    "503": _in_trouble(WRITES, server_error(503)),
    "burst": _in_trouble(WRITES, server_error(500), server_error(502), server_error(503), most=8),
    "slow": _slow,
    "truncated": _in_trouble(WRITES, Trouble(loss=Loss.TRUNCATED)),
    "reset before": _in_trouble(WRITES, Trouble(loss=Loss.RESET, before=True)),
    "reset after": _in_trouble(WRITES, Trouble(loss=Loss.RESET)),
}
FAULTS = GATEWAY | EVENTS | REQUESTS
"""Every fault by its name, but for a refused login, which comes before there is anything to disturb."""
