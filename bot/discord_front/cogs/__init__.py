"""The commands, one file a subject."""

from bot.discord_front.cogs.admin import Admin
from bot.discord_front.cogs.ask import Ask
from bot.discord_front.cogs.compare import Compare
from bot.discord_front.cogs.help import Help
from bot.discord_front.cogs.offer import Offer
from bot.discord_front.cogs.role import Role
from bot.discord_front.cogs.salary import Salary
from bot.discord_front.cogs.skills import Skills

COGS = (Ask, Role, Skills, Salary, Offer, Compare, Help, Admin)

__all__ = ["COGS"]
