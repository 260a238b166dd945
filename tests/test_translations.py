"""Every text that members see is translated, and nothing else is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages import Catalog

from bot.locale import ENGLISH, TRANSLATIONS, languages
from bot.locale.catalogues import parse
from tests.translations import NAME, ROOT, faults, template

OTHERS = [language for language in languages() if language != ENGLISH]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return template(tmp_path_factory.mktemp("template"))


def test_spanish_is_spoken():
    assert OTHERS == ["es"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_with_the_same_gaps_and_nothing_else_is(texts, language):
    assert faults(texts, parse(TRANSLATIONS / f"{language}.po", language)) == []


def test_the_template_holds_texts_of_every_kind(texts):
    assert texts.get("Note:") is not None  # inside of an f-string
    assert texts.get("Yes: {name} is asked for.") is not None  # in a table, said later
    assert texts.get(("1 more row follows.", "{count} more rows follow.")) is not None
    assert texts.get("ask", NAME) is not None
    assert texts.get("Ask about roles, skills, pay or a career in AI and software.") is not None
    assert texts.get("There is no command {name}. /help lists them.") is None  # the terminal speaks English


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_that_lacks_a_text_or_holds_a_wrong_one_is_told(texts, language):
    translated = parse(TRANSLATIONS / f"{language}.po", language)
    translated.delete("Note:")
    translated.add("Unheard of.", "Inaudito.")
    translated["up to {amount}"].string = "hasta {cantidad}"
    translated["Share"].flags.add("fuzzy")
    found = faults(texts, translated)
    assert sorted(found[:-1]) == ["lacks “Note:”", "lacks “Share”", "translates “Unheard of.”, which is said nowhere"]
    assert found[-1].startswith("“up to {amount}”: “hasta {cantidad}” has the gaps")


def test_every_constant_that_is_said_is_marked_to_be_translated():
    """`say(NAME)` finds no translation where the text behind the name is not marked with `later`."""
    unmarked = []
    for file in sorted((ROOT / "bot").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        plain = {name for node in tree.body for name in _plain_texts(node)}
        unmarked += [f"{_shown(file)}: {name}" for name in _said_names(tree) if name in plain]
    assert unmarked == []


def _shown(file: Path) -> str:
    return str(file.relative_to(ROOT))


def _plain_texts(node: ast.stmt) -> list[str]:
    """Give the names that a statement at the top of a module binds to texts, or to tables of them, without a mark."""
    if not isinstance(node, ast.Assign):
        return []
    held = list(node.value.values) if isinstance(node.value, ast.Dict) else [node.value]
    is_plain = any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in held)
    return [each.id for each in node.targets if isinstance(each, ast.Name) and is_plain]


def _said_names(tree: ast.Module) -> list[str]:
    """Give the names that are said: `say(NAME)` and `say(NAMES[key])`."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
            first = node.args[0]
            named = first.value if isinstance(first, ast.Subscript) else first
            found += [named.id] if isinstance(named, ast.Name) else []
    return found
