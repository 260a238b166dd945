"""Keep what is compiled from a knowledge folder in two files, so that the next start costs next to nothing.

`compiled-…` holds the knowledge, its word counts and its postings; `trained-…` the classifier, which takes longest and
depends on the phrasings alone: a new fact in a role file does not train it anew. Each is named by a digest of what it
was made from and of the code that made it, so no entry is ever out of date. One that is damaged, cut short or not ours
is as good as none, and a folder that cannot be written is no error.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
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
from bot.matching.features import Family, Vectoriser
from bot.matching.intents import Example, IntentMatcher
from bot.matching.passages import Postings
from bot.progress import Report, Stage, silent
from bot.storage.arrays import Arrays, pack_words, read_arrays, unpack_words, write_arrays
from bot.storage.files import prune

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).parents[1] / "_compiled"
"""What was compiled when the package was built, so that the first start is a warm one; read, never written."""
KEPT = 3
"""Files of each kind that stay; the ones used longest ago go."""
_UNUSABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def open_compiled(folder: Path, cache: Path | None, report: Report = silent) -> tuple[Knowledge, Engine]:
    """Give the knowledge of a folder and its engine, from the cache where it holds them, else built and put there.

    Raises:
        KnowledgeError: where the folder cannot be used, with every problem.
    """
    with lasting_objects():
        content = "" if cache is None else digest(folder)
        for place in _places(cache):
            found = recall(place, content)
            if found is not None:
                return found
        from bot.knowledge.loader import load  # brings the YAML reader and pydantic, which a warm start does without

        knowledge = load(folder, report)
        return knowledge, compile_engine(knowledge, cache, report)


@contextmanager
def lasting_objects() -> Iterator[None]:
    """Keep the collector of cyclic garbage away from what is built here, which lasts.

    Looking through it in vain makes the start twice as long and, later, single answers slow.
    """
    was_on = gc.isenabled()
    gc.unfreeze()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def compile_engine(knowledge: Knowledge, cache: Path | None, report: Report = silent) -> Engine:
    """Build the engine of a knowledge that is loaded already, or take it from the cache; leave it in the cache."""
    report(Stage.COMPILING, 0, 1)
    engine = _compile(knowledge, cache)
    report(Stage.COMPILING, 1, 1)
    return engine


def _compile(knowledge: Knowledge, cache: Path | None) -> Engine:
    if cache is None:
        return Engine.build(knowledge)
    for place in _places(cache):
        found = recall(place, knowledge.digest)
        if found is not None:
            return found[1]
    trained: list[str] = []

    def train(examples: Iterable[Example], frequencies: Mapping[str, int]) -> IntentMatcher:
        ordered = sorted(examples)
        trained.append(_name("trained", repr(ordered)))
        intents = _recall_trained(_places(cache), trained[0], frequencies)
        if intents is None:
            intents = IntentMatcher.build(ordered, frequencies)
            intents.name = trained[0]
            _keep(cache / trained[0], *_pack_trained(intents))
        return intents

    engine = Engine.build(knowledge, train=train)
    _keep(cache / _name("compiled", knowledge.digest), *_pack(engine, trained[0]))
    return engine


def _places(cache: Path | None) -> tuple[Path, ...]:
    """Give where to look for what is compiled; nowhere if nothing is to be kept."""
    return () if cache is None else (cache, SHIPPED)


@once
def _version() -> str:
    """Name the code that compiles: a changed one must not read what the old one wrote."""
    package = Path(__file__).parents[1]
    sources = sorted([*package.glob("matching/*.py"), *package.glob("knowledge/*.py"), package / "text.py"])
    return hashlib.sha256(b"\0".join([np.__version__.encode(), *(path.read_bytes() for path in sources)])).hexdigest()


def _name(kind: str, content: str) -> str:
    return f"{kind}-{hashlib.sha256(f'{_version()} {content}'.encode()).hexdigest()[:32]}.bin"


def recall(cache: Path, content: str) -> tuple[Knowledge, Engine] | None:
    """Give the knowledge and the engine of a content by its digest; None where the cache does not hold them whole."""
    file = cache / _name("compiled", content)
    opened = _open(file)
    if opened is None:
        return None
    header, arrays = opened
    try:
        intents = _recall_trained(_places(cache), header["trained"], header["frequencies"])
        if intents is None:
            return None
        knowledge = restore(_pieces(arrays["knowledge"], header["pieces"]))
        return knowledge, Engine.build(knowledge, _unpack(header, arrays, intents))
    except _UNUSABLE as error:
        log.debug("the compiled knowledge %s is not used: %s", file, error)
        return None


def _recall_trained(places: Iterable[Path], name: str, frequencies: Mapping[str, int]) -> IntentMatcher | None:
    """Restore a trained classifier from the first place that holds it; None where none can be used."""
    recalled = (_restore_trained(place / name, frequencies) for place in places)
    return next((found for found in recalled if found is not None), None)


def _restore_trained(file: Path, frequencies: Mapping[str, int]) -> IntentMatcher | None:
    opened = _open(file)
    if opened is None:
        return None
    header, arrays = opened
    try:
        families, start = [], 0
        for size in header["families"]:
            part = slice(start, start + size)
            families.append(Family(arrays["keys"][part], arrays["numbers"][part]))
            start += size
        vectoriser = Vectoriser(families, arrays["idf"], header["documents"])
        tables = (arrays[name] for name in ("weights", "bias", "groups", "shares"))
        intents = IntentMatcher(vectoriser, LinearModel(tuple(header["labels"]), *tables), frequencies)
    except _UNUSABLE as error:
        log.debug("the trained classifier %s is not used: %s", file, error)
        return None
    intents.name = file.name
    return intents


def _open(file: Path) -> tuple[Any, Arrays] | None:
    try:
        found = read_arrays(file)
    except FileNotFoundError:
        return None
    except _UNUSABLE as error:
        log.debug("%s of the cache is not used: %s", file, error)
        return None
    with suppress(OSError):
        os.utime(file)  # marks it as used, for the pruning
    return found


def _keep(file: Path, header: Mapping[str, Any], arrays: Arrays) -> None:
    """Put a file into the cache and the oldest of its kind out of it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_arrays(file, header, arrays)
        prune(file.parent, file.name.partition("-")[0], KEPT)
    except OSError as error:
        log.debug("nothing is cached in %s: %s", file.parent, error)


