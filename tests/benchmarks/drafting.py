"""How well drafts read guides: sections, figures, skills and facets against what people made of the same guides.

The five guides of the shipped knowledge lie in a folder beside the checkout, or where `--documents` says; without them
only the small guides of `tests/drafting/guides` are read. No guide is read with its own passages in sight.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.drafting.blocks import Document
from bot.drafting.draft import Draft, draft
from bot.drafting.reading import read
from bot.knowledge.loader import load
from bot.knowledge.models import Figure, Knowledge, Span
from bot.knowledge.paths import default_folder
from bot.matching.engine import Engine
from tests.benchmarks.report import parser, show, write
from tests.drafting.expected import DEVELOPED_ON, Expected, document, expectations

DOCUMENTS = Path(__file__).parents[3] / "shared" / "documents"
BARS = {"sections": 100, "figures": 98, "right": 85, "skills": 90, "facets": 85}
_ATTRIBUTES = ("kind", "statistic", "source", "place", "level")


@dataclass
class Score:
    """What was found of a guide, as pairs of (right, all)."""

    name: str
    counts: dict[str, list[int]] = field(default_factory=dict)
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    def count(self, what: str, right: bool, miss: str = "") -> None:
        """Count one thing, and note what was missed."""
        pair = self.counts.setdefault(what, [0, 0])
        pair[0] += right
        pair[1] += 1
        if not right and miss:
            self.misses.append(f"{self.name}: {what}: {miss}")

    def row(self) -> dict[str, str]:
        """Write the shares."""
        shares = {what: _share(self.counts.get(what)) for what in (*BARS, "flagged", "invented")}
        return {"guide": self.name, **shares, "seconds": f"{self.seconds:.2f}"}


def _share(pair: Sequence[int] | None) -> str:
    return "-" if not pair or not pair[1] else f"{100 * pair[0] / pair[1]:.0f} % of {pair[1]}"


def judge(made: Draft, expected: Expected) -> Score:
    """Compare a draft with what is expected of its guide."""
    score = Score(made.document.name)
    laid = {(topic, section.lines) for topic, section, _ in made.sections}
    for topic, lines in expected.sections:
        score.count(
            "sections", (topic, lines) in laid, f"{topic} {lines} not in {sorted(laid, key=lambda item: item[1])}"
        )
    _figures(made, expected, score)
    skills = {skill for passage in made.passages for skill in passage.skills}
    for skill in expected.skills:
        score.count("skills", skill in skills, skill)
    for passage in made.passages:
        accepted = expected.facets_of(passage.lines)
        if not accepted:
            continue
        score.count("flagged", bool(passage.doubt))
        if not passage.doubt:
            score.count(
                "facets",
                passage.facet in accepted,
                f"{passage.lines} {passage.title}: {passage.facet} not in {sorted(accepted)}",
            )
    return score


def _figures(made: Draft, expected: Expected, score: Score) -> None:
    drafted = [figure for passage in made.passages for figure in passage.figures]
    unused = list(drafted)
    for readings in expected.figures:
        figure = readings[0]
        alike = [other for other in drafted if _same(figure, other)]
        near = [other for other in drafted if _covers(other, figure)]
        score.count("figures", bool(alike or near), _told(figure))
        if alike:
            wrong = min((_wrong(figure, other) for figure in readings for other in alike), key=len)
            score.count("right", not wrong, f"{_told(figure)}: {', '.join(wrong)}")
        unused = [other for other in unused if other not in alike and other not in near]
    for figure in unused:
        bounds = {value for value in (figure.low, figure.high) if value is not None}
        invented = expected.strict or not bounds <= expected.numbers(figure.lines)
        score.count("invented", invented, "")
        if invented:
            score.misses.append(f"{score.name}: invented: {_told(figure)}")


def _wrong(figure: Figure, other: Figure) -> list[str]:
    pairs = ((name, getattr(figure, name), getattr(other, name)) for name in _ATTRIBUTES)
    return [f"{name} {found} for {wanted}" for name, wanted, found in pairs if wanted != found]


def _same(figure: Figure, other: Figure) -> bool:
    mine = {figure.low, figure.high} - {None}
    return (
        mine == {other.low, other.high} - {None}
        and _meet(figure.lines, other.lines)
        and (figure.currency == other.currency)
    )


def _covers(other: Figure, figure: Figure) -> bool:
    """Tell whether a figure says what a derived one does: the lower end of a range beside it."""
    return {figure.low, figure.high} - {None} <= {other.low, other.high} and _meet(figure.lines, other.lines)


def _meet(one: Iterable[Span], other: Sequence[Span]) -> bool:
    return any(low <= last and first <= high for low, high in one for first, last in other)


def _told(figure: Figure) -> str:
    named = ", ".join(f"{name} {getattr(figure, name)}" for name in _ATTRIBUTES if getattr(figure, name))
    return f"line {figure.lines[0][0]} {figure.low}..{figure.high} {figure.currency or figure.unit} ({named})"


def shipped(knowledge: Knowledge, documents: Path) -> Iterator[tuple[Path, Expected]]:
    """Give the guides of the shipped knowledge, each with what people made of it."""
    for role in knowledge.roles.values():
        path = documents / f"{role.id}.txt"
        if path.is_file():
            yield path, Expected.of_role(role, path.read_text("utf-8"))


def run(documents: Path) -> dict[str, list[Score]]:
    """Draft all guides and judge each: those that the drafting was developed on, those that were held out, the five."""
    knowledge = load(default_folder())
    whole, blind = Engine.build(knowledge), Engine.build(_silent(knowledge)).intents
    scores: dict[str, list[Score]] = {"developed": [], "held-out": [], "five": []}
    for path, expected in expectations():
        group = "developed" if path.name.split(".")[0] in DEVELOPED_ON else "held-out"
        scores[group].append(_timed(document(path), expected, whole, None))
    for path, expected in shipped(knowledge, documents):
        others = {id_: role for id_, role in knowledge.roles.items() if id_ != path.stem}
        engine = Engine.build(replace(knowledge, roles=others), train=lambda *_: blind)
        scores["five"].append(_timed(read(path), expected, engine, path.stem))
    return scores


def _silent(knowledge: Knowledge) -> Knowledge:
    """Take the phrasings out of the passages, so that none tells of its own guide."""
    roles = {
        role.id: replace(role, passages=tuple(replace(passage, phrasings=()) for passage in role.passages))
        for role in knowledge.roles.values()
    }
    return replace(knowledge, roles=roles)


def _timed(read_in: Document, expected: Expected, engine: Engine, role: str | None) -> Score:
    began = time.perf_counter()
    made = draft(read_in, engine, role)
    seconds = time.perf_counter() - began
    score = judge(made, expected)
    score.seconds = seconds
    return score


def total(scores: Sequence[Score], name: str) -> Score:
    """Add up scores."""
    whole = Score(name, seconds=sum(score.seconds for score in scores) / max(len(scores), 1))
    for score in scores:
        for what, (right, count) in score.counts.items():
            pair = whole.counts.setdefault(what, [0, 0])
            pair[0] += right
            pair[1] += count
    return whole


def main() -> None:
    """Run from the command line."""
    options = parser(__doc__)
    options.add_argument("--documents", type=Path, default=DOCUMENTS, metavar="DIR", help="the five guides")
    options.add_argument(
        "--show", choices=["developed", "held-out", "five", "all"], help="list what was missed in these"
    )
    given = options.parse_args()
    groups = run(given.documents)
    totals = [total(scores, name) for name, scores in groups.items() if scores]
    rows = [score.row() for scores in groups.values() for score in scores] if given.show else []
    show("Drafts against what people made of the same guides", [*rows, *(score.row() for score in totals)])
    for name, scores in groups.items():
        if given.show in {name, "all"}:
            for score in scores:
                print("\n".join(score.misses))
    write(given.json, {score.name: {"seconds": round(score.seconds, 3), **score.counts} for score in totals})


if __name__ == "__main__":
    main()
