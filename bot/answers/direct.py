"""Answer commands whose options name what is asked: no intent to guess, only names to resolve."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.answers.blocks import Chart, Outcome, Part, Points, Reply, Text
from bot.answers.charts import pay_chart
from bot.answers.compose import Composer
from bot.answers.menus import TOPICS
from bot.answers.quoting import quoted
from bot.answers.refusals import suggest_roles
from bot.answers.skills import gap_part, wanted_part
from bot.coaching.pay import Wanted, select
from bot.errors import UserError
from bot.knowledge.models import Knowledge, Named
from bot.locale import say
from bot.locale.writing import all_of
from bot.matching.askings import Act, Asking, Context, Reason
from bot.matching.claims import claims
from bot.matching.dialogue import Interpreter
from bot.matching.entities import EntityKind
from bot.matching.offers import read_option
from bot.matching.placing import OFFER_LABEL
from bot.matching.utterance import COUNTRY
from bot.offer import Component, joined
from bot.text import normalise

_LIST = re.compile(r"[,;\n]|\band\b")


def role(composer: Composer, interpreter: Interpreter, name: str) -> Reply:
    """Give the overview of a role."""
    return _about(composer, interpreter, "topic:overview", name)


def skills(composer: Composer, interpreter: Interpreter, name: str, known: str | None) -> Reply:
    """List what a role wants, or what of it is missing."""
    roles = find_roles(interpreter, name)
    if not roles:
        return unknown_role(composer, name)
    knowledge = composer.knowledge
    guide = knowledge.roles[roles[0]]
    if not known or not known.strip():
        return _on_skills(composer, wanted_part(knowledge, guide), guide.id, "act:skills")
    said = claims(interpreter.read(f"i know {known}"), knowledge)
    listed = [skill for part in _LIST.split(known) for skill in interpreter.skills_called(part)]
    have = tuple(dict.fromkeys((*said.have, *(skill for skill in listed if skill not in said.lacking))))
    if not have and not said.lacking:
        text = say(
            "I do not recognise any skill in “{known}”. Name them like this: python, docker, aws.", known=quoted(known)
        )
        return Reply(Outcome.UNKNOWN, (Part("", (Text(text),)),))
    part = gap_part(knowledge, guide, have, said.lacking)
    return _on_skills(composer, part, guide.id, "act:skill-gap")


def _on_skills(composer: Composer, part: Part, role: str, label: str) -> Reply:
    suggestions = composer.next("requirements", role, set())
    return Reply(Outcome.ANSWERED, (part,), suggestions, composer.deeper("requirements", role), label)


def salary(composer: Composer, interpreter: Interpreter, name: str, place: str | None, level: str | None) -> Reply:
    """Give the pay figures of a role, narrowed by place and level."""
    roles = find_roles(interpreter, name)
    if not roles:
        return unknown_role(composer, name)
    words = composer.knowledge.vocabulary
    place = _name_of(words.places, (place or "").strip())
    level = _name_of(words.levels, (level or "").strip())
    label = "facet:pay-by-place" if place else "facet:pay-by-level" if level else "topic:salary"
    named = interpreter.read(f"{place}\n{level}")
    if place and not named.ids(EntityKind.PLACE):
        outside = named.named.get(EntityKind.OUTSIDE_PLACE)
        subject = outside[0].ids[0] if outside else quoted(place)
        asking = Asking(Act.UNKNOWN, named, roles=roles[:1], reason=Reason.OTHER_PLACE, subject=subject)
        return composer.reply((asking,))
    if level and not named.ids(EntityKind.LEVEL):
        known = ", ".join(item.name for item in words.levels)
        text = say("I know no level “{level}”. The levels are: {known}.", level=quoted(level), known=known)
        return Reply(Outcome.UNKNOWN, (Part("", (Text(text),)),))
    return _about(composer, interpreter, label, name, f"{place}\n{level}".strip())


def _name_of(items: Iterable[Named], value: str) -> str:
    """Give the name that goes with an id chosen from the completions; free text as it is."""
    return next((item.name for item in items if item.id == value), value)


@dataclass(frozen=True, slots=True, repr=False)
class Sums:
    """The sums of an offer as they were typed, each by itself."""

    amount: str
    bonus: str | None = None
    equity: str | None = None
    sign_on: str | None = None


def offer(
    composer: Composer, interpreter: Interpreter, name: str, sums: Sums, *, place: str | None, level: str | None
) -> Reply:
    """Place an offer for a role, in a place and at a level."""
    roles = find_roles(interpreter, name)
    if not roles:
        return unknown_role(composer, name)
    given = {
        Component.BASE: sums.amount,
        Component.BONUS: sums.bonus,
        Component.EQUITY: sums.equity,
        Component.SIGN_ON: sums.sign_on,
    }
    said = joined(read_option(normalise(text), component) for component, text in given.items() if text is not None)
    words = composer.knowledge.vocabulary
    place = _name_of(words.places, (place or "").strip())
    level = _name_of(words.levels, (level or "").strip())
    named = interpreter.read(f"{place}\n{level}")
    known = (named.ids(EntityKind.PLACE), named.ids(EntityKind.LEVEL))
    said = replace(
        said,
        places=tuple(found for found in known[0] if found != COUNTRY),
        unknown_places=(place[:60],) if place and not known[0] else (),
        levels=known[1],
        unknown_levels=(level[:60],) if level and not known[1] else (),
    )
    asking = Asking(Act.OFFER, named, roles=roles[:1], named=True, also=roles[1:], label=OFFER_LABEL)
    return composer.reply((replace(asking, confidence=1.0, offer=said or None),))


def compare(composer: Composer, interpreter: Interpreter, first: str, second: str, topic: str | None) -> Reply:
    """Put two roles side by side."""
    roles = []
    for name in (first, second):
        found = find_roles(interpreter, name)
        if not found:
            return unknown_role(composer, name)
        roles.append(next((id_ for id_ in found if id_ not in roles), found[0]))
    if roles[0] == roles[1]:  # an ambiguous first name may mean another role than the second
        roles[0] = next((id_ for id_ in find_roles(interpreter, first) if id_ != roles[1]), roles[0])
    if roles[0] == roles[1]:
        title = composer.knowledge.roles[roles[0]].title
        text = say("Both names mean the {role}; name two different roles.", role=title)
        return Reply(Outcome.UNKNOWN, (Part("", (Text(text),)),), suggest_roles(composer.knowledge))
    label = topic_label(composer.knowledge, interpreter, topic) if topic else ""
    utterance = interpreter.read(topic or "compare")
    if not label:
        asking = Asking(Act.COMPARE, utterance, roles=tuple(roles), named=True, label="act:compare", confidence=1.0)
        return composer.reply((asking,))
    asking = interpreter.decider.about(utterance, label, Context(roles=tuple(roles)))
    return composer.reply((asking,))


def chart(composer: Composer, interpreter: Interpreter, names: Iterable[str]) -> Chart:
    """Draw up the pay of roles, each taken by its id, its title or any name of it.

    Raises:
        UserError: where there is no guide on one, or fewer than two figures to draw.
    """
    knowledge, roles = composer.knowledge, {}
    for name in names:
        found = find_roles(interpreter, name)
        if not found:
            known = ", ".join(role.title for role in knowledge.roles.values())
            raise UserError(
                say("There is no guide on “{name}”. The roles are: {roles}.", name=quoted(name), roles=known)
            )
        role = knowledge.roles[next((id_ for id_ in found if id_ not in roles), found[0])]
        roles[role.id] = (role, select(role, Wanted()))
    drawn = pay_chart(knowledge, list(roles.values()))
    if drawn is None:
        titles = all_of([role.title for role, _ in roles.values()])
        raise UserError(say("There are fewer than two sums of pay to draw for the {roles}.", roles=titles))
    return drawn


def topic_label(knowledge: Knowledge, interpreter: Interpreter, topic: str) -> str:
    """Find the intent that an option's free text means; empty where it means none."""
    if topic in knowledge.topics:
        return f"topic:{topic}"
    if topic in knowledge.facets:
        return f"facet:{topic}"
    asking = interpreter.decider.decide(interpreter.read(topic), Context())
    return asking.label if asking.act in {Act.FACET, Act.TOPIC} else ""


