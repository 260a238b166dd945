"""Say in other languages than English that the guides are in English."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.blocks import Note, Outcome, Part, Reply
from bot.locale import ENGLISH, later, say, spoken

GUIDES_IN_ENGLISH = later("The guides are in English; what I quote of them stays in their language.")


def noted(reply: Reply) -> Reply:
    """End an answer from the guides with a note on their language, where another one is spoken."""
    if spoken() == ENGLISH or reply.outcome is not Outcome.ANSWERED:
        return reply
    return replace(reply, parts=(*reply.parts, Part("", (Note(say(GUIDES_IN_ENGLISH)),))))
