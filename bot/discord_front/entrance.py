"""Where messages and interactions come in: counted, known while they are answered, and shut before the bot stops."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import discord

from bot.discord_front.limits import COMPLETION, Limits, Refusal
from bot.locale import later, say

log = logging.getLogger(__name__)

STOPPING = later("I am about to restart. Try again in a minute.")


class Entrance:
    """Lets in what is to be answered, and knows the tasks that answer it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._answering: set[asyncio.Task[Any]] = set()
        self._is_shut = False

    def admits(self, member: int) -> bool:
        """Tell whether a message of a member is worth a look; from now to its end, this task is known to answer it."""
        if self._is_shut or self._limits.is_shut(member):
            return False
        self._enter()
        return True

    def counts(self, member: int, server: int | None) -> Refusal | None:
        """Count the answer to a message, or say why there is none."""
        return self._limits.admit(member, server)

    async def lets_in(self, interaction: discord.Interaction[Any]) -> bool:
        """Tell whether an interaction is to be answered; where not, it is told so, since Discord wants a response."""
        self._enter()
        await interaction.client.speak_to(interaction)
        completes = interaction.type is discord.InteractionType.autocomplete
        cost = COMPLETION if completes else 1.0
        text = STOPPING
        if self._is_shut and interaction.client.service.shared:
            return False  # another process may be there already, which has an answer
        if not self._is_shut:
            refusal = self._limits.admit(interaction.user.id, interaction.guild_id, cost)
            if refusal is None:
                return True
            text = refusal.text
        try:
            if completes:
                await interaction.response.autocomplete([])
            else:
                await interaction.response.send_message(say(text), ephemeral=True)
        except discord.HTTPException as failed:
            log.warning("a member could not be told that there is no answer now: %s", failed)
        return False

    def shut(self) -> None:
        """Let nothing in any more."""
        self._is_shut = True

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
