from __future__ import annotations

import pytest

from bot.errors import StorageError
from bot.storage.records import GuildSettings

ONE = GuildSettings(2**62, public=True, channels=frozenset({7, 2**62 + 1}), language="es", cooldown=2.5)


async def test_defaults_hold_where_nothing_is_kept(database):
    assert await database.settings.of(5) == GuildSettings(5)
    assert list(await database.settings.all()) == []


async def test_settings_are_kept_in_place_of_earlier_ones(database):
    await database.settings.save(ONE)
    await database.settings.save(GuildSettings(3, cooldown=1.0))
    assert await database.settings.of(ONE.guild) == ONE
    await database.settings.save(GuildSettings(ONE.guild, language="en"))
    assert list(await database.settings.all()) == [
        GuildSettings(3, cooldown=1.0),
        GuildSettings(ONE.guild, language="en"),
    ]


async def test_a_server_is_forgotten(database):
    await database.settings.save(ONE)
    await database.settings.save(GuildSettings(3))
    assert await database.settings.delete(ONE.guild)
    assert not await database.settings.delete(ONE.guild)
    assert list(await database.settings.all()) == [GuildSettings(3)]


@pytest.mark.parametrize(
    "bad", [GuildSettings(2**63), GuildSettings(1, language="x" * 17), GuildSettings(1, language="\0")]
)
async def test_what_no_column_holds_is_refused_and_nothing_is_lost(database, bad):
    await database.settings.save(GuildSettings(1, public=True))
    with pytest.raises(StorageError):
        await database.settings.save(bad)
    assert list(await database.settings.all()) == [GuildSettings(1, public=True)]
