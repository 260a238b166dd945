"""Tell which job a document is about, from its title, its file's name or how it speaks of it; and whether of two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.drafting.aliases import SHORT, aliases_of
from bot.drafting.blocks import Block, Document, Kind
from bot.drafting.headings import topic_of
from bot.drafting.names import slug
from bot.drafting.outline import ITEM_HEADING, STRONG, Outline
from bot.knowledge.models import Knowledge
from bot.matching.entities import singular

_HEADS = frozenset(
    """engineer developer programmer manager analyst scientist designer architect administrator specialist consultant
    technician researcher tester writer nurse teacher accountant auditor planner strategist coordinator operator
    director officer lead scrum-master owner recruiter editor translator lawyer pharmacist electrician mechanic
    physiotherapist librarian modeller modeler statistician economist assistant advisor adviser representative
    producer animator artist journalist photographer surveyor inspector therapist chemist biologist trader broker
    underwriter actuary paralegal buyer instructor trainer curator welder plumber chef paramedic dentist vet
    veterinarian""".split()
)
"""Last words of jobs; those of the jobs that the knowledge names come on top."""
_STOP = frozenset(
    """
        a an the to of for as is how what why become becoming being about guide guides career careers your our
        this that with and in on from by handbook path paths salary role job every aspiring new meet day life""".split()
)
_QUALITY = frozenset(
    """
        junior mid senior lead staff principal entry level i ii iii iv associate head chief experienced
        graduate intern trainee professional""".split()
)
_SPOKEN = re.compile(
    r"\b(?:an?|as an?|becom\w+ an?|every|most|good|experienced|the role of "
    r"an?)\s+((?:[\w/+#.&-]+\s){0,4}?[\w/+#-]+)\b(?=\s)"
)
_WORD = re.compile(r"[\w/+#&.’'-]+|[,:;()|–—]")
_SPECIALITY = re.compile(r"\s*(\((?:[A-Z][\w/+&]*+\s?){1,4}\))")
LEAST_TOPICS, LONGEST_JOB = 3, 4
LEAST_ALSO, MOST_ALSO = 3, 6
LEAST_SPOKEN = 2
"""A job that the text speaks of so often may be its subject."""


@dataclass(frozen=True, slots=True)
class Job:
    """The job that a document is about."""

    id: str
    title: str
    source: str
    """Where it was found: "title", "text", "file" or "option"."""
    aliases: tuple[str, ...] = ()
    """The names by which people call it."""


class Jobs:
    """Finds the names of jobs in texts."""

    def __init__(self, knowledge: Knowledge) -> None:
        last = Counter(name.split()[-1] for name in knowledge.occupations if name.split())
        self._heads = _HEADS | {singular(word) for word, count in last.items() if len(word) > 3 and count > 1}
        self._heads -= {"guide", "people", "person", "team", "work"}
        self._whole = {tuple(singular(word) for word in name.lower().split()) for name in knowledge.occupations}

        self.counts: dict[str, int] = {}
        """How often the text that was looked through last speaks of each job."""

    def others(self, title: str) -> tuple[str, ...]:
        """Give the other names by which that text often calls a job: those that share what tells it from others."""
        telling = _bag(title) - {_bag_word(title.split()[-1])}
        found = [
            name
            for name, count in self.counts.items()
            if count >= LEAST_ALSO and _bag(name) & telling and _bag_word(name.split()[-1]) in _bag(title)
        ]
        return tuple(
            sorted(
                (name for name in found if name.lower() != title.lower()), key=lambda name: (-self.counts[name], name)
            )[:MOST_ALSO]
        )

    def written(self, title: str) -> str:
        """Write a title as titles are: each word with a capital, abbreviations as the text writes them."""
        if title.isupper() or title.islower():
            title = next((name for name in self.counts if name.lower() == title.lower()), title.title())
        return " ".join(word if word.lower() in _STOP else word[:1].upper() + word[1:] for word in title.split())

    def job_in(self, text: str) -> str:
        """Give the job that a title names, in its own spelling; empty where it names none."""
        words = _WORD.findall(text)
        for end in range(len(words), 0, -1):
            word = words[end - 1].lower().strip(".’'")
            if singular(re.split(r"[/-]", word)[-1]) not in self._heads:
                continue
            start = end - 1
            while (
                start > 0
                and words[start - 1].lower() not in _STOP
                and words[start - 1][0] not in ",:;()|–—"
                and end - start < 6
            ):
                start -= 1
            if (
                start == end - 1
                and (singular(word),) not in self._whole
                and word.lower() in {"lead", "head", "chief", "owner", "assistant", "officer", "director", "manager"}
            ):
                continue
            found = " ".join(words[start:end])
            speciality = (
                _SPECIALITY.match(text[text.find(words[end - 1], max(text.find(found), 0)) + len(words[end - 1]) :])
                if found in text
                else None
            )
            return _singular(found) + (f" {speciality[1]}" if speciality else "")
        return ""

    def is_job(self, heading: str) -> bool:
        """Tell whether a heading is nothing but the name of a job, and maybe "guide" or "career"."""
        job = self.job_in(heading)
        rest = [word for word in re.findall(r"[\w/+#&-]+", heading.lower()) if word not in _STOP]
        return bool(job) and len(re.findall(r"[\w/+#&-]+", job)) >= len(rest) - 1 and bool(set(rest) - _QUALITY)

    def spoken(self, blocks: Iterable[Block]) -> str:
        """Give the job that a text speaks of most: capitalised, or behind "a" and "as a"."""
        counts: Counter[str] = Counter()
        written: dict[str, str] = {}
        for block in blocks:
            for sentence in re.split(r"(?<=[.!?])\s", block.text):
                for name in self._named(sentence):
                    key = name.lower()
                    counts[key] += 1
                    if written.setdefault(key, name).islower():
                        written[key] = name
        self.counts = {written[key]: count for key, count in counts.items()}
        if not counts:
            return ""
        # The longer of two names that are said about as often says more: "senior data analyst" beside "data analyst".
        best = max(counts, key=lambda name: (counts[name] * (1 + 0.2 * len(name.split())), len(name), name))
        return written[best] if counts[best] >= LEAST_SPOKEN else ""

    def _named(self, sentence: str) -> Iterable[str]:
        words = _WORD.findall(sentence)
        for end, word in enumerate(words, 1):
            if singular(word.lower()) not in self._heads:
                continue
            start = end - 1
            capital = words[start][0].isupper()
            while (
                start > 0
                and words[start - 1][0] not in ",:;()|–—"
                and end - start < 6
                and (
                    words[start - 1][0].isupper()
                    if capital
                    else words[start - 1].lower() not in _STOP
                    and words[start - 1].isalpha()
                    and words[start - 1].islower()
                )
            ):
                if words[start - 1].lower() in _STOP:
                    break
                start -= 1
            led = start > 0 and words[start - 1].lower() in {"a", "an", "the", "every", "as"}
            if end - start > 1 and (capital or led):
                yield _singular(" ".join(words[start:end]))


def job_of(document: Document, outline: Outline, knowledge: Knowledge, role: str | None) -> Job | None:
    """Tell which job a document is about; None where nothing names one. `role` is the id that was asked for."""
    jobs = Jobs(knowledge)
    stem = re.sub(r"[_-]+", " ", Path(document.name).stem)
    text = [block for part in outline.parts for group in part.groups for block in group.blocks]
    spoken = jobs.spoken(text)
    candidates = [
        ("title", jobs.job_in(outline.title.text) if outline.title else ""),
        ("title", jobs.job_in(document.credits.title)),
        ("text", spoken),
        ("file", jobs.job_in(stem).title()),
    ]
    topics = {part.topic for part in outline.parts if part.topic}
    if outline.title is not None and len(topics) >= LEAST_TOPICS and len(outline.title.text.split()) <= LONGEST_JOB:
        # A guide on duties, pay and the like is about what its title says, whatever that ends in: "Stonemason".
        candidates.append(("title", outline.title.text.strip(" :")))
    source, title = next(((where, name) for where, name in candidates if name), ("", ""))
    if not title and role is None:
        return None
    if role is not None and (not title or _bag(title) < _bag(role.replace("-", " "))):
        # The id says more than the document: "senior-software-engineer-ml".
        source, title = "option", _titled(role)
    title = jobs.written(title)
    id_ = role or slug(title)
    taken = {alias for other in knowledge.roles.values() if other.id != id_ for alias in other.aliases}
    names = (title, id_.replace("-", " "), *jobs.others(title))
    return Job(id_, title[:300], source, aliases_of(names, taken))


def several(document_blocks: Sequence[Block], title: Block | None, knowledge: Knowledge) -> list[tuple[str, int]]:
    """Find the jobs of a document that is about more than one: headings of jobs with the same topics under each."""
    jobs = Jobs(knowledge)
    if title is not None and (both := _joined(title.text, jobs)):
        return [(name, title.span[0]) for name in both]
    heads = [block for block in document_blocks if block.kind is Kind.HEADING and block.level != ITEM_HEADING]
    under: list[tuple[Block, str, set[str]]] = []
    for head in heads:
        if jobs.is_job(head.text) and not topic_of(_without(head.text, jobs.job_in(head.text)))[0]:
            under.append((head, jobs.job_in(head.text), set()))
        elif under:
            topic, share = topic_of(head.text)
            if topic and share >= STRONG:
                under[-1][2].add(topic)
    found: dict[str, int] = {}
    for head, job, topics in under:
        if any(len(topics & others) > 1 and job.lower() != other.lower() for _, other, others in under):
            found.setdefault(job, head.span[0])
    return list(found.items())


def _joined(title: str, jobs: Jobs) -> list[str]:
    """Find two jobs that a title joins: "Data Analyst and Data Engineer"."""
    parts = re.split(r"\s(?:and|&|vs\.?|versus|or|\+)\s|\s[/|]\s", title)
    names = [jobs.job_in(part) for part in parts]
    if len(parts) == 2 and all(names) and names[0].lower() != names[1].lower():
        return names
    return []


def _without(text: str, job: str) -> str:
    return text.replace(job, "").strip(" :-–")


def _bag(name: str) -> frozenset[str]:
    """Give the words of a job that tell it from others, in small letters and the singular."""
    return frozenset(_bag_word(word) for word in re.findall(r"[\w+#]+", name)) - _QUALITY


def _bag_word(word: str) -> str:
    return singular(word.lower())


def _titled(role: str) -> str:
    """Write an id as a title: abbreviations in capitals."""
    return " ".join(word.upper() if word in SHORT else word.capitalize() for word in role.split("-"))


def _singular(name: str) -> str:
    """Write the last word of a job in the singular."""
    head, _, last = re.sub(r"['’]s?$", "", name).rpartition(" ")
    short = last[:-1] if last.endswith("s") and not last.endswith("ss") else last
    return f"{head} {short}".strip()
