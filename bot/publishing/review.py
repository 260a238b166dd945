"""Go through what is flagged in a draft: each decision is written at once, to the role file first, then to the list.

The list holds what is still to be looked at, and under `decided` what became of the rest. Whenever the program ends,
between two decisions or between the two files, what was decided stays and the rest is there again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.drafting.checking import Checker
from bot.drafting.passages import passage_id
from bot.errors import KnowledgeError, UserError
from bot.publishing.folders import write
from bot.publishing.texts import read, with_item, with_value

DECIDED = "decided"
ENDING = ".review.yaml"


class Kind(StrEnum):
    """What can be flagged, by the list of the review file that it stands in."""

    PASSAGE = "flagged"
    FIGURE = "figures"
    UNPLACED = "unplaced"


class How(StrEnum):
    """What became of something flagged."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    MOVED = "moved"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at; `entry` is what the list says of it, `passage` what the role file holds."""

    kind: Kind
    entry: Mapping[str, Any]
    passage: Mapping[str, Any]
    """Empty for what is unplaced."""

    @property
    def lines(self) -> Sequence[Sequence[int]]:
        """The lines of the document that it rests on."""
        held = self.entry.get("figure", self.entry)
        return list(held.get("lines", ()))


class Review:
    """A draft's two files, and the decisions that are made on them."""

    def __init__(self, draft: Path, catalogue: Path) -> None:
        """Open a draft by either of its files; `catalogue` is the knowledge folder it is checked against.

        Raises:
            KnowledgeError: where one of the files is missing or cannot be read.
        """
        name = draft.name.removesuffix(ENDING).removesuffix(".yaml")
        self.role, self.list = draft.with_name(f"{name}.yaml"), draft.with_name(f"{name}{ENDING}")
        self._checker = Checker(catalogue)
        self._texts = {path: _text(path) for path in (self.role, self.list)}
        self._load()

    @property
    def document(self) -> str:
        """The name of the document's file."""
        return str(self._entries.get("file", ""))

    @property
    def total(self) -> int:
        """How many things were flagged at first."""
        return len(self.items) + len(self._entries.get(DECIDED) or ())

    @property
    def items(self) -> tuple[Item, ...]:
        """What is still to be looked at; what is gone from the role file by now needs no look any more."""
        passages = {passage.get("id"): passage for passage in self._passages}
        found = []
        for kind in Kind:
            for entry in self._entries.get(kind) or ():
                passage = passages.get(entry.get("passage"), {})
                if kind is Kind.UNPLACED or (passage and (kind is Kind.PASSAGE or _place_of(passage, entry) >= 0)):
                    found.append(Item(kind, entry, passage))
        return tuple(found)

    @property
    def unknown_skills(self) -> tuple[str, ...]:
        """Names that may be skills and are not in the catalogue; adding them is for an author to do."""
        return tuple(str(entry["name"]) for entry in self._entries.get("unknown_skills") or ())

    def accept(self, item: Item) -> None:
        """Take it as it stands; what is unplaced stays aside."""
        self._decide(item, How.ACCEPTED)

    def edit(self, item: Item, **fields: Any) -> None:
        """Change fields of a passage; with another text it is in the author's own words, and no quotation any more.

        Raises:
            UserError: where the role file would not pass the check; nothing is changed.
        """
        passage = {**item.passage, **fields}
        if any(passage.get(name) != item.passage.get(name) for name in ("text", "points")):
            passage.pop("quoted", None)
        self._put(item, {name: value for name, value in passage.items() if value not in (None, [])})
        self._decide(item, How.EDITED)

    def edit_figure(self, item: Item, figure: Mapping[str, Any]) -> None:
        """Put another figure in its place.

        Raises:
            UserError: where the role file would not pass the check; nothing is changed.
        """
        self._put(item, _with_figure(item, dict(figure)))
        self._decide(item, How.EDITED)

    def move(self, item: Item, facet: str) -> None:
        """Put a passage under another facet, or what is unplaced under one, as a quotation.

        Raises:
            UserError: where there is no such facet; nothing is changed.
        """
        if item.kind is Kind.UNPLACED:
            text = str(item.entry["text"])
            title = " ".join(text.split()[:6]).rstrip(".,;:")
            taken = {str(passage["id"]) for passage in self._passages}
            id_ = passage_id(title, taken)
            lines = item.entry["lines"]
            made = {"id": id_, "facet": facet, "title": title, "text": text, "lines": lines, "quoted": True}
            self._write_role(with_item(self._texts[self.role], self.role.name, ("passages", len(self._passages)), made))
        else:
            self._put(item, {**item.passage, "facet": facet})
        self._decide(item, How.MOVED)

    def drop(self, item: Item) -> None:
        """Take a passage or a figure out of the role file; its lines are then listed as dropped.

        Raises:
            UserError: where the role file would not pass the check, such as without its last passage.
        """
        if item.kind is not Kind.UNPLACED:
            self._put(item, None if item.kind is Kind.PASSAGE else _with_figure(item, None))
        self._decide(item, How.DROPPED)

    def credit(self, **fields: str) -> None:
        """Write down whose document it is, and on which terms.

        Raises:
            UserError: where the role file would not pass the check; nothing is changed.
        """
        data = read(self._texts[self.role], self.role.name).data
        document = {**(data.get("document") or {"title": data.get("title", "")}), **fields}
        self._write_role(with_value(self._texts[self.role], self.role.name, "document", document))

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is not known of the document: owner, licence."""
        document = read(self._texts[self.role], self.role.name).data.get("document") or {}
        return tuple(name for name in ("owner", "licence") if not document.get(name))

    def _put(self, item: Item, passage: Mapping[str, Any] | None) -> None:
        number = next(n for n, held in enumerate(self._passages) if held.get("id") == item.passage["id"])
        self._write_role(with_item(self._texts[self.role], self.role.name, ("passages", number), passage))

    def _write_role(self, text: str) -> None:
        if problems := self._checker.problems(text, self.role.name):
            raise UserError(f"That would not pass the check: {problems[0].message}.")
        self._write(self.role, text)

    def _decide(self, item: Item, how: How) -> None:
        """Take it off the list and note what became of it."""
        text, name = self._texts[self.list], self.list.name
        entries = list(self._entries.get(item.kind) or ())
        number = entries.index(item.entry)
        text = with_item(text, name, (item.kind.value, number), None)
        what = str(item.entry.get("passage") or item.entry.get("text", ""))[:60]
        note = {"what": what, "how": how.value, "lines": [list(span) for span in item.lines]}
        text = with_item(text, name, (DECIDED, len(self._entries.get(DECIDED) or ())), note)
        if how is How.DROPPED:
            dropped = {"why": "dropped in review", "lines": note["lines"]}
            text = with_item(text, name, ("dropped", len(self._entries.get("dropped") or ())), dropped)
        self._write(self.list, text)

    def _write(self, path: Path, text: str) -> None:
        try:
            write(path, text.encode())
        except OSError as error:
            raise KnowledgeError(f"{path} cannot be written: {error.strerror}.") from error
        self._texts[path] = text
        self._load()

    def _load(self) -> None:
        self._entries: dict[str, Any] = read(self._texts[self.list], self.list.name).data
        self._passages: list[dict[str, Any]] = read(self._texts[self.role], self.role.name).data.get("passages") or []


def _place_of(passage: Mapping[str, Any], entry: Mapping[str, Any]) -> int:
    """Find the figure that the list means; -1 where the passage holds it no more."""
    figures = list(passage.get("figures") or ())
    return figures.index(entry["figure"]) if entry.get("figure") in figures else -1


def _with_figure(item: Item, figure: dict[str, Any] | None) -> dict[str, Any]:
    """Put another figure in the place of the one that is meant, or none."""
    figures = list(item.passage["figures"])
    place = _place_of(item.passage, item.entry)
    figures[place : place + 1] = [] if figure is None else [figure]
    rest = {name: value for name, value in item.passage.items() if name != "figures"}
    return {**rest, "figures": figures} if figures else rest


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path} is not UTF-8 text.") from error
    except OSError as error:
        raise KnowledgeError(f"{path} cannot be read: {error.strerror}.") from error
