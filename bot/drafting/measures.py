"""Type the amounts of a document: what each is, which statistic, of which level and place, who says so, of which year.

It is read from the words nearest to the amount outward: its clause, what stands behind it, the amount before it in the
same sentence, the key or the first cell of its line, the head of its column, its headings, its section. What rests on
the last of these only is unsure, and said to be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.drafting.amounts import amounts, plain
from bot.drafting.around import Around, Setting, contexts, rows, sentences
from bot.drafting.attributes import about_of, attributed, year_of
from bot.drafting.blocks import Block
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
)
from bot.knowledge.models import Figure, FigureKind, Statistic, Unit
from bot.money import DOLLARS

_BILLION = 1e9
_IN_ALL = re.compile(r"^\W*(?:(?:a|per) year |annually |yearly )?(?:in|of|as) ")
_EXCEEDS = re.compile(r"\b(?:can|may|might|could)\s+(?:well )?(?:exceed|go|reach|top|surpass)|exceed \S*$")
_STARTS = re.compile(r"\b(?:from|start\w*(?: at| from)?|at least|min\w*(?: of)?|no less than)\W*$")
_OF_TOTAL = re.compile(r"\b(?:of|to) (?:the |your )?total\b")
_OF_BASE = re.compile(r"\b(?:of|on top of) (?:the |your |an? |annual |yearly |gross )*(?:base|salary|basic|pay)\b")
_MARKET = re.compile(
    r"\b(?:job|jobs|openings?|postings?|demand|market|positions?|vacanc\w+|roles|hiring|careers?|"
    r"employment|adverts?|listings?)\b"
)
_IT = re.compile(r"\bit(?:'s| is| was)\W*$")
_AND = re.compile(r"\W*(?:(?:and|or)\W*)?$")
_SALARY_RANGE = re.compile(r"\b(?:salary|pay|salaries|compensation|wage) ranges?\b")
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
class Reading:
    """A typed amount, and what of it is unsure, if anything."""

    figure: Figure
    unsure: str = ""


def readings(block: Block, setting: Setting, names: Names) -> list[Reading]:
    """Type all amounts of a block."""
    found: list[Reading] = []
    for around, offset in rows(block) if block.cells else sentences(block.text):
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


def _reading(around: Around, setting: Setting, names: Names) -> list[Reading]:
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
        year=year_of(around, setting, kind),
        about=about_of(kind, around),
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
    return [Reading(item, unsure) for item in attributed(figure, around, setting, names)]


def _money(around: Around, setting: Setting) -> tuple[FigureKind, str]:
    amount = around.amount
    if (amount.high or amount.low or 0) >= _BILLION and (amount.currency or DOLLARS) != "INR":
        return FigureKind.MARKET_SIZE, ""
    kind = nearest(MONEY_KINDS, around.before) or first(MONEY_KINDS, around.after)
    if kind is FigureKind.SALARY and _IN_ALL.match(around.after):
        kind = first(MONEY_KINDS, around.after)  # "pay over $200,000 in total compensation"
    if kind is None and around.beside:
        kind = next((figure.kind for figure in reversed(around.beside) if figure.currency), None)
    inner = contexts(around, setting)
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


def _percent(around: Around, setting: Setting, names: Names) -> tuple[FigureKind, str]:
    strong = PERCENT_KINDS[:5]
    inner = contexts(around, setting)
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


def _time(around: Around, setting: Setting) -> FigureKind:
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


def _unit(kind: FigureKind, around: Around, setting: Setting) -> Unit:
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


def _statistic(kind: FigureKind, around: Around, setting: Setting) -> Statistic:
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


def _told(around: Around, setting: Setting, single: bool) -> Statistic | None:
    """Give the statistic that the words nearest to an amount name; the ends of a range are no top and no minimum."""
    amount = around.amount
    before = around.before
    for number, text in enumerate((before, around.after, *contexts(around, setting)[:4])):
        told = statistic(text)
        if told in _RANGED and (
            not single or (number > 1 and told is Statistic.MINIMUM and text != plain(around.head))
        ):
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
        if told is not None and (number < 2 or told in _NAMED or number == 2 or text == plain(around.head)):
            return told
        if number == 0 and amount.ceiling:
            return Statistic.TOP
        if number == 0 and not single and "range" in before:
            return Statistic.RANGE
    return None
