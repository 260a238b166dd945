"""What Discord demands of messages: content, embeds, mentions and what goes together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from tests.discord_server.components import TEXT, check_components, walk
from tests.discord_server.errors import Faults, Path, empty_message
from tests.discord_server.model import JSON, Message, MessageFlag

MAX_CONTENT = 2000
_MENTION = re.compile(r"@(?P<all>everyone|here)\b|<@!?(?P<user>\d+)>|<@&(?P<role>\d+)>")
_SETTABLE = (
    MessageFlag.SUPPRESS_EMBEDS | MessageFlag.EPHEMERAL | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
)


def check_message(body: JSON, *, files: Collection[str] = (), before: Message | None = None) -> None:
    """Refuse a message body that Discord would refuse; `files` are uploaded with it, `before` is what it edits."""
    faults = Faults()
    flags = int(body.get("flags") or 0)
    if flags & ~_SETTABLE:
        faults.add(("flags",), "MESSAGE_FLAGS_INVALID", f"The flags {flags & ~_SETTABLE:#x} cannot be set.")
    layout = bool((flags | (before.flags if before else 0)) & MessageFlag.COMPONENTS_V2)
    content = body.get("content")
    faults.length(("content",), content, 0, MAX_CONTENT, required=False)
    if layout:
        _check_nothing_else(body, before, faults)
    _check_embeds(body.get("embeds") or [], faults)
    components = body.get("components")
    if components is not None or (layout and before is None):
        check_components(components or [], layout=layout, faults=faults)
    _check_allowed_mentions(body.get("allowed_mentions"), faults)
    _check_attachments(body, len(files), faults)
    _check_shown_files(body, files, before, faults)
    faults.check()
    if not _holds_something(body, len(files), before):
        raise empty_message()


def pings(body: JSON, *, direct: bool = False, reply: bool = False) -> list[str]:
    """Name the mentions in a message that would ring somebody's bell."""
    allowed = body.get("allowed_mentions")
    parse = {"everyone", "users", "roles"} if allowed is None else set(allowed.get("parse") or [])
    named = {str(value) for kind in ("users", "roles") for value in (allowed or {}).get(kind) or []}
    rung = []
    for found in _MENTION.finditer("\n".join(_texts(body))):
        kind = "everyone" if found["all"] else ("users" if found["user"] else "roles")
        name = found["user"] or found["role"]
        if (kind in parse or name in named) and not (direct and kind != "users"):
            rung.append(found[0])
    if reply and (allowed is None or allowed.get("replied_user")):
        rung.append("the author of the message replied to")
    return rung


def _texts(body: JSON) -> Iterator[str]:
    yield body.get("content") or ""
    for component in walk(body.get("components") or []):
        if component.get("type") == TEXT:
            yield component.get("content") or ""


def _check_nothing_else(body: JSON, before: Message | None, faults: Faults) -> None:
    for name in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(name) or (name not in body and getattr(before, name, None)):
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            faults.add((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def _check_embeds(embeds: list[JSON], faults: Faults) -> None:
    faults.count(("embeds",), embeds, 0, 10)
    total = 0
    for index, embed in enumerate(embeds):
        total += _check_embed(embed, ("embeds", index), faults)
    if total > 6000:
        faults.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _check_embed(embed: JSON, path: Path, faults: Faults) -> int:
    """Check one embed and count its characters."""
    sized = [
        (("title",), embed.get("title"), 256),
        (("description",), embed.get("description"), 4096),
        (("footer", "text"), (embed.get("footer") or {}).get("text"), 2048),
        (("author", "name"), (embed.get("author") or {}).get("name"), 256),
    ]
    fields = embed.get("fields") or []
    faults.count((*path, "fields"), fields, 0, 25)
    total = 0
    for place, value, most in sized:
        faults.length((*path, *place), value, 0, most, required=False)
        total += len(value or "")
    for index, entry in enumerate(fields):
        for name, most in (("name", 256), ("value", 1024)):
            faults.length((*path, "fields", index, name), entry.get(name), 1, most)
            total += len(entry.get(name) or "")
    if not total and not any(embed.get(name) for name in ("image", "thumbnail", "url")):
        faults.add((*path, "description"), "BASE_TYPE_REQUIRED", "This field is required")
    return total


def _check_allowed_mentions(allowed: JSON | None, faults: Faults) -> None:
    if not allowed:
        return
    parse = allowed.get("parse") or []
    for kind in parse:
        if kind not in ("everyone", "users", "roles"):
            faults.add(("allowed_mentions", "parse"), "BASE_TYPE_CHOICES", f"{kind!r} cannot be parsed.")
    for kind in ("users", "roles"):
        listed = allowed.get(kind) or []
        faults.count(("allowed_mentions", kind), listed, 0, 100)
        if listed and kind in parse:
            message = f"parse:[{kind!r}] and {kind}: [ids...] are mutually exclusive."
            faults.add(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


def _check_attachments(body: JSON, files: int, faults: Faults) -> None:
    if files > 10:
        faults.add(("files",), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    for index, attachment in enumerate(body.get("attachments") or []):
        faults.length(("attachments", index, "description"), attachment.get("description"), 0, 1024, required=False)


def _check_shown_files(body: JSON, files: Collection[str], before: Message | None, faults: Faults) -> None:
    """Check that what a file or a picture points at is attached."""
    old = before.attachments if before and "attachments" not in body else body.get("attachments") or []
    attached = {*files, *(entry.get("filename") for entry in old)}
    for component in walk(body.get("components") or []):
        media = [component.get("file") or {}, *(item.get("media") or {} for item in component.get("items") or [])]
        for url in (str(each.get("url")) for each in media):
            if url.startswith("attachment://") and url.removeprefix("attachment://") not in attached:
                faults.add(("components",), "COMPONENT_ATTACHMENT_NOT_FOUND", f"{url} is not attached.")


def _holds_something(body: JSON, files: int, before: Message | None) -> bool:
    """Tell whether a message is left with anything to show after this body."""

    def kept(name: str) -> bool:
        old = getattr(before, name) if before else None
        return bool(body.get(name, old))

    names = ("content", "embeds", "components")
    return bool(files) or bool(body.get("poll") or body.get("sticker_ids")) or any(kept(name) for name in names)
