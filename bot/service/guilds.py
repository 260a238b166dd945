"""The settings of servers: at hand for every message, checked before they are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from bot.answers.quoting import quoted
from bot.errors import UserError
from bot.locale import languages, say
from bot.service.guard import Guard
from bot.storage.records import GuildSettings
from bot.storage.repositories import Storage

NOWHERE = 0
"""Stands for the guild of a direct message, which has the default settings."""
MOST_REMEMBERED = 1_000
MOST_CHANNELS = 100
LONGEST_COOLDOWN = 3600.0
"""Seconds."""


class Guilds:
    """Settings of servers, the most recent ones in memory."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._known: OrderedDict[int, GuildSettings] = OrderedDict()
        self._changes = 0

    async def of(self, guild: int | None) -> GuildSettings:
        """Give the settings of a server; the defaults in a direct message, and where the storage fails."""
        if guild is None:
            return GuildSettings(NOWHERE)
        if guild not in self._known:
            before = self._changes
            found = await self._guard.soon(lambda storage: storage.settings.of(guild), None)
            if found is None or before != self._changes:  # what was read may be of before the change
                return found or GuildSettings(guild)
            self._remember(self._known.get(guild, found))  # a change may have come in meanwhile
        self._known.move_to_end(guild)
        return self._known[guild]

    async def change(self, guild: int, changes: dict[str, Any]) -> GuildSettings:
        """Change some of a server's settings and give all of them.

        Raises:
            UserError: for a value that is out of range, or where the storage fails.
        """

        async def change(storage: Storage) -> GuildSettings:
            after = checked(replace(await storage.settings.of(guild), **changes))
            await storage.settings.save(after)
            self._remember(after)  # here, since it may come to this when nobody waits any more
            return after

        return await self._guard.needed(change)

    async def left(self, guild: int) -> bool:
        """Forget a server that removed the bot; say whether anything was kept of it."""
        self._known.pop(guild, None)
        return await self._guard.quietly(lambda storage: storage.settings.delete(guild), False)

    async def sweep(self, present: Collection[int], is_ours: Callable[[int], bool]) -> int:
        """Forget the servers that removed the bot while it was not running; give their number.

        Of those that are `present` nothing is forgotten, nor of those that are another process's to see.
        """
        nothing: Sequence[GuildSettings] = ()
        kept = await self._guard.quietly(lambda storage: storage.settings.all(), nothing)
        gone = [each.guild for each in kept if each.guild not in present and is_ours(each.guild)]
        return sum([await self.left(guild) for guild in gone])

    def changed(self, guild: int | None = None) -> None:
        """Read the settings of a server anew, or of all, since another process may have changed them."""
        self._changes += 1
        if guild is None:
            self._known.clear()
        else:
            self._known.pop(guild, None)

    def _remember(self, settings: GuildSettings) -> None:
        self._known[settings.guild] = settings
        self._known.move_to_end(settings.guild)
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)


def checked(settings: GuildSettings) -> GuildSettings:
    """Give settings that may be kept.

    Raises:
        UserError: for the first value that is out of range, in one sentence.
    """
    if settings.language is not None and settings.language not in languages():
        known = ", ".join(languages())
        raise UserError(
            say("I do not speak “{language}”; I speak {known}.", language=quoted(settings.language), known=known)
        )
    if not 0 <= settings.cooldown <= LONGEST_COOLDOWN:
        raise UserError(say("The cooldown takes 0 to {most} seconds.", most=round(LONGEST_COOLDOWN)))
    if len(settings.channels) > MOST_CHANNELS:
        raise UserError(say("At most {most} channels can be named.", most=MOST_CHANNELS))
    return settings
