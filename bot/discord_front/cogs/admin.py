"""`/knowledge`: look after the knowledge while the bot runs; for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_front.admins import AdminsOnly, is_admin
from bot.discord_front.completion import MAX_CHOICES
from bot.discord_front.conversations import conversation_of
from bot.discord_front.imports import show_import
from bot.discord_front.jobs import Shown, finish, job
from bot.discord_front.loads import show_preview
from bot.discord_front.panels import gaps_card, named, problems_card, status_card
from bot.discord_front.render import NO_PINGS, listing
from bot.knowledge.freshness import due_lines
from bot.locale import say

if TYPE_CHECKING:
    from bot.discord_front.bot import CoachClient
    from bot.service.service import Service

MAX_NUMBER = 999_999_999


@app_commands.default_permissions(administrator=True)
class Admin(commands.GroupCog, group_name="knowledge", group_description="Look after the knowledge (admins only)"):
    """Show, load, check and explain."""

    def __init__(self, service: Service) -> None:
        self._service = service
        super().__init__()

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Refuse everybody else, wherever Discord shows the commands."""
        if not _may(interaction):
            raise AdminsOnly
        return True

    @app_commands.command()
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        """Show which version runs, who loaded it, and whether the folder differs."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        votes = await self._service.tallies()
        due = due_lines(self._service.due(votes), self._service.coach.knowledge)
        await finish(interaction, Shown(status_card(await self._service.status(), votes, due)))

    @app_commands.command()
    async def reload(self, interaction: discord.Interaction[Any]) -> None:
        """Show what the knowledge folder would change, then apply or discard it."""
        await show_preview(interaction)

    @app_commands.command(name="import")
    @app_commands.describe(
        document="A guide (.txt, .md, .html, .docx, .pdf), or a draft that was edited (.yaml)",
        role="The id of its role, where its title should not give it; such as data-analyst",
    )
    async def take(
        self,
        interaction: discord.Interaction[Any],
        document: discord.Attachment,
        role: app_commands.Range[str, 1, 60] | None = None,
    ) -> None:
        """Draft a role from a document and show what it would change, then publish or discard it."""
        await show_import(interaction, document, role or "")

    @app_commands.command()
    @app_commands.describe(version="The version to run again; pick one of the last five")
    async def rollback(
        self, interaction: discord.Interaction[Any], version: app_commands.Range[int, 1, MAX_NUMBER]
    ) -> None:
        """Show what an earlier version would change, then run it again."""
        await show_preview(interaction, version)

    @rollback.autocomplete("version")
    async def _versions(
        self, interaction: discord.Interaction[CoachClient], typed: str
    ) -> list[app_commands.Choice[int]]:
        # The library asks no check of the group for this.
        if not _may(interaction):
            return []
        kept = [version for version in await self._service.versions() if str(version.number).startswith(str(typed))]
        return [app_commands.Choice(name=named(each), value=each.number) for each in kept[:MAX_CHOICES]]

    @app_commands.command()
    async def gaps(self, interaction: discord.Interaction[Any]) -> None:
        """Show the questions without a good answer, as a card and as a file."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        groups = await self._service.gaps()
        await finish(interaction, gaps_card(groups, interaction.client.settings.gap_days))

    @app_commands.command()
    async def check(self, interaction: discord.Interaction[Any]) -> None:
        """Report every problem of the knowledge folder without changing anything."""
        await interaction.response.defer(ephemeral=True, thinking=True)

        await job(interaction, say("Checking the folder"), self._service.check, problems_card)

    @app_commands.command()
    @app_commands.describe(message="A message as a member would write it")
    async def why(self, interaction: discord.Interaction[Any], message: str) -> None:
        """Show how a message is understood and why its answer wins."""
        trace = self._service.coach.explain(message, conversation=conversation_of(interaction))
        shown = listing(say("Why"), trace)
        await interaction.response.send_message(view=shown, ephemeral=True, allowed_mentions=NO_PINGS)


def _may(interaction: discord.Interaction[Any]) -> bool:
    client = interaction.client
    return is_admin(interaction.user, client.application, client.settings.admins)
