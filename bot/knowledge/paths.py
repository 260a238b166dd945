"""Where the knowledge stands if no setting says so."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def default_folder() -> Path:
    """Find the knowledge: inside the package where it was installed (`bot/_knowledge`), else beside it (a checkout)."""
    inside = PACKAGE / "_knowledge"
    return inside if inside.is_dir() else PACKAGE.parent / "knowledge"
