"""The commands, one file a subject."""

from bot.discord_front.cogs.admin import Admin
from bot.discord_front.cogs.ask import Ask
from bot.discord_front.cogs.compare import Compare
from bot.discord_front.cogs.help import Help
from bot.discord_front.cogs.offer import Offer
from bot.discord_front.cogs.privacy import Privacy
from bot.discord_front.cogs.role import Role
from bot.discord_front.cogs.salary import Salary
from bot.discord_front.cogs.settings import Settings
from bot.discord_front.cogs.skills import Skills

QUESTIONS = (Ask, Role, Skills, Salary, Offer, Compare, Help)
"""Need the coach."""
UPKEEP = (Admin, Settings, Privacy)
"""Need the service."""

__all__ = ["QUESTIONS", "UPKEEP"]
