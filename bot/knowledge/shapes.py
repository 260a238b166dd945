"""The shape of each kind of YAML file, as pydantic models: the one place where untrusted values enter.

Every model forbids unknown fields. `json_schemas` gives the same shapes to editors.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from bot.knowledge.models import FigureKind, Statistic, Strength, Unit
from bot.money import CURRENCIES

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=700)]
LineNumber = Annotated[int, Field(ge=1, le=100_000, strict=True)]
Amount = Annotated[float, Field(ge=0, le=1e15, strict=True)]
Phrasings = Annotated[list[Line], Field(min_length=1)]
TopicId = Literal[
    "overview",
    "responsibilities",
    "requirements",
    "career-development",
    "market-demand",
    "salary",
    "industry-trends",
    "soft-skills",
    "best-practices",
    "challenges",
]


def _known_currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError(f"the currency '{code}' is unknown; use one of {', '.join(sorted(CURRENCIES))}")
    return code


Currency = Annotated[str, AfterValidator(_known_currency), WithJsonSchema({"enum": sorted(CURRENCIES)})]
Year = Annotated[int, Field(ge=1990, le=2100, strict=True)]
MONEY_UNITS = {Unit.PER_YEAR, Unit.PER_MONTH, Unit.PER_WEEK, Unit.PER_DAY, Unit.PER_HOUR, Unit.ONE_TIME}


def _in_order(pair: list[int]) -> list[int]:
    if pair[0] > pair[1]:
        raise ValueError(f"the first line {pair[0]} comes after the last {pair[1]}")
    return pair


_FIRST_DAY = "0000-01-01"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _as_text(value: Any) -> Any:
    """Take a bare year, which YAML reads as a number, as it was written."""
    return str(value) if type(value) is int else value


def _as_day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    day = _day(value) if len(value) == len(_FIRST_DAY) else None
    if day is None:
        raise ValueError(f"must be a day such as 2026-06-30, not '{value[:40]}'")
    return day


def _of_calendar(value: str) -> str:
    """Refuse what is no year, month or day."""
    if len(value) < 4 or _day(value + _FIRST_DAY[len(value) :]) is None:
        raise ValueError(f"must be a year, a month or a day such as 2026-06-30, not '{value[:40]}'")
    return value


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        return None


_ISO_DAY = WithJsonSchema({"type": "string", "format": "date"})
Day = Annotated[date, BeforeValidator(_as_day), _ISO_DAY]
_YEAR_OR_TEXT = WithJsonSchema({"type": ["string", "integer"]})
Dated = Annotated[str, BeforeValidator(_as_text), AfterValidator(_of_calendar), _YEAR_OR_TEXT]
"""A year, a month of it or a day: as much as is known."""
Edition = Annotated[str, BeforeValidator(_as_text), StringConstraints(min_length=1, max_length=60), _YEAR_OR_TEXT]
SpanShape = Annotated[list[LineNumber], Field(min_length=2, max_length=2), AfterValidator(_in_order)]


class Shape(BaseModel):
    """Base of all shapes: unknown fields are errors, and numbers are not read from text or from true and false."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class FigureShape(Shape):
    """One typed figure."""

    kind: FigureKind
    statistic: Statistic
    unit: Unit
    low: Amount | None = None
    high: Amount | None = None
    open_ended: Annotated[bool, Field(strict=True)] = False
    currency: Currency | None = None
    level: Id | None = None
    place: Id | None = None
    source: Line | None = None
    company: Line | None = None
    year: Year | None = None
    about: Line | None = None
    lines: Annotated[list[SpanShape], Field(min_length=1)]

    @field_validator("high")
    @classmethod
    def high_is_not_below_low(cls, high: float | None, info: ValidationInfo) -> float | None:
        """Refuse a figure whose low exceeds its high."""
        low = info.data.get("low")
        if low is not None and high is not None and low > high:
            raise ValueError(f"low {low:,.12g} exceeds high {high:,.12g}")
        return high

    @model_validator(mode="after")
    def is_whole(self) -> FigureShape:
        """Refuse a figure without bounds and a sum of money without a currency."""
        if self.low is None and self.high is None:
            raise ValueError("a figure needs low, high or both")
        money = self.unit in MONEY_UNITS or self.kind is FigureKind.MARKET_SIZE
        if money and self.currency is None:
            raise ValueError("a sum of money needs a currency")
        return self


