"""REST routes of interactions: the first response, the original message and follow-ups."""

from __future__ import annotations

from typing import Any

from tests.discord_server.commands import check_choices
from tests.discord_server.components import check_modal
from tests.discord_server.errors import Faults, Rejection, already_acknowledged, dead_token, unknown
from tests.discord_server.limits import check_message, pings
from tests.discord_server.model import JSON, Callback, Interaction, Kind, Message, MessageFlag
from tests.discord_server.requests import Call
from tests.discord_server.rest import keep_files, post, route
from tests.discord_server.state import State

_ALLOWED = {
    Kind.COMMAND: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.MODAL},
    Kind.COMPONENT: set(Callback) - {Callback.CHOICES},
    Kind.AUTOCOMPLETE: {Callback.CHOICES},
    Kind.MODAL: set(Callback) - {Callback.CHOICES, Callback.MODAL},
}
_FOLLOW_UPS = "/webhooks/{application}/{token}"


@route("POST", "/interactions/{interaction}/{token}/callback")
async def _respond(state: State, call: Call) -> JSON | None:
    interaction = state.interactions.get(call.ids["token"])
    if interaction is None or interaction.id != call.number("interaction"):
        raise unknown("interaction", 10062)
    seconds = state.now - interaction.started
    if interaction.callback is not None:
        raise already_acknowledged()
    if interaction.expired or seconds > state.deadline:
        if interaction.doomed:
            interaction.give_up()
        raise unknown("interaction", 10062)
    kind = _callback_type(interaction, call.body.get("type"))
    data = call.body.get("data") or {}
    _HANDLERS[kind](state, interaction, data, call.request.files)
    interaction.callback, interaction.seconds = kind, seconds
    interaction.responded.set()
    return _receipt(interaction, kind) if call.request.query.get("with_response") in ("1", "true") else None


def _callback_type(interaction: Interaction, number: Any) -> Callback:
    """Read the callback type and refuse one that does not fit the interaction."""
    kind = Callback(number) if number in set(Callback) else None
    fits = kind in _ALLOWED[interaction.kind]
    if fits and kind in (Callback.UPDATE, Callback.DEFERRED_UPDATE):
        fits = interaction.message is not None
    if kind is None or not fits:
        faults = Faults()
        message = f"Type {number} is no response to an interaction of type {int(interaction.kind)}."
        faults.add(("type",), "BASE_TYPE_CHOICES", message)
        faults.check()
        raise AssertionError("unreachable: the fault above is always raised")
    return kind


def _receipt(interaction: Interaction, kind: Callback) -> JSON:
    original = _original_of(interaction)
    facts: JSON = {"id": str(interaction.id), "type": int(interaction.kind)}
    resource: JSON = {"type": int(kind)}
    if original is not None:
        facts |= {
            "response_message_id": str(original.id),
            "response_message_loading": bool(original.flags & MessageFlag.LOADING),
            "response_message_ephemeral": original.ephemeral,
        }
        if kind is not Callback.DEFERRED_UPDATE:
            resource["message"] = original.payload()
    return {"interaction": facts, "resource": resource}


def _message(state: State, interaction: Interaction, data: JSON, files: dict[str, bytes]) -> None:
    interaction.original = _new(state, interaction, data, files)
    interaction.settle(interaction.original)


def _deferred_message(state: State, interaction: Interaction, data: JSON, _files: dict[str, bytes]) -> None:
    flags = int(data.get("flags") or 0) & MessageFlag.EPHEMERAL
    original = state.create(interaction.channel, state.bot, {}, **_marks(interaction))
    original.flags = flags | MessageFlag.LOADING
    interaction.original = original


def _deferred_update(_state: State, _interaction: Interaction, _data: JSON, _files: dict[str, bytes]) -> None:
    """Nothing changes for the member until an edit or a follow-up comes."""


def _update(state: State, interaction: Interaction, data: JSON, files: dict[str, bytes]) -> None:
    assert interaction.message is not None
    _edit(state, interaction, interaction.message, data, files)


def _choices(_state: State, interaction: Interaction, data: JSON, _files: dict[str, bytes]) -> None:
    faults = Faults()
    choices = data.get("choices") or []
    faults.count(("data", "choices"), choices, 0, 25)
    check_choices(choices, ("data", "choices"), interaction.data["focused_type"], faults)
    faults.check()
    interaction.choices = choices
    interaction.settle(None)


def _modal(_state: State, interaction: Interaction, data: JSON, _files: dict[str, bytes]) -> None:
    faults = Faults()
    check_modal(data, faults)
    faults.check()
    interaction.modal = data
    interaction.settle(None)


_HANDLERS = {
    Callback.MESSAGE: _message,
    Callback.DEFERRED_MESSAGE: _deferred_message,
    Callback.DEFERRED_UPDATE: _deferred_update,
    Callback.UPDATE: _update,
    Callback.CHOICES: _choices,
    Callback.MODAL: _modal,
}


