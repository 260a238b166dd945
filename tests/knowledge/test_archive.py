from __future__ import annotations

import io
import os
import zipfile
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import KnowledgeError
from bot.knowledge import archive
from bot.knowledge import folder as names
from bot.knowledge.archive import pack, unpack
from bot.knowledge.folder import digest, is_knowledge_file, knowledge_files
from bot.knowledge.paths import default_folder
from tests.knowledge.samples import FILES, write_knowledge, write_questions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_questions(write_knowledge(tmp_path / "knowledge"))


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, raw in files:
            made.writestr(name, raw)
    return out.getvalue()


def test_what_was_packed_is_laid_out_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    packed = pack(folder)
    unpack(packed.content, tmp_path / "again")
    assert packed.digest == digest(folder) == digest(tmp_path / "again")
    for path, _ in knowledge_files(folder):
        assert (tmp_path / "again" / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_the_same_files_give_the_same_bytes_whenever_they_were_written(folder: Path, tmp_path: Path) -> None:
    other = write_questions(write_knowledge(tmp_path / "other"))
    for path, _ in knowledge_files(other):
        os.utime(path, (1, 1))
        path.chmod(0o600)
    assert pack(folder).content == pack(other).content


def test_only_files_that_are_read_are_packed(folder: Path) -> None:
    before = pack(folder)
    (folder / "schemas").mkdir()
    for name in ("schemas/role.schema.json", "roles/.data-engineer.yaml.swp", "roles/notes.txt", "roles/x.yaml~"):
        (folder / name).write_text("{}", "utf-8")
    assert pack(folder) == before
    assert set(zipfile.ZipFile(io.BytesIO(before.content)).namelist()) == {*FILES, "questions/golden.yaml"}


def test_the_shipped_folder_packs_to_less_than_half() -> None:
    folder = default_folder()
    assert len(pack(folder).content) < sum(path.stat().st_size for path, _ in knowledge_files(folder)) / 2


@pytest.mark.parametrize(
    "name",
    [
        "../skills.yaml",
        "/skills.yaml",
        "roles/../../skills.yaml",
        "roles/..\\..\\x.yaml",
        "roles/c:x.yaml",
        "roles/deep/x.yaml",
        "roles/.x.yaml",
        "roles/",
        "other.yaml",
        "roles/x.yml",
        "bin/skills.yaml",
        f"roles/{'x' * 300}.yaml",
    ],
)
def test_a_name_that_is_no_knowledge_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(KnowledgeError, match="which is no knowledge file"):
        unpack(zipped((name, b"x: 1")), tmp_path / "in" / "target")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@given(name=st.text(max_size=30) | st.builds("roles/{}.yaml".format, st.text(max_size=12)))
def test_no_accepted_name_leaves_the_folder(name: str) -> None:
    if is_knowledge_file(name):
        parts = Path(name).parts
        assert "/".join(parts) == name
        assert len(parts) <= 2
        assert ".." not in parts


def test_a_file_twice_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(("skills.yaml", b"a"), ("skills.yaml", b"b"))
    with pytest.raises(KnowledgeError, match="or one twice"):
        unpack(content, tmp_path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KnowledgeError, match="too large"):
        unpack(zipped(("skills.yaml", bytes(archive.MAX_BYTES + 1))), tmp_path)
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    with pytest.raises(KnowledgeError, match="its files are too large"):
        unpack(zipped(("roles/a.yaml", bytes(600)), ("roles/b.yaml", bytes(600))), tmp_path)
    monkeypatch.setattr(archive, "MOST_FILES", 1)
    with pytest.raises(KnowledgeError, match="too many files"):
        unpack(zipped(("roles/a.yaml", b""), ("roles/b.yaml", b"")), tmp_path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_compression_than_ours_is_refused(tmp_path: Path, method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        made.writestr("skills.yaml", b"a: 1")
    with pytest.raises(KnowledgeError, match="compressed in a way"):
        unpack(out.getvalue(), tmp_path)


def test_an_archive_that_is_too_large_itself_is_not_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 10)
    with pytest.raises(KnowledgeError, match="it is too large"):
        unpack(bytes(11), tmp_path)


def test_a_link_in_an_archive_is_laid_out_as_a_file(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("skills.yaml")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(entry, "/etc/hostname")
    unpack(out.getvalue(), tmp_path)
    assert not (tmp_path / "skills.yaml").is_symlink()
    assert (tmp_path / "skills.yaml").read_text("utf-8") == "/etc/hostname"


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return pack(write_knowledge(tmp_path_factory.mktemp("packed") / "knowledge")).content


@given(data=st.data())
def test_damaged_bytes_are_one_sentence_or_an_archive(
    packed: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(packed)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    target = tmp_path_factory.mktemp("damaged")
    with suppress(KnowledgeError):  # anything else would be a crash
        unpack(bytes(content[: data.draw(st.integers(0, len(content)))]), target)


@pytest.mark.parametrize(
    ("limits", "limit", "value", "message"),
    [
        (names, "MOST_FILES", 3, "more than 3 files"),
        (names, "MOST_BYTES", 99, "more than 99 bytes"),
        (archive, "MOST_BYTES", 99, "more than 99 bytes"),
        (archive, "MAX_BYTES", 99, "larger than"),
    ],
)
def test_a_folder_that_is_too_large_is_not_packed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, limits: ModuleType, limit: str, value: int, message: str
) -> None:
    monkeypatch.setattr(limits, limit, value)
    with pytest.raises(KnowledgeError, match=message):
        pack(folder)
