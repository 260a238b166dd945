"""What members think of an answer: a thumb up or down, and what was wrong."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

log = logging.getLogger(__name__)


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


class Counted:
    """Keeps no vote and logs how many there were."""

    def __init__(self) -> None:
        self.counts: Counter[bool] = Counter()

    async def vote(
        self, *, member: str, answer: str, up: bool, reasons: Sequence[str] = (), text: str = "", words: str = ""
    ) -> None:
        """Count a vote."""
        del member, answer, reasons, text, words
        self.counts[up] += 1
        log.info("votes since the start: %d up, %d down", self.counts[True], self.counts[False])
