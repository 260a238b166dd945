"""One message, or one piece of it, read: its words, what it names, and what is left to match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.matching.entities import Entity, EntityKind, Gazetteer, by_kind, covered
from bot.matching.lexicon import PLACE, ROLE, Lexicon, Tokens, Words
from bot.matching.passages import STOP_WORDS
from bot.text import foreign_share, normalise, tokenise

_NOT_CONTENT = frozenset({EntityKind.ROLE, EntityKind.PLACE, EntityKind.OUTSIDE_PLACE, EntityKind.OCCUPATION})
_NUMBER = re.compile(r"\d+k?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_AMOUNT = re.compile(r"(?<![\w.])(?!401k)(\d+(?:\.\d+)?)\s?(k|m|mil|million|%|percent)?(?!\w)")
_TIMES = {"k": 1_000, "m": 1_000_000, "mil": 1_000_000, "million": 1_000_000}
_PERCENT = frozenset(["%", "percent"])
YEARS, PERCENT = "unit:years", "unit:percent"
_QUANTITIES = {
    YEARS: re.compile(r"\bhow long\b|\b(?:how many|how much|many) (?:years?|yrs?)\b|\byears of experience\b"),
    PERCENT: re.compile(
        r"\bper ?cent(?:age)?\b|(?<!\d)%|\bby how much\b"
        r"|\bhow much (?:more|extra|higher|of a)\b|\bhow (?:fast|many of)\b"
    ),
}
"""What asks for a number of years, or for a share."""
LEAST_SUM = 3_000
"""A bare number below this is no sum of money but a year, a count, a choice."""
COUNTRY = "us"
"""The country that all pay figures are for; naming it asks for no place in it."""
FOREIGN_LETTERS = 0.5
"""Share of letters of other alphabets from which a message counts as foreign."""
LEAST_FOREIGN_WORDS = 2
FOREIGN_WORDS = frozenset(
    """el la los las un una unos que por para con como cuanto cual es son del al y pero muy gana este esta
    le les des une est pour avec dans quel quelle quelles quels sont comment combien je tu il nous vous ce cette et ou
    der die das ein eine ist und wie viel ich wir sie nicht mit fur von zu auf den dem wo wer
    o os uma qual quanto sao como para nao em no na ao mais voce melhor il lo gli che di per sono quanto come
    bu ne ve bir icin nasil kac mi en och ar det som hur vad jag var man kan jak co jest nie dla czy ile""".split()
) - frozenset("a in is do to on so me no man can was var en per come die den".split())
"""Function words of eight European languages that are no English words."""
FILLER_WORDS = STOP_WORDS | frozenset(
    """ok okay hey hi hello yo lol haha hmm well so please thanks cool mean meant sorry instead then n actually
    question quick bot dear else sir guys everyone anyone maybe just wondering curious asking asked wonder guess
    """.split()
)
"""Words that carry neither a question nor a subject."""
_PLAIN = frozenset(
    "a an the and or so ok okay then what about of as for hey hi please this that one role job n".split()
)
"""Words beside a role that ask nothing of it."""


@dataclass(frozen=True)
class Utterance:
    """A piece of a message, read."""

    text: str
    """Normalised text."""
    words: Words
    entities: tuple[Entity, ...]

    @cached_property
    def named(self) -> Mapping[EntityKind, tuple[Entity, ...]]:
        """The mentions by kind."""
        return by_kind(self.entities)

    def ids(self, kind: EntityKind) -> tuple[str, ...]:
        """Give the ids named of a kind, in order, none twice."""
        return tuple(dict.fromkeys(id_ for entity in self.named.get(kind, ()) for id_ in entity.ids))

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Give the first reading of each role named."""
        return tuple(dict.fromkeys(mention.ids[0] for mention in self.named.get(EntityKind.ROLE, ())))

    @property
    def only_a_role(self) -> bool:
        """Tell whether it names a role and asks nothing of it: "the manager", "and the ml engineer?"."""
        own = [token for token in self.slotted if not token.startswith("{")]
        return self.named.keys() == {EntityKind.ROLE} and all(token in _PLAIN for token in own)

    @cached_property
    def slotted(self) -> Tokens:
        """The words with names of roles and places replaced by their stand-ins, as phrasings have them."""
        return _slotted(self.words.tokens, self.entities)

    @cached_property
    def content(self) -> Tokens:
        """The words that carry a subject: no names of roles and places, no filler, no numbers."""
        hidden = covered(entity for entity in self.entities if entity.kind in _NOT_CONTENT)
        return tuple(
            word
            for position, word in enumerate(self.words.tokens)
            if position not in hidden and word not in FILLER_WORDS and not _NUMBER.fullmatch(word)
        )

    @cached_property
    def pointers(self) -> Tokens:
        """The words that can point at a passage: the content, and the places and calendar years named."""
        places = self.named.get(EntityKind.PLACE, ())
        named = (self.words.tokens[position] for place in places for position in place.positions)
        return (*self.content, *named, *(word for word in self.words.tokens if _YEAR.fullmatch(word)))

    @cached_property
    def sums(self) -> tuple[float, ...]:
        """The sums of money in it: "600k" is 600,000."""
        found = ((float(number) * _TIMES.get(unit, 1), unit) for number, unit in _AMOUNT.findall(self.text))
        return tuple(dict.fromkeys(sum_ for sum_, unit in found if sum_ >= LEAST_SUM and unit not in _PERCENT))

    @property
    def amounts(self) -> tuple[str, ...]:
        """The sums and percentages in it, by the names under which figures are found."""
        percentages = [float(number) for number, unit in _AMOUNT.findall(self.text) if unit in _PERCENT]
        names = [amount_name(sum_, percent=False) for sum_ in self.sums]
        return tuple(dict.fromkeys([*names, *(amount_name(share, percent=True) for share in percentages)]))

    @property
    def quantities(self) -> tuple[str, ...]:
        """The kinds of quantity that it asks for, by the names under which figures of the kind are found."""
        return tuple(name for name, asked in _QUANTITIES.items() if asked.search(self.text))

    @property
    def foreign(self) -> bool:
        """Tell whether the piece is in another language: by its alphabet, or by the little words of one."""
        if foreign_share(self.text) > FOREIGN_LETTERS:
            return True
        words = set(tokenise(self.text))
        foreign = len(words & FOREIGN_WORDS)
        return foreign >= LEAST_FOREIGN_WORDS and foreign > len(words & STOP_WORDS)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to understand: no word at all."""
        return not self.words.tokens


def amount_name(value: float, *, percent: bool) -> str:
    """Name a sum of money or a percentage, so that one in a question meets the same in a figure."""
    return f"{value:g}%" if percent else f"${value:.0f}"


class Reader:
    """Reads text into utterances."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer, fits: Callable[[str], bool]) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._fits = fits

    def read(self, raw: str) -> Utterance:
        """Read a raw message."""
        return self.read_normal(normalise(raw))

    def read_normal(self, text: str) -> Utterance:
        """Read text that is normalised already."""
        words = self._lexicon.read(text, self._fits)
        return Utterance(text, words, self._gazetteer.find(words.tokens, words.breaks))


