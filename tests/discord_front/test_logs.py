"""The log: text or JSON, an error's number as a field, and nothing of members, whatever goes wrong."""

from __future__ import annotations

import ast
import asyncio
import gc
import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
from pydantic import SecretStr

from bot.config import Settings
from bot.discord_front.logs import JsonWriter, Writer, handler, on_loop_error
from bot.errors import StorageError, UserError
from tests.discord_front.conftest import serving
from tests.discord_server import BOT_TOKEN, Answer, DiscordServer, InteractionFailed, NoAnswer

FRONT = Path(__file__).parents[2] / "bot" / "discord_front"
MARK = "zaphod"
"""Stands in whatever members write, and in every name."""


def record(message: str, *args: Any, name: str = "bot.x", error: BaseException | None = None, **extra: Any) -> Any:
    info = (type(error), error, error.__traceback__) if error is not None else None
    made = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, info)
    made.__dict__.update(extra)
    return made


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    try:
        raise error from cause
    except type(error) as caught:
        return caught


def test_a_line_of_text_begins_with_its_time_in_utc():
    line = Writer().format(record("%d done", 3))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR bot\.x: 3 done", line)


def test_json_is_one_object_a_line_with_the_fields_there_are():
    line = JsonWriter().format(
        record("failed\n%s", "…", error=raised(KeyError("x")), reference="ab12", outcome="failed", milliseconds=1.5)
    )
    assert "\n" not in line
    found = json.loads(line)
    assert list(found) == ["time", "level", "logger", "message", "reference", "outcome", "milliseconds", "error",
                           "traceback"]  # fmt: skip
    assert (found["level"], found["logger"], found["message"]) == ("ERROR", "bot.x", "failed\n…")
    assert (found["reference"], found["milliseconds"], found["error"]) == ("ab12", 1.5, "KeyError")
    assert found["traceback"].startswith("Traceback (most recent call last):")


@pytest.mark.parametrize("kind", [Writer, JsonWriter])
def test_an_error_tells_its_kind_and_place_but_quotes_nobody(kind):
    error = raised(RuntimeError(f"{MARK} failed"), raised(UserError(f"No guide on {MARK}.")))
    line = kind().format(record("failed", error=error))
    assert "RuntimeError" in line
    assert "UserError" in line
    assert "test_logs.py" in line
    assert MARK not in line
    assert MARK in kind(verbose=True).format(record("failed", error=error))


def test_an_error_that_quotes_nobody_tells_its_text():
    full = raised(StorageError("The disk is full."), raised(OSError(28, "No space left on device")))
    line = Writer().format(record("failed", error=full))
    assert "StorageError (The disk is full.)" in line
    assert "OSError ([Errno 28] No space left on device)" in line


def test_what_a_chain_of_errors_leads_back_to_itself_is_told_once():
    one, other = raised(ValueError("a")), raised(KeyError("b"))
    one.__cause__, other.__cause__ = other, one
    assert Writer().format(record("failed", error=one)).count("Traceback") == 2


def test_of_a_librarys_line_only_words_and_numbers_are_filled_in():
    button = discord.ui.Button(custom_id=f"ask:{MARK}", label=MARK)
    written = Writer().format(record("in %r for %s after %.1f s", button, "x", 2.0, name="discord.ui.view"))
    assert written.endswith("in '<Button>' for x after 2.0 s")
    assert Writer().format(record("%(one)s", {"one": button}, name="other")).endswith("<Button>")
    assert Writer().format(record(button, name="other")).endswith("<Button>")  # type: ignore[arg-type]
    assert Writer().format(record("%d", button, name="other")).endswith("%d")


@pytest.mark.parametrize(
    "message",
    [
        "POST https://discord.com/api/v10/webhooks/1234567890123456789/aW50ZXJhY3Rpb24/messages/@original responded",
        "POST /interactions/1234567890123456789/aW50ZXJhY3Rpb24/callback",
        f"the token {BOT_TOKEN}",
        "postgresql://coach:correct-horse@db/coach",
        "the password correct-horse",
        "channel 1234567890123456789",
    ],
)
def test_tokens_secrets_and_ids_are_struck_out(message):
    settings = Settings(discord_token=SecretStr(BOT_TOKEN), database="postgresql://coach:correct-horse@db/coach")
    for log_format in ("text", "json"):
        formatter = handler(replace(settings, log_format=log_format)).formatter
        assert formatter is not None
        for line in (formatter.format(record(message)), formatter.format(record("%s", message, name="discord.http"))):
            assert not re.search(r"\d{17}|aW50|correct-horse|loopback-token", line)


