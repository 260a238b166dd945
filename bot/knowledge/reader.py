"""Read YAML safely and remember on which line every value stands.

PyYAML's own loaders expand aliases (the "billion laughs" bomb), recurse as deep as the file does, let a later key
overwrite an earlier one and turn `no` into False. This reader takes PyYAML's stream of events and builds the values
itself: no aliases, no tags, no duplicate keys, JSON's scalar types only, a line for every path, and bounds on depth,
values and their length, so that a file costs no more than its size lets expect.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.errors import Problem

Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_BYTES = 1_000_000
"""Largest file that is read, many times the largest of ours."""
MAX_DEPTH = 12
"""Deepest nesting that is read; ours is half as deep."""
MAX_VALUES = 100_000
"""Most values in a file, keys not counted: ten times as many as ours."""
MAX_LENGTH = 5_000
"""Characters of a text or a key; a golden question may have 4,000."""
MAX_TWICE = 100
"""Keys given twice that are told."""
_TOO_DEEP = f"is nested more than {MAX_DEPTH} levels deep"

_INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9]\d{0,17})\.\d{1,18}")
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INDENT = re.compile(r"[ \t]*")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
"""What turns the direction of writing or cannot be seen: it makes a file read otherwise than it is."""

KeyPath = tuple[str | int, ...]
"""The keys and indices that lead to a value."""


@dataclass(slots=True)
class Source:
    """The values of one file with the line of each path into them; `data` is None where it could not be read whole."""

    name: str
    data: Any = None
    marks: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    checksum: str = ""

    def line(self, path: KeyPath) -> int:
        """Give the line of a path, or of its nearest parent that has one."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, 1)

    def problem(self, path: KeyPath, message: str) -> Problem:
        """Name what is wrong with the value at a path."""
        return Problem(self.name, self.line(path), message)


class _Refusal(Exception):
    """A file breaks a rule at a line, so that nothing after it can be trusted."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_yaml(path: Path, name: str) -> Source:
    """Read one file; where it cannot be read, the source holds problems instead of data."""
    try:
        if path.exists() and not path.is_file():
            return _refused(name, 1, "is not a file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        return _refused(name, 1, f"cannot be read: {error.strerror}")
    if len(raw) > MAX_BYTES:
        return _refused(name, 1, f"is larger than {MAX_BYTES:,} bytes")
    try:
        source = parse_yaml(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        return _refused(name, raw[: error.start].count(b"\n") + 1, "is not UTF-8 text")
    source.checksum = hashlib.sha256(raw).hexdigest()
    return source


def parse_yaml(text: str, name: str) -> Source:
    """Parse YAML text; where it is malformed or breaks a rule, the source holds problems instead of data."""
    source = Source(name)
    try:
        _refuse_characters(text)
        source.data = _Builder(source).document(yaml.parse(text, Loader=Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or ""
        # libyaml has a limit of its own, further up than ours; what goes over it goes over both.
        message = _TOO_DEEP if "nesting depth" in what else f"is not valid YAML: {what}"
        return _refused(name, mark.line + 1 if mark else 1, message)
    except yaml.YAMLError as error:
        return _refused(name, 1, f"is not valid YAML: {str(error).splitlines()[0]}")
    except _Refusal as refusal:
        return _refused(name, refusal.line, str(refusal))
    return source if source.data is not None else _refused(name, 1, "is empty")


def _refused(name: str, line: int, message: str) -> Source:
    return Source(name, problems=[Problem(name, line, message)])


def _refuse_characters(text: str) -> None:
    """Refuse tabs in indentation and characters that YAML does not allow; libyaml's own words on them are obscure."""
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in _INDENT.match(line)[0]:  # type: ignore[index]  # the pattern matches any line
            raise _Refusal(number, "is indented with a tab; use spaces")
    if found := _UNPRINTABLE.search(text):
        line_number = text.count("\n", 0, found.start()) + 1
        raise _Refusal(line_number, f"holds the control character U+{ord(found[0]):04X}")
    if found := _HIDDEN.search(text):
        line_number = text.count("\n", 0, found.start()) + 1
        raise _Refusal(line_number, f"holds the invisible character U+{ord(found[0]):04X}; leave it out")


class _Builder:
    """Builds plain values from events and notes their lines."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.values = 0

    def document(self, events: Iterator[Any]) -> Any:
        """Build the one document of a stream; None where it is empty."""
        self.events = events
        value = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refusal(_line(event), "holds a second document (---); write one file for each")
                value = self.value(next(events), ())
        return value

    def value(self, event: Any, path: KeyPath) -> Any:
        line = _line(event)
        self.source.marks[path] = line
        self.values += 1
        if self.values > MAX_VALUES:
            raise _Refusal(line, f"holds more than {MAX_VALUES:,} values")
        if isinstance(event, yaml.AliasEvent):
            raise _Refusal(line, f"uses the YAML alias *{str(event.anchor)[:40]}; write the value out")
        if event.tag is not None:
            raise _Refusal(line, f"uses the YAML tag {event.tag[:60]}; write the plain value")
        if isinstance(event, yaml.ScalarEvent):
            _refuse_length(event, "text")
            return _scalar(event)
        if len(path) >= MAX_DEPTH:
            raise _Refusal(line, _TOO_DEEP)
        return self.sequence(path) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(path)

    def sequence(self, path: KeyPath) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self.value(event, (*path, len(values))))
        return values

    def mapping(self, path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refusal(line, "has a key that is not plain text")
            _refuse_length(event, "key")
            key = str(event.value)
            if key in values:
                # The first one stays, so that the rest of the file is still checked; the second goes out of the way.
                self.source.problems.append(Problem(self.source.name, line, f"has the key '{key[:60]}' twice"))
                if len(self.source.problems) > MAX_TWICE:
                    raise _Refusal(line, f"has more than {MAX_TWICE} keys twice")
                self.value(next(self.events), (*path, key, "second"))
                continue
            values[key] = self.value(next(self.events), (*path, key))
            self.source.marks[(*path, key)] = line
        return values


def _refuse_length(event: yaml.ScalarEvent, what: str) -> None:
    if len(event.value) > MAX_LENGTH:
        raise _Refusal(_line(event), f"holds a {what} of more than {MAX_LENGTH:,} characters")


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: yaml.ScalarEvent) -> Any:
    """Give a scalar its JSON type; quoted and block scalars are always text."""
    text = str(event.value)
    if event.style in {"'", '"', "|", ">"}:
        return text.strip() if event.style in {"|", ">"} else text
    if text.lower() in _CONSTANTS:
        return _CONSTANTS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
