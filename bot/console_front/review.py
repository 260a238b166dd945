"""`career-coach knowledge review`: what a draft is unsure of, the document beside the reading, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from bot.drafting.blocks import Block
from bot.drafting.reading import read
from bot.drafting.writing import dumped
from bot.errors import CareerCoachError, UserError
from bot.knowledge.reader import parse_yaml
from bot.publishing.review import Item, Kind, Review
from bot.publishing.texts import compact

KEYS = {
    Kind.PASSAGE: "a accept, e edit, m move, d drop, s skip, q quit",
    Kind.FIGURE: "a accept, e edit, d drop, s skip, q quit",
    Kind.UNPLACED: "a leave aside, m place, d drop, s skip, q quit",
}
_CHOICES = {Kind.PASSAGE: "aemdsq", Kind.FIGURE: "aedsq", Kind.UNPLACED: "amdsq"}

Ask = Callable[..., str]
"""Asks for a line; takes the prompt, and by name what stands there already and the words it may be."""


class Quit(Exception):
    """Whoever reviews has had enough for now."""


def asked(prompt: str, *, default: str = "", words: Sequence[str] = ()) -> str:
    """Ask for a line on the terminal.

    Raises:
        Quit: at the end of input (Ctrl-D).
    """
    session: PromptSession[str] = PromptSession()
    try:
        return session.prompt(prompt, default=default, completer=WordCompleter(list(words)) if words else None).strip()
    except EOFError:
        raise Quit from None


class Walk:
    """A walk through what is flagged in one draft."""

    def __init__(
        self, review: Review, facets: Iterable[str], console: Console, *, source: Path | None = None, ask: Ask = asked
    ) -> None:
        self._review = review
        self._facets = tuple(facets)
        self._console = console
        self._ask = ask
        self._blocks = _document(source)

    def run(self) -> bool:
        """Go through all that is left; tell whether nothing is."""
        skipped: list[Item] = []
        try:
            self._credits()
            while left := [item for item in self._review.items if item not in skipped]:
                self._show(left[0])
                if not self._decide(left[0]):
                    skipped.append(left[0])
        except Quit:
            pass
        done = self._review.total - len(self._review.items)
        self._say(f"{done} of {self._review.total} decided; {self._review.role} holds it.")
        if skills := self._review.unknown_skills:
            self._say(f"Perhaps skills to add to skills.yaml: {', '.join(skills[:20])}.")
        return not self._review.items

    def _credits(self) -> None:
        for name in self._review.lacking:
            if value := self._ask(f"The document's {name} (leave empty if it is not known): "):
                self._review.credit(**{name: value})

    def _show(self, item: Item) -> None:
        number = self._review.total - len(self._review.items) + 1
        self._console.print(Line(f"\n{number} of {self._review.total} · {_heading(item)}", style="bold"))
        grid = Table(box=SIMPLE_HEAD, expand=True)
        grid.add_column("The document", ratio=1, overflow="fold")
        grid.add_column("Read as", ratio=1, overflow="fold")
        grid.add_row(Line(self._source(item)), Line(_reading(item)))
        self._console.print(grid)

    def _decide(self, item: Item) -> bool:
        """Ask until something is decided; false where it is left for later."""
        while True:
            key = self._ask(f"{KEYS[item.kind]}: ").lower()[:1]
            if not key or key not in _CHOICES[item.kind]:
                continue
            if key == "q":
                raise Quit
            if key == "s":
                return False
            try:
                self._carry_out(key, item)
            except UserError as error:
                self._say(str(error))
            else:
                return True

    def _carry_out(self, key: str, item: Item) -> None:
        match key:
            case "a":
                self._review.accept(item)
            case "d":
                self._review.drop(item)
            case "m":
                self._review.move(item, self._facet(item))
            case "e" if item.kind is Kind.FIGURE:
                self._review.edit_figure(item, self._figure(item))
            case "e":
                text = self._ask("Text: ", default=str(item.passage["text"]))
                points = [self._ask("Point: ", default=str(point)) for point in item.passage.get("points") or ()]
                self._review.edit(item, text=text, points=[point for point in points if point])

    def _facet(self, item: Item) -> str:
        offered = [str(facet) for facet in item.entry.get("or") or ()]
        named = ", ".join(f"{number} {facet}" for number, facet in enumerate(offered, 1))
        typed = self._ask(f"Facet{f' ({named})' if named else ''}: ", words=self._facets)
        return offered[int(typed) - 1] if typed.isdigit() and 0 < int(typed) <= len(offered) else typed

    def _figure(self, item: Item) -> dict[str, Any]:
        typed = self._ask("Figure: ", default=_figure_text(item))
        read_back = parse_yaml(typed, "the figure")
        if read_back.problems or not isinstance(read_back.data, dict):
            raise UserError("That is no figure; keep the form {kind: …, low: …}.")
        return read_back.data

    def _source(self, item: Item) -> str:
        """Give what the document says on the lines, each block after its line; without the document what was read."""
        found = [
            f"{block.span[0]}  {block.text}"
            for block in self._blocks
            if any(first <= block.span[1] and block.span[0] <= last for first, last in item.lines)
        ]
        return "\n".join(found) or str(item.entry.get("text") or item.passage.get("text", ""))

    def _say(self, text: str) -> None:
        self._console.print(Line(text), soft_wrap=True)


def find_document(review: Review, given: Path | None) -> Path | None:
    """Find the document of a draft: the one that is named, or one of its name beside the draft or in the folder."""
    if given is not None:
        return given
    places = (review.role.parent / review.document, review.role.parent.parent / review.document, Path(review.document))
    return next((place for place in places if review.document and place.is_file()), None)


def _document(path: Path | None) -> tuple[Block, ...]:
    if path is None:
        return ()
    try:
        return read(path).blocks
    except CareerCoachError as error:
        raise UserError(f"The document beside the draft cannot be shown: {error}") from error


def _heading(item: Item) -> str:
    lines = ", ".join("-".join(map(str, dict.fromkeys(span))) for span in item.lines)
    why = {Kind.UNPLACED: "it fits under no facet"}.get(item.kind, str(item.entry.get("why", "")))
    return f"lines {lines} · {why}"


def _reading(item: Item) -> str:
    if item.kind is Kind.UNPLACED:
        return "Left aside."
    if item.kind is Kind.FIGURE:
        return f"{item.passage['title']}\n{_figure_text(item)}"
    held = item.passage
    lines = [
        f"{held['facet']}: {held['title']}",
        str(held["text"]),
        *(f"- {point}" for point in held.get("points") or ()),
    ]
    if held.get("skills"):
        lines.append(f"Skills: {', '.join(held['skills'])}")
    return "\n".join(lines)


def _figure_text(item: Item) -> str:
    text = dumped([compact(item.entry["figure"], "figure")])
    return " ".join(text.removeprefix("- ").split())
