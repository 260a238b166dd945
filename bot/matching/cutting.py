"""Find the several things that one message asks, each read with what the others give it.

<<<<<<< HEAD
Three shapes are told apart. A list ("1) pay 2) hours") is answered item by item. A story is what only tells, around
one question or two: these are answered, and the rest lends them its words. Everything else is cut in two at a joint
where both halves ask something of their own, again and again.
=======
Three shapes are told apart. A list ("1) pay 2) hours") is answered item by item. A story is what only tells, around one
question or two: these are answered, and the rest lends them its words. Everything else is cut in two at a joint where
both halves ask something of their own, again and again.
>>>>>>> main
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.matching.askings import Act, Asking, Context, Reason
from bot.matching.decide import Decider
from bot.matching.entities import EntityKind
from bot.matching.lexicon import ROLE
from bot.matching.remembering import remember
from bot.matching.segments import LONG, asks, clauses, halves, items, questions, tells
from bot.matching.utterance import Reader, Utterance
from bot.text import sentences

MOST_ASKINGS = 4
SPLIT_LEAST = 0.3
"""Least confidence of each half where a message is cut in two."""
LEAST_WORDS = 3
"""A piece without content words has at least so many others ("what do i need")."""
SINGLE_WORD = 1.5
"""Least confidence of a piece of one word."""
SAME_QUESTION = 0.3
"""Halves whose intents score this near in one of them ask one thing twice."""
ANSWERABLE = frozenset(Act) - {Act.UNKNOWN, Act.CLARIFY}
NAMED_REFUSALS = frozenset({Reason.OTHER_JOB, Reason.OTHER_PLACE, Reason.OTHER_SOURCE, Reason.OTHER_COMPANY})
_WHOLE_MESSAGES = frozenset({Act.SKILL_GAP, Act.ROLE_FIT})
_UNFINISHED = frozenset("do does did can could should would will is are was were".split())
"""Words after which a role's name ends no question: "how do the ml engineer"."""
_ARTICLES = frozenset({"the", "a", "an"})

Reading = Callable[[Utterance, Context], Asking]
"""Reads a piece, together with the last question where it has too little of its own."""


class Cutter:
    """Cuts messages into what they ask."""

    def __init__(self, reader: Reader, decider: Decider, read_on: Reading) -> None:
        self._reader = reader
        self._decider = decider
        self._read_on = read_on

    def askings(self, text: str, whole: Utterance, context: Context) -> tuple[Asking, ...]:
        """Give one asking for each thing that a message asks, in order; `text` has its words corrected."""
        header, listed = items(text)
        if listed:
            found = self._list(header, listed, whole, context)
            if found:
                return found
        said = sentences(text)
        if len(whole.words.tokens) > LONG:
            return self._story(said, whole, context)
        several = self._story(said, whole, context) if tells(said) and not whole.sums else ()
        return several if len(several) > 1 else self._split(text, whole, context, MOST_ASKINGS)

    def _list(self, header: str, listed: Sequence[str], whole: Utterance, context: Context) -> tuple[Asking, ...]:
        """Answer a list item by item, of the roles that the message names; nothing where an item asks nothing."""
        askings: list[Asking] = []
        for item in listed[:MOST_ASKINGS]:
            read = self._reader.read_normal(item)
            asking = self._decider.decide(read, context, roles=whole.roles)
            if asking.act not in ANSWERABLE or not _asks_something(asking):
                asking = self._decider.decide(self._reader.read_normal(f"{header} {item}"), context, roles=whole.roles)
            askings.append(asking)
        return distinct(askings) if all(asking.act in ANSWERABLE for asking in askings) else ()

    def _split(self, text: str, whole: Utterance, context: Context, most: int) -> tuple[Asking, ...]:
        """Cut a short message in two where both halves ask something surely; the right half may be cut again."""
        single = self._read_on(whole, context)
        if most < 2:
            return (single,)
        best: tuple[float, tuple[Asking, str, Utterance]] | None = None
        second: Asking | None = None
        for left_text, right_text in halves(text):
            right_words = self._reader.read_normal(right_text)
            pair = self._halved(left_text, right_words, context)
            if pair is None:
                continue
            left, right = pair
            merit = min(left.confidence, right.confidence)
            if best is None or merit > best[0]:
                best, second = (merit, (left, right_text, right_words)), right
        if best is None or second is None:
            return (single,)
        left, right_text, right_words = best[1]
        heir = replace(context, roles=left.roles or context.roles) if not right_words.roles else context
        rest = self._split(right_text, right_words, heir, most - 1)
        if len(rest) == 1:
            rest = (second,)
        first = self._split(left.utterance.text, left.utterance, context, most - len(rest))
        return (*(first if len(first) > 1 else (left,)), *rest)

    def _halved(self, left_text: str, right_words: Utterance, context: Context) -> tuple[Asking, Asking] | None:
        """Decide about the two halves of a message; None where they do not ask two things.

        Where both are put as questions, the second is read as a follow-up to the first, as far as it is short.
        """
        left_words = self._reader.read_normal(left_text)
        if self._joins_roles(left_words, right_words):
            return None
        left = self._decider.decide(left_words, context, roles=right_words.roles)
        named = left.roles if left.named else ()
        right = self._decider.decide(right_words, replace(context, roles=named or context.roles), roles=named)
        other = left.act in ANSWERABLE and bool(set(right_words.roles) - set(left_words.roles or left.roles))
        if other and left.named and not right_words.content and not right_words.only_a_role:  # "how do they do it"
            right = self._read_on(right_words, remember(context, (left,)))
        if _worth_cutting(left, right):
            return left, right
        if not (asks(left_words.text) and asks(right_words.text)):
            return None
        if left.act is Act.CLARIFY and (left.named or right.named):
            left = self._decider.plainly(left)
        if left.act not in ANSWERABLE and left.reason not in NAMED_REFUSALS:
            return None
        right = self._read_on(right_words, remember(context, (left,)))
        same = (left.label, left.roles) == (right.label, right.roles) and _things(left_words) == _things(right_words)
        return (left, right) if right.act in ANSWERABLE and not same else None

    def _joins_roles(self, left: Utterance, right: Utterance) -> bool:
        """Tell whether a joint only stands between two roles of which one thing is asked: "pay of the … and the …"."""
        mentions = left.named.get(EntityKind.ROLE, ())
        if not mentions or mentions[-1].end < len(left.words.tokens) or not right.roles:
            return False
        pieces = halves(right.text)
        return bool(pieces) and self._reader.read_normal(pieces[0][0]).only_a_role

    def _story(self, said: Sequence[str], whole: Utterance, context: Context) -> tuple[Asking, ...]:
        """Answer the questions of a message that tells, with the rest of it as background.

        The background lends its words to the search for passages and a share of its intents, because the question of a
        story is often only half said ("is that normal?").
        """
        overall = self._decider.decide(whole, context)
        if overall.act in _WHOLE_MESSAGES:
            return (overall,)
        told = [self._reader.read_normal(part) for part in said]
        told = [part for part in told if part.content or part.named]
        if not told:
            return (overall,)
        asked = questions([part.text for part in told])
        protagonist = _protagonist(told)
        askings = []
        for place in asked:
            background = [(abs(place - other), part) for other, part in enumerate(told) if other not in asked]
            pieces = clauses(told[place].text)
            for piece in pieces:
                question = self._reader.read_normal(piece) if len(pieces) > 1 else told[place]
                roles = question.roles or protagonist
                askings.append(self._decider.decide(question, context, roles=roles, background=background))
        return distinct(askings)


