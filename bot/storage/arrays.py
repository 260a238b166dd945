"""One file of arrays behind a JSON header: written in one step, checked by a checksum, mapped when it is read.

    magic | length of the header, 8 bytes | CRC-32 of header and body, 4 bytes | header | body

Nothing in such a file can run code. It is little-endian; arrays start at multiples of 64 bytes.
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.storage.files import in_one_step

Arrays = Mapping[str, NDArray[Any]]

_MAGIC = b"career-coach arrays 1\n"
_LEAD = len(_MAGIC) + 12
_ALIGNMENT = 64
_KINDS = frozenset({"<f4", "<f8", "<i4", "<i8", "<u8", "|u1"})


def write_arrays(file: Path, header: Mapping[str, Any], arrays: Arrays) -> None:
    """Write header and arrays under another name and move them into place, so that nobody reads half of them.

    Raises:
        OSError: where the folder cannot be written.
    """
    places: dict[str, Any] = {}
    position = 0
    for name, array in arrays.items():
        position = _aligned(position)
        places[name] = [position, array.dtype.str, array.shape]
        position += array.nbytes
    head = json.dumps({"header": header, "arrays": places}, ensure_ascii=False, separators=(",", ":")).encode()
    with in_one_step(file) as out:
        out.write(bytes(_LEAD) + head + bytes(_aligned(_LEAD + len(head)) - _LEAD - len(head)))
        checksum, position = zlib.crc32(head), 0
        for name, array in arrays.items():
            flat: Any = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
            pieces: list[Any] = [bytes(places[name][0] - position), flat]
            for piece in pieces:
                checksum = zlib.crc32(piece, checksum)
                out.write(piece)
            position = places[name][0] + array.nbytes
        out.seek(0)
        out.write(_MAGIC + len(head).to_bytes(8, "little") + checksum.to_bytes(4, "little"))


def read_arrays(file: Path) -> tuple[Any, dict[str, NDArray[Any]]]:
    """Read header and arrays; the arrays are views of the mapped file and cannot be written to.

    Raises:
        OSError: where the file cannot be read.
        ValueError: where it is not a whole file of this kind.
    """
    with file.open("rb") as handle:
        mapped = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
    data = memoryview(mapped)
    if len(data) < _LEAD or bytes(data[: len(_MAGIC)]) != _MAGIC:
        raise ValueError("another kind of file")
    size = int.from_bytes(data[len(_MAGIC) : _LEAD - 4], "little")
    head, body = data[_LEAD : _LEAD + size], data[_aligned(_LEAD + size) :]
    if zlib.crc32(body, zlib.crc32(head)) != int.from_bytes(data[_LEAD - 4 : _LEAD], "little"):
        raise ValueError("the checksum differs")
    if hasattr(mmap, "MADV_DONTNEED"):  # what the checksum touched need not stay: a message needs few rows
        mapped.madvise(mmap.MADV_DONTNEED)
    content = json.loads(bytes(head))
    arrays: dict[str, NDArray[Any]] = {}
    for name, (start, kind, shape) in content["arrays"].items():
        if kind not in _KINDS:
            raise ValueError(f"an array of the kind {kind}")
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(body, np.dtype(kind), count, start).reshape(shape)
    return content["header"], arrays


def pack_words(words: Iterable[str]) -> NDArray[np.uint8]:
    """Write words without line breaks as one array."""
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def unpack_words(data: NDArray[Any]) -> list[str]:
    """Read the words of `pack_words`."""
    return bytes(data).decode().split("\n") if len(data) else []


def _aligned(position: int) -> int:
    return -(-position // _ALIGNMENT) * _ALIGNMENT
