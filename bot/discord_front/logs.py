"""What the log tells, as text or as JSON, and what it never does.

No message, no name and no token may stand in it. Our own lines hold none; what others write is made harmless here:

- Of a library's line only words and numbers are filled in. An object is named by its type: a button, say, would write
  its custom id, which holds a question.
- Of an error its kind and where it came from are told, but its own text only where that is known to quote nobody.
  `ValueError("invalid literal …")` quotes; "no space left on device" does not.
- The token, the database's password, tokens of interactions and the ids of Discord are struck out of whatever is left.

At DEBUG the texts of errors are written too, for who has to find out: that level may hold what a member wrote.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TextIO

import discord

from bot.config import Settings
from bot.errors import CareerCoachError, UserError

log = logging.getLogger(__name__)

FIELDS = ("reference", "front", "outcome", "milliseconds")
"""What a record may hold besides, given to it with `extra`."""

_TOKENS = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/?\s]+")
_IDS = re.compile(r"(?<!\d)\d{17,20}(?!\d)")
_PLAIN = (str, int, float, type(None))


class Writer(logging.Formatter):
    """Writes records as lines of text, a traceback under its line."""

    def __init__(self, *, secrets: Sequence[str] = (), verbose: bool = False) -> None:
        super().__init__()
        self._secrets = secrets
        self._verbose = verbose

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        line = f"{_moment(record)} {record.levelname} {record.name}: {_message(record)}"
        return self._clean("\n".join([line, *self._below(record)]))

    def _below(self, record: logging.LogRecord) -> Iterator[str]:
        """Write the error of a record, where it has one."""
        # Not `exc_text`, in which another handler may have kept the whole error.
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            yield "".join(traceback.format_exception(error)) if self._verbose else told(error)
        if record.stack_info:
            yield record.stack_info

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return _IDS.sub("[id]", _TOKENS.sub(r"\1[token]", text))


class JsonWriter(Writer):
    """Writes each record as a JSON object on a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        fields = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
        }
        if record.exc_info and record.exc_info[1] is not None:
            fields["error"] = type(record.exc_info[1]).__name__
        if below := "\n".join(self._below(record)):
            fields["traceback"] = below
        cleaned = {name: self._clean(value) if isinstance(value, str) else value for name, value in fields.items()}
        return json.dumps(cleaned)


def set_up(settings: Settings) -> None:
    """Let everything of this process be logged as the settings say."""
    logging.basicConfig(level=settings.log_level, handlers=[handler(settings)], force=True)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a line that cannot be written would be shown with all that was to be filled in
    # It warns of missing voice libraries on every start; this bot does not speak.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    # At DEBUG these write whole events, with what members wrote, and each step of each statement.
    for talkative in ("discord", "aiosqlite"):
        logging.getLogger(talkative).setLevel(max(logging.INFO, logging.getLevelName(settings.log_level)))


def handler(settings: Settings, stream: TextIO | None = None) -> logging.Handler:
    """Make what writes the log, on standard error unless told otherwise."""
    made = logging.StreamHandler(stream or sys.stderr)
    kind = JsonWriter if settings.log_format == "json" else Writer
    made.setFormatter(kind(secrets=settings.secrets, verbose=settings.log_level == "DEBUG"))
    return made


def on_loop_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what the event loop has to complain of; its own way would write out tasks, with their arguments."""
    log.error("the event loop: %s", context["message"], exc_info=context.get("exception"))


def told(error: BaseException) -> str:
    """Write an error with where it came from and what led to it, but nothing that it may quote."""
    parts: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        parts.append(
            "".join(["Traceback (most recent call last):\n", *traceback.format_tb(at.__traceback__), named(at)])
        )
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "\n\nwhich led to\n\n".join(reversed(parts))


def named(error: BaseException) -> str:
    """Name an error by its kind, with its own text only where that quotes nobody."""
    text = _text(error)
    return f"{type(error).__name__} ({text})" if text else type(error).__name__


def _text(error: BaseException) -> str:
    match error:
        case discord.HTTPException():
            return f"status {error.status}, code {error.code}"
        case discord.ConnectionClosed():
            return f"code {error.code}"
        case UserError():
            return ""
        case CareerCoachError() | OSError():
            return str(error)
    return ""


def _message(record: logging.LogRecord) -> str:
    """Write a record's message; a library's with words and numbers only."""
    if record.name.partition(".")[0] == "bot":
        return record.getMessage()
    if not isinstance(record.msg, str):
        return f"<{type(record.msg).__name__}>"
    given: Any = record.args
    if isinstance(given, Mapping):
        given = {name: _plain(value) for name, value in given.items()}
    elif given:
        given = tuple(map(_plain, given))
    try:
        return record.msg % given if given else record.msg
    except (TypeError, ValueError, KeyError):
        return record.msg


def _plain(value: Any) -> Any:
    return value if isinstance(value, _PLAIN) else f"<{type(value).__name__}>"


def _moment(record: logging.LogRecord) -> str:
    """Write when it was, in UTC."""
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03d}Z"
