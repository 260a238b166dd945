"""What a member sent, from its arrival to its reply: how long it takes, and what becomes of it."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import discord

if TYPE_CHECKING:
    from bot.metrics import Metrics

log = logging.getLogger(__name__)

DONE, REFUSED, LIMITED, FAILED = "done", "refused", "limited", "failed"
LATE, LOST = "late", "lost"
"""Outcomes besides those of a reply."""
DIRECT, MENTION, COMMAND, MENU, PRESS, FORM = "direct", "mention", "command", "menu", "press", "form"
"""The ways in which members reach the bot."""
_FRONTS = {
    discord.InteractionType.application_command: COMMAND,
    discord.InteractionType.component: PRESS,
    discord.InteractionType.modal_submit: FORM,
}
_KEPT_AS = "handling"


class Handling:
    """One message or interaction under way; it is counted once, at its end."""

    def __init__(self, metrics: Metrics, front: str) -> None:
        self.front = front
        self.outcome = DONE
        self._metrics = metrics
        self._began = time.perf_counter()
        self._took: float | None = None
        metrics.handling.inc()

    def replied(self, outcome: str) -> None:
        """End it with the reply; what comes after it, nobody waits for."""
        self.outcome = outcome
        self.end()

    def end(self) -> None:
        """Count it; only the first end counts."""
        if self._took is not None:
            return
        self._took = time.perf_counter() - self._began
        self._metrics.handling.dec()
        self._metrics.handled(self.front, self.outcome, self.seconds)
        log.debug("%s: %s", self.front, self.outcome, extra=self.fields)

    @property
    def seconds(self) -> float:
        """How long it took, or has taken so far."""
        return time.perf_counter() - self._began if self._took is None else self._took

    @property
    def fields(self) -> dict[str, Any]:
        """What the log tells of it."""
        milliseconds = round(self.seconds * 1000, 1)
        return {"front": self.front, "outcome": self.outcome, "milliseconds": milliseconds}


def handling_of(interaction: discord.Interaction[Any]) -> Handling:
    """Give the handling of an interaction, which begins when it is first asked for."""
    found: Handling | None = interaction.extras.get(_KEPT_AS)
    if found is None:
        front = _FRONTS.get(interaction.type, COMMAND)
        data: Any = interaction.data or {}
        if front == COMMAND and data.get("type", 1) != discord.AppCommandType.chat_input.value:
            front = MENU
        found = interaction.extras[_KEPT_AS] = Handling(interaction.client.service.metrics, front)
    return found
