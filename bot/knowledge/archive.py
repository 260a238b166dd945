"""Keep a knowledge folder in one string of bytes, and lay it out again.

An archive is a ZIP of the files that are read and nothing else. The same files give the same bytes: names stand in a
fixed order, times and rights are left out. What comes out of an archive is trusted no more than any other input: only
names of knowledge files are written, under the target, up to a size.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import KnowledgeError
from bot.knowledge.folder import MOST_BYTES, MOST_FILES, digest_of, is_knowledge_file, knowledge_files
from bot.knowledge.reader import MAX_BYTES

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_DAMAGED = "{} cannot be unpacked: {}."
_ARCHIVE = "The archive"


@dataclass(frozen=True, slots=True)
class Archive:
    """The bytes of an archive, and the digest of the folder they were made from."""

    content: bytes
    digest: str


def pack(folder: Path) -> Archive:
    """Put the files of a folder into an archive; its digest is of the very bytes in it.

    Raises:
        KnowledgeError: where a file cannot be read, or the folder is too large.
    """
    files = knowledge_files(folder)
    held, total = [], 0
    for path, _ in files:
        raw = read_file(path)
        total += len(raw)
        if total > MOST_BYTES:
            raise KnowledgeError(f"The knowledge folder {folder} holds more than {MOST_BYTES:,} bytes.")
        held.append((path.relative_to(folder).as_posix(), raw))
    return Archive(zipped(held), digest_of((name, hashlib.sha256(raw).hexdigest()) for name, raw in held))


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Put files into a ZIP in their order; the same names and bytes give the same ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in files:
            archive.writestr(_entry(name), raw)
    return out.getvalue()


def unpack(content: bytes, target: Path) -> None:
    """Lay the files of an archive out in an empty folder.

    Raises:
        KnowledgeError: where the bytes are no archive of a knowledge folder, or too many; files may then be there.
        OSError: where the target cannot be written.
    """
    for name, raw in unzipped(content, lambda entry: is_knowledge_file(entry.filename), _ARCHIVE):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)


def unzipped(content: bytes, wanted: Callable[[zipfile.ZipInfo], bool], what: str) -> Iterator[tuple[str, bytes]]:
    """Give the files of a ZIP whose every entry is wanted; `what` names it in a refusal.

    Raises:
        KnowledgeError: where the bytes are no such ZIP, or too many; some files may have been given by then.
    """
    if len(content) > MOST_BYTES:
        raise KnowledgeError(_DAMAGED.format(what, "it is too large"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from _files(archive, wanted, what)
    # Those that are not its own come from damaged fields: an unknown method, a wrong offset, a password asked for.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise KnowledgeError(_DAMAGED.format(what, "it is damaged")) from error


def read_file(path: Path) -> bytes:
    """Read a knowledge file, up to the size that is allowed.

    Raises:
        KnowledgeError: where it cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise KnowledgeError(f"The knowledge file {path} cannot be read: {error.strerror}.") from error
    if len(raw) > MAX_BYTES:
        raise KnowledgeError(f"The knowledge file {path} is larger than {MAX_BYTES:,} bytes.")
    return raw


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # the default is the system that runs, and with it the bytes would differ
    entry.external_attr = 0o644 << 16
    return entry


def _files(
    archive: zipfile.ZipFile, wanted: Callable[[zipfile.ZipInfo], bool], what: str
) -> Iterator[tuple[str, bytes]]:
    """Give names and bytes, checked before anything is believed: the sizes an archive states may be lies."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES or len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise KnowledgeError(_DAMAGED.format(what, "it holds too many files, or one twice"))
    total = 0
    for entry in entries:
        if not wanted(entry):
            raise KnowledgeError(_DAMAGED.format(what, f"it holds {entry.filename!r}, which is no knowledge file"))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise KnowledgeError(_DAMAGED.format(what, "it is compressed in a way that this program does not use"))
        with archive.open(entry) as file:
            raw = file.read(MAX_BYTES + 1)
        total += len(raw)
        if len(raw) > MAX_BYTES or total > MOST_BYTES:
            raise KnowledgeError(_DAMAGED.format(what, "its files are too large"))
        yield entry.filename, raw
