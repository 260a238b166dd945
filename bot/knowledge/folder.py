"""The files of a knowledge folder, and a name for their content; reads no YAML."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from bot.errors import KnowledgeError

SINGLE_FILES = {
    "skills.yaml": "skills",
    "vocabulary.yaml": "vocabulary",
    "smalltalk.yaml": "smalltalk",
    "outside.yaml": "outside",
    "acts.yaml": "act",
}
"""The files that stand once, and the kind of each."""
QUESTIONS = "question"
FOLDERS = {"topics": "topic", "roles": "role", "questions": QUESTIONS}
"""The folders whose every file is of one kind."""
OPTIONAL = {QUESTIONS}
"""The kinds of file that a folder may do without."""
MOST_FILES = 10_000
MOST_BYTES = 200_000_000
"""All files together; a thousand roles take a third of it."""
LONGEST_NAME = 255
"""Bytes of a file's name, which is what file systems take."""
_FILE_NAME = re.compile(r"[^.\x00-\x1f/\\:][^\x00-\x1f/\\:]*\.yaml")
"""Not hidden, and a plain name on every system."""


def knowledge_files(folder: Path) -> list[tuple[Path, str]]:
    """List the YAML files of a folder with their kinds, in a fixed order.

    Raises:
        KnowledgeError: where the folder does not exist, cannot be read, holds none of them, holds too much, or leads
            out of itself: what a link names elsewhere is none of its files.
    """
    if not folder.is_dir():
        raise KnowledgeError(f"The knowledge folder {folder} does not exist or is not a folder.")
    names = entries(folder)
    found = [(names[name], kind) for name, kind in SINGLE_FILES.items() if name in names]
    for name, kind in FOLDERS.items():
        if name in names and names[name].is_dir():
            found += [(path, kind) for path in entries(names[name]).values() if path.suffix == ".yaml"]
    if not found:
        raise KnowledgeError(f"The knowledge folder {folder} is empty: it holds no roles, topics or skills.")
    _refuse_excess(folder, [path for path, _ in found])
    return found


def _refuse_excess(folder: Path, files: Sequence[Path]) -> None:
    """Refuse what no author writes before any of it is read."""
    if len(files) > MOST_FILES:
        raise KnowledgeError(f"The knowledge folder {folder} holds more than {MOST_FILES:,} files.")
    whole, total = folder.resolve(), 0
    for path in files:
        linked = path.is_symlink() or (path.parent != folder and path.parent.is_symlink())
        if linked and not path.resolve().is_relative_to(whole):
            raise KnowledgeError(f"The knowledge file {path} is a link that leads out of the folder; put a copy there.")
        with suppress(OSError):  # whatever cannot be read is told by what reads it
            total += path.stat().st_size
    if total > MOST_BYTES:
        raise KnowledgeError(f"The knowledge folder {folder} holds more than {MOST_BYTES:,} bytes.")


def is_knowledge_file(name: str) -> bool:
    """Tell whether a path inside a folder ("roles/data-engineer.yaml") is one of a file that is read."""
    folder, cut, file = name.rpartition("/")
    if not cut:
        return name in SINGLE_FILES
    is_short = len(file.encode("utf-8", "replace")) <= LONGEST_NAME
    return folder in FOLDERS and is_short and _FILE_NAME.fullmatch(file) is not None


def digest(folder: Path) -> str:
    """Name the content of a folder: SHA-256 over the names and bytes of its files."""
    names = []
    for path, _ in knowledge_files(folder):
        names.append((path.relative_to(folder).as_posix(), checksum_of(path)))
    return digest_of(names)


def checksum_of(path: Path) -> str:
    """Name the content of one file.

    Raises:
        KnowledgeError: where it cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise KnowledgeError(f"The knowledge file {path} cannot be read: {error.strerror}.") from error


def entries(folder: Path) -> dict[str, Path]:
    """List a folder by name, without hidden files (editors leave some)."""
    try:
        return {path.name: path for path in sorted(folder.iterdir()) if not path.name.startswith(".")}
    except OSError as error:
        raise KnowledgeError(f"The knowledge folder {folder} cannot be read: {error.strerror}.") from error


def digest_of(checksums: Iterable[tuple[str, str]]) -> str:
    """Name the content of some files by their names and checksums."""
    return hashlib.sha256("".join(f"{name}\0{checksum}\n" for name, checksum in checksums).encode()).hexdigest()
