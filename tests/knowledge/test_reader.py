"""Every kind of file that YAML itself or the reader's rules refuse, and the values and lines of one that is fine."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import reader
from bot.knowledge.reader import parse_yaml, read_yaml


def refusal(text: str) -> str:
    source = parse_yaml(text, "a.yaml")
    assert source.data is None
    return "\n".join(map(str, source.problems))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", "a.yaml:3: is not valid YAML: did not find expected ',' or ']'"),
        ("a: 1\n b: 2\n", "a.yaml:2: is not valid YAML: mapping values are not allowed in this context"),
        ("a: 'x\n", "a.yaml:2: is not valid YAML: found unexpected end of stream"),
        ("a:\n\tb: 1\n", "a.yaml:2: is indented with a tab; use spaces"),
        ("a:\n  - x\n  \t- y\n", "a.yaml:3: is indented with a tab; use spaces"),
        ("a: &x [1]\nb: *x\n", "a.yaml:2: uses the YAML alias *x; write the value out"),
        (
            "a: 1\nb: !!python/name:os.system x\n",
            "a.yaml:2: uses the YAML tag tag:yaml.org,2002:python/name:os.system;",
        ),
        ("a: 1\n---\nb: 2\n", "a.yaml:2: holds a second document (---); write one file for each"),
        ("a: 1\n? [b, c]\n: 2\n", "a.yaml:2: has a key that is not plain text"),
        ("a: 1\nb: x\0y\n", "a.yaml:2: holds the control character U+0000"),
        ("a: 1\nb: \x1b[31m\n", "a.yaml:2: holds the control character U+001B"),
        ("a: 1\nb: x\u202ey\n", "a.yaml:2: holds the invisible character U+202E; leave it out"),
        ("a: 1\n# \u200b\n", "a.yaml:2: holds the invisible character U+200B; leave it out"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "a.yaml:3: uses the YAML alias *x; write the value out"),
        (f"a: 1\nb: {'x' * 5001}\n", "a.yaml:2: holds a text of more than 5,000 characters"),
        (f"a: |\n  {'x' * 5001}\n", "a.yaml:1: holds a text of more than 5,000 characters"),
        (f"? {'x' * 5001}\n: 1\n", "a.yaml:1: holds a key of more than 5,000 characters"),
        ("a:\n" + "- 1\n" * 100_000, "a.yaml:100000: holds more than 100,000 values"),
        ("[" + "{}," * 100_000 + "]", "a.yaml:1: holds more than 100,000 values"),
        ("a: 1\n" * 200, "a.yaml:102: has more than 100 keys twice"),
        (f"a: *{'x' * 100}\n", f"a.yaml:1: uses the YAML alias *{'x' * 40}; write the value out"),
        ("", "a.yaml:1: is empty"),
        ("# nothing but a comment\n", "a.yaml:1: is empty"),
    ],
)
def test_a_file_that_cannot_be_trusted_gives_its_line_and_no_data(text: str, sentence: str) -> None:
    assert refusal(text).startswith(sentence)


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30)]
    start = time.perf_counter()
    message = refusal("\n".join(["l0: &l0 [lol, lol]", *levels]))
    assert time.perf_counter() - start < 0.5
    assert message == "a.yaml:2: uses the YAML alias *l0; write the value out"


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 50_000, "".join("  " * n + "a:\n" for n in range(400))])
def test_nesting_without_end_is_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    assert "nested more than 12 levels deep" in refusal(text)
    assert time.perf_counter() - start < 1


def test_merge_keys_and_anchors_mean_nothing() -> None:
    assert parse_yaml("a: &x {b: 1}\n<<: {c: 2}\n", "a.yaml").data == {"a": {"b": 1}, "<<": {"c": 2}}


def test_a_key_given_twice_is_reported_and_the_first_one_stays() -> None:
    source = parse_yaml("a: 1\nb:\n  c: 2\n  c: {d: 3}\na: 4\n", "a.yaml")
    assert list(map(str, source.problems)) == ["a.yaml:4: has the key 'c' twice", "a.yaml:5: has the key 'a' twice"]
    assert source.data == {"a": 1, "b": {"c": 2}}
    assert source.line(("a",)) == 1


def test_only_the_scalars_of_json_have_a_type() -> None:
    text = "[1, -2, 1.5, true, null, ~, no, on, 2024-01-01, 0x1f, 010, 1_000, '1', .inf, 1e3, 12:30, =]"
    values = parse_yaml(text, "a.yaml").data
    assert values[:6] == [1, -2, 1.5, True, None, None]
    assert values[6:] == ["no", "on", "2024-01-01", "0x1f", "010", "1_000", "1", ".inf", "1e3", "12:30", "="]


def test_a_number_of_any_length_is_no_trap() -> None:
    assert parse_yaml(f"a: {'9' * 5_000}", "a.yaml").data == {"a": "9" * 5_000}


def test_every_value_has_its_line() -> None:
    source = parse_yaml("a: 1\nb:\n  - x: >-\n      folded\n      text\n    y: 2\n  - z\n", "a.yaml")
    assert source.data == {"a": 1, "b": [{"x": "folded text", "y": 2}, "z"]}
    lines = {(): 1, ("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 0, "x"): 3, ("b", 0, "y"): 6, ("b", 1): 7}
    assert {path: source.line(path) for path in lines} == lines
    assert source.line(("b", 0, "y", "not", "there")) == 6


def test_windows_line_ends_and_a_byte_order_mark_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufeffa: 1\r\nb: é\r\n".encode())
    source = read_yaml(path, "a.yaml")
    assert (source.data, source.line(("b",))) == ({"a": 1, "b": "é"}, 2)


def test_a_file_in_another_encoding_is_named_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: 1\nb: caf\u00e9\n".encode("latin-1"))
    assert list(map(str, read_yaml(path, "a.yaml").problems)) == ["a.yaml:2: is not UTF-8 text"]


def test_what_is_no_readable_file_is_named(tmp_path: Path) -> None:
    folder, dangling, large = tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"
    folder.mkdir()
    dangling.symlink_to(tmp_path / "nowhere")
    large.write_bytes(b"#" * (reader.MAX_BYTES + 1))
    assert list(map(str, read_yaml(folder, "a.yaml").problems)) == ["a.yaml:1: is not a file"]
    assert list(map(str, read_yaml(dangling, "b.yaml").problems)) == [
        "b.yaml:1: cannot be read: No such file or directory"
    ]
    assert list(map(str, read_yaml(large, "c.yaml").problems)) == ["c.yaml:1: is larger than 1,000,000 bytes"]


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@,? \n\t0", max_size=60))
def test_any_text_gives_values_or_a_problem_and_never_an_error(text: str) -> None:
    source = parse_yaml(text, "a.yaml")
    assert (source.data is None) == bool(source.problems) or all("twice" in str(p) for p in source.problems)
