"""Packs: the same bytes for the same files, and nothing is written that was not checked whole."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from bot.console_front.knowledge import knowledge
from bot.errors import KnowledgeError
from bot.knowledge import archive
from bot.publishing.folders import put
from bot.publishing.packs import MANIFEST, open_pack, pack
from tests.knowledge.samples import plant, write_knowledge

DATA, SITE = "roles/data-engineer.yaml", "roles/site-engineer.yaml"
DOCUMENT = "document: {title: Data work, owner: Alumni office, licence: CC BY 4.0, attribution: © Alumni, date: 2024}"
AS_OF = "as_of: {place: US, year: 2024}"
CREDIT = f"{DATA}: Data work, Alumni office, 2024, CC BY 4.0, © Alumni"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_knowledge(tmp_path / "knowledge")
    plant(made, DATA, AS_OF, f"{AS_OF}\n{DOCUMENT}")
    return made


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A knowledge folder with one of the two roles."""
    made = write_knowledge(tmp_path / "target")
    (made / DATA).unlink()
    return made


def run(*arguments: object) -> Result:
    return CliRunner().invoke(knowledge, list(map(str, arguments)))


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def packed(folder: Path, tmp_path: Path) -> Path:
    file = tmp_path / "data.zip"
    file.write_bytes(pack(folder, ["data-engineer"]))
    return file


Change = Callable[[dict[str, bytes]], Iterable[tuple[str | zipfile.ZipInfo, bytes]] | None]


def change(file: Path, how: Change) -> None:
    """Write a pack anew with its files changed."""
    with zipfile.ZipFile(file) as old:
        files = {name: old.read(name) for name in old.namelist()}
    changed = how(files)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, raw in changed if changed is not None else files.items():
            new.writestr(name, raw)


def edit_manifest(file: Path, **fields: Any) -> None:
    """Change fields of the one role in a manifest; None takes one out."""

    def edit(files: dict[str, bytes]) -> None:
        manifest = json.loads(files[MANIFEST])
        role = manifest["roles"][0] | fields
        manifest["roles"][0] = {name: value for name, value in role.items() if value is not None}
        files[MANIFEST] = json.dumps(manifest).encode()

    change(file, edit)


def refused(file: Path, target: Path, *options: str) -> str:
    """Give the words with which a pack is refused, after a look that nothing was written."""
    before = content(target)
    result = run("unpack", file, target, *options)
    assert result.exit_code == 4
    assert content(target) == before
    return result.stderr.strip()


def test_what_was_packed_is_unpacked_byte_for_byte(folder: Path, target: Path, tmp_path: Path) -> None:
    file = tmp_path / "data.zip"
    result = run("pack", "data-engineer", "--out", file, "--knowledge", folder)
    assert (result.exit_code, result.stdout.splitlines()) == (0, [CREDIT, f"Written to {file}."])
    result = run("unpack", file, target)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [CREDIT, f"1 role files written to {target / 'roles'}, 0 of them replaced."]
    assert content(target)[DATA] == content(folder)[DATA]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (file, target / DATA)} == {0o644}


def test_the_same_files_give_the_same_bytes(folder: Path) -> None:
    first = pack(folder, licence="MIT")
    for path in folder.rglob("*.yaml"):
        os.utime(path, (1, 1))
    assert pack(folder, ["site-engineer", "data-engineer"], "MIT") == first
    assert zipfile.ZipFile(io.BytesIO(first)).namelist() == [MANIFEST, DATA, SITE]


def test_the_manifest_tells_whose_it_is_and_what_the_bytes_are(folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(pack(folder, ["data-engineer"]))) as made:
        manifest = json.loads(made.read(MANIFEST))
    assert manifest == {
        "format": "career-coach-pack-1",
        "roles": [
            {
                "file": DATA,
                "role": "data-engineer",
                "title": "Data Engineer",
                "document": "Data work",
                "owner": "Alumni office",
                "licence": "CC BY 4.0",
                "attribution": "© Alumni",
                "date": "2024",
                "sha256": hashlib.sha256((folder / DATA).read_bytes()).hexdigest(),
            }
        ],
    }


