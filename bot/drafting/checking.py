"""Check a drafted role file as `knowledge check` does, against the catalogue of a knowledge folder."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from bot.errors import KnowledgeError, Problem
from bot.knowledge.bundle import Bundle
from bot.knowledge.faults import shape_problems
from bot.knowledge.loader import read_bundle
from bot.knowledge.reader import parse_yaml
from bot.knowledge.references import reference_problems
from bot.knowledge.shapes import RoleShape

_CATALOGUE = ("topic", "skills", "vocabulary")


class Checker:
    """Checks drafts, with a catalogue that is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._catalogue: Bundle | None = None

    def problems(self, text: str, name: str) -> list[Problem]:
        """List what `check` would say of a role file."""
        source = parse_yaml(text, name)
        if source.problems:
            return source.problems
        try:
            shape = RoleShape.model_validate(source.data)
        except ValidationError as error:
            return list(shape_problems(source, error, "role"))
        bundle = Bundle(shapes={**self._read().shapes, "role": [(source, shape)]})
        return reference_problems(bundle)

    def check(self, text: str, name: str) -> None:
        """Refuse a role file that `check` would not take.

        Raises:
            KnowledgeError: with every problem.
        """
        if problems := self.problems(text, name):
            raise KnowledgeError(f"The draft {name} would not pass the check: {problems[0]}", problems)

    def _read(self) -> Bundle:
        if self._catalogue is None:
            whole = read_bundle(self._folder, questions=False)
            self._catalogue = Bundle(shapes={kind: whole.shapes[kind] for kind in _CATALOGUE})
        return self._catalogue
