"""Who may look after the knowledge."""

from __future__ import annotations

from collections.abc import Collection

import discord
from discord import app_commands

from bot.locale import later, say

REFUSAL = later("That is for the admins of this bot. If you run it, put your user id into CAREER_COACH_ADMINS.")


class AdminsOnly(app_commands.CheckFailure):
    """A member who is no admin called a command for admins."""

    def __init__(self) -> None:
        super().__init__(say(REFUSAL))


def is_admin(user: discord.abc.User, application: discord.AppInfo | None, named: Collection[int]) -> bool:
    """Tell whether a user owns the application, is in its team, or is named in the settings."""
    return user.id in named or user.id in owners(application)


def owners(application: discord.AppInfo | None) -> set[int]:
    """List who owns the application: a person, or the members of a team who have accepted."""
    if application is None:
        return set()
    if application.team is None:
        return {application.owner.id}
    accepted = discord.TeamMembershipState.accepted
    return {member.id for member in application.team.members if member.membership_state is accepted}
