"""What members think of an answer: a thumb up or down, and what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol


class Wrong(StrEnum):
    """What can be wrong with an answer."""

    FALSE = "wrong"
    OFF = "off the question"
    OLD = "out of date"
    UNCLEAR = "unclear"
    LONG = "too long"


class Feedback(Protocol):
    """Takes votes."""

    async def vote(
        self, *, member: str, answer: str, up: bool, reasons: Sequence[str] = (), text: str = "", words: str = ""
    ) -> None:
        """Keep a vote.

        `member` is a keyed hash, never an id; `answer` a short reference, such as "facet:bonus senior-ai-ml-engineer";
        `text` the beginning of the question, normalised and redacted; `words` what the member wrote beside, redacted.
        """