class PassageShape(Shape):
    """What a few lines of the guide say."""

    id: Id
    facet: Id
    title: Line
    text: Prose
    points: list[Prose] = []
    lines: Annotated[list[SpanShape], Field(min_length=1)]
    skills: list[Id] = []
    alternatives: list[Annotated[list[Id], Field(min_length=2)]] = []
    strength: Strength | None = None
    note: Prose | None = None
    phrasings: list[Line] = []
    figures: list[FigureShape] = []
    quoted: Annotated[bool, Field(strict=True)] = False


class SectionShape(Shape):
    """A section of the guide and its whole range of lines."""

    title: Line
    lines: SpanShape


class AlsoShape(SectionShape):
    """A further section of a topic that has one already."""

    topic: TopicId


class OriginShape(Shape):
    """The document that a role file was drafted from."""

    title: Line
    owner: Line | None = None
    licence: Line | None = None
    edition: Edition | None = None
    date: Dated | None = None
    attribution: Line | None = None
    paragraphs: Annotated[bool, Field(strict=True)] = False
    pages: list[LineNumber] = []


class AsOfShape(Shape):
    """What the guide's pay figures are of: the place, as a reply names it ("US"), and the year."""

    place: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    year: Year


class NamedShape(Shape):
    """A level or a place with its aliases."""

    id: Id
    name: Line
    aliases: list[Line] = []
    within: list[Id] = []


class AliasedShape(Shape):
    """A source of pay data or an employer, known by its name."""

    name: Line
    aliases: list[Line] = []


class NamesShape(Shape):
    """Names that a role's guide brings along: places and sources of pay data that the vocabulary does not hold."""

    places: list[NamedShape] = []
    sources: list[AliasedShape] = []


class RoleShape(Shape):
    """`roles/<role>.yaml`: one role's facts, each with the guide's lines."""

    role: Id
    title: Line
    short: Line
    summary: Prose
    aliases: Phrasings
    as_of: AsOfShape | None = None
    document: OriginShape | None = None
    review: dict[TopicId, Day] = {}
    names: NamesShape | None = None
    sections: dict[TopicId, SectionShape]
    also: list[AlsoShape] = []
    passages: Annotated[list[PassageShape], Field(min_length=1)]


class FacetShape(Shape):
    """Something one can ask of any role."""

    id: Id
    title: Line
    phrasings: Annotated[list[Line], Field(min_length=12)]


class TopicShape(Shape):
    """`topics/<topic>.yaml`: what can be asked, with the many ways people put it."""

    topic: TopicId
    title: Line
    summary: Prose
    phrasings: Annotated[list[Line], Field(min_length=12)]
    facets: Annotated[list[FacetShape], Field(min_length=1)]


class SkillShape(Shape):
    """One skill of the catalogue."""

    id: Id
    name: Line
    category: Id
    aliases: list[Line] = []
    broader: list[Id] = []


class SkillsShape(Shape):
    """`skills.yaml`: the catalogue of skills."""

    categories: dict[Id, Line]
    skills: Annotated[list[SkillShape], Field(min_length=1)]


class VocabularyShape(Shape):
    """`vocabulary.yaml`: abbreviations, phrases, emoji, synonyms, levels, places, sources and employers."""

    abbreviations: dict[Line, Line] = {}
    phrases: dict[Line, Line] = {}
    emoji: dict[Line, Line] = {}
    noise: list[Line] = []
    synonyms: list[Annotated[list[Line], Field(min_length=2)]] = []
    levels: list[NamedShape] = []
    places: list[NamedShape] = []
    sources: list[AliasedShape] = []
    companies: list[AliasedShape] = []
    outside_places: list[Line] = []
    outside_sources: list[Line] = []
    outside_companies: list[Line] = []


class SmalltalkItemShape(Shape):
    """A kind of small talk."""

    id: Id
    title: Line
    phrasings: Phrasings
    replies: Annotated[list[Prose], Field(min_length=1)]


