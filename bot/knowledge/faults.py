"""Say what is wrong with a value in words that a YAML author understands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from rapidfuzz import fuzz, process

from bot.errors import Problem
from bot.knowledge import shapes
from bot.knowledge.reader import KeyPath, Source

MOST = 200
"""Faults of one file that are told; who has more has one that explains them."""
NEAR = 70
"""Similarity (0-100) from which a known value is offered for an unknown one."""

_SENTENCES = {
    "missing": "is missing",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "list_type": "must be a list",
    "dict_type": "must be a mapping of fields",
    "model_type": "must be a mapping of fields",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters long",
    "too_short": "must hold at least {min_length} items, not {actual_length}",
    "too_long": "must hold at most {max_length} items, not {actual_length}",
    "greater_than_equal": "must be at least {ge:.12g}",
    "less_than_equal": "must be at most {le:.12g}",
    "string_pattern_mismatch": "must be lower-case words joined by hyphens",
}
_QUOTED = {"int_type", "float_type", "bool_type", "string_pattern_mismatch"}
_QUOTED |= {"string_too_long", "greater_than_equal", "less_than_equal"}


def hint(value: str, known: Iterable[str]) -> str:
    """Offer the known value that is most like an unknown one: "; did you mean 'x'?" or nothing."""
    best = process.extractOne(value, sorted(known), scorer=fuzz.WRatio, score_cutoff=NEAR)
    return f"; did you mean '{best[0]}'?" if best else ""


def shape_problems(source: Source, error: ValidationError, kind: str | None = None) -> Iterator[Problem]:
    """Say each shape error of a file in one sentence, with the line of the value; `kind` allows hints on fields."""
    schema = shapes.SHAPES[kind].model_json_schema() if kind else {}
    items = error.errors(include_url=False)
    for item in items[:MOST]:
        path = tuple(part for part in item["loc"] if part != "[key]")
        yield source.problem(path, f"{_place(source.data, path)}: {_sentence(item, _fields(schema, path[:-1]))}")
    if len(items) > MOST:
        yield source.problem((), f"the file: has {len(items) - MOST:,} more faults; mend these first")


def _place(data: Any, path: KeyPath) -> str:
    """Write a path with the ids of list items for their numbers, as in `passages.education.figures.0.low`."""
    names = []
    for part in path:
        try:
            data = data[part]
        except (LookupError, TypeError):
            data = None
        named = isinstance(part, int) and isinstance(data, dict) and isinstance(data.get("id"), str)
        names.append(data["id"] if named else str(part))
    return ".".join(names) or "the file"


def _sentence(item: Any, fields: Iterable[str]) -> str:
    kind, value, context = item["type"], item.get("input"), item.get("ctx", {})
    if kind == "extra_forbidden":
        return "is not a known field" + hint(str(item["loc"][-1]), fields)
    if kind in {"enum", "literal_error"}:
        expected = str(context["expected"])
        known = expected.replace(" or ", ", ").replace("'", "").split(", ")
        return f"{_shown(value)} is not one of {', '.join(known)}{hint(str(value), known)}"
    if kind == "string_type":
        quotable = isinstance(value, bool | int | float)
        return "must be text" + (f"; put quotes around {_shown(value)}" if quotable else "")
    if kind == "value_error":
        return str(context["error"])
    known_sentence = _SENTENCES.get(kind)
    if known_sentence is None:
        message = str(item["msg"])
        return message[:1].lower() + message[1:]
    return known_sentence.format(**context) + (f", not {_shown(value)}" if kind in _QUOTED else "")


def _shown(value: Any) -> str:
    """Write a value as YAML would, cut short."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a mapping"
    text = str(value)
    return f"'{text if len(text) <= 40 else text[:39] + '…'}'"


def _fields(schema: Mapping[str, Any], path: KeyPath) -> Iterable[str]:
    """Find the fields that a JSON Schema allows at a path."""
    definitions = schema.get("$defs", {})
    place: Mapping[str, Any] = schema
    for part in path:
        inner = place.get("items") if isinstance(part, int) else place.get("properties", {}).get(part)
        inner = inner or place.get("additionalProperties") or {}
        place = definitions.get(inner.get("$ref", "").rpartition("/")[2], inner) if isinstance(inner, dict) else {}
    return list(place.get("properties", {}))
