"""The card of a server's settings: what holds, and a select for each to change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import discord
from discord import ChannelType, SelectOption, ui

from bot.discord_front import ids
from bot.discord_front.buttons import FORGED, AsItStands, Press, first_of, reporting
from bot.discord_front.drafts import Draft, fit, heading
from bot.discord_front.ids import Signer
from bot.discord_front.render import NO_PINGS, Card
from bot.errors import UserError
from bot.locale import languages, later, say, say_count
from bot.locale.writing import number
from bot.storage.records import GuildSettings

ONLY_IN_SERVERS = later("Settings are for servers. Here, in direct messages, there is nothing to set.")
NOT_A_MEMBER = later("I am not a member of this server, so there is nothing to set here.")
NOT_YOURS = later("That is for those who may manage this server.")

PUBLIC, PRIVATE = "public", "private"
OWN_LANGUAGE = "own"
"""Stands for each member's own language."""
PAUSES = (0, 5, 15, 30, 60, 300, 900, 3600)
"""Seconds to choose from; an option of the command takes any."""
MOST_CHOSEN = 25
CHANNEL_TYPES = [ChannelType.text, ChannelType.news, ChannelType.forum, ChannelType.voice, ChannelType.stage_voice]
Changes = Mapping[str, Any]


def refusal(interaction: discord.Interaction[Any]) -> str:
    """Say why the settings cannot be seen or changed from here by this member; empty where they can."""
    if interaction.guild_id is None:
        return say(ONLY_IN_SERVERS)
    if not interaction.is_guild_integration():
        return say(NOT_A_MEMBER)
    return "" if interaction.permissions.manage_guild else say(NOT_YOURS)


def change(field: str, chosen: str) -> Changes:
    """Read what was chosen for a field as a change of `GuildSettings`.

    Raises:
        UserError: where it cannot be read.
    """
    match field:
        case "replies":
            return {"public": chosen == PUBLIC}
        case "language":
            return {"language": None if chosen == OWN_LANGUAGE else chosen}
    try:
        return {"cooldown": float(chosen)}
    except ValueError:
        raise UserError(say(FORGED)) from None


def settings_card(settings: GuildSettings, signer: Signer, changed: Iterable[str] = ()) -> Card:
    """Draw a server's settings; `changed` are the fields that have just been saved."""
    lines = {name: describe(settings) for name, (describe, _) in _FIELDS.items()}
    saved = [f"✅ {lines[name]}" for name in lines if name in changed]
    told = Draft(heading(say("Saved")), saved, "")
    now = Draft(heading(say("Settings of this server")), [f"- {line}" for line in lines.values()], "")
    rows: list[ui.ActionRow[Any]] = [ui.ActionRow(make(settings, signer)) for _, make in _FIELDS.values()]
    return Card(fit([told, now] if saved else [now]), rows)


def language_name(code: str) -> str:
    """Name a language in itself."""
    from babel import Locale  # reads its data from disk; most processes never need it

    return (Locale.parse(code).display_name or code).capitalize()


class SettingSelect(AsItStands, ui.DynamicItem[ui.Select[Any]], template=ids.SETTING):
    """Changes a setting that has a few values."""

    @reporting
    async def callback(self, interaction: Press) -> None:
        """Save what was chosen."""
        await _change(interaction, self.custom_id, change(self.custom_id.split(":")[1], first_of(self.item)))


class ChannelsSelect(AsItStands, ui.DynamicItem[ui.ChannelSelect[Any]], template=ids.CHANNELS):
    """Chooses the channels where mentions are answered; none means everywhere."""

    kind = ui.ChannelSelect

    @reporting
    async def callback(self, interaction: Press) -> None:
        """Save what was chosen."""
        # What Discord resolves to no channel comes as the text it was sent as.
        chosen = frozenset(channel.id for channel in self.item.values if hasattr(channel, "id"))
        await _change(interaction, self.custom_id, {"channels": chosen})


