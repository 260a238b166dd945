"""Rounds of members who use the bot while a fault strikes, and what became of everything they sent."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from tests.discord_server import DiscordServer, Guild, InteractionFailed, NoAnswer, User
from tests.discord_server.faults import FaultPlan, calm
from tests.discord_server.model import Interaction, Message

ANSWERED = "answered"
LOST, TWICE, NOT_BACK = "LOST", "ANSWERED TWICE", "NOT BACK"
BAD = (LOST, TWICE, NOT_BACK)
"""What must not happen; everything else is answered, or could not have been."""
RAN_OUT = "ran out before"
TOKEN_GONE = "its token had gone"
WITH_SESSION = "lost with its session"
NOBODY = "no session to tell"
TOGETHER = " + "
"""Between the names of faults that strike in one round."""
QUESTION = "is a degree needed for a data engineer"


@dataclass(slots=True)
class Sent:
    """One thing a member did, and what came of it."""

    kind: str
    fault: str
    outcome: str = ""
    why: str = ""


@dataclass
class Rounds:
    """Plays rounds against a bot that is ready; `sent` is everything so far."""

    server: DiscordServer
    plan: FaultPlan
    guild: Guild
    sent: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = Random(self.plan.seed)
        self._written: list[tuple[Message, Sent]] = []
        self._count = 0

    async def play(self, *names: str) -> None:
        """Play a round: some members act, the faults strike among them, and the bot has to come back."""
        faults, name = [self.plan.begin(self.server, name) for name in names], TOGETHER.join(names)
        await asyncio.sleep(0)
        kinds = self._random.choices(tuple(ACTS), k=5)
        acts = [asyncio.create_task(self._act(kind, name)) for kind in kinds]
        sent = [await act for act in acts]
        await asyncio.gather(*faults)
        back = Sent("back to ready", name, ANSWERED)
        try:
            await calm(self.server)
        except TimeoutError:
            back.outcome = NOT_BACK
        else:
            sent.append(await self._act("command", name))
        self.sent += [*sent, back]

    async def finish(self) -> None:
        """Wait for what is still under way, then look at every message again: what came twice may have come late."""
        async with self.server.changed:
            await asyncio.wait_for(
                self.server.changed.wait_for(lambda: not self.server.in_flight), self.server.patience
            )
        await self.server.silence()
        for message, sent in self._written:
            if len(self._replies(message)) > 1:
                sent.outcome = TWICE

    def bad(self) -> list[Sent]:
        """List what must not have happened."""
        return [sent for sent in self.sent if sent.outcome in BAD]

    def table(self) -> Iterator[dict[str, str | int]]:
        """Count the outcomes fault by fault; what was sent under two counts for both."""
        for fault in dict.fromkeys(self.plan.struck):
            own = [sent for sent in self.sent if fault in sent.fault.split(TOGETHER)]
            counted = Counter(sent.outcome for sent in own if sent.kind != "back to ready")
            excused = {name: count for name, count in counted.items() if name not in (ANSWERED, *BAD)}
            backs = [sent for sent in own if sent.kind == "back to ready"]
            yield {
                "fault": fault,
                "rounds": len(backs),
                "sent": counted.total(),
                "answered": counted[ANSWERED],
                "lost": counted[LOST],
                "twice": counted[TWICE],
                "not back": sum(sent.outcome == NOT_BACK for sent in backs),
                "could not be": ", ".join(f"{count} {name}" for name, count in excused.items()),
            }

    async def _act(self, kind: str, fault: str) -> Sent:
        """Let a new member do something a moment from now, and judge what came of it."""
        self._count += 1
        user = self.server.add_user(f"member{self._count}")
        sent = Sent(kind, fault)
        await asyncio.sleep(self._random.uniform(0, 0.04))
        try:
            await ACTS[kind](self, user, sent)
            sent.outcome = sent.outcome or ANSWERED
        except (InteractionFailed, NoAnswer) as failed:
            sent.outcome, sent.why = self._judge(user), str(failed)
        except RuntimeError as nobody:
            sent.outcome, sent.why = NOBODY, str(nobody)
        return sent

    def _judge(self, user: User) -> str:
        """Say whether a member's last interaction could have been answered."""
        found = [each for each in self.server.interactions.values() if each.user is user]
        interaction = found[-1]
        if interaction.doomed:
            return RAN_OUT
        if self._is_lost(interaction.id):
            return WITH_SESSION
        if self._had_gone(interaction):
            return TOKEN_GONE
        return LOST

    def _had_gone(self, interaction: Interaction) -> bool:
        tried = (request for request in self.server.requests if interaction.token in request.path)
        return any(request.trouble and request.trouble.ends for request in tried)

    def _is_lost(self, number: int) -> bool:
        return any(payload["d"].get("id") == str(number) for payload in self.server.gateway.lost)

    def _replies(self, message: Message) -> list[Message]:
        posted = self.server.posted.get(message.channel.id, [])
        return [each for each in posted if (each.reference or {}).get("message_id") == str(message.id)]

    async def _write(self, message: Message, sent: Sent) -> None:
        """Send a message, and wait for the reply to it."""
        guild = message.channel.guild
        if not any(session.covers(guild.id if guild else None) for session in self.server.gateway.sessions):
            sent.outcome = NOBODY
            return
        self._written.append((message, sent))
        await self.server.gateway.message_create(message)
        try:
            async with self.server.changed:
                known = self.server.changed.wait_for(lambda: self._replies(message) or self._is_lost(message.id))
                await asyncio.wait_for(known, self.server.patience)
        except TimeoutError:
            sent.outcome = LOST
        if not self._replies(message) and self._is_lost(message.id):
            sent.outcome = WITH_SESSION


async def _command(rounds: Rounds, user: User, _sent: Sent) -> None:
    await rounds.server.slash(user, "ask", {"question": QUESTION}, guild=rounds.guild)


async def _command_in_private(rounds: Rounds, user: User, _sent: Sent) -> None:
    await rounds.server.slash(user, "help")


async def _press(rounds: Rounds, user: User, _sent: Sent) -> None:
    await rounds.server.press_custom_id(user, f"ask:{QUESTION}", guild=rounds.guild)


async def _complete(rounds: Rounds, user: User, _sent: Sent) -> None:
    await rounds.server.autocomplete(user, "role", {"role": "data"}, focused="role", guild=rounds.guild)


async def _form(rounds: Rounds, user: User, _sent: Sent) -> None:
    opened = await rounds.server.slash(user, "ask", guild=rounds.guild)
    assert opened.modal is not None
    await rounds.server.submit(opened.modal, {"Your question": QUESTION})


async def _deferred(rounds: Rounds, user: User, _sent: Sent) -> None:
    rounds.guild.administrators.add(user.id)
    await rounds.server.slash(user, "settings", guild=rounds.guild)


async def _mention(rounds: Rounds, user: User, sent: Sent) -> None:
    text = f"{rounds.server.bot.mention} {QUESTION}"
    await rounds._write(rounds.server.compose(user, rounds.guild, text), sent)


async def _direct(rounds: Rounds, user: User, sent: Sent) -> None:
    channel = rounds.server.direct_channel(user)
    await rounds._write(rounds.server.compose(user, channel, QUESTION), sent)


ACTS: dict[str, Callable[[Rounds, User, Sent], Awaitable[None]]] = {
    "command": _command,
    "command in private": _command_in_private,
    "press": _press,
    "completion": _complete,
    "form": _form,
    "deferred": _deferred,
    "mention": _mention,
    "direct message": _direct,
}
