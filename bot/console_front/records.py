"""Write a reply as the plain record that programs read: one JSON object a message."""

from __future__ import annotations

import json

from bot.answers.blocks import Citation, Part, Reply, plain, plain_part

Record = dict[str, object]


def record(reply: Reply, message_id: str | None = None) -> Record:
    """Describe a reply with its answers, best citation first; `id` only where the message had one.

    A part that cites nothing (a greeting, a question back) states nothing, so it is no answer.
    """
    head: Record = {} if message_id is None else {"id": message_id}
    return head | {
        "outcome": reply.outcome.value,
        "text": plain(reply),
        "answers": [_answer(part) for part in reply.parts if part.citations],
        "suggestions": [suggestion.ask for suggestion in reply.suggestions],
    }


def error_record(message: str, message_id: str | None) -> Record:
    """Describe a message that could not be read, in the shape of a reply."""
    return {
        "id": message_id,
        "error": message,
        "outcome": "unknown",
        "text": f"This message could not be read: {message}.",
        "answers": [],
        "suggestions": [],
    }


def encode(content: Record) -> bytes:
    """Write a record as one line of JSON in UTF-8.

    A lone surrogate, which UTF-8 cannot hold, comes out as its JSON escape.
    """
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _answer(part: Part) -> Record:
    return {
        "role": part.role,
        "topic": part.topic,
        "confidence": round(part.confidence, 4),
        "text": plain_part(part),
        "citations": [_citation(citation) for citation in part.citations],
        "missing": list(part.missing),
        "have": list(part.have),
    }


def _citation(citation: Citation) -> Record:
    return {"document": citation.document, "section": citation.section, "lines": list(citation.lines)}