def test_a_short_password_takes_no_words_with_it():
    settings = Settings(database="postgresql://coach:coach@db/coach", discord_token=SecretStr(BOT_TOKEN))
    assert settings.secrets == (BOT_TOKEN, "postgresql://coach:coach@db/coach")


async def test_the_loop_tells_of_a_lost_error_without_the_task(caplog):
    async def fail() -> None:
        raise RuntimeError(MARK)

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(on_loop_error)
    try:
        task = loop.create_task(fail(), name=f"discord-ui-dynamic-item-ask:{MARK}")
        await asyncio.wait({task})
        del task
        gc.collect()
    finally:
        loop.set_exception_handler(None)
    lines = [Writer().format(each) for each in caplog.records]
    assert any("Task exception was never retrieved" in line and "RuntimeError" in line for line in lines)
    assert MARK not in "".join(lines)


def logged_in(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Give each line of a file that logs, with what it fills in: bare exceptions and fields of Discord's objects."""
    tree = ast.parse(path.read_text("utf-8"))
    caught = {each.name for each in ast.walk(tree) if isinstance(each, ast.ExceptHandler)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("log."):
            bare = {each.id for each in call.args if isinstance(each, ast.Name) and each.id in caught}
            fields = {each.attr for given in call.args for each in ast.walk(given) if isinstance(each, ast.Attribute)}
            yield f"{path.name}:{call.lineno}", bare | (fields & {"id", "name", "content", "user", "author", "text"})


def test_no_line_of_the_front_fills_in_an_error_as_it_is_or_who_somebody_is():
    found = [each for path in FRONT.rglob("*.py") for each in logged_in(path)]
    assert len(found) > 10
    assert [(where, what) for where, what in found if what] == []


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    return replace(settings, log_format=getattr(request, "param", "json"))


@pytest.fixture
def written(settings: Settings) -> Iterator[io.StringIO]:
    """What the log of the bot holds, at the default level."""
    stream, root = io.StringIO(), logging.getLogger()
    writer, level = handler(settings, stream), root.level
    root.addHandler(writer)
    root.setLevel(settings.log_level)
    yield stream
    root.removeHandler(writer)
    root.setLevel(level)


@pytest.mark.parametrize("settings", ["text", "json"], indirect=True)
async def test_a_number_in_an_apology_finds_its_line(discord_server, coach, settings, written, member):
    async with serving(discord_server, coach, settings):
        answer = await discord_server.slash(member, "ask", {"question": "crash"})
        direct = await discord_server.direct_message(member, "crash")
    for told, front in ((answer, "command"), (direct, "direct")):
        number = told.text.split("`")[1]
        (line,) = [line for line in written.getvalue().splitlines() if number in line]
        if settings.log_format == "json":
            found = json.loads(line)
            assert (found["reference"], found["front"], found["outcome"]) == (number, front, "failed")
            assert 0 <= found["milliseconds"] < 10_000
            assert found["error"] == "RuntimeError"


class Players:
    """Members whose names and words carry the mark, who try everything there is while things fail."""

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        self.user = server.add_user(f"{MARK}-the-member")
        self.guild = server.add_guild(f"{MARK}'s server", owner=self.user)
        self.guild.channels[0].name = f"{MARK}-channel"
        self.seen: list[Answer] = []

    async def play(self, words: str) -> None:
        """Reach the bot in every way with some words."""
        server, user, guild = self.server, self.user, self.guild
        said = f"{MARK} says {words}" if words not in ("crash", "refuse") else words
        target = server.compose(user, guild, said)
        ways = (
            server.slash(user, "ask", {"question": said}, guild=guild),
            server.slash(user, "skills", {"role": f"{MARK}", "known": f"{MARK} skills"}, guild=guild),
            server.slash(user, "offer", {"role": said, "amount": f"{MARK} 165k"}),
            server.slash(user, "settings", {"language": said}, guild=guild, force=True),
            server.slash(user, "knowledge why", {"message": said}, guild=guild, force=True),
            server.slash(server.owner, "knowledge why", {"message": said}, guild=guild, force=True),
            server.slash(server.owner, "knowledge reload"),
            server.autocomplete(user, "role", {"role": said}, focused="role", guild=guild),
            server.message_command(user, "Ask the coach", target),
            server.mention(user, guild, said),
            server.direct_message(user, said),
            server.press_custom_id(user, f"ask:{said}", guild=guild),
            server.press_custom_id(user, f"share:{said}", guild=guild),
            server.press_custom_id(user, f"vote:up:{'x' * 8}:a|{said}", guild=guild),
            server.press_custom_id(user, f"pick:0:{said}", guild=guild),
            server.press_custom_id(user, "set:channels:12345678", guild=guild),
        )
        await asyncio.gather(*map(self.see, ways))
        form = await self.see(server.slash(user, "ask", {}, guild=guild))
        if isinstance(form, Answer) and form.modal:
            await self.see(server.submit(form.modal, dict.fromkeys(form.modal.fields, said)))

    async def see(self, doing: Any) -> Any:
        """Take whatever comes of it, also nothing."""
        try:
            found = await doing
        except (InteractionFailed, NoAnswer):
            return None
        self.seen += [found] if isinstance(found, Answer) else []
        return found

    async def press_everything(self) -> None:
        """Press what was offered."""
        buttons = [button for answer in self.seen[:4] for button in answer.buttons]
        await asyncio.gather(*(self.see(self.server.press(self.user, button)) for button in buttons))


FAULTS = {
    "none": [],
    "refused": [("POST .*/callback", 403), ("POST /channels/.*", 403)],
    "broken": [("POST .*/callback", 400), ("PATCH /webhooks/.*", 404), ("POST /channels/.*", 400)],
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
async def test_the_log_holds_nothing_of_members(strict_server, coach, settings, written, faults, monkeypatch):
    server = strict_server
    server.patience = 0.3
    settings = replace(
        settings,
        discord_api_url=server.api_url,
        discord_gateway_url=server.gateway_url,
        admins=frozenset({1}),
    )
    players = Players(server)
    coach.meanwhile = lambda: quote(coach.asked[-1][0])
    monkeypatch.setattr(coach, "complete", lambda _kind, typed, _limit: int(typed))

    async with serving(server, coach, settings) as service:
        monkeypatch.setattr(service._guard._storage.gaps, "add", fail_with(f"{MARK} in a parameter"))
        for pattern, status in faults:
            server.fail_next(pattern, status, times=1000)
        if not faults:
            server.rate_limit_next("POST /channels/.*", retry_after=0.01, times=2)
            server.rate_limit_next("POST /(interactions|webhooks)/.*", retry_after=0.01, times=2)
        for words in ("pay", "crash", "refuse", "quote me"):
            await players.play(words)
        await players.press_everything()
        server.planned.clear()
        await server.drop_gateway(4000)
        await server.reconnected()
    check(written.getvalue(), server)
    server.take_violations()


def quote(text: str) -> None:
    """Fail as code does that chokes on what somebody wrote."""
    if "quote" in text:
        int(text)


def fail_with(text: str) -> Any:
    async def fail(*_given: Any, **_named: Any) -> None:
        raise StorageError("The database db failed.") from ValueError(text)

    return fail


def check(log: str, server: DiscordServer) -> None:
    lines = log.splitlines()
    assert len(lines) > 5
    assert all({"time", "level", "logger", "message"} <= json.loads(line).keys() for line in lines)
    assert "ValueError" in log, "the failing paths were gone through"
    assert MARK not in log.lower()
    assert server.token not in log
    ids = [*server.users, *server.guilds, *server.channels, *server.messages]
    ids += [each.id for each in server.interactions.values()]
    assert [each for each in ids if str(each) in log and each > 10**16] == []
    assert [token for token in server.interactions if token in log] == []
