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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import KnowledgeError
from bot.knowledge.folder import MOST_BYTES, MOST_FILES, digest_of, is_knowledge_file, knowledge_files
from bot.knowledge.reader import MAX_BYTES

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_DAMAGED = "The archive cannot be unpacked: {}."


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
    checksums, total, out = [], 0, io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, _ in files:
            raw = _read(path)
            total += len(raw)
            if total > MOST_BYTES:
                raise KnowledgeError(f"The knowledge folder {folder} holds more than {MOST_BYTES:,} bytes.")
            name = path.relative_to(folder).as_posix()
            archive.writestr(_entry(name), raw)
            checksums.append((name, hashlib.sha256(raw).hexdigest()))
    return Archive(out.getvalue(), digest_of(checksums))


def unpack(content: bytes, target: Path) -> None:
    """Lay the files of an archive out in an empty folder.

    Raises:
        KnowledgeError: where the bytes are no archive of a knowledge folder, or too many; files may then be there.
        OSError: where the target cannot be written.
    """
    if len(content) > MOST_BYTES:
        raise KnowledgeError(_DAMAGED.format("it is too large"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name, raw in _files(archive):
                path = target / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(raw)
    # Those that are not its own come from damaged fields: an unknown method, a wrong offset, a password asked for.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise KnowledgeError(_DAMAGED.format("it is damaged")) from error


def _read(path: Path) -> bytes:
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


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Give names and bytes, checked before anything is believed: the sizes an archive states may be lies."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES or len({entry.filename for entry in entries}) < len(entries):
        raise KnowledgeError(_DAMAGED.format("it holds too many files, or one twice"))
    total = 0
    for entry in entries:
        if not is_knowledge_file(entry.filename):
            raise KnowledgeError(_DAMAGED.format(f"it holds {entry.filename!r}, which is no knowledge file"))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise KnowledgeError(_DAMAGED.format("it is compressed in a way that this program does not use"))
        with archive.open(entry) as file:
            raw = file.read(MAX_BYTES + 1)
        total += len(raw)
        if len(raw) > MAX_BYTES or total > MOST_BYTES:
            raise KnowledgeError(_DAMAGED.format("its files are too large"))
        yield entry.filename, raw