@route("GET", f"{_FOLLOW_UPS}/messages/@original")
async def _get_original(state: State, call: Call) -> JSON:
    return _original(_answered(state, call)).payload()


@route("PATCH", f"{_FOLLOW_UPS}/messages/@original")
async def _edit_original(state: State, call: Call) -> JSON:
    interaction = _answered(state, call)
    return _edit(state, interaction, _original(interaction), call.body, call.request.files).payload()


@route("DELETE", f"{_FOLLOW_UPS}/messages/@original")
async def _delete_original(state: State, call: Call) -> None:
    interaction = _answered(state, call)
    original = _original(interaction)
    state.messages.pop(original.id, None)
    interaction.original = None


@route("POST", _FOLLOW_UPS)
async def _follow_up(state: State, call: Call) -> JSON | None:
    interaction = _answered(state, call)
    original = interaction.original
    if original is not None and original.flags & MessageFlag.LOADING:
        # The first follow-up after a deferral fills the waiting message and keeps its visibility.
        message = _edit(state, interaction, original, call.body, call.request.files)
    else:
        if interaction.follow_up_limit is not None and len(interaction.follow_ups) >= interaction.follow_up_limit:
            raise Rejection(400, 40094, "This interaction has reached the maximum number of follow-up messages")
        message = _new(state, interaction, call.body, call.request.files)
        interaction.follow_ups.append(message)
        if not interaction.settled.is_set():
            interaction.settle(message)
    return message.payload() if call.request.query.get("wait") in ("1", "true") else None


@route("GET", f"{_FOLLOW_UPS}/messages/{{message}}")
async def _get_follow_up(state: State, call: Call) -> JSON:
    return _own_message(state, _answered(state, call), call).payload()


@route("PATCH", f"{_FOLLOW_UPS}/messages/{{message}}")
async def _edit_follow_up(state: State, call: Call) -> JSON:
    interaction = _answered(state, call)
    message = _own_message(state, interaction, call)
    return _edit(state, interaction, message, call.body, call.request.files).payload()


@route("DELETE", f"{_FOLLOW_UPS}/messages/{{message}}")
async def _delete_follow_up(state: State, call: Call) -> None:
    message = _own_message(state, _answered(state, call), call)
    state.messages.pop(message.id, None)


def _answered(state: State, call: Call) -> Interaction:
    """Find the interaction of a webhook token; before the first response there is no webhook."""
    if call.number("application") != state.bot.id:
        raise unknown("Webhook", 10015)
    interaction = state.interaction(call.ids["token"])
    if interaction.callback is None:
        raise unknown("Webhook", 10015) if state.now - interaction.started <= state.deadline else dead_token()
    return interaction


def _original_of(interaction: Interaction) -> Message | None:
    """Find what @original means: the answer, or the message that a component sits on."""
    if interaction.callback in (Callback.UPDATE, Callback.DEFERRED_UPDATE):
        return interaction.message
    return interaction.original


def _original(interaction: Interaction) -> Message:
    original = _original_of(interaction)
    if original is None:
        raise unknown("Message", 10008)
    return original


def _own_message(state: State, interaction: Interaction, call: Call) -> Message:
    message = state.message(call.number("message"))
    if message not in (*interaction.follow_ups, interaction.original, interaction.message):
        raise unknown("Message", 10008)
    return message


def _marks(interaction: Interaction) -> JSON:
    """Make the fields that a message has because it answers an interaction."""
    user = interaction.user
    owners = {"1": str(user.id)} if user.installed else {"0": str(interaction.guild.id if interaction.guild else 0)}
    metadata = {"id": str(interaction.id), "type": int(interaction.kind), "user": user.payload()}
    return {
        "webhook": True,
        "seen_only_by": user.id,
        "metadata": metadata | {"authorizing_integration_owners": owners, "name": interaction.data.get("name", "")},
    }


def _new(state: State, interaction: Interaction, data: JSON, files: dict[str, bytes]) -> Message:
    message = post(state, interaction.channel, data, files, **_marks(interaction))
    message.flags |= int(data.get("flags") or 0) & MessageFlag.EPHEMERAL
    if not message.ephemeral:
        message.seen_only_by = None
    return message


def _edit(state: State, interaction: Interaction, message: Message, data: JSON, files: dict[str, bytes]) -> Message:
    was_loading = bool(message.flags & MessageFlag.LOADING)
    check_message(data, files=files, before=message)
    rung = pings(data, direct=interaction.guild is None) if was_loading else []
    if rung:
        state.violations.append(f"a message would ping {', '.join(rung)}")
    state.change(message, keep_files(state, data, files), edited=not was_loading)
    if not message.ephemeral:
        message.seen_only_by = None
    interaction.settle(message)
    return message
