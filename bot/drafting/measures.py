"""Type the amounts of a document: what each is, which statistic, of which level and place, who says so, of which year.

It is read from the words nearest to the amount outward: its clause, what stands behind it, the amount before it in the
same sentence, the key or the first cell of its line, the head of its column, its headings, its section. What rests on
the last of these only is unsure, and said to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from bot.drafting.amounts import Amount, amounts, plain
from bot.drafting.blocks import Block, Kind
from bot.drafting.names import Names, joined
from bot.drafting.wording import (
    EXPERIENCE,
    HIGHER,
    IN_PAY,
    MONEY_KINDS,
    PERCENT_KINDS,
    PROJECTED,
    TAKES,
    UNITS,
    first,
    nearest,
    period,
    statistic,
    years,
)
from bot.knowledge.models import Figure, FigureKind, Statistic, Unit
from bot.money import DOLLARS

_BILLION = 1e9
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z(\"“$€£₹])")
_KEY = re.compile(r"^([^:]{1,80}?):\s")
_AFTER = re.compile(r"[(;:]|,\s(?:and|with|while|but|plus|or)\b|\.\s")
_IN_ALL = re.compile(r"^\W*(?:(?:a|per) year |annually |yearly )?(?:in|of|as) ")
_ORDERED = re.compile(r"\brespectively\b")
_EXCEEDS = re.compile(r"\b(?:can|may|might|could)\s+(?:well )?(?:exceed|go|reach|top|surpass)|exceed \S*$")
_STARTS = re.compile(r"\b(?:from|start\w*(?: at| from)?|at least|min\w*(?: of)?|no less than)\W*$")
_OF_TOTAL = re.compile(r"\b(?:of|to) (?:the |your )?total\b")
_OF_BASE = re.compile(r"\b(?:of|on top of) (?:the |your |an? |annual |yearly |gross )*(?:base|salary|basic|pay)\b")
_MARKET = re.compile(
    r"\b(?:job|jobs|openings?|postings?|demand|market|positions?|vacanc\w+|roles|hiring|careers?|employment|adverts?|listings?)\b"
)
_LOW, _HIGH = (
    re.compile(r"\b(?:low|from|min(?:imum)?|lower(?: end)?)$"),
    re.compile(r"\b(?:high|to|max(?:imum)?|upper(?: end)?)$"),
)
_IT = re.compile(r"\bit(?:'s| is| was)\W*$")
_AND = re.compile(r"\W*(?:and|or|&)?\W*$")
_SALARY_RANGE = re.compile(r"\b(?:salary|pay|salaries|compensation|wage) ranges?\b")
_JOB = re.compile(
    r"\b(?:engineer|developer|manager|analyst|scientist|designer|architect|officer|specialist|staff|level|tester|writer|consultant|administrator)s?\b"
)
_RANGED = frozenset({Statistic.MINIMUM, Statistic.TOP})
_NAMED = frozenset(
    {
        Statistic.AVERAGE,
        Statistic.MEDIAN,
        Statistic.PERCENTILE_25,
        Statistic.PERCENTILE_75,
        Statistic.PERCENTILE_90,
        Statistic.MIDDLE_HALF,
    }
)
_PAYING = frozenset({FigureKind.BASE, FigureKind.SALARY, FigureKind.TOTAL, FigureKind.CASH, FigureKind.BONUS})


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands above a block: its headings, nearest first, and the topic of its section."""

    headings: tuple[str, ...]
    topic: str
    currency: str = DOLLARS
    """Of the sums of the document that name none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A typed amount, and what of it is unsure, if anything."""

    figure: Figure
    unsure: str = ""


@dataclass(slots=True)
class _Around:
    """What stands around an amount, nearest first."""

    amount: Amount
    before: str
    after: str
    sentence: str
    key: str = ""
    head: str = ""
    label: str = ""
    """The first cell of its row."""
    row: tuple[tuple[str, str], ...] = ()
    """The other cells of its row, each with the head of its column."""
    beside: list[Figure] = field(default_factory=list)
    """The figures before it in the same sentence."""
    place: int = 0
    """Its number among the amounts of its sentence that have its unit."""


