"""The settings of servers, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, select

from bot.storage.access import Access
from bot.storage.notices import tell
from bot.storage.records import GuildSettings, Topic
from bot.storage.tables import GUILDS
from bot.storage.writes import fitting, put


class StoredSettings:
    """A `SettingsRepository` of one database."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def of(self, guild: int) -> GuildSettings:
        """Give a server's settings; the defaults where none are kept."""
        async with self._access.reading() as connection:
            row = (await connection.execute(select(GUILDS).where(GUILDS.c.guild == guild))).one_or_none()
        return _settings(row) if row else GuildSettings(guild)

    async def all(self) -> Sequence[GuildSettings]:
        """Give the settings of every server that has any, by server."""
        async with self._access.reading() as connection:
            return [_settings(row) for row in await connection.execute(select(GUILDS).order_by(GUILDS.c.guild))]

    async def save(self, settings: GuildSettings) -> None:
        """Keep a server's settings, in place of what was kept of it."""
        values = asdict(settings) | {"channels": sorted(settings.channels)}
        if settings.language is not None:
            fitting(GUILDS.c.language, settings.language)
        async with self._access.writing() as connection:
            await put(connection, GUILDS, values)
            await tell(connection, Topic.SETTINGS, settings.guild)

    async def delete(self, guild: int) -> bool:
        """Forget a server; say whether anything was kept of it."""
        async with self._access.writing() as connection:
            gone = (await connection.execute(delete(GUILDS).where(GUILDS.c.guild == guild))).rowcount > 0
            if gone:
                await tell(connection, Topic.SETTINGS, guild)
        return gone


def _settings(row: Row[Any]) -> GuildSettings:
    values = row._asdict()
    return GuildSettings(**values | {"channels": frozenset(values["channels"])})
