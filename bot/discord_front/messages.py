"""Answer what people write: direct messages, mentions in any channel, thread or forum post, and replies to answers."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot.answers.blocks import Reply
from bot.charts.pictures import Pictures
from bot.discord_front.conversations import ask, conversation, go_on
from bot.discord_front.errors import describe
from bot.discord_front.guilds import language
from bot.discord_front.handling import DIRECT, LOST, MENTION, Handling
from bot.discord_front.logs import named
from bot.discord_front.pace import Pace, Recent
from bot.discord_front.persistence import BROKEN, passing
from bot.discord_front.pictures import illustrate
from bot.discord_front.render import NO_PINGS
from bot.discord_front.replies import draw
from bot.locale import say, speaking
from bot.storage.records import GuildSettings

if TYPE_CHECKING:
    from bot.discord_front.bot import CoachClient

log = logging.getLogger(__name__)

_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that is for the bot: its text without the mention, and the answer it replies to."""

    text: str
    answer: discord.Message | None


class Messages:
    """Answers each message that is for the bot once; whatever it remembers is in memory and bounded."""

    def __init__(self, client: CoachClient) -> None:
        self._client = client
        self._pace = Pace()
        self._parents: Recent[int, int] = Recent()

    async def receive(self, message: discord.Message) -> None:
        """Answer a message if it is for the bot, new, and may be answered where it stands."""
        if not self._client.entrance.admits(message.author.id):
            return
        heard = self._hear(message)
        if heard is None or not self._pace.first_time(message.id):
            return
        settings = await self._client.guild_settings(_guild_id(message))
        if not may_write(message) or not await self._is_open(message.channel, settings):
            return
        if self._pace.is_resting(message.channel.id, settings.cooldown if settings else 0.0):
            self._client.entrance.rests()
            return
        refusal = self._client.entrance.counts(message.author.id, _guild_id(message))
        with speaking(language(settings, message.guild.preferred_locale if message.guild else None)):
            if refusal is None:
                self._pace.answers(message.channel.id)
                await self._answer(message, heard)
            elif refusal.first and _is_direct(message):  # in a channel the others would read it, too
                await self._send(message, content=say(refusal.text))

    def _hear(self, message: discord.Message) -> Heard | None:
        """Take in a message that is for the bot; others, and those without content, are left alone."""
        own = self._client.user
        if own is None or message.author.bot or message.webhook_id or message.type not in _WRITTEN:
            return None
        answer = _replied_to(message, own)
        text = re.sub(rf"<@!?{own.id}>", " ", message.content).strip()
        pinged = own in message.mentions
        # A reply pings the bot, too; without words of its own it is a picture or a sticker for everybody.
        called = pinged and bool(re.search(rf"<@!?{own.id}>", message.content))
        if _is_direct(message) or called or (text and (pinged or answer is not None)):
            return Heard(text, answer)
        return None

    async def _is_open(self, channel: Any, settings: GuildSettings | None) -> bool:
        """Tell whether a server wants mentions answered in a channel; a thread belongs to its channel."""
        if settings is None or not settings.channels or channel.id in settings.channels:
            return True
        return await self._parent_of(channel) in settings.channels

    async def _parent_of(self, channel: Any) -> int | None:
        """Find the channel of a thread, asking Discord once where the thread was never announced."""
        if isinstance(channel, discord.Thread):
            return channel.parent_id
        if not isinstance(channel, discord.PartialMessageable):
            return None
        known = self._parents.get(channel.id)
        if known is not None:
            return known
        try:
            fetched = await self._client.fetch_channel(channel.id)
        except discord.HTTPException:
            return None
        parent = fetched.parent_id if isinstance(fetched, discord.Thread) else None
        self._parents.put(channel.id, parent or 0)
        return parent

    async def _answer(self, message: discord.Message, heard: Heard) -> None:
        handling = Handling(self._client.metrics, DIRECT if _is_direct(message) else MENTION)
        try:
            reply = self._reply(message, heard)
            view, permissions = draw(self._client, reply, question=heard.text), permissions_in(message)
            if permissions is None or permissions.attach_files:
                files = await illustrate(view, reply, Pictures(self._client.settings.cache))
                is_sent = await self._send(message, view=view, files=files)
            else:
                is_sent = await self._send(message, view=view)
            handling.replied(reply.outcome if is_sent else LOST)
            await self._client.service.note(reply, heard.text)
        except Exception as error:
            await self._send(message, content=describe(error, "a message", handling))
        finally:
            handling.end()

    def _reply(self, message: discord.Message, heard: Heard) -> Reply:
        coach = self._client.coach
        if not heard.text:
            return coach.help()
        own = conversation(message.channel.id, message.author.id)
        if heard.answer is not None:
            go_on(coach, own, heard.answer)
        return ask(self._client, heard.text, own, message.id)

    async def _send(self, message: discord.Message, **what: Any) -> bool:
        """Send a reply that pings nobody; where Discord lets none be sent, let it be. Tell whether it is sent."""
        permissions = permissions_in(message)
        if permissions is None or permissions.read_message_history:
            what["reference"] = message.to_reference(fail_if_not_exists=False)
        try:
            # Discord takes a nonce once: so one message has one answer, whoever else was about to give it.
            await message.channel.send(allowed_mentions=NO_PINGS, nonce=message.id, **what)
        except (discord.Forbidden, discord.NotFound) as refused:
            # The thread is locked, the channel is gone, or the server has removed the bot meanwhile.
            log.info("no permission to answer: %s", named(refused))
            return False
        except (discord.HTTPException, *BROKEN) as error:
            if not passing(error):
                raise
            log.warning("a message could not be answered, Discord did not take it: %s", named(error))
            return False
        return True


def may_write(message: discord.Message) -> bool:
    """Tell whether the bot may answer where a message stands, as far as that is known without asking Discord."""
    permissions = permissions_in(message)
    if permissions is None:
        return True
    in_thread = isinstance(message.channel, discord.Thread)
    may_send = permissions.send_messages_in_threads if in_thread else permissions.send_messages
    return permissions.view_channel and may_send


def permissions_in(message: discord.Message) -> discord.Permissions | None:
    """Give what the bot may do where a message stands; None where that is not known, or no question."""
    channel, guild = message.channel, message.guild
    if guild is None or guild.me is None or isinstance(channel, discord.PartialMessageable | discord.DMChannel):
        return None
    try:
        return channel.permissions_for(guild.me)
    except discord.ClientException:  # a thread whose channel the bot was never told of
        return None


def _is_direct(message: discord.Message) -> bool:
    # Not by the guild being None: so it is too while a server has not come in yet, and its members talk on.
    return isinstance(message.channel, discord.DMChannel)


def _guild_id(message: discord.Message) -> int | None:
    return message.guild.id if message.guild is not None else getattr(message.channel, "guild_id", None)


def _replied_to(message: discord.Message, own: discord.ClientUser) -> discord.Message | None:
    """Find the answer of the bot that a message replies to; a forward or a thread's first message is no reply."""
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None:
        return None
    answer = reference.resolved
    return answer if isinstance(answer, discord.Message) and answer.author.id == own.id else None
