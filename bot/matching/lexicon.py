"""From normalised text to words the matcher knows: contractions, abbreviations, corrections.

The lexicon holds every word that occurs in the knowledge, with how often, so that a word is corrected only when nobody
ever wrote it there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from bot.matching.spelling import Correction, Speller
from bot.text import MAX_LENGTH, normalise, tokenise

ROLE, PLACE = "{role}", "{place}"
"""Stand-ins for a named role and a named place, in phrasings and in messages."""

_DOUBLE = re.compile(r"([a-z])\1")
_BREAK = re.compile(r"[:;?!\n]+")
NOISE = ""
"""What filler is folded to."""
_SLOT = re.compile(r"(\{role\}|\{place\})")
_SUFFIXES = {"'s": "is", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}
_PRONOUNS = frozenset("what where how who when it that there why he she here".split())
_IRREGULAR = {"can't": "can not", "won't": "will not", "let's": "let us", "shan't": "shall not", "ain't": "is not"}
_BARE = {
    "im": "i am", "ive": "i have", "youre": "you are", "theyre": "they are", "whats": "what is", "thats": "that is",
    "wheres": "where is", "hows": "how is", "whos": "who is", "lets": "let us", "cant": "can not", "wont": "will not",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "arent": "are not", "aint": "is not",
    "wasnt": "was not", "havent": "have not", "hasnt": "has not", "couldnt": "could not", "wouldnt": "would not",
    "shouldnt": "should not",
}  # fmt: skip
"""Contractions without their apostrophe, where that makes no other word."""
_WHOLE = {key: tuple(words.split()) for key, words in (_IRREGULAR | _BARE).items()}

_ACROSS_WORDS = re.compile(r"401|[`*_~|<@]")
"""Where one of these stands, normalising may join or drop more than one word, as in a fence of code or 401 (k)."""
_SPELLED, _CHANTED = 4, 4
"""From so many single letters, and so many times the same word, normalising may join or drop words too."""

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a message after expansion and correction."""

    tokens: Tokens
    originals: Mapping[int, str]
    """How corrected tokens were spelled, by position."""
    corrections: tuple[Correction, ...]
    unknown: frozenset[int]
    """Positions of words that neither the knowledge nor a correction explains."""
    breaks: frozenset[int] = frozenset()
    """Positions of words before which a colon, a question mark or the like ends a thought."""