class SmalltalkShape(Shape):
    """`smalltalk.yaml`: greetings, thanks, help and the like."""

    smalltalk: Annotated[list[SmalltalkItemShape], Field(min_length=1)]


class SubjectShape(Shape):
    """A subject that the guides do not cover."""

    id: Id
    title: Line
    reply: Prose
    phrasings: Phrasings
    nearest: list[Id] = []


class OutsideShape(Shape):
    """`outside.yaml`: what the guides do not cover, so that a reply can name it."""

    subjects: list[SubjectShape]
    occupations: list[Line] = []


class ActItemShape(Shape):
    """Something one can ask the bot to do; without phrasings it is recognised by what a message names alone."""

    id: Id
    title: Line
    phrasings: list[Line] = []


class ActsShape(Shape):
    """`acts.yaml`: what one can ask the bot to do, beyond reading out what a guide says."""

    acts: Annotated[list[ActItemShape], Field(min_length=1)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_ONE_ID = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
RoleIds = Annotated[
    list[Id],
    BeforeValidator(_as_list),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [_ONE_ID, {"type": "array", "items": _ONE_ID, "minItems": 1}]}),
]
"""One role or a list of those that will do."""


class WantedShape(Shape):
    """What one part of the reply to a golden question must rest on and state."""

    role: RoleIds | None = None
    lines: Annotated[dict[Id, Annotated[list[SpanShape], Field(min_length=1)]], Field(min_length=1)] | None = None
    states: list[Line] = []


class WantedPartShape(WantedShape):
    """One of several things that a golden question asks."""

    lines: Annotated[dict[Id, Annotated[list[SpanShape], Field(min_length=1)]], Field(min_length=1)]


class QuestionShape(WantedShape):
    """A golden question: a message, and what the reply to it must hold."""

    ask: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
    style: Literal["clean", "typo", "slang", "short", "nonnative", "long"]
    parts: Annotated[list[WantedPartShape], Field(min_length=2)] | None = None
    missing: Annotated[list[Line], Field(min_length=1)] | None = None
    have: list[Line] = []
    outcome: Literal["unknown", "smalltalk"] | None = None
    kind: Id | None = None
    act: Id | None = None
    holds: Annotated[bool, Field(strict=True)] = True

    @model_validator(mode="after")
    def wants_one_thing(self) -> QuestionShape:
        """Refuse a question that expects nothing or several things, and what does not go with what it expects."""
        given = [name for name in ("lines", "parts", "missing", "outcome") if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none of them"
            raise ValueError(f"a question has one of lines, parts, missing or outcome, not {found}")
        fits = {"lines": {"role", "states", "act"}, "missing": {"role", "have", "act"}, "outcome": {"kind"}}
        others = {name for name in ("role", "states", "have", "kind", "act") if getattr(self, name)}
        if wrong := sorted(others - fits.get(given[0], set())):
            raise ValueError(f"{' and '.join(wrong)} cannot stand beside {given[0]}")
        if given == ["missing"] and self.role is None:
            raise ValueError("a question with missing needs a role")
        return self


class ConversationShape(Shape):
    """The messages of one member, in order; each is understood with what the ones before it left."""

    turns: Annotated[list[QuestionShape], Field(min_length=2)]


class QuestionsShape(Shape):
    """`questions/*.yaml`: golden questions, which tell whether a change made the answers worse."""

    questions: list[QuestionShape] = []
    conversations: list[ConversationShape] = []


SHAPES: dict[str, type[Shape]] = {
    "role": RoleShape,
    "topic": TopicShape,
    "skills": SkillsShape,
    "vocabulary": VocabularyShape,
    "smalltalk": SmalltalkShape,
    "outside": OutsideShape,
    "act": ActsShape,
    "question": QuestionsShape,
}
"""Every kind of file by name."""


def json_schemas() -> dict[str, dict[str, Any]]:
    """Give the JSON Schema of every kind of file, by kind."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {kind: {**dialect, **shape.model_json_schema()} for kind, shape in SHAPES.items()}