def distinct(askings: Sequence[Asking]) -> tuple[Asking, ...]:
    """Keep one asking of each intent and role; where some are understood, drop what is not."""
    kept: dict[object, Asking] = {}
    for asking in askings:
        kept.setdefault((asking.act, asking.label, asking.roles), asking)
    found = tuple(kept.values())
    return tuple(asking for asking in found if asking.act in ANSWERABLE) or found[-1:]


def _protagonist(parts: Sequence[Utterance]) -> tuple[str, ...]:
    """Give the role a story is about.

    The one named at greatest length, of those the last ("my manager" is nobody's goal).
    """
    mentions = [mention for part in parts for mention in part.named.get(EntityKind.ROLE, ())]
    if not mentions:
        return ()
    longest = max(mention.end - mention.start for mention in mentions)
    return ([mention for mention in mentions if mention.end - mention.start == longest][-1].ids[0],)


def _worth_cutting(left: Asking, right: Asking) -> bool:
    """Tell whether two halves ask two things: both surely, and not the same."""
    for half, other in ((left, right), (right, left)):
        refused = half.act is Act.UNKNOWN and half.reason in {Reason.OTHER_JOB, Reason.SUBJECT}
        if refused and not other.named:
            return False  # "a game developer, what do i need to learn": the rest speaks of the same thing
        if not refused and (half.act not in ANSWERABLE or half.confidence < SPLIT_LEAST):
            return False
        if half.act is Act.COMPARE and len(half.roles) < 2:
            return False  # what it is compared with stands in the other half
        if half.act is not Act.SMALLTALK and not _asks_something(half):
            return False
    if left.act is Act.UNKNOWN and right.act is Act.UNKNOWN:
        return False
    if left.label == right.label:
        return left.roles != right.roles
    if _things(left.utterance) != _things(right.utterance):
        return True
    return not (_also_reads(left, right.label) or _also_reads(right, left.label))


def _asks_something(half: Asking) -> bool:
    """Tell whether a piece is more than names and filler; a single word must be plain on its own ("equity")."""
    slotted = half.utterance.slotted
    own = [token for token in slotted if not token.startswith("{")]
    verbs = [word for word in own if word not in _ARTICLES][-1:]
    if slotted[-1] == ROLE and not _UNFINISHED.isdisjoint(verbs):
        return False
    if len(own) == 1 and not half.utterance.named.keys() - {EntityKind.SKILL}:
        return half.confidence >= SINGLE_WORD
    return bool(half.utterance.content) or len(own) >= LEAST_WORDS


def _things(utterance: Utterance) -> frozenset[tuple[str, ...]]:
    """Give what a piece names besides roles."""
    return frozenset(entity.ids for entity in utterance.entities if entity.kind is not EntityKind.ROLE)


def _also_reads(half: Asking, label: str) -> bool:
    """Tell whether a half may as well mean another label: then it asks the same thing in other words."""
    if half.scores is None or label not in half.scores.labels:
        return False
    return half.scores.of(label) > float(half.scores.values.max()) - SAME_QUESTION