class Lexicon:
    """Expands and corrects the words of messages and phrasings."""

    def __init__(
        self,
        abbreviations: Mapping[str, str] | None = None,
        *,
        phrases: Mapping[str, str] | None = None,
        emoji: Mapping[str, str] | None = None,
        noise: Iterable[str] = (),
        texts: Iterable[str] = (),
        names: Iterable[str] = (),
        frequencies: Mapping[str, int] | None = None,
    ) -> None:
        self._expansions = {key: tokenise(normalise(value)) for key, value in (abbreviations or {}).items()}
        self._phrases = {tokenise(normalise(key)): value for key, value in (phrases or {}).items()}
        self._phrases |= {tuple(self.expand(tokenise(normalise(filler)))): NOISE for filler in noise}
        self._names = frozenset(key for key, word in self._phrases.items() if word != NOISE)
        self._longest_phrase = max(map(len, self._phrases), default=0)
        self._phrase_words = {key[0] for key in self._phrases if len(key) == 1}
        self._phrase_pairs = {key[:2] for key in self._phrases if len(key) > 1}
        self._emoji = dict(emoji or {})
        self._read: dict[str, Tokens] = {}
        self._written = _Written(self.expand)
        self.frequencies = Counter(frequencies) if frequencies is not None else self._count(texts, names)
        filler = {word for phrase, folded in self._phrases.items() if folded == NOISE for word in phrase}
        self._speller = Speller(self.frequencies, protected={*self._expansions, *filler})

    def _count(self, texts: Iterable[str], names: Iterable[str]) -> Counter[str]:
        """Count the words of texts and names; those that only an abbreviation brings count once."""
        frequencies = Counter(chain.from_iterable(map(self.phrase, chain(texts, names))))
        for expansion in self._expansions.values():
            for word in expansion:
                frequencies.setdefault(word, 1)
        return frequencies

    def phrase(self, text: str) -> Tokens:
        """Tokenise and expand a text of the knowledge, keeping `{role}` and `{place}`."""
        tokens = self._read.get(text)
        if tokens is None:
            words: list[str] = []
            for piece in _SLOT.split(text) if "{" in text else (text,):
                words += (piece,) if piece in (ROLE, PLACE) else self._written_out(piece)
            tokens = self._read[text] = self._fold(words)[0]
        return tokens

    def _written_out(self, text: str) -> Iterable[str]:
        """Cut a text of the knowledge into words and write each out; most texts can be read word by word."""
        plain = len(text) <= MAX_LENGTH and text.isascii() and text.isprintable()
        if plain and not _ACROSS_WORDS.search(text):
            words = text.split()
            written = list(map(self._written.__getitem__, words))
            tokens = list(chain.from_iterable(written))
            if list(map(len, words)).count(1) < _SPELLED and not _chants(tokens, written):
                return tokens
        return self.expand(tokenise(normalise(text)))

    def remembered(self, texts: Iterable[str]) -> dict[str, Tokens]:
        """Give how some texts are read, for `remember` of another lexicon of the same knowledge."""
        return {text: self.phrase(text) for text in texts}

    def remember(self, read: Mapping[str, Tokens]) -> None:
        """Know how some texts are read already."""
        self._read.update(read)

    def forget(self) -> None:
        """Drop how texts were read, once all that is built from them is built."""
        self._read = {}
        self._written.clear()

    def expand(self, tokens: Iterable[str]) -> list[str]:
        """Undo contractions and abbreviations, one word at a time."""
        words: list[str] = []
        for token in tokens:
            expansion = self._expansions.get(token)
            if expansion:
                words += expansion
            elif "'" in token or token in _WHOLE:
                words += _contraction(token)
            else:
                words.append(token)
        return words

    def read(self, text: str, fits: Callable[[str], bool]) -> Words:
        """Expand and correct a normalised message; `fits` knows the pairs of words that occur in phrasings."""
        for picture, word in self._emoji.items():
            if picture in text:
                text = text.replace(picture, f" {word} ")
        expanded: list[str] = []
        stops: list[int] = []
        for piece in _BREAK.split(text):
            expanded += self.expand(map(self._unstretched, tokenise(piece)))
            stops.append(len(expanded))
        corrected, corrections = self._speller.correct(tuple(expanded), fits)
        tokens, places = self._fold(corrected)
        last = len(tokens) - 1
        originals = {min(places[item.position], last): item.original for item in corrections}
        unknown = frozenset(
            position
            for position, word in enumerate(tokens)
            if word not in self.frequencies and not word.removesuffix("k").isdigit()
        )
        breaks = frozenset(places[stop] for stop in stops if stop < len(places) and places[stop] <= last)
        return Words(tokens, originals, tuple(corrections), unknown, breaks)

    def _unstretched(self, token: str) -> str:
        """Undo what is left of a stretched word where that makes a known one: "hii" is "hi"."""
        if token in self.frequencies or token in self._expansions:
            return token
        plain = _DOUBLE.sub(r"\1", token)
        return plain if plain in self.frequencies or plain in self._expansions else token

    def _bites(self, tokens: Sequence[str], last: int) -> bool:
        """Tell whether filler ends in the first word of a name: the "for real" of "for real estate"."""
        return tuple(tokens[last : last + 2]) in self._names

    def _fold(self, tokens: Sequence[str]) -> tuple[Tokens, list[int]]:
        """Join the words of known phrases to one token; give also the new position of each old one.

        Filler has the position of the word behind it, which is one too far at the end.
        """
        if self._phrase_words.isdisjoint(tokens) and self._phrase_pairs.isdisjoint(pairwise(tokens)):
            return tuple(tokens), list(range(len(tokens)))
        folded: list[str] = []
        places: list[int] = []
        start = 0
        while start < len(tokens):
            taken, word = self._phrase_at(tokens, start) or (1, tokens[start])
            places += [len(folded)] * taken
            if word is not NOISE:
                folded.append(word)
            start += taken
        if not folded:  # all filler: then the filler is what is said
            return tuple(tokens), list(range(len(tokens)))
        return tuple(folded), places

    def _phrase_at(self, tokens: Sequence[str], start: int) -> tuple[int, str] | None:
        """Find the longest known phrase that starts at a position: its number of words, and what it is folded to."""
        if tokens[start] not in self._phrase_words and tuple(tokens[start : start + 2]) not in self._phrase_pairs:
            return None
        for size in range(min(self._longest_phrase, len(tokens) - start), 0, -1):
            folded = self._phrases.get(tuple(tokens[start : start + size]))
            if folded is not None and not (folded == NOISE and self._bites(tokens, start + size - 1)):
                return size, folded
        return None


class _Written(dict[str, list[str]]):
    """How each word of the knowledge, with the marks around it, is written out: few beside the length of its texts."""

    def __init__(self, expand: Callable[[Iterable[str]], list[str]]) -> None:
        self._expand = expand

    def __missing__(self, word: str) -> list[str]:
        found = self[word] = self._expand(tokenise(normalise(word)))
        return found


def _chants(tokens: Sequence[str], written: Sequence[Sequence[str]]) -> bool:
    """Tell whether a word may be said over and over: neighbours share a token, and enough tokens are there again."""
    if len(tokens) - len(set(tokens)) < _CHANTED - 1:
        return False
    return any(not set(first).isdisjoint(second) for first, second in pairwise(filter(None, written)))


def _contraction(token: str) -> tuple[str, ...]:
    """Write a contraction out; `'s` only after a pronoun, because "the manager's pay" has none."""
    if token in _WHOLE:
        return _WHOLE[token]
    if "'" not in token:
        return (token,)
    if token.endswith("n't"):
        return (token[:-3], "not")
    stem, suffix = token.split("'", 1)
    expansion = _SUFFIXES.get(f"'{suffix}")
    if expansion and (suffix != "s" or stem in _PRONOUNS):
        return (stem, expansion)
    return (stem,)
