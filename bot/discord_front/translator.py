"""Translate the names and descriptions of commands, which Discord shows each member in their own language."""

from __future__ import annotations

import logging
import re
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.discord_front.guilds import language
from bot.locale import say, say_name, speaking

log = logging.getLogger(__name__)

MAX_NAME = 32
MAX_TEXT = 100
_NAMES = frozenset({Location.command_name, Location.group_name, Location.parameter_name})
_NAME = re.compile(rf"[-_\w]{{1,{MAX_NAME}}}")


class CatalogueTranslator(app_commands.Translator):
    """Translates from the same catalogues as replies; what Discord would refuse stays English, and so do its commands.

    One bad name would keep all commands from being registered.
    """

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Give a text in the language of a locale; None where it is the same as in English."""
        text, spoken = string.message, language(None, locale)
        named = context.location in _NAMES and not isinstance(context.data, app_commands.ContextMenu)
        found = say_name(text, spoken) if named else _said(text, spoken)
        if found is None or found == text:
            return None
        if not _fits(found, context, named=named):
            log.warning("the translation %s of “%s” is no name or text that Discord takes: “%s”", spoken, text, found)
            return None
        return found


def _said(text: str, spoken: str) -> str:
    with speaking(spoken):
        return say(text)


def _fits(text: str, context: app_commands.TranslationContext[Any, Any], *, named: bool) -> bool:
    """Tell whether Discord takes a text where it stands."""
    if named:
        return bool(_NAME.fullmatch(text)) and text == text.lower()
    return 0 < len(text) <= (MAX_NAME if context.location is Location.command_name else MAX_TEXT)
