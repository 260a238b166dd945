"""The files of a knowledge folder, and a name for their content; reads no YAML."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
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
_FILE_NAME = re.compile(r"[^.\x00-\x1f/\\:][^\x00-\x1f/\\:]*\.yaml")
"""Not hidden, and a plain name on every system."""


def knowledge_files(folder: Path) -> list[tuple[Path, str]]:
    """List the YAML files of a folder with their kinds, in a fixed order.

    Raises:
        KnowledgeError: where the folder does not exist, cannot be read or holds none of them.
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
    return found


def is_knowledge_file(name: str) -> bool:
    """Tell whether a path inside a folder ("roles/data-engineer.yaml") is one of a file that is read."""
    folder, cut, file = name.rpartition("/")
    if not cut:
        return name in SINGLE_FILES
    return folder in FOLDERS and _FILE_NAME.fullmatch(file) is not None


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
