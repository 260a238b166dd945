"""Turn what somebody typed into plain lower-case words: once, at the door.

`normalise` undoes what a chat window adds (markup, mentions, zero-width characters, look-alike letters, emoji) and
`tokenise` cuts the result into words. Both are total: any string gives a string, or an empty one.
"""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 4000
"""Characters read of one message; Discord sends no more."""

_CODE_FENCE = re.compile(r"```(?:[a-z0-9+#-]*\n)?|`")
_MENTION = re.compile(r"<(?:@[!&]?|#|t:|/[^:>]{1,64}:|a?:\w{1,64}:)[\w:+-]*>|@(?:everyone|here)\b")
_URL = re.compile(r"\b(?:https?://|www\.)\S+")
_LINE_MARK = re.compile(r"^[ \t]*(?:(?:>{1,3}|#{1,6}|[-*•])[ \t]+)+", re.MULTILINE)
_INLINE_MARK = re.compile(r"\*\*|__|~~|\|\||(?<!\w)[*_]|[*_](?!\w)")
_FOUR_O_ONE_K = re.compile(r"\b401\s*(?:\(\s*)?k\b\)?")
_STRETCH = re.compile(r"([a-z])\1{2,}")
_ODD = re.compile(r"[^ -~]")
"""What may be no visible character; all printable ASCII is one."""
_LETTERS = re.compile(r"(?<!\S)[a-z](?: [a-z/](?!\S))+")
_SPELLED_LETTERS = range(4, 25)
"""A word spelled letter by letter has so many letters; more are no word."""
_CHANT = re.compile(r"\b(\w+)(?:[^\w\n]+\1\b){3,}")
_SPACE = re.compile(r"[^\S\n]+")
_TOKEN = re.compile(r"[a-z]\+\+|[a-z]#(?!\w)|[^\W_]+(?:'[^\W\d_]+)?")
_NUMBER_GROUP = re.compile(r"(?<=\d),(?=\d{3}\b)")
_SENTENCE_END = re.compile(r"(?<=[?!;])\s*|(?<=\.)\s+|\n+")

# Letters of other alphabets that look like Latin ones; folded only in words that mix both.
_LOOKALIKES = str.maketrans(
    "авекмнорстухіѕјһԁԛԝɡαβεικνορτυχ",
    "abekmhopctyxisjhdqwgabeiknoptux",
)
_FILLERS = {"\u3164": " ", "\u115f": " ", "\u1160": " ", "\uffa0": " ", "\u2800": " "}
_PUNCTUATION = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": " - "})


def normalise(raw: str) -> str:
    """Fold a message to lower-case text without markup, mentions, links or invisible characters.

    Words spelled letter by letter are joined, and a word that is said over and over is said once. Sentence punctuation
    and line breaks stay, because the cutting of a message into askings needs them.
    """
    # Cut again: one character can stand for eighteen.
    text = unicodedata.normalize("NFKC", raw[:MAX_LENGTH]).casefold()[:MAX_LENGTH]
    text = _CODE_FENCE.sub(" ", text)
    text = _MENTION.sub(" ", text)
    text = _URL.sub(" ", text)
    text = _ODD.sub(_visible, text).translate(_PUNCTUATION)
    text = _LINE_MARK.sub("", text)
    text = _INLINE_MARK.sub(" ", text)
    text = _unmix(text)
    text = _FOUR_O_ONE_K.sub("401k", text)
    text = _NUMBER_GROUP.sub("", text)
    text = _STRETCH.sub(r"\1\1", text)
    text = _LETTERS.sub(_joined, text)
    text = _CHANT.sub(r"\1", text)
    return "\n".join(line for line in (_SPACE.sub(" ", part).strip() for part in text.split("\n")) if line)


def tokenise(text: str) -> tuple[str, ...]:
    """Cut normalised text into words; `c++`, `c#` and `don't` stay whole, other punctuation separates."""
    return tuple(_TOKEN.findall(text))


def sentences(text: str) -> tuple[str, ...]:
    """Cut normalised text at sentence ends and line breaks; never empty pieces."""
    return tuple(piece.strip() for piece in _SENTENCE_END.split(text) if piece and piece.strip(" .?!;"))


def foreign_share(text: str) -> float:
    """Share of the letters (0-1) that belong to no Latin alphabet; 0 for a text without letters."""
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return 0.0
    return sum(not _is_latin(character) for character in letters) / len(letters)


def _visible(match: re.Match[str]) -> str:
    """Drop format and control characters, turn fillers into spaces and keep the rest."""
    character = match[0]
    if character in _FILLERS:
        return _FILLERS[character]
    if character in "\n\r\v\f\u2028\u2029":
        return "\n"
    category = unicodedata.category(character)
    if category in {"Cf", "Cc", "Cs", "Co", "Cn"}:
        return " " if character == "\t" else ""
    return character


def _joined(letters: re.Match[str]) -> str:
    """Join the letters of a word that is spelled with spaces."""
    word = letters[0].replace(" ", "")
    return word if len(word) in _SPELLED_LETTERS else letters[0]


def _unmix(text: str) -> str:
    """Replace look-alike letters in words that mix alphabets, and drop accents of Latin letters."""
    if text.isascii():
        return text
    words = []
    for word in text.split(" "):
        if not word.isascii():
            word = _fold_word(word)
        words.append(word)
    return " ".join(words)


def _fold_word(word: str) -> str:
    """Fold one non-ASCII word: look-alikes where it also holds Latin letters, accents always."""
    if any(character.isascii() and character.isalpha() for character in word):
        word = word.translate(_LOOKALIKES)
    plain = unicodedata.normalize("NFD", word)
    if all(_is_latin(c) for c in plain if c.isalpha()):
        return "".join(c for c in plain if not unicodedata.combining(c))
    return word


def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith("LATIN")
