"""Check how the knowledge behaves: does every phrasing win its own intent?

Shape and references are checked where the files are loaded; what only the trained matcher can tell is checked here. A
phrasing that another intent wins would be answered with that other intent, so it is a problem of the file it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.knowledge.bundle import Bundle
from bot.knowledge.models import Knowledge
from bot.knowledge.reader import Source
from bot.matching.engine import Engine
from bot.matching.utterance import slot
from bot.progress import Report, Stage, silent, tracked

Place = tuple[Source, tuple[str | int, ...], str, str]
"""A file, the path of a phrasing in it, its intent's label and its text."""


def behaviour_problems(
    knowledge: Knowledge, bundle: Bundle, engine: Engine | None = None, report: Report = silent
) -> list[Problem]:
    """List the phrasings that another intent wins, by file and line; `engine` saves building one."""
    engine = engine or Engine.build(knowledge)
    problems = []
    for source, path, label, text in tracked(list(_phrasings(knowledge, bundle)), Stage.CHECKING, report):
        tokens = slot(engine.lexicon.phrase(text), engine.gazetteer)
        winner = engine.intents.winner(tokens)
        if winner != label:
            message = f"the phrasing “{text}” of {label.replace(':', ' ')} is won by {winner.replace(':', ' ')}"
            problems.append(Problem(source.name, source.line(path), message))
    return sorted(problems)


def _phrasings(knowledge: Knowledge, bundle: Bundle) -> Iterator[Place]:
    """Give every phrasing with where it stands and what it should be understood as."""
    for source, shape in bundle.of("topic"):
        for number, text in enumerate(shape.phrasings):
            yield source, ("phrasings", number), f"topic:{shape.topic}", text
        for place, facet in enumerate(shape.facets):
            for number, text in enumerate(facet.phrasings):
                yield source, ("facets", place, "phrasings", number), f"facet:{facet.id}", text
    known = knowledge.facets
    for source, shape in bundle.of("role"):
        for place, passage in enumerate(shape.passages):
            kind = "facet" if passage.facet in known else "topic"
            for number, text in enumerate(passage.phrasings):
                yield source, ("passages", place, "phrasings", number), f"{kind}:{passage.facet}", text
    for kind, field, prefix in (("act", "acts", "act"), ("smalltalk", "smalltalk", "smalltalk"),
                                ("outside", "subjects", "subject")):  # fmt: skip
        for source, shape in bundle.of(kind):
            for place, item in enumerate(getattr(shape, field)):
                for number, text in enumerate(item.phrasings):
                    yield source, (field, place, "phrasings", number), f"{prefix}:{item.id}", text
