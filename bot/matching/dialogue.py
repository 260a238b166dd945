"""From a whole message to askings: cut it where it asks several things, and fill in what the conversation knows.

What carries over is the role, the last intent and the words of the last question. A follow-up without a subject of its
own ("and seattle?", "what about the manager?") is read together with the last question; one with a subject is read
alone, with a little help for the topic talked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.knowledge.models import Knowledge
from bot.matching.anaphora import POINTING, named_place, named_roles
from bot.matching.askings import Act, Asking, Context, Reason
from bot.matching.cutting import MOST_ASKINGS, NAMED_REFUSALS, SPLIT_LEAST, Cutter
from bot.matching.decide import Decider
from bot.matching.engine import Engine
from bot.matching.entities import Entity, EntityKind, covered
from bot.matching.placing import OFFER_LABEL, place_offer
from bot.matching.remembering import others, remember
from bot.matching.segments import LONG, weight
from bot.matching.utterance import Utterance
from bot.text import normalise, sentences

BESIDE_SMALLTALK = 0.9
"""Least confidence of a question without a role beside small talk; what scores less is part of the small talk."""
REASONS = {"salary": "facet:pay-factors", "market-demand": "facet:demand-drivers"}
"""What answers "why?" after an answer on a topic."""
LONGEST_COURTESY = 6
"""A greeting or thanks beside a question has at most so many words."""
FOLLOW_UP_WORDS = 3
"""A follow-up has at most so many words of its own."""
_COMPARING = frozenset({"versus", "or", "than", "compared"})
_MORE = frozenset({"else", "more", "other", "others", "rest", "further"})
_PASSING = frozenset({Act.SMALLTALK, Act.UNKNOWN, Act.CLARIFY})
_ALL_ROLES = (
    ("any", "of", "these"), ("these", "jobs"), ("these", "roles"), ("of", "the", "five"), ("all", "roles"),
    ("which", "role"), ("which", "roles"), ("which", "job"), ("which", "jobs"), ("any", "role"), ("any", "job"),
    ("which", "of", "these"), ("any", "of", "them"), ("any", "of", "those"),
)  # fmt: skip


class Interpreter:
    """Understands messages in a conversation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._decider = Decider(engine)
        self._cutter = Cutter(engine.reader, self._decider, self._read_on)
        knowledge = engine.knowledge
        self._titles = {normalise(facet.title): f"facet:{facet.id}" for facet in knowledge.facets.values()}
        self._titles |= {normalise(topic.title): f"topic:{topic.id}" for topic in knowledge.topics.values()}
        self._roles_by_title = {normalise(role.title): role.id for role in knowledge.roles.values()}

    @property
    def decider(self) -> Decider:
        """The decision about single pieces."""
        return self._decider

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge base that messages are understood against."""
        return self._engine.knowledge

    def read(self, text: str) -> Utterance:
        """Read text without deciding anything."""
        return self._engine.reader.read(text)

    def skills_called(self, name: str) -> tuple[str, ...]:
        """Give the skills that a bare name stands for, even where it also names a role ("software engineering")."""
        return self._engine.gazetteer.called(name, EntityKind.SKILL)

    def understand(self, raw: str, context: Context | None = None) -> tuple[tuple[Asking, ...], Context]:
        """Give the askings of a message and what to remember of them."""
        context = self._still_known(context or Context())
        text = self._without_greetings(normalise(raw))
        whole = self._engine.reader.read_normal(text)
        said = self._said(text, whole, context)
        if said != text:
            text, whole = said, self._engine.reader.read_normal(said)
        chosen = self._chosen(whole, context) or self._titled(text, whole)
        if chosen is not None:
            askings: tuple[Asking, ...] = (chosen,)
        elif (listed := self._decider.gap(whole, context)) is not None:
            askings = (listed,)
        else:
            askings = self._cutter.askings(_corrected(text, whole), whole, context)
        askings = (*self._other_jobs(whole, askings), *(self._resolve(asking, context) for asking in askings))
        askings = place_offer(_corrected(text, whole), whole, context, askings)
        if len(askings) == 1 and whole.content:  # what carries the last question on means just that question
            askings = (*askings, *self._decider.other_reading(askings[0]))
        askings = tuple(part for asking in askings for part in self._spread(asking))[:MOST_ASKINGS]
        askings = _without_courtesies(askings)
        context = remember(context, askings)
        if any(asking.act is Act.LIST_ROLES for asking in askings):
            context = replace(context, listed=tuple(self._engine.knowledge.roles))
        return askings, context

    def _without_greetings(self, text: str) -> str:
        """Leave out sentences of greeting and thanks before and after what is asked."""
        said = list(sentences(text))
        if len(said) < 2:
            return text
        while len(said) > 1 and self._is_courtesy(said[-1]):
            said.pop()
        while len(said) > 1 and self._is_courtesy(said[0]):
            said.pop(0)
        asked = any(weight(sentence) for sentence in said)
        kept = " ".join(said)
        return kept if asked or self._engine.reader.read_normal(kept).entities else text

    def _is_courtesy(self, sentence: str) -> bool:
        """Tell whether a sentence is short small talk that asks nothing."""
        if weight(sentence) or len(sentence.split()) > LONGEST_COURTESY:
            return False
        read = self._engine.reader.read_normal(sentence)
        return not read.entities and self._decider.decide(read, Context()).act is Act.SMALLTALK

    def _said(self, text: str, whole: Utterance, context: Context) -> str:
        """Say again by name what a message points at, in itself or in the conversation."""
        if not POINTING.search(text):
            return text
        named = whole.roles
        listed = named if len(named) > 1 else context.listed
        titles = [normalise(self._engine.knowledge.roles[role].title) for role in listed]
        places = whole.named.get(EntityKind.PLACE, ())
        told = named_roles(text, titles)
        return named_place(told, places[-1].text) if places else told

    def _still_known(self, context: Context) -> Context:
        """Forget what a reload has removed: roles, intents and choices that are no more."""
        labels = set(self._engine.intents.model.labels)
        return replace(
            context,
            roles=tuple(role for role in context.roles if role in self._engine.knowledge.roles),
            listed=tuple(role for role in context.listed if role in self._engine.knowledge.roles),
            label=context.label if context.label in {*labels, OFFER_LABEL} else "",
            choices=tuple(choice for choice in context.choices if choice in labels),
        )

    def _titled(self, text: str, whole: Utterance) -> Asking | None:
        """Take "Title: Role" as what a button means by it: that very facet or topic of that very role."""
        title, colon, rest = text.partition(":")
        label = self._titles.get(title.strip())
        if not colon or label is None:
            return None
        named = self._roles_by_title.get(rest.strip())
        if named is None:
            return None
        return replace(self._decider.about(whole, label, Context(roles=(named,))), named=True)

    def _read_on(self, utterance: Utterance, context: Context) -> Asking:
        """Decide about a piece, together with the last question where it has too little of its own."""
        alone = self._decider.decide(utterance, context, general=_asks_of_all(utterance))
        if context.label and not utterance.content and not utterance.named and alone.act is not Act.OTHER_ROLE:
            tokens = set(utterance.words.tokens)
            if "why" in tokens:
                return self._reason(alone, context)
            if _MORE & tokens:
                return replace(alone, act=Act.MORE)
        compared = alone.act is Act.COMPARE and len(alone.roles) > 1 and not (context.text and utterance.only_a_role)
        if not context.text and not compared and utterance.only_a_role:
            return self._decider.about(utterance, "topic:overview", Context(roles=alone.roles), also=alone.also)
        if not context.text or len(utterance.content) > FOLLOW_UP_WORDS:
            return alone
        if utterance.content and alone.confidence >= SPLIT_LEAST and not _only_entities(utterance):
            return alone
        if alone.reason in NAMED_REFUSALS:
            return alone
        if alone.act in {Act.SMALLTALK, Act.MORE, Act.SOURCE, Act.OTHER_ROLE} or not utterance.entities:
            return alone
        joined = self._engine.reader.read_normal(f"{context.text} {utterance.text}")
        together = self._decider.decide(joined, context, roles=utterance.roles)
        if not utterance.content or together.confidence > alone.confidence:
            return together
        return alone

    def _reason(self, asking: Asking, context: Context) -> Asking:
        """Answer a bare "why?" with what the guides say moves the subject; else with more of it."""
        label = REASONS.get(self._decider.topic_of(context.label), "")
        if label and label != context.label and label in self._engine.intents.model.labels:
            return self._decider.about(asking.utterance, label, context)
        return replace(asking, act=Act.MORE)

    def _chosen(self, utterance: Utterance, context: Context) -> Asking | None:
        """Take a bare number as the choice that was offered under it."""
        text = utterance.text.strip(" .)#")
        if not context.choices or not text.isdigit() or not 1 <= int(text) <= len(context.choices):
            return None
        return self._decider.about(utterance, context.choices[int(text) - 1], context)

    def _other_jobs(self, whole: Utterance, askings: Sequence[Asking]) -> tuple[Asking, ...]:
        """Refuse by name the other job that one of ours is compared with ("nurse or AI engineer, who earns more")."""
        mentions = whole.named.get(EntityKind.OCCUPATION, ())
        compared = not _COMPARING.isdisjoint(whole.words.tokens)
        story = len(whole.words.tokens) > LONG
        if story or not mentions or not compared or EntityKind.ROLE not in whole.named:
            return ()
        if any(asking.reason is Reason.OTHER_JOB for asking in askings):
            return ()
        return (Asking(Act.UNKNOWN, whole, reason=Reason.OTHER_JOB, subject=mentions[0].ids[0]),)

    def _resolve(self, asking: Asking, context: Context) -> Asking:
        """Give "more", "source?" and "the other one" what they refer to.

        Without a conversation they refer to nothing.
        """
        if asking.act not in {Act.MORE, Act.OTHER_ROLE}:
            return asking
        if not context.label:
            return replace(asking, act=Act.UNKNOWN, reason=Reason.NOT_UNDERSTOOD)
        roles = asking.roles or context.roles
        if asking.act is Act.OTHER_ROLE and not asking.named:
            roles = others(context) or tuple(role for role in self._engine.knowledge.roles if role not in context.roles)
        label = context.label if not context.label.startswith("act:") else "topic:overview"
        again = self._decider.about(asking.utterance, label, replace(context, roles=roles))
        fresh = tuple(item for item in again.ranked if item.passage.key not in context.shown)
        if asking.act is Act.MORE and fresh:
            return replace(again, act=Act.MORE, ranked=fresh)
        return again

    def _spread(self, asking: Asking) -> Iterable[Asking]:
        """Ask once for each of several places, sources or employers that one piece names."""
        if asking.act not in {Act.FACET, Act.TOPIC}:
            return (asking,)
        for kind in (EntityKind.PLACE, EntityKind.SOURCE, EntityKind.COMPANY, EntityKind.LEVEL):
            if kind is EntityKind.LEVEL and asking.name != "executive-pay":
                continue
            mentions = asking.utterance.named.get(kind, ())
            if len({mention.ids for mention in mentions}) > 1:
                return tuple(self._only(asking, mention) for mention in mentions)
        return (asking,)

    def _only(self, asking: Asking, mention: Entity) -> Asking:
        """Narrow an asking to one of the things of a kind that it names."""
        entities = tuple(item for item in asking.utterance.entities if item.kind is not mention.kind or item == mention)
        hidden = covered(set(asking.utterance.entities).difference(entities))
        pointers = [
            word for number, word in enumerate(asking.utterance.words.tokens)
            if number not in hidden and (word in asking.utterance.pointers)
        ]  # fmt: skip
        narrowed = replace(asking, utterance=replace(asking.utterance, entities=entities))
        return replace(narrowed, ranked=self._decider.rank(narrowed, self._engine.index.terms(pointers)))


def _without_courtesies(askings: tuple[Asking, ...]) -> tuple[Asking, ...]:
    """Answer the question and not the greeting before it; but take "thanks, that cleared it up" as thanks alone."""
    talk = [asking for asking in askings if asking.act is Act.SMALLTALK]
    asked = [asking for asking in askings if asking.act not in _PASSING]
    if not talk or not asked:
        return askings
    if all(not asking.named and asking.confidence < BESIDE_SMALLTALK for asking in asked):
        return tuple(talk[:1])
    return tuple(asking for asking in askings if asking.act is not Act.SMALLTALK)


def _corrected(text: str, whole: Utterance) -> str:
    """Write the corrections of a message into its text, so that "adn" joins two questions as "and" does."""
    for item in whole.words.corrections:
        text = re.sub(rf"(?<!\w){re.escape(item.original)}(?!\w)", item.corrected, text)
    return text


def _only_entities(utterance: Utterance) -> bool:
    """Tell whether all content words belong to names: "and seattle", "kafka?"."""
    inside = covered(utterance.entities)
    words = {word for number, word in enumerate(utterance.words.tokens) if number not in inside}
    return not any(word in words for word in utterance.content)


def _asks_of_all(utterance: Utterance) -> bool:
    tokens = utterance.words.tokens
    return any(tokens[start : start + len(cue)] == cue for cue in _ALL_ROLES for start in range(len(tokens)))
