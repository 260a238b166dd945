"""Give the picture of a chart, from the cache where it was drawn before.

A file is named by a digest of the chart and of the code that draws it, so none is ever out of date; one that is cut
short is drawn anew, and a folder that cannot be written is no error. The drawing library takes a second to load and
tens of megabytes, so it is loaded with the first picture that has to be drawn, and only one is drawn at a time.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from contextlib import suppress
from functools import cache as once
from importlib.metadata import version
from pathlib import Path

from bot.answers.blocks import Chart
from bot.locale import spoken
from bot.storage.files import in_one_step, prune

log = logging.getLogger(__name__)

KEPT = 200
"""Pictures that stay, about 20 MB; the ones used longest ago go."""
_START, _END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_DRAWING = threading.Lock()


class Pictures:
    """Pictures of charts, kept in a folder inside the cache; nowhere if there is no cache."""

    def __init__(self, cache: Path | None) -> None:
        self._folder = cache / "charts" if cache is not None else None

    def kept(self, chart: Chart) -> bytes | None:
        """Give a picture that was drawn before; None where it has to be drawn."""
        if self._folder is None:
            return None
        file = self._folder / name_of(chart)
        try:
            picture = file.read_bytes()
        except OSError:
            return None
        if not (picture.startswith(_START) and picture.endswith(_END)):
            return None
        with suppress(OSError):
            os.utime(file)  # marks it as used, for the pruning
        return picture

    def png(self, chart: Chart) -> bytes:
        """Give a picture as the bytes of a PNG file; blocks for a second where it has to be drawn."""
        picture = self.kept(chart)
        if picture is not None:
            return picture
        with _DRAWING:
            self._settle()
            from bot.charts.drawing import draw

            picture = draw(chart)
        self._keep(name_of(chart), picture)
        return picture

    def _settle(self) -> None:
        """Give the drawing library a place for its list of fonts, which it would else make in the home or anew."""
        if self._folder is not None:
            with suppress(OSError):
                self._folder.mkdir(parents=True, exist_ok=True)
                os.environ.setdefault("MPLCONFIGDIR", str(self._folder))
        # Where no place can be written, the library says so at length; it draws all the same.
        logging.getLogger("matplotlib").setLevel(logging.ERROR)

    def _keep(self, name: str, picture: bytes) -> None:
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with in_one_step(self._folder / name) as file:
                file.write(picture)
            prune(self._folder, "chart", KEPT, suffix=".png")
        except OSError as error:
            log.debug("no picture is kept in %s: %s", self._folder, error)


def name_of(chart: Chart) -> str:
    """Name the file of a chart's picture by all that it shows and by what draws it."""
    return f"chart-{hashlib.sha256(f'{_version()} {spoken()} {chart!r}'.encode()).hexdigest()[:32]}.png"


@once
def _version() -> str:
    """Name the code that draws: a changed one must not show what the old one drew."""
    sources = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"\0".join([version("matplotlib").encode(), *sources])).hexdigest()