def test_a_role_without_a_licence_is_packed_only_with_one_given(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "site.zip"
    arguments = ("pack", "site-engineer", "--out", file, "--knowledge", folder)
    result = run(*arguments)
    assert result.exit_code == 4
    assert result.stderr == f"{SITE} names no licence; add it to its document, or give one with --licence.\n"
    assert not file.exists()
    assert run(*arguments, "--licence", "MIT").stdout.startswith(f"{SITE}: Site Engineer, MIT\n")


def test_what_cannot_be_packed_is_named(folder: Path, tmp_path: Path) -> None:
    def told(*roles: str) -> str:
        return run("pack", *roles, "--out", tmp_path / "x.zip", "--knowledge", folder).stderr

    assert told("nurse") == f"There is no roles/nurse.yaml in {folder}.\n"
    assert told("../skills") == f"There is no roles/../skills.yaml in {folder}.\n"
    plant(folder, DATA, "short: data engineer", "shrt: data engineer")
    assert "data-engineer.yaml is at fault.\n  roles/data-engineer.yaml" in told("data-engineer")


def test_no_pack_is_written_over_without_a_word(folder: Path, packed: Path) -> None:
    before = packed.read_bytes()
    again = ("pack", "data-engineer", "--out", packed, "--knowledge", folder)
    assert run(*again).exit_code == 0
    plant(folder, DATA, "short: data engineer", "short: engineer of data")
    assert "is there already" in run(*again).stderr
    assert packed.read_bytes() == before
    assert run(*again, "--replace").exit_code == 0
    assert packed.read_bytes() != before


def test_no_role_file_is_written_over_without_a_word(packed: Path, target: Path) -> None:
    assert run("unpack", packed, target).exit_code == 0
    assert run("unpack", packed, target).exit_code == 0
    plant(target, DATA, "A bachelor's in computer science is the usual base.", "Ours.")
    assert f"{DATA} in {target} would be overwritten" in refused(packed, target)
    assert run("unpack", packed, target, "--replace").stdout.endswith("1 of them replaced.\n")


def test_a_changed_hash_is_refused(packed: Path, target: Path) -> None:
    change(packed, lambda files: files.update({DATA: files[DATA].replace(b"120500", b"220500")}))
    assert refused(packed, target) == f"The pack data.zip cannot be unpacked: {DATA} was changed after it was packed."


def test_a_manifest_without_a_licence_is_refused(packed: Path, target: Path) -> None:
    edit_manifest(packed, licence=None)
    assert refused(packed, target) == (
        "The pack data.zip has a manifest that is at fault.\n  manifest.json:1: roles.0.licence: is missing"
    )


def test_a_manifest_that_says_something_else_than_the_file_is_refused(packed: Path, target: Path) -> None:
    edit_manifest(packed, licence="MIT")
    assert refused(packed, target).endswith(f"its manifest gives {DATA} the licence 'MIT', the file 'CC BY 4.0'.")


def nothing(_: dict[str, bytes]) -> list[Any]:
    return []


def no_role(files: dict[str, bytes]) -> None:
    del files[DATA]


def one_more(files: dict[str, bytes]) -> None:
    files[SITE] = files[DATA]


def text(raw: bytes) -> Change:
    return lambda files: files.update({MANIFEST: raw})


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (nothing, "has no manifest.json, so it is no pack"),
        (no_role, f"lacks {DATA}, which its manifest names"),
        (one_more, f"holds {SITE}, which its manifest does not name"),
        (text(b"{"), "has a manifest.json that is not JSON"),
        (text(b"\xff"), "has a manifest.json that is not JSON"),
        (text(b"[" * 100_000), "has a manifest.json that is not JSON"),
        (text(b"[]"), "the file: "),
        (text(b'{"format": "career-coach-pack-2", "roles": []}'), "is not one of career-coach-pack-1"),
    ],
)
def test_what_is_no_whole_pack_is_refused(packed: Path, target: Path, how: Change, told: str) -> None:
    change(packed, how)
    assert told in refused(packed, target)


