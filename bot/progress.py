"""How far a long job has come, told to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from typing import TypeVar

_Item = TypeVar("_Item")


class Stage(StrEnum):
    """What a reload does, in this order."""

    READING = "reading"
    """Files of the folder."""
    COMPILING = "compiling"
    """One step, the longest where phrasings changed."""
    CHECKING = "checking"
    """Phrasings that must win their own intent."""
    DRAFTING = "drafting"
    """Documents, each to a draft."""
    ASKING = "asking"
    """Golden questions, and in a preview those that were not answered lately."""


Report = Callable[[Stage, int, int], None]
"""Takes the stage, how many of its steps are done and how many there are; called from the thread that works."""


def silent(stage: Stage, done: int, total: int, /) -> None:
    """Report to nobody."""


def tracked(items: Collection[_Item], stage: Stage, report: Report) -> Iterator[_Item]:
    """Give items one by one and report each that is done with."""
    report(stage, 0, len(items))
    for done, item in enumerate(items, 1):
        yield item
        report(stage, done, len(items))
