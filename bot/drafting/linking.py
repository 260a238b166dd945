"""Link the skills that a text names to the catalogue, and propose those that it does not hold.

A skill is found by its name, its aliases and what stands in the brackets of its name, by word stems, so that
"optimizing models" meets "model optimization"; words of one name may stand a little apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from bot.knowledge.references import parts_of
from bot.matching.engine import Engine
from bot.matching.entities import singular
from bot.matching.passages import STOP_WORDS, stem

WIDEST = 6
LONG = 9
"""A word of so many letters may stand in another form for a skill of one word: "debugged" is too short to."""
GAP = 6
"""So many other words may stand among those of a name: "deploy and retrain models" is model deployment, too."""
_ORDINARY = {
    "r": "R",
    "go": "Go",
    "c": "C",
    "ray": "Ray",
    "spark": "Spark",
    "chef": "Chef",
    "puppet": "Puppet",
    "swift": "Swift",
    "scheme": "Scheme",
    "dash": "Dash",
    "rest": "REST",
    "ml": "ML",
    "ai": "AI",
    "excel": "Excel",
    "word": "Word",
    "access": "Access",
    "flask": "Flask",
    "express": "Express",
    "rust": "Rust",
    "julia": "Julia",
    "helm": "Helm",
    "beam": "Beam",
}
"""Names that are ordinary words: they count as written here only."""
_LITTLE = frozenset(
    """
        and of for the in to a an with on or by as is are it its at from into using use your you e g etc like
        such other related experience knowledge skill skills strong ability""".split()
)
_TERM = re.compile(
    r"(?<![\w@/])(?:[A-Z][a-z]*[A-Z0-9+#][\w+#.]*|(?:[A-Z]\w*(?:\.[a-z]{2,3}|[+#]{1,2})|[A-Z]{2,6}s?)(?!\w))"
)
_LISTED = re.compile(
    r"\((?:e\.g\.,?|such as|like|for example,?|including)?\s{0,40}([^()]{3,120}+)\)|(?:such as|including|"
    r"like)\s{1,40}([^.;:()]{3,120})"
)
_NAME = re.compile(r"^[A-Z][\w+#./-]*(?:\s[A-Z][\w+#./-]*){0,2}$")
_SOFT = frozenset({"management", "leadership", "communication", "personal", "business", "domains"})
_NO_SKILLS = frozenset(
    """
        US USA UK EU CA NY WA MA TX IT HR CEO CTO CFO VP PhD MSc BSc MS BS BA MA MBA II III IV TBD FAQ OK AM
        PM KPI KPIs ROI RSU RSUs TC OTE CAGR LPA CTC USD EUR GBP CHF INR SEK""".split()
)


class Linker:
    """Finds skills in texts, with the names of a catalogue."""

    def __init__(self, engine: Engine) -> None:
        self._lexicon = engine.lexicon
        self._exact: dict[tuple[str, ...], str] = {}
        self._loose: dict[str, list[tuple[frozenset[str], str]]] = {}
        self._known = engine.lexicon.frequencies
        self._words: set[str] = set()
        self._single: set[str] = set()
        self._categories = {skill.id: skill.category for skill in engine.knowledge.skills.values()}
        for skill in engine.knowledge.skills.values():
            for name in (skill.name, *parts_of(skill.name), *skill.aliases):
                self._add(name, skill.id)
        self._named = {
            item.name.casefold()
            for items in (
                engine.knowledge.vocabulary.places,
                engine.knowledge.vocabulary.sources,
                engine.knowledge.vocabulary.companies,
            )
            for item in items
        }

    def _add(self, name: str, skill: str) -> None:
        stems = tuple(root(token) for token in self._lexicon.phrase(name))
        if not stems or len(stems) > WIDEST:
            return
        self._exact.setdefault(stems, skill)
        if len(stems) == 1:
            (token,) = self._lexicon.phrase(name)
            self._single.update((token, singular(token), f"{token}s"))
        self._words.update(stems)
        content = frozenset(stems) - _LITTLE
        if len(content) > 1:
            for word in content:
                self._loose.setdefault(word, []).append((content, skill))

    def skills(self, text: str) -> list[str]:
        """Give the ids of the skills that a text names, in its order."""
        tokens = self._lexicon.phrase(text)
        stems = [root(token) for token in tokens]
        found: dict[str, int] = {}
        for start in range(len(stems)):
            for end in range(min(start + WIDEST, len(stems)), start, -1):
                skill = self._exact.get(tuple(stems[start:end]))
                if end == start + 1 and tokens[start] not in self._single and len(tokens[start]) < LONG:
                    continue  # to look is not Looker
                if skill and self._meant(tokens[start:end], text):
                    found.setdefault(skill, start)
        for start, word in enumerate(stems):
            for content, skill in self._loose.get(word, ()):
                if skill not in found and content <= set(stems[start : start + len(content) + GAP]):
                    found[skill] = start
        return sorted(found, key=lambda skill: (found[skill], skill))

    def lists_skills(self, text: str) -> bool:
        """Tell whether a text is about hard skills: languages, tools, methods; not about ways to work."""
        hard = [skill for skill in self.skills(text) if self._categories[skill] not in _SOFT]
        return len(hard) > len(text.split()) / 14

    def _meant(self, tokens: Iterable[str], text: str) -> bool:
        name = " ".join(tokens)
        written = _ORDINARY.get(name)
        return (
            written is None
            or re.search(
                rf"(?<![\w.]){re.escape(written)}(?![\w'’$])(?!\s+(?:to|for|through|beyond|ahead|live|into)\b)", text
            )
            is not None
        )

    def unknown(self, text: str) -> Iterator[str]:
        """Give what looks like the name of a tool or a method that the catalogue does not hold."""
        listed = (
            part.strip(" .")
            for found in _LISTED.finditer(text)
            for part in re.split(r",|/|\band\b|\bor\b", found[1] or found[2] or "")
        )
        names = [*(found[0] for found in _TERM.finditer(text)), *(part for part in listed if _NAME.match(part))]
        for name in islice(dict.fromkeys(names), 20):
            bare = name.rstrip("s")
            if name in _NO_SKILLS or bare in _NO_SKILLS or name.casefold() in self._named or len(name) < 2:
                continue
            tokens = [token for token in self._lexicon.phrase(name) if token not in STOP_WORDS]
            if tokens and not self.skills(name) and any(root(token) not in self._words for token in tokens):
                yield name


def root(word: str) -> str:
    """Cut a word to what its noun and its verb share: optimize and optimization, bias and biases."""
    if word in {"bias", "biases", "biased"}:
        return "bias"
    return stem(word).removesuffix("iz").removesuffix("is")
