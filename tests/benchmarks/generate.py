"""Make a knowledge of many roles from the shape of the shipped ones, the same for the same seed.

Every made role is a copy of a shipped one with another name and its words shuffled between passages of the same facet;
one word in eight is replaced by a made one. Topics, facets, skills and vocabulary stay: a new role brings facts only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.knowledge.models import Knowledge, Passage, Role

SYLLABLES = "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro ta te ti to".split()
MADE_WORDS = 4000
MADE_SHARE = 1 / 8


def grow(knowledge: Knowledge, roles: int, *, seed: int = 0, phrasings: int = 0) -> Knowledge:
    """Give a knowledge of so many roles, the shipped ones first; each made passage has so many phrasings of its own."""
    draw = random.Random(seed)
    lexicon = sorted({_word(draw, 3) for _ in range(MADE_WORDS)})
    names = _names(draw, {role.title.casefold() for role in knowledge.roles.values()})
    shipped = list(knowledge.roles.values())
    grown = {role.id: role for role in shipped[:roles]}
    for number in range(len(grown), roles):
        role = _role(shipped[number % len(shipped)], next(names), lexicon, draw, phrasings)
        grown[role.id] = role
    return replace(knowledge, roles=grown, digest=f"grown-{roles}-{seed}-{phrasings}-{knowledge.digest}")


def size(knowledge: Knowledge) -> int:
    """Count passages and phrasings."""
    passages = knowledge.passages
    topics = knowledge.topics.values()
    asked = sum(len(item.phrasings) for topic in topics for item in (topic, *topic.facets))
    return len(passages) + sum(len(passage.phrasings) for passage in passages) + asked


def _word(draw: random.Random, syllables: int) -> str:
    return "".join(draw.choice(SYLLABLES) for _ in range(syllables))


def _names(draw: random.Random, taken: set[str]) -> Iterator[str]:
    while True:
        name = f"{_word(draw, 3)} {_word(draw, 2)} engineer"
        if name not in taken:
            taken.add(name)
            yield name


def _role(model: Role, name: str, lexicon: Sequence[str], draw: random.Random, phrasings: int) -> Role:
    id_ = name.replace(" ", "-")
    aliases = (name, f"senior {name}", name.removesuffix(" engineer"))
    passages = tuple(_passage(passage, id_, lexicon, draw, phrasings) for passage in model.passages)
    return replace(model, id=id_, title=name.title(), short=name, aliases=aliases, passages=passages)


def _passage(
    model: Passage, role: str, lexicon: Sequence[str], draw: random.Random, phrasings: int
) -> Passage:  # fmt: skip
    own = tuple(_reword(model.title, lexicon, draw) for _ in range(phrasings))
    text = _reword(model.text, lexicon, draw)
    points = tuple(_reword(point, lexicon, draw) for point in model.points)
    return replace(model, role=role, text=text, points=points, phrasings=own)


def _reword(text: str, lexicon: Sequence[str], draw: random.Random) -> str:
    words = [draw.choice(lexicon) if draw.random() < MADE_SHARE else word for word in text.split()]
    return " ".join(words)
