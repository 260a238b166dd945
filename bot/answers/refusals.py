"""Say what we do not know, by name, with the nearest thing that the guides cover."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from bot.answers.blocks import Part, Points, Suggestion, Text
from bot.knowledge.models import Knowledge, Role
from bot.locale import say
from bot.locale.writing import all_of
from bot.matching.askings import Asking, Reason

MOST_SUGGESTIONS = 4
MOST_ROLES = 5
"""Roles that are offered one by one; of more there is a menu."""


def refusal(knowledge: Knowledge, asking: Asking) -> Part:
    """Explain why one asking is not answered."""
    return Part(title="", blocks=(Text(_sentence(knowledge, asking)),), confidence=0.0)


def nearest(knowledge: Knowledge, asking: Asking) -> tuple[Suggestion, ...]:
    """Offer the nearest things that are covered."""
    if asking.reason is Reason.SUBJECT and asking.subject in knowledge.subjects:
        facets = knowledge.subjects[asking.subject].nearest
        return suggest_facets(knowledge, facets, asking.roles)
    if asking.reason is Reason.NOT_IN_GUIDE:
        title = label_title(knowledge, asking.label)
        holders = [knowledge.roles[role] for role in knowledge.by_facet.get(asking.name, {})]
        return tuple(Suggestion(role.title[:80], ask_facet(knowledge, title, role.id).ask) for role in holders)[
            :MOST_SUGGESTIONS
        ]
    if asking.reason is Reason.OTHER_JOB:
        return suggest_roles(knowledge)
    if asking.reason is Reason.NO_NUMBER:
        title = label_title(knowledge, asking.label)
        return (ask_facet(knowledge, title, asking.roles[0] if asking.roles else None),)
    if asking.reason in {Reason.OTHER_PLACE, Reason.OTHER_YEAR, Reason.OTHER_SOURCE, Reason.OTHER_COMPANY}:
        return suggest_facets(knowledge, ("base-pay", "pay-by-place", "hiring-places"), asking.roles)
    return suggest_facets(knowledge, ("role-summary", "base-pay", "education", "career-path"), asking.roles)


def suggest_facets(knowledge: Knowledge, facets: Iterable[str], roles: tuple[str, ...]) -> tuple[Suggestion, ...]:
    """Offer facets as questions, of the role talked about where there is one."""
    known = knowledge.facets
    return tuple(
        ask_facet(knowledge, known[facet].title, roles[0] if roles else None) for facet in facets if facet in known
    )[:MOST_SUGGESTIONS]


def ask_facet(knowledge: Knowledge, title: str, role: str | None) -> Suggestion:
    """Make the question that asks for a facet or topic by its title."""
    if role is None:
        return Suggestion(title[:80], title)
    return Suggestion(title[:80], f"{title}: {knowledge.roles[role].title}"[:96])


def suggest_roles(knowledge: Knowledge) -> tuple[Suggestion, ...]:
    """Offer the roles that are covered."""
    return tuple(overview_of(role) for role in islice(knowledge.roles.values(), MOST_ROLES))


def overview_of(role: Role) -> Suggestion:
    """Offer the overview of a role."""
    return Suggestion(role.title[:80], f"Overview: {role.title}"[:96])


def clarification(knowledge: Knowledge, asking: Asking) -> tuple[Part, tuple[Suggestion, ...]]:
    """Ask back with the likeliest readings, at most four."""
    options = [label_title(knowledge, label) for label in asking.choices]
    role = asking.roles[0] if asking.roles else None
    part = Part(
        title="",
        blocks=(Text(say("I am not sure what you mean. Is it one of these?")), Points(tuple(options))),
        confidence=0.0,
    )
    return part, tuple(ask_facet(knowledge, title, role) for title in options)


def label_title(knowledge: Knowledge, label: str) -> str:
    """Name an intent for people."""
    kind, _, name = label.partition(":")
    if kind == "topic" and name in knowledge.topics:
        return knowledge.topics[name].title
    if kind == "facet" and name in knowledge.facets:
        return knowledge.facets[name].title
    if kind == "act" and name in knowledge.acts:
        return knowledge.acts[name].title
    return name.replace("-", " ")


def _sentence(knowledge: Knowledge, asking: Asking) -> str:
    subject = asking.subject
    covered = _covered(knowledge)
    match asking.reason:
        case Reason.EMPTY:
            return say("I could not find a question in that. Ask me about a role, such as: {roles}.", roles=covered)
        case Reason.FOREIGN:
            return say(
                "I only read English. Ask me about roles, skills and pay in English and I will answer from the guides."
            )
        case Reason.OTHER_JOB:
            return say("I have no guide on the job “{job}”. The guides cover {roles}.", job=subject, roles=covered)
        case Reason.OTHER_PLACE:
            return _nowhere(knowledge, subject.title(), asking.roles)
        case Reason.OTHER_YEAR:
            years = sorted({str(role.as_of.year) for role in knowledge.roles.values() if role.as_of})
            return say("I have no figures for {year}; those of the guides are of {years}.", year=subject,
                       years=all_of(years))  # fmt: skip
        case Reason.NO_NUMBER:
            title = label_title(knowledge, asking.label)
            return say("The guides give no number for that. The nearest that they cover is: {title}.", title=title)
        case Reason.OTHER_SOURCE:
            sources = ", ".join(source.name for source in knowledge.vocabulary.sources)
            return say("The guides do not quote {source}. They quote {sources}.", source=subject, sources=sources)
        case Reason.OTHER_COMPANY:
            companies = ", ".join(company.name for company in knowledge.vocabulary.companies)
            return say(
                "The guides say nothing of {company}. The employers they name are {companies}.",
                company=subject.title(),
                companies=companies,
            )
        case Reason.SUBJECT if subject in knowledge.subjects:
            return knowledge.subjects[subject].reply
        case Reason.NOT_IN_GUIDE:
            return _silence(knowledge, asking)
        case _:
            return say("I don't know that one. I answer from career guides on {roles}.", roles=covered)


def _nowhere(knowledge: Knowledge, place: str, roles: tuple[str, ...]) -> str:
    """Say that there are no figures for a place, and for which there are, where the guides asked about name them."""
    asked = [knowledge.roles[role] for role in roles] or list(knowledge.roles.values())
    places = dict.fromkeys(role.as_of.place for role in asked if role.as_of)
    named = all_of([say("the {place}", place=place) if place.isupper() else place for place in places])
    if not named:
        return say("I have no figures for {place}.", place=place)
    return say(
        "I have no figures for {place}; the guides' pay figures are for {places} only.", place=place, places=named
    )


def _silence(knowledge: Knowledge, asking: Asking) -> str:
    """Say that one guide has nothing on a facet, and which others have."""
    role = knowledge.roles[asking.roles[0]]
    title = label_title(knowledge, asking.label).lower()
    holders = knowledge.by_facet.get(asking.name, {})
    others = [knowledge.roles[other].title for other in holders if other != role.id][:MOST_SUGGESTIONS]
    nothing = say("The guide on the {role} says nothing on {title}.", role=role.title, title=title)
    if not others:
        return f"{nothing} {say('No other guide has it either.')}"
    return f"{nothing} {say('It is covered for: {roles}.', roles='; '.join(others))}"


def _covered(knowledge: Knowledge) -> str:
    return all_of([role.title for role in knowledge.roles.values()]) or say("no role yet")
