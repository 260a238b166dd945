"""What Discord demands of message components and modals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.discord_server.errors import Faults, Path
from tests.discord_server.model import JSON

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
SELECTS = {3, 5, 6, 7, 8}
TOP_LEVEL = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER}
IN_CONTAINER = TOP_LEVEL - {CONTAINER}
IN_LABEL = {*SELECTS, TEXT_INPUT, 19, 21, 22, 23}
MAX_COMPONENTS, MAX_TEXT, MAX_ROWS = 40, 4000, 5


def walk(components: list[Any]) -> Iterator[JSON]:
    """Go through components with everything nested in them, in the order of reading."""
    for component in components:
        if not isinstance(component, dict):
            continue
        yield component
        yield from walk(component.get("components") or [])
        yield from walk([component[name] for name in ("accessory", "component") if component.get(name)])


def check_components(components: list[JSON], *, layout: bool, faults: Faults) -> None:
    """Check the components of a message; `layout` means the IS_COMPONENTS_V2 flag is set."""
    everything = list(walk(components))
    if layout:
        _check_layout_totals(components, everything, faults)
    else:
        faults.count(("components",), components, 0, MAX_ROWS)
    allowed = TOP_LEVEL if layout else {ROW}
    for index, component in enumerate(components):
        _check_component(component, ("components", index), allowed, faults)
    custom_ids = [component["custom_id"] for component in everything if component.get("custom_id")]
    _check_duplicates(custom_ids, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated", faults)
    numbers = [component["id"] for component in everything if component.get("id")]
    _check_duplicates(numbers, "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated", faults)


def check_modal(modal: JSON, faults: Faults) -> None:
    """Check the data of a modal."""
    faults.length(("data", "title"), modal.get("title"), 1, 45)
    faults.length(("data", "custom_id"), modal.get("custom_id"), 1, 100)
    components = modal.get("components") or []
    faults.count(("data", "components"), components, 1, 5)
    for index, component in enumerate(components):
        path: Path = ("data", "components", index)
        match component.get("type"):
            case 1:
                _check_row_of_modal(component, path, faults)
            case 18:
                _check_label(component, path, faults)
            case 10:
                faults.length((*path, "content"), component.get("content"), 1, MAX_TEXT)
            case other:
                faults.add((*path, "type"), "BASE_TYPE_CHOICES", f"A modal cannot hold a component of type {other}.")
    custom_ids = [component["custom_id"] for component in walk(components) if component.get("custom_id")]
    _check_duplicates(custom_ids, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated", faults)


def _check_duplicates(values: list[Any], code: str, message: str, faults: Faults) -> None:
    faults.unique(("components",), values, code, message)


def _check_layout_totals(components: list[JSON], everything: list[JSON], faults: Faults) -> None:
    if len(everything) > MAX_COMPONENTS:
        faults.add(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The maximum of 40 components.")
    if not components:
        faults.add(("components",), "BASE_TYPE_REQUIRED", "This field is required")
    text = sum(len(part.get("content") or "") for part in everything if part.get("type") == TEXT)
    if text > MAX_TEXT:
        message = f"The text displays hold {text} characters; {MAX_TEXT} is the most."
        faults.add(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)


def _check_component(component: JSON, path: Path, allowed: set[int], faults: Faults) -> None:
    kind = component.get("type") if isinstance(component, dict) else None
    if kind not in allowed:
        faults.add((*path, "type"), "UNION_TYPE_CHOICES", f"A component of type {kind} cannot stand here.")
        return
    match kind:
        case 1:
            _check_row(component, path, faults)
        case 9:
            _check_section(component, path, faults)
        case 10:
            faults.length((*path, "content"), component.get("content"), 1, MAX_TEXT)
        case 12:
            faults.count((*path, "items"), component.get("items") or [], 1, 10)
        case 17:
            inner = component.get("components") or []
            faults.count((*path, "components"), inner, 1, MAX_COMPONENTS)
            for index, part in enumerate(inner):
                _check_component(part, (*path, "components", index), IN_CONTAINER, faults)


def _check_row(row: JSON, path: Path, faults: Faults) -> None:
    inner = row.get("components") or []
    faults.count((*path, "components"), inner, 1, 5)
    kinds = [component.get("type") for component in inner]
    if any(kind in SELECTS for kind in kinds) and len(kinds) > 1:
        faults.add((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select needs a row of its own.")
    for index, component in enumerate(inner):
        place: Path = (*path, "components", index)
        if component.get("type") == BUTTON:
            _check_button(component, place, faults)
        elif component.get("type") in SELECTS:
            _check_select(component, place, faults)
        else:
            faults.add((*place, "type"), "UNION_TYPE_CHOICES", "Only buttons and selects stand in a row.")


def _check_section(section: JSON, path: Path, faults: Faults) -> None:
    inner = section.get("components") or []
    faults.count((*path, "components"), inner, 1, 3)
    for index, component in enumerate(inner):
        _check_component(component, (*path, "components", index), {TEXT}, faults)
    accessory = section.get("accessory") or {}
    if accessory.get("type") == BUTTON:
        _check_button(accessory, (*path, "accessory"), faults)
    elif accessory.get("type") != THUMBNAIL:
        faults.add((*path, "accessory"), "BASE_TYPE_REQUIRED", "A section needs a button or a thumbnail.")


def _check_button(button: JSON, path: Path, faults: Faults) -> None:
    style = button.get("style")
    if style not in range(1, 7):
        faults.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
    faults.length((*path, "label"), button.get("label"), 0, 80, required=False)
    if style == 5:
        faults.length((*path, "url"), button.get("url"), 1, 512)
        if button.get("custom_id"):
            message = "A custom id and url cannot both be specified"
            faults.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    elif style != 6:
        faults.length((*path, "custom_id"), button.get("custom_id"), 1, 100)
        if button.get("url"):
            message = "A custom id and url cannot both be specified"
            faults.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    if style != 6 and not button.get("label") and not button.get("emoji"):
        faults.add(path, "BUTTON_COMPONENT_INVALID_EMPTY", "A button needs a label or an emoji.")


def _check_select(select: JSON, path: Path, faults: Faults) -> None:
    faults.length((*path, "custom_id"), select.get("custom_id"), 1, 100)
    faults.length((*path, "placeholder"), select.get("placeholder"), 0, 150, required=False)
    low, high = select.get("min_values", 1), select.get("max_values", 1)
    if not 0 <= low <= 25 or not 1 <= high <= 25 or low > high:
        faults.add((*path, "min_values"), "NUMBER_TYPE_RANGE", "0 <= min_values <= max_values <= 25")
    if len(select.get("default_values") or []) > high:
        faults.add((*path, "default_values"), "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
    if select.get("type") != STRING_SELECT:
        return
    chosen = [option for option in select.get("options") or [] if option.get("default")]
    if len(chosen) > high:
        faults.add((*path, "options"), "SELECT_COMPONENT_DEFAULTS_EXCEED_MAX", "More defaults than may be chosen.")
    options = select.get("options") or []
    faults.count((*path, "options"), options, 1, 25)
    for index, option in enumerate(options):
        place: Path = (*path, "options", index)
        faults.length((*place, "label"), option.get("label"), 1, 100)
        faults.length((*place, "value"), option.get("value"), 1, 100)
        faults.length((*place, "description"), option.get("description"), 0, 100, required=False)
    values = [option.get("value") for option in options]
    faults.unique((*path, "options"), values, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value is already used")
    if options and high > len(options):
        faults.add((*path, "max_values"), "NUMBER_TYPE_MAX", "max_values is more than there are options.")


def _check_row_of_modal(row: JSON, path: Path, faults: Faults) -> None:
    inner = row.get("components") or []
    faults.count((*path, "components"), inner, 1, 1)
    for index, component in enumerate(inner):
        place: Path = (*path, "components", index)
        if component.get("type") != TEXT_INPUT:
            faults.add((*place, "type"), "BASE_TYPE_CHOICES", "Only text inputs stand in a row of a modal.")
            continue
        faults.length((*place, "label"), component.get("label"), 1, 45)
        _check_input(component, place, faults)


def _check_label(label: JSON, path: Path, faults: Faults) -> None:
    faults.length((*path, "label"), label.get("label"), 1, 45)
    faults.length((*path, "description"), label.get("description"), 0, 100, required=False)
    inner = label.get("component") or {}
    kind = inner.get("type")
    if kind not in IN_LABEL:
        faults.add((*path, "component"), "UNION_TYPE_CHOICES", f"A label cannot hold a component of type {kind}.")
    elif kind == TEXT_INPUT:
        _check_input(inner, (*path, "component"), faults)
    elif kind in SELECTS:
        _check_select(inner, (*path, "component"), faults)


def _check_input(component: JSON, path: Path, faults: Faults) -> None:
    faults.length((*path, "custom_id"), component.get("custom_id"), 1, 100)
    faults.length((*path, "placeholder"), component.get("placeholder"), 0, 100, required=False)
    faults.length((*path, "value"), component.get("value"), 0, 4000, required=False)
    if component.get("style") not in (1, 2):
        faults.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
    low, high = component.get("min_length") or 0, component.get("max_length") or 4000
    if not 0 <= low <= high <= 4000:
        faults.add((*path, "max_length"), "NUMBER_TYPE_RANGE", "0 <= min_length <= max_length <= 4000")
