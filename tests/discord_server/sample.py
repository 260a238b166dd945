"""A small bot to try the loopback Discord with: one of everything."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord_server.server import DiscordServer

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class Echo(ui.DynamicItem[ui.Button[Any]], template=r"echo:(?P<word>.*)"):
    """A button without state that says its word."""

    def __init__(self, word: str) -> None:
        super().__init__(ui.Button(label=word, custom_id=f"echo:{word}"))
        self.word = word

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: Any) -> Echo:
        """Read the word back."""
        return cls(match["word"])

    async def callback(self, interaction: Any) -> None:
        """Say it, to the presser alone."""
        await interaction.response.send_message(self.word, ephemeral=True)


class Question(ui.Modal, title="Ask"):
    """A dialog of one line."""

    line: Any = ui.TextInput(label="Question")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say it back."""
        await interaction.response.send_message(f"you asked {self.line.value}", ephemeral=True)


class SampleClient(discord.Client):
    """Logs in, registers its commands, answers; `received` are the messages it got."""

    def __init__(self, intents: discord.Intents = INTENTS, **options: Any) -> None:
        super().__init__(intents=intents, max_messages=None, allowed_mentions=discord.AllowedMentions.none(), **options)
        self.tree = app_commands.CommandTree(self)
        self.received: list[discord.Message] = []
        self.edited: list[int] = []
        self.errors: list[BaseException] = []
        self.tree.error(self._keep_error)
        add_commands(self.tree)

    async def setup_hook(self) -> None:
        """Register the button and the commands."""
        self.add_dynamic_items(Echo)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once; the library waits five seconds the second time."""

    async def on_message(self, message: discord.Message) -> None:
        """Answer people who write in a direct message or mention the bot."""
        self.received.append(message)
        if not message.author.bot and (message.guild is None or self.user in message.mentions):
            await message.reply(f"heard: {message.content}")

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Note which message was edited."""
        self.edited.append(event.message_id)

    async def _keep_error(self, _interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        self.errors.append(getattr(error, "original", error))


def add_commands(tree: app_commands.CommandTree) -> None:
    """Register commands that use every kind of response."""

    @tree.command(description="Say it back")
    async def say(interaction: discord.Interaction, text: str) -> None:
        await interaction.response.send_message(text, ephemeral=True)

    @tree.command(description="Say it to all")
    async def loud(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("for all")

    @tree.command(description="Think first")
    async def think(interaction: discord.Interaction, follow: bool = False) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        if follow:
            await interaction.followup.send("thought further")
            await interaction.followup.send("and further", ephemeral=True)
        else:
            await interaction.edit_original_response(content="thought")

    @tree.command(description="Show a card")
    async def card(interaction: discord.Interaction) -> None:
        view = ui.LayoutView(timeout=None)
        row: ui.ActionRow[Any] = ui.ActionRow()
        row.add_item(Echo("again"))
        view.add_item(ui.Container(ui.TextDisplay("**Title**"), ui.TextDisplay("Body"), row))
        await interaction.response.send_message(view=view, ephemeral=True)

    @tree.command(description="Open a dialog")
    async def dialog(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Question())

    @tree.command(description="Pick one")
    async def pick(interaction: discord.Interaction) -> None:
        view = ui.View(timeout=None)
        select: Any = ui.Select(options=[discord.SelectOption(label=name) for name in ("one", "two")])

        async def chosen(inner: discord.Interaction) -> None:
            await inner.response.edit_message(content=f"picked {select.values[0]}", view=None)

        select.callback = chosen
        view.add_item(select)
        await interaction.response.send_message("pick", view=view, ephemeral=True)

    @tree.command(description="Send a file")
    async def file(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(file=discord.File(io.BytesIO(b"abc"), "a.txt"), ephemeral=True)

    @tree.command(description="Name a fruit")
    async def fruit(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(name, ephemeral=True)

    @fruit.autocomplete("name")
    async def complete(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        fruits = [fruit for fruit in ("apple", "pear", "plum") if fruit.startswith(current)]
        return [app_commands.Choice(name=fruit, value=fruit) for fruit in fruits]

    @tree.context_menu(name="Quote it")
    async def quote(interaction: discord.Interaction, message: discord.Message) -> None:
        kind = type(message.channel).__name__
        await interaction.response.send_message(f"{kind}: {message.content}", ephemeral=True)

    group = app_commands.Group(name="box", description="A box", default_permissions=discord.Permissions(8))

    @group.command(description="Open it")
    async def open_(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"context {interaction.context.guild}", ephemeral=True)

    tree.add_command(group)
    for command in tree.get_commands():
        command.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
        command.allowed_installs = app_commands.AppInstallationType(guild=True, user=True)


@asynccontextmanager
async def running(server: DiscordServer, client: discord.Client, token: str | None = None) -> AsyncIterator[None]:
    """Point the library at the server, run the client and close it."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = server.api_url, yarl.URL(server.gateway_url)
    task = asyncio.create_task(client.start(token or server.token))
    waiting = asyncio.create_task(server.ready(commands=False))
    try:
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        yield
    finally:
        waiting.cancel()
        await client.close()
        with suppress(Exception):
            await task
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
