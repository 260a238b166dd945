"""What is compiled is kept by content, and a cache that cannot be used does no harm."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.knowledge.models import Knowledge
from bot.matching import cache as caching
from bot.matching.cache import KEPT, compile_engine, open_compiled, recall
from bot.matching.dialogue import Interpreter
from bot.matching.engine import Engine
from bot.matching.intents import IntentMatcher
from bot.storage.arrays import read_arrays, write_arrays
from tests.knowledge.samples import plant, write_knowledge

QUESTIONS = ["what does a data engineer earn", "is a dgree needed", "docker?", "hello", "bonus of the site engineer"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "cache"


def answers(engine: Engine) -> list[object]:
    interpreter = Interpreter(engine)
    found: list[object] = []
    for text in QUESTIONS:
        for asking in interpreter.understand(text)[0]:
            ranked = [(item.passage.key, item.score, item.words) for item in asking.ranked]
            values = asking.scores.values.tobytes() if asking.scores else b""
            found.append((asking.act, asking.label, asking.confidence, asking.utterance.words.tokens, ranked, values))
    return found


def files(cache: Path, kind: str) -> list[Path]:
    return sorted(cache.glob(f"{kind}-*.bin"))


def test_a_warm_start_answers_the_same(folder: Path, cache: Path) -> None:
    cold_knowledge, cold = open_compiled(folder, cache)
    warm_knowledge, warm = open_compiled(folder, cache)
    _, bare = open_compiled(folder, None)
    assert warm_knowledge == cold_knowledge
    assert warm is not cold
    assert answers(warm) == answers(cold) == answers(bare)
    assert warm.lexicon.frequencies == cold.lexicon.frequencies
    assert warm.in_scope == cold.in_scope


def test_a_warm_start_trains_nothing(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_compiled(folder, cache)
    monkeypatch.delattr(IntentMatcher, "build")
    open_compiled(folder, cache)


def test_what_the_package_brings_saves_the_first_compilation(
    folder: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped"
    _, built = open_compiled(folder, shipped)
    monkeypatch.setattr(caching, "SHIPPED", shipped)
    _, engine = open_compiled(folder, cache)
    assert not cache.exists()
    assert answers(engine) == answers(built)


def test_a_new_fact_does_not_train_anew(folder: Path, cache: Path) -> None:
    open_compiled(folder, cache)
    plant(folder, "roles/data-engineer.yaml", "Python is a must", "Scala is a must")
    knowledge, engine = open_compiled(folder, cache)
    assert any("Scala" in passage.text for passage in knowledge.passages)
    assert engine.index.score(engine.index.terms(["scala"]), "data-engineer").any()
    assert (len(files(cache, "compiled")), len(files(cache, "trained"))) == (2, 1)


def test_a_new_phrasing_does(folder: Path, cache: Path) -> None:
    open_compiled(folder, cache)
    plant(folder, "roles/data-engineer.yaml", "is python a must there", "is python wanted there")
    open_compiled(folder, cache)
    assert len(files(cache, "trained")) == 2


@pytest.mark.parametrize("kind", ["compiled", "trained"])
@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not ours at all", None])
def test_a_damaged_file_is_built_again(folder: Path, cache: Path, kind: str, damage: bytes | None) -> None:
    _, right = open_compiled(folder, cache)
    file = files(cache, kind)[0]
    whole = file.read_bytes()
    half = whole[: len(whole) // 2]
    file.unlink()  # the engine still has the old one mapped
    file.write_bytes(half if damage is None else damage)
    _, again = open_compiled(folder, cache)
    assert answers(again) == answers(right)
    assert file.read_bytes() == whole


def test_a_single_wrong_byte_is_noticed(folder: Path, cache: Path) -> None:
    knowledge, _ = open_compiled(folder, cache)
    file = files(cache, "trained")[0]
    data = bytearray(file.read_bytes())
    data[-7] ^= 1
    file.unlink()
    file.write_bytes(data)
    assert recall(cache, knowledge.digest) is None


def test_a_folder_that_cannot_be_written_is_no_error(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    _, engine = open_compiled(folder, blocked / "cache")
    assert answers(engine)


def test_old_files_go_and_the_ones_in_use_stay(folder: Path, cache: Path) -> None:
    open_compiled(folder, cache)
    first = files(cache, "compiled")[0]
    old = "Python is a must"
    for number, name in enumerate(("Scala", "Rust", "Perl", "Java")):
        new = f"{name} is a must"
        plant(folder, "roles/data-engineer.yaml", old, new)
        if first.exists():
            os.utime(first, (number, number))
        open_compiled(folder, cache)
        old = new
    assert len(files(cache, "compiled")) == KEPT
    assert first not in files(cache, "compiled")
    assert not list(cache.glob("*.part"))


def test_builds_are_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from bot.matching.cache import open_compiled as o; "
    program += "o(Path(sys.argv[1]), Path(sys.argv[2]))"
    for number, name in enumerate(("one", "two")):
        environment = {**os.environ, "PYTHONHASHSEED": str(number + 1)}
        command = [sys.executable, "-c", program, str(folder), str(tmp_path / name)]
        subprocess.run(command, check=True, env=environment, cwd=Path(__file__).parents[2])
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two


def test_a_warm_start_reads_no_yaml_and_needs_no_pydantic(folder: Path, cache: Path) -> None:
    open_compiled(folder, cache)
    program = "import sys; from pathlib import Path; from bot.app import Coach; "
    program += (
        "Coach.open(Path(sys.argv[1]), Path(sys.argv[2])).ask('bonus?'); print({'yaml', 'pydantic'} & {*sys.modules})"
    )
    command = [sys.executable, "-c", program, str(folder), str(cache)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == "set()"


def test_changed_code_reads_nothing_that_other_code_wrote(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge: Knowledge = open_compiled(folder, cache)[0]
    monkeypatch.setattr(caching, "_version", lambda: "another version")
    assert recall(cache, knowledge.digest) is None


def test_a_loaded_knowledge_is_compiled_too(small: Engine, cache: Path) -> None:
    first = compile_engine(small.knowledge, cache)
    second = compile_engine(small.knowledge, cache)
    assert second is not first
    assert answers(second) == answers(first)


def test_arrays_survive_a_round_trip(tmp_path: Path) -> None:
    arrays = {
        "floats": np.arange(12, dtype=np.float32).reshape(3, 4),
        "nothing": np.zeros((0, 5), np.int32),
        "bytes": np.frombuffer(b"abc", np.uint8),
    }
    write_arrays(tmp_path / "a.bin", {"words": ["é", "x"]}, arrays)
    header, found = read_arrays(tmp_path / "a.bin")
    assert header == {"words": ["é", "x"]}
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)
        assert not found[name].flags.writeable
