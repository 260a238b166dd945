"""A bare discord.py bot for `tests.benchmarks.load`: whatever is asked, it answers "pong"."""

from __future__ import annotations

import os

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Bare(discord.Client):
    """Registers `/ask` and answers it."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        """Register the command."""

        @self.tree.command()
        async def ask(interaction: discord.Interaction, question: str) -> None:
            """Ask."""
            del question
            await interaction.response.send_message("pong", ephemeral=True)

        await self.tree.sync()


def main() -> None:
    """Run it until it is stopped."""
    Route.BASE = os.environ["CAREER_COACH_DISCORD_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["CAREER_COACH_DISCORD_GATEWAY_URL"])
    Bare().run(os.environ["DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
