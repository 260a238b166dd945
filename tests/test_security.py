"""`SECURITY.md` names tests that there are, and what it says of secrets and the container holds."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
import yaml
from pydantic import SecretStr

from bot.__main__ import cli
from bot.config import Settings, load_settings
from bot.discord_front.logs import Writer
from bot.errors import SettingsError, TokenError
from bot.storage.address import parse
from tests.pages import ROOT

PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
TOKEN, PASSWORD = "MTAwMDAw.Gsecret.really-secret", "pass-word-1"


@cache
def named_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def threats() -> Iterator[tuple[str, str]]:
    """Give each line on what could go wrong, with the cell that names its tests."""
    for line in PAGE.partition("## What could go wrong")[2].splitlines():
        if line.startswith("| ") and not line.startswith("| What |"):
            what, _, shown = (cell.strip() for cell in line.strip("|").split("|"))
            yield what, shown


@pytest.mark.parametrize(("what", "shown"), list(threats()))
def test_every_line_is_shown_by_tests_that_there_are(what: str, shown: str) -> None:
    named = NAMED.findall(shown)
    assert named, what
    assert NAMED.sub("", shown).strip() == ""
    for file, name in named:
        assert name in named_in(file), f"{file} has no {name}"


def commands(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield from commands(command) if isinstance(command, click.Group) else (command,)


def test_no_command_takes_a_secret() -> None:
    names = {parameter.name or "" for command in commands(cli) for parameter in command.params}
    assert names
    assert not {name for name in names if re.search("token|secret|password|database|key", name)}


def test_secrets_are_in_no_repr_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql://coach:{PASSWORD}@db.example.org/coach"
    settings = Settings(discord_token=SecretStr(TOKEN), database=url)
    assert TOKEN not in f"{settings!r} {settings}"
    assert PASSWORD not in f"{settings!r} {settings} {parse(url).name}"
    monkeypatch.setenv("DISCORD_TOKEN", f"{TOKEN} x")
    with pytest.raises(TokenError) as told:
        load_settings().token()
    assert "secret" not in str(told.value)
    monkeypatch.setenv("CAREER_COACH_DATABASE", f"mysql://coach:{PASSWORD}@db/coach")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert PASSWORD not in str(refused.value)


def test_the_token_is_struck_out_of_the_log() -> None:
    try:
        raise ValueError(f"refused {TOKEN}")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "of %s", (TOKEN,), (ValueError, error, None))
    written = Writer(secrets=(TOKEN,), verbose=True).format(record)
    assert TOKEN not in written
    assert written.count("[secret]") == 2


def test_the_container_runs_without_root() -> None:
    image = (ROOT / "Dockerfile").read_text("utf-8")
    last = image[image.rindex("\nFROM ") :]
    assert re.search(r"^USER [1-9]\d*$", last, re.MULTILINE)
    assert not re.search(r"^(?:ADD|ARG|ENV).*(?:TOKEN|PASSWORD|SECRET)", image, re.MULTILINE)
    assert "ADD " not in image
    service = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["bot"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    guide = (ROOT / "docs" / "admins.md").read_text("utf-8")
    for flag in ("--read-only", "--cap-drop ALL", "--security-opt no-new-privileges"):
        assert flag in guide


def test_the_lines_of_a_file_are_where_the_page_says() -> None:
    for file in re.findall(r"`(bot/[\w/]+\.py)`", PAGE):
        assert Path(ROOT / file).is_file()
