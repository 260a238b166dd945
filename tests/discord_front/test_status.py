"""The status port: metrics, health and readiness of a bot on the loopback Discord, and what nobody may do with it."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import discord
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from bot.answers.blocks import Outcome
from bot.config import Settings
from bot.console_front.health import check_port
from bot.discord_front import status
from bot.errors import CareerCoachError, SettingsError
from tests.discord_front.conftest import serving
from tests.discord_front.samples import reply
from tests.discord_server import DiscordServer

Labels = frozenset[tuple[str, str]]


@pytest.fixture
def settings(settings: Settings, unused_port: int) -> Settings:
    return replace(settings, status_port=unused_port)


class Port:
    """What asks the port."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings) -> None:
        self._session = session
        self.number = settings.status_port or 0
        self.url = f"http://{settings.status_host}:{self.number}"

    async def get(self, path: str, method: str = "GET", **how: Any) -> tuple[int, str]:
        async with self._session.request(method, self.url + path, **how) as response:
            assert response.headers["Server"] == "career-coach"
            return response.status, await response.text()

    async def json(self, path: str) -> tuple[int, Any]:
        async with self._session.get(self.url + path) as response:
            return response.status, await response.json()

    async def until_ready(self) -> None:
        async with asyncio.timeout(10):
            while (await self.get("/readyz"))[0] != 200:
                await asyncio.sleep(0.05)

    async def metrics(self) -> dict[str, dict[Labels, float]]:
        """Give each sample by its name and labels."""
        status, text = await self.get("/metrics")
        assert status == 200
        found: dict[str, dict[Labels, float]] = {}
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                name = sample.name.removeprefix("career_coach_")
                found.setdefault(name, {})[frozenset(sample.labels.items())] = sample.value
        return found


def labels(**given: str) -> Labels:
    return frozenset(given.items())


@pytest_asyncio.fixture
async def port(bot: DiscordServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Port]:
    assert bot.gateway.live.is_set()
    monkeypatch.setattr(status, "FRESH", 0.0)
    async with aiohttp.ClientSession() as session:
        yield Port(session, settings)


async def test_it_is_ready_while_the_gateway_is_and_says_why_not(bot, port):
    assert await port.json("/readyz") == (
        503,
        {"ready": False, "reason": "shard 0 is loading its servers", "shards": {"0": "loading its servers"}},
    )
    assert await port.json("/healthz") == (200, {"alive": True})
    with pytest.raises(CareerCoachError, match="Not ready: shard 0 is loading its servers"):
        await asyncio.to_thread(check_port, "0.0.0.0", port.number)
    await port.until_ready()
    assert await port.json("/readyz") == (200, {"ready": True, "reason": "", "shards": {"0": "ready"}})
    assert await asyncio.to_thread(check_port, "0.0.0.0", port.number) == "Healthy: the bot is ready."
    await bot.drop_gateway()
    await bot.reconnected()
    await port.until_ready()
    events = (await port.metrics())["gateway_events_total"]
    assert events == {labels(event=each): 1.0 for each in ("connect", "ready", "disconnect", "resumed")}


async def test_it_counts_what_members_send_by_front_and_outcome(bot, coach, port, member, guild, caplog):
    answer = await bot.slash(member, "ask", {"question": "pay"}, guild=guild)
    await bot.press(member, answer.buttons[0])
    await bot.press_custom_id(member, "stale:1")
    await bot.mention(member, guild, "pay")
    coach.answer = replace(reply(), outcome=Outcome.UNKNOWN)
    await bot.direct_message(member, "nurse?")
    await bot.message_command(member, "Ask the coach", bot.compose(bot.owner, guild, "pay"))
    await bot.slash(member, "privacy")
    await bot.slash(member, "ask", {"question": "refuse"})
    await bot.direct_message(member, "crash")
    form = (await bot.slash(member, "ask", {})).modal
    await bot.submit(form, dict.fromkeys(form.fields, "pay?"))
    await bot.autocomplete(member, "role", {"role": "man"}, focused="role")
    await bot.silence()
    assert "reference" in caplog.text
    found = await port.metrics()
    assert found["messages_total"] == {
        labels(front="command", outcome="answered"): 1,
        labels(front="command", outcome="done"): 2,
        labels(front="command", outcome="refused"): 1,
        labels(front="press", outcome="answered"): 1,
        labels(front="press", outcome="done"): 1,
        labels(front="mention", outcome="answered"): 1,
        labels(front="direct", outcome="unknown"): 1,
        labels(front="direct", outcome="failed"): 1,
        labels(front="menu", outcome="unknown"): 1,
        labels(front="form", outcome="unknown"): 1,
    }
    assert found["handling"] == {labels(): 0}
    assert found["reply_seconds_count"][labels(front="command")] == 4
    assert found["composing_seconds_count"][labels()] == len(coach.asked)
    assert found["errors_total"] == {labels(kind="RuntimeError"): 1}


async def test_it_counts_what_discord_answers(bot, port, member):
    bot.rate_limit_next(r"POST /interactions/.*/callback", retry_after=0.01)
    await bot.slash(member, "help")
    bot.rate_limit_next(r"POST /channels/.*/messages", retry_after=0.01)
    await bot.direct_message(member, "pay")
    found = await port.metrics()
    assert found["discord_rate_limits_total"] == {labels(scope="user"): 2}
    requests = found["discord_requests_total"]
    assert requests[labels(status="429")] == 2
    assert requests[labels(status="200")] >= 4


