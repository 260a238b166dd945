"""Put into words where an offer lies to the figures of a guide, and how its sums were computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto

from bot.answers.blocks import Table
from bot.answers.figures import amount, measure, span, who
from bot.coaching.offers import MIDDLES, RANGES, TIMES_A_YEAR, Ends, Package, Placed, Position, Premium, Spot
from bot.knowledge.models import Figure, Knowledge, Role, Statistic
from bot.locale import later, say
from bot.locale.writing import all_of, money, number, percent, whole
from bot.money import Period, Sum
from bot.offer import Component, Offer

MOST_ROWS = 24
_THIRDS = frozenset({Position.LOWER, Position.MIDDLE, Position.UPPER})
_THIRD_NAMES = {
    Position.LOWER: later("lower third"),
    Position.MIDDLE: later("middle third"),
    Position.UPPER: later("upper third"),
}
_INSIDE = _THIRDS | {Position.INSIDE, Position.EQUAL}
_NAMES = {
    Component.BASE: later("A base of {amount}"),
    Component.TOTAL: later("A total of {amount} a year"),
    Component.BONUS: later("A bonus of {amount} of base"),
    Component.EQUITY: later("An equity grant of {amount}"),
    Component.SIGN_ON: later("A sign-on bonus of {amount}"),
}
_TITLES = {
    Component.BASE: later("Base pay: {amount} beside each figure"),
    Component.TOTAL: later("Total pay: {amount} beside each figure"),
    Component.BONUS: later("Bonus: {amount} of base beside each figure"),
    Component.EQUITY: later("Equity grant: {amount} beside each figure"),
    Component.SIGN_ON: later("Sign-on bonus: {amount} beside each figure"),
}


def written(component: Component, ends: Ends) -> str:
    """Write an amount of an offer: "$80,000 to $90,000", "10%"."""
    write: Callable[[float], str] = share if component is Component.BONUS else money
    low, high = write(ends[0]), write(ends[1])
    return low if low == high else span(low, high)


def share(value: float) -> str:
    """Write a share: "10%", "9.1%"."""
    return percent(value, digits=3)


def named(component: Component, ends: Ends) -> str:
    """Name a part of an offer with its amount: "A base of $165,000"."""
    return say(_NAMES[component], amount=written(component, ends))


def point(role: Role, component: Component, ends: Ends, placed: Sequence[Placed]) -> str:
    """Say in one sentence where an amount lies to the averages and to the ranges of a guide."""
    middles = [item for item in placed if item.found.figure.statistic in MIDDLES]
    ranges = [item for item in placed if item.found.figure.statistic in RANGES]
    clauses = [
        *([_tally(middles, *_middle_names(middles))] if middles else []),
        *([_tally(ranges, say("the range"), say("ranges"))] if ranges else []),
    ] or [_tally(placed, say("the figure"), say("figures"))]
    return say(
        "{offer} lies {where} that the guide on the {role} prints.",
        offer=named(component, ends),
        where=all_of(clauses),
        role=role.title,
    )


def _middle_names(middles: Sequence[Placed]) -> tuple[str, str]:
    kinds = {item.found.figure.statistic for item in middles}
    if kinds == {Statistic.MEDIAN}:
        return say("the median"), say("medians")
    return say("the average"), say("averages") if len(kinds) == 1 else say("averages and medians")


def table(component: Component, ends: Ends, placed: Sequence[Placed], knowledge: Knowledge) -> Table:
    """Draw a row for each figure: what it is, what it measures, where the offer lies, whom it is for, its line."""
    rows = tuple(
        (
            amount(item.found.figure),
            measure(item.found.figure),
            lies(item),
            _whom(item.found.figure, knowledge),
            knowledge.roles[item.found.passage.role].where(item.found.figure.lines[0]),
        )
        for item in placed[:MOST_ROWS]
    )
    headers = (say("Figure"), say("Measures"), say("Your offer"), say("For"), say("Where"))
    return Table(headers, rows, say(_TITLES[component], amount=written(component, ends)), personal=True)


def lies(item: Placed) -> str:
    """Say where both ends of an amount lie to a figure."""
    if item.low.position is item.high.position and item.low.position in {Position.BELOW, Position.ABOVE}:
        return _spot(
            Spot(item.low.position, (*item.low.off, *item.high.off)), item.found.figure, both=item.low != item.high
        )
    low, high = (_spot(found, item.found.figure) for found in (item.low, item.high))
    return low if low == high else say("from {low} to {high}", low=low, high=high)


def premium_lines(premium: Premium, base: Ends | None, knowledge: Knowledge) -> list[str]:
    """Write how a place's premium raises the national averages, and where the base lies to what comes out."""
    low, high = premium.figure.low or 0.0, premium.figure.high or 0.0
    times = [1 + low / 100, 1 + high / 100]
    lines = []
    for average, (least, most) in premium.averages:
        ends = [
            say(
                "{average} × {times} = {result}",
                average=money(end or 0),
                times=number(float(f"{factor:.4g}")),
                result=money(result),
            )
            for end, factor, result in ((average.low, times[0], least), (average.high, times[1], most))
        ]
        line = say(", and ").join(dict.fromkeys(ends))
        source = who(average, knowledge)
        line += f" ({source})" if source else ""
        lines.append(line + (say("; the base: {where}", where=_against(base, least, most)) if base else ""))
    return lines


