"""What was given in a form that was filled in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def inputs(components: Iterable[Any]) -> dict[str, Any]:
    """Give the inputs of a form by custom id, in labels and rows alike."""
    found: dict[str, Any] = {}
    for component in components:
        if component.get("custom_id"):
            found[component["custom_id"]] = component
        inner = [*(component.get("components") or ()), *filter(None, [component.get("component")])]
        found |= inputs(inner)
    return found


def typed(components: Iterable[Any], custom_id: str) -> str:
    """Give what was typed into an input."""
    return str(inputs(components).get(custom_id, {}).get("value") or "")


def chosen(components: Iterable[Any], custom_id: str) -> list[str]:
    """Give what was chosen in a select."""
    return [str(value) for value in inputs(components).get(custom_id, {}).get("values") or ()]
