"""Write role files into a knowledge folder: only what fits into it, each whole, and all of them or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bot.errors import KnowledgeError, Problem
from bot.knowledge.archive import read_file
from bot.knowledge.folder import knowledge_files
from bot.knowledge.loader import read_bundle
from bot.knowledge.references import reference_problems
from bot.storage.files import in_one_step


def clashes(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Name the files that the folder holds already and that say something else there.

    Raises:
        KnowledgeError: where one stands there under a name that differs in capitals only.
    """
    there = {path.relative_to(folder).as_posix() for path, _ in knowledge_files(folder)}
    folded = {name.casefold(): name for name in there}
    for name in files:
        other = folded.get(name.casefold(), name)
        if other != name:
            raise KnowledgeError(f"{folder} holds {other}, whose name differs from {name} in capitals only.")
    return [name for name, raw in files.items() if name in there and read_file(folder / name) != raw]


def problems_with(folder: Path, files: Mapping[str, bytes]) -> list[Problem]:
    """List what `check` would say of role files, were they in the folder; golden questions are left aside.

    Raises:
        KnowledgeError: where the folder cannot be read.
    """
    with copied(folder, files) as trial:
        bundle = read_bundle(trial, questions=False)
        return sorted({*bundle.problems, *reference_problems(bundle)})


@contextmanager
def copied(folder: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Copy a folder with some files in the place of its own, to a place that is gone when the block ends.

    Raises:
        KnowledgeError: where the folder cannot be read, or there is no place for the copy.
    """
    with ExitStack() as stack:
        try:
            trial = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="career-coach-"))) / "knowledge"
            for path, _ in knowledge_files(folder):
                copy = trial / path.relative_to(folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
            for name, raw in files.items():
                (trial / name).parent.mkdir(parents=True, exist_ok=True)
                (trial / name).write_bytes(raw)
        except OSError as error:
            raise KnowledgeError(f"The folder {folder} cannot be copied to try it out: {error.strerror}.") from error
        yield trial


def check_fit(folder: Path, files: Mapping[str, bytes], what: str) -> None:
    """Refuse files with which `check` would find more than it does without them; `what` names them.

    Raises:
        KnowledgeError: with every problem that is new.
    """
    if problems := problems_with(folder, files):
        before = set(problems_with(folder, {}))
        if problems := [problem for problem in problems if problem not in before]:
            raise KnowledgeError(f"{what} does not fit into {folder}; nothing was written.", problems)


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, each in one step; where one cannot be written, all are as they were.

    Raises:
        KnowledgeError: where it cannot be written.
    """
    before: dict[Path, bytes | None] = {}
    try:
        for name, raw in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            kept = path.read_bytes() if path.exists() else None
            write(path, raw)
            before[path] = kept
    except OSError as error:
        for path, kept in before.items():
            with suppress(OSError):
                _restore(path, kept)
        raise KnowledgeError(
            f"The folder {folder} cannot be written: {error.strerror}; nothing was changed."
        ) from error


def _restore(path: Path, kept: bytes | None) -> None:
    if kept is None:
        path.unlink()
    else:
        write(path, kept)


def write(path: Path, raw: bytes) -> None:
    """Write a file in one step, readable as files are that people pass on.

    Raises:
        OSError: where it cannot be written.
    """
    with in_one_step(path) as file:
        file.write(raw)
    path.chmod(0o644)
