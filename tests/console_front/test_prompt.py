from __future__ import annotations

import stat
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.console_front.prompt import Words, completions, open_history, typed_lines

COMMANDS = ("/help", "/quit")
TITLES = ("Data Engineer", "Data Scientist", "Release Manager")


def offered(text: str) -> list[tuple[str, int]]:
    return list(completions(text, COMMANDS, TITLES))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/h", [("/help", 2)]),
        ("what about /h", []),
        ("dat", [("Data Engineer", 3), ("Data Scientist", 3)]),
        ("what does a data e", [("Data Engineer", 6)]),
        ("da", []),
        ("", []),
        ("release manager", [("Release Manager", 15)]),
    ],
)
def test_completions(text: str, expected: list[tuple[str, int]]) -> None:
    assert offered(text) == expected


def test_the_completer_replaces_what_was_typed() -> None:
    found = list(Words(COMMANDS, TITLES).get_completions(Document("pay of a relea"), CompleteEvent()))
    assert [(completion.text, completion.start_position) for completion in found] == [("Release Manager", -5)]


def test_history_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    history = open_history(tmp_path / "new" / "state")
    assert isinstance(history, FileHistory)
    assert stat.S_IMODE((tmp_path / "new" / "state" / "history").stat().st_mode) == 0o600


def test_history_stays_in_memory_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert isinstance(open_history(tmp_path / "file"), InMemoryHistory)


def test_lines_are_read_until_the_end_of_input() -> None:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("first\rsecond\r\x04")
        assert list(typed_lines(COMMANDS, TITLES)) == ["first", "second"]
