"""`/settings`: what a server has chosen; for those who may manage it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.discord_front.controls import OWN_LANGUAGE, PRIVATE, PUBLIC, change, language_name, refusal, settings_card
from bot.discord_front.render import NO_PINGS
from bot.errors import UserError
from bot.locale import languages, say
from bot.service.guilds import LONGEST_COOLDOWN

if TYPE_CHECKING:
    from bot.service.service import Service

_REPLIES = [Choice(name="private: only who asks sees them", value=PRIVATE), Choice(name="public", value=PUBLIC)]


class Settings(commands.Cog):
    """Settings of a server."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @app_commands.command()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        replies="Who sees my replies",
        language="The language of my replies",
        cooldown="Seconds between two answered mentions in a channel",
    )
    @app_commands.choices(replies=_REPLIES)
    async def settings(
        self,
        interaction: discord.Interaction[Any],
        replies: str | None = None,
        language: str | None = None,
        cooldown: app_commands.Range[int, 0, int(LONGEST_COOLDOWN)] | None = None,
    ) -> None:
        """Show or change how I behave in this server."""
        refused, guild = refusal(interaction), interaction.guild_id
        if refused or guild is None:
            raise UserError(refused)
        await interaction.response.defer(ephemeral=True, thinking=True)
        given = {"replies": replies, "language": language, "cooldown": cooldown}
        changes: dict[str, Any] = {}
        for field, chosen in given.items():
            changes |= {} if chosen is None else change(field, str(chosen))
        kept = await (self._service.change_settings(guild, **changes) if changes else self._service.settings_of(guild))
        shown = settings_card(kept, interaction.client.desk.signer, changes)
        await interaction.edit_original_response(view=shown, allowed_mentions=NO_PINGS)

    @settings.autocomplete("language")
    async def _languages(self, _interaction: discord.Interaction[Any], typed: str) -> list[Choice[str]]:
        offered = {say("each member's own"): OWN_LANGUAGE} | {language_name(code): code for code in languages()}
        return [Choice(name=name, value=code) for name, code in offered.items() if typed.lower() in name.lower()]
