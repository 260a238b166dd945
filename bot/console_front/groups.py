"""The groups of the command line: one that ends quietly, one that is imported when it is used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from bot.console_front.exits import accept_any_text, one_sentence


class QuietGroup(click.Group):
    """A group whose commands end in one sentence and an exit status, whatever happens."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        accept_any_text()
        with one_sentence():
            return super().invoke(context)


class LazyGroup(click.Group):
    """A group whose module is imported only when one of its commands is wanted; `--help` need not pay for it."""

    def __init__(self, name: str, *, module: str, help: str) -> None:
        super().__init__(name, help=help)
        self._module = module

    def list_commands(self, context: click.Context) -> list[str]:
        """List the commands of the real group."""
        return self._group.list_commands(context)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Find a command of the real group."""
        return self._group.get_command(context, name)

    @property
    def _group(self) -> click.Group:
        group = getattr(import_module(self._module), str(self.name))
        assert isinstance(group, click.Group)
        return group
