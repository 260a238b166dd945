"""What Discord demands of application commands, and the store of registered ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.discord_server.errors import Faults, Path, Rejection, unknown
from tests.discord_server.model import JSON

SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
LOCALES = frozenset(
    "ar bg cs da de el en-GB en-US es-419 es-ES fi fr he hi hr hu id it ja ko lt nl no pl pt-BR ro ru sv-SE th tr uk "
    "vi zh-CN zh-TW".split()
)
MAX_CHARACTERS, MAX_SLASH, MAX_OF_MENU = 8000, 100, 15

_DEFAULTS: JSON = {
    "type": 1,
    "description": "",
    "options": [],
    "default_member_permissions": None,
    "dm_permission": True,
    "contexts": None,
    "integration_types": [0],
    "nsfw": False,
    "name_localizations": None,
    "description_localizations": None,
}


class Commands:
    """The registered commands of one scope: global, or one guild."""

    def __init__(self, application_id: int, next_id: Callable[[], int], guild_id: int | None = None) -> None:
        self._application_id = application_id
        self._next_id = next_id
        self._guild_id = guild_id
        self.registered: dict[int, JSON] = {}

    def all(self, *, localizations: bool = True) -> list[JSON]:
        """List the commands as Discord answers them: without their translations unless it is asked for those."""
        found = list(self.registered.values())
        return found if localizations else [_untranslated(command) for command in found]

    def replace(self, bodies: Any) -> list[JSON]:
        """Take over a whole new list; ids stay with their names."""
        bodies = bodies or []
        check_commands(bodies)
        old = {(command["type"], command["name"]): command for command in self.all()}
        new = [self._complete(body, old.get((body.get("type", 1), body["name"]))) for body in bodies]
        self.registered = {int(command["id"]): command for command in new}
        return new

    def add(self, body: JSON) -> JSON:
        """Add one command, or replace the one of that name."""
        same = [c for c in self.all() if (c["type"], c["name"]) == (body.get("type", 1), body.get("name"))]
        others = [c for c in self.all() if c not in same]
        check_commands([*others, body])
        command = self._complete(body, same[0] if same else None)
        self.registered[int(command["id"])] = command
        return command

    def get(self, command_id: int) -> JSON:
        """Look one up."""
        if command_id not in self.registered:
            raise unknown("application command", 10063)
        return self.registered[command_id]

    def edit(self, command_id: int, body: JSON) -> JSON:
        """Change one command."""
        changed = self.get(command_id) | body
        check_commands([*(c for key, c in self.registered.items() if key != command_id), changed])
        self.registered[command_id] = changed | {"version": str(self._next_id())}
        return self.registered[command_id]

    def remove(self, command_id: int) -> None:
        """Delete one command."""
        self.get(command_id)
        del self.registered[command_id]

    def _complete(self, body: JSON, old: JSON | None) -> JSON:
        identity: JSON = {
            "id": old["id"] if old else str(self._next_id()),
            "application_id": str(self._application_id),
            "version": str(self._next_id()),
        }
        if self._guild_id is not None:
            identity["guild_id"] = str(self._guild_id)
        return _DEFAULTS | {name: value for name, value in body.items() if name != "id"} | identity


def check_commands(bodies: list[JSON]) -> None:
    """Refuse a list of commands that Discord would refuse."""
    faults = Faults()
    for index, body in enumerate(bodies):
        _check_command(body, (index,), faults)
    names = [(body.get("type", 1), body.get("name")) for body in bodies]
    message = "Application command names must be unique"
    faults.unique((), names, "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
    faults.check()
    for kind, most in ((1, MAX_SLASH), (2, MAX_OF_MENU), (3, MAX_OF_MENU)):
        if sum(body.get("type", 1) == kind for body in bodies) > most:
            raise Rejection(400, 30032, f"Maximum number of application commands reached ({most}).")


def characters(body: JSON) -> int:
    """Count the names, descriptions and choice values of a command, as the limit of 8,000 does.

    Of a text and its translations the longest counts.
    """
    own = _longest(body, "name") + _longest(body, "description")
    choices = sum(_longest(choice, "name") + len(str(choice["value"])) for choice in body.get("choices") or [])
    return own + choices + sum(characters(option) for option in body.get("options") or [])


def _longest(body: JSON, name: str) -> int:
    texts = [body.get(name) or "", *(body.get(f"{name}_localizations") or {}).values()]
    return max(map(len, texts))


def _untranslated(body: Any) -> Any:
    if isinstance(body, list):
        return [_untranslated(each) for each in body]
    if not isinstance(body, dict):
        return body
    return {name: _untranslated(each) for name, each in body.items() if not name.endswith("_localizations")}


def _check_translations(body: JSON, name: str, path: Path, faults: Faults) -> None:
    """Check the translations of a text of 1-100 characters; names are checked by `_check_name`."""
    for locale, text in (body.get(f"{name}_localizations") or {}).items():
        place: Path = (*path, f"{name}_localizations", locale)
        if locale not in LOCALES:
            faults.add(place, "BASE_TYPE_CHOICES", f"{locale!r} is no locale.")
        faults.length(place, text, 1, 100)


def _check_command(body: JSON, path: Path, faults: Faults) -> None:
    if body.get("type", 1) == 1:
        _check_name(body, path, faults)
        faults.length((*path, "description"), body.get("description"), 1, 100)
        _check_translations(body, "description", path, faults)
    else:
        for locale, text in (body.get("name_localizations") or {}).items():
            faults.length((*path, "name_localizations", locale), text, 1, 32)
        faults.length((*path, "name"), body.get("name"), 1, 32)
        if body.get("description") or body.get("options"):
            message = "Context menu commands cannot have description or options"
            faults.add((*path, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID", message)
    _check_options(body.get("options") or [], path, 0, faults)
    if characters(body) > MAX_CHARACTERS:
        message = f"Command exceeds maximum size ({MAX_CHARACTERS})"
        faults.add(path, "APPLICATION_COMMAND_TOO_LARGE", message)
    for name, known in (("contexts", {0, 1, 2}), ("integration_types", {0, 1})):
        values = body.get(name)
        if values is not None and (not values or set(values) - known or len(set(values)) < len(values)):
            faults.add((*path, name), "SET_TYPE_ALREADY_CONTAINS_VALUE", f"Not a set of {sorted(known)}.")


def _check_name(body: JSON, path: Path, faults: Faults) -> None:
    translated = (body.get("name_localizations") or {}).items()
    names = {("name",): body.get("name"), **{("name_localizations", locale): text for locale, text in translated}}
    for place, name in names.items():
        faults.length((*path, *place), name, 1, 32)
        fits = isinstance(name, str) and name == name.lower() and all(c.isalnum() or c in "-_'" for c in name)
        if not fits:
            faults.add((*path, *place), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    if {locale for locale, _ in translated} - LOCALES:
        faults.add((*path, "name_localizations"), "BASE_TYPE_CHOICES", "Unknown locales.")


def _check_options(options: list[JSON], path: Path, depth: int, faults: Faults) -> None:
    faults.count((*path, "options"), options, 0, 25)
    message = "Option names must be unique"
    for names in _names_by_locale(options):
        faults.unique((*path, "options"), names, "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", message)
    kinds = {option.get("type") for option in options}
    if kinds & {SUBCOMMAND, GROUP} and kinds - {SUBCOMMAND, GROUP}:
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        faults.add((*path, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    optional_seen = False
    for index, option in enumerate(options):
        place: Path = (*path, "options", index)
        _check_name(option, place, faults)
        faults.length((*place, "description"), option.get("description"), 1, 100)
        _check_translations(option, "description", place, faults)
        if option.get("type") in (SUBCOMMAND, GROUP):
            if depth == 2 or (depth == 1 and option["type"] == GROUP):
                faults.add((*place, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deeply.")
            _check_options(option.get("options") or [], place, depth + 1, faults)
            continue
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            faults.add((*place, "required"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen |= not option.get("required")
        _check_choices(option, place, faults)


def _names_by_locale(options: list[JSON]) -> Iterator[list[Any]]:
    """Give the names of options as each member reads them."""
    yield [option.get("name") for option in options]
    for locale in sorted({locale for option in options for locale in option.get("name_localizations") or {}}):
        yield [(option.get("name_localizations") or {}).get(locale, option.get("name")) for option in options]


def _check_choices(option: JSON, path: Path, faults: Faults) -> None:
    choices = option.get("choices") or []
    faults.count((*path, "choices"), choices, 0, 25)
    if choices and option.get("autocomplete"):
        message = "Autocomplete options cannot have choices"
        faults.add((*path, "choices"), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", message)
    if (choices or option.get("autocomplete")) and option.get("type") not in (STRING, INTEGER, NUMBER):
        message = "Only texts and numbers have choices"
        faults.add((*path, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    names = [choice.get("name") for choice in choices]
    message = "Choice names must be unique"
    faults.unique((*path, "choices"), names, "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATE", message)
    check_choices(choices, (*path, "choices"), option.get("type"), faults)


def check_choices(choices: list[JSON], path: Path, kind: int | None, faults: Faults) -> None:
    """Check choices, of an option or of an autocompletion."""
    for index, choice in enumerate(choices):
        faults.length((*path, index, "name"), choice.get("name"), 1, 100)
        _check_translations(choice, "name", (*path, index), faults)
        value = choice.get("value")
        if kind == STRING:
            faults.length((*path, index, "value"), value, 0, 100)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            faults.add((*path, index, "value"), "NUMBER_TYPE_COERCE", f"Value {value!r} is not a number.")


def paths(commands: list[JSON]) -> Iterator[tuple[str, JSON, list[JSON]]]:
    """Go through everything that can be called: its whole name, its top command and its options."""
    for command in commands:
        yield from _paths(command["name"], command, command.get("options") or [])


def _paths(name: str, command: JSON, options: list[JSON]) -> Iterator[tuple[str, JSON, list[JSON]]]:
    nested = [option for option in options if option["type"] in (SUBCOMMAND, GROUP)]
    if not nested:
        yield name, command, options
    for option in nested:
        yield from _paths(f"{name} {option['name']}", command, option.get("options") or [])