async def test_it_tells_what_runs_and_whether_the_database_works(bot, port, guild):
    await bot.join(guild)
    found = await port.metrics()
    assert found["knowledge_info"] == {labels(digest="0" * 12): 1}
    assert found["storage_up"] == {labels(): 1}
    assert found["storage_waiting"][labels()] >= 0
    assert found["storage_backlog"] == {labels(): 0}
    assert found["guilds"] == {labels(): 1}
    assert found["tasks"][labels()] > 1
    assert found["process_resident_memory_bytes"][labels()] > 1e6


async def test_what_is_too_many_is_counted_by_its_limit(discord_server, coach, settings, guilds, member, guild):
    bot = discord_server
    guilds.choose(guild, cooldown=60)
    few = replace(settings, member_limit=2)
    async with serving(bot, coach, few, guilds), aiohttp.ClientSession() as session:
        await bot.mention(member, guild, "pay")
        await bot.mention(member, guild, "pay", expect_reply=False)
        await bot.direct_message(member, "pay")
        assert "a lot at once" in (await bot.direct_message(member, "pay")).text
        await bot.direct_message(member, "pay", expect_reply=False)
        assert "a lot at once" in (await bot.slash(member, "help")).text
        found = await Port(session, few).metrics()
    assert found["limits_total"] == {labels(limit="channel"): 1, labels(limit="member"): 3}
    assert found["messages_total"][labels(front="command", outcome="limited")] == 1
    assert found["handling"] == {labels(): 0}


async def test_no_label_takes_anything_of_a_member(bot, port, member, guild):
    member.name = "Zaphod"
    for text in ("Zaphod's own words", "crash"):
        await bot.mention(member, guild, text)
        await bot.slash(member, "role", {"role": text}, guild=guild)
    known = {"front", "outcome", "kind", "way", "status", "scope", "limit", "event", "shard", "digest", "version", "le",
             "generation", "implementation", "major", "minor", "patchlevel"}  # fmt: skip
    _, text = await port.get("/metrics")
    assert "Zaphod" not in text
    assert bot.token not in text
    assert not any(str(each) in text for each in (member.id, guild.id, guild.channels[0].id))
    for family in text_string_to_metric_families(text):
        assert {name for sample in family.samples for name in sample.labels} <= known


async def test_metrics_are_written_once_a_second_however_often_they_are_asked_for(port, monkeypatch):
    monkeypatch.setattr(status, "FRESH", 3600.0)
    first = await port.get("/metrics")
    assert {await port.get("/metrics") for _ in range(20)} == {first}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", 404),
        ("GET", "/metrics/../../etc/passwd", 404),
        ("GET", "/%2e%2e/%00", 404),
        ("POST", "/metrics", 405),
        ("DELETE", "/healthz", 405),
        ("TRACE", "/readyz", 405),
        ("HEAD", "/healthz", 200),
        ("GET", "/healthz?x=" + "y" * 2000, 200),
    ],
)
async def test_whatever_else_is_asked_is_refused(port, method, path, expected):
    assert (await port.get(path, method))[0] == expected
    assert (await port.get("/healthz"))[0] == 200


HOSTILE = {
    "a huge line": b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n",
    "a huge header": b"GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    "no HTTP": b"\x16\x03\x01" + bytes(range(256)) * 10,
    "a body without end": b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n" + b"z" * 10_000,
    "two lengths": b"GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
}


@pytest.mark.parametrize("sent", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_request_is_refused_and_harms_nobody(bot, port, member, sent, caplog):
    reader, writer = await asyncio.open_connection("127.0.0.1", port.number)
    writer.write(sent)
    async with asyncio.timeout(5):
        answer = await reader.readline()
    writer.close()
    assert answer.split()[1:2] in ([b"400"], [b"405"], [b"413"], [b"414"], [b"431"])
    assert (await bot.slash(member, "ask", {"question": "pay"})).text
    assert (await port.get("/healthz"))[0] == 200
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_reading_that_fails_is_logged_and_no_more(port, caplog, monkeypatch):
    monkeypatch.setattr(discord.Client, "guilds", property(lambda _client: 1 / 0))
    assert (await port.get("/metrics"))[0] == 500
    assert "/metrics could not be answered" in caplog.text
    assert (await port.get("/healthz"))[0] == 200


@pytest.mark.parametrize("sent", [b"", b"GET /metrics HTTP/1.1\r\nHost: x\r\nX: slow"], ids=["nothing", "a part"])
async def test_who_does_not_come_to_an_end_is_cut_off(discord_server, coach, settings, monkeypatch, sent):
    monkeypatch.setattr(status, "IDLE", 0.1)
    async with serving(discord_server, coach, settings):
        reader, writer = await asyncio.open_connection("127.0.0.1", settings.status_port)
        writer.write(sent)
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        writer.close()


async def test_a_port_that_is_taken_stops_the_start_in_one_sentence(discord_server, coach, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.status_port))
        taken.listen()
        with pytest.raises(SettingsError) as fault:
            async with serving(discord_server, coach, settings):
                pass
    expected = f"CAREER_COACH_STATUS_PORT is {settings.status_port}, which cannot be had on 127.0.0.1 ("
    assert str(fault.value).startswith(expected)
    assert "\n" not in str(fault.value)
    assert discord_server.requests == []


async def test_there_is_no_port_unless_it_is_set(discord_server, coach, settings):
    async with serving(discord_server, coach, replace(settings, status_port=None)):
        with pytest.raises(CareerCoachError, match="Nothing answers on port"):
            await asyncio.to_thread(check_port, "127.0.0.1", settings.status_port)
