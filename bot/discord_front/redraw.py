"""Draw a message of ours again with a change, from what Discord says stands on it: nothing of it is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import discord
from discord import ComponentType, ui

Payload = dict[str, Any]

PERSONAL = range(70_001, 71_000)
"""Ids of components that show what the member said about themselves. Discord keeps the ids it is given."""

_TEXT, _GALLERY, _SEPARATOR = (
    ComponentType.text_display.value,
    ComponentType.media_gallery.value,
    ComponentType.separator.value,
)


class Redrawn(ui.LayoutView):
    """Components as they are; their presses are read from their custom ids, so nobody has to listen."""

    def __init__(self, components: Sequence[Payload]) -> None:
        super().__init__(timeout=None)
        self._components = list(components)

    def to_components(self) -> list[Payload]:
        """Give the components as Discord takes them."""
        return self._components

    def has_components_v2(self) -> bool:
        """Say that this is a card."""
        return True

    def is_finished(self) -> bool:
        """Say that the library need not keep this view alive."""
        return True


def components_of(message: discord.Message) -> list[Payload]:
    """Give the components of a message as they can be sent again, with pictures named by their files."""
    files = {_without_query(attachment.url): attachment.filename for attachment in message.attachments}
    return [_sendable(dict(component.to_dict()), files) for component in message.components]


def changed(message: discord.Message, custom_id: str, change: Callable[[Payload], Payload]) -> Redrawn:
    """Draw a message again with one of its buttons or selects changed."""

    def apply(component: Payload) -> Payload:
        if component.get("custom_id") == custom_id:
            return change(component)
        inner = component.get("components")
        return component | ({"components": [apply(each) for each in inner]} if inner else {})

    return Redrawn([apply(component) for component in components_of(message)])


def for_others(message: discord.Message, files: Sequence[str]) -> Redrawn | None:
    """Draw a card without its buttons and what is personal; `files` are the pictures that go along.

    None where nothing but headings of what is personal would be left.
    """
    shown = []
    for component in components_of(message):
        if component["type"] == ComponentType.container.value:
            inner = list(_spaced(_public(component["components"], files)))
            if any(part["type"] == _TEXT for part in inner):
                shown.append(component | {"components": inner})
    return Redrawn(shown) if shown else None


def pictures_for_others(message: discord.Message) -> set[str]:
    """Name the files of a card's pictures that are not personal."""
    containers = [each for each in components_of(message) if each["type"] == ComponentType.container.value]
    parts = [part for container in containers for part in container["components"] if part.get("id") not in PERSONAL]
    return {_file_of(item) for part in parts if part["type"] == _GALLERY for item in part["items"]}


def _public(components: Sequence[Payload], files: Sequence[str]) -> Iterator[Payload]:
    for component in components:
        if component.get("id") in PERSONAL:
            continue
        if component["type"] == _GALLERY:
            items = [item for item in component["items"] if _file_of(item) in files]
            component = component | {"items": items}
            if not items:
                continue
        if component["type"] in (_TEXT, _GALLERY, _SEPARATOR):
            yield component


def _spaced(components: Iterator[Payload]) -> Iterator[Payload]:
    """Leave out separators that no longer stand between two things."""
    waiting: Payload | None = None
    begun = False
    for component in components:
        if component["type"] == _SEPARATOR:
            waiting = component if begun else None
            continue
        if waiting is not None:
            yield waiting
        waiting, begun = None, True
        yield component


def _sendable(component: Payload, files: dict[str, str]) -> Payload:
    """Leave out what Discord adds to a picture, and name the message's own files as it wants them named."""
    if component["type"] == _GALLERY:
        items = [
            {name: value for name, value in item.items() if name in ("description", "spoiler") and value is not None}
            | {"media": {"url": _named(item["media"]["url"], files)}}
            for item in component["items"]
        ]
        return component | {"items": items}
    inner = component.get("components")
    return component | ({"components": [_sendable(dict(each), files) for each in inner]} if inner else {})


def _named(url: str, files: dict[str, str]) -> str:
    name = files.get(_without_query(url))
    return f"attachment://{name}" if name else url


def _without_query(url: str) -> str:
    """Leave out what Discord signs an address with; a picture and its file may be signed at different times."""
    return url.partition("?")[0]


def _file_of(item: Payload) -> str:
    return str(item["media"]["url"]).removeprefix("attachment://")
