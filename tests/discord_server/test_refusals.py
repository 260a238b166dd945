"""What the real Discord refuses, this one refuses: one case a rule."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.discord_server import DiscordServer
from tests.discord_server.model import JSON, Interaction, Kind, MessageFlag
from tests.discord_server.schema import find_schema, load_schema

Ask = Callable[..., Coroutine[Any, Any, tuple[int, Any]]]
LAYOUT = int(MessageFlag.COMPONENTS_V2)


@pytest_asyncio.fixture
async def ask(strict_server: DiscordServer) -> AsyncIterator[Ask]:
    async with aiohttp.ClientSession() as session:

        async def send(method: str, path: str, body: Any = None, token: str | None = strict_server.token) -> Any:
            headers = {"Authorization": f"Bot {token}"} if token else {}
            url = strict_server.api_url + path
            async with session.request(method, url, json=body, headers=headers) as response:
                return response.status, await response.json() if response.status != 204 else None

        yield send


@pytest.fixture
def begin(strict_server: DiscordServer) -> Callable[..., Interaction]:
    """Start interactions that no bot was told of."""
    user = strict_server.add_user("ada")

    def start(kind: Kind = Kind.COMMAND, **options: Any) -> Interaction:
        data = {"name": "x", "focused_type": 3}
        channel = strict_server.direct_channel(user)
        return strict_server.open_interaction(kind, user, channel, data, **options)

    return start


def callback(interaction: Interaction) -> str:
    return f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=1"


def row(*components: JSON) -> JSON:
    return {"type": 1, "components": list(components)}


def button(custom_id: str = "a", **extra: Any) -> JSON:
    return {"type": 2, "style": 1, "label": "A", "custom_id": custom_id} | extra


def text(content: str) -> JSON:
    return {"type": 10, "content": content}


def select(**extra: Any) -> JSON:
    return {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]} | extra


MESSAGES: dict[str, JSON] = {
    "content": {"content": "x" * 2001},
    "ten embeds": {"embeds": [{"title": "x"}] * 11},
    "embed title": {"embeds": [{"title": "x" * 257}]},
    "embed description": {"embeds": [{"description": "x" * 4097}]},
    "embed footer": {"embeds": [{"footer": {"text": "x" * 2049}}]},
    "embed total": {"embeds": [{"description": "x" * 3500}, {"description": "x" * 3500}]},
    "embed fields": {"embeds": [{"fields": [{"name": "a", "value": "b"}] * 26}]},
    "empty field value": {"embeds": [{"fields": [{"name": "a", "value": ""}]}]},
    "empty embed": {"embeds": [{}]},
    "six rows": {"components": [row(button(str(n))) for n in range(6)]},
    "six buttons": {"components": [row(*(button(str(n)) for n in range(6)))]},
    "empty row": {"components": [row()]},
    "label": {"components": [row(button(label="x" * 81))]},
    "no label": {"components": [row(button(label=""))]},
    "custom id": {"components": [row(button("x" * 101))]},
    "empty custom id": {"components": [row(button(""))]},
    "same custom id": {"components": [row(button("a"), button("a"))]},
    "button style": {"components": [row(button(style=9))]},
    "link with custom id": {"components": [row(button(style=5, url="https://a.b"))]},
    "url without link": {"components": [row(button(url="https://a.b"))]},
    "select options": {
        "components": [row(select(options=[{"label": str(n), "value": str(n)} for n in range(26)]))],
    },
    "no select options": {"components": [row(select(options=[]))]},
    "same option value": {"components": [row(select(options=[{"label": "a", "value": "a"}] * 2))]},
    "option label": {"components": [row(select(options=[{"label": "x" * 101, "value": "a"}]))]},
    "placeholder": {"components": [row(select(placeholder="x" * 151))]},
    "max values": {"components": [row(select(max_values=2))]},
    "two defaults for one": {
        "components": [row(select(options=[{"label": n, "value": n, "default": True} for n in "ab"]))],
    },
    "default channels": {
        "components": [row({"type": 8, "custom_id": "s", "default_values": [{"id": "1", "type": "channel"}] * 2})],
    },
    "a file that is not attached": {
        "flags": LAYOUT,
        "components": [{"type": 13, "file": {"url": "attachment://a.txt"}}],
    },
    "select beside a button": {"components": [row(select(), button())]},
    "layout without flag": {"components": [text("a")]},
    "41 components": {"flags": LAYOUT, "components": [text("a")] * 41},
    "41 nested components": {"flags": LAYOUT, "components": [{"type": 17, "components": [text("a")] * 40}]},
    "4001 characters": {"flags": LAYOUT, "components": [text("x" * 2000), text("x" * 2001)]},
    "empty text display": {"flags": LAYOUT, "components": [text("")]},
    "empty container": {"flags": LAYOUT, "components": [{"type": 17, "components": []}]},
    "container in container": {
        "flags": LAYOUT,
        "components": [{"type": 17, "components": [{"type": 17, "components": [text("a")]}]}],
    },
    "bare button": {"flags": LAYOUT, "components": [button()]},
    "section without accessory": {"flags": LAYOUT, "components": [{"type": 9, "components": [text("a")]}]},
    "content with layout": {"flags": LAYOUT, "content": "a", "components": [text("a")]},
    "embeds with layout": {"flags": LAYOUT, "embeds": [{"title": "a"}], "components": [text("a")]},
    "layout without components": {"flags": LAYOUT},
    "unsettable flag": {"content": "a", "flags": int(MessageFlag.LOADING)},
    "exclusive mentions": {"content": "a", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    "unknown mentions": {"content": "a", "allowed_mentions": {"parse": ["all"]}},
}


@pytest.mark.parametrize("body", MESSAGES.values(), ids=MESSAGES)
async def test_refuses_a_bad_message(ask, begin, strict_server, body):
    interaction = begin()
    status, answer = await ask("POST", callback(interaction), {"type": 4, "data": body}, None)
    assert (status, answer["code"]) == (400, 50035)
    assert answer["errors"]
    assert len(strict_server.take_violations()) == 1
    assert interaction.callback is None
    channel = strict_server.add_guild("g").channels[0]
    assert (await ask("POST", f"/channels/{channel.id}/messages", body))[0] == 400


GOOD_MESSAGES: dict[str, JSON] = {
    "content": {"content": "x" * 2000},
    "rows": {"components": [row(*(button(f"{n}{m}") for m in range(5))) for n in range(5)]},
    "select": {"components": [row(select())]},
    "40 components": {"flags": LAYOUT, "components": [{"type": 17, "components": [text("a")] * 39}]},
    "4000 characters": {"flags": LAYOUT, "components": [text("x" * 4000)]},
    "layout": {"flags": LAYOUT, "components": [{"type": 17, "components": [text("a"), row(button())]}, {"type": 14}]},
    "section": {"flags": LAYOUT, "components": [{"type": 9, "components": [text("a")], "accessory": button()}]},
    "embed": {"embeds": [{"description": "x" * 4096, "fields": [{"name": "a", "value": "b"}] * 25}]},
}


@pytest.mark.parametrize("body", GOOD_MESSAGES.values(), ids=GOOD_MESSAGES)
async def test_takes_a_good_message(ask, begin, strict_server, body):
    interaction = begin()
    status, answer = await ask("POST", callback(interaction), {"type": 4, "data": body}, None)
    assert (status, answer["interaction"]["id"]) == (200, str(interaction.id))
    assert strict_server.violations == []


async def test_refuses_an_empty_message(ask, begin):
    for body in ({"content": ""}, {}, {"content": None, "embeds": []}):
        status, answer = await ask("POST", callback(begin()), {"type": 4, "data": body}, None)
        assert (status, answer["code"]) == (400, 50006)


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        (Kind.COMMAND, (1, 6, 7, 8, 99, None)),
        (Kind.COMPONENT, (8,)),
        (Kind.AUTOCOMPLETE, (4, 5, 6, 7, 9)),
        (Kind.MODAL, (6, 7, 8, 9)),
    ],
)
async def test_refuses_a_wrong_callback_type(ask, begin, kind, types):
    for number in types:
        status, answer = await ask("POST", callback(begin(kind)), {"type": number, "data": {"content": "a"}}, None)
        assert (status, answer["code"], "type" in answer["errors"]) == (400, 50035, True)


async def test_refuses_a_second_response(ask, begin):
    interaction = begin()
    assert (await ask("POST", callback(interaction), {"type": 5}, None))[0] == 200
    status, answer = await ask("POST", callback(interaction), {"type": 4, "data": {"content": "a"}}, None)
    assert (status, answer["code"]) == (400, 40060)


async def test_refuses_an_unknown_interaction(ask, begin):
    interaction = begin()
    for path in ("/interactions/1/nope/callback", f"/interactions/1/{interaction.token}/callback"):
        status, answer = await ask("POST", path, {"type": 5}, None)
        assert (status, answer["code"]) == (404, 10062)


async def test_refuses_a_late_response(ask, begin, strict_server):
    interaction = begin()
    interaction.started -= strict_server.deadline + 0.01
    status, answer = await ask("POST", callback(interaction), {"type": 5}, None)
    assert (status, answer["code"]) == (404, 10062)


async def test_refuses_edits_with_a_dead_token(ask, begin, strict_server):
    interaction = begin()
    path = f"/webhooks/{strict_server.bot.id}/{interaction.token}"
    status, answer = await ask("PATCH", f"{path}/messages/@original", {"content": "a"}, None)
    assert (status, answer["code"]) == (404, 10015), "before the first response there is no webhook"
    await ask("POST", callback(interaction), {"type": 4, "data": {"content": "a"}}, None)
    assert (await ask("PATCH", f"{path}/messages/@original", {"content": "b"}, None))[1]["content"] == "b"
    interaction.started -= 901
    for method, place in (("PATCH", "/messages/@original"), ("POST", ""), ("DELETE", "/messages/@original")):
        status, answer = await ask(method, path + place, {"content": "c"}, None)
        assert (status, answer["code"]) == (401, 50027)


async def test_refuses_legacy_content_under_a_layout_edit(ask, begin, strict_server):
    interaction = begin()
    path = f"/webhooks/{strict_server.bot.id}/{interaction.token}/messages/@original"
    await ask("POST", callback(interaction), {"type": 4, "data": {"content": "a"}}, None)
    body = {"flags": LAYOUT, "components": [text("a")]}
    assert (await ask("PATCH", path, body, None))[0] == 400
    assert (await ask("PATCH", path, body | {"content": None}, None))[0] == 200


async def test_limits_follow_ups_of_user_installs(ask, begin, strict_server):
    interaction = begin()
    interaction.follow_up_limit = 5
    path = f"/webhooks/{strict_server.bot.id}/{interaction.token}?wait=1"
    await ask("POST", callback(interaction), {"type": 4, "data": {"content": "a"}}, None)
    statuses = [(await ask("POST", path, {"content": "b"}, None))[0] for _ in range(6)]
    assert statuses == [200] * 5 + [400]


@pytest.mark.parametrize(
    "choices",
    [
        [{"name": str(n), "value": "a"} for n in range(26)],
        [{"name": "x" * 101, "value": "a"}],
        [{"name": "", "value": "a"}],
        [{"name": "a", "value": "x" * 101}],
        [{"name": "a", "value": 5}],
    ],
    ids=["26", "long name", "empty name", "long value", "number"],
)
async def test_refuses_bad_choices(ask, begin, choices):
    body = {"type": 8, "data": {"choices": choices}}
    status, answer = await ask("POST", callback(begin(Kind.AUTOCOMPLETE)), body, None)
    assert (status, answer["code"]) == (400, 50035)


def line(**extra: Any) -> JSON:
    return row({"type": 4, "custom_id": "a", "style": 1, "label": "A"} | extra)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x" * 46},
        {"title": ""},
        {"custom_id": "x" * 101},
        {"components": []},
        {"components": [line(custom_id=str(n)) for n in range(6)]},
        {"components": [line(label="x" * 46)]},
        {"components": [line(), line()]},
        {"components": [line(min_length=9, max_length=3)]},
        {"components": [row(button())]},
        {"components": [button()]},
        {"components": [{"type": 18, "label": "x" * 46, "component": select()}]},
        {"components": [{"type": 18, "label": "x", "component": button()}]},
    ],
)
async def test_refuses_a_bad_modal(ask, begin, change):
    modal = {"title": "T", "custom_id": "m", "components": [line()]}
    assert (await ask("POST", callback(begin()), {"type": 9, "data": modal}, None))[0] == 200
    status, answer = await ask("POST", callback(begin()), {"type": 9, "data": modal | change}, None)
    assert (status, answer["code"]) == (400, 50035)


def option(name: str = "o", **extra: Any) -> JSON:
    return {"name": name, "description": "d", "type": 3} | extra


def long_options(count: int) -> list[JSON]:
    return [option(f"o{n}", description="x" * 100, choices=choices(20, "y" * 60)) for n in range(count)]


def choices(count: int, value: str = "v") -> list[JSON]:
    return [{"name": f"c{n}", "value": value} for n in range(count)]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x" * 33},
        {"name": ""},
        {"name": "Upper"},
        {"name": "with space"},
        {"description": ""},
        {"description": "x" * 101},
        {"type": 2, "description": "not for menus"},
        {"options": [option(str(n)) for n in range(26)]},
        {"options": [option(), option()]},
        {"options": [option(), option("p", required=True)]},
        {"options": [option(description="")]},
        {"options": [option(choices=choices(26))]},
        {"options": [option(choices=choices(1, "x" * 101))]},
        {"options": [option(choices=choices(1), autocomplete=True)]},
        {"options": [option(type=5, autocomplete=True)]},
        {"options": [option(type=1), option("p")]},
        {"options": [option(type=2, options=[option(type=2, options=[option(type=1)])])]},
        {"options": long_options(7)},
        {"contexts": []},
        {"integration_types": [5]},
    ],
    ids=lambda change: json.dumps(change)[:40],
)
async def test_refuses_a_bad_command(ask, strict_server, change):
    path = f"/applications/{strict_server.bot.id}/commands"
    command = {"name": "ask", "description": "Ask"}
    assert (await ask("PUT", path, [command]))[0] == 200
    status, answer = await ask("PUT", path, [command | change])
    assert (status, answer["code"]) == (400, 50035)
    assert [c["name"] for c in strict_server.commands.all()] == ["ask"]


async def test_refuses_too_many_commands_and_twins(ask, strict_server):
    path = f"/applications/{strict_server.bot.id}/commands"
    many = [{"name": f"c{n}", "description": "d"} for n in range(101)]
    assert (await ask("PUT", path, many))[1]["code"] == 30032
    assert (await ask("PUT", path, many[:100]))[0] == 200
    assert (await ask("PUT", path, [many[0], many[0]]))[1]["code"] == 50035
    assert (await ask("PUT", "/applications/1/commands", []))[0] == 403


async def test_keeps_commands_one_by_one(ask, strict_server):
    path = f"/applications/{strict_server.bot.id}/commands"
    _, made = await ask("POST", path, {"name": "a", "description": "A"})
    _, again = await ask("POST", path, {"name": "a", "description": "B"})
    assert (made["id"], again["description"]) == (again["id"], "B")
    one = f"{path}/{made['id']}"
    assert (await ask("PATCH", one, {"description": "C"}))[1]["description"] == "C"
    assert (await ask("GET", one))[1]["description"] == "C"
    guild = strict_server.add_guild("g")
    here = f"/applications/{strict_server.bot.id}/guilds/{guild.id}/commands"
    assert (await ask("PUT", here, [{"name": "b", "description": "B"}]))[1][0]["guild_id"] == str(guild.id)
    assert (await ask("DELETE", one))[0] == 204
    assert (await ask("GET", one))[1]["code"] == 10063


async def test_refuses_without_the_token_and_the_unknown(ask, strict_server):
    assert await ask("GET", "/users/@me", token=None) == (401, {"message": "401: Unauthorized", "code": 0})
    assert (await ask("GET", "/channels/1"))[1]["code"] == 10003
    assert (await ask("GET", "/users/1"))[1]["code"] == 10013
    assert (await ask("POST", "/users/@me/channels", {"recipient_id": "1"}))[1]["code"] == 50033
    assert (await ask("GET", "/nowhere"))[0] == 404
    channel = strict_server.add_guild("g").channels[0]
    assert (await ask("GET", f"/channels/{channel.id}/messages/1"))[1]["code"] == 10008
    group = strict_server.add_group(strict_server.owner)
    away = strict_server.add_guild("h", bot=False).channels[0]
    for place in (group, away):
        assert (await ask("POST", f"/channels/{place.id}/messages", {"content": "a"}))[1]["code"] == 50001
    body = {"content": "a", "flags": int(MessageFlag.EPHEMERAL)}
    assert (await ask("POST", f"/channels/{channel.id}/messages", body))[0] == 400


@pytest.mark.parametrize(
    ("allowed", "rung"),
    [(None, 3), ({"parse": []}, 0), ({"parse": ["users"]}, 1), ({"parse": ["everyone"]}, 1), ({"users": ["5"]}, 1)],
)
@pytest.mark.parametrize("layout", [False, True])
async def test_notes_messages_that_would_ping(ask, strict_server, allowed, rung, layout):
    channel = strict_server.add_guild("g").channels[0]
    words = "@everyone <@5> <@&6>"
    body: JSON = {"flags": LAYOUT, "components": [text(words)]} if layout else {"content": words}
    if allowed is not None:
        body["allowed_mentions"] = allowed
    assert (await ask("POST", f"/channels/{channel.id}/messages", body))[0] == 200
    violations = strict_server.take_violations()
    assert len(violations) == bool(rung)
    assert "".join(violations).count("@") == rung


@pytest.mark.skipif(find_schema() is None, reason="Discord's description is not at hand")
async def test_notes_what_does_not_fit_discords_schema(ask, strict_server):
    channel = strict_server.add_guild("g").channels[0]
    assert (await ask("POST", f"/channels/{channel.id}/messages", {"content": "a", "tts": "maybe"}))[0] == 200
    assert "schema" in strict_server.take_violations()[0]
    schema = load_schema(find_schema())
    assert schema is not None
    assert schema.fault("POST", "/channels/1/messages", {"content": "a"}) is None
    assert schema.fault("POST", "/nowhere", {}) is None


async def test_planned_server_errors(ask, strict_server):
    strict_server.fail_next("GET /users/@me", 503)
    assert [(await ask("GET", "/users/@me"))[0] for _ in range(2)] == [503, 200]
    assert strict_server.violations == []
