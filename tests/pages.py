"""Read the tables of the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = re.compile(r"`([^`]+)`")


def rows(page: str, heading: str) -> Iterator[list[str]]:
    """Give the cells of each row of the tables of a page whose first heading is this."""
    inside = False
    for line in (ROOT / "docs" / page).read_text("utf-8").splitlines():
        if not line.startswith("|"):
            inside = False
        elif line.startswith(f"| {heading} |"):
            inside = True
        elif inside and not line.startswith("|---"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def documented(page: str, heading: str) -> dict[str, list[str]]:
    """Give the other cells of a table's rows by what their first cell names."""
    found = {code(first)[0]: others for first, *others in rows(page, heading)}
    assert found, f"{page} has no table of {heading}"
    return found


def code(cell: str) -> list[str]:
    return CODE.findall(cell)
