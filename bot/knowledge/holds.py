"""Rewrite the `holds` flags of golden questions in their files, and nothing else of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from bot.errors import KnowledgeError
from bot.knowledge.reader import KeyPath, Source, parse_yaml

_FLAG = re.compile(r"\bholds:\s*(?:true|false)\b")
_STYLE = re.compile(r"\bstyle:\s*[\"']?\w+[\"']?")


def update_holds(folder: Path, holds: Mapping[str, Mapping[KeyPath, bool]]) -> int:
    """Write the flags of the messages at some paths of some files; give the number of flags that changed.

    Raises:
        KnowledgeError: where a file cannot be read, edited or written; it is then left as it was.
    """
    changed = 0
    for name, flags in holds.items():
        path = folder / name
        try:
            # Bytes, so that line ends stay what they are.
            text = path.read_bytes().decode("utf-8")
            edited, count = with_holds(text, name, flags)
            if count:
                path.write_bytes(edited.encode("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise KnowledgeError(f"The flags in {path} cannot be rewritten: {error}.") from error
        changed += count
    return changed


def with_holds(text: str, name: str, flags: Mapping[KeyPath, bool]) -> tuple[str, int]:
    """Edit the flags in the text of a file: `holds: false` is put in after the style, or taken out.

    Raises:
        KnowledgeError: where the text is laid out in a way that this cannot edit.
    """
    source = parse_yaml(text.removeprefix("\ufeff"), name)
    wanted = deepcopy(source.data)
    lines = text.splitlines(keepends=True)
    changes = dict(_changes(source, flags))
    # From the end, so that the lines in front keep their numbers.
    for path in sorted(changes, key=source.line, reverse=True):
        _at(wanted, path)["holds"] = changes[path]
        _edit(lines, source, path, changes[path])
    edited = "".join(lines)
    if _filled(parse_yaml(edited.removeprefix("\ufeff"), name).data) != _filled(wanted):
        raise KnowledgeError(f"The flags in {name} cannot be rewritten: give each field of a question its own line.")
    return edited, len(changes)


def _changes(source: Source, flags: Mapping[KeyPath, bool]) -> Iterator[tuple[KeyPath, bool]]:
    for path, flag in flags.items():
        if _at(source.data, path).get("holds", True) != flag:
            yield path, flag


def _edit(lines: list[str], source: Source, path: KeyPath, flag: bool) -> None:
    """Change the flag of one message in the lines of its file."""
    place = source.line((*path, "holds")) - 1
    if "holds" not in _at(source.data, path):
        _put_in(lines, source.line((*path, "style")) - 1)
    elif flag and _FLAG.fullmatch(lines[place].strip()):
        del lines[place]
    else:
        lines[place] = _FLAG.sub(f"holds: {'true' if flag else 'false'}", lines[place], count=1)


def _put_in(lines: list[str], place: int) -> None:
    """Put the flag after the style: on a line of its own, or beside it in a `{…}`."""
    style = lines[place]
    if style.lstrip(" -").startswith("{") or not style.lstrip(" -").startswith("style"):
        lines[place] = _STYLE.sub(lambda found: f"{found[0]}, holds: false", style, count=1)
        return
    bare = style.rstrip("\r\n")
    end = style[len(bare) :] or "\n"
    indent = len(bare) - len(bare.lstrip(" -"))
    lines[place] = bare + end
    lines.insert(place + 1, f"{' ' * indent}holds: false{style[len(bare) :]}")


def _filled(data: Any) -> Any:
    """Give the values of a file with every flag written out."""
    if isinstance(data, list):
        return [_filled(item) for item in data]
    if isinstance(data, dict):
        return {key: _filled(value) for key, value in data.items()} | (
            {"holds": data.get("holds", True)} if "ask" in data else {}
        )
    return data


def _at(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data
