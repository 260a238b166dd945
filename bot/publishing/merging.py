"""Bring a new edition of a guide into a role: what it adds, changes and leaves out, and what it contradicts.

Wording that an author made by hand stays: a passage that is no quotation keeps its title, text and points, and takes
the new edition's lines and figures. A figure that the new edition prints otherwise is kept beside the new one, each
with its year. Lines are those of the new edition throughout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import KnowledgeError
from bot.knowledge.archive import read_file
from bot.knowledge.folder import is_knowledge_file
from bot.publishing.texts import read, with_list, with_value

ALIKE, NEAR = 0.55, 0.42
"""How alike two passages are at least to be the same one in two editions, and to be where what was written by hand now
stands, from 0 to 1: …"""
_TEXT, _FACET, _SKILLS = 0.65, 0.25, 0.1
"""… by their words, whether they are under one facet, and the skills they share."""
_WORD = re.compile(r"[\w+#]+")
_SHORTEST, _STEM = 4, 6
"""Letters of a word that counts at least, and by how many of them words are compared."""
_IDENTITY = ("kind", "statistic", "unit", "currency", "level", "place", "source", "company", "about")
_SUM = ("unit", "currency", "low", "high")
_WORDING = ("title", "text", "points", "skills")
_HEAD = ("as_of", "document", "names", "sections", "also")
"""What stands before the passages and is the new edition's."""
GONE = "This was not found again in the edition that is read now."

Fields = dict[str, Any]


@dataclass(slots=True)
class Merged:
    """The merged role file, and what became of each passage and figure, a line each."""

    text: str = ""
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """What was written by hand and stays."""
    contradicted: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Give all of it as lines, the counts first."""
        named = {
            "added": self.added,
            "changed": self.changed,
            "kept by hand": self.kept,
            "contradicted": self.contradicted,
            "vanished": self.vanished,
        }
        yield ", ".join(f"{len(items)} {name}" for name, items in named.items())
        for name, items in named.items():
            yield from (f"{name}: {item}" for item in items)


def merge(old: str, new: str, name: str) -> Merged:
    """Merge the text of a role file with that of a draft of a newer edition.

    Raises:
        KnowledgeError: where one cannot be read or edited, or they are of two roles.
    """
    before, after = read(old, name).data, read(new, f"the draft of {name}").data
    if before["role"] != after["role"]:
        raise KnowledgeError(f"The draft is of the role '{after['role']}', and {name} of '{before['role']}'.")
    merger = _Merger(before, after)
    items = merger.items()
    text = with_list(old, name, "passages", items)
    for key in _HEAD:
        value = _head(key, before, after)
        if value is not None and value != before.get(key):
            text = with_value(text, name, key, value)
    merger.made.text = text
    return merger.made


def brought_in(folder: Path, draft: str, name: str) -> tuple[str, Merged]:
    """Bring a draft into a knowledge folder: give the role file's name there, and what it would hold.

    A role that the folder has not is added as it is.

    Raises:
        KnowledgeError: where the draft or the role file cannot be read or edited.
    """
    data = read(draft, name).data
    if not isinstance(role := data.get("role"), str) or not data.get("passages"):
        raise KnowledgeError(f"{name} is no role file: it has no role, or no passages.")
    file = f"roles/{role}.yaml"
    if not is_knowledge_file(file) or "/" in role:
        raise KnowledgeError(f"{name} has the role '{role}', which is no id.")
    if not (folder / file).exists():
        return file, Merged(draft, [f"{passage['id']} ({passage['facet']})" for passage in data["passages"]])
    return file, merge(read_file(folder / file).decode("utf-8"), draft, file)


def _head(key: str, before: Fields, after: Fields) -> Any:
    """Give a value of the head: the new edition's, with what only the old one knows."""
    old, new = before.get(key), after.get(key)
    if key == "document" and old and new:
        kept = {name: old[name] for name in ("owner", "licence", "attribution") if name in old}
        return {**kept, **new}
    if key == "names" and old and new:
        return {name: _joined(old.get(name, []), new.get(name, [])) for name in ("places", "sources")}
    if key == "also" and old and new is None:
        return []
    return old if new is None else new


def _joined(old: Sequence[Fields], new: Sequence[Fields]) -> list[Fields]:
    known = {each["name"] for each in old}
    return [*old, *(each for each in new if each["name"] not in known)]


