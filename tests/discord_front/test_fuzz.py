"""Whatever comes in, one valid response goes out, and nothing is raised: every field of every payload, gone wild.

The examples are the same in each run. `CAREER_COACH_FUZZ=20` tries twenty times as many, other ones each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.discord_front import ids
from bot.discord_front.events import NEEDED
from tests.discord_front.wild import Seen, Wild, changed, paths, running
from tests.discord_server.commands import paths as commands_of
from tests.discord_server.model import Kind
from tests.discord_server.slash import MESSAGE_COMMAND, context_of, nest, target_data

MORE = int(os.environ.get("CAREER_COACH_FUZZ", "0"))
MOST_CALLS = 1_500_000
"""Calls of functions that one event may cost; a hostile message of 4,000 characters stays at a third."""
HEAVY = ("knowledge reload", "knowledge rollback", "knowledge check")
"""Read and compile a whole folder, for admins: driven by the other tests, refused to members here."""


def wild(examples: int) -> Any:
    """Set how many examples are tried."""
    return settings(
        max_examples=examples * max(MORE, 1),
        derandomize=not MORE,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def bot(cache: Path, migrated: Path) -> Iterator[Wild]:
    with running(cache, migrated) as wild:
        yield wild


BITS = (
    "ml engineer", "senior", "salary", "boston", "what does a", "165k", "10%", "$", "and", "?", "\n", " ", "@everyone",
    "<@1>", "<#1>", "</ask:1>", "<t:1:R>", "[a](https://a.b)", "```", "`", "**", "__", "||", "# ", "-# ", "> ", "- ",
    "1. ", "\\", "\u202e", "\u200b", "\u2066", "\0", "\x1b[31m", "🦜", "\ud83d\ude00", "é", "а", "中", "=1+1", "{0}",
    "%s", "a b c d", "no no no no", "401k", "1,000", "vs", "or", ";", ",", "i know python", "'", '"', "a" * 40, "9" * 40
)  # fmt: skip
TEXT = st.lists(st.sampled_from(BITS) | st.text(max_size=8), max_size=12).map("".join) | st.builds(
    lambda bit, times: (bit * times)[:6000], st.sampled_from(BITS), st.sampled_from([50, 1000, 6000])
)
JUNK = st.sampled_from(
    [None, True, False, 0, -1, 1 << 63, 10**30, 1.5, "", "0", "x" * 5000, "\0", "\ud800", "‮", [], {}, [None], [[]],
     [{}], {"id": "1"}, ["x"] * 30, {"type": 1}, "18446744073709551616", "-1", "true"]
)  # fmt: skip
NOTED = ("bot.", "discord.ui.view: Ignoring exception in dynamic", "discord.app_commands.tree: Ignoring exception in")
"""What may be logged of a payload that Discord cannot send."""
PLACES = st.sampled_from(["guild", "direct", "foreign"])


def check(seen: Seen, *, responses: int | None = 1, told: bool = True) -> None:
    """Hold what came of an event to the promises; with `told`, nothing may have gone wrong inside either."""
    assert [str(request) for request in seen.requests if request.status >= 400] == []
    assert seen.calls < MOST_CALLS
    if told:
        assert seen.faults == []
        assert "Sorry, something went wrong" not in str([request.body for request in seen.requests])
    else:
        assert [fault for fault in seen.faults if not fault.startswith(NOTED)] == []
    if responses is not None:
        assert len(seen.callbacks) == responses


def opened(
    bot: Wild, kind: Kind, place: str, data: Any, message: Any = None, command: Any = None, *, admin: bool = False
) -> Any:
    """Open an interaction of a new member, or of who owns bot and server, and write its payload."""
    user = bot.server.owner if admin else bot.server.add_user("ada", installed=place != "guild")
    channel = bot.place(place, user)
    if callable(message):
        message = message(channel)
    if callable(data):
        data = data(channel, message)

    async def make() -> Any:
        return bot.server.open_interaction(kind, user, channel, data, message=message, command=command)

    interaction = bot.run(make())
    return interaction, bot.server._payload(interaction, context_of(channel))


@st.composite
def commands(draw: Any, bot: Wild) -> Any:
    """Draw a command of those there are, with any values of the right types."""
    name, command, wanted = draw(st.sampled_from(list(commands_of(bot.server.commands.all()))))
    place = draw(PLACES)
    if command["type"] == MESSAGE_COMMAND:
        text = draw(TEXT)[:4000]

        def data(channel: Any, _message: Any) -> Any:
            return target_data(command, bot.server.compose(bot.server.add_user("bob"), channel, text))

        return opened(bot, Kind.COMMAND, place, data, command=command)
    filled, admin = [], name not in HEAVY and draw(st.booleans())
    for option in wanted:
        value: Any = TEXT if option["type"] == 3 else st.integers(-(1 << 53), 1 << 53)
        if option.get("required") or draw(st.booleans()):
            filled.append({"name": option["name"], "type": option["type"], "value": draw(value)})
    focused = draw(st.sampled_from([*filled, None])) if filled else None
    if focused and any(option["name"] == focused["name"] and option.get("autocomplete") for option in wanted):
        focused["focused"] = True
        data = nest(name, command, filled, {}) | {"focused_type": focused["type"]}
        return opened(bot, Kind.AUTOCOMPLETE, place, data, command=command, admin=admin)
    return opened(bot, Kind.COMMAND, place, nest(name, command, filled, {}), command=command, admin=admin)


def custom_ids(bot: Wild) -> Any:
    """Draw a custom id: made by us, changed, or of nobody."""
    signer = bot.signer
    made = [
        "ask:what does an ml engineer earn?",
        ids.pack_sources("0" * 6, [("senior-ai-ml-engineer", (1, 60)), ("gone", (3, 3))]),
        "pick:0:roles", "pick:0:role:senior-ai-ml-engineer", "pick:9999:roles", "pick:0:", "pick:0:nothing",
        "share:", "share:skills:senior-ai-ml-engineer", "share:salary:", "share:roles", "share:skills:gone",
        ids.pack_vote(signer, up=True, answer="facet:base-pay senior-ai-ml-engineer", text="pay"),
        ids.pack_vote(signer, up=False, answer="x", text=""),
        *(ids.pack_load(signer, act, ids.Offered(number, "ab" * 32, "0" * 8)) for act in ("apply", "force", "drop")
          for number in (0, 7)),
        *(ids.pack_setting(signer, field, guild) for guild in (5, bot.guild.id)
          for field in ("replies", "language", "cooldown", "channels")),
        "own:export", "own:delete", "own:erase", "own:keep",
    ]  # fmt: skip
    spoilt = st.builds(
        lambda text, at, bit: (text[: at % len(text)] + bit + text[at % len(text) + 1 :])[:100] or "x",
        st.sampled_from(made), st.integers(0, 99), st.sampled_from(BITS) | st.text(max_size=3),
    )  # fmt: skip
    headed = st.builds(
        lambda head, text: (head + text)[:100],
        st.sampled_from(["ask:", "src:", "pick:", "share:", "vote:", "load:", "set:", "own:", ""]), TEXT,
    )  # fmt: skip
    return st.sampled_from(made) | spoilt | headed.filter(bool)


@st.composite
def components(draw: Any, bot: Wild) -> Any:
    """Draw a press or a choice on a card of the bot that carries any custom id."""
    custom_id = draw(custom_ids(bot))
    kind = 8 if custom_id.startswith("set:channels") else 3 if custom_id.startswith(("pick:", "set:")) else 2
    given = draw(st.lists(st.sampled_from(["page:0", "page:9999", "public", "own", "es", "5", "nan", "inf"]) | TEXT,
                          min_size=kind in (3, 8), max_size=3))  # fmt: skip
    options = [{"label": value[:100] or "x", "value": value[:100] or "x"} for value in dict.fromkeys(given)]
    shown: dict[str, Any] = {"type": kind, "custom_id": custom_id}
    shown |= {"style": 2, "label": "Old"} if kind == 2 else {"options": options} if kind == 3 else {}
    container = {"type": 17, "components": [{"type": 10, "content": draw(TEXT)[:4000] or "x"}]}

    def message(channel: Any) -> Any:
        return bot.message_of(channel, [container, {"type": 1, "components": [shown]}])

    data: dict[str, Any] = {"custom_id": custom_id, "component_type": kind}
    if kind == 8:
        listed = bot.guild.channels[0]
        data |= {"values": [str(listed.id)], "resolved": {"channels": {str(listed.id): listed.payload()}}}
    elif kind != 2:
        data["values"] = [option["value"] for option in options] or ["1"]
    admin = not custom_id.startswith("load:") and draw(st.booleans())
    return opened(bot, Kind.COMPONENT, draw(PLACES), data, message=message, admin=admin)


@st.composite
def modals(draw: Any, bot: Wild) -> Any:
    """Draw a form that was filled in."""
    vote = [ids.pack_vote(bot.signer, up=up, answer="facet:base-pay", text="pay") for up in (True, False)]
    custom_id = draw(st.sampled_from(["ask", *vote]) | custom_ids(bot) | st.just("ask:x"))
    inputs = [
        {"type": 4, "id": 2, "custom_id": draw(st.sampled_from(["question", "words"])), "value": draw(TEXT)[:4000]},
        {"type": 3, "id": 3, "custom_id": "reasons", "values": draw(st.lists(st.sampled_from(["wrong", "x"]) | TEXT))},
    ]
    data = {"custom_id": custom_id, "components": [{"type": 18, "id": 1, "component": each} for each in inputs]}
    return opened(bot, Kind.MODAL, draw(PLACES), data)


ANY = (commands, components, modals)


@pytest.mark.parametrize("kind", ANY)
def test_every_interaction_that_discord_can_send_is_answered_once(bot: Wild, kind: Any) -> None:
    @wild(80)
    @given(st.data())
    def play(data: st.DataObject) -> None:
        interaction, payload = data.draw(kind(bot))
        check(bot.run(bot.interact(interaction, payload)))

    play()


def mutated(draw: Any, payload: Any, kept: tuple[str, ...], whole: str = "") -> Any:
    """Spoil up to four places of a payload, whatever they are; not the fields of `kept`, and nothing in `whole`."""
    for _ in range(draw(st.integers(1, 4))):
        places = [path for path in paths(payload) if path[0] != whole and path not in {(name,) for name in kept}]
        path, junk = draw(st.sampled_from(places)), draw(JUNK)

        def change(holder: Any, key: Any, junk: Any = junk, way: int = draw(st.integers(0, 3))) -> None:
            if way == 0:
                del holder[key]
            elif way == 1 and isinstance(holder, dict):
                holder["unknown"] = junk
            else:
                holder[key] = junk

        payload = changed(payload, path, change)
    return payload


@pytest.mark.parametrize("kind", ANY)
def test_an_interaction_that_discord_cannot_send_is_answered_once_all_the_same(bot: Wild, kind: Any) -> None:
    @wild(90)
    @given(st.data())
    def play(data: st.DataObject) -> None:
        interaction, payload = data.draw(kind(bot))
        # A press on a message of ours that cannot be read is dropped by the library, and we never hear of it.
        payload = mutated(data.draw, payload, ("id", "token", "type", "application_id"), whole="message")
        check(bot.run(bot.interact(interaction, payload)), told=False)

    play()


@wild(45)
@given(st.data())
def test_a_message_with_any_text_is_answered_once(bot: Wild, data: st.DataObject) -> None:
    # An admin may have chosen anything by now.
    bot.run(bot.client.service.change_settings(bot.guild.id, cooldown=0.0, channels=frozenset()))
    user, text = bot.server.add_user("ada"), data.draw(TEXT)[:4000]
    place = data.draw(st.sampled_from(["guild", "direct"]))
    content = f"{bot.server.bot.mention} {text}" if place == "guild" else text
    message = bot.server.compose(user, bot.place(place, user), content[:4000])
    seen = bot.run(bot.tell("MESSAGE_CREATE", written(message)))
    check(seen, responses=0)
    assert len([request for request in seen.requests if request.path.endswith("/messages")]) == 1, content


@wild(45)
@given(st.data())
def test_a_message_with_any_field_spoilt_is_answered_at_most_once(bot: Wild, data: st.DataObject) -> None:
    user = bot.server.add_user("ada")
    place = data.draw(st.sampled_from(["guild", "direct"]))
    own = bot.server.compose(bot.server.bot, bot.place(place, user), "an answer")
    replied = data.draw(st.sampled_from([own, None]))
    message = bot.server.compose(user, bot.place(place, user), f"{bot.server.bot.mention} pay?", reply_to=replied)
    payload = mutated(data.draw, written(message), ("id", "channel_id"))
    seen = bot.run(bot.tell("MESSAGE_CREATE", payload))
    check(seen, responses=0, told=False)
    assert len([request for request in seen.requests if request.path.endswith("/messages")]) <= 1


def written(message: Any) -> Any:
    """Write a message as the gateway sends it."""
    guild = message.channel.guild
    if guild is None:
        return message.payload()
    return message.payload() | {"guild_id": str(guild.id), "member": guild.member(message.author, with_user=False)}


@pytest.mark.parametrize("payload", [{}, [], {"id": "x", "guild_id": "1", "channel_id": None}], ids=str)
def test_no_event_that_cannot_be_read_ends_the_connection(bot: Wild, payload: Any) -> None:
    for event in sorted(bot.client._connection.parsers.keys() - NEEDED - {"INTERACTION_CREATE"}):
        check(bot.run(bot.tell(event, payload)), responses=0, told=False)


def test_what_is_no_interaction_at_all_is_let_be(bot: Wild) -> None:
    for payload in ([], {}, {"id": "1"}, {"id": [], "token": {}}):
        seen = bot.run(bot.tell("INTERACTION_CREATE", payload))
        assert all(fault.startswith(("bot.", "POST ")) for fault in seen.faults)


def test_what_is_left_out_for_its_weight_is_still_there(bot: Wild) -> None:
    assert {name for name, _, _ in commands_of(bot.server.commands.all())} >= set(HEAVY)
