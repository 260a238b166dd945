"""A coach that can be made to do what the real one never does, and replies to draw."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from bot.answers.blocks import Citation, Note, Outcome, Part, Points, Reply, Suggestion, Table, Text
from bot.answers.direct import Sums
from bot.answers.passages import Place
from bot.app import Choice
from bot.errors import KnowledgeError, Problem, UserError
from bot.knowledge.freshness import Due
from bot.knowledge.models import Knowledge, Vocabulary
from bot.progress import Report, silent
from bot.reloading.checking import Checked
from bot.service.service import Service
from bot.storage.records import GuildSettings
from tests.discord_server import Guild

CITATION = Citation("senior-ai-ml-engineer", "AI/ML engineer", "Salary", (10, 12), "US, 2024")
KNOWLEDGE = Knowledge({}, {}, {}, {}, Vocabulary(), {}, {}, {}, (), digest="0" * 64)
"""Of nothing at all."""
NAMES = ("AI/ML engineer", "AI systems engineer", "Engineering manager")


def part(title: str = "Pay", *blocks: object, citations: tuple[Citation, ...] = (CITATION,)) -> Part:
    return Part(title, blocks or (Text("About $150,000."),), citations)  # type: ignore[arg-type]


def reply(*parts: Part, suggestions: tuple[Suggestion, ...] = ()) -> Reply:
    return Reply(Outcome.ANSWERED, parts or (part(),), suggestions)


FULL = reply(
    part(
        "Pay of an AI/ML engineer",
        Text("The guides name about $150,000 a year."),
        Points(("base pay", "a bonus"), "What it is made of"),
        Table(("Source", "Range", "Place"), (("Levels", "$100k-$200k", "US"), ("Other", "$90k", "")), "By source"),
        Note("The sources disagree."),
    ),
    suggestions=(
        Suggestion("And the manager?", "salary of the manager"),
        Suggestion("Skills", "skills of an ML engineer"),
    ),
)


class Guilds:
    """What servers have chosen, as a test says."""

    def __init__(self) -> None:
        self.chosen: dict[int, GuildSettings] = {}

    def choose(self, guild: Guild, **chosen: Any) -> None:
        """Choose for a server."""
        self.chosen[guild.id] = GuildSettings(guild.id, **chosen)


class StubService(Service):
    """The real service, on which servers choose without the database; `votes` and `noted` are what came in."""

    def __init__(self, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named)
        self.guilds = Guilds()
        self.votes: list[dict[str, Any]] = []
        self.noted: list[tuple[Outcome, str]] = []
        self.task: asyncio.Task[None] | None = None

    async def settings_of(self, guild: int | None) -> GuildSettings:
        chosen = self.guilds.chosen.get(guild or 0)
        return chosen or await super().settings_of(guild)

    async def vote(self, **vote: Any) -> None:
        self.votes.append(vote)
        await super().vote(**vote)

    async def note(self, reply: Reply, text: str) -> None:
        self.noted.append((reply.outcome, text))
        await super().note(reply, text)


class StubCoach:
    """Echoes what it is asked; some words make it misbehave."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.problems: list[Problem] = []
        self.answer: Reply | None = None
        self.followed: list[tuple[str, str]] = []
        """Which conversation went on from which other; from "" where it was forgotten."""
        self.meanwhile: Callable[[], None] = lambda: None
        self.knowledge = KNOWLEDGE

    def ask(self, text: str, *, conversation: str | None = None) -> Reply:
        self.asked.append((text, conversation))
        self.meanwhile()
        if text == "crash":
            raise RuntimeError("secret detail")
        if text == "refuse":
            raise UserError("Ask me something *else*.")
        return self.answer or reply(
            part("You asked", Text(text)), suggestions=(Suggestion("Again", f"again {text}"[:96]),)
        )

    def follow(self, conversation: str, other: str) -> None:
        self.followed.append((conversation, other))

    def forget(self, conversation: str) -> None:
        self.followed.append((conversation, ""))

    def forget_where(self, belongs: Callable[[str], bool]) -> int:
        gone = {conversation for _, conversation in self.asked if conversation and belongs(conversation)}
        self.asked = [(text, conversation) for text, conversation in self.asked if conversation not in gone]
        return len(gone)

    def _echo(self, *words: str | None) -> Reply:
        return self.ask(" | ".join(str(word) for word in words))

    def role(self, role: str) -> Reply:
        return self._echo("role", role)

    def skills(self, role: str, known: str | None = None) -> Reply:
        return self._echo("skills", role, known)

    def salary(self, role: str, place: str | None = None, level: str | None = None) -> Reply:
        return self._echo("salary", role, place, level)

    def offer(self, role: str, sums: Sums, *, place: str | None = None, level: str | None = None) -> Reply:
        return self._echo("offer", role, sums.amount, sums.bonus, sums.equity, sums.sign_on, place, level)

    def compare(self, first: str, second: str, topic: str | None = None) -> Reply:
        return self._echo("compare", first, second, topic)

    def roles(self) -> Reply:
        return reply(part("Roles", Text("All roles.")))

    def sources(self, places: Iterable[Place], *, changed: bool = False, more: bool = False) -> Reply:
        found = ", ".join(f"{role} {lines}" for role, lines in places)
        return replace(reply(part("Sources", Text(f"{found} {changed} {more}"), citations=())), label="sources")

    def help(self) -> Reply:
        return reply(part("Help", Text("Ask me anything."), citations=()))

    def explain(self, text: str, *, conversation: str | None = None) -> str:
        return f"understood {text} ```@everyone``` in {conversation}\n" + "score 0.5\n" * 1000

    def complete(self, kind: str, prefix: str, limit: int = 25) -> list[Choice]:
        names = [f"{name} ({kind})" for name in NAMES if prefix.lower() in name.lower()] + ["x" * 101]
        return [Choice(name, name) for name in [*names, *(f"{kind} {n}" for n in range(limit + 15))]]

    def check(self, _report: Report = silent) -> list[Problem]:
        return self.problems

    def measure(self) -> Checked:
        raise KnowledgeError("The stub has no folder.")

    def swap_through(self, _carry_out: object) -> None:
        """Have nothing to swap."""

    def discard(self) -> None:
        """Have nothing to let go of."""

    def due(self) -> tuple[Due, ...]:
        return ()

    def telling(self, text: str) -> tuple[str, ...]:
        return tuple(text.split())