class _Merger:
    """Merges the passages of two editions."""

    def __init__(self, before: Fields, after: Fields) -> None:
        self._before, self._after = before, after
        self._old: list[Fields] = before["passages"]
        self._new: list[Fields] = after["passages"]
        self._pairs = _pairs(self._old, self._new)
        self._printed = [(n, figure) for n, each in enumerate(self._new) for figure in each.get("figures") or ()]
        self._taken: set[int] = set()
        """Figures of the new edition that an old passage has."""
        self.made = Merged()
        old = (figure for each in self._old for figure in each.get("figures") or ())
        self._taken.update(place for figure in old if (place := self._printing(figure)) is not None)

    def items(self) -> list[tuple[int | None, Fields]]:
        """Give the passages of the merged role, each with the number it had before."""
        figures = [list(self._figures(number)) for number in range(len(self._old))]
        items: list[tuple[int | None, Fields]] = []
        for number, passage in enumerate(self._old):
            found = self._passage(number, passage, figures[number])
            items += [] if found is None else [(number, found)]
        matched, taken = set(self._pairs.values()), {passage["id"] for _, passage in items}
        for number, passage in enumerate(self._new):
            if number not in matched:
                made = _without_none({**passage, "id": _free(passage["id"], taken), "figures": self._left(number)})
                items.append((None, made))
                self.made.added.append(f"{made['id']} ({made['facet']})")
        if not items:
            raise KnowledgeError("Nothing of the role would be left.")
        return items

    def _passage(self, number: int, old: Fields, figures: list[Fields]) -> Fields | None:
        """Merge one passage with its successor; None where it has none and goes."""
        new = self._new[self._pairs[number]] if number in self._pairs else None
        by_hand = not old.get("quoted")
        if new is None:
            return self._without_successor(old, figures, by_hand=by_hand)
        figures += self._left(self._pairs[number])
        lines = _covering(new["lines"], figures)
        if by_hand:
            self.made.kept.append(old["id"])
            made = {**old, "lines": lines, "figures": figures}
            return _without_none({**made, "note": _own_note(old) or None})
        made = {**old, **{name: new.get(name) for name in _WORDING}, "lines": lines, "figures": figures}
        if any((old.get(name) or None) != (new.get(name) or None) for name in ("text", "points")):
            self.made.changed.append(old["id"])
        return _without_none(made)

    def _without_successor(self, old: Fields, figures: list[Fields], *, by_hand: bool) -> Fields | None:
        """Keep a passage that was written by hand, with a note, at the heading of its section; others go."""
        topic = _topic_of(self._before, old)
        section = self._after["sections"].get(topic)
        self.made.vanished.append(f"{old['id']}, {'kept with a note' if by_hand and section else 'removed'}")
        if not by_hand or section is None:
            return None
        self.made.kept.append(old["id"])
        first = section["lines"][0]
        return _without_none(
            {
                **old,
                "lines": _covering([[first, first]], figures),
                "figures": figures,
                "note": f"{_own_note(old)} {GONE}".strip(),
            }
        )

    def _figures(self, number: int) -> Iterator[Fields]:
        """Give what becomes of the figures of an old passage: the same, both of a contradiction, or nothing."""
        for figure in self._old[number].get("figures") or ():
            name = f"{self._old[number]['id']}, {_named(figure)}"
            if (place := self._printing(figure)) is not None:
                found = self._printed[place][1]
                # As it was typed, which an author may have done better than the draft.
                said = figure.get("year") if figure.get("year") == _year(self._after, found) else found.get("year")
                yield _without_none({**figure, "year": said, "lines": found["lines"]})
            elif (place := self._contradicting(figure, self._pairs.get(number))) is not None:
                found, told = self._printed[place][1], place in self._taken
                yield _without_none({**figure, "year": _year(self._before, figure), "lines": found["lines"]})
                if not told:
                    self._taken.add(place)
                    self.made.contradicted.append(f"{name} → {_amount(found)}")
                    yield _without_none({**found, "year": _year(self._after, found)})
            else:
                self.made.vanished.append(name)

    def _printing(self, figure: Fields) -> int | None:
        """Find where the new edition prints a figure's amount; best where it measures the same, too."""
        places = [n for n, (_, each) in enumerate(self._printed) if _values(each, _SUM) == _values(figure, _SUM)]
        identity = _values(figure, _IDENTITY)
        return max(
            places, key=lambda n: _shared_values(_values(self._printed[n][1], _IDENTITY), identity), default=None
        )

    def _contradicting(self, figure: Fields, passage: int | None) -> int | None:
        """Find another amount for what a figure measures, in the passage that follows first.

        One that stands in the role already contradicts only what is of an earlier year, as it was kept the last time.
        """
        same = [
            n
            for n, (_, each) in enumerate(self._printed)
            if _values(each, _IDENTITY) == _values(figure, _IDENTITY)
            and (n not in self._taken or (figure.get("year") or 9999) < (_year(self._after, each) or 0))
        ]
        return min(same, key=lambda n: (n in self._taken, self._printed[n][0] != passage), default=None)

    def _left(self, number: int) -> list[Fields]:
        """Give the figures of a new passage that no other has, and see to it that no other gets them."""
        left = [n for n, (passage, _) in enumerate(self._printed) if passage == number and n not in self._taken]
        self._taken.update(left)
        return [self._printed[n][1] for n in left]


