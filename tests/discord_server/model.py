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
ALL_PERMISSIONS = (1 << 53) - 1
TEXT, DIRECT, GROUP, FORUM = 0, 1, 3, 15
THREADS = (10, 11, 12)
"""Threads of announcement channels, public ones (forum posts, too) and private ones."""


class Permission(IntFlag):
    """The permissions that matter here."""

    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    USE_APPLICATION_COMMANDS = 1 << 31
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50


MEMBER_PERMISSIONS = sum(Permission)


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
    locale: str = "en-US"

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
            "flags": 0,
            "primary_guild": None,
        }


@dataclass(slots=True, eq=False)
class Channel:
    """A text channel (0), a forum (15), a thread of one (10-12), a direct message (1) or a group of people (3)."""

    id: int
    type: int
    name: str = ""
    guild: Guild | None = None
    recipients: list[User] = field(default_factory=list)
    parent: Channel | None = None
    told: bool = True
    """Whether the bot was told of this thread."""
    locked: bool = False
    denied: dict[int, int] = field(default_factory=dict)
    """Permissions denied here, by the id of a member, or of the guild for everyone."""

    def payload(self) -> JSON:
        """Write the channel as Discord's JSON."""
        if self.guild is None:
            people = [user.payload() for user in self.recipients]
            data: JSON = {
                "id": str(self.id),
                "type": self.type,
                "recipients": people,
                "last_message_id": None,
                "flags": 0,
            }
            return data | ({"name": self.name, "icon": None, "owner_id": people[0]["id"]} if self.type == GROUP else {})
        data = {
            "id": str(self.id),
            "type": self.type,
            "name": self.name,
            "guild_id": str(self.guild.id),
            "parent_id": str(self.parent.id) if self.parent else None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "flags": 0,
        }
        return data | (self._thread_facts(self.guild) if self.parent else self._channel_facts(self.guild))

    def _thread_facts(self, guild: Guild) -> JSON:
        began = moment(self.id)
        metadata = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": began, "locked": self.locked}
        counts = {"message_count": 0, "total_message_sent": 0, "member_count": 1}
        return counts | {"owner_id": str(guild.owner.id), "thread_metadata": metadata | {"create_timestamp": began}}

    def _channel_facts(self, guild: Guild) -> JSON:
        overwrites = [
            {"id": str(whom), "type": int(whom != guild.id), "allow": "0", "deny": str(denied)}
            for whom, denied in self.denied.items()
        ]
        forum: JSON = {"available_tags": [], "default_sort_order": None, "default_forum_layout": 0}
        facts: JSON = {"position": 0, "permission_overwrites": overwrites, "nsfw": False, "topic": None}
        return facts | (forum if self.type == FORUM else {})


@dataclass(slots=True, eq=False)
class Guild:
    """A server; `bot` tells whether the bot is a member of it."""

    id: int
    name: str
    owner: User
    bot: bool = True
    channels: list[Channel] = field(default_factory=list)
    threads: list[Channel] = field(default_factory=list)
    administrators: set[int] = field(default_factory=set)
    locale: str = "en-US"
    member_permissions: int = MEMBER_PERMISSIONS

    def permissions(self, user: User) -> int:
        """Say what a member may do here."""
        everything = user.id == self.owner.id or user.id in self.administrators
        return ALL_PERMISSIONS if everything else self.member_permissions

    def permissions_in(self, channel: Channel, user: User) -> int:
        """Say what a member may do in a channel; a thread has the permissions of its channel."""
        allowed, place = self.permissions(user), channel.parent or channel
        if allowed == ALL_PERMISSIONS:
            return allowed
        allowed &= ~(place.denied.get(self.id, 0) | place.denied.get(user.id, 0))
        return allowed if allowed & Permission.VIEW_CHANNEL else 0

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
            "preferred_locale": self.locale,
            "large": False,
            "threads": [thread.payload() for thread in self.threads if thread.told],
            "voice_states": [],
            "presences": [],
        }


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a member attaches to a command; `size` is what Discord says of it."""

    id: int
    name: str
    url: str
    size: int

    def payload(self) -> JSON:
        """Write it as Discord sends it."""
        facts = {"id": str(self.id), "filename": self.name, "size": self.size, "url": self.url, "proxy_url": self.url}
        return facts | {"ephemeral": True}


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
    referenced: Message | None = None
    """The message that this one replies to; None beside a reference where it was deleted."""
    snapshots: list[JSON] = field(default_factory=list)
    """What a forward carries of the message forwarded."""
    edited: str | None = None
    seen_only_by: int | None = None
    nonce: str | None = None
    metadata: JSON | None = None
    webhook: bool = False

    @property
    def ephemeral(self) -> bool:
        """Tell whether only one user sees it."""
        return bool(self.flags & MessageFlag.EPHEMERAL)

    def payload(self, *, nested: bool = False) -> JSON:
        """Write the message as Discord's JSON, without a guild id; one that is nested nests no other."""
        replies = self.reference is not None and not self.snapshots
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
            "type": 20 if self.metadata else (19 if replies else 0),
        }
        if self.reference:
            data["message_reference"] = self.reference
        if replies and not nested:
            data["referenced_message"] = self.referenced.payload(nested=True) if self.referenced else None
        if self.snapshots:
            data["message_snapshots"] = self.snapshots
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
    doomed: bool = False
    """Whether a fault let it run out before the bot could answer."""
    given_up: bool = False
    """Whether the member need not wait any more for an answer that cannot come."""
    final: Message | None = None
    responded: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    def give_up(self) -> None:
        """Say that no answer can come any more."""
        self.given_up = True
        self.responded.set()
        self.settled.set()

    def settle(self, message: Message | None) -> None:
        """Say that the member now sees the final answer."""
        self.final = message
        self.settled.set()
