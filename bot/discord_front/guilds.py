"""What a server has chosen, and the language that follows from it."""

from __future__ import annotations

from typing import Protocol

import discord

from bot.locale import ENGLISH
from bot.storage.records import GuildSettings


class GuildSource(Protocol):
    """Knows the settings of every server."""

    async def settings_of(self, guild: int) -> GuildSettings:
        """Give a server's settings; the defaults where nothing was chosen."""
        ...


class Defaults:
    """The settings of servers that have chosen nothing."""

    async def settings_of(self, guild: int) -> GuildSettings:
        """Give the defaults."""
        return GuildSettings(guild)


def language(settings: GuildSettings | None, locale: discord.Locale | None) -> str:
    """Choose the language of a reply: the server's own choice, else the reader's locale, else English.

    Dialects are one language: "es-ES" and "es-419" are both "es".
    """
    chosen = settings.language if settings is not None else None
    return chosen or (str(locale).partition("-")[0] if locale is not None else ENGLISH)