def arithmetic(offer: Offer, found: Package) -> list[str]:
    """Show how each sum of a year came about, one line a step."""
    lines = [*_changed(offer)]
    lines += [_a_year(item) for item in offer.sums.values() if item.period not in {None, Period.YEAR}]
    lines += _bonus(offer, found)
    if found.equity and found.grant and offer.years:
        grant, each = written(Component.EQUITY, found.grant), written(Component.EQUITY, found.equity)
        lines.append(
            say("{grant} of equity over {years} years = {each} a year", grant=grant, years=offer.years, each=each)
        )
    if found.parts:
        parts = [written(Component.BASE, ends) for ends in (found.base, found.bonus, found.equity) if ends]
        total = written(Component.TOTAL, found.parts)
        lines.append(say("{parts} = {total} a year", parts=" + ".join(parts), total=total))
    if found.said and found.parts and found.said[0] > found.parts[1]:
        rest = money(found.said[0] - found.parts[1])
        lines.append(say("The total that you named is {rest} more than these parts.", rest=rest))
    if found.sign_on:
        once = written(Component.SIGN_ON, found.sign_on)
        lines.append(say("The sign-on bonus of {once} is paid once, so it is in no total.", once=once))
    return lines


def _tally(placed: Sequence[Placed], one: str, many: str) -> str:
    """Say how many figures an amount lies above, inside and below."""
    groups = {
        _Where.ABOVE: [item for item in placed if item.low.position is Position.ABOVE],
        _Where.INSIDE: [item for item in placed if _is_inside(item)],
        _Where.BELOW: [item for item in placed if item.high.position is Position.BELOW],
    }
    groups[_Where.ACROSS] = [item for item in placed if not any(item in group for group in groups.values())]
    held = {where: group for where, group in groups.items() if group}
    where = next(iter(held))
    if len(placed) == 1:
        figure = placed[0].found.figure
        single = figure.low == figure.high or None in {figure.low, figure.high}
        where = _Where.AT if single and where is _Where.INSIDE else where
        return say(_OF_ONE[where], one=one, amount=amount(figure))
    if len(held) == 1:
        return say(_OF_BOTH[where] if len(placed) == 2 else _OF_ALL[where], count=len(placed), many=many)
    counts = [say(_OF_SOME[where], count=len(group)) for where, group in held.items()]
    return say("{counts} of the {total} {many}", counts=all_of(counts), total=len(placed), many=many)


class _Where(Enum):
    """Where an amount lies to several figures."""

    ABOVE = auto()
    INSIDE = auto()
    BELOW = auto()
    ACROSS = auto()
    AT = auto()


_OF_ONE = {
    _Where.ABOVE: later("above {one} of {amount}"),
    _Where.INSIDE: later("inside {one} of {amount}"),
    _Where.BELOW: later("below {one} of {amount}"),
    _Where.ACROSS: later("across an end of {one} of {amount}"),
    _Where.AT: later("at {one} of {amount}"),
}
_OF_BOTH = {
    _Where.ABOVE: later("above both {many}"),
    _Where.INSIDE: later("inside both {many}"),
    _Where.BELOW: later("below both {many}"),
    _Where.ACROSS: later("across an end of both {many}"),
}
_OF_ALL = {
    _Where.ABOVE: later("above all {count} {many}"),
    _Where.INSIDE: later("inside all {count} {many}"),
    _Where.BELOW: later("below all {count} {many}"),
    _Where.ACROSS: later("across an end of all {count} {many}"),
}
_OF_SOME = {
    _Where.ABOVE: later("above {count}"),
    _Where.INSIDE: later("inside {count}"),
    _Where.BELOW: later("below {count}"),
    _Where.ACROSS: later("across an end of {count}"),
}