async def _change(interaction: Press, custom_id: str, changes: Changes) -> None:
    """Save changes of a select that was used on the card, and draw the card anew.

    Raises:
        UserError: where this member may not, the select is not ours, a value is out of range or the database fails.
    """
    refused = refusal(interaction)
    client, guild = interaction.client, interaction.guild_id
    if refused or guild is None:
        raise UserError(refused)
    if custom_id != ids.pack_setting(client.desk.signer, custom_id.split(":")[1], guild):
        raise UserError(say(FORGED))
    await interaction.response.defer()
    settings = await client.service.change_settings(guild, **changes)
    shown = settings_card(settings, client.desk.signer, changes)
    await interaction.edit_original_response(view=shown, allowed_mentions=NO_PINGS)


def _replies(settings: GuildSettings) -> str:
    if settings.public:
        return say("**Replies** are public: everybody in the channel sees them, but for what is about the member.")
    return say("**Replies** are private: only who asks sees them, and can share them.")


def _channels(settings: GuildSettings) -> str:
    if not settings.channels:
        return say("**Mentions** are answered in every channel.")
    named = ", ".join(f"<#{channel}>" for channel in sorted(settings.channels))
    return say("**Mentions** are answered in {channels} and their threads.", channels=named)


def _language(settings: GuildSettings) -> str:
    if settings.language is None:
        return say("**Language**: each member's own, where I speak it.")
    return say("**Language**: {language} for everybody.", language=language_name(settings.language))


def _cooldown(settings: GuildSettings) -> str:
    if not settings.cooldown:
        return say("**Pause** between two answered mentions in a channel: none.")
    return say("**Pause** between two answered mentions in a channel: {time}.", time=_time(settings.cooldown))


def _time(seconds: float) -> str:
    minutes = seconds / 60
    if minutes >= 1 and minutes == int(minutes):
        return say_count("1 minute", "{count} minutes", count=int(minutes))
    return say("{count} seconds", count=number(seconds))


def _select(signer: Signer, field: str, settings: GuildSettings, options: list[SelectOption]) -> SettingSelect:
    custom_id = ids.pack_setting(signer, field, settings.guild)
    return SettingSelect(ui.Select(custom_id=custom_id, options=options))


def _replies_select(settings: GuildSettings, signer: Signer) -> SettingSelect:
    options = [
        SelectOption(label=say("Private replies"), value=PRIVATE, default=not settings.public),
        SelectOption(label=say("Public replies"), value=PUBLIC, default=settings.public),
    ]
    return _select(signer, "replies", settings, options)


def _channels_select(settings: GuildSettings, signer: Signer) -> ChannelsSelect:
    chosen = [discord.SelectDefaultValue(id=each, type=discord.SelectDefaultValueType.channel)
              for each in sorted(settings.channels)[:MOST_CHOSEN]]  # fmt: skip
    select: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id=ids.pack_setting(signer, "channels", settings.guild),
        channel_types=CHANNEL_TYPES,
        placeholder=say("Mentions: every channel"),
        min_values=0,
        max_values=MOST_CHOSEN,
        default_values=chosen,
    )
    return ChannelsSelect(select)


def _language_select(settings: GuildSettings, signer: Signer) -> SettingSelect:
    own = SelectOption(label=say("Each member's own language"), value=OWN_LANGUAGE, default=settings.language is None)
    options = [
        SelectOption(label=language_name(code), value=code, default=settings.language == code)
        for code in languages()[: MOST_CHOSEN - 1]
    ]
    return _select(signer, "language", settings, [own, *options])


def _cooldown_select(settings: GuildSettings, signer: Signer) -> SettingSelect:
    pauses = sorted({*map(float, PAUSES), settings.cooldown})
    options = [
        SelectOption(
            label=say("Pause: {time}", time=_time(pause)) if pause else say("No pause"),
            value=f"{pause:g}",
            default=pause == settings.cooldown,
        )
        for pause in pauses
    ]
    return _select(signer, "cooldown", settings, options)


_FIELDS: Mapping[str, tuple[Callable[[GuildSettings], str], Callable[[GuildSettings, Signer], ui.Item[Any]]]] = {
    "public": (_replies, _replies_select),
    "channels": (_channels, _channels_select),
    "language": (_language, _language_select),
    "cooldown": (_cooldown, _cooldown_select),
}
"""How each field is told, and the select that changes it."""
