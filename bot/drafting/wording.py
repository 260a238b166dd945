"""The words by which a document says what an amount is: its kind, its statistic, its period."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.knowledge.models import FigureKind, Statistic, Unit
from bot.money import Period


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")


MONEY_KINDS = (
    (
        FigureKind.SIGN_ON,
        _pattern(
            r"sign(?:ing)?[- ]on(?: bonus(?:es)?)?|signing(?: bonus(?:es)?)?|joining bonus(?:es)?|"
            r"welcome bonus(?:es)?|relocation (?:bonus|package)"
        ),
    ),
    (
        FigureKind.MARKET_SIZE,
        _pattern(
            r"(?:global |\w+ )?market (?:size|is|was|value|will|worth|projected|expected)|market(?: "
            r"projected| to reach| expected)|industry (?:is )?worth"
        ),
    ),
    (
        FigureKind.TOTAL,
        _pattern(
            r"total (?:annual |yearly )?(?:compensation|comp|pay|package|cash|earnings|rewards?|"
            r"target)|tc|ote|on[- ]target earnings|all[- ]in|overall (?:compensation|package)|"
            r"compensation packages?|total(?: \(.*\))?|package"
        ),
    ),
    (
        FigureKind.CASH,
        _pattern(r"(?:additional|extra|other) (?:cash|pay)(?: compensation)?|cash compensation|overtime|allowances?"),
    ),
    (
        FigureKind.EQUITY,
        _pattern(
            r"equity|stocks?(?: options?| grants?| awards?)?|rsus?|shares?|options|stock options?/rsus?|vesting|espp"
        ),
    ),
    (FigureKind.PROFIT_SHARING, _pattern(r"profit[- ]shar(?:e|ing)")),
    (FigureKind.RAISE, _pattern(r"(?:pay |salary |annual )?(?:raises?|increments?|pay rises?)")),
    (
        FigureKind.BONUS,
        _pattern(
            r"(?:annual |yearly |performance |target |cash |year-end )?bonus(?:es)?|commissions?|13th (?:month )?salary"
        ),
    ),
    (
        FigureKind.COST,
        _pattern(
            r"costs?|fees?|tuition|budgets?|priced?|spend(?:ing|s)?|invest(?:ed|ment|ments|ing)?|"
            r"revenues?|funding|stipends?|courses? (?:for|at)|exam|saves?|savings|damages?|fines?|"
            r"allowance"
        ),
    ),
    (
        FigureKind.BASE,
        _pattern(
            r"base(?:[- ](?:salary|salaries|pay|wage|compensation|range))?|basic (?:salary|pay)|fixed (?:salary|pay)"
        ),
    ),
    (
        FigureKind.SALARY,
        _pattern(
            r"salar(?:y|ies)|pay(?:s|ing)?|paid|earn(?:s|ed|ing|ings|ers?)?|wages?|make|income|rates?|"
            r"compensation|remuneration|offers?|gross|brutto|ctc"
        ),
    ),
)
"""Words of money, the most telling first."""
PERCENT_KINDS = (
    (FigureKind.PROFIT_SHARING, _pattern(r"profit[- ]shar(?:e|ing)")),
    (FigureKind.BONUS, _pattern(r"bonus(?:es)?|commissions?")),
    (FigureKind.SIGN_ON, _pattern(r"sign(?:ing)?[- ]on|signing")),
    (
        FigureKind.RAISE,
        _pattern(
            r"(?:pay |salary |merit |annual )?rais(?:e|es)|pay (?:rise|increase|growth|bump)s?|salary "
            r"(?:increase|growth|rise|jump)s?|promotions?|increases? in (?:pay|salary|salaries|"
            r"compensation)|switch(?:ing)? (?:jobs?|employers?|companies)"
        ),
    ),
    (FigureKind.EQUITY, _pattern(r"equity|stocks?|rsus?")),
    (
        FigureKind.GROWTH,
        _pattern(
            r"gr(?:ow|ows|owing|own|ew)|growth|cagr|(?:job )?(?:openings|postings|vacancies|positions|"
            r"listings|adverts|ads)|increas(?:e|es|ed|ing)|rise[ns]?|rose|risen|rising|surged?|up by|"
            r"declin(?:e|ed|es|ing)|fall(?:en|s)?|fell|expand(?:s|ed)?|jumped|doubled|demand"
        ),
    ),
    (
        FigureKind.PREMIUM,
        _pattern(
            r"premium|(?:above|below) (?:the )?(?:national |country |us )?average|higher|lower|more|"
            r"less|above|below|on top|extra|uplift|weighting"
        ),
    ),
    (
        FigureKind.SHARE,
        _pattern(
            r"of (?:all |the )?(?:\w+ ){0,3}(?:engineers?|developers?|companies|employers?|teams?|"
            r"roles?|jobs?|people|workers?|analysts?|professionals?|organi[sz]ations?|firms|"
            r"candidates?|managers?|respondents?|time|week|work|positions|postings|ads|users)|share|"
            r"majority|proportion|remote|report(?:s|ed)?|say|said|of"
        ),
    ),
)
STATISTICS = (
    (
        Statistic.MIDDLE_HALF,
        _pattern(
            r"25th (?:to|-|and|–) ?75th(?: percentiles?)?|middle (?:half|50 ?%?)|interquartile(?: "
            r"range)?|p25 ?(?:-|to) ?p75"
        ),
    ),
    (Statistic.PERCENTILE_90, _pattern(r"90th(?: percentile)?|p90|top (?:10 ?%|ten percent|decile)|9th decile")),
    (
        Statistic.PERCENTILE_75,
        _pattern(r"75th(?: percentile)?|p75|upper quartile|top quarter|third quartile|top 25 ?%"),
    ),
    (
        Statistic.PERCENTILE_25,
        _pattern(r"25th(?: percentile)?|p25|lower quartile|bottom quarter|first quartile|bottom 25 ?%"),
    ),
    (Statistic.MEDIAN, _pattern(r"median|50th(?: percentile)?|p50|mid-?point")),
    (Statistic.AVERAGE, _pattern(r"average[sd]?|averaging|avg\.?|mean|on average")),
    (
        Statistic.TOP,
        _pattern(
            r"up to|top(?:[- ](?:end|earners?|salar(?:y|ies)|pay|paid|of the range|paying))?|highest|"
            r"max(?:imum)?|as (?:much|high) as|can reach|reach(?:es|ing)|high(?:er|est)? end|ceiling|"
            r"best[- ]paid|at the top|upper end"
        ),
    ),
    (
        Statistic.MINIMUM,
        _pattern(
            r"min(?:imum)?|at least|start(?:s|ing)?(?: (?:at|from|salary|pay))?|lowest(?:[- ]paid)?|low end|floor|"
            r"from|entry pay|at the bottom|no less than"
        ),
    ),
    (Statistic.TYPICAL, _pattern(r"typical(?:ly)?|usual(?:ly)?|normal(?:ly)?|generally")),
)
RANGES = _pattern(r"ranges?|ranging|between|spread|band|bracket|low|high")
PROJECTED = _pattern(
    r"project(?:s|ed|ion|ions)|expect(?:s|ed)?|forecast(?:s|ed)?|predict(?:s|ed)?|will|by 20\d\d|"
    r"through 20\d\d|estimated to|anticipat(?:e|ed)"
)
HIGHER = _pattern(r"higher|above|more|premium|over|uplift|extra|on top|weighting|lower|below|less")
IN_PAY = _pattern(
    r"salar(?:y|ies)|pay|paid|earn(?:s|ings?)?|wages?|compensation|bonus(?:es)?|income|remuneration|"
    r"benefits|money|rates?"
)
EXPERIENCE = _pattern(
    r"experience[ds]?|background|track record|as an?(?= [\w /-])|in (?:a )?(?:similar|industry|software|"
    r"data|\w+) ?(?:development|engineering|roles?|leadership|work)?|of (?:hands-on|practical|"
    r"professional|work|industry|relevant)|working|work|practice"
)
TAKES = _pattern(
    r"takes?|until|before|after|reach|become|promot\w+|vest\w*|tenure|stay\w*|programme|program|"
    r"degree|course|apprenticeship|study|training|retire\w*|contract|ago|duration|lasts?|review cycle"
)
_PERIODS = (
    (Period.HOUR, _pattern(r"per hour|an hour|/ ?h(?:r|our)?|hourly|ph")),
    (Period.DAY, _pattern(r"per day|a day|/ ?day|daily|day rates?|pd")),
    (Period.WEEK, _pattern(r"per week|a week|/ ?w(?:ee)?k|weekly")),
    (Period.MONTH, _pattern(r"per month|a month|/ ?mo(?:nth)?|monthly|pcm")),
    (Period.YEAR, _pattern(r"per (?:year|annum)|a year|/ ?y(?:ea)?r|yearly|annual(?:ly)?|p\.a\.?|pa|lpa|ctc")),
)
UNITS = {
    Period.HOUR: Unit.PER_HOUR,
    Period.DAY: Unit.PER_DAY,
    Period.WEEK: Unit.PER_WEEK,
    Period.MONTH: Unit.PER_MONTH,
    Period.YEAR: Unit.PER_YEAR,
}
_YEAR = re.compile(r"(?<![\d$€£.,-])(?:20[0-4]\d)(?![\d%]|[.,]\d)")


def nearest(kinds: Iterable[tuple[FigureKind, re.Pattern[str]]], text: str) -> FigureKind | None:
    """Give the kind whose word stands last in a text: nearest to the amount behind it; of equal ones the first kind."""
    best, at = None, -1
    for kind, pattern in kinds:
        for found in pattern.finditer(text):
            if found.end() > at:
                best, at = kind, found.end()
    return best


def first(kinds: Iterable[tuple[FigureKind, re.Pattern[str]]], text: str) -> FigureKind | None:
    """Give the most telling kind that a text names at all."""
    return next((kind for kind, pattern in kinds if pattern.search(text)), None)


def statistic(text: str) -> Statistic | None:
    """Give the statistic that a text names, the nearest to its end; percentiles win over what surrounds them."""
    best, at = None, -1
    for kind, pattern in STATISTICS:
        for found in pattern.finditer(text):
            if found.end() > at:
                best, at = kind, found.end()
        if best is not None and kind is Statistic.PERCENTILE_25:
            return best
    return best


def period(text: str) -> Period | None:
    """Give the period that a text names for pay."""
    return next((kind for kind, pattern in _PERIODS if pattern.search(text)), None)


def years(text: str) -> list[int]:
    """Give the years that a text names, in order."""
    return [int(found[0]) for found in _YEAR.finditer(text)]
