"""Where messages and interactions come in: counted, known while they are answered, and shut before the bot stops."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import discord

from bot.discord_front.handling import LATE, LIMITED, handling_of
from bot.discord_front.limits import CHANNEL, COMPLETION, MEMBER, Limits, Refusal
from bot.discord_front.logs import named
from bot.locale import later, say
from bot.metrics import Metrics

log = logging.getLogger(__name__)

STOPPING = later("I am about to restart. Try again in a minute.")


class Entrance:
    """Lets in what is to be answered, and knows the tasks that answer it."""

    def __init__(self, limits: Limits, metrics: Metrics) -> None:
        self._limits = limits
        self._metrics = metrics
        self._answering: set[asyncio.Task[Any]] = set()
        self.is_shut = False
        """Whether nothing is let in any more."""

    def admits(self, member: int) -> bool:
        """Tell whether a message of a member is worth a look; from now to its end, this task is known to answer it."""
        if self.is_shut:
            return False
        if self._limits.is_shut(member):
            self._metrics.limited(MEMBER)
            return False
        self._enter()
        return True

    def counts(self, member: int, server: int | None) -> Refusal | None:
        """Count the answer to a message, or say why there is none."""
        refusal = self._limits.admit(member, server)
        if refusal is not None:
            self._metrics.limited(refusal.limit)
        return refusal

    def rests(self) -> None:
        """Count a message in a channel that is still cooling down."""
        self._metrics.limited(CHANNEL)

    async def lets_in(self, interaction: discord.Interaction[Any]) -> bool:
        """Tell whether an interaction is to be answered; where not, it is told so, since Discord wants a response."""
        self._enter()
        await interaction.client.speak_to(interaction)
        completes = interaction.type is discord.InteractionType.autocomplete
        cost = COMPLETION if completes else 1.0
        text = STOPPING
        if self.is_shut and interaction.client.service.shared:
            _turned_away(interaction, LATE)
            return False  # another process may be there already, which has an answer
        if not self.is_shut:
            refusal = self._limits.admit(interaction.user.id, interaction.guild_id, cost)
            if refusal is None:
                return True
            self._metrics.limited(refusal.limit)
            text = refusal.text
        try:
            if completes:
                await interaction.response.autocomplete([])
            else:
                await interaction.response.send_message(say(text), ephemeral=True)
        except discord.HTTPException as failed:
            log.warning("a member could not be told that there is no answer now: %s", named(failed))
        finally:
            _turned_away(interaction, LIMITED)
        return False

    def shut(self) -> None:
        """Let nothing in any more."""
        self.is_shut = True

    async def finished(self, patience: float) -> int:
        """Wait, at most so many seconds, for what is being answered by now; give how much is left of it."""
        if not self._answering:
            return 0
        _, left = await asyncio.wait(set(self._answering), timeout=patience)
        return len(left)

    def _enter(self) -> None:
        task = asyncio.current_task()
        if task is not None and task not in self._answering:
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)


def _turned_away(interaction: discord.Interaction[Any], outcome: str) -> None:
    """Count what is not answered here; of suggestions nobody keeps count."""
    if interaction.type is not discord.InteractionType.autocomplete:
        handling = handling_of(interaction)
        handling.outcome = outcome
        handling.end()
