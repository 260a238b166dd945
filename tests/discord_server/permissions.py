"""What the bot may read and write where: Discord's answers to one who lacks a permission."""

from __future__ import annotations

from tests.discord_server.errors import Rejection
from tests.discord_server.model import FORUM, GROUP, JSON, Channel, Permission, User


def check_access(channel: Channel, bot: User) -> None:
    """Refuse a channel that the bot is not in, or does not see."""
    guild = channel.guild
    foreign = channel.type == GROUP or len(channel.recipients) > 1
    if foreign or (guild is not None and not (guild.bot and guild.permissions_in(channel, bot))):
        raise Rejection(403, 50001, "Missing Access")


def reads_history(channel: Channel, bot: User) -> bool:
    """Tell whether the bot may read what was written in a channel before; refuse one it has no access to."""
    check_access(channel, bot)
    return _has(channel, bot, Permission.READ_MESSAGE_HISTORY)


def check_send(channel: Channel, bot: User, body: JSON, *, files: int) -> None:
    """Refuse a new message of the bot that it has no permission for."""
    check_access(channel, bot)
    if channel.type == FORUM:
        raise Rejection(400, 50008, "Cannot send messages in a non-text channel")
    if channel.locked:
        raise Rejection(403, 160005, "Thread is locked")
    needed = Permission.SEND_MESSAGES_IN_THREADS if channel.parent else Permission.SEND_MESSAGES
    if body.get("embeds"):
        needed |= Permission.EMBED_LINKS
    if files:
        needed |= Permission.ATTACH_FILES
    if not _has(channel, bot, needed):
        raise Rejection(403, 50013, "Missing Permissions")
    if body.get("message_reference") and not _has(channel, bot, Permission.READ_MESSAGE_HISTORY):
        raise Rejection(403, 160002, "Cannot reply without permission to read message history")


def _has(channel: Channel, bot: User, needed: Permission) -> bool:
    return channel.guild is None or channel.guild.permissions_in(channel, bot) & needed == needed
