"""Answer one message of a conversation, and give what the next one may refer to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.answers.blocks import Part, Reply
from bot.answers.compose import Composer
from bot.answers.sources import cited_passages
from bot.matching.askings import Act, Asking, Context
from bot.matching.dialogue import Interpreter
from bot.matching.placing import OFFER_LABEL


@dataclass(frozen=True, slots=True)
class Thread:
    """What a conversation remembers."""

    context: Context = field(default_factory=Context)
    before: Reply | None = None
    """Of the last reply that named sources just these, for "source?": thousands of conversations are remembered."""
    offering: bool = False
    """Whether the last answer was on an offer."""

    @property
    def shareable(self) -> Thread:
        """What a reply to the last answer goes on from, whoever replies: no offer but one that the answer shows."""
        if self.context.offer is None or self.offering:
            return self
        label = "" if self.context.label == OFFER_LABEL else self.context.label
        before = self.before if label else None
        return Thread(replace(self.context, offer=None, label=label), before)


def respond(
    interpreter: Interpreter, composer: Composer, text: str, thread: Thread
) -> tuple[tuple[Asking, ...], Reply, Thread]:
    """Answer a message: give its askings, the reply and the thread to go on with."""
    askings, context = interpreter.understand(text, thread.context)
    reply = composer.reply(askings, thread.before)
    offering = any(asking.act is Act.OFFER for asking in askings)
    if not reply.citations:
        return askings, reply, Thread(context, thread.before, offering)
    seen = context.shown if any(asking.act is Act.MORE for asking in askings) else ()
    shown = (*seen, *cited_passages(composer.knowledge, reply.citations))
    return askings, reply, Thread(replace(context, shown=shown), _sources(reply), offering)


def _sources(reply: Reply) -> Reply:
    """Leave of a reply what it rests on."""
    role = next((part.role for part in reply.parts if part.role), None)
    topic = next((part.topic for part in reply.parts if part.topic), None)
    return Reply(reply.outcome, (Part("", (), reply.citations, role, topic),))