def slot(tokens: Tokens, gazetteer: Gazetteer) -> Tokens:
    """Replace the names in a phrasing of the knowledge, as those of a message are.

    A role's name of one word stays: "do they become managers" speaks of another title than the one that is asked of.
    """
    mentions = gazetteer.find(tokens)
    return _slotted(
        tokens, [item for item in mentions if item.kind is not EntityKind.ROLE or len(item.text.split()) > 1]
    )


def _slotted(tokens: Tokens, entities: Iterable[Entity]) -> Tokens:
    """Put stand-ins for the names of roles and places; other jobs count as roles where no role of ours is named."""
    mentions = tuple(entities)
    stand_ins = {EntityKind.ROLE: ROLE, EntityKind.PLACE: PLACE, EntityKind.OUTSIDE_PLACE: PLACE}
    if not any(mention.kind is EntityKind.ROLE for mention in mentions):
        stand_ins[EntityKind.OCCUPATION] = ROLE
    found: list[str] = []
    position = 0
    for mention in mentions:
        if mention.kind in stand_ins:
            home = mention.kind is EntityKind.PLACE and mention.ids == (COUNTRY,)
            found += [*tokens[position : mention.start], *([] if home else [stand_ins[mention.kind]])]
            position = mention.end
    return (*found, *tokens[position:])
