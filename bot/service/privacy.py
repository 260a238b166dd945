"""What is stored, why and for how long; and what of it is a member's own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.locale import say
from bot.service.guard import Guard
from bot.service.pseudonyms import Pseudonyms
from bot.service.versions import admin
from bot.service.votes import KEPT_FOR as VOTES_KEPT_FOR
from bot.storage.records import Version, Vote


@dataclass(frozen=True, slots=True)
class Kept:
    """One table of the database: what each of its fields holds, what for, and when it goes."""

    table: str
    title: str
    fields: Mapping[str, str]
    purpose: str
    how_long: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """How much of a member was deleted."""

    votes: int


class Privacy:
    """Answers what is stored, and gives or deletes what is a member's own."""

    def __init__(self, guard: Guard, pseudonyms: Pseudonyms, gaps_for: timedelta) -> None:
        self._guard = guard
        self._pseudonyms = pseudonyms
        self._gaps_for = gaps_for

    def kept(self) -> tuple[Kept, ...]:
        """List every table with every field, in the language spoken."""
        return (_guilds(), _gaps(self._gaps_for.days), _votes(), _versions(), *_together(), _schema())

    async def export(self, user: int) -> bytes:
        """Give all that is kept of a member, as JSON.

        Raises:
            UserError: where the storage fails.
        """
        own = self._pseudonyms.of(user)
        votes = await self._guard.needed(lambda storage: storage.votes.of(own))
        versions = await self._guard.needed(lambda storage: storage.versions.all())
        loaded = [version for version in versions if version.by == admin(user)]
        content = {"votes": list(map(_vote, votes)), "versions": list(map(_version, loaded))}
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()

    async def delete(self, user: int) -> Deleted:
        """Delete a member's votes and say how many they were.

        The versions that an admin loaded keep the admin's id until five newer ones are loaded: they tell who changed
        what the bot says.

        Raises:
            UserError: where the storage fails.
        """
        own = self._pseudonyms.of(user)
        return Deleted(votes=await self._guard.needed(lambda storage: storage.votes.forget(own)))


def _vote(vote: Vote) -> dict[str, object]:
    reasons: Sequence[str] = list(vote.reasons)
    return {"answer": vote.answer, "up": vote.up, "reasons": reasons, "created": vote.created.date().isoformat()}


def _version(version: Version) -> dict[str, object]:
    return {"number": version.number, "by": version.by, "created": version.created.isoformat()}


def _guilds() -> Kept:
    return Kept(
        "guild_settings",
        say("Settings of servers"),
        {
            "guild": say("the server's id"),
            "public": say("whether replies are public"),
            "channels": say("ids of the channels where mentions are answered"),
            "language": say("the language of replies"),
            "cooldown": say("seconds between answered mentions"),
        },
        say("To do as those who manage the server have chosen."),
        say("Until the server removes the bot."),
    )


def _gaps(days: int) -> Kept:
    return Kept(
        "gaps",
        say("Questions that were not answered well"),
        {
            "id": say("a running number"),
            "text": say(
                "the question in lower case, without mentions, links, e-mail addresses, long numbers and sums of money"
            ),
            "kind": say("unanswered, unclear or disliked"),
            "reasons": say("what was wrong with the answer, of a list of choices"),
            "created": say("the day"),
        },
        say("To see what the guides lack. Nothing tells who asked, or where."),
        say("{days} days.", days=days) if days else say("Not at all: it is turned off."),
    )


def _votes() -> Kept:
    return Kept(
        "votes",
        say("Votes on answers"),
        {
            "member": say("your user id, hashed with a secret key"),
            "answer": say("which answer, by its subject and role"),
            "up": say("thumbs up or down"),
            "reasons": say("what was wrong with the answer, of a list of choices"),
            "created": say("the day"),
        },
        say("To find poor answers, and to count each member once."),
        say("{days} days, or until you delete them.", days=VOTES_KEPT_FOR.days),
    )


def _versions() -> Kept:
    return Kept(
        "versions",
        say("Versions of the knowledge"),
        {
            "number": say("a running number"),
            "digest": say("a checksum of the content"),
            "created": say("when it was loaded"),
            "by": say("what loaded it; the user id where it was an admin"),
            "roles": say("how many roles it holds"),
            "facets": say("how many facets it holds"),
            "passages": say("how many passages it holds"),
            "figures": say("how many figures it holds"),
            "golden_right": say("how many golden questions it answers"),
            "golden_total": say("how many golden questions it has"),
            "pinned": say("whether it runs at the next start"),
            "content": say("the knowledge files"),
        },
        say("To go back to an earlier version, and to know who loaded which."),
        say("Until five newer versions are loaded."),
    )


def _together() -> tuple[Kept, ...]:
    """Tell what several processes on one database keep for each other."""
    return (
        Kept(
            "known_folders",
            say("Knowledge that ran before"),
            {"digest": say("a checksum of the content"), "number": say("the last version that held it")},
            say("So that an older copy of the files does not come back by itself."),
            say("Until a thousand others have run."),
        ),
        Kept(
            "changes",
            say("Counters of changes"),
            {"topic": say("settings or versions"), "count": say("how often it was changed")},
            say("So that all processes of the bot notice a change."),
            say("Always."),
        ),
        Kept(
            "processes",
            say("Processes of the bot"),
            {
                "id": say("drawn by lot at each start"),
                "shards": say("which part of Discord it serves"),
                "version": say("which version of the knowledge it runs"),
                "digest": say("a checksum of the content"),
                "since": say("since when"),
                "trouble": say("why it does not run the current version"),
                "seen": say("its last sign of life"),
            },
            say("To see whether all of them run the same."),
            say("An hour after the last sign of life."),
        ),
        Kept(
            "turns",
            say("Turns at connecting"),
            {"bucket": say("which queue of Discord"), "taken": say("when the last turn was taken")},
            say("To connect to Discord no faster than it allows."),
            say("Always."),
        ),
    )


def _schema() -> Kept:
    return Kept(
        "alembic_version",
        say("The layout of the database"),
        {"version_num": say("which migration was the last")},
        say("To bring the database up to date."),
        say("Always."),
    )