def readings(block: Block, setting: Setting, names: Names) -> list[Reading]:
    """Type all amounts of a block."""
    found: list[Reading] = []
    for around, offset in _rows(block) if block.cells else _sentences(block.text):
        around.beside = [item.figure for item in found if item.figure.lines and around.sentence] if around.place else []
        line = block.line_at(offset)
        made = _reading(around, setting, names)
        if (
            found
            and around.sentence
            and (_IT.search(around.before) or (around.place and _AND.match(around.before)))
            and found[-1].figure.currency == made[0].figure.currency
        ):
            # "In London it is £75,000": what the sentence before spoke of.
            made = [
                replace(
                    item, figure=replace(item.figure, kind=found[-1].figure.kind, statistic=found[-1].figure.statistic)
                )
                for item in made
            ]
        found += [replace(item, figure=replace(item.figure, lines=((line, line),))) for item in made]
    return found


def _sentences(text: str) -> Iterator[tuple[_Around, int]]:
    key = _KEY.match(text)
    start = 0
    for cut in [*(found.end() for found in _SENTENCE.finditer(text)), len(text)]:
        sentence = text[start:cut]
        held = amounts(sentence)
        for number, amount in enumerate(held):
            last = held[number - 1].end if number else 0
            stop = held[number + 1].start if number + 1 < len(held) else len(sentence)
            before = sentence[last : amount.start]
            if "(" in before and number:
                before = before[before.rindex("(") :]
            after = sentence[amount.end : stop]
            cut_off = _AFTER.search(after)
            after = after[: cut_off.start()] if cut_off else after
            same = sum(other.unit == amount.unit for other in held[:number])
            around = _Around(
                amount, plain(before), plain(after), sentence, key[1] if key and not start else "", place=same
            )
            yield around, start + amount.start
        start = cut


def _rows(block: Block) -> Iterator[tuple[_Around, int]]:
    """Give the amounts of a row; two columns that hold the ends of a range give one amount."""
    if block.cells == block.header:
        return
    ranged = _range(block)
    offset = 0
    label = block.cells[0]
    for column, cell in enumerate(block.cells):
        head = block.header[column] if column < len(block.header) else ""
        if column and block.cells[column - 1] == cell and block.header[column - 1 : column] == (head,):
            continue  # one merged cell
        row = tuple(
            (block.header[n] if n < len(block.header) else "", other)
            for n, other in enumerate(block.cells)
            if n != column
        )
        offset = max(block.text.find(cell, offset), 0) if cell else offset
        held = amounts(cell)
        if ranged and column == ranged[0]:
            held = [ranged[2]]
        elif ranged and column == ranged[1]:
            continue
        for number, amount in enumerate(held):
            last = held[number - 1].end if number else 0
            stop = held[number + 1].start if number + 1 < len(held) else len(cell)
            yield (
                _Around(
                    amount,
                    plain(cell[last : amount.start]),
                    plain(cell[amount.end : stop]),
                    cell,
                    head=head,
                    label=label if column else "",
                    row=row,
                ),
                offset + amount.start,
            )


def _range(block: Block) -> tuple[int, int, Amount] | None:
    """Find two columns "from" and "to" that hold one sum each: their numbers, and the range."""
    heads = {
        name: next((n for n, head in enumerate(block.header) if pattern.search(plain(head))), None)
        for name, pattern in (("low", _LOW), ("high", _HIGH))
    }
    low, high = heads["low"], heads["high"]
    if (
        low is None
        or high is None
        or low == high
        or max(low, high) >= len(block.cells)
        or block.cells[low] == block.cells[high]
    ):
        return None
    ends = [amounts(block.cells[column]) for column in (low, high)]
    if any(len(end) != 1 or end[0].unit != "money" for end in ends):
        return None
    (first,), (last,) = ends
    return low, high, replace(first, high=last.high, open_ended=last.open_ended, ceiling=False, floor=False)


def _reading(around: _Around, setting: Setting, names: Names) -> list[Reading]:
    amount = around.amount
    if amount.unit == "years":
        kind, unsure = _time(around, setting), ""
    elif amount.unit == "percent":
        kind, unsure = _percent(around, setting, names)
    else:
        kind, unsure = _money(around, setting)
    unit = _unit(kind, around, setting)
    figure = Figure(
        kind,
        _statistic(kind, around, setting),
        unit,
        (),
        amount.low,
        amount.high,
        amount.open_ended,
        (amount.currency or setting.currency) if amount.unit == "money" else None,
        year=_year(around, setting, kind),
        about=_about(kind, around, setting),
    )
    if (
        amount.unit == "money"
        and kind in _PAYING
        and unit is Unit.PER_YEAR
        and not amount.period
        and (amount.high or amount.low or 0) < 10_000
        and figure.currency != "INR"
    ):
        unsure = unsure or "no time is named that the sum is paid for"
    return [Reading(item, unsure) for item in _attributed(figure, around, setting, names)]


