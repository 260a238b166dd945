"""Tell what the guides do not hold: other jobs, places, sources and employers by their names, other subjects by sense.

A subject outside is known by its own phrasings, and by those of all such subjects together: what they share ("how many
… are there", "which … do they like") also tells of subjects that nobody has written down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.matching.askings import Act, Asking, Ranked, Reason
from bot.matching.engine import Engine
from bot.matching.entities import EntityKind, singular
from bot.matching.passages import stem
from bot.matching.utterance import Utterance

Best = Mapping[str, tuple[str, float]]
"""The best label of each kind, with its score."""
IN_SCOPE = ("facet", "topic", "act")
"""Kinds of intents that the guides answer."""
ABOUT_A_ROLE, PLAIN_MARGIN = 0.2, 0.1
"""How much surer a subject outside must be than everything in scope, where a role is known and where none is."""
WORDS_AGAINST_SUBJECT = 1.5
"""How much a passage that explains all of the question's words speaks against a subject outside."""
SUBJECT_LEAST = -0.3
"""Least score of a subject outside for it to be named in the refusal."""
_NOTHING = ("", -2.0)
_REASONS = {
    EntityKind.OCCUPATION: Reason.OTHER_JOB,
    EntityKind.OUTSIDE_PLACE: Reason.OTHER_PLACE,
    EntityKind.OUTSIDE_SOURCE: Reason.OTHER_SOURCE,
    EntityKind.OUTSIDE_COMPANY: Reason.OTHER_COMPANY,
}
_MONEY_TOPICS = frozenset({"salary", "market-demand"})
_BEING = frozenset("am was been being years year currently former ex".split())
_WISHING = frozenset("become becoming be wanna want for than".split())
_DEALING = frozenset("to with by from between against".split())
_DETERMINERS = frozenset("a an the my our their some other your".split())
_ABOUT_OTHERS = frozenset({"facet:collaboration-duties", "facet:teamwork", "act:role-fit"})


class Outside:
    """Finds what the guides do not hold; None where a question is about what they do."""

    def __init__(self, engine: Engine, topic_of: Callable[[str], str]) -> None:
        self._engine = engine
        self._topic_of = topic_of

    def name(self, asking: Asking, best: Best) -> Asking | None:
        """Refuse what is asked of another job, place, source or employer, by its name."""
        meant = max((best[kind] for kind in IN_SCOPE if kind in best), key=lambda found: found[1])
        role_named = EntityKind.ROLE in asking.utterance.named
        money = self._topic_of(meant[0]) in _MONEY_TOPICS or self._says_pay(asking.utterance)
        for kind, reason in _REASONS.items():
            for mention in asking.utterance.named.get(kind, ()):
                if kind is EntityKind.OCCUPATION:
                    if role_named or self._only_mentioned(asking, mention.start, mention.text, meant[0]):
                        continue
                elif (role_named and not money) or self._is_home(asking, mention.text):
                    continue
                return _refused(asking, reason, mention.ids[0], meant)
        return None

    def subject(self, asking: Asking, best: Best, ranked: Callable[[], tuple[Ranked, ...]]) -> Asking | None:
        """Refuse what is surer about a subject outside the guides, or about any such subject, than about theirs.

        `ranked` gives the passages for the question, where it comes to that: one that explains its words speaks for it.
        """
        label, score = best.get("subject", _NOTHING)
        _, wider = best.get("outside", _NOTHING)
        rival = max(best[kind][1] for kind in IN_SCOPE if kind in best)
        outside = score + wider / 2 - ABOUT_A_ROLE if asking.roles else max(score - PLAIN_MARGIN, (score + wider) / 2)
        if outside <= rival or len(asking.roles) > 1:  # who names two roles compares them
            return None
        passages = ranked()
        if passages and outside <= rival + WORDS_AGAINST_SUBJECT * passages[0].words:
            return None
        if score < SUBJECT_LEAST:
            return replace(asking, reason=Reason.NOT_UNDERSTOOD, label=label, confidence=wider)
        return replace(asking, reason=Reason.SUBJECT, subject=label.partition(":")[2], label=label, confidence=score)

    def _is_home(self, asking: Asking, place: str) -> bool:
        """Tell whether all figures of a guide asked about are of a place, so that naming it asks for nothing else."""
        roles = self._engine.knowledge.roles
        homes = (roles[role].as_of for role in asking.roles or roles)
        return any(home is not None and home.place.casefold() == place for home in homes)

    def _says_pay(self, utterance: Utterance) -> bool:
        """Tell whether a word means pay, whatever the question as a whole is taken for."""
        concepts = self._engine.index.concepts
        return any("=pay" in concepts.of(stem(word)) for word in utterance.content)

    def _only_mentioned(self, asking: Asking, start: int, job: str, label: str) -> bool:
        """Tell whether another job is named but not asked about: one's own, a colleague's, one a guide speaks of."""
        if _told(asking.utterance, start) or label in _ABOUT_OTHERS or self._told_of(job, label):
            return True
        return bool(asking.roles) and _met(asking.utterance, start)

    def _told_of(self, job: str, label: str) -> bool:
        """Tell whether a guide speaks of another job under the facet that is asked ("growth for data engineers")."""
        name = re.compile(rf"\b{re.escape(' '.join(map(singular, job.split())))}")
        held = self._engine.knowledge.by_facet.get(label.partition(":")[2], {})
        return any(name.search(passage.whole.casefold()) for passages in held.values() for passage in passages)


def _refused(asking: Asking, reason: Reason, subject: str, meant: tuple[str, float]) -> Asking:
    label, score = meant
    return replace(asking, act=Act.UNKNOWN, reason=reason, subject=subject, label=label, confidence=score)


def _told(utterance: Utterance, start: int) -> bool:
    """Tell whether a job is what the speaker is or was ("i am a nurse"), not what is asked about."""
    before = utterance.words.tokens[max(0, start - 4) : start]
    return bool(_BEING & set(before)) and not _WISHING & set(before)


def _met(utterance: Utterance, start: int) -> bool:
    """Tell whether a job is only whom one deals with: "explaining it to the auditors"."""
    before = [word for word in utterance.words.tokens[max(0, start - 3) : start] if word not in _DETERMINERS]
    return bool(before) and before[-1] in _DEALING
