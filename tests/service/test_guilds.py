from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import UserError
from bot.service import guilds
from bot.service.guard import Guard
from bot.service.service import Service
from bot.storage.database import Database
from bot.storage.records import GuildSettings
from tests.service.conftest import PSEUDONYMS
from tests.storage.trouble import locked


async def test_a_server_has_the_defaults_until_somebody_changes_them(service: Service, database: Database) -> None:
    assert await service.settings_of(7) == GuildSettings(7)
    changed = await service.change_settings(7, public=True, channels=frozenset({1, 2}))
    assert changed == GuildSettings(7, public=True, channels=frozenset({1, 2}))
    assert (
        await service.change_settings(7, cooldown=30.0) == await service.settings_of(7) == await database.settings.of(7)
    )
    assert (await service.settings_of(7)).public
    assert await service.settings_of(8) == GuildSettings(8)


async def test_a_direct_message_has_the_defaults(service: Service) -> None:
    assert await service.settings_of(None) == GuildSettings(guilds.NOWHERE)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"language": "xx"}, "I do not speak “xx”; I speak en"),
        ({"cooldown": -1.0}, "0 to 3600 seconds"),
        ({"cooldown": 3600.5}, "0 to 3600 seconds"),
        ({"cooldown": float("nan")}, "0 to 3600 seconds"),
        ({"channels": frozenset(range(101))}, "At most 100 channels"),
    ],
)
async def test_what_is_out_of_range_is_said_and_changes_nothing(
    service: Service, database: Database, changes: dict[str, object], message: str
) -> None:
    await service.change_settings(7, public=True)
    with pytest.raises(UserError, match=message):
        await service.change_settings(7, **changes)
    assert await service.settings_of(7) == await database.settings.of(7) == GuildSettings(7, public=True)


async def test_settings_are_read_once_and_only_the_most_recent_are_remembered(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guilds, "MOST_REMEMBERED", 2)
    kept = guilds.Guilds(Guard(database))
    for guild in (1, 2, 1, 3):
        await kept.of(guild)
    for guild in (1, 2, 3):
        await database.settings.save(GuildSettings(guild, public=True))
    assert [(await kept.of(guild)).public for guild in (1, 3, 2)] == [False, False, True]


async def test_a_server_that_removed_the_bot_is_forgotten(service: Service, database: Database) -> None:
    for guild in (1, 2, 3):
        await service.change_settings(guild, public=True)
    await service.left(1)
    assert await service.sweep({3, 4}) == 1
    assert [settings.guild for settings in await database.settings.all()] == [3]
    assert await service.settings_of(1) == GuildSettings(1)


async def test_while_the_database_fails_servers_have_what_is_remembered_or_the_defaults(
    service: Service, file: Path, database: Database
) -> None:
    await service.change_settings(1, public=True)
    await service.change_settings(2, public=True)
    fresh = Service(service.coach, database, pseudonyms=PSEUDONYMS)
    async with locked(str(file)):
        with pytest.raises(UserError, match="Nothing was changed"):
            await service.change_settings(1, public=False)
    assert (await service.settings_of(1)).public
    await database.close()
    file.rename(file.with_suffix(".gone"))
    file.mkdir()
    assert (await service.settings_of(1)).public
    assert await fresh.settings_of(2) == GuildSettings(2)
