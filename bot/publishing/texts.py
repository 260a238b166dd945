"""Edit one item of a list in a YAML file, and nothing else of its text: comments and layout stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from bot.drafting.writing import Flow, Row, dumped
from bot.errors import KnowledgeError
from bot.knowledge.reader import Source, parse_yaml

_IN_LINE = frozenset({"lines", "skills", "alternatives", "or", "pages", "missing"})
"""Fields whose lists are short and stand in one line."""


def read(text: str, name: str) -> Source:
    """Parse a file that is to be edited.

    Raises:
        KnowledgeError: where it is no YAML, or no mapping.
    """
    source = parse_yaml(text.removeprefix("\ufeff"), name)
    if source.problems or not isinstance(source.data, dict):
        raise KnowledgeError(f"{name} cannot be edited.", source.problems)
    return source


def with_item(text: str, name: str, place: tuple[str, int], item: Mapping[str, Any] | None) -> str:
    """Replace an item of a list of the file by another, or take it out where there is none; past the end, add it.

    Raises:
        KnowledgeError: where the text is laid out in a way that this cannot edit.
    """
    key, number = place
    source = read(text, name)
    wanted = deepcopy(source.data)
    held = wanted.setdefault(key, [])
    held[number : number + 1] = [] if item is None else [dict(item)]
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    if not source.data.get(key) or not held:
        _rewrite_list(lines, source, key, held)
    else:
        _edit(lines, source, place, item)
    edited = "".join(lines)
    if read(edited, name).data != wanted:
        raise KnowledgeError(f"{name} cannot be edited: give each item of {key} lines of its own.")
    return edited


def with_value(text: str, name: str, key: str, value: Any) -> str:
    """Replace a value at the top of the file, or add it at the end.

    Raises:
        KnowledgeError: where the text is laid out in a way that this cannot edit.
    """
    source = read(text, name)
    lines = text.splitlines(keepends=True)
    _rewrite_list(lines, source, key, value)
    edited = "".join(lines)
    if read(edited, name).data != {**source.data, key: value}:
        raise KnowledgeError(f"{name} cannot be edited: give {key} lines of its own.")
    return edited


def compact(value: Any, key: str = "") -> Any:
    """Lay values out as role files are: figures and lists of lines in one line each."""
    if isinstance(value, Mapping):
        fields = {name: compact(each, name) for name, each in value.items()}
        return Row(fields) if key in {"figures", "figure"} else fields
    if isinstance(value, list):
        items = [compact(each, key) for each in value]
        return Flow(items) if key in _IN_LINE else items
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _edit(lines: list[str], source: Source, place: tuple[str, int], item: Mapping[str, Any] | None) -> None:
    """Edit between the first line of an item and that of the next; what stands between the two stays."""
    key, number = place
    count = len(source.data[key])
    start = _start(source, key, number) if number < count else _end_of(source, key, len(lines))
    end = _start(source, key, number + 1) if number + 1 < count else _end_of(source, key, len(lines))
    if number >= count:
        start = end = start - _trailing(lines, 0, start)
    else:
        end -= _trailing(lines, start, end)
    first = lines[_start(source, key, 0)]
    lines[start:end] = [] if item is None else _written([item], len(first) - len(first.lstrip()))


def _rewrite_list(lines: list[str], source: Source, key: str, value: Any) -> None:
    """Write a whole value anew, at its place or at the end."""
    if key not in source.data:
        start = end = len(lines)
    else:
        start = source.line((key,)) - 1
        end = _end_of(source, key, len(lines))
        end -= _trailing(lines, start, end)
    lines[start:end] = dumped({key: compact(value, key)}).splitlines(keepends=True)


def _start(source: Source, key: str, number: int) -> int:
    return source.line((key, number)) - 1


def _end_of(source: Source, key: str, last: int) -> int:
    """Find where the value of a key at the top ends: where the next key begins."""
    own = source.line((key,))
    return min((line - 1 for path, line in source.marks.items() if len(path) == 1 and line > own), default=last)


def _trailing(lines: list[str], start: int, end: int) -> int:
    """Count the blank lines and comments before a line, which belong to what follows."""
    count = 0
    while end - count > start and (not (text := lines[end - count - 1].strip()) or text.startswith("#")):
        count += 1
    return count


def _written(items: list[Mapping[str, Any]], indent: int) -> list[str]:
    text = dumped([compact(item) for item in items])
    return [" " * indent + line for line in text.splitlines(keepends=True)]


def with_list(text: str, name: str, key: str, items: Sequence[tuple[int | None, Mapping[str, Any]]]) -> str:
    """Write a list of a file anew, each item with the number it had before, if it had one.

    What is the same stays as it is written; comments before an item go with it, and those of one that goes, too.

    Raises:
        KnowledgeError: where the text is laid out in a way that this cannot edit.
    """
    source = read(text, name)
    held = source.data[key]
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    starts = [_start(source, key, number) for number in range(len(held))]
    last = _end_of(source, key, len(lines))
    last -= _trailing(lines, starts[-1], last)
    leads = [start - _trailing(lines, source.line((key,)), start) for start in starts]
    ends = [*leads[1:], last]
    indent = len(lines[starts[0]]) - len(lines[starts[0]].lstrip())
    made: list[str] = []
    for number, item in items:
        if number is None:
            made += _written([item], indent)
            continue
        same = dict(item) == held[number]
        made += lines[leads[number] : starts[number]]
        made += lines[starts[number] : ends[number]] if same else _written([item], indent)
    edited = "".join([*lines[: leads[0]], *made, *lines[last:]])
    if read(edited, name).data != {**source.data, key: [dict(item) for _, item in items]}:
        raise KnowledgeError(f"{name} cannot be edited: give each item of {key} lines of its own.")
    return edited
