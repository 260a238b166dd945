"""Measure how much of each guide the knowledge holds: lines that a passage cites, figures that are typed facts.

A guide says something on every line but blank ones and pure headings. What counts as a heading is decided narrowly
(short, no bullet, no sentence, no figure), because a line taken for a heading by mistake would hide a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import KnowledgeError
from bot.knowledge.models import Figure, Knowledge, Role

HEADING_LENGTH = 60
"""Longest line that can be a heading; the longest of ours has 53 characters."""

_BULLET = re.compile(r"\s*[-*•\u2013]\s")
_NUMBERING = re.compile(r"^\s*(?:[-*•\u2013]\s+)?\d{1,2}[.)]\s+")
_SENTENCE = re.compile(r"[.!?;,]$|[.!?:;]\s")
_NAMES = re.compile(
    r"\b40[13]\(?[kb]\)?|"  # retirement plans
    r"(?<![$€£,.\d])(?:19|20)\d\d\b(?![,.]\d|\s?%)|"  # years
    r"\b24/7\b|"
    r"\b\d+(?:st|nd|rd|th)\b|"  # ordinals: the name of a percentile, a century
    r"\b(?:Top|Fortune|SOC|ISO|IEC|NIST|Web|Level|Phase|Step|Tier|Version|v)[ -]?\d[\d.]*\b|"
    r"(?<![\w+#])[A-Za-z][A-Za-z+#]*-?\d[\w.]*|"  # GPT-4, H100, C++17
    r"\b\d+(?!(?:K|M|B|x)\b)[A-Za-z]\w*(?:\.\w+)?",  # 6figr.com, 5G, 3D
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?P<money>[$€£]\s?)?(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s?"
    r"(?P<scale>(?:K|M|B|thousand|million|billion|trillion)\b)?(?P<percent>\s?%|\s+percent\b)?",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*(?:\+\s*)?(?:-|\u2013|to|and)\s*", re.IGNORECASE)
_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that measures something, as a line writes it."""

    text: str
    value: float
    money: bool = False
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Something of a guide that the knowledge does not hold, and its line."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class GuideCoverage:
    """How much of one guide is held; `notice` says in one sentence why nothing could be compared."""

    document: str
    lines: int = 0
    figures: int = 0
    uncited: tuple[Gap, ...] = ()
    untyped: tuple[Gap, ...] = ()
    beyond: tuple[Gap, ...] = field(default=())
    notice: str | None = None

    @property
    def line_share(self) -> float:
        """Share (0-1) of the content lines that a passage cites."""
        return 0.0 if self.notice else _share(self.lines, len(self.uncited))

    @property
    def figure_share(self) -> float:
        """Share (0-1) of the figures that are typed facts with that line."""
        return 0.0 if self.notice else _share(self.figures, len(self.untyped))

    @property
    def complete(self) -> bool:
        """Tell whether nothing is missing and no passage cites a line that is not there."""
        return not (self.notice or self.uncited or self.untyped or self.beyond)


def coverage(knowledge: Knowledge, folder: Path) -> list[GuideCoverage]:
    """Compare each role with its guide `<role>.txt`, and name guides without a role.

    Raises:
        KnowledgeError: where the folder or a guide cannot be read.
    """
    if not folder.is_dir():
        raise KnowledgeError(f"The folder of documents {folder} does not exist or is not a folder.")
    found = []
    for role in knowledge.roles.values():
        path = folder / f"{role.id}.txt"
        if path.is_file():
            found.append(guide_coverage(role, _read(path)))
        else:
            found.append(GuideCoverage(role.id, notice=f"The role {role.id} has no document {path}."))
    for path in sorted(folder.glob("*.txt")):
        if path.stem not in knowledge.roles:
            found.append(GuideCoverage(path.stem, notice=f"The document {path} has no role in the knowledge."))
    return found


