"""The files of a knowledge folder, parsed and of the right shape, on their way to the models."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.errors import Problem
from bot.knowledge.reader import Source


@dataclass(slots=True)
class Bundle:
    """All files of a folder by kind, in the order of the file names, and what is wrong with them.

    Of a file with faults, `shapes` holds what is sound, so that the rest can still be checked; its kind is then in
    `broken`, because a name that seems to be unknown may stand in the part that is missing.
    """

    shapes: dict[str, list[tuple[Source, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    digest: str = ""

    def of(self, kind: str) -> list[tuple[Source, Any]]:
        """Give the files of one kind."""
        return self.shapes.get(kind, [])
