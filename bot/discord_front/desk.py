"""What the buttons need at hand when they are drawn and when they are pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.discord_front.feedback import Feedback
from bot.discord_front.ids import Signer
from bot.discord_front.pace import Recent
from bot.knowledge.models import Knowledge
from bot.redaction import redact


class Once:
    """Lets each thing happen once, also where two want it at the same moment; remembers the latest few thousand.

    It only settles a race: what was shared for good is marked on the message itself.
    """

    def __init__(self, most: int = 4096) -> None:
        self._done: Recent[int, bool] = Recent(most)

    def claim(self, thing: int) -> bool:
        """Tell whether this is the first claim; the next ones come too late."""
        if self._done.get(thing):
            return False
        self._done.put(thing, True)
        return True

    def release(self, thing: int) -> None:
        """Take a claim back, after it came to nothing."""
        self._done.put(thing, False)


@dataclass(frozen=True, slots=True)
class Desk:
    """Signs custom ids, takes votes, and sees to it that a card is shared once."""

    signer: Signer
    feedback: Feedback
    redact: Callable[[str], str] = redact
    shared: Once = field(default_factory=Once)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the buttons under one card carry: of which knowledge, on which question, and whether it can be shared."""

    knowledge: Knowledge
    signer: Signer
    question: str = field(default="", repr=False)
    """Normalised and redacted."""
    shareable: bool = False
