"""What a careful reader makes of a guide: the measure of a draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.drafting.amounts import amounts
from bot.drafting.blocks import Document
from bot.drafting.reading import read_bytes
from bot.knowledge.models import Figure, FigureKind, Role, Span, Statistic, Unit
from tests.drafting.making import made

GUIDES = Path(__file__).parent / "guides"
DEVELOPED_ON = (
    "data-analyst",
    "devops-engineer",
    "mobile-developer",
    "product-manager",
    "qa-engineer",
    "security-analyst",
    "ux-designer",
)
"""The guides that the drafting was developed on; the others were looked at when it was done."""


@dataclass(frozen=True)
class Expected:
    """What is expected of one guide."""

    role: str | None
    sections: tuple[tuple[str, Span], ...]
    figures: tuple[tuple[Figure, ...], ...]
    """Each with the other ways in which it may be read."""
    skills: tuple[str, ...]
    facets: dict[int, frozenset[str]]
    """The facets that each line may stand under."""
    lines: dict[int, str]
    strict: bool = True
    """Whether every figure is listed, so that any other is invented."""

    def facets_of(self, spans: Iterable[Span]) -> frozenset[str]:
        """Give the facets that a passage on some lines may stand under."""
        return frozenset(
            facet for low, high in spans for line in range(low, high + 1) for facet in self.facets.get(line, ())
        )

    def numbers(self, spans: Iterable[Span]) -> set[float]:
        """Give the numbers that some lines print."""
        found = (
            amount
            for low, high in spans
            for line in range(low, high + 1)
            for amount in amounts(self.lines.get(line, ""))
        )
        return {value for amount in found for value in (amount.low, amount.high) if value is not None}

    @classmethod
    def of_role(cls, role: Role, text: str) -> Expected:
        """Take a role that people wrote as what is expected of its guide."""
        facets: dict[int, set[str]] = {}
        figures: dict[tuple[Any, ...], list[Figure]] = {}
        for passage in role.passages:
            for low, high in passage.lines:
                for line in range(low, high + 1):
                    facets.setdefault(line, set()).add(passage.facet)
            for figure in passage.figures:
                figures.setdefault(
                    (figure.low, figure.high, figure.kind, figure.place, figure.company, figure.lines), []
                ).append(figure)
        sections = tuple((topic, section.lines) for topic, section in role.sections.items())
        skills = tuple(sorted({skill for passage in role.passages for skill in passage.skills}))
        lines = dict(enumerate(text.splitlines(), 1))
        return cls(
            None,
            sections,
            tuple(map(tuple, figures.values())),
            skills,
            {line: frozenset(found) for line, found in facets.items()},
            lines,
            strict=False,
        )


def document(path: Path) -> Document:
    """Read a small guide."""
    name, raw = made(path)
    return read_bytes(raw, name)


def expectations() -> Iterator[tuple[Path, Expected]]:
    """Give each small guide with what is expected of it."""
    for path in sorted(GUIDES.iterdir()):
        if path.suffix != ".yaml":
            yield path, _expected(path)


def _expected(path: Path) -> Expected:
    data = yaml.safe_load((GUIDES / f"{path.name.split('.')[0]}.yaml").read_text("utf-8"))
    place = _in_pages if "security" in path.name else int
    facets: dict[int, frozenset[str]] = {}
    for span, accepted in data["facets"].items():
        low, _, high = str(span).partition("-")
        for line in range(int(low), int(high or low) + 1):
            facets[place(line)] = frozenset(accepted)
    return Expected(
        data["role"],
        tuple((topic, (place(low), place(high))) for topic, low, high in data["sections"]),
        tuple((_figure(item, place),) for item in data["figures"]),
        tuple(data["skills"]),
        facets,
        {},
    )


def _in_pages(line: int) -> int:
    """Give the line of a document whose every twelve lines stand on a page between a header and a footer."""
    return line + 1 + 2 * ((line - 1) // 12)


def _figure(item: dict[str, Any], place: Any) -> Figure:
    line = place(item.pop("line"))
    kind, statistic = FigureKind(item.pop("kind")), Statistic(item.pop("statistic"))
    unit = Unit(item.pop("unit", "per-year"))
    amount = item.pop("is", None)
    if amount is not None:
        item["low"] = item["high"] = amount
    return Figure(kind, statistic, unit, ((line, line),), **item)
