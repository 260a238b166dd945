"""The coach on Discord: slash commands, buttons, direct messages and mentions."""

from bot.discord_front.client import run, serve

__all__ = ["run", "serve"]
