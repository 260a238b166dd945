"""Keep what is compiled from a knowledge folder in a file, so that the next start costs next to nothing.

A file holds everything of one content: the knowledge, the word counts, the classifier's tables, the postings. Its name
is a digest of the folder's files and of the code that compiles them, so an entry is never out of date: another content
or another version has another name. The arrays stand uncompressed behind one JSON header and are mapped into memory;
nothing in the file can run code. A file that is damaged, cut short or not ours is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import logging
import mmap
import os
import tempfile
import zlib
from collections.abc import Mapping
from functools import cache as once
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.folder import digest
from bot.knowledge.models import Knowledge
from bot.knowledge.serial import dump, restore
from bot.matching.classifier import LinearModel
from bot.matching.engine import Compiled, Engine
from bot.matching.features import Vectoriser
from bot.matching.intents import IntentMatcher
from bot.matching.passages import Postings

log = logging.getLogger(__name__)

KEPT = 3
"""Entries that stay; the ones used longest ago go."""
_MAGIC = b"career-coach compiled 1\n"
_ALIGNMENT = 64
_KINDS = frozenset({"<f4", "<f8", "<i4", "<i8", "|u1"})
_BROKEN = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)

Arrays = Mapping[str, NDArray[Any]]


def open_compiled(folder: Path, cache: Path | None) -> tuple[Knowledge, Engine]:
    """Give the knowledge of a folder and its engine, from the cache where it holds them, else built and put there.

    Raises:
        KnowledgeError: where the folder cannot be used, with every problem.
    """
    if cache is not None:
        found = _recall(cache / _name(digest(folder)))
        if found is not None:
            return found
    from bot.knowledge.loader import load  # brings the YAML reader and pydantic, which a warm start does without

    knowledge = load(folder)
    return knowledge, compile_engine(knowledge, cache)


def compile_engine(knowledge: Knowledge, cache: Path | None) -> Engine:
    """Build the engine of a knowledge that is loaded already, or take it from the cache; leave it in the cache."""
    if cache is None:
        return Engine.build(knowledge)
    file = cache / _name(knowledge.digest)
    found = _recall(file)
    if found is not None:
        return found[1]
    engine = Engine.build(knowledge)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _write(file, *_pack(engine))
        _prune(cache)
    except OSError as error:
        log.debug("nothing is cached in %s: %s", cache, error)
    return engine


@once
def _version() -> str:
    """Name the code that compiles: a changed one must not read what the old one wrote."""
    package = Path(__file__).parents[1]
    sources = sorted([*package.glob("matching/*.py"), *package.glob("knowledge/*.py"), package / "text.py"])
    return hashlib.sha256(b"\0".join([np.__version__.encode(), *(path.read_bytes() for path in sources)])).hexdigest()


def _name(content: str) -> str:
    return f"compiled-{hashlib.sha256(f'{content} {_version()}'.encode()).hexdigest()[:32]}.bin"


def _recall(file: Path) -> tuple[Knowledge, Engine] | None:
    """Restore an entry; None where there is none that can be used."""
    try:
        header, arrays = _read(file)
        knowledge = restore(bytes(arrays["knowledge"]))
        found = knowledge, Engine.build(knowledge, _unpack(header, arrays))
        os.utime(file)  # marks the entry as used, for the pruning
    except FileNotFoundError:
        return None
    except PermissionError as error:
        log.debug("the compiled knowledge %s cannot be marked or read: %s", file, error)
        return None
    except _BROKEN as error:
        log.debug("the compiled knowledge %s is not used: %s", file, error)
        return None
    return found


def _pack(engine: Engine) -> tuple[dict[str, Any], Arrays]:
    """Take an engine apart: what JSON holds well, and the arrays."""
    parts = engine.compiled()
    vectoriser, model = parts.intents.vectoriser, parts.intents.model
    header = {
        "documents": vectoriser.documents,
        "families": [len(names) for names in vectoriser.families],
        "labels": model.labels,
        "frequencies": parts.frequencies,
        "names": parts.names,
        "in_scope": sorted(parts.in_scope),
    }
    arrays = {
        "knowledge": np.frombuffer(dump(engine.knowledge), np.uint8),
        "features": _text([name for names in vectoriser.families for name in names]),
        "idf": vectoriser.idf,
        "weights": model.weights,
        "bias": model.bias,
        "groups": model.groups,
        "shares": model.shares,
        "terms": _text(parts.postings.terms),
        "starts": parts.postings.starts,
        "passages": parts.postings.passages,
        "passage_weights": parts.postings.weights,
        "term_idf": parts.postings.idf,
    }
    return header, arrays


def _unpack(header: Mapping[str, Any], arrays: Arrays) -> Compiled:
    """Put the parts of an engine together again."""
    names = _lines(arrays["features"])
    families, start = [], 0
    for size in header["families"]:
        families.append(names[start : start + size])
        start += size
    vectoriser = Vectoriser(families, arrays["idf"], header["documents"])
    model = LinearModel(
        tuple(header["labels"]), arrays["weights"], arrays["bias"], arrays["groups"], arrays["shares"]
    )  # fmt: skip
    postings = Postings(
        _lines(arrays["terms"]), arrays["starts"], arrays["passages"], arrays["passage_weights"], arrays["term_idf"]
    )
    frequencies = header["frequencies"]
    return Compiled(
        intents=IntentMatcher(vectoriser, model, frequencies),
        frequencies=frequencies,
        names={name: tuple(tokens) for name, tokens in header["names"].items()},
        postings=postings,
        in_scope=frozenset(header["in_scope"]),
    )


def _text(words: Any) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _lines(data: NDArray[Any]) -> list[str]:
    return bytes(data).decode().split("\n") if len(data) else []


def _write(file: Path, header: Mapping[str, Any], arrays: Arrays) -> None:
    """Write an entry under another name and move it into place, so that nobody reads half of one."""
    places: dict[str, Any] = {}
    position = 0
    for name, array in arrays.items():
        position = _aligned(position)
        places[name] = [position, array.dtype.str, array.shape]
        position += array.nbytes
    head = json.dumps({**header, "arrays": places}, ensure_ascii=False, separators=(",", ":")).encode()
    handle, temporary = tempfile.mkstemp(prefix="compiled-", suffix=".part", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            body = bytearray(position)
            for name, array in arrays.items():
                start = places[name][0]
                body[start : start + array.nbytes] = np.ascontiguousarray(array).tobytes()
            lead = _MAGIC + len(head).to_bytes(8, "little") + zlib.crc32(body, zlib.crc32(head)).to_bytes(4, "little")
            out.write(lead + head)
            out.write(bytes(_aligned(len(lead) + len(head)) - len(lead) - len(head)))
            out.write(body)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _read(file: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read an entry; its arrays are views of the mapped file.

    Raises:
        ValueError: where the file is not a whole entry.
    """
    with file.open("rb") as handle:
        data = memoryview(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ))
    lead = len(_MAGIC) + 12
    if bytes(data[: len(_MAGIC)]) != _MAGIC or len(data) < lead:
        raise ValueError("not an entry of this cache")
    size = int.from_bytes(data[len(_MAGIC) : lead - 4], "little")
    checksum = int.from_bytes(data[lead - 4 : lead], "little")
    head, body = data[lead : lead + size], data[_aligned(lead + size) :]
    if zlib.crc32(body, zlib.crc32(head)) != checksum:
        raise ValueError("the checksum differs")
    header = json.loads(bytes(head))
    arrays = {}
    for name, (start, kind, shape) in header["arrays"].items():
        if kind not in _KINDS:
            raise ValueError(f"an array of the kind {kind}")
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(body, np.dtype(kind), count, start).reshape(shape)
    return header, arrays


def _aligned(position: int) -> int:
    return -(-position // _ALIGNMENT) * _ALIGNMENT


def _prune(cache: Path) -> None:
    """Remove all but the newest entries, and what an interrupted write left."""
    entries = sorted(cache.glob("compiled-*.bin"), key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
    for path in [*entries[KEPT:], *cache.glob("compiled-*.part")]:
        path.unlink(missing_ok=True)
