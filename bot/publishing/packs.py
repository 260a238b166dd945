"""Packs: role files in one ZIP, with a manifest that tells whose they are, on which terms, and what their bytes are.

The same role files give the same bytes. Nothing of a pack is believed: names, sizes, hashes, shapes, and what the
manifest says of each file are checked, all before anything of it is written.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from bot.errors import KnowledgeError
from bot.knowledge.archive import read_file, unzipped, zipped
from bot.knowledge.faults import shape_problems
from bot.knowledge.folder import MOST_BYTES, MOST_FILES
from bot.knowledge.reader import Source, parse_yaml
from bot.knowledge.shapes import Dated, Edition, Id, Line, RoleShape, Shape

MANIFEST = "manifest.json"
FORMAT: Literal["career-coach-pack-1"] = "career-coach-pack-1"
_ROLE_FILE = re.compile(r"roles/(?!(?:con|prn|aux|nul|com\d|lpt\d)\.)[a-z0-9]+(?:-[a-z0-9]+)*\.yaml", re.ASCII)
"""The file of a role's id, but for names that Windows keeps for devices."""


class PackedShape(Shape):
    """One role file of a pack."""

    file: Annotated[str, StringConstraints(max_length=80)]
    role: Id
    title: Line
    document: Line
    owner: Line | None = None
    licence: Line
    attribution: Line | None = None
    edition: Edition | None = None
    date: Dated | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

    @property
    def credit(self) -> str:
        """Name the file with what is to be printed of it."""
        known = (self.document, self.owner, self.edition, self.date, self.licence, self.attribution)
        return f"{self.file}: {', '.join(filter(None, known))}"


class ManifestShape(Shape):
    """What a pack holds."""

    format: Literal["career-coach-pack-1"]
    roles: Annotated[list[PackedShape], Field(min_length=1, max_length=MOST_FILES)]


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack whose every part was checked."""

    manifest: ManifestShape
    files: Mapping[str, bytes]
    """The role files by their names inside a knowledge folder."""


def pack(folder: Path, roles: Iterable[str] = (), licence: str = "") -> bytes:
    """Pack role files of a folder, all of them where none is named; `licence` is for those that name none themselves.

    Raises:
        KnowledgeError: where a role is not there, its file is at fault, or no licence is known for it.
    """
    known = sorted(path.stem for path in (folder / "roles").glob("*.yaml") if not path.name.startswith("."))
    chosen = sorted(set(roles)) or known
    if unknown := [role for role in chosen if role not in known]:
        raise KnowledgeError(f"There is no roles/{unknown[0]}.yaml in {folder}.")
    if not chosen:
        raise KnowledgeError(f"The folder {folder} holds no role to pack.")
    files = {f"roles/{role}.yaml": read_file(folder / "roles" / f"{role}.yaml") for role in chosen}
    packed = [_packed(name, raw, _role(name, raw), licence) for name, raw in files.items()]
    manifest = ManifestShape(format=FORMAT, roles=packed)
    text = json.dumps(manifest.model_dump(exclude_none=True), indent=2, ensure_ascii=False) + "\n"
    return zipped([(MANIFEST, text.encode()), *files.items()])


def open_pack(path: Path) -> Pack:
    """Read a pack and check all of it.

    Raises:
        KnowledgeError: in one sentence, with every problem of a file at fault.
    """
    name = f"The pack {path.name}"
    try:
        if path.stat().st_size > MOST_BYTES:
            raise KnowledgeError(f"{name} is larger than {MOST_BYTES:,} bytes.")
        content = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"{name} cannot be read: {error.strerror}.") from error
    files = dict(unzipped(content, _is_wanted, name))
    manifest = _manifest(name, files.pop(MANIFEST, None))
    named = [entry.file for entry in manifest.roles]
    if missing := sorted(set(named) - files.keys()):
        raise KnowledgeError(f"{name} lacks {missing[0]}, which its manifest names.")
    if extra := sorted(files.keys() - set(named)):
        raise KnowledgeError(f"{name} holds {extra[0]}, which its manifest does not name.")
    if len(named) > len(files):
        raise KnowledgeError(f"The manifest of {name[:1].lower()}{name[1:]} names a file twice.")
    for entry in manifest.roles:
        _verify(name, entry, files[entry.file])
    return Pack(manifest, files)


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    """Tell whether an entry is a plain file of a pack: no folder, no link, and of no other name."""
    plain = stat.S_IFMT(entry.external_attr >> 16) in {0, stat.S_IFREG}
    return plain and (entry.filename == MANIFEST or _ROLE_FILE.fullmatch(entry.filename) is not None)


def _verify(name: str, entry: PackedShape, raw: bytes) -> None:
    """Compare a file with what the manifest says of it."""
    if hashlib.sha256(raw).hexdigest() != entry.sha256:
        raise KnowledgeError(f"{name} cannot be unpacked: {entry.file} was changed after it was packed.")
    own = _packed(entry.file, raw, _role(entry.file, raw), entry.licence)
    for field in PackedShape.model_fields:
        said, there = getattr(entry, field), getattr(own, field)
        if said != there:
            raise KnowledgeError(
                f"{name} cannot be unpacked: its manifest gives {entry.file} the {field} '{said}', the file '{there}'."
            )


def _manifest(name: str, raw: bytes | None) -> ManifestShape:
    if raw is None:
        raise KnowledgeError(f"{name} has no {MANIFEST}, so it is no pack.")
    try:
        data: Any = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise KnowledgeError(f"{name} has a {MANIFEST} that is not JSON.") from error
    try:
        return ManifestShape.model_validate(data)
    except ValidationError as error:
        problems = tuple(shape_problems(Source(MANIFEST, data), error))
        raise KnowledgeError(f"{name} has a manifest that is at fault.", problems) from error


def _role(name: str, raw: bytes) -> RoleShape:
    try:
        source = parse_yaml(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{name} is not UTF-8 text.") from error
    problems = tuple(source.problems)
    if not problems:
        try:
            return RoleShape.model_validate(source.data)
        except ValidationError as error:
            problems = tuple(shape_problems(source, error, "role"))
    raise KnowledgeError(f"{name} is at fault.", problems)


def _packed(name: str, raw: bytes, role: RoleShape, licence: str) -> PackedShape:
    """Tell of a role file what the manifest does."""
    document = role.document
    terms = document.licence if document and document.licence else licence
    if f"roles/{role.role}.yaml" != name:
        raise KnowledgeError(f"{name} holds the role '{role.role}'; a role's file has its name.")
    if not terms:
        raise KnowledgeError(f"{name} names no licence; add it to its document, or give one with --licence.")
    return PackedShape(
        file=name,
        role=role.role,
        title=role.title,
        document=document.title if document else role.title,
        owner=document.owner if document else None,
        licence=terms,
        attribution=document.attribution if document else None,
        edition=document.edition if document else None,
        date=document.date if document else None,
        sha256=hashlib.sha256(raw).hexdigest(),
    )
