"""Compose the reply to a message from its askings: one part for each, then the natural next questions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.answers import pay, skills
from bot.answers.ages import oldest
from bot.answers.blocks import Citation, Note, Outcome, Part, Points, Reply, Suggestion, Table, Text
from bot.answers.charts import with_chart
from bot.answers.facts import facet_part, topic_part
from bot.answers.figures import amount
from bot.answers.menus import ROLES, comparisons_of, facets_of
from bot.answers.offers import offer_parts, offer_suggestions
from bot.answers.refusals import MOST_ROLES as MOST_OFFERED
from bot.answers.refusals import (
    ask_facet,
    clarification,
    nearest,
    refusal,
    suggest_facets,
    suggest_roles,
)
from bot.answers.sources import cite_figures, cite_passage, merged
from bot.coaching.pay import EXECUTIVE, Wanted, experience, highest, lowest, select
from bot.knowledge.models import Knowledge, Statistic
from bot.locale import say
from bot.locale.writing import all_of, any_of, money
from bot.matching.askings import Act, Asking, Ranked, Reason
from bot.matching.claims import claims
from bot.matching.entities import EntityKind

LEVELLED = frozenset({"base-pay", "top-pay", "lowest-pay", "pay-by-level", "total-compensation"})
"""Pay facets that a level narrows."""
POINTED_LEAST = 3
POINTED_WORDS = 0.55
"""A passage without figures that explains so much of a pay question of so many words answers it itself."""
MOST_ROLES = 5
ROLE_CLOSE = 0.45
"""How far behind the best role another may be and still be shown, where none was named."""

AS_GOOD = 0.3
"""Passages whose scores are nearer than this answer a plain question about pay alike."""
_TYPICAL = frozenset({Statistic.AVERAGE, Statistic.MEDIAN})

_UNCITED = {Act.LIST_ROLES: Outcome.ANSWERED, Act.OFFER: Outcome.CLARIFY}
"""What became of a message whose answer rests on no line: an offer that is not placed is asked back about."""
_USUAL_PAY = ("base-pay", "pay-by-level")
"""The facets that lead an answer on pay as a whole."""
RANKING = frozenset({Act.HIGHEST_PAID, Act.LOWEST_PAID, Act.FEWEST_YEARS})
"""Acts that put all roles in an order."""
NEXT_BY_TOPIC = {
    "overview": ("topic:responsibilities", "topic:salary", "topic:requirements", "topic:career-development"),
    "responsibilities": ("topic:requirements", "topic:salary", "topic:challenges", "topic:soft-skills"),
    "requirements": ("facet:education", "facet:experience-years", "topic:salary", "topic:career-development"),
    "career-development": ("facet:next-roles", "facet:courses-certifications", "topic:salary", "topic:market-demand"),
    "market-demand": ("facet:job-security", "facet:hiring-places", "topic:salary", "topic:industry-trends"),
    "salary": ("facet:total-compensation", "facet:bonus", "facet:pay-by-place", "facet:benefits"),
    "industry-trends": ("facet:automation-risk", "facet:staying-relevant", "topic:market-demand", "topic:requirements"),
    "soft-skills": ("facet:communication", "topic:responsibilities", "topic:requirements", "topic:challenges"),
    "best-practices": ("facet:data-practices", "facet:deployment-practices", "topic:challenges", "topic:requirements"),
    "challenges": ("topic:best-practices", "topic:soft-skills", "topic:salary", "topic:career-development"),
}
"""What people ask next, by the topic of the answer."""


class Composer:
    """Writes replies from one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._makers: dict[Act, Callable[[Asking], tuple[Part, ...]]] = {
            Act.FACET: self._facet,
            Act.TOPIC: self._topic,
            Act.MORE: self._facet,
            Act.SKILL: self._facet,
            Act.SKILL_GAP: self._gap,
            Act.ROLE_FIT: self._fit,
            Act.SKILL_ROLES: self._skill_roles,
            Act.COMPARE: self._compare,
            Act.LIST_ROLES: lambda _: (self._roles(),),
            Act.HIGHEST_PAID: lambda _: (pay.ranking_part(knowledge, ascending=False),),
            Act.LOWEST_PAID: lambda _: (pay.ranking_part(knowledge, ascending=True),),
            Act.FEWEST_YEARS: lambda asking: (self._years(asking),),
            Act.OFFER: self._offer,
            Act.SMALLTALK: self._smalltalk,
            Act.UNKNOWN: lambda asking: (refusal(knowledge, asking),),
            Act.CLARIFY: lambda asking: (clarification(knowledge, asking)[0],),
        }

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge base that is answered from."""
        return self._knowledge

    def reply(self, askings: Sequence[Asking], before: Reply | None = None) -> Reply:
        """Answer a whole message; `before` is the last reply that named sources, for "source?"."""
        parts: list[Part] = []
        for asking in askings:
            made = self._sources(before) if asking.act is Act.SOURCE else self._makers[asking.act](asking)
            parts += (
                [replace(part, title=say("Or did you mean: {title}", title=part.title)) for part in made]
                if asking.aside
                else made
            )
        outcome = _outcome(askings)
        if outcome is Outcome.ANSWERED and not any(part.citations or part.role for part in parts):
            outcome = _UNCITED.get(askings[0].act, Outcome.UNKNOWN)
        first = askings[0]
        label = (
            first.label
            if outcome is Outcome.ANSWERED
            else ":".join(filter(None, (outcome, first.reason))).replace(" ", "-")
        )
        suggestions = self._suggestions(askings, parts)
        return Reply(outcome, tuple(parts), suggestions, self._menu(askings[-1], parts), label or f"act:{first.act}")

    def _facet(self, asking: Asking) -> tuple[Part, ...]:
        """Answer a facet of the asked role, of each of several, or of those that have most to say."""
        roles = asking.roles or _telling(asking.ranked)
        brief = len(roles) > 1 or asking.aside
        parts, paid = [], []
        for role in roles[: 1 if asking.aside else MOST_ROLES]:
            ranked = [item for item in asking.ranked if item.passage.role == role]
            if ranked:
                wanted, ranked = self._wanted(asking, role, ranked)
                parts.append(self._one_facet(asking, ranked, wanted, brief=brief))
                paid += [(role, wanted)] if wanted else []
        return self._with_note(asking, with_chart(self._knowledge, parts, paid))

    def _wanted(self, asking: Asking, role: str, ranked: list[Ranked]) -> tuple[Wanted | None, list[Ranked]]:
        """Say which figures answer a facet, if any do, and which passages go with them."""
        if not pay.is_pay_facet(asking.name):
            return None, ranked
        if asking.name == "pay-by-level" and not asking.utterance.ids(EntityKind.LEVEL):
            ranked = [item for item in ranked if item.passage.facet in _USUAL_PAY] or ranked
        wanted = wanted_pay(asking, ranked[0])
        several = len(asking.utterance.content) >= POINTED_LEAST
        pointed = several and ranked[0].words >= POINTED_WORDS and not pay.is_pay_facet(ranked[0].passage.facet)
        return wanted if not pointed and select(self._knowledge.roles[role], wanted) else None, ranked

    def _one_facet(self, asking: Asking, ranked: Sequence[Ranked], wanted: Wanted | None, *, brief: bool) -> Part:
        if wanted is not None:
            role = self._knowledge.roles[ranked[0].passage.role]
            return pay.pay_part(self._knowledge, role, wanted, ranked, brief=brief)
        part = facet_part(self._knowledge, asking.name, ranked, brief=brief)
        verdict = skills.verdict(self._knowledge, asking.utterance, ranked[0].passage)
        return replace(part, blocks=(Text(verdict), *part.blocks)) if verdict else part

    def _topic(self, asking: Asking) -> tuple[Part, ...]:
        roles = asking.roles or _telling(asking.ranked)
        brief = len(roles) > 1 or asking.aside
        parts, paid = [], []
        for role in roles[: 1 if asking.aside else MOST_ROLES]:
            ranked = [item for item in asking.ranked if item.passage.role == role]
            if asking.name == "salary":
                guide = self._knowledge.roles[role]
                usual = _typical_first([item for item in ranked if item.passage.facet in _USUAL_PAY] or ranked)
                parts.append(pay.pay_part(self._knowledge, guide, Wanted("base-pay"), usual, brief=brief))
                paid.append((role, Wanted("base-pay")))
            else:
                parts.append(topic_part(self._knowledge, asking.name, role, ranked))
        return self._with_note(asking, with_chart(self._knowledge, parts, paid))

    def _with_note(self, asking: Asking, parts: list[Part]) -> tuple[Part, ...]:
        """Say what the guide does not mention, and which role was taken where the name fits several."""
        if parts and asking.absent:
            named = ", ".join(name.title() if name.islower() else name for name in asking.absent)
            absent = Text(say("This guide does not mention {named}. The nearest that it says:", named=named))
            parts[0] = replace(parts[0], blocks=(absent, *parts[0].blocks))
        if not parts or not asking.also or len(asking.roles) != 1:
            return tuple(parts)
        roles = self._knowledge.roles
        role = roles[asking.roles[0]]
        others = any_of([roles[also].title for also in asking.also if also in roles])
        taken = say("I took this as the {role}. The name also fits the {others}.", role=role.title, others=others)
        note = Note(taken)
        parts[0] = replace(parts[0], blocks=(*parts[0].blocks, note))
        return tuple(parts)

    def _gap(self, asking: Asking) -> tuple[Part, ...]:
        """Compare what somebody has with what the role wants."""
        if not asking.roles:
            return self._fit(asking)
        role = self._knowledge.roles[asking.roles[-1]]
        said = claims(asking.utterance, self._knowledge)
        return self._with_note(asking, [skills.gap_part(self._knowledge, role, said.have, said.lacking)])

    def _fit(self, asking: Asking) -> tuple[Part, ...]:
        return skills.fit_parts(self._knowledge, claims(asking.utterance, self._knowledge).have)

    def _offer(self, asking: Asking) -> tuple[Part, ...]:
        parts = offer_parts(self._knowledge, asking)
        return self._with_note(asking, list(parts)) if parts[0].role else parts

    def _skill_roles(self, asking: Asking) -> tuple[Part, ...]:
        for skill in asking.utterance.ids(EntityKind.SKILL):
            part = skills.skill_roles_part(self._knowledge, skill)
            if part is not None:
                return (part,)
        return self._facet(asking)

    def _compare(self, asking: Asking) -> tuple[Part, ...]:
        """Put two roles side by side on what people compare first."""
        roles = [self._knowledge.roles[role] for role in asking.roles[:2]]
        if len(roles) < 2:
            return (self._roles(),)
        rows = [(say("What it is"), *(role.summary for role in roles))]
        for facet in ("education", "experience-years", "people-management", "remote-work"):
            cells = [self._knowledge.first(role.id, facet) for role in roles]
            if any(cells):
                title = self._knowledge.facets[facet].title
                rows.append((title, *(cell.text if cell else say("not said") for cell in cells)))
        rows.append((say("Salary figures"), *(self._salary_span(role.id) for role in roles)))
        table = Table(("", *(role.title for role in roles)), tuple(rows))
        opening = Text(say("{first} and {second}, side by side.", first=roles[0].title, second=roles[1].title))
        parts = [
            Part(
                say("Comparison"),
                (opening, table),
                self._cite_roles([role.id for role in roles]),
                roles[0].id,
                "overview",
                paid=oldest((role, item.figure) for role in roles for item in select(role, Wanted("base-pay"))),
            )
        ]
        return tuple(with_chart(self._knowledge, parts, [(role.id, Wanted("base-pay")) for role in roles]))

    def _salary_span(self, role: str) -> str:
        items = select(self._knowledge.roles[role], Wanted("base-pay"))
        low, high = lowest(items), highest(items)
        if low is None or high is None:
            return say("no figures")
        least, most = low.figure.low or 0, high.figure.high or high.figure.low or 0
        return say(
            "{least} is the lowest figure printed, {most} the highest; sources differ",
            least=money(least),
            most=money(most),
        )

    def _cite_roles(self, roles: Sequence[str]) -> tuple[Citation, ...]:
        chosen = [
            passage
            for role in roles
            for facet in ("role-summary", "education", "experience-years")
            if (passage := self._knowledge.first(role, facet)) is not None
        ]
        return merged(*(cite_passage(self._knowledge, passage) for passage in chosen))

    def _years(self, asking: Asking) -> Part:
        """Order some roles, or all, by the years of experience that they ask for."""
        pairs = experience(self._knowledge, _compared(asking))
        if not pairs:
            return refusal(self._knowledge, replace(asking, reason=Reason.NO_NUMBER, label="facet:experience-years"))
        years = {other.title: amount(found.figure) for other, found in pairs}
        least, most = (years[pairs[end][0].title] for end in (0, -1))
        told = [say("The fewest are asked for by the {roles}: {years}.", roles=_titles(years, least), years=least)]
        if most != least:
            told.append(say("The most are asked for by the {roles}: {years}.", roles=_titles(years, most), years=most))
        rows = tuple((other.title, amount(found.figure), found.figure.about or "") for other, found in pairs)
        return Part(
            title=say("Years of experience"),
            blocks=(
                Text(" ".join(told)),
                Table((say("Role"), say("Asks for"), say("In")), rows, say("What each guide requires")),
            ),
            citations=merged(*(cite_figures(self._knowledge, other.id, [found.figure]) for other, found in pairs)),
            role=pairs[0][0].id,
            topic="requirements",
        )

    def _roles(self) -> Part:
        items = tuple(f"{role.title}: {role.summary}" for role in self._knowledge.roles.values())
        opening = Text(say("I answer from one guide for each of these roles."))
        return Part(say("Roles I know"), (opening, Points(items, labelled=True)))

    def _sources(self, before: Reply | None) -> tuple[Part, ...]:
        """Name where the last answer stands, line by line."""
        if before is None or not before.citations:
            nothing = say("My last reply rested on no guide, so there is no source to name.")
            return (Part("", (Text(nothing),)),)
        items = tuple(str(citation) for citation in before.citations)
        role = next((part.role for part in before.parts if part.role), None)
        topic = next((part.topic for part in before.parts if part.topic), None)
        return (Part(say("Sources"), (Points(items),), before.citations, role, topic),)

    def _smalltalk(self, asking: Asking) -> tuple[Part, ...]:
        """Answer small talk; which reply is taken depends on the message alone."""
        talk = self._knowledge.smalltalk[asking.name]
        pick = int(hashlib.sha256(asking.utterance.text.encode()).hexdigest(), 16) % len(talk.replies)
        return (Part("", (Text(talk.replies[pick]),)),)

    def _suggestions(self, askings: Sequence[Asking], parts: Sequence[Part]) -> tuple[Suggestion, ...]:
        """Offer what people ask next; the other readings where something was unclear."""
        last = askings[-1]
        if last.act is Act.CLARIFY:
            return clarification(self._knowledge, last)[1]
        if last.act is Act.OFFER:
            return offer_suggestions(self._knowledge, last)
        if last.act is Act.UNKNOWN:
            return nearest(self._knowledge, last) or suggest_roles(self._knowledge)
        if last.act in {Act.SMALLTALK, Act.LIST_ROLES}:
            return suggest_roles(self._knowledge)
        roles = {part.role for part in parts if part.role}
        topic = next((part.topic for part in reversed(parts) if part.topic), "overview")
        if last.act in RANKING:
            return self._of_each_role(topic)
        # Of several roles none is meant more than another: the conversation goes on with all of them.
        role = roles.pop() if len(roles) == 1 and len(last.roles) < 2 else None
        return self.next(topic, role, {asking.label for asking in askings})

    def _of_each_role(self, topic: str) -> tuple[Suggestion, ...]:
        """Offer a topic of each role that was ranked."""
        roles = list(self._knowledge.roles.values())[:MOST_OFFERED]
        title = self._knowledge.topics[topic].title
        return tuple(replace(ask_facet(self._knowledge, title, role.id), label=role.title[:80]) for role in roles)

    def _menu(self, last: Asking, parts: Sequence[Part]) -> str:
        """Name the longer list that goes with a reply: more of the topic, roles to compare with, or all roles."""
        about = {(part.role, part.topic) for part in parts}
        if last.act in RANKING:
            return ""
        if last.act in {Act.SMALLTALK, Act.LIST_ROLES} or last.reason is Reason.OTHER_JOB:
            return ROLES if len(self._knowledge.roles) > MOST_OFFERED else ""
        if len(about) != 1:
            return ""
        role, topic = about.pop()
        return self.deeper(topic, role) if role and topic else ""

    @staticmethod
    def deeper(topic: str, role: str) -> str:
        """Name the list that goes on from an answer on a topic of a role."""
        return comparisons_of(role) if topic == "overview" else facets_of(topic, role)

    def _holds(self, role: str, facet: str) -> bool:
        return role in self._knowledge.by_facet.get(facet, {})

    def next(self, topic: str, role: str | None, asked: set[str]) -> tuple[Suggestion, ...]:
        """Offer what people ask after a topic, less the labels that were `asked` already."""
        offers: list[Suggestion] = []
        for label in NEXT_BY_TOPIC.get(topic, ()):
            kind, _, name = label.partition(":")
            if label in asked:
                continue
            if kind == "topic" and name in self._knowledge.topics:
                offers.append(ask_facet(self._knowledge, self._knowledge.topics[name].title, role))
            elif kind == "facet" and (role is None or self._holds(role, name)):
                offers += suggest_facets(self._knowledge, (name,), (role,) if role else ())
        return tuple(offers[:4])


def _titles(years: Mapping[str, str], wanted: str) -> str:
    """Name the roles that ask for so many years."""
    return all_of([title for title, asked in years.items() if asked == wanted])


def _compared(asking: Asking) -> tuple[str, ...]:
    """Give the roles that are put in an order: those asked of where they are several, else all.

    Roles that were only chosen for their mention of a place or an employer are not what is compared.
    """
    chosen = {EntityKind.PLACE, EntityKind.SOURCE, EntityKind.COMPANY} & asking.utterance.named.keys()
    return asking.roles if len(asking.roles) > 1 and (asking.named or not chosen) else ()


def wanted_pay(asking: Asking, lead: Ranked) -> Wanted:
    """Turn what a pay question names into filters."""
    named = asking.utterance
    facet = asking.name if pay.is_pay_facet(asking.name) else lead.passage.facet
    levels = tuple(level for level in named.ids(EntityKind.LEVEL) if level != "senior")
    if facet in LEVELLED and EXECUTIVE & set(levels):
        facet = "executive-pay"
    return Wanted(
        facet=facet,
        places=named.ids(EntityKind.PLACE) if facet == "pay-by-place" else (),
        levels=levels,
        sources=named.ids(EntityKind.SOURCE),
        companies=named.ids(EntityKind.COMPANY),
        sums=named.sums,
    )


def _typical_first(ranked: list[Ranked]) -> list[Ranked]:
    """Let what is earned on average lead, where it fits a question about pay as a whole nearly as well as the best."""
    nearly = [item for item in ranked if item.score >= ranked[0].score - AS_GOOD] if ranked else []
    typical = next((item for item in nearly if any(f.statistic in _TYPICAL for f in item.passage.figures)), None)
    return ranked if typical is None else [typical, *(item for item in ranked if item is not typical)]


def _telling(ranked: Sequence[Ranked]) -> tuple[str, ...]:
    """Choose the roles that have something to say, best first, where none was named."""
    best: dict[str, float] = {}
    for item in ranked:
        best.setdefault(item.passage.role, item.score)
    if not best:
        return ()
    top = max(best.values())
    return tuple(role for role, score in best.items() if score >= top - ROLE_CLOSE)


def _outcome(askings: Sequence[Asking]) -> Outcome:
    """Answered where any asking is; else the first that is not small talk decides."""
    acts = [asking.act for asking in askings]
    if any(act not in {Act.UNKNOWN, Act.CLARIFY, Act.SMALLTALK, Act.SOURCE} for act in acts):
        return Outcome.ANSWERED
    for act, outcome in (
        (Act.CLARIFY, Outcome.CLARIFY),
        (Act.UNKNOWN, Outcome.UNKNOWN),
        (Act.SOURCE, Outcome.ANSWERED),
    ):
        if act in acts:
            return outcome
    return Outcome.SMALLTALK
