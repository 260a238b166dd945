"""The rows under a card: next steps with the sources, a select of more, then share and thumbs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discord import ui

from bot.answers.blocks import Outcome, Reply
from bot.answers.menus import Menu, menu
from bot.discord_front.buttons import MAX_BUTTONS, AskButton, PickSelect, SourcesButton
from bot.discord_front.desk import Occasion
from bot.discord_front.sharing import ShareButton
from bot.discord_front.votes import VoteButton
from bot.knowledge.models import Knowledge
from bot.locale import say

Row = ui.ActionRow[Any]


def rows(reply: Reply, occasion: Occasion) -> list[Row]:
    """Make the rows of a reply: at most three."""
    steps = AskButton.of(reply.suggestions)
    room = MAX_BUTTONS - bool(reply.citations)
    shown, over = steps[:room], steps[room:]
    first: list[ui.Item[Any]] = [*shown]
    if reply.citations:
        first.append(SourcesButton.of(reply, occasion.knowledge.digest))
    longer = menu(occasion.knowledge, reply.menu) if reply.menu else None
    if over and longer is None:
        longer = Menu("", say("More"), reply.suggestions)
    but = [button.message for button in shown]
    select = PickSelect.of(longer, but=[*but, *_again(reply, longer, occasion.knowledge)]) if longer else None
    made = (first, [select] if select else [], _about(reply, occasion))
    return [ui.ActionRow(*items) for items in made if items]


def _again(reply: Reply, longer: Menu, knowledge: Knowledge) -> Iterator[str]:
    """Give the messages of a menu that would ask for what is answered already."""
    facet = knowledge.facets.get(reply.label.partition(":")[2])
    if reply.label.startswith("facet:") and facet:
        yield from (item.ask for item in longer.suggestions if item.label == facet.title)


def _about(reply: Reply, occasion: Occasion) -> list[ui.Item[Any]]:
    """Make what is done with an answer: share it, say whether it helped. Small talk is neither shared nor judged."""
    if reply.outcome is Outcome.SMALLTALK or reply.label == "sources":
        return []
    share = [ShareButton.of(_instead(reply))] if occasion.shareable and reply.outcome is Outcome.ANSWERED else []
    return [*share, *VoteButton.of(occasion.signer, answer=reply.reference, text=occasion.question)]


def _instead(reply: Reply) -> str:
    """Name what is shown to others where all of a reply is personal."""
    if all(part.personal for part in reply.parts if part.role):
        return next((part.instead for part in reply.parts if part.instead), "")
    return ""
