"""What the engine makes of a message: one asking for each thing asked, and what a conversation remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.knowledge.models import Passage
from bot.matching.intents import IntentScores
from bot.matching.utterance import Utterance
from bot.offer import Offer


class Act(StrEnum):
    """What somebody wants done."""

    FACET = "facet"
    TOPIC = "topic"
    SKILL = "skill"
    SKILL_GAP = "skill-gap"
    ROLE_FIT = "role-fit"
    COMPARE = "compare"
    LIST_ROLES = "list-roles"
    SKILL_ROLES = "skill-roles"
    HIGHEST_PAID = "highest-paid"
    LOWEST_PAID = "lowest-paid"
    FEWEST_YEARS = "fewest-years"
    OFFER = "offer"
    MORE = "more"
    SOURCE = "source"
    OTHER_ROLE = "other-role"
    SMALLTALK = "smalltalk"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a message is not answered."""

    EMPTY = "empty"
    FOREIGN = "foreign"
    OTHER_JOB = "other job"
    OTHER_PLACE = "other place"
    OTHER_SOURCE = "other source"
    OTHER_COMPANY = "other company"
    OTHER_YEAR = "other year"
    SUBJECT = "subject"
    NOT_UNDERSTOOD = "not understood"
    NOT_IN_GUIDE = "not in the guide"
    NO_NUMBER = "no number"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with what speaks for it."""

    passage: Passage
    score: float
    """Intent and words together; 0 is a passage of the best intent without a word in common."""
    words: float
    """The share (0 to about 1) of the question's words that the passage explains."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One thing asked, understood."""

    act: Act
    utterance: Utterance
    roles: tuple[str, ...] = ()
    """The roles it is asked of, best first; none where it is asked of all."""
    named: bool = False
    """Whether the roles were named in the message itself."""
    also: tuple[str, ...] = ()
    """Other roles that the name fits as well."""
    label: str = ""
    """The intent, such as "facet:bonus"."""
    ranked: tuple[Ranked, ...] = ()
    confidence: float = 0.0
    reason: Reason | None = None
    subject: str = ""
    """What the reason is about: the other job, the place, the subject's id."""
    choices: tuple[str, ...] = ()
    """Labels to ask back about."""
    absent: tuple[str, ...] = ()
    """Names of places, sources and employers in the question that the asked role's guide does not mention."""
    aside: bool = False
    """Whether this is only a second reading of the question before it."""
    scores: IntentScores | None = field(default=None, compare=False)
    offer: Offer | None = None
    """The offer that is to be placed."""

    @property
    def name(self) -> str:
        """The intent without its kind."""
        return self.label.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation remembers for follow-ups."""

    roles: tuple[str, ...] = ()
    label: str = ""
    text: str = ""
    """The last question's normalised text, without names of roles."""
    shown: tuple[str, ...] = ()
    """Keys of the passages shown last, best first."""
    choices: tuple[str, ...] = ()
    offer: Offer | None = None
    """The offer that was told last."""
    listed: tuple[str, ...] = ()
    """The roles spoken of, in order: what "the first" and "the other one" refer to."""
