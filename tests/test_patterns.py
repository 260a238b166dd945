"""Every regular expression of the program takes time in proportion to the text, whatever the text."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import bot
from tests.patterns import risks

FOLDER = Path(bot.__path__[0])
ANYWHERE = {"search", "sub", "subn", "finditer", "findall", "split"}
USES = {*ANYWHERE, "match", "fullmatch"}
MADE_WHEN_NEEDED = {
    "config.py": ['rf"{scheme}s?://[^/\\\\s]+"'],
    "discord_front/messages.py": ['rf"<@!?{own.id}>"', 'rf"<@!?{own.id}>"'],
    "drafting/linking.py": [
        'rf"(?<![\\\\w.]){re.escape(written)}(?![\\\\w\'’$])(?!\\\\s+(?:to|for|through|beyond|ahead|live|into)\\\\b)"'
    ],
    "drafting/names.py": ['rf"(?<!\\\\w){re.escape(first)}"', 'rf"(?<!\\\\w){re.escape(name)}(?!\\\\w)"'],
    "matching/dialogue.py": ['rf"(?<!\\\\w){re.escape(item.original)}(?!\\\\w)"'],
    "money.py": ["_GROUPED"],
}
"""Expressions that are put together when they are used: each without an unbounded repeat of its own, or anchored."""

SHORT = {"bot.matching.offers._WORD_BEFORE": "the 30 characters before a number"}
"""Expressions that never see a long text, and what they see."""


@cache
def constants() -> dict[str, re.Pattern[str]]:
    """Give every expression that is compiled as its module is read, by module and name."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if not module.name.endswith((".env", "__main__")) and ".versions." not in module.name:
            importlib.import_module(module.name)
    found: dict[str, re.Pattern[str]] = {}
    for name, module in sorted(sys.modules.items()):
        if name.split(".")[0] == "bot":
            for attribute, value in vars(module).items():
                if isinstance(value, re.Pattern) and value not in found.values():
                    found[f"{name}.{attribute}"] = value
    return found


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Go through the calls of methods: what they are called on, with the method's name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f"{ast.unparse(node.func.value)}.{node.func.attr}", node


@cache
def sources() -> dict[str, ast.Module]:
    return {file.relative_to(FOLDER).as_posix(): ast.parse(file.read_text("utf-8")) for file in FOLDER.rglob("*.py")}


@cache
def searched_anywhere() -> frozenset[str]:
    """Name the constants that are looked for anywhere in a text, by any module."""
    used = (name.rpartition(".") for tree in sources().values() for name, _ in calls(tree))
    return frozenset(holder.rpartition(".")[2] for holder, _, method in used if method in ANYWHERE)


def test_there_are_expressions_to_look_at() -> None:
    assert len(constants()) > 80
    assert {"bot.text._CHANT", "bot.money._SUM", "bot.redaction._REMOVED", "bot.discord_front.ids.VOTE"} <= set(
        constants()
    )


@pytest.mark.parametrize("name", sorted(constants()))
def test_no_expression_is_slow_on_hostile_text(name: str) -> None:
    found = risks(constants()[name], searched=name.rpartition(".")[2] in searched_anywhere())
    assert bool(found) == (name in SHORT), found


def test_no_expression_in_a_function_is_slow_on_hostile_text() -> None:
    made: dict[str, list[str]] = {}
    for file, tree in sources().items():
        for name, node in calls(tree):
            module, _, method = name.rpartition(".")
            if module != "re" or method not in USES:
                continue
            pattern = node.args[0]
            if isinstance(pattern, ast.Constant):
                assert risks(re.compile(pattern.value), searched=method in ANYWHERE) == [], file
            else:
                made.setdefault(file, []).append(ast.unparse(pattern))
    assert made == {
        file: [ast.unparse(ast.parse(each)) for each in each_file] for file, each_file in made_here().items()
    }


def made_here() -> dict[str, list[str]]:
    return {file: [each.replace("\\\\", "\\") for each in patterns] for file, patterns in MADE_WHEN_NEEDED.items()}


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"^(a+)+$", 1),
        (r"^(?:a|a)*b", 0),
        (r"^(?:a+|b)*c", 1),
        (r"^\s*,?\s*x", 1),
        (r"^\s*(?:,\s*)?x", 0),
        (r"^(?:\s*,\s*)+x", 1),
        (r"^\s*(?:,\s*)+x", 0),
        (r"^(\w+)\s+\1x", 0),
        (r"^\w+\d+x", 1),
        (r"^\w+(?:\.\w+)*x", 0),
        (r"^\d+(?:\.\d+)*x", 0),
        (r"\s+$", 1),
        (r"(?<!\s)\s+$", 0),
        (r"\b\w+x", 0),
        (r"\b\w+!", 0),
        (r"\S*@", 1),
        (r"x\s+y", 0),
        (r"\d{1,99}x", 1),
        (r"\d{1,9}x", 0),
    ],
)
def test_what_is_slow_is_found_and_what_is_not_is_not(pattern: str, found: int) -> None:
    assert bool(risks(re.compile(pattern))) == bool(found)
