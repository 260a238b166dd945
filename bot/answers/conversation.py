"""Answer one message of a conversation, and give what the next one may refer to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.answers.blocks import Reply
from bot.answers.compose import Composer
from bot.answers.sources import cited_passages
from bot.matching.askings import Act, Asking, Context
from bot.matching.dialogue import Interpreter


@dataclass(frozen=True, slots=True)
class Thread:
    """What a conversation remembers."""

    context: Context = field(default_factory=Context)
    before: Reply | None = None
    """The last reply that named sources, for "source?"."""


def respond(
    interpreter: Interpreter, composer: Composer, text: str, thread: Thread
) -> tuple[tuple[Asking, ...], Reply, Thread]:
    """Answer a message: give its askings, the reply and the thread to go on with."""
    askings, context = interpreter.understand(text, thread.context)
    reply = composer.reply(askings, thread.before)
    if not reply.citations:
        return askings, reply, Thread(context, thread.before)
    seen = context.shown if any(asking.act is Act.MORE for asking in askings) else ()
    shown = (*seen, *cited_passages(composer.knowledge, reply.citations))
    return askings, reply, Thread(replace(context, shown=shown), reply)
