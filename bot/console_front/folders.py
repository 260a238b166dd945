"""The knowledge folder that a command works with."""

from __future__ import annotations

from pathlib import Path

import click

FOLDER = click.Path(path_type=Path)


def chosen(given: Path | None) -> Path:
    """Choose the folder: the argument, else `--knowledge` or a setting, else the one that ships with the bot."""
    if given is not None:
        return given
    from bot.config import load_settings

    option = click.get_current_context().obj
    return load_settings(knowledge=option).knowledge
