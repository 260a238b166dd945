"""Compile the knowledge while the package is built, so that the first answer after an installation is a quick one.

What is compiled goes to `bot/_compiled`, where `bot.matching.cache` looks when the user's own cache holds nothing. A
knowledge that does not load is no reason not to install: the program itself says what is wrong with it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileHook(BuildHookInterface[Any]):
    """Runs before the files of a wheel are gathered, or an editable installation is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling's signature)
        """Compile into the package's own folder."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        target = root / "bot" / "_compiled"
        shutil.rmtree(target, ignore_errors=True)
        sys.path.insert(0, str(root))
        try:
            from bot.errors import CareerCoachError
            from bot.matching.cache import open_compiled

            open_compiled(root / "knowledge", target)
        except (ImportError, CareerCoachError) as error:
            self.app.display_warning(f"The knowledge is not compiled ahead: {error}")
        finally:
            sys.path.remove(str(root))
