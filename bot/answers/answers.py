"""The latest answers to questions that stand alone: many ask the same, and buttons ask it in the same words.

Only what would be answered alike to anybody is kept: nothing that holds what a member said about themselves.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict

from bot.answers.blocks import Outcome, Reply
from bot.answers.conversation import Thread
from bot.locale import spoken

MOST = 500


class Answers:
    """Answers of one version of the knowledge, by a digest of the question; the ones used longest ago go."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, tuple[Reply, Thread]] = OrderedDict()

    def get(self, text: str) -> tuple[Reply, Thread] | None:
        """Give the reply to a question and the thread that it begins; None where it has to be found."""
        key = _key(text)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, text: str, reply: Reply, thread: Thread) -> None:
        """Keep a reply, in the language that is spoken, if it may be given to anybody."""
        if not _is_general(reply, thread):
            return
        self._kept[_key(text)] = (reply, thread)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


def _is_general(reply: Reply, thread: Thread) -> bool:
    personal = any(part.personal or any(block.personal for block in part.blocks) for part in reply.parts)
    return reply.outcome is Outcome.ANSWERED and not personal and thread.context.offer is None


def _key(text: str) -> bytes:
    return hashlib.blake2b(f"{spoken()} {text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
