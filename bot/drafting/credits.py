"""Read whose document it is from the lines that say so, and leave those lines aside."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from bot.drafting.blocks import Block, Counting, Document, Dropped
from bot.drafting.outline import Group, Outline, Part
from bot.knowledge.models import Origin

_FIELDS = {
    "owner": re.compile(
        r"^(?:author|authors|by|written by|published by|publisher|owner|prepared by|compiled by|©|"
        r"\(c\)|copyright(?: "
        r"©)?)[:\s]\s*(?:©\s*)?(?:\d{4}(?:\s*[-–]\s*\d{4})?,?\s*)?(?:by\s+)?(?P<value>[^.|]{2,80})",
        re.IGNORECASE,
    ),
    "licence": re.compile(
        r"^(?:licen[cs]ed? (?:under|as)?|licen[cs]e)[:\s]\s*(?P<value>.{2,100})|(?P<named>\bCC[ -](?:BY(?:[ -](?:SA|"
        r"NC|ND))*|0)(?: \d\.\d)?|all rights reserved)",
        re.IGNORECASE,
    ),
    "edition": re.compile(
        r"^(?:(?:last )?(?:updated|revised|reviewed|modified)(?: on)?|edition|version|date|"
        r"published(?: on| in)?(?! by)|issued)[:\s]\s*(?P<value>.{4,40})",
        re.IGNORECASE,
    ),
}
_PIECES = re.compile(
    r"\s[|·•]\s+|\.\s+(?=[A-Z])|;\s|"
    r",\s+(?=(?i:updated|revised|licen|CC|all rights|published|edition|version)\b)"
)
_DATED = re.compile(r",\s+(?P<edition>(?:\w+ )?(?:19|20)\d\d)$")
"""A date behind the name of an owner: "the Alumni Office, spring 2026"."""
_LONGEST = 160
_EDGE = 4
"""So many blocks at each end of a document may be about the document."""


def credits_of(document: Document, plan: Outline) -> tuple[Outline, Origin]:
    """Read title, owner, licence and edition; give also the outline without the lines that tell them."""
    said = {"owner": document.credits.owner, "licence": document.credits.licence, "edition": document.credits.edition}
    blocks = [block for part in plan.parts for group in part.groups for block in group.blocks]
    edges = {id(block) for block in (*blocks[:_EDGE], *blocks[-_EDGE:])}
    gone: list[Block] = []

    def tells(block: Block) -> bool:
        if id(block) not in edges or len(block.text) > _LONGEST or block.cells:
            return False
        found = False
        for piece in _PIECES.split(block.text):
            for name, pattern in _FIELDS.items():
                match = pattern.search(piece.strip())
                if match:
                    value = (match["value"] if "value" in pattern.groupindex else None) or (
                        match["named"] if "named" in pattern.groupindex else None
                    )
                    said[name] = said[name] or (value or "").strip(" .")
                    found = True
        if found:
            gone.append(block)
        return found

    parts = tuple(_kept(part, tells) for part in plan.parts)
    dated = _DATED.search(said["owner"])
    if dated:
        said["owner"] = said["owner"][: dated.start()]
        said["edition"] = said["edition"] or dated["edition"]
    dropped = tuple(Dropped(block.span, "says whose document it is") for block in gone)
    title = (
        document.credits.title
        or (plan.title.text if plan.title else "")
        or Path(document.name).stem.replace("-", " ").replace("_", " ")
    )
    origin = Origin(
        " ".join(title.split())[:200],
        said["owner"][:120] or None,
        said["licence"][:120] or None,
        said["edition"][:60] or None,
        document.counting is Counting.PARAGRAPH,
        document.pages,
    )
    held = tuple(part for part in parts if part.groups or part.heading)
    return replace(plan, parts=held, dropped=(*plan.dropped, *dropped)), origin


def _kept(part: Part, tells: object) -> Part:
    assert callable(tells)
    groups = [
        Group(group.headings, group.opening, tuple(block for block in group.blocks if not tells(block)))
        for group in part.groups
    ]
    return replace(part, groups=tuple(group for group in groups if group.blocks or group.opening))
