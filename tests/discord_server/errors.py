"""Discord's way of saying no: a status, an error code and, for a bad body, where it is bad."""

from __future__ import annotations

from typing import Any

Path = tuple[str | int, ...]

ALREADY_ACKNOWLEDGED = 40060


class Rejection(Exception):
    """A request that Discord would refuse, with the status and the JSON it would send."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: dict[str, Any] = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


class Faults:
    """Collects what is wrong with one body; `check` refuses the body if anything is."""

    def __init__(self) -> None:
        self.found: list[tuple[Path, str, str]] = []

    def add(self, path: Path, code: str, message: str) -> None:
        """Note one fault at a place in the body."""
        self.found.append((path, code, message))

    def length(self, path: Path, value: object, low: int, high: int, *, required: bool = True) -> None:
        """Note a text that is missing, no text, too short or too long."""
        if value is None:
            if required:
                self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif not isinstance(value, str):
            self.add(path, "STRING_TYPE_CONVERT", f"Could not interpret {value!r} as string.")
        elif not low <= len(value) <= high:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def count(self, path: Path, values: list[Any], low: int, high: int) -> None:
        """Note a list with too few or too many entries."""
        if not low <= len(values) <= high:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def unique(self, path: Path, values: list[Any], code: str, message: str) -> None:
        """Note a value that stands twice in a list."""
        if len(set(values)) < len(values):
            self.add(path, code, message)

    def check(self) -> None:
        """Refuse the body with all faults found, as 400 and 50035."""
        if self.found:
            raise Rejection(400, 50035, "Invalid Form Body", self.tree())

    def tree(self) -> dict[str, Any]:
        """Nest the faults by their path, as Discord does."""
        tree: dict[str, Any] = {}
        for path, code, message in self.found:
            node = tree
            for step in path:
                node = node.setdefault(str(step), {})
            node.setdefault("_errors", []).append({"code": code, "message": message})
        return tree


def unauthorized() -> Rejection:
    """Refuse a missing or wrong bot token."""
    return Rejection(401, 0, "401: Unauthorized")


def unknown(thing: str, code: int) -> Rejection:
    """Refuse an id that names nothing."""
    return Rejection(404, code, f"Unknown {thing}")


def dead_token() -> Rejection:
    """Refuse an interaction token that is wrong or has run out."""
    return Rejection(401, 50027, "Invalid Webhook Token")


def already_acknowledged() -> Rejection:
    """Refuse a second response to one interaction."""
    return Rejection(400, ALREADY_ACKNOWLEDGED, "Interaction has already been acknowledged.")


def empty_message() -> Rejection:
    """Refuse a message with nothing in it."""
    return Rejection(400, 50006, "Cannot send an empty message")
