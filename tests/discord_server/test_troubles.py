"""What goes wrong on purpose on the loopback Discord goes wrong as it does on the real one."""

from __future__ import annotations

import aiohttp
import pytest

from tests.discord_server.faults import FAULTS, FaultPlan
from tests.discord_server.troubles import Loss, Trouble, rate_limit, server_error

OPEN = "POST /users/@me/channels"


@pytest.fixture
def ask(strict_server):
    """Ask the server for the channel of a user; with POST, which the library does not send again by itself."""

    async def call() -> tuple[int, dict[str, str]]:
        body = {"recipient_id": str(strict_server.owner.id)}
        headers = {"Authorization": f"Bot {strict_server.token}"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{strict_server.api_url}/users/@me/channels", headers=headers, json=body) as response,
        ):
            await response.read()
            return response.status, dict(response.headers)

    return call


@pytest.mark.parametrize("before", [True, False])
async def test_a_connection_is_reset(strict_server, ask, before):
    strict_server.trouble_next(OPEN, Trouble(loss=Loss.RESET, before=before))
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await ask()
    assert strict_server.requests[-1].status == (0 if before else 200)
    assert (await ask())[0] == 200


async def test_a_reply_ends_in_its_middle(strict_server, ask):
    strict_server.trouble_next(OPEN, Trouble(loss=Loss.TRUNCATED))
    with pytest.raises(aiohttp.ClientPayloadError):
        await ask()
    assert strict_server.requests[-1].status == 200


async def test_a_slow_reply_comes(strict_server, ask):
    strict_server.trouble_next(OPEN, Trouble(delay=0.01))
    assert (await ask())[0] == 200
    assert strict_server.in_flight == 0


@pytest.mark.parametrize("everywhere", [True, False])
@pytest.mark.parametrize("via", [True, False])
async def test_a_rate_limit_says_whose_it_is(strict_server, ask, everywhere, via):
    strict_server.trouble_next(OPEN, rate_limit(0.5, everywhere=everywhere, via=via))
    status, headers = await ask()
    assert (status, headers["Retry-After"], "Via" in headers) == (429, "0.5", via)
    assert ("X-RateLimit-Global" in headers) is everywhere
    assert strict_server.requests[-1].response["global"] is everywhere


async def test_troubles_come_one_after_another(strict_server, ask):
    strict_server.trouble_next(OPEN, server_error(500))
    strict_server.trouble_next(OPEN, server_error(502), times=2)
    assert [(await ask())[0] for _ in range(4)] == [500, 502, 502, 200]


def test_a_seed_gives_the_same_faults_again():
    one, same, other = FaultPlan(1), FaultPlan(1), FaultPlan(2)
    chosen = [one.choose() for _ in range(400)]
    assert chosen == [same.choose() for _ in range(400)]
    assert chosen != [other.choose() for _ in range(400)]
    assert {name for names in chosen for name in names} == set(FAULTS)
    assert {len(names) for names in chosen} == {1, 3}
    named = FaultPlan(5, ("cut",))
    assert [named.choose() for _ in range(3)] == [("cut",)] * 3


def test_a_fault_that_is_none_is_refused():
    with pytest.raises(ValueError, match="no fault 'storm'"):
        FaultPlan(1, ("storm",))
