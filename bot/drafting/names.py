"""Find which places, levels, sources of pay data and employers the words around an amount name.

Those of the catalogue are found as the matcher finds them in messages; a place or a source that it does not hold is
taken from where a document names one as such, and comes into the draft as a new name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from bot.drafting.amounts import plain
from bot.drafting.brackets import without_brackets
from bot.drafting.wording import IN_PAY, MONEY_KINDS, statistic
from bot.knowledge.models import Named
from bot.matching.engine import Engine
from bot.matching.entities import Entity, EntityKind
from bot.text import normalise

HOME = "us"
_BEHIND_LEVEL = frozenset(
    """
        level role roles position positions hire hires staff people salary salaries pay band grade job jobs
        candidate candidates professional professionals employee employees title titles career""".split()
)
_ACCORDING = re.compile(
    r"(?:[Aa]ccording to|[Ss]ources?:|[Rr]eported by|(?:[Dd]ata|[Ff]igures|[Nn]umbers) (?:from|by|of)|"
    r"[Ss]urvey(?:ed)? (?:by|of)|[Vv]ia|[Pp]ublished by|[Cc]ited by)\s+(?:the\s+)?"
    r"(?P<name>[A-Z0-9][\w.&’'-]*(?:\s+(?:(?:of|for|and|&)\s+)?[A-Z0-9][\w.&’'-]*){0,5})"
)
_REPORTS = re.compile(
    r"(?P<name>(?:[A-Z][\w.&-]{0,40}\s+){0,3}[A-Z][\w&-]{0,40}(?:\.[a-z]{2,4})?)(?:['’]s)?\s+(?:data|reports|"
    r"survey|puts|says|lists|shows|estimates|predicts)\b"
)
_DATED = re.compile(r"\((?P<name>[A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,3}),? (?:[A-Z][a-z]{2,8}\.? )?(?:19|20)\d\d\)")
_NAME_ALONE = re.compile(r"[A-Z0-9][\w.&'-]*(?: (?:[A-Z0-9][\w.&'-]*|of|for|and|the)){0,4}")
_MARKET = re.compile(r"\b(?:[Mm]arket|[Rr]egion|UK|US|USA|EU|[Ff]igures|[Ee]dition|[Uu]pdated)\b")
_NO_SOURCE = re.compile(
    r"\b(?:engineers?|developers?|managers?|analysts?|range|levels?|tier|years?|experience|industry|"
    r"companies|startups?|contractors?|freelancers?|remote|overall|national|note|growth|outlook|"
    r"figures?)\b"
)
_SITE = re.compile(r"\b[A-Za-z0-9-]{2,63}\.(?:com|org|net|io|fyi|co|jobs|gov|co\.uk|de|ch|in|eu|works|careers)\b")
_SOURCE_HEAD = re.compile(r"\b(?:source|data from|according|site|survey|provider)\b")
_PLACE_HEAD = re.compile(r"\b(?:city|cities|location|place|region|country|state|area|where|hub|canton|metro|town)s?\b")
_COUNTRY_NAMES = {
    "United Kingdom": ("uk", "great britain", "britain", "england"),
    "Netherlands": ("holland",),
    "Germany": ("deutschland",),
}
_NO_LEVEL = re.compile(
    r"\bmid[- ]?(?:range|point|term|size\w*|west)\b|\b(?:leads?|leading) (?:to|the|a)\b|\bit leads\b", re.IGNORECASE
)
_NOT_NAMES = frozenset(
    """
        the this that these those average median range typical base total source sources salary pay i we it
        they recent industry market our a an""".split()
)
_ALL = re.compile(
    r"^(?:national|nationwide|overall|average|all|other|others|remote|total|everywhere|elsewhere|rest)\b", re.IGNORECASE
)


@dataclass
class Names:
    """The names of a catalogue, and the new ones that a document brings."""

    engine: Engine
    country: str = ""
    """The country that the document is about: its own figures name no place for it."""
    places: dict[str, str] = field(default_factory=dict)
    """New places: name by id."""
    sources: dict[str, str] = field(default_factory=dict)
    """New sources: name by name in small letters."""

    def __post_init__(self) -> None:
        self._sources = {item.id: item for item in self.engine.knowledge.vocabulary.sources}
        self._companies = {item.id: item for item in self.engine.knowledge.vocabulary.companies}
        self._found = lru_cache(maxsize=512)(self._find)

    def _find(self, text: str) -> tuple[tuple[Entity, ...], tuple[str, ...]]:
        utterance = self.engine.lexicon.phrase(normalise(text))
        return self.engine.gazetteer.find(utterance), utterance

    def places_in(self, text: str) -> tuple[str, ...]:
        """Give the ids of the places that a text names, the country itself left out; new ones are noted."""
        found: list[str] = []
        entities, _ = self._found(text)
        for entity in entities:
            if entity.kind is EntityKind.PLACE and entity.ids[0] != HOME and _cased(entity.text, text):
                found.append(entity.ids[0])
            elif (
                entity.kind is EntityKind.OUTSIDE_PLACE
                and entity.text.casefold() not in self._home()
                and _cased(entity.text, text)
            ):
                found.append(self._new_place(_as_written(entity.text, text)))
        return tuple(dict.fromkeys(found))

    def _home(self) -> frozenset[str]:
        """Give the names of the country that the document is about."""
        return frozenset({self.country.casefold(), *_COUNTRY_NAMES.get(self.country, ())})

    def place_of(self, label: str, head: str) -> tuple[str, ...]:
        """Give the place that a label is, where what stands above it says that places are listed."""
        known = self.places_in(label)
        bare = without_brackets(label, trim=False).strip(" :.-")
        if (
            known
            or not _PLACE_HEAD.search(head.lower())
            or not bare[:1].isupper()
            or len(bare.split()) > 4
            or _ALL.match(bare)
        ):
            return known
        if bare.casefold() in self._home() | {"united states", "us", "usa"}:
            return ()
        return (self._new_place(bare),)

    def _new_place(self, name: str) -> str:
        id_ = slug(name)
        self.places.setdefault(id_, name)
        return id_

    def levels_in(self, label: str) -> tuple[str, ...]:
        """Give the levels that a label names: a key, the first cell of a row, a heading."""
        label = _NO_LEVEL.sub(" ", label)
        entities, _ = self._found(label)
        return tuple(entity.ids[0] for entity in entities if entity.kind is EntityKind.LEVEL) or self._level_words(
            label
        )

    def _level_words(self, label: str) -> tuple[str, ...]:
        """Find a level inside a job's name: "Junior Analyst", "Director of AI"."""
        words = set(re.findall(r"[a-z]+", label.lower()))
        return tuple(
            level.id
            for level in self.engine.knowledge.vocabulary.levels
            if words & {level.id, *(alias for alias in level.aliases if " " not in alias)}
        )[-1:]

    def levels_said(self, sentence: str) -> tuple[str, ...]:
        """Give the levels that a sentence speaks of as such: "senior roles", "entry level"; not "lead a team"."""
        entities, tokens = self._found(sentence)
        found = []
        for entity in entities:
            if entity.kind is EntityKind.LEVEL:
                behind = tokens[entity.end] if entity.end < len(tokens) else ""
                if (
                    "level" in entity.text
                    or " " in entity.text
                    or behind in _BEHIND_LEVEL
                    or entity.ids[0] in {"top-tier"}
                ):
                    found.append(entity.ids[0])
        return tuple(found)

    def source_in(self, text: str) -> str | None:
        """Give the name of the source that a text names."""
        entities, _ = self._found(text)
        known = [entity for entity in entities if entity.kind is EntityKind.SOURCE and _cased(entity.text, text)]
        if known:
            return self._sources[known[0].ids[0]].name
        listed = [
            entity for entity in entities if entity.kind is EntityKind.OUTSIDE_SOURCE and entity.text in text.lower()
        ]
        if listed and _cased(listed[0].text, text):
            return self._new_source(_as_written(listed[0].text, text))
        named = _ACCORDING.search(text) or _REPORTS.search(text) or _DATED.search(text)
        site = _SITE.search(text)
        name = named["name"] if named else site[0] if site else ""
        return self._new_source(name) if name else None

    def source_of(self, cell: str, head: str) -> str | None:
        """Give the source that a cell is under a head which says so."""
        known = self.source_in(cell)
        if known or not _SOURCE_HEAD.search(head.lower()) or not cell:
            return known
        return self._new_source(cell)

    def source_named(self, key: str) -> str | None:
        """Take a key for a source where it is a name and names nothing else: "Payscale: average of …"."""
        bare = without_brackets(key).strip()
        words = plain(bare)
        if (
            not _NAME_ALONE.fullmatch(bare)
            or IN_PAY.search(words)
            or statistic(words)
            or self.levels_in(bare)
            or self.places_in(bare)
        ):
            return None
        if any(pattern.search(words) for _, pattern in MONEY_KINDS) or _NO_SOURCE.search(words):
            return None
        return self._new_source(bare)

    def _new_source(self, name: str) -> str | None:
        name = re.sub(r"(?<!\s)\s*\(?\b(?:19|20)\d\d\b\)?", "", name).strip(" .,:;'’-")
        name = re.sub(r"['’]s$", "", name)
        if not name or name.split()[0].casefold() in _NOT_NAMES or len(name) > 60 or not any(map(str.isalpha, name)):
            return None
        entities, _ = self._found(name)
        kinds = {entity.kind for entity in entities}
        if kinds & {EntityKind.PLACE, EntityKind.OUTSIDE_PLACE, EntityKind.LEVEL} or _MARKET.search(name):
            return None  # "(US Market, 2024)"
        known = next(
            (item.name for item in self._sources.values() if name.casefold() in {item.name.casefold(), *item.aliases}),
            None,
        )
        return known or self.sources.setdefault(name.casefold(), name)

    def companies_in(self, text: str) -> tuple[str, ...]:
        """Give the names of the employers that a text names."""
        entities, _ = self._found(text)
        found = (entity for entity in entities if entity.kind is EntityKind.COMPANY and _cased(entity.text, text))
        return tuple(dict.fromkeys(self._companies[entity.ids[0]].name for entity in found))

    def new(self) -> tuple[tuple[Named, ...], tuple[str, ...]]:
        """Give the new places and sources, in order."""
        places = tuple(Named(id_, name, (name.lower(),)) for id_, name in sorted(self.places.items()))
        return places, tuple(sorted(self.sources.values()))


def slug(text: str) -> str:
    """Make an id of a text."""
    return re.sub(r"[^a-z0-9]+", "-", normalise(text)).strip("-")[:60].strip("-") or "x"


def _cased(name: str, text: str) -> bool:
    """Tell whether a name is written as one: with a capital. Indeed is a site, "indeed" is not."""
    first = name.split()[0]
    found = re.search(rf"(?<!\w){re.escape(first)}", text, re.IGNORECASE)
    if found is None:
        return True
    written = text[found.start() :]
    return (written[0].isupper() or not written[0].isalpha()) and not re.match(r"Indeed,\s[a-z]", written)


def _as_written(name: str, text: str) -> str:
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    return found[0] if found else name.title()


def joined(texts: Iterable[str]) -> str:
    """Join texts that are looked through together."""
    return " . ".join(filter(None, texts))
