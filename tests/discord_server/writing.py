"""Members who write: in direct messages, channels, threads and forum posts, each waiting for the bot's answer."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.discord_server.answers import Answer
from tests.discord_server.model import FORUM, JSON, Channel, Guild, Message, User
from tests.discord_server.state import NoAnswer, NotOffered, State

QUIET = 0.05
"""Seconds without a message after which the bot is taken to stay silent."""

FORWARDED = (
    "type",
    "content",
    "embeds",
    "attachments",
    "timestamp",
    "edited_timestamp",
    "flags",
    "mentions",
    "mention_roles",
    "components",
)
"""Fields of a message that a forward of it carries; not who wrote it."""

Place = Guild | Channel
"""A channel or thread; a guild stands for its first channel."""


class Writing(State):
    """The writing side of members; what it returns is what the bot answers, as the member sees it."""

    async def direct_message(self, user: User, content: str, *, expect_reply: bool = True, count: int = 1) -> Answer:
        """Write to the bot directly and wait for its message; the last one where several are counted on."""
        return await self._tell(self.compose(user, self.direct_channel(user), content), expect_reply, count)

    async def mention(self, user: User, place: Place, content: str, *, expect_reply: bool = True) -> Answer:
        """Mention the bot before the text, and wait for its message."""
        return await self.say(user, place, f"{self.bot.mention} {content}", expect_reply=expect_reply)

    async def say(
        self,
        user: User,
        place: Place,
        content: str,
        *,
        expect_reply: bool = True,
        reply_to: Answer | None = None,
        ping: bool = True,
    ) -> Answer:
        """Say something as it is, perhaps as a reply to a message of the bot, which pings it unless told not."""
        replied = reply_to.message if reply_to else None
        return await self._tell(self.compose(user, place, content, reply_to=replied, ping=ping), expect_reply, 1)

    async def post(self, user: User, forum: Channel, title: str, content: str, *, expect_reply: bool = True) -> Answer:
        """Open a post in a forum: a thread whose first message has the thread's id; wait for the bot's message."""
        if forum.type != FORUM:
            raise NotOffered("posts are opened in forums")
        thread = self.add_thread(forum, title)
        await self.gateway.tell("THREAD_CREATE", thread, newly_created=True)
        return await self._tell(self.compose(user, thread, content, number=thread.id), expect_reply, 1)

    async def edit(self, message: Message, content: str, *, expect_reply: bool = True) -> Answer:
        """Edit a message, as who wrote it."""
        already = len(self.posted.setdefault(message.channel.id, []))
        self.change(message, {"content": content})
        message.mentions = [self.bot] if self._mentions_bot(content) else []
        await self.gateway.message_update(message)
        return await self._read(message.channel, already, 1 if expect_reply else 0)

    def compose(
        self,
        user: User,
        place: Place,
        content: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        number: int | None = None,
        **parts: Any,
    ) -> Message:
        """Make a message that nobody was told of yet; `parts` are its embeds and other fields."""
        channel = place.channels[0] if isinstance(place, Guild) else place
        marks: JSON = {}
        if reply_to is not None:
            reference = {"type": 0, "message_id": str(reply_to.id), "channel_id": str(channel.id)}
            known = reply_to if reply_to.id in self.messages else None
            marks = {"reference": reference, "referenced": known}
        message = self.create(channel, user, {"content": content}, number=number, **marks, **parts)
        # A reply pings who is replied to, unless that was the answer to a command.
        pinged = ping and reply_to is not None and reply_to.author is self.bot and not reply_to.metadata
        message.mentions = [self.bot] if pinged or self._mentions_bot(content) else []
        self.written = message
        return message

    def forward(self, user: User, place: Place, source: Message) -> Message:
        """Make a message that forwards another one, and says nothing itself."""
        message = self.compose(user, place, "")
        message.reference = {"type": 1, "message_id": str(source.id), "channel_id": str(source.channel.id)}
        message.snapshots = [{"message": {name: source.payload()[name] for name in FORWARDED}}]
        return message

    async def deliver(self, message: Message, *, expect_reply: bool = True) -> Answer:
        """Tell the bot of a message, or tell it again."""
        return await self._tell(message, expect_reply, 1)

    async def sent_to(self, user: User, count: int = 1) -> list[Answer]:
        """Wait until the bot has sent so many messages to a user, unasked or not."""
        channel = self.direct_channel(user)
        await self._wait_for_messages(channel, count)
        return [Answer.of(message) for message in self.posted.get(channel.id, [])]

    async def silence(self) -> None:
        """Wait until the bot has read everything and has had a moment to react."""
        await self.gateway.barrier()
        await asyncio.sleep(QUIET)

    def _mentions_bot(self, content: str) -> bool:
        return self.bot.mention in content or f"<@!{self.bot.id}>" in content

    async def _tell(self, message: Message, expect_reply: bool, count: int) -> Answer:
        channel = message.channel
        if channel.guild is not None and not channel.guild.bot:
            raise NotOffered("the bot is not a member of that guild and reads nothing there")
        already = len(self.posted.setdefault(channel.id, []))
        await self.gateway.message_create(message)
        return await self._read(channel, already, count if expect_reply else 0)

    async def _read(self, channel: Channel, already: int, count: int) -> Answer:
        """Read the bot's next messages in a channel, or make sure that there are none."""
        if not count:
            await self.silence()
            said = self.posted[channel.id][already:]
            if said:
                raise AssertionError(f"the bot was not to answer, but said {Answer.of(said[0]).text!r}")
            return Answer(None)
        await self._wait_for_messages(channel, already + count)
        return Answer.of(self.posted[channel.id][-1])

    async def _wait_for_messages(self, channel: Channel, count: int) -> None:
        def enough() -> bool:
            return len(self.posted.get(channel.id, [])) >= count

        try:
            async with self.changed:
                await asyncio.wait_for(self.changed.wait_for(enough), self.patience)
        except TimeoutError:
            raise NoAnswer(f"the bot sent no message within {self.patience} seconds") from None