def _contexts(around: _Around, setting: Setting) -> tuple[str, ...]:
    """Give what stands around an amount beyond its clause, nearest first."""
    return tuple(plain(text) for text in (around.key, around.head, around.label, *setting.headings) if text)


def _money(around: _Around, setting: Setting) -> tuple[FigureKind, str]:
    amount = around.amount
    if (amount.high or amount.low or 0) >= _BILLION and (amount.currency or DOLLARS) != "INR":
        return FigureKind.MARKET_SIZE, ""
    kind = nearest(MONEY_KINDS, around.before) or first(MONEY_KINDS, around.after)
    if kind is FigureKind.SALARY and _IN_ALL.match(around.after):
        kind = first(MONEY_KINDS, around.after)  # "pay over $200,000 in total compensation"
    if kind is None and around.beside:
        kind = next((figure.kind for figure in reversed(around.beside) if figure.currency), None)
    inner = _contexts(around, setting)
    whole = FigureKind.SALARY
    if kind in {None, whole}:
        # "Salary" says least: a heading "Base salary" above it says more.
        nearer = [found for text in inner if (found := first(MONEY_KINDS, text))]
        finer = next((found for found in nearer[:3] if found is not whole), None)
        if finer is FigureKind.BASE or (kind is None and nearer[:1] == [finer]):
            kind = finer
        kind = kind or (nearer[0] if nearer else None)
    if kind is not None:
        return kind, ""
    if setting.topic == "salary":
        return whole, ""
    if IN_PAY.search(plain(around.sentence)):
        return whole, "only the sentence tells that it is pay"
    return FigureKind.COST, "nothing tells what the sum is"


def _percent(around: _Around, setting: Setting, names: Names) -> tuple[FigureKind, str]:
    strong = PERCENT_KINDS[:5]
    inner = _contexts(around, setting)
    sentence = plain(around.sentence)
    placed = names.places_in(joined((around.key, around.label))) or names.place_of(
        around.label or around.key, joined(setting.headings[:2])
    )
    higher = HIGHER.search(joined((around.after, around.before, around.head, *inner[:3])))
    kind = (
        nearest(strong, around.before)
        or first(strong, around.after)
        or first(strong, joined((plain(around.key), plain(around.head), plain(around.label))))
    )
    if placed and higher and kind in {None, FigureKind.RAISE}:
        return FigureKind.PREMIUM, ""
    if kind is not None:
        return kind, ""
    kind = first(PERCENT_KINDS[5:], around.after) if around.after.strip() else None
    behind = nearest(PERCENT_KINDS[5:7], around.before)
    if kind in {None, FigureKind.SHARE, FigureKind.PREMIUM} and behind is FigureKind.GROWTH:
        kind = behind
    if kind is None and around.beside:
        kind = next((figure.kind for figure in reversed(around.beside) if figure.unit.startswith("percent")), None)
    if (
        kind is FigureKind.GROWTH
        and not _MARKET.search(sentence)
        and (setting.topic == "salary" or any(IN_PAY.search(text) for text in inner[:2]))
    ):
        return FigureKind.RAISE, ""
    if kind is FigureKind.PREMIUM and not (
        names.places_in(around.sentence) or IN_PAY.search(joined((sentence, *inner)))
    ):
        kind = FigureKind.SHARE
    if kind is not None:
        return kind, ""
    kind = next((found for text in inner if (found := first(PERCENT_KINDS[:7], text))), None) or first(
        PERCENT_KINDS[:7], sentence
    )
    return (kind, "") if kind else (FigureKind.SHARE, "nothing tells what the share is of")


def _time(around: _Around, setting: Setting) -> FigureKind:
    sentence = plain(around.sentence)
    paid = any(item.unit == "money" for item in amounts(around.sentence)) or any(
        amounts(cell) for _, cell in around.row if cell
    )
    if paid:
        return FigureKind.SPAN if not around.row else FigureKind.EXPERIENCE
    told = joined((sentence, plain(around.key), plain(around.label), plain(around.head)))
    if "experience" in told or setting.topic == "requirements":
        return FigureKind.EXPERIENCE
    if TAKES.search(sentence):
        return FigureKind.SPAN
    inner = joined(map(plain, setting.headings[:2]))
    return FigureKind.EXPERIENCE if EXPERIENCE.search(told) or "experience" in inner else FigureKind.SPAN


