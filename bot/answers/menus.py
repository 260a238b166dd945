"""Longer lists of next questions, each known by a name, so that any page of one can be made anew at any time.

Names are `roles`, `topics`, `facets:<topic>:<role>` and `compare:<role>`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.answers.blocks import Suggestion
from bot.answers.refusals import ask_facet, overview_of
from bot.knowledge.models import Knowledge
from bot.locale import later, say

ROLES, TOPICS = "roles", "topics"


@dataclass(frozen=True, slots=True)
class Menu:
    """A list to choose the next question from, with what stands over it."""

    name: str
    title: str
    suggestions: tuple[Suggestion, ...]


def facets_of(topic: str, role: str) -> str:
    """Name the menu of what a role's guide has on a topic."""
    return f"facets:{topic}:{role}"


def comparisons_of(role: str) -> str:
    """Name the menu of the roles that one can be compared with."""
    return f"compare:{role}"


def menu(knowledge: Knowledge, name: str) -> Menu | None:
    """Make a menu by its name; None where there is nothing to choose, or the name is of an earlier knowledge."""
    kind, *names = name.split(":")
    making = _MAKERS.get(kind)
    if making is None or len(names) != making[1]:
        return None
    make, _, title = making
    suggestions = tuple(make(knowledge, *names))
    return Menu(name, say(title), suggestions) if suggestions else None


def _roles(knowledge: Knowledge) -> Iterator[Suggestion]:
    yield from map(overview_of, knowledge.roles.values())


def _topics(knowledge: Knowledge) -> Iterator[Suggestion]:
    for topic in knowledge.topics.values():
        yield ask_facet(knowledge, topic.title, None)


def _facets(knowledge: Knowledge, topic: str, role: str) -> Iterator[Suggestion]:
    if topic not in knowledge.topics or role not in knowledge.roles:
        return
    for facet in knowledge.topics[topic].facets:
        if role in knowledge.by_facet.get(facet.id, {}):
            yield ask_facet(knowledge, facet.title, role)


def _comparisons(knowledge: Knowledge, role: str) -> Iterator[Suggestion]:
    if role not in knowledge.roles:
        return
    title = knowledge.roles[role].title
    for other in knowledge.roles.values():
        if other.id != role:
            yield Suggestion(other.title, f"Compare {title} and {other.title}")


_MAKERS: dict[str, tuple[Callable[..., Iterator[Suggestion]], int, str]] = {
    "roles": (_roles, 0, later("Pick a role")),
    "topics": (_topics, 0, later("Pick a topic")),
    "facets": (_facets, 2, later("Go deeper")),
    "compare": (_comparisons, 1, later("Compare with another role")),
}
"""How the menus of a kind are made, how many names follow it, and what stands over them."""