def _pairs(old: Sequence[Fields], new: Sequence[Fields]) -> dict[int, int]:
    """Match the passages of two editions, the most alike first, each at most once.

    What is left of those written by hand, which may tell the same in several passages, may share one.
    """
    words = [_words(each) for each in old], [_words(each) for each in new]
    scores = [
        (_likeness(one, other, words[0][n], words[1][m]), -n, -m)
        for n, one in enumerate(old)
        for m, other in enumerate(new)
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    scores.sort(reverse=True)
    for sharing in (False, True):
        for score, n, m in scores:
            if score < (NEAR if sharing else ALIKE):
                break
            if -n not in pairs and (not old[-n].get("quoted") if sharing else -m not in taken):
                pairs[-n] = -m
                taken.add(-m)
    return pairs


def _likeness(one: Fields, other: Fields, words: set[str], others: set[str]) -> float:
    same = bool(one["facet"] == other["facet"])
    shared = _shared(set(one.get("skills") or ()), set(other.get("skills") or ()))
    return _TEXT * _shared(words, others) + _FACET * same + _SKILLS * shared


def _shared(one: set[str], other: set[str]) -> float:
    """Tell how much of the smaller of two sets the other one holds too."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _words(passage: Fields) -> set[str]:
    """Give the beginnings of the words and the numbers that tell what a passage is about."""
    text = " ".join([passage["title"], passage["text"], *(passage.get("points") or ())])
    return {word[:_STEM] for word in _WORD.findall(text.lower()) if len(word) >= _SHORTEST}


def _topic_of(role: Fields, passage: Fields) -> str:
    first = passage["lines"][0][0]
    spans = [(topic, section["lines"]) for topic, section in role["sections"].items()]
    spans += [(section["topic"], section["lines"]) for section in role.get("also") or ()]
    return next((topic for topic, (low, high) in spans if low <= first <= high), "")


def _own_note(passage: Fields) -> str:
    """Give the note of a passage as its author wrote it."""
    return str(passage.get("note") or "").removesuffix(GONE).strip()


def _values(figure: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(figure.get(name) or None for name in names)


def _shared_values(one: Sequence[Any], other: Sequence[Any]) -> int:
    return sum(each == value for each, value in zip(one, other, strict=True))


def _year(role: Fields, figure: Fields) -> int | None:
    """Give the year a figure is of: its own, or that of the guide's pay, or that of the edition."""
    as_of, document = role.get("as_of") or {}, role.get("document") or {}
    dated = str(document.get("date") or document.get("edition") or "")[:4]
    return figure.get("year") or as_of.get("year") or (int(dated) if dated.isdigit() and len(dated) == 4 else None)


def _covering(lines: Sequence[Sequence[int]], figures: Sequence[Fields]) -> list[list[int]]:
    """Give the lines of a passage with those of its figures."""
    spans = [list(span) for span in lines]
    for span in (span for figure in figures for span in figure["lines"]):
        if not any(low <= span[0] and span[1] <= high for low, high in spans):
            spans.append(list(span))
    return spans


def _free(id_: str, taken: set[str]) -> str:
    found, number = id_, 2
    while found in taken:
        found, number = f"{id_}-{number}", number + 1
    taken.add(found)
    return found


def _named(figure: Fields) -> str:
    whose = [str(figure[name]) for name in ("level", "place", "source", "company") if figure.get(name)]
    return " ".join([figure["kind"], figure["statistic"], *whose, _amount(figure)])


def _amount(figure: Fields) -> str:
    ends = dict.fromkeys(f"{figure[name]:,.12g}" for name in ("low", "high") if figure.get(name) is not None)
    return "-".join(ends) + ("+" if figure.get("open_ended") else "")


def _without_none(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value not in (None, [])}
