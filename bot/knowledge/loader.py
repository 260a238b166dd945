"""Load a knowledge folder: YAML files to frozen models, or every problem with its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.errors import KnowledgeError, Problem
from bot.knowledge import shapes
from bot.knowledge.build import build
from bot.knowledge.bundle import Bundle
from bot.knowledge.faults import hint, shape_problems
from bot.knowledge.folder import (
    FOLDERS,
    OPTIONAL,
    QUESTIONS,
    SINGLE_FILES,
    checksum_of,
    digest,
    digest_of,
    entries,
    knowledge_files,
)
from bot.knowledge.models import Knowledge
from bot.knowledge.questions import question_problems
from bot.knowledge.reader import Source, read_yaml
from bot.knowledge.references import reference_problems
from bot.progress import Report, Stage, silent, tracked

__all__ = ["Bundle", "digest", "inspect", "knowledge_files", "load", "read_bundle", "shape_problems"]

ITEMS = {
    "role": "passages",
    "topic": "facets",
    "skills": "skills",
    "smalltalk": "smalltalk",
    "outside": "subjects",
    "act": "acts",
    QUESTIONS: "questions",
}
"""The list of each kind of file whose items can be checked without their faulty neighbours."""


def read_bundle(folder: Path, *, questions: bool = True, report: Report = silent) -> Bundle:
    """Read and shape-check every file; problems are collected, not raised.

    Without `questions`, the golden questions are not read but still count in the digest: answering needs none of them.
    """
    bundle = Bundle(problems=list(_stray_files(folder)))
    checksums = []
    for path, kind in tracked(knowledge_files(folder), Stage.READING, report):
        name = path.relative_to(folder).as_posix()
        if kind == QUESTIONS and not questions:
            checksums.append((name, checksum_of(path)))
            continue
        source = read_yaml(path, name)
        checksums.append((source.name, source.checksum))
        bundle.problems += source.problems
        if source.problems:
            bundle.broken.add(kind)
        if source.data is not None:
            _add(bundle, source, kind)
        # A file that could not be read is known to be there, so that it is not reported as missing too.
        bundle.shapes.setdefault(kind, [])
    bundle.problems += _missing_kinds(bundle)
    bundle.digest = digest_of(checksums)
    return bundle


def inspect(folder: Path, report: Report = silent) -> tuple[Knowledge | None, Bundle]:
    """Read a folder and check it whole: the bundle with every problem, and the knowledge where there is none."""
    return _checked(read_bundle(folder, report=report))


def _checked(bundle: Bundle) -> tuple[Knowledge | None, Bundle]:
    bundle.problems = sorted({*bundle.problems, *reference_problems(bundle), *question_problems(bundle)})
    if bundle.problems:
        return None, bundle
    kinds = {kind: [shape for _, shape in entries] for kind, entries in bundle.shapes.items()}
    return build(kinds, digest=bundle.digest), bundle


def load(folder: Path, report: Report = silent) -> Knowledge:
    """Load a folder whose files are well formed and refer to each other rightly; its golden questions are not read.

    Raises:
        KnowledgeError: with every problem of shape and of reference.
    """
    knowledge, bundle = _checked(read_bundle(folder, questions=False, report=report))
    if knowledge is None:
        count = len(bundle.problems)
        message = f"The knowledge folder {folder} has {count} problem{'s' if count > 1 else ''}."
        raise KnowledgeError(message, bundle.problems)
    return knowledge


def _stray_files(folder: Path) -> Iterator[Problem]:
    """Name the YAML files that nothing reads: a wrong ending or a wrong name would lose their facts silently."""
    places = [folder, *(folder / name for name in FOLDERS if (folder / name).is_dir())]
    for place in places if folder.is_dir() else []:
        for name, path in entries(place).items():
            where = path.relative_to(folder).as_posix()
            if path.suffix == ".yml":
                yield Problem(where, 1, "ends in .yml and is not read; rename it to .yaml")
            elif path.suffix == ".yaml" and place == folder and name not in SINGLE_FILES:
                yield Problem(where, 1, "is not a known file of the folder" + hint(name, SINGLE_FILES))


def _add(bundle: Bundle, source: Source, kind: str) -> None:
    """Put a file into the bundle if it is of its kind's shape; of a faulty one, its problems and what is sound."""
    shape: Any
    try:
        shape = shapes.SHAPES[kind].model_validate(source.data)
    except ValidationError as error:
        bundle.problems += shape_problems(source, error, kind)
        bundle.broken.add(kind)
        source = _without_faults(source, error, ITEMS.get(kind, ""))
        try:
            shape = shapes.SHAPES[kind].model_validate(source.data)
        except ValidationError:
            return
    bundle.shapes.setdefault(kind, []).append((source, shape))


def _without_faults(source: Source, error: ValidationError, items: str) -> Source:
    """Copy a source without its unknown fields and without the faulty items of its list."""
    paths = [item["loc"] for item in error.errors(include_url=False)]
    faulty = {path[1] for path in paths if len(path) > 1 and path[0] == items}
    fields = {path[0] for path in paths if len(path) == 1}
    if not isinstance(source.data, dict):
        return source
    data = {key: value for key, value in source.data.items() if key not in fields}
    if not faulty or not isinstance(data.get(items), list):
        return Source(source.name, data, source.marks)
    kept = [number for number in range(len(data[items])) if number not in faulty]
    data[items] = [data[items][number] for number in kept]
    place = {old: new for new, old in enumerate(kept)}
    marks = {path: line for path, line in source.marks.items() if len(path) < 2 or path[0] != items}
    marks |= {
        (items, place[path[1]], *path[2:]): line
        for path, line in source.marks.items()
        if len(path) > 1 and path[0] == items and path[1] in place
    }
    return Source(source.name, data, marks)


def _missing_kinds(bundle: Bundle) -> Iterator[Problem]:
    """Name the kinds of file that a folder must hold and does not."""
    for name, kind in SINGLE_FILES.items():
        if kind not in bundle.shapes:
            bundle.broken.add(kind)
            yield Problem(name, 1, "is missing from the folder")
    for name, kind in FOLDERS.items():
        if kind not in bundle.shapes and kind not in OPTIONAL:
            bundle.broken.add(kind)
            yield Problem(f"{name}/", 1, "holds no .yaml file")
