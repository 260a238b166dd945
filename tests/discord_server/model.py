"""What the loopback Discord remembers: users, guilds, channels, messages and interactions."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, IntFlag
from typing import Any

JSON = dict[str, Any]

EPOCH = 1_420_070_400_000
MEMBER_PERMISSIONS = 0x40 | 0x400 | 0x800 | 0x4000 | 0x10000 | 0x80000000
ALL_PERMISSIONS = (1 << 53) - 1


class MessageFlag(IntFlag):
    """The message flags that matter here."""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


class Kind(IntEnum):
    """Interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Context(IntEnum):
    """Where an interaction happens."""

    GUILD = 0
    BOT_DM = 1
    PRIVATE_CHANNEL = 2


class Callback(IntEnum):
    """Types of a first response."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class Snowflakes:
    """Gives out ids that carry the time, as Discord's do; never the same twice."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, seconds_ago: float = 0.0) -> int:
        """Make an id of now, or of an earlier moment."""
        moment = (int((time.time() - seconds_ago) * 1000) - EPOCH) << 22
        if seconds_ago:
            return moment | next(_old_ids)
        self._last = max(moment, self._last + 1)
        return self._last


_old_ids = itertools.count(1)


def moment(snowflake: int) -> str:
    """Write the time an id carries in ISO form."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH) / 1000, UTC).isoformat()


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot; `installed` means the app is installed to the account."""

    id: int
    name: str
    bot: bool = False
    installed: bool = False

    @property
    def mention(self) -> str:
        """Write the user as a mention."""
        return f"<@{self.id}>"

    def payload(self) -> JSON:
        """Write the user as Discord's JSON."""
        return {
            "id": str(self.id),
            "username": self.name,
            "global_name": self.name.title(),
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(slots=True, eq=False)
class Channel:
    """A text channel (0), a direct message with the bot (1) or a group of people (3)."""

    id: int
    type: int
    name: str = ""
    guild: Guild | None = None
    recipients: list[User] = field(default_factory=list)

    def payload(self) -> JSON:
        """Write the channel as Discord's JSON."""
        if self.guild is None:
            people = [user.payload() for user in self.recipients]
            data: JSON = {"id": str(self.id), "type": self.type, "recipients": people, "last_message_id": None}
            return data | ({"name": self.name, "icon": None, "owner_id": people[0]["id"]} if self.type == 3 else {})
        return {
            "id": str(self.id),
            "type": self.type,
            "name": self.name,
            "guild_id": str(self.guild.id),
            "position": 0,
            "permission_overwrites": [],
            "nsfw": False,
            "topic": None,
            "parent_id": None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "permissions": str(ALL_PERMISSIONS),
        }


@dataclass(slots=True, eq=False)
class Guild:
    """A server; `bot` tells whether the bot is a member of it."""

    id: int
    name: str
    owner: User
    bot: bool = True
    channels: list[Channel] = field(default_factory=list)
    administrators: set[int] = field(default_factory=set)

    def permissions(self, user: User) -> int:
        """Say what a member may do here."""
        everything = user.id == self.owner.id or user.id in self.administrators
        return ALL_PERMISSIONS if everything else MEMBER_PERMISSIONS

    def member(self, user: User, *, with_user: bool = True) -> JSON:
        """Write a user as a member of this guild."""
        data: JSON = {
            "roles": [],
            "flags": 0,
            "joined_at": moment(self.id),
            "deaf": False,
            "mute": False,
            "nick": None,
            "avatar": None,
            "pending": False,
            "premium_since": None,
            "permissions": str(self.permissions(user)),
        }
        return data | ({"user": user.payload()} if with_user else {})

    def payload(self, bot: User) -> JSON:
        """Write the guild as GUILD_CREATE sends it."""
        everyone = {"id": str(self.id), "name": "@everyone", "permissions": str(MEMBER_PERMISSIONS), "position": 0}
        flags = {"color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner.id),
            "unavailable": False,
            "member_count": 2,
            "channels": [channel.payload() for channel in self.channels],
            "roles": [everyone | flags],
            "members": [self.member(bot)],
            "emojis": [],
            "features": [],
            "preferred_locale": "en-US",
            "large": False,
            "threads": [],
            "voice_states": [],
            "presences": [],
        }


@dataclass(slots=True, eq=False)
class Message:
    """A message; an ephemeral one is seen by one user only."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    components: list[JSON] = field(default_factory=list)
    embeds: list[JSON] = field(default_factory=list)
    attachments: list[JSON] = field(default_factory=list)
    flags: int = 0
    mentions: list[User] = field(default_factory=list)
    reference: JSON | None = None
    edited: str | None = None
    seen_only_by: int | None = None
    nonce: str | None = None
    metadata: JSON | None = None
    webhook: bool = False

    @property
    def ephemeral(self) -> bool:
        """Tell whether only one user sees it."""
        return bool(self.flags & MessageFlag.EPHEMERAL)

    def payload(self) -> JSON:
        """Write the message as Discord's JSON, without a guild id."""
        data: JSON = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.content,
            "components": self.components,
            "embeds": self.embeds,
            "attachments": self.attachments,
            "flags": int(self.flags),
            "mentions": [user.payload() for user in self.mentions],
            "mention_roles": [],
            "mention_everyone": False,
            "timestamp": moment(self.id),
            "edited_timestamp": self.edited,
            "tts": False,
            "pinned": False,
            "type": 20 if self.metadata else (19 if self.reference else 0),
        }
        if self.reference:
            data["message_reference"] = self.reference
        if self.nonce is not None:
            data["nonce"] = self.nonce
        if self.metadata:
            data["interaction_metadata"] = self.metadata
        if self.webhook:
            data |= {"webhook_id": str(self.author.id), "application_id": str(self.author.id)}
        return data


@dataclass(slots=True, eq=False)
class Interaction:
    """One interaction of a member with the bot, and what the bot made of it."""

    id: int
    token: str
    kind: Kind
    user: User
    channel: Channel
    guild: Guild | None
    data: JSON
    started: float
    message: Message | None = None
    follow_up_limit: int | None = None
    callback: Callback | None = None
    seconds: float | None = None
    original: Message | None = None
    follow_ups: list[Message] = field(default_factory=list)
    choices: list[JSON] | None = None
    modal: JSON | None = None
    expired: bool = False
    final: Message | None = None
    responded: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    def settle(self, message: Message | None) -> None:
        """Say that the member now sees the final answer."""
        self.final = message
        self.settled.set()