def list_roles(composer: Composer, interpreter: Interpreter) -> Reply:
    """List the roles that are covered."""
    return composer.reply((Asking(Act.LIST_ROLES, interpreter.read("roles")),))


def help_reply(composer: Composer) -> Reply:
    """Tell what can be asked, with the roles as buttons."""
    knowledge = composer.knowledge
    roles = tuple(f"{guide.title}: {guide.summary}" for guide in knowledge.roles.values())
    topics = ", ".join(topic.title.lower() for topic in knowledge.topics.values())
    blocks = (
        Text(say("Ask me about these roles in your own words; I answer from career guides and name the lines.")),
        Points(roles, say("Roles"), labelled=True),
        Points(
            (
                say("a topic: {topics}", topics=topics),
                say("one thing: “is a PhD needed?”, “how much more in Seattle?”"),
                say("two roles side by side: “compare the two on pay”"),
                say("your gap: “I know Python and Docker, what am I missing?”"),
                say("an offer: “165k base plus 10% as AI/ML engineer in Boston, is that fair?”"),
            ),
            say("What to ask"),
            labelled=True,
        ),
    )
    return Reply(Outcome.SMALLTALK, (Part(say("What I can do"), blocks),), suggest_roles(knowledge), TOPICS, "help")


def find_roles(interpreter: Interpreter, name: str) -> tuple[str, ...]:
    """Resolve an option's value to roles: an id, a title or any name of one."""
    if name in interpreter.knowledge.roles:
        return (name,)
    return interpreter.read(name[:200]).ids(EntityKind.ROLE)


def unknown_role(composer: Composer, name: str) -> Reply:
    """Say that a role is not covered, and which are."""
    text = say("I have no guide on “{name}”. Pick one of the roles I know.", name=quoted(name))
    return Reply(Outcome.UNKNOWN, (Part("", (Text(text),)),), suggest_roles(composer.knowledge))


def _about(composer: Composer, interpreter: Interpreter, label: str, name: str, words: str = "") -> Reply:
    """Answer one intent of the role that an option names."""
    roles = find_roles(interpreter, name)
    if not roles:
        return unknown_role(composer, name)
    utterance = interpreter.read(words or composer.knowledge.roles[roles[0]].title)
    asking = interpreter.decider.about(utterance, label, Context(roles=roles[:1]))
    return composer.reply((replace(asking, also=roles[1:]),))
