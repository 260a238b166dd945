"""Give the names by which people call a job."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.drafting.brackets import without_brackets

SHORT = frozenset("ai ml it qa ux ui hr bi vp sre sap erp crm seo api db sql net ios".split())
"""Abbreviations in the names of jobs."""
_ENGINEERING = frozenset({"engineering", "engineer", "development"})
_RANK = re.compile(r"^(?:senior|junior)\s+")
_ABBREVIATED = re.compile(r"[^A-Z]*[A-Z](?:.*[A-Z/+#]|$)")


def short_of(title: str) -> str:
    """Write a job as a sentence does: without its rank, and in small letters but for abbreviations."""
    words = [word for word in title.split() if word.lower() not in {"senior", "junior"}] or title.split()
    return " ".join(word if _ABBREVIATED.match(word) else word.lower() for word in words)


def aliases_of(names: Iterable[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Give all ways to say the names of a job; those of one word only where no other role has `taken` them."""
    found = dict.fromkeys(alias for name in names for alias in _variants(name))
    return tuple(alias for alias in found if " " in alias or alias not in set(taken))


def _variants(title: str) -> list[str]:
    """Say a title with and without its rank and what stands in brackets, and by its abbreviations."""
    bare = without_brackets(title).lower()
    names = [title.lower(), bare, _RANK.sub("", bare)]
    words = re.findall(r"[\w+#]+", names[-1])
    short = [word for word in words if word in SHORT]
    rest = [word for word in words if word not in SHORT]
    head = rest[-1] if rest else ""
    if short and head:
        # "software engineer ml" is an ml engineer, too: what has a short name is known by it.
        names += [f"{word} {head}" for word in short]
        if len(rest) > 1 and not _ENGINEERING & set(rest[:-1]):
            names.append(" ".join((*short, *rest[:-1])))
        names += [" ".join((*short, *rest[at:])) for at in range(1, len(rest) - 1)]
    if head == "manager":
        names += ["manager", " ".join(rest[-2:])]
    return [name for name in names if name]
