"""Check request bodies against Discord's published OpenAPI description, where a copy of it is at hand."""

from __future__ import annotations

import copy
import json
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.discord_server.components import walk

VARIABLE = "CAREER_COACH_DISCORD_OPENAPI"
_NAMED = os.environ.get(VARIABLE)
"""Read at import: while tests run, the environment is kept clean of such names."""
_BESIDE = Path(__file__).parents[3] / "shared" / "discord-openapi.json"


def find_schema() -> Path | None:
    """Find the description: where the environment says, or beside the project folder; None where there is none."""
    path = Path(_NAMED) if _NAMED else _BESIDE
    return path if path.is_file() else None


class Schema:
    """Validates bodies; what it has worked out for a route it keeps."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource("discord", resource)
        self._validators: dict[tuple[str, str], Draft202012Validator | None] = {}
        self._routes = [(path, re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$")) for path in document["paths"]]
        # A literal path (…/@original) is more telling than one with a parameter in that place.
        self._routes.sort(key=lambda route: route[0].count("{"))

    def fault(self, method: str, path: str, body: Any) -> str | None:
        """Say what is wrong with a body; None where nothing is, or the route takes none."""
        found = next((template for template, pattern in self._routes if pattern.match(path)), None)
        if found is None or body is None:
            return None
        key = (method.lower(), found)
        if key not in self._validators:
            self._validators[key] = self._validator(*key)
        validator = self._validators[key]
        error = best_match(validator.iter_errors(_as_sent(body))) if validator else None
        if error is None:
            return None
        return f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"

    def misfit(self, name: str, payload: Any) -> str | None:
        """Say how a payload differs from what Discord describes under a name, such as "MessageResponse"."""
        validator = Draft202012Validator({"$ref": f"discord#/components/schemas/{name}"}, registry=self._registry)
        error = best_match(validator.iter_errors(payload))
        return f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" if error else None

    def _validator(self, method: str, path: str) -> Draft202012Validator | None:
        content = self._document["paths"][path].get(method, {}).get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return None
        escaped = path.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
        pointer = f"discord#/paths/{escaped}/{method}/requestBody/content/application~1json/schema"
        return Draft202012Validator({"$ref": pointer}, registry=self._registry)


@lru_cache(maxsize=2)
def load_schema(path: Path | None) -> Schema | None:
    """Read the description once per process."""
    return Schema(json.loads(path.read_text(encoding="utf-8"))) if path else None


def _as_sent(body: Any) -> Any:
    """Turn the integers that Discord also takes for ids into the strings the description wants."""
    if not isinstance(body, dict):
        return body
    body = copy.deepcopy(body)
    if isinstance(body.get("recipient_id"), int):
        body["recipient_id"] = str(body["recipient_id"])
    data = body.get("data")
    for holder in (body, data if isinstance(data, dict) else {}):
        for attachment in holder.get("attachments") or []:
            attachment["id"] = str(attachment["id"])
        for component in walk(holder.get("components") or []):
            for default in component.get("default_values") or []:
                default["id"] = str(default["id"])
        reference = holder.get("message_reference") or {}
        reference.update({name: str(value) for name, value in reference.items() if name.endswith("_id")})
        allowed = holder.get("allowed_mentions") or {}
        allowed.update(
            {kind: [str(each) for each in allowed[kind]] for kind in ("users", "roles") if allowed.get(kind)}
        )
    return body