def _pack_trained(intents: IntentMatcher) -> tuple[dict[str, Any], Arrays]:
    vectoriser, model = intents.vectoriser, intents.model
    header = {
        "documents": vectoriser.documents,
        "families": [len(family.keys) for family in vectoriser.families],
        "labels": model.labels,
    }
    arrays: dict[str, NDArray[Any]] = {
        "keys": np.concatenate([family.keys for family in vectoriser.families]),
        "numbers": np.concatenate([family.numbers for family in vectoriser.families]),
        "idf": vectoriser.idf,
        "weights": model.weights,
        "bias": model.bias,
        "groups": model.groups,
        "shares": model.shares,
    }
    return header, arrays


def _pack(engine: Engine, trained: str) -> tuple[dict[str, Any], Arrays]:
    parts = engine.compiled()
    pieces = dump(engine.knowledge)
    header = {
        "pieces": [len(piece) for piece in pieces],
        "trained": trained,
        "frequencies": parts.frequencies,
        "names": parts.names,
        "in_scope": sorted(parts.in_scope),
    }
    arrays: dict[str, NDArray[Any]] = {
        "knowledge": np.frombuffer(b"".join(pieces), np.uint8),
        "terms": pack_words(parts.postings.terms),
        "starts": parts.postings.starts,
        "passages": parts.postings.passages,
        "weights": parts.postings.weights,
        "idf": parts.postings.idf,
    }
    return header, arrays


def _pieces(data: NDArray[Any], sizes: Iterable[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield data[start : start + size].tobytes()
        start += size


def _unpack(header: Mapping[str, Any], arrays: Arrays, intents: IntentMatcher) -> Compiled:
    columns = (arrays[name] for name in ("starts", "passages", "weights", "idf"))
    return Compiled(
        intents=intents,
        frequencies=header["frequencies"],
        names={name: tuple(tokens) for name, tokens in header["names"].items()},
        postings=Postings(unpack_words(arrays["terms"]), *columns),
        in_scope=frozenset(header["in_scope"]),
    )
