"""A loopback Discord: REST v10 and gateway v10 on 127.0.0.1, to which the unmodified discord.py client logs in."""

from tests.discord_server.answers import Answer, Button, Choice, Modal, Select
from tests.discord_server.model import Channel, Guild, Message, Permission, User
from tests.discord_server.requests import Request
from tests.discord_server.server import BOT_TOKEN, DiscordServer
from tests.discord_server.state import InteractionFailed, NoAnswer, NotOffered

__all__ = [
    "BOT_TOKEN",
    "Answer",
    "Button",
    "Channel",
    "Choice",
    "DiscordServer",
    "Guild",
    "InteractionFailed",
    "Message",
    "Modal",
    "NoAnswer",
    "NotOffered",
    "Permission",
    "Request",
    "Select",
    "User",
]
