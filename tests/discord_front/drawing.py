"""Cards as text that a person can read: what stands on them, and the buttons with what they carry."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from bot.discord_front.redraw import PERSONAL
from tests.discord_server.components import BUTTON, CONTAINER, FILE, GALLERY, ROW, SEPARATOR, TEXT
from tests.discord_server.model import JSON

CARDS = Path(__file__).parent / "cards"
WIDTH = 100
_EDGE, _THIN, _PERSONAL = "═" * WIDTH, "─" * WIDTH, "┄ for the member alone "


def drawing(components: list[JSON], content: str = "") -> str:
    """Draw a message."""
    lines = [*_wrapped(content)] if content else []
    for component in components:
        if component["type"] == CONTAINER:
            lines += [_EDGE, *(line for part in component["components"] for line in _part(part)), _EDGE]
        elif component["type"] == ROW:
            lines += _row(component["components"])
    return "\n".join(lines) + "\n"


def dialog(modal: JSON) -> str:
    """Draw a dialog."""
    lines = [f"{modal['title']}  ({modal['custom_id']})", _THIN]
    for label in modal["components"]:
        inner = label["component"]
        lines.append(label["label"])
        lines += [f"    ( ) {option['label']} = {option['value']}" for option in inner.get("options", ())]
        lines += [f"    [ up to {inner['max_length']} characters ]"] if "max_length" in inner else []
    return "\n".join(lines) + "\n"


def check_golden(name: str, drawn: str, *, redraw: bool) -> None:
    """Compare a drawing with its golden file, or write it anew."""
    file = CARDS / f"{name}.txt"
    if redraw:
        CARDS.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    assert file.is_file(), f"{file.name} is missing: run pytest with --redraw-cards, and look at it"
    assert drawn == file.read_text(encoding="utf-8"), (
        "the card has changed: run pytest with --redraw-cards, read the diff"
    )


def _part(part: JSON) -> Iterator[str]:
    if part["type"] == SEPARATOR:
        yield _THIN
    elif part["type"] == GALLERY:
        for item in part["items"]:
            yield from _wrapped(f"[a picture: {item.get('description') or 'without a description'}]")
    elif part["type"] == FILE:
        yield f"[a file: {part['file']['url'].removeprefix('attachment://')}]"
    elif part["type"] == TEXT:
        if part.get("id") in PERSONAL:
            yield _PERSONAL + "┄" * (WIDTH - len(_PERSONAL))
        yield from _wrapped(part["content"])


def _wrapped(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from textwrap.wrap(line, WIDTH, subsequent_indent="  " if line.startswith("- ") else "") or [""]


def _row(items: list[JSON]) -> list[str]:
    if items[0]["type"] != BUTTON:
        select = items[0]
        options = [
            f"    {'●' if option.get('default') else ' '} {option['label']} → {option['value']}"
            for option in select.get("options", ())
        ]
        options += [f"    ● channel {default['id']}" for default in select.get("default_values", ())]
        return [f"[ {select.get('placeholder') or '…'} ▾ ]  {select['custom_id']}", *options]
    labels = [button.get("label") or button["emoji"]["name"] for button in items]
    marked = [
        f"({label})" if button.get("disabled") else f"[{label}]" for label, button in zip(labels, items, strict=True)
    ]
    return [
        " ".join(marked),
        *(f"      {label}: {button['custom_id']}" for label, button in zip(labels, items, strict=True)),
    ]


def without_reference(drawn: str) -> str:
    """Blot out the reference number of an error, which is another each time."""
    return re.sub(r"`[0-9a-f]{8}`", "`########`", drawn)
