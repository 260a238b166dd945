"""What the client does when a button or a select is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.answers.menus import menu
from bot.discord_front.buttons import NO_MENU, AskButton, PickSelect, SourcesButton
from bot.discord_front.controls import ChannelsSelect, SettingSelect
from bot.discord_front.conversations import ask, conversation_of
from bot.discord_front.ids import VERSION, Cited
from bot.discord_front.imports import TakeButton
from bot.discord_front.loads import LoadButton
from bot.discord_front.privacy import OwnButton
from bot.discord_front.redraw import Redrawn, changed
from bot.discord_front.replies import answer, is_alone
from bot.discord_front.sharing import ShareButton
from bot.discord_front.votes import VoteButton
from bot.locale import say

if TYPE_CHECKING:
    from bot.app import Coach

BUTTONS = (AskButton, SourcesButton, ShareButton, VoteButton, LoadButton, TakeButton, OwnButton)
SELECTS = (PickSelect, SettingSelect)
ITEMS = (*BUTTONS, *SELECTS, ChannelsSelect)
"""Everything that is read back from its custom id."""
KINDS = {
    discord.ComponentType.button.value: BUTTONS,
    discord.ComponentType.string_select.value: SELECTS,
    discord.ComponentType.channel_select.value: (ChannelsSelect,),
}
"""What reads the custom ids of each type of component."""


class Presses:
    """Answers presses; the part of the client that buttons call."""

    coach: Coach

    async def answer_press(self, interaction: discord.Interaction[Any], message: str) -> None:
        """Answer the message of a button or an option that was pressed, to who pressed alone."""
        reply = ask(interaction.client, message, conversation_of(interaction), interaction.id)
        await answer(interaction, reply, private=True, question=message)

    async def show_sources(self, interaction: discord.Interaction[Any], cited: Cited) -> None:
        """Show the passages of some lines, as they are by now."""
        is_same = self.coach.knowledge.digest.startswith(cited.version) and len(cited.version) == VERSION
        reply = self.coach.sources(cited.places, changed=not is_same, more=cited.more)
        await answer(interaction, reply, private=True)

    async def turn_page(self, interaction: discord.Interaction[Any], select: PickSelect, page: int) -> None:
        """Show another page of a select: in place where the card is the member's own, else in a copy for them."""
        listed = menu(self.coach.knowledge, select.menu)
        turned = PickSelect.of(listed, page) if listed else None
        if turned is None or interaction.message is None:
            await interaction.response.send_message(say(NO_MENU), ephemeral=True)
            return
        replacing = turned.to_component_dict()
        if interaction.message.flags.ephemeral or is_alone(interaction):
            view = changed(interaction.message, select.custom_id, lambda _: dict(replacing))
            await interaction.response.edit_message(view=view)
            return
        copy = Redrawn([{"type": discord.ComponentType.action_row.value, "components": [replacing]}])
        await interaction.response.send_message(view=copy, ephemeral=True)


def is_ours(custom_id: str, kind: int) -> bool:
    """Tell whether a button or a select of today reads this custom id."""
    return any(item.__discord_ui_compiled_template__.fullmatch(custom_id) for item in KINDS.get(kind, ()))