def _unit(kind: FigureKind, around: _Around, setting: Setting) -> Unit:
    amount = around.amount
    if amount.unit == "years":
        return Unit.YEARS
    near = joined((around.after, around.before, plain(around.key), plain(around.head)))
    if amount.unit == "percent":
        if kind in {FigureKind.BONUS, FigureKind.SIGN_ON, FigureKind.PROFIT_SHARING, FigureKind.EQUITY}:
            if _OF_TOTAL.search(near):
                return Unit.PERCENT_OF_TOTAL
            if kind is not FigureKind.EQUITY or _OF_BASE.search(near):
                return Unit.PERCENT_OF_BASE
        return Unit.PERCENT
    if kind is FigureKind.MARKET_SIZE:
        return Unit.TOTAL
    said = amount.period or period(near)
    if kind is FigureKind.SIGN_ON:
        return Unit.ONE_TIME
    if kind in {FigureKind.EQUITY, FigureKind.COST}:
        return UNITS[said] if said else Unit.TOTAL if kind is FigureKind.EQUITY else Unit.ONE_TIME
    said = said or next(
        (found for text in (around.sentence, around.label, *setting.headings) if (found := period(plain(text)))), None
    )
    return UNITS[said] if said else Unit.PER_YEAR


def _statistic(kind: FigureKind, around: _Around, setting: Setting) -> Statistic:
    amount = around.amount
    single = amount.low is None or amount.high is None or amount.low == amount.high
    if kind in {FigureKind.GROWTH, FigureKind.SHARE, FigureKind.MARKET_SIZE}:
        clause = plain(around.sentence[: around.amount.start]) + around.after
        if PROJECTED.search(clause) or any(PROJECTED.search(plain(text)) for text in (around.head, around.key)):
            return Statistic.PROJECTION
        return Statistic.CHANGE if kind is FigureKind.GROWTH else Statistic.TOP if amount.ceiling else Statistic.TYPICAL
    if amount.unit == "years":
        if amount.open_ended or amount.floor:
            return Statistic.MINIMUM
        told = statistic(around.before)
        return (
            told if told in {Statistic.TYPICAL, Statistic.AVERAGE} else Statistic.TYPICAL if single else Statistic.RANGE
        )
    if kind in {FigureKind.PREMIUM, FigureKind.RAISE}:
        return Statistic.RANGE if not single else Statistic.CHANGE
    if not single and _SALARY_RANGE.search(around.before):
        return Statistic.RANGE
    told = _told(around, setting, single)
    if told is not None:
        return told
    if amount.ceiling:
        return Statistic.TOP
    if amount.floor and single:
        return (
            Statistic.MINIMUM
            if _STARTS.search(around.before)
            else Statistic.TOP
            if _EXCEEDS.search(around.before)
            else Statistic.TYPICAL
        )
    return Statistic.TYPICAL if single else Statistic.RANGE


def _told(around: _Around, setting: Setting, single: bool) -> Statistic | None:
    """Give the statistic that the words nearest to an amount name; the two ends of a range are no top and no minimum."""
    amount = around.amount
    before = around.before
    for number, text in enumerate((before, around.after, *_contexts(around, setting)[:4])):
        told = statistic(text)
        if told in _RANGED and (not single or number > 1 and told is Statistic.MINIMUM):
            told = next(
                (
                    found
                    for found in (statistic(word) for word in reversed(text.split()))
                    if found and found not in _RANGED
                ),
                None,
            )
        if told is Statistic.MINIMUM and amount.floor and not _STARTS.search(before):
            told = None
        if told in {Statistic.TYPICAL} and (amount.ceiling or number > 2):
            told = None
        if told is Statistic.AVERAGE and amount.ceiling and "average" not in before[-16:]:
            told = Statistic.TOP
        if told is not None and (number < 2 or told in _NAMED or number == 2):
            return told
        if number == 0 and amount.ceiling:
            return Statistic.TOP
    return None


