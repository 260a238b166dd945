"""Answer messages in JSON Lines: one message in, one record out, in the same order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from bot.console_front.records import Record, encode, error_record, record

if TYPE_CHECKING:
    from bot.app import Coach

FIELDS = ("id", "conversation", "text")
"""What a message must have, each a string; other fields are ignored."""


@dataclass(frozen=True, slots=True)
class Message:
    """One line of a batch."""

    id: str
    conversation: str
    text: str


class BadLine(ValueError):
    """A line that holds no message; `message_id` is known where the line had one."""

    def __init__(self, reason: str, message_id: str | None = None) -> None:
        super().__init__(reason)
        self.message_id = message_id


def run_batch(coach: Coach, source: Iterable[bytes], target: IO[bytes]) -> None:
    """Answer every line as soon as it is read; a bad line gets an error record and the rest are answered.

    Blank lines are passed over, as JSON Lines allows.
    """
    for number, line in enumerate(source, 1):
        if line.strip():
            target.write(encode(_answer(coach, number, line)))
            target.flush()


def parse(line: bytes) -> Message:
    """Read one message, or raise `BadLine` with what is wrong with it."""
    try:
        content = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadLine("is not UTF-8") from error
    except RecursionError as error:
        raise BadLine("is nested too deeply") from error
    except ValueError as error:
        raise BadLine(f"is not JSON ({_reason(error)})") from error
    if not isinstance(content, dict):
        raise BadLine("is not a JSON object")
    message_id = content.get("id")
    known = message_id if isinstance(message_id, str) else None
    if absent := [name for name in FIELDS if name not in content]:
        raise BadLine(f"lacks {_listed(absent)}", known)
    if wrong := [name for name in FIELDS if not isinstance(content[name], str)]:
        raise BadLine(f"{_listed(wrong)} must be a string", known)
    return Message(**{name: content[name] for name in FIELDS})


def _answer(coach: Coach, number: int, line: bytes) -> Record:
    try:
        message = parse(line)
    except BadLine as error:
        return error_record(f"line {number}: {error}", error.message_id)
    return record(coach.ask(message.text, conversation=message.conversation), message.id)


def _reason(error: ValueError) -> str:
    return error.msg.lower() if isinstance(error, json.JSONDecodeError) else "a number is too long"


def _listed(names: list[str]) -> str:
    return " and ".join(f'"{name}"' for name in names)
