"""Decide what one piece of a message asks, or that it asks nothing we can answer.

The order is from the surest sign to the weakest:

1. Nothing to read, or another alphabet: say so.
2. Small talk, when no role, skill or place is named and nothing in scope scores near it.
3. Something outside the guides is named: another job, place, source or employer. What stands beside it decides whether
   it is what is asked about ("nurse salary") or only told ("I am a nurse").
4. A subject outside the guides that scores above everything in scope.
5. Otherwise the best intent in scope. Its confidence is the classifier's score, less what unknown words take away, plus
   what naming a role and the words of the best passage add.
6. Above `ANSWER` it is answered; below it, down to `ASK_BACK`, the likeliest readings are offered; below that we say
   we do not know.

The thresholds were chosen on the labelled questions; a wrong confident answer costs more than a question back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.matching.askings import Act, Asking, Context, Ranked, Reason
from bot.matching.claims import MANY, asks_need, asks_of_others, hard_skills, tells_of_oneself, without_skills
from bot.matching.engine import Engine
from bot.matching.entities import EntityKind
from bot.matching.intents import UNKNOWN_WORD_COST, IntentScores
from bot.matching.outside import IN_SCOPE, Outside
from bot.matching.passages import stem
from bot.matching.uncovered import refused
from bot.matching.utterance import COUNTRY, Utterance

ANSWER = -0.25
"""Least confidence of an answer."""
ASK_BACK = -0.6
"""Least confidence at which choices are offered."""
ROLE_BONUS = 0.25
"""What a role named in the message adds: few who name one ask of something else."""
CONTEXT_BONUS = 0.1
"""What a running conversation adds to a short follow-up."""
WORDS_BONUS = 1.3
"""What a passage that explains all of the question's words adds."""
SAME_TOPIC_BONUS = 0.3
"""What the topic of the last answer adds to its intents in a short follow-up."""
FEW_WORDS = 3
"""A short follow-up has at most so many words of its own."""
MOST_CHOICES = 4
NEAR_TIE = 0.04
"""Two intents that score nearer than this are as likely: ask back."""
UNTIED = 0.3
"""A confidence from which the better of two near intents is taken all the same."""
SILENT_SCORE = 0.9
"""How surely a facet must be meant before we say that the guide has nothing on it."""
BROAD_LEAST = -0.2
"""Least score of a topic for it to be answered as a whole where a guide has nothing on its facet."""
SILENT_WORDS = 0.25
"""A passage that explains so much of the question's words is shown all the same."""
GAP_LABEL, FIT_LABEL = f"act:{Act.SKILL_GAP}", f"act:{Act.ROLE_FIT}"
SKILL_ROLES_LABEL = f"act:{Act.SKILL_ROLES}"
COMPARE_LABEL = f"act:{Act.COMPARE}"
_PAID_LABELS = frozenset({f"act:{Act.HIGHEST_PAID}", f"act:{Act.LOWEST_PAID}"})
COMPARED_CLOSE = 0.6
"""How near an intent must come to the comparison itself for two roles to be compared on it, not as a whole."""
GAP_CLOSE = 0.25
"""How near the gap intent must come to the best one, the named skills left out."""
GAP_ASKED = -0.2
"""Least score of the gap intent where only it speaks for a gap question."""
GAP_LEAST = -0.75
"""Least score of the gap intent, the named skills left out."""
BACKGROUND_SHARE = 0.8
"""How much the sentences of a story count beside its question."""
STORY_GRACE = 0.4
"""What a story adds to confidence: nobody tells one to a career bot without a question for it."""
BACKGROUND_WORDS = 0.5
"""How much their words count in the search for passages."""
FADING = 1.0
"""What is left of a sentence's part for each sentence further from the question."""
FADING_WORDS = 1.0
SURE = 1.2
"""Confidence from which a question has one reading only."""
READINGS = 0.6
"""How near a second reading must come to the best to be answered beside it."""
PLAIN_WORDS = 0.6
"""A passage that explains so much of the question's words leaves no doubt."""
ALL_WORDS = 0.9
"""A passage that explains so much of the question's words speaks of the tools in it, by whatever name."""
STRANGE_COST = 0.8
"""What a question costs whose every word of weight is foreign to the guides."""

