"""The engine: a message and what the conversation remembers in, one asking for each thing asked out.

The order is that of the design: normalise, expand, correct, find entities, match intents and passages, decide once.
`Engine` wires the parts; `decide.py` holds the decision with its thresholds, `dialogue.py` what carries over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from bot.knowledge.models import Knowledge
from bot.matching.entities import EntityKind, Gazetteer
from bot.matching.features import inverse_document_frequency
from bot.matching.intents import Example, IntentMatcher
from bot.matching.lexicon import Lexicon, Tokens
from bot.matching.passages import STOP_WORDS, PassageIndex, Postings, stem
from bot.matching.ranking import Ranker
from bot.matching.utterance import Reader, slot

Trainer = Callable[[Iterable[Example], Mapping[str, int]], IntentMatcher]
"""From labelled phrasings and the frequencies of words to the classifier."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What takes long to build and depends on the knowledge alone."""

    intents: IntentMatcher
    frequencies: Mapping[str, int]
    names: Mapping[str, Tokens]
    """How names and synonyms are read."""
    postings: Postings
    in_scope: frozenset[str]


@dataclass(frozen=True)
class Engine:
    """The parts of the matcher, built from one knowledge base."""

    knowledge: Knowledge
    lexicon: Lexicon
    gazetteer: Gazetteer
    intents: IntentMatcher
    index: PassageIndex
    ranker: Ranker
    reader: Reader
    in_scope: frozenset[str]
    """Stems of all words that stand in questions or passages about what the guides hold."""
    _holders: dict[tuple[EntityKind, str], frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def holders(self, kind: EntityKind, id_: str) -> frozenset[str]:
        """Give the roles whose guides mention a place, a source of pay data or an employer."""
        found = self._holders.get((kind, id_))
        if found is None:
            found = self._holders[kind, id_] = self._find_holders(kind, id_)
        return found

    def _find_holders(self, kind: EntityKind, id_: str) -> frozenset[str]:
        words = self.knowledge.vocabulary
        groups = {EntityKind.PLACE: words.places, EntityKind.SOURCE: words.sources, EntityKind.COMPANY: words.companies}
        entry = next((item for item in groups.get(kind, ()) if item.id == id_), None)
        if entry is None:
            return frozenset()
        passages = self.index.passages
        tied = (passages[number] for number in self.ranker.tied(id_))
        found = {passage.role for passage in tied if any(figure.place == id_ for figure in passage.figures)}
        for name in (entry.name, *entry.aliases):
            if len(name) > 3:
                maybe = (passages[number] for number in self.index.mentioning(name))
                found.update(passage.role for passage in maybe if name.casefold() in passage.whole.casefold())
        return frozenset(found)

    def unexplained(self, words: Iterable[str]) -> float:
        """Give the share (0-1) of the words' information that nothing in scope ever mentions."""
        known = unknown = 0.0
        for word in words:
            weight = inverse_document_frequency(
                self.intents.vectoriser.documents, self.lexicon.frequencies.get(word, 0)
            )
            known += weight
            if stem(word) not in self.in_scope:
                unknown += weight
        return unknown / known if known else 0.0

    def telling(self, text: str) -> Tokens:
        """Give the stems that tell what a message is about, none twice: those that nothing in scope ever mentions.

        Where there are none, all that are no stop words; numbers only where there is nothing else.
        """
        stems = dict.fromkeys(stem(word) for word in self.lexicon.phrase(text) if word not in STOP_WORDS)
        words = [word for word in stems if not word.isdigit()] or list(stems)
        return tuple([word for word in words if word not in self.in_scope] or words)

    @classmethod
    def build(
        cls, knowledge: Knowledge, compiled: Compiled | None = None, train: Trainer = IntentMatcher.build
    ) -> Engine:
        """Build the engine; `compiled` saves the work where it was done before, `train` gives the classifier."""
        lexicon = build_lexicon(knowledge, compiled)
        gazetteer = Gazetteer(knowledge, lexicon)
        if compiled is None:
            phrasings = ((label, slot(tokens, gazetteer)) for label, tokens in labelled_phrasings(knowledge, lexicon))
            intents = train(phrasings, lexicon.frequencies)
            index, in_scope = PassageIndex(knowledge, lexicon), _scope(knowledge, lexicon)
        else:
            intents, in_scope = compiled.intents, compiled.in_scope
            index = PassageIndex(knowledge, lexicon, compiled.postings)
        ranker = Ranker(knowledge, index, intents.model.labels)
        reader = Reader(lexicon, gazetteer, intents.vectoriser.knows)
        lexicon.forget()
        return cls(knowledge, lexicon, gazetteer, intents, index, ranker, reader, in_scope)

    def compiled(self) -> Compiled:
        """Give what `build` takes to be fast."""
        names = self.lexicon.remembered((*_names(self.knowledge), *_synonyms(self.knowledge)))
        return Compiled(self.intents, self.lexicon.frequencies, names, self.index.postings, self.in_scope)


def build_lexicon(knowledge: Knowledge, compiled: Compiled | None = None) -> Lexicon:
    """Collect every word of the knowledge."""
    words = knowledge.vocabulary
    lexicon = Lexicon(
        words.abbreviations,
        phrases=words.phrases,
        emoji=words.emoji,
        noise=words.noise,
        texts=_texts(knowledge),
        names=_names(knowledge),
        frequencies=compiled.frequencies if compiled else None,
    )
    if compiled:
        lexicon.remember(compiled.names)
    return lexicon


def labelled_phrasings(knowledge: Knowledge, lexicon: Lexicon) -> Iterator[tuple[str, Tokens]]:
    """Give every phrasing with the label of its intent, in the order of the files.

    A facet's title is a phrasing of it as well, so that a button which names it is understood; so are the phrasings
    that a passage adds for itself.
    """
    for topic in knowledge.topics.values():
        for phrasing in (topic.title, *topic.phrasings):
            yield f"topic:{topic.id}", lexicon.phrase(phrasing)
        for facet in topic.facets:
            for phrasing in (facet.title, *facet.phrasings):
                yield f"facet:{facet.id}", lexicon.phrase(phrasing)
    known = knowledge.facets
    for passage in knowledge.passages:
        kind = "facet" if passage.facet in known else "topic"
        for phrasing in passage.phrasings:
            yield f"{kind}:{passage.facet}", lexicon.phrase(phrasing)
    for act in knowledge.acts.values():
        for phrasing in act.phrasings:
            yield f"act:{act.id}", lexicon.phrase(phrasing)
    for talk in knowledge.smalltalk.values():
        for phrasing in talk.phrasings:
            yield f"smalltalk:{talk.id}", lexicon.phrase(phrasing)
    for subject in knowledge.subjects.values():
        for phrasing in subject.phrasings:
            yield f"subject:{subject.id}", lexicon.phrase(phrasing)


def _scope(knowledge: Knowledge, lexicon: Lexicon) -> frozenset[str]:
    """Collect the stems of every word that questions in scope and passages use."""
    texts: list[Iterable[str]] = list(knowledge.vocabulary.synonyms)
    for group in (knowledge.topics, knowledge.facets, knowledge.acts):
        texts += [(item.title, *item.phrasings) for item in group.values()]
    texts += [(passage.title, passage.text, *passage.points, *passage.phrasings) for passage in knowledge.passages]
    for skill in {id_ for passage in knowledge.passages for id_ in passage.skills} & knowledge.skills.keys():
        texts.append((knowledge.skills[skill].name, *knowledge.skills[skill].aliases))
    words: set[str] = set()
    for text in chain.from_iterable(texts):
        words.update(lexicon.phrase(text))
    return frozenset(map(stem, words))


def _texts(knowledge: Knowledge) -> Iterator[str]:
    """Give all running text of the knowledge."""
    for topic in knowledge.topics.values():
        yield from topic.phrasings
        for facet in topic.facets:
            yield from facet.phrasings
    for passage in knowledge.passages:
        yield from (passage.title, passage.text, *passage.points, *passage.phrasings)
    for group in (knowledge.acts, knowledge.smalltalk, knowledge.subjects):
        for item in group.values():
            yield from item.phrasings
    yield from _synonyms(knowledge)


def _synonyms(knowledge: Knowledge) -> Iterator[str]:
    for synonyms in knowledge.vocabulary.synonyms:
        yield from synonyms


def _names(knowledge: Knowledge) -> Iterator[str]:
    """Give all names that can be mentioned."""
    words = knowledge.vocabulary
    for role in knowledge.roles.values():
        yield from (role.title, role.short, *role.aliases)
    for skill in knowledge.skills.values():
        yield from (skill.name, *skill.aliases)
    for group in (words.levels, words.places, words.sources, words.companies):
        for item in group:
            yield from (item.name, *item.aliases)
    yield from (*words.outside_places, *words.outside_sources, *words.outside_companies, *knowledge.occupations)
