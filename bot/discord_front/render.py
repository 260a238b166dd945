"""Draw replies as Discord cards (Components V2), never over what a card may hold.

Discord refuses a message with more than 40 components or 4,000 characters of text, and the library does not check the
latter. A card here is a container with one text display a part, rows of buttons under it and, where something had to
be left out, a line that says so. What does not fit is cut at the end of a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import AllowedMentions, ui

from bot.answers.blocks import Reply
from bot.discord_front.drafts import MAX_CHARACTERS, WAS_CUT, Draft, drafts, fit, heading, keep
from bot.discord_front.markup import code_block, in_code, length, one_line
from bot.discord_front.redraw import PERSONAL
from bot.locale import later, say

EMPTY = later("There is nothing to show.")

NO_PINGS = AllowedMentions.none()


class Card(ui.LayoutView):
    """A card that is sent and forgotten: its buttons carry what they need, so nobody has to listen."""

    def __init__(self, shown: Sequence[Draft], rows: Sequence[ui.ActionRow[Any]] = ()) -> None:
        super().__init__(timeout=None)
        self.container: ui.Container[Any] = ui.Container()
        personal = iter(PERSONAL)
        for number, draft in enumerate(shown or [Draft("", [say(EMPTY)], "")]):
            if number and draft.begins:
                self.container.add_item(ui.Separator())
            self.container.add_item(ui.TextDisplay(draft.text, id=next(personal) if draft.personal else None))
        self.add_item(self.container)
        for row in rows:
            self.add_item(row)

    def is_finished(self) -> bool:
        """Say that the library need not keep this view alive; its buttons are dispatched by their custom ids."""
        return True


def card(reply: Reply, rows: Sequence[ui.ActionRow[Any]] = ()) -> Card:
    """Draw a reply with its rows of buttons."""
    return Card(fit(drafts(reply.parts)), rows)


def notice(title: str, lines: Sequence[str] = ()) -> Card:
    """Draw a short announcement; the lines are plain text."""
    return Card(fit([Draft(heading(title), [one_line(line) for line in lines], "")]))


def told(text: str) -> Card:
    """Draw a sentence that is markup already."""
    return Card([Draft("", [text], "")])


def listing(title: str, text: str) -> Card:
    """Draw plain text in fixed width under a title."""
    over = heading(title)
    room = MAX_CHARACTERS - length(over) - length(say(WAS_CUT)) - len("```\n\n```") - 10
    kept, cut = keep(in_code(text).split("\n"), room)
    shown = [Draft(over, [code_block(chr(10).join(kept))], "")]
    return Card([*shown, Draft("", [say(WAS_CUT)], "")] if cut else shown)