def _year(around: _Around, setting: Setting, kind: FigureKind) -> int | None:
    said = years(around.sentence) or years(joined((around.key, around.head, around.label)))
    if said:
        return said[-1]
    if kind in {FigureKind.GROWTH, FigureKind.SHARE, FigureKind.MARKET_SIZE, FigureKind.EXPERIENCE}:
        return None
    return next((found[-1] for text in setting.headings if (found := years(text))), None)


def _about(kind: FigureKind, around: _Around, setting: Setting) -> str | None:
    """Say in the document's words what a figure is of, where its kind alone does not."""
    if kind in {FigureKind.BASE, FigureKind.SALARY, FigureKind.TOTAL}:
        return None
    if kind in {FigureKind.EXPERIENCE, FigureKind.SPAN}:
        words = re.sub(
            r"^\s*(?:of|in|with)?\s*(?:experience)?\s*(?:in|with|of|as)?\s+",
            "",
            around.sentence[around.sentence.find(around.after.strip()[:8]) :] if around.after.strip() else "",
            flags=re.IGNORECASE,
        )
        words = around.key or words
    else:
        words = around.key or around.label or around.sentence
    words = re.sub(r"\s+", " ", words).strip(" .,;:()-+")
    return (words if len(words) <= 90 else words[:90].rsplit(" ", 1)[0] + " …") or None


def _attributed(figure: Figure, around: _Around, setting: Setting, names: Names) -> list[Figure]:
    """Give a figure its level, place, source and employer; one for each place where it is of several."""
    label = joined((around.key, around.label))
    places = _placed(figure, around, setting, names)
    levels = _level(figure, around, setting, names)
    source = names.source_in(around.sentence) if not around.row else None
    for head, cell in around.row:
        source = source or names.source_of(cell, head)
    if (
        source is None
        and around.key
        and setting.topic == "salary"
        and statistic(plain(around.sentence[len(around.key) :]))
    ):
        source = names.source_named(around.key)
    source = source or next(
        (found for text in (label, around.head, *setting.headings) if (found := names.source_in(text))), None
    )
    companies = names.companies_in(around.before or around.key) if figure.currency else ()
    if _ORDERED.search(around.sentence):
        spoken = names.companies_in(around.sentence)
        companies = spoken[around.place : around.place + 1]
        said = names.places_in(around.sentence)
        places = said[around.place : around.place + 1] if len(said) > 1 else places
    made = [
        replace(figure, place=place, company=company, level=levels, source=source)
        for place, company in product(places or (None,), companies or (None,))
    ]
    return made


def _placed(figure: Figure, around: _Around, setting: Setting, names: Names) -> Sequence[str]:
    if figure.kind in {FigureKind.EXPERIENCE, FigureKind.SPAN, FigureKind.MARKET_SIZE, FigureKind.COST}:
        return ()
    above = joined((*(head for head, cell in around.row if cell == around.label), *setting.headings[:2]))
    for text in (around.label, around.key):
        if text and (found := names.place_of(text, above)):
            return found
    if around.row:
        found = next((found for head, cell in around.row if (found := names.place_of(cell, head))), ())
        return found or names.places_in(around.head) or _headed(setting, names)
    start = around.sentence[: around.amount.start]
    return (
        names.places_in(around.before)
        or names.places_in(around.after)
        or (names.places_in(start) if not around.beside else ())
        or _headed(setting, names)
    )


def _headed(setting: Setting, names: Names) -> Sequence[str]:
    return next((found for text in setting.headings if (found := names.places_in(text))), ())


def _level(figure: Figure, around: _Around, setting: Setting, names: Names) -> str | None:
    if figure.kind in {
        FigureKind.GROWTH,
        FigureKind.SHARE,
        FigureKind.MARKET_SIZE,
        FigureKind.PREMIUM,
        FigureKind.COST,
    }:
        return None
    for text in (around.label, around.key, around.head):
        aim = re.split(r"\s(?:to|→|->|–)\s", text)[-1] if figure.kind is FigureKind.RAISE else text
        if text and (found := names.levels_in(aim)):
            return found[0] if figure.kind is FigureKind.RAISE else found[-1]
    for _, cell in around.row:
        if found := names.levels_in(cell) if cell and not amounts(cell) else ():
            return found[-1]
    if found := names.levels_said(around.before if around.amount.unit != "years" else around.sentence):
        return found[-1]
    for text in setting.headings[:2]:
        found = names.levels_in(text) if _JOB.search(text.lower()) else names.levels_said(text)
        if found:
            return found[-1]
    return None