def _is_inside(item: Placed) -> bool:
    return item.low.position in _INSIDE and item.high.position in _INSIDE


def _spot(found: Spot, figure: Figure, *, both: bool = False) -> str:
    """Write one position: "9% below", "inside, upper third"."""
    if found.position is Position.EQUAL:
        return say("the same")
    if found.position in _THIRDS:
        return say("inside, {third}", third=say(_THIRD_NAMES[found.position]))
    if found.position is Position.INSIDE:
        return say("inside: it is open above")
    off = _off(found, both=both or figure.statistic in MIDDLES)
    if found.position is Position.BELOW:
        return say("{off} below", off=off)
    return say("{off} above its printed end", off=off) if figure.open_ended else say("{off} above", off=off)


def _off(found: Spot, *, both: bool = False) -> str:
    """Write by how much a value misses the nearest printed end, or `both`."""
    shares = sorted({round(abs(share) * 100) for share in found.off})
    if not shares or shares[0] < 1:
        return say("under 1%")
    if both and len(shares) > 1:
        return say("{low} to {high}%", low=shares[0], high=whole(shares[-1]))
    return percent(shares[0])


def raised(premium: Premium, base: Ends, knowledge: Knowledge) -> str:
    """Say in a sentence what the one national average comes to in a place, and where the base lies to it."""
    if len(premium.averages) != 1:
        return ""
    least, most = premium.averages[0][1]
    return say(
        "With what it states for {place}, that average comes to {result}: the base is {where}.",
        place=knowledge.place_names.get(premium.figure.place or "", ""),
        result=written(Component.BASE, (least, most)),
        where=_against(base, least, most),
    )


def _against(base: Ends, least: float, most: float) -> str:
    """Say where a base lies to what an average comes to with a premium."""
    words = []
    for value in dict.fromkeys(base):
        if least <= value <= most:
            words.append(say("inside"))
            continue
        off = _off(Spot(Position.ABOVE, (value / least - 1, value / most - 1)), both=True)
        words.append(say("{off} below", off=off) if value < least else say("{off} above", off=off))
    return say(" to ").join(dict.fromkeys(words))


def _whom(figure: Figure, knowledge: Knowledge) -> str:
    return ", ".join(part for part in (who(figure, knowledge), str(figure.year or "")) if part)


def _changed(offer: Offer) -> list[str]:
    """Show a raise: "$165,000 + $20,000 = $185,000"."""
    change, before = offer.change, offer.before
    if change is None or before is None:
        return []
    main = Component.BASE if Component.BASE in offer.sums else Component.TOTAL
    after = offer.sums[main]
    sign = "−" if change.low < 0 else "+"
    size = (abs(change.low), abs(change.high))
    by = written(Component.BONUS if change.percent else main, size)
    return [f"{_said(before)} {sign} {by} = {_said(after)}"]


def _said(item: Sum) -> str:
    return written(Component.BASE, (item.low, item.high))


def _a_year(item: Sum) -> str:
    """Show how a sum of an hour or a month becomes one of a year."""
    period = item.period or Period.YEAR
    times = TIMES_A_YEAR[period]
    low, high = dict.fromkeys((item.low, item.high)), dict.fromkeys((item.low * times, item.high * times))
    said, year = (say(" to ").join(money(end, cents=True) for end in ends) for ends in (low, high))
    return say(
        "{sum} {period} × {times} = {year} a year", sum=said, period=say(_A[period]), times=whole(times), year=year
    )


_A = {
    Period.HOUR: later("an hour"),
    Period.DAY: later("a day"),
    Period.WEEK: later("a week"),
    Period.MONTH: later("a month"),
    Period.YEAR: later("a year"),
}


def _bonus(offer: Offer, found: Package) -> list[str]:
    item = offer.sums.get(Component.BONUS)
    if item is None or found.base is None or found.bonus is None:
        return []
    base, bonus = written(Component.BASE, found.base), written(Component.BASE, found.bonus)
    if item.percent:
        share = written(Component.BONUS, (item.low, item.high))
        return [say("{share} of {base} = {bonus}", share=share, base=base, bonus=bonus)]
    if found.share is None:
        return []
    return [say("{bonus} of {base} = {share}", bonus=bonus, base=base, share=written(Component.BONUS, found.share))]
