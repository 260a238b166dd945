"""The state of the loopback Discord, shared by its REST side, its gateway and the members who play on it."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from tests.discord_server.commands import Commands
from tests.discord_server.errors import dead_token, unknown
from tests.discord_server.gateway import Gateway
from tests.discord_server.model import JSON, Channel, Guild, Interaction, Message, MessageFlag, Snowflakes, User
from tests.discord_server.requests import Hold, Request
from tests.discord_server.troubles import Planned

TOKEN_LIFE = 15 * 60.0


class NotOffered(LookupError):
    """Discord's own client would not let the member do this."""


class InteractionFailed(AssertionError):
    """The bot gave no first response in time; the member reads "The application did not respond"."""


class NoAnswer(AssertionError):
    """The bot acknowledged, or was written to, but no answer came."""


class State:
    """Everything there is on this Discord; ids are given out here and looked up here."""

    def __init__(self, token: str, deadline: float, patience: float, allowed_intents: int) -> None:
        self.token = token
        self.deadline = deadline
        self.patience = patience
        self.snowflakes = Snowflakes()
        self.bot = User(self.snowflakes.next(), "career-coach", bot=True)
        self.owner = User(self.snowflakes.next(), "owner")
        self.team: list[User] = []
        self.users = {user.id: user for user in (self.bot, self.owner)}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.interactions: dict[str, Interaction] = {}
        self.commands = Commands(self.bot.id, self.snowflakes.next)
        self.guild_commands: dict[int, Commands] = {}
        self.files: dict[int, bytes] = {}
        self.requests: list[Request] = []
        self.in_flight = 0
        """Requests that are not answered yet."""
        self.violations: list[str] = []
        self.planned: list[Planned] = []
        self.holds: list[Hold] = []
        self.posted: dict[int, list[Message]] = {}
        self.changed = asyncio.Condition()
        self.typing: list[int] = []
        self.gateway = Gateway(self, allowed_intents)
        self.origin = ""
        self.written: Message | None = None

    @property
    def now(self) -> float:
        """The clock by which interactions age."""
        return asyncio.get_running_loop().time()

    def commands_of(self, guild_id: int | None) -> Commands:
        """Find the commands of a scope; a guild the bot is not in has none."""
        if guild_id is None:
            return self.commands
        if guild_id not in self.guilds:
            raise unknown("Guild", 10004)
        return self.guild_commands.setdefault(guild_id, Commands(self.bot.id, self.snowflakes.next, guild_id))

    def interaction(self, token: str) -> Interaction:
        """Find a living interaction by its token."""
        interaction = self.interactions.get(token)
        if interaction is None or interaction.expired or self.now - interaction.started > TOKEN_LIFE:
            raise dead_token()
        return interaction

    def channel(self, channel_id: int) -> Channel:
        """Find a channel."""
        if channel_id not in self.channels:
            raise unknown("Channel", 10003)
        return self.channels[channel_id]

    def message(self, message_id: int, channel: Channel | None = None) -> Message:
        """Find a message, in a channel if one is given."""
        message = self.messages.get(message_id)
        if message is None or (channel is not None and message.channel is not channel):
            raise unknown("Message", 10008)
        return message

    def direct_channel(self, user: User) -> Channel:
        """Open the direct channel of the bot and a user; there is one."""
        for channel in self.channels.values():
            if channel.type == 1 and channel.recipients == [user]:
                return channel
        return self.add_channel(Channel(self.snowflakes.next(), 1, recipients=[user]))

    def add_channel(self, channel: Channel) -> Channel:
        """Remember a channel."""
        self.channels[channel.id] = channel
        return channel

    def add_thread(self, parent: Channel, name: str, kind: int = 11, *, told: bool = True) -> Channel:
        """Add a thread to a channel or a post to a forum; without `told` the bot knows nothing of it."""
        if parent.guild is None:
            raise ValueError("threads belong to channels of guilds")
        thread = Channel(self.snowflakes.next(), kind, name, parent.guild, parent=parent, told=told)
        parent.guild.threads.append(thread)
        return self.add_channel(thread)

    def create(self, channel: Channel, author: User, body: JSON, *, number: int | None = None, **extra: Any) -> Message:
        """Make a message of a checked body and remember it; `number` is its id where that is given already."""
        message = Message(number or self.snowflakes.next(), channel, author, **extra)
        self.messages[message.id] = message
        self.change(message, body, edited=False)
        return message

    def change(self, message: Message, body: JSON, *, edited: bool = True) -> None:
        """Write a checked body into a message."""
        message.content = body.get("content", message.content) or ""
        message.embeds = body.get("embeds", message.embeds) or []
        message.components = self._numbered(body.get("components", message.components) or [])
        message.attachments = body.get("attachments", message.attachments) or []
        settable = MessageFlag.COMPONENTS_V2 | MessageFlag.SUPPRESS_EMBEDS
        message.flags = (message.flags & ~MessageFlag.LOADING) | (int(body.get("flags") or 0) & settable)
        if edited:
            message.edited = "2026-01-01T00:00:00+00:00"

    def new_token(self) -> str:
        """Make an interaction token."""
        return secrets.token_urlsafe(24)

    def _numbered(self, components: list[JSON]) -> list[JSON]:
        """Give every component the number Discord gives it."""
        count = 0

        def number(component: JSON) -> JSON:
            nonlocal count
            count += 1
            copy = component | ({} if component.get("id") else {"id": count})
            if component.get("components"):
                copy["components"] = [number(inner) for inner in component["components"]]
            if component.get("accessory"):
                copy["accessory"] = number(component["accessory"])
            return copy

        return [number(component) for component in components]

    async def notify(self) -> None:
        """Wake whoever waits for something to change."""
        async with self.changed:
            self.changed.notify_all()
