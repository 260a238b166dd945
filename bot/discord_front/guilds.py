"""The language that follows from what a server has chosen."""

from __future__ import annotations

import discord

from bot.locale import ENGLISH
from bot.storage.records import GuildSettings


def language(settings: GuildSettings | None, locale: discord.Locale | None) -> str:
    """Choose the language of a reply: the server's own choice, else the reader's locale, else English.

    Dialects are one language: "es-ES" and "es-419" are both "es".
    """
    chosen = settings.language if settings is not None else None
    return chosen or (str(locale.value).partition("-")[0] if locale is not None else ENGLISH)
