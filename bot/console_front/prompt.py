"""The chat's prompt on a terminal: a history that outlives the session, and completion of commands and roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from platformdirs import user_state_path
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout

SHORTEST = 3
"""Characters typed before a role is offered: fewer fit too much."""


def typed_lines(commands: Sequence[str], titles: Sequence[str]) -> Iterator[str]:
    """Ask for line after line until the end of input (Ctrl-D)."""
    session: PromptSession[str] = PromptSession(
        "> ", history=open_history(), completer=Words(commands, titles), complete_while_typing=True
    )
    while True:
        try:
            with patch_stdout(raw=True):  # what comes from another thread goes above the prompt
                line = session.prompt()
            yield line
        except EOFError:
            return


def open_history(folder: Path | None = None) -> History:
    """Open the history file, readable by its owner only; keep it in memory where it cannot be written."""
    path = (folder or user_state_path("career-coach", appauthor=False)) / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("a"):
            return FileHistory(str(path))
    except OSError:
        return InMemoryHistory()


def completions(text: str, commands: Sequence[str], titles: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Offer what the text may go on with: each a word or a title, and how many characters it replaces.

    A command stands at the start of a line; a title may begin at any word.
    """
    if text.startswith("/"):
        yield from ((command, len(text)) for command in commands if command.startswith(text))
        return
    starts = [0, *(place + 1 for place, character in enumerate(text) if character == " ")]
    offered = set()
    for start in starts:
        typed = text[start:]
        for title in titles:
            fits = len(typed) >= SHORTEST and title.casefold().startswith(typed.casefold())
            if fits and title not in offered:
                offered.add(title)
                yield title, len(typed)


class Words(Completer):
    """Completion of commands and role titles for the prompt."""

    def __init__(self, commands: Sequence[str], titles: Sequence[str]) -> None:
        self._commands = commands
        self._titles = titles

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        """Offer completions of the text before the cursor."""
        for word, length in completions(document.text_before_cursor, self._commands, self._titles):
            yield Completion(word, start_position=-length)