@pytest.mark.parametrize(
    "name",
    [
        "../roles/x.yaml",
        "/roles/x.yaml",
        "roles/../../x.yaml",
        "roles\\x.yaml",
        "C:/roles/x.yaml",
        "roles/c:x.yaml",
        "roles/X.yaml",
        "roles/con.yaml",
        "roles/deep/x.yaml",
        "roles/",
        "skills.yaml",
    ],
)
def test_a_name_that_leads_anywhere_else_is_refused(packed: Path, target: Path, name: str) -> None:
    change(packed, lambda files: files.update({name: b"x: 1"}))
    assert "which is no knowledge file" in refused(packed, target)


def test_a_link_is_refused(packed: Path, target: Path) -> None:
    def link(files: dict[str, bytes]) -> list[tuple[str | zipfile.ZipInfo, bytes]]:
        entry = zipfile.ZipInfo(DATA)
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        return [(MANIFEST, files[MANIFEST]), (entry, b"/etc/passwd")]

    change(packed, link)
    assert f"it holds '{DATA}', which is no knowledge file" in refused(packed, target)


def test_two_names_that_differ_in_capitals_only_are_refused(packed: Path, target: Path) -> None:
    change(packed, lambda files: files.update({"Manifest.json": b"{}"}))
    assert "or one twice" in refused(packed, target)
    (target / DATA).with_name("Data-Engineer.yaml").write_text("role: x\n", "utf-8")
    change(packed, lambda files: files.pop("Manifest.json") and None)
    assert f"whose name differs from {DATA} in capitals only" in refused(packed, target, "--replace")


def test_a_bomb_is_refused(packed: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(packed, lambda files: files.update({DATA: bytes(archive.MAX_BYTES + 1)}))
    assert packed.stat().st_size < 10_000
    assert "its files are too large" in refused(packed, target)
    monkeypatch.setattr("bot.publishing.packs.MOST_BYTES", 10)
    assert "is larger than 10 bytes" in refused(packed, target)


def test_a_pack_that_does_not_fit_the_folder_is_refused(folder: Path, target: Path, packed: Path) -> None:
    plant(folder, DATA, "facet: bonus", "facet: bonuses")
    packed.write_bytes(pack(folder, ["data-engineer"]))
    told = refused(packed, target)
    assert told.startswith(f"The pack data.zip does not fit into {target}; nothing was written.\n  {DATA}:")
    assert "the facet 'bonuses' is unknown; did you mean 'bonus'?" in told


def test_faults_that_the_folder_had_before_do_not_keep_a_pack_out(target: Path, packed: Path) -> None:
    plant(target, SITE, "facet: education", "facet: educaton")
    assert run("unpack", packed, target).exit_code == 0


def test_where_one_file_cannot_be_written_all_are_as_they_were(target: Path) -> None:
    (target / DATA).mkdir()
    before = content(target)
    with pytest.raises(KnowledgeError, match="nothing was changed"):
        put(target, {SITE: b"changed", "roles/new.yaml": b"new", DATA: b"in the way"})
    assert content(target) == before


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return pack(write_knowledge(tmp_path_factory.mktemp("packed") / "knowledge"), licence="MIT")


@given(data=st.data())
def test_damaged_bytes_are_one_sentence_or_the_same_pack(
    whole: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.getbasetemp() / "damaged.zip"
    file.write_bytes(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]))
    with suppress(KnowledgeError):  # anything else would be a crash
        files: Mapping[str, bytes] = open_pack(file).files
        with zipfile.ZipFile(io.BytesIO(whole)) as made:
            assert all(made.read(name) == raw for name, raw in files.items())