Background = Sequence[tuple[int, Utterance]]
"""The sentences around the question of a story, each with its distance from it."""
_COMPARING = frozenset("difference differences different differ compare compared comparison versus better".split())
_TIED = (EntityKind.PLACE, EntityKind.SOURCE, EntityKind.COMPANY, EntityKind.LEVEL, EntityKind.SKILL)
_SERIOUS = frozenset({EntityKind.ROLE, EntityKind.PLACE, EntityKind.SOURCE, EntityKind.COMPANY})


class Decider:
    """Decides about single pieces, with the engine's parts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._topics = {facet.id: facet.topic for facet in engine.knowledge.facets.values()}
        labels = np.array([label.partition(":")[0] for label in engine.intents.model.labels])
        self._outside = Outside(engine, self.topic_of)
        self._label_topics = np.array([self.topic_of(label) for label in engine.intents.model.labels])
        self._kinds = {str(kind): np.flatnonzero(labels == kind) for kind in dict.fromkeys(labels.tolist())}

    def decide(
        self,
        utterance: Utterance,
        context: Context,
        *,
        general: bool = False,
        roles: tuple[str, ...] = (),
        background: Background = (),
    ) -> Asking:
        """Decide about one utterance.

        `roles` are those named elsewhere in the message, `background` the sentences around the question of a story;
        `general` says that all roles are asked about in so many words ("any of these jobs").
        """
        if utterance.is_empty or not any(word[0].isalpha() for word in utterance.words.tokens):
            return Asking(Act.UNKNOWN, utterance, reason=Reason.EMPTY)
        if utterance.foreign and not utterance.named.keys() & _SERIOUS:
            return Asking(Act.UNKNOWN, utterance, reason=Reason.FOREIGN)
        scores = self._engine.intents.match(utterance.words, utterance.slotted)
        if background:
            scores = self._lend(scores, background)
        elif context.label and len(utterance.content) <= FEW_WORDS:
            scores = self._stay(scores, self.topic_of(context.label))
        by_kind = self.best_by_kind(scores)
        asking = self._target(Asking(Act.UNKNOWN, utterance, scores=scores), context, roles)
        if general and not asking.named:
            asking = replace(asking, roles=(), named=True)
        asking = self._where_held(asking)
        if general and not utterance.roles and EntityKind.SKILL in utterance.named and asks_need(utterance):
            return replace(asking, act=Act.SKILL_ROLES, label=SKILL_ROLES_LABEL, confidence=1.0)
        if background and asking.roles:
            return self._in_scope(asking, context, by_kind, background)
        gap = self._gap(asking)
        if gap is not None:
            return gap
        terms = self._engine.index.terms(utterance.pointers)
        decided = (
            self._smalltalk(asking, by_kind)
            or self._outside.name(asking, by_kind)
            or self._outside.subject(asking, by_kind, lambda: self.rank(asking, terms))
        )
        if decided is not None:
            return decided
        return self._in_scope(asking, context, by_kind, background)

    def best_by_kind(self, scores: IntentScores) -> dict[str, tuple[str, float]]:
        """Give the best label of each kind (facet, topic, act, smalltalk, subject) with its score."""
        values = scores.values
        return {
            kind: (scores.labels[best], float(values[best]))
            for kind, numbers in self._kinds.items()
            for best in (int(numbers[values[numbers].argmax()]),)
        }

    def topic_of(self, label: str) -> str:
        """Name the topic of a facet's or a topic's label."""
        kind, _, name = label.partition(":")
        return name if kind == "topic" else self._topics.get(name, "")

    def _target(self, asking: Asking, context: Context, others: tuple[str, ...]) -> Asking:
        """Settle which roles are asked about: named here, named elsewhere in the message, or remembered."""
        mentions = asking.utterance.named.get(EntityKind.ROLE, ())
        if mentions:
            chosen: list[str] = []
            also: list[str] = []
            for mention in mentions:
                kept = [id_ for id_ in mention.ids if id_ in context.roles and "one" not in mention.text.split()]
                kept = kept or [id_ for id_ in mention.ids if id_ not in context.roles] or list(mention.ids)
                kept = self._likeliest(kept, asking) if len(kept) > 1 else kept
                chosen.append(kept[0])
                also += [id_ for id_ in mention.ids if id_ != kept[0]]
            unique = tuple(dict.fromkeys(chosen))
            spare = tuple(id_ for id_ in dict.fromkeys(also) if id_ not in unique)
            return replace(asking, roles=unique, named=True, also=spare)
        return replace(asking, roles=others or context.roles)

    def _where_held(self, asking: Asking) -> Asking:
        """Look whether the asked guide mentions the places, sources and employers named.

        A role that is only remembered gives way to one whose guide does; of a named one the reply says what is absent.
        """
        absent: list[str] = []
        for kind in (EntityKind.PLACE, EntityKind.SOURCE, EntityKind.COMPANY):
            for mention in asking.utterance.named.get(kind, ()):
                holders = self._engine.holders(kind, mention.ids[0])
                if not asking.roles or holders & set(asking.roles) or mention.ids[0] == COUNTRY:
                    continue
                if holders and not asking.named:
                    return replace(asking, roles=tuple(r for r in self._engine.knowledge.roles if r in holders))
                absent.append(mention.text)
        absent += self._absent_skills(asking)
        return replace(asking, absent=tuple(absent))

    def _absent_skills(self, asking: Asking) -> list[str]:
        """Name the tools in a question that the one guide asked about does not name at all."""
        knowledge = self._engine.knowledge
        if len(asking.roles) != 1:
            return []
        held = knowledge.skills_by_role[asking.roles[0]]
        return [
            knowledge.skills[skill].name
            for skill in hard_skills(asking.utterance, knowledge)
            if skill not in held and knowledge.skills[skill].broader
        ]

    def _tools(self, asking: Asking) -> frozenset[str]:
        """Give the names of the tools in a question."""
        known = self._engine.knowledge.skills
        return frozenset(known[skill].name for skill in hard_skills(asking.utterance, self._engine.knowledge))

    def _likeliest(self, roles: list[str], asking: Asking) -> list[str]:
        """Order the roles that one name fits by how well their guides answer the question; equals keep their order."""
        assert asking.scores is not None
        terms = self._engine.index.terms(asking.utterance.pointers)
        best = {role: self._engine.ranker.rank(role, asking.scores, terms)[0].score for role in roles}
        return sorted(roles, key=lambda role: -round(best[role], 2))

    def gap(self, utterance: Utterance, context: Context) -> Asking | None:
        """Recognise a gap question in a whole message, before it is cut: its list of skills holds many joints."""
        if utterance.is_empty or EntityKind.SKILL not in utterance.named:
            return None
        scores = self._engine.intents.match(utterance.words, utterance.slotted)
        return self._gap(self._target(Asking(Act.UNKNOWN, utterance, scores=scores), context, ()))

    def _gap(self, asking: Asking) -> Asking | None:
        """Recognise a list of skills with a target: "python, docker, aws; what am i missing for that job"."""
        knowledge = self._engine.knowledge
        skills = hard_skills(asking.utterance, knowledge)
        if not skills:
            return None
        rest = without_skills(asking.utterance)
        scores = self._engine.intents.match(asking.utterance.words, rest)
        by_kind = self.best_by_kind(scores)
        cue = scores.of(GAP_LABEL) if GAP_LABEL in scores.labels else -1.0
        best = max(by_kind["facet"][1], by_kind["topic"][1], by_kind["act"][1])
        fit = by_kind["act"][0] == FIT_LABEL and by_kind["act"][1] >= best
        if fit and tells_of_oneself(asking.utterance):
            return replace(asking, act=Act.ROLE_FIT, label=FIT_LABEL, confidence=by_kind["act"][1])
        about_the_job = asks_need(asking.utterance) or asks_of_others(asking.utterance)
        asks = cue >= best - GAP_CLOSE and cue > GAP_ASKED and not about_the_job
        lists = len(skills) >= MANY and bool(asking.roles) and not asks_of_others(asking.utterance)
        tells = len(skills) >= 2 and tells_of_oneself(asking.utterance) and cue > GAP_LEAST
        if not (asks or lists or tells):
            return None
        return replace(asking, act=Act.SKILL_GAP, label=GAP_LABEL, confidence=max(cue, 0.5))

    def _smalltalk(self, asking: Asking, by_kind: dict[str, tuple[str, float]]) -> Asking | None:
        label, score = by_kind.get("smalltalk", ("", -2.0))
        rival = max(by_kind[kind][1] for kind in (*IN_SCOPE, "subject") if kind in by_kind)
        confidence = score - UNKNOWN_WORD_COST * (asking.scores.unknown_share if asking.scores else 0)
        if asking.utterance.named.keys() & _SERIOUS or score <= rival or confidence < ASK_BACK:
            return None
        return replace(asking, act=Act.SMALLTALK, label=label, confidence=confidence, roles=())

    def _stay(self, scores: IntentScores, topic: str) -> IntentScores:
        """Help the intents of the topic talked about: a short follow-up seldom leaves it."""
        if not topic:
            return scores
        return replace(scores, values=scores.values + np.float32(SAME_TOPIC_BONUS) * (self._label_topics == topic))

    def _lend(self, scores: IntentScores, background: Background) -> IntentScores:
        """Add a share of what the sentences around a question are about."""
        lent = np.full_like(scores.values, -1.0)
        for distance, utterance in background:
            share = np.float32(FADING ** (distance - 1))
            values = self._engine.intents.match(utterance.words, utterance.slotted).values
            lent = np.maximum(lent, (values + 1) * share - 1)
        return replace(scores, values=scores.values + np.float32(BACKGROUND_SHARE) * lent)

    def _in_scope(
        self,
        asking: Asking,
        context: Context,
        by_kind: dict[str, tuple[str, float]],
        background: Background = (),
    ) -> Asking:
        """Rank the passages for the best intent, weigh the confidence and decide."""
        scores = asking.scores
        assert scores is not None
        terms = self._engine.index.terms(asking.utterance.pointers)
        for distance, utterance in background:
            for term, share in self._engine.index.terms(utterance.pointers).items():
                share *= BACKGROUND_WORDS * FADING_WORDS ** (distance - 1)
                terms[term] = max(terms.get(term, 0.0), share)
        act_label, act_score = by_kind.get("act", ("", -2.0))
        facet_label, facet_score = max(by_kind["facet"], by_kind["topic"], key=lambda best: best[1])
        facet_label = self._plain_pay(asking, facet_label)
        ranked = self.rank(asking, terms)
        words = ranked[0].words if ranked else 0.0
        strange = self._engine.unexplained(asking.utterance.content) if not (background and asking.roles) else 0.0
        base = max(act_score, facet_score) - STRANGE_COST * strange - UNKNOWN_WORD_COST * scores.unknown_share
        confidence = base + WORDS_BONUS * words + (ROLE_BONUS if asking.named else 0)
        if context.label and not asking.named:
            confidence += CONTEXT_BONUS
        if background:
            confidence += STORY_GRACE
        asking = replace(asking, ranked=ranked, confidence=confidence)
        if words >= ALL_WORDS:
            asking = replace(asking, absent=tuple(name for name in asking.absent if name not in self._tools(asking)))
        if not background and self._silent(asking, facet_label, facet_score):
            topic_label = f"topic:{self.topic_of(facet_label)}"
            if topic_label in scores.labels and scores.of(topic_label) > BROAD_LEAST:
                return self._answered(asking, topic_label)
            return replace(asking, reason=Reason.NOT_IN_GUIDE, label=facet_label, subject=facet_label.partition(":")[2])
        compared = set(asking.utterance.content) <= _COMPARING and act_score > facet_score - GAP_CLOSE
        if len(asking.roles) > 1 and compared:
            return replace(asking, act=Act.COMPARE, label=COMPARE_LABEL)
        if act_label == COMPARE_LABEL and len(asking.roles) > 1 and facet_score > act_score - COMPARED_CLOSE:
            return self._answered(asking, facet_label)
        if not background and self._tied(asking, facet_label):
            return replace(asking, act=Act.CLARIFY, choices=self._choices(scores), label=facet_label)
        if act_score > facet_score and confidence >= ANSWER:
            if act_label in _PAID_LABELS and len(asking.roles) > 1:
                return self._answered(asking, "topic:salary")  # by extremes alone, the wrong one may come first
            return replace(asking, act=Act(act_label.partition(":")[2]), label=act_label)
        if confidence >= ANSWER:
            answered = self._answered(asking, facet_label)
            lacking = None if background else refused(answered, self._engine.knowledge, self.topic_of(facet_label))
            return lacking or answered
        if confidence >= ASK_BACK:
            return replace(asking, act=Act.CLARIFY, choices=self._choices(scores), label=facet_label)
        return replace(asking, reason=Reason.NOT_UNDERSTOOD, label=facet_label)

    def _plain_pay(self, asking: Asking, label: str) -> str:
        """Take a pay question that says nothing but pay ("how much does it pay") for pay as a whole.

        Of several roles it may say that they are compared.
        """
        utterance, concepts = asking.utterance, self._engine.index.concepts
        passing = _COMPARING if len(asking.roles) > 1 else frozenset()
        said = [word for word in utterance.content if word not in passing]
        plain = bool(said) and all("=pay" in concepts.of(stem(word)) for word in said)
        narrow = utterance.named.keys() - {EntityKind.ROLE, EntityKind.SKILL}
        return "topic:salary" if self.topic_of(label) == "salary" and plain and not narrow else label

    def _silent(self, asking: Asking, label: str, score: float) -> bool:
        """Tell whether the one guide asked about has nothing on a surely meant facet, nor on the question's words."""
        kind, _, facet = label.partition(":")
        if kind != "facet" or len(asking.roles) != 1 or score < SILENT_SCORE or asking.also:
            return False
        held = asking.roles[0] in self._engine.knowledge.by_facet.get(facet, {})
        return not held and bool(asking.ranked) and asking.ranked[0].words < SILENT_WORDS

    def _tied(self, asking: Asking, label: str) -> bool:
        """Tell whether two intents of different topics are as likely, and nothing else speaks for either."""
        assert asking.scores is not None
        if asking.confidence >= UNTIED or not asking.ranked or asking.ranked[0].words >= SILENT_WORDS:
            return False
        rivals = [pair for pair in asking.scores.best(2) if pair[0].startswith(("facet:", "topic:"))]
        if len(rivals) < 2 or rivals[0][0] != label or rivals[0][1] - rivals[1][1] >= NEAR_TIE:
            return False
        return self.topic_of(rivals[0][0]) != self.topic_of(rivals[1][0])

    def rank(self, asking: Asking, terms: dict[str, float]) -> tuple[Ranked, ...]:
        """Rank the passages of the asked roles together; of all roles where none is asked."""
        assert asking.scores is not None
        roles = asking.roles or tuple(self._engine.knowledge.roles)
        named = [id_ for kind in _TIED for id_ in asking.utterance.ids(kind)]
        named += (*asking.utterance.amounts, *asking.utterance.quantities)
        if asking.absent:
            named += self._siblings(asking.utterance.ids(EntityKind.SKILL))
        return self._engine.ranker.together(roles, asking.scores, terms, named)

    def other_reading(self, asking: Asking) -> tuple[Asking, ...]:
        """Give the second likeliest reading of an unsure question, where it leads to another passage."""
        scores = asking.scores
        if asking.act not in {Act.FACET, Act.TOPIC} or scores is None or asking.confidence >= SURE:
            return ()
        if not asking.ranked or asking.ranked[0].words >= PLAIN_WORDS:
            return ()
        first = asking.ranked[0].passage.facet
        shown = {asking.name, first, self.topic_of(asking.label)}
        best = max(scores.of(asking.label), scores.of(f"facet:{first}") if f"facet:{first}" in scores.labels else -2.0)
        for label, score in scores.best(8):
            if score < best - READINGS:
                break
            if not label.startswith(("facet:", "topic:")) or label.partition(":")[2] in shown:
                continue
            if asking.act is Act.TOPIC and self.topic_of(label) == asking.name:
                continue
            return self._read_as(asking, label)
        return ()

    def _read_as(self, asking: Asking, label: str) -> tuple[Asking, ...]:
        """Read a question as another intent than the best, if the guides asked hold anything on it."""
        scores = asking.scores
        assert scores is not None
        values = scores.values.copy()
        values[scores.labels.index(label)] = values.max() + READINGS
        again = replace(asking, scores=replace(scores, values=values), also=())
        ranked = self.rank(again, self._engine.index.terms(asking.utterance.pointers))
        if not ranked or ranked[0].passage.key in {item.passage.key for item in asking.ranked[:1]}:
            return ()
        return (self._answered(replace(again, ranked=ranked, aside=True), label),)

    def about(self, utterance: Utterance, label: str, context: Context, *, also: tuple[str, ...] = ()) -> Asking:
        """Ask for an intent directly, of the role talked about: a choice that was offered, a button, an option."""
        scores = self._engine.intents.match(utterance.words, utterance.slotted)
        if label not in scores.labels:
            return Asking(Act.UNKNOWN, utterance, roles=context.roles, reason=Reason.NOT_IN_GUIDE, label=label)
        values = np.full_like(scores.values, -1.0)
        values[scores.labels.index(label)] = 1.0
        scores = replace(scores, values=values, unknown_share=0.0)
        asking = Asking(Act.UNKNOWN, utterance, roles=context.roles, also=also, scores=scores, confidence=1.0)
        asking = self._where_held(replace(asking, named=bool(context.roles)))
        return self._answered(replace(asking, ranked=self.rank(asking, {})), label)

    def _siblings(self, skills: Sequence[str]) -> list[str]:
        """Give the skills of the same kind as some that a guide does not name: Docker for Kubernetes."""
        known = self._engine.knowledge.skills
        kinds = {broad for skill in skills if skill in known for broad in known[skill].broader}
        return [skill.id for skill in known.values() if kinds & {skill.id, *skill.broader} and skill.id not in skills]

    def _answered(self, asking: Asking, label: str) -> Asking:
        act = Act.TOPIC if label.startswith("topic:") else Act.FACET
        return replace(asking, act=act, label=label)

    def plainly(self, asking: Asking) -> Asking:
        """Take the likeliest reading of what would be asked back about."""
        return self._answered(replace(asking, choices=()), asking.label)

    def _choices(self, scores: IntentScores) -> tuple[str, ...]:
        """Give the likeliest labels in scope, at most four, no two of which mean the same."""
        labels = [label for label, _ in scores.best(24) if label.startswith(("facet:", "topic:"))]
        return tuple(labels[:MOST_CHOICES])
