"""The documentation names every command, option, setting and stored field, and its examples are what really comes."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from rich.console import Console

from bot.__main__ import cli
from bot.app import Coach
from bot.config import DEFAULT_FILE, FILE, IN_FILE, NAMES, PREFIX, TOKEN, Settings, load_settings
from bot.console_front.chat import CONVERSATION, Chat
from bot.console_front.render import WIDTH
from bot.storage.records import GuildSettings
from bot.storage.tables import METADATA
from tests.pages import ROOT, code, documented

README = ROOT / "README.md"
PAGES = [
    README,
    ROOT / "SECURITY.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
CARDS = ROOT / "tests" / "discord_front" / "cards"
CHAT = "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/career-coach chat"


def terminal(group: click.Group, path: str) -> Iterator[tuple[str, set[str]]]:
    """Go through the terminal's commands, each with its options."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from terminal(command, f"{path} {name}")
        else:
            options = [each for each in command.params if isinstance(each, click.Option)]
            yield f"{path} {name}", {option.opts[0] for option in options}


def test_terminal_commands_and_their_options() -> None:
    written = {
        re.sub(r" (?:[A-Z]|\[).*", "", usage): {option.split()[0] for option in code(options)}
        for usage, (options, _) in documented("terminal.md", "Command").items()
    }
    assert written == dict(terminal(cli, "career-coach"))


def test_every_setting_is_in_the_reference() -> None:
    assert documented("settings.md", "Setting").keys() == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_examples_and_defaults_of_settings_hold(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, default, (example, *_), _ = (code(cell) or [""] for cell in documented("settings.md", "Setting")[name])
    field = name.lower() if name.startswith(TOKEN) else name.removeprefix(PREFIX).lower()
    before = Settings()
    if re.fullmatch(r"[A-Z0-9]+", default[0]):
        assert default == [str(getattr(before, field))]
    monkeypatch.chdir(tmp_path)
    if name == FILE:
        assert default == [str(DEFAULT_FILE)]
        Path(example).write_text(f"{PREFIX}GAP_DAYS=7\n", "utf-8")
        field = "gap_days"
    monkeypatch.setenv(name, example)
    if name.endswith(IN_FILE):
        field = field.removesuffix(IN_FILE.lower())
        secret = tmp_path / "secret"
        secret.write_text("part1.part2.part3", "utf-8")
        assert example.startswith("/run/secrets/")
        monkeypatch.setenv(name, str(secret))
    settings = load_settings()
    assert getattr(settings, field) != getattr(before, field)
    assert name != TOKEN or settings.token() == example


def test_every_setting_of_a_server_is_in_the_reference() -> None:
    fields = {field.name for field in dataclasses.fields(GuildSettings)} - {"guild"}
    assert documented("settings.md", "Stored as").keys() == fields


def test_every_stored_field_is_in_the_table_for_admins() -> None:
    """A database also holds the table in which Alembic keeps its place, which is not among ours."""
    stored = {table.name: {column.name for column in table.columns} for table in METADATA.sorted_tables}
    written = {
        table: {name for name in code(fields) if name == name.lower()}
        for table, (fields, *_) in documented("admins.md", "Table").items()
    }
    assert written == stored | {"alembic_version": {"version_num"}}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", page.read_text("utf-8")):
        link = "".join(target)
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        file = page.parent / path if path else page
        assert file.is_file(), f"{page.name} links to {link}"
        assert not anchor or anchor in anchors(file), f"{page.name} links to {link}"


def anchors(page: Path) -> set[str]:
    """Name the headings of a page as links do."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_mentioned_exist(page: Path) -> None:
    known = {name for name, _ in terminal(cli, "career-coach")} | {"career-coach knowledge"}
    for span in code(re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)):
        words = " ".join(span.split()).split(" ")
        if words[0] == "career-coach" and len(words) > 1:
            assert " ".join(words[:2]) in known or " ".join(words[:3]) in known, f"{page.name}: {span}"


def test_readme_is_short_and_leads_to_every_page() -> None:
    text = README.read_text("utf-8")
    assert len(text.splitlines()) <= 120
    assert CHAT in text
    missing = {page.relative_to(ROOT).as_posix() for page in PAGES[1:] if f"({page.relative_to(ROOT)})" not in text}
    assert missing == set()


def test_the_conversation_in_the_readme_is_real(coach: Coach) -> None:
    shown = block("> is a phd")
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=WIDTH, color_system=None, highlight=False, markup=False)
    coach.forget(CONVERSATION)
    chat = Chat(coach, console)
    for question in re.findall(r"^> (.+)$", shown, re.MULTILINE):
        console.out(f"> {question}")
        chat.answer(question)
    assert shown == "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip()


def test_the_card_in_the_readme_is_real() -> None:
    """A golden card, without what its buttons carry."""
    shown = block("> which role needs")
    lines = (CARDS / "fewest-years.txt").read_text("utf-8").splitlines()
    drawn = [re.sub(r"(▾ \])  .*", r"\1", line) for line in lines if not line.startswith(" " * 6)]
    assert shown == "\n".join(drawn).strip()


def block(beginning: str) -> str:
    """Find a block of the README by how it begins."""
    (found,) = re.findall(
        rf"^```\n({re.escape(beginning)}.*?)\n```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return str(found)