def guide_coverage(role: Role, text: str) -> GuideCoverage:
    """Compare a role with the text of its guide."""
    guide = dict(enumerate(text.splitlines(), 1))
    cited = {line for passage in role.passages for low, high in passage.lines for line in range(low, high + 1)}
    content = {number: line for number, line in guide.items() if is_content(line)}
    typed: dict[int, list[Figure]] = {}
    for passage in role.passages:
        for figure in passage.figures:
            for low, high in figure.lines:
                for number in range(low, high + 1):
                    typed.setdefault(number, []).append(figure)
    amounts = [(number, amount) for number, line in content.items() for amount in amounts_of(line)]
    return GuideCoverage(
        document=role.id,
        lines=len(content),
        figures=len(amounts),
        uncited=tuple(Gap(number, line.strip()) for number, line in content.items() if number not in cited),
        untyped=tuple(Gap(number, amount.text) for number, amount in amounts if not _held(amount, number, typed)),
        beyond=tuple(_beyond(role, len(guide))),
    )


def is_content(line: str) -> bool:
    """Tell whether a line of a guide says something: neither blank nor a pure heading."""
    text = line.strip()
    if not text:
        return False
    heading = len(text) <= HEADING_LENGTH and not _BULLET.match(line)
    if not heading:
        return True
    text = _NUMBERING.sub("", text)
    return bool(_SENTENCE.search(text)) or bool(list(amounts_of(text)))


def amounts_of(line: str) -> Iterator[Amount]:
    """Find the numbers of a line that measure something: money, shares, years of experience, ranges, counts.

    Dates, list numbering, and numbers that belong to a name (401(k), OWASP Top 10, 6figr) are none.
    """
    text = _NUMBERING.sub("", line)
    text = _NAMES.sub(lambda found: " " * len(found[0]), text)
    found = list(_NUMBER.finditer(text))
    for number, match in enumerate(found):
        partner = found[number + 1] if number + 1 < len(found) else None
        joined = partner is not None and _JOIN.fullmatch(text[match.end() : partner.start()]) is not None
        scale = match["scale"] or (partner["scale"] if partner and joined else None) or ""
        value = float(match["digits"].replace(",", "")) * _SCALES.get(scale.casefold(), 1.0)
        percent = bool(match["percent"] or (partner and joined and partner["percent"]))
        yield Amount(match[0].strip(), value, money=bool(match["money"]), percent=percent)


def render(guides: list[GuideCoverage]) -> str:
    """Write the shares of each guide, and under it each gap with its line."""
    lines = []
    for guide in guides:
        if guide.notice:
            lines.append(guide.notice)
            continue
        counts = {"lines": (guide.lines, guide.uncited), "figures": (guide.figures, guide.untyped)}
        shares = [
            f"{total - len(gaps)} of {total} {name} ({_percent(total, len(gaps))})"
            for name, (total, gaps) in counts.items()
        ]
        lines.append(f"{guide.document}: {', '.join(shares)}")
        lines += [f"  line {gap.line} is not cited: {_short(gap.text)}" for gap in guide.uncited]
        lines += [f"  line {gap.line} has an untyped figure: {gap.text}" for gap in guide.untyped]
        lines += [f"  line {gap.line} is not in the guide: {gap.text}" for gap in guide.beyond]
    return "\n".join(lines)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"The document {path} is not UTF-8 text.") from error
    except OSError as error:
        raise KnowledgeError(f"The document {path} cannot be read: {error.strerror}.") from error


def _held(amount: Amount, line: int, typed: Mapping[int, list[Figure]]) -> bool:
    """Tell whether a typed fact of the line has the number as a bound, in the right kind of unit."""
    return any(
        amount.value in {figure.low, figure.high}
        and (not amount.percent or figure.unit.startswith("percent"))
        and (not amount.money or figure.currency is not None)
        for figure in typed.get(line, ())
    )


def _beyond(role: Role, last: int) -> Iterator[Gap]:
    for passage in role.passages:
        for _, high in passage.lines:
            if high > last:
                yield Gap(high, f"passage {passage.id} cites it, the guide ends at line {last}")


def _share(total: int, missing: int) -> float:
    return 1.0 if not total else (total - missing) / total


def _percent(total: int, missing: int) -> str:
    """Write a share so that 100 % always means all of it."""
    return f"{int(1000 * _share(total, missing)) / 10:g} %"


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
