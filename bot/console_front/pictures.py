"""`career-coach chart`: the pay of roles as a picture in a file, and in words or bars on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.charts.pictures import Pictures
from bot.console_front.render import show_chart
from bot.errors import UserError

if TYPE_CHECKING:
    from bot.app import Coach


def write_chart(coach: Coach, roles: Sequence[str], out: Path, *, cache: Path | None, console: Console) -> None:
    """Draw the pay of roles into a file, and say what it shows.

    Raises:
        UserError: where there is nothing to draw, or the file cannot be written.
    """
    _check(out)
    chart = coach.chart(roles)
    picture = Pictures(cache).png(chart)
    try:
        out.write_bytes(picture)
    except OSError as error:
        raise UserError(f"The picture {out} cannot be written: {error.strerror}.") from error
    show_chart(console, chart)
    console.out(f"Written: {out} ({round(len(picture) / 1000)} KB).", highlight=False)


def _check(out: Path) -> None:
    """Refuse a file that cannot be, before anything is drawn."""
    if out.suffix.lower() != ".png":
        raise UserError(f"Pictures are written as PNG, so {out} must end in .png.")
    if not out.parent.is_dir():
        raise UserError(f"There is no folder {out.parent} to write {out.name} into.")
