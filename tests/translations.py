"""Find what is to be translated, and what a catalogue lacks; `pybabel` takes the texts of commands from here.

python -m babel.messages.frontend extract -F pyproject.toml -o messages.pot bot
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from discord import app_commands
from discord.ext.commands import CogMeta

from bot.discord_front import cogs
from bot.discord_front.menus import message_commands
from bot.locale.catalogues import misfit

ROOT = Path(__file__).parent.parent
SAYING = ("say", "say_count", "later")
NAME = "name"
"""The context of names of commands and options, which are lower-case and short."""

Found = tuple[int, str, str | tuple[str, ...], list[str]]


def commands(_file: IO[bytes], _keywords: Any, _tags: Any, options: Any) -> Iterator[Found]:
    """Give the names and descriptions of all commands, as an extraction method of Babel."""
    del options
    for cog in (each for each in vars(cogs).values() if isinstance(each, CogMeta)):
        made = cog(None)  # type: ignore[arg-type]
        group = made.__cog_app_commands_group__
        for command in [group] if group else made.__cog_app_commands__:
            yield from _texts(command)
    yield from (_text(menu.name) for menu in message_commands())


def texts(file: IO[bytes], _keywords: Any, _tags: Any, options: Any) -> Iterator[Found]:
    """Give the texts of `say`, `say_count` and `later` in a file of Python, as an extraction method of Babel.

    Babel's own method overlooks those inside of f-strings before Python 3.12.
    """
    del options
    for call in ast.walk(ast.parse(file.read())):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAYING):
            continue
        said = [each.value for each in call.args if isinstance(each, ast.Constant)]
        if said and call.func.id == "say_count":
            yield call.lineno, "ngettext", (said[0], said[1]), []
        elif said:
            yield call.lineno, "gettext", said[0], []


def template(place: Path) -> Catalog:
    """Extract everything that is to be translated, by Babel's own command; `place` takes its file."""
    file = place / "messages.pot"
    options = ["-F", str(ROOT / "pyproject.toml"), "-o", str(file)]
    CommandLineInterface().run(["pybabel", "-q", "extract", *options, str(ROOT / "bot")])
    with file.open("rb") as source:
        return read_po(source)


def faults(texts: Catalog, translated: Catalog) -> list[str]:
    """Name each text that a catalogue lacks, holds without need, or translates with other gaps."""
    wanted, held = _by_key(texts), _by_key(translated)
    lacking = [f"lacks {key}" for key, message in wanted.items() if key not in held or not _is_whole(held[key])]
    unused = [f"translates {key}, which is said nowhere" for key in held if key not in wanted]
    unfit = [f"{key}: {found}" for key, message in held.items() if (found := misfit(message))]
    return [*lacking, *unused, *unfit]


def _texts(command: Any) -> Iterator[Found]:
    yield _name(command.name)
    yield _text(command.description)
    if isinstance(command, app_commands.Group):
        for child in command.commands:
            yield from _texts(child)
        return
    for option in command.parameters:
        yield _name(option.display_name)
        yield _text(str(option.description))
        yield from (_text(choice.name) for choice in option.choices)


def _name(text: str) -> Found:
    return 0, "pgettext", (NAME, text), []


def _text(text: str) -> Found:
    return 0, "gettext", text, []


def _by_key(catalogue: Catalog) -> dict[str, Message]:
    found = {}
    for message in catalogue:
        if message.id:
            text = message.id if isinstance(message.id, str) else message.id[0]
            found[f"“{text}”{f' ({message.context})' if message.context else ''}"] = message
    return found


def _is_whole(message: Message) -> bool:
    """Tell whether all forms of a text are translated, for certain."""
    strings = (message.string,) if isinstance(message.string, str) else message.string or ()
    return bool(strings) and all(strings) and not message.fuzzy
