from __future__ import annotations

import pytest

from bot.coaching.offers import Fault, Position, fault, package, place, premiums, spot
from bot.knowledge.models import Figure, FigureKind, Knowledge, Passage, Role, Statistic, Unit
from bot.money import Period, Sum
from bot.offer import Component, Offer

BASE, BONUS, EQUITY, SIGN_ON, TOTAL = Component


def sum_of(value: float, **more: object) -> Sum:
    return Sum(value, value, **more)  # type: ignore[arg-type]


def pay(statistic: Statistic, low: float | None, high: float | None, **more: object) -> Figure:
    values = {"kind": FigureKind.SALARY, "unit": Unit.PER_YEAR, "currency": "USD", "lines": ((1, 1),), **more}
    return Figure(statistic=statistic, low=low, high=high, **values)  # type: ignore[arg-type]


def role_of(*figures: Figure) -> Role:
    passage = Passage("r", "p", "base-pay", "salary", "Pay", "Pay.", ((1, 1),), figures=figures)
    return Role("r", "R", "r", "R.", (), {}, (passage,))


RANGE, AVERAGE, TOP, MINIMUM = Statistic.RANGE, Statistic.AVERAGE, Statistic.TOP, Statistic.MINIMUM


@pytest.mark.parametrize(
    ("value", "figure", "position"),
    [
        (99, pay(RANGE, 100, 400), Position.BELOW),
        (100, pay(RANGE, 100, 400), Position.LOWER),
        (199, pay(RANGE, 100, 400), Position.LOWER),
        (200, pay(RANGE, 100, 400), Position.MIDDLE),
        (400, pay(RANGE, 100, 400), Position.UPPER),
        (401, pay(RANGE, 100, 400), Position.ABOVE),
        (100, pay(AVERAGE, 100, 100), Position.EQUAL),
        (99, pay(TOP, None, 100), Position.BELOW),
        (101, pay(TOP, None, 100), Position.ABOVE),
        (99, pay(TOP, 100, None, open_ended=True), Position.BELOW),
        (900, pay(TOP, 100, None, open_ended=True), Position.INSIDE),
    ],
)
def test_a_value_lies_below_inside_or_above(value: float, figure: Figure, position: Position) -> None:
    assert spot(value, figure).position is position


def test_how_far_off_is_told_of_each_printed_end() -> None:
    assert [round(share, 2) for share in spot(150, pay(AVERAGE, 100, 120)).off] == [0.5, 0.25]


def test_months_and_hours_make_a_year() -> None:
    assert package(Offer({BASE: sum_of(12_000, period=Period.MONTH)})).base == (144_000, 144_000)
    assert package(Offer({BASE: sum_of(60, period=Period.HOUR)})).base == (124_800, 124_800)


def test_a_total_is_base_bonus_and_a_year_of_equity_and_never_the_sign_on() -> None:
    offer = Offer(
        {BASE: sum_of(165_000), BONUS: sum_of(10, percent=True), EQUITY: sum_of(200_000), SIGN_ON: sum_of(20_000)},
        years=4,
    )
    whole = package(offer)
    assert (whole.bonus, whole.equity, whole.grant) == ((16_500, 16_500), (50_000, 50_000), (200_000, 200_000))
    assert (whole.total, whole.sign_on) == ((231_500, 231_500), (20_000, 20_000))


def test_a_base_alone_is_no_total() -> None:
    assert package(Offer({BASE: sum_of(165_000)})).total is None


def test_a_bonus_in_money_is_also_a_share() -> None:
    share = package(Offer({BASE: sum_of(150_000), BONUS: sum_of(15_000)})).share
    assert share == (10, 10)


def test_equity_of_unknown_length_or_in_percent_is_not_counted() -> None:
    for item in (sum_of(50_000), sum_of(1, percent=True)):
        whole = package(Offer({BASE: sum_of(165_000), EQUITY: item}))
        assert (whole.equity, whole.grant, whole.total) == (None, None, None)


FAULTS = {
    Fault.NO_SUM: Offer(),
    Fault.NOT_MONEY: Offer(unread="15 bananas"),
    Fault.REPEATED: Offer({BASE: sum_of(165_000)}, repeated=(sum_of(180_000),)),
    Fault.NEGATIVE: Offer({BASE: sum_of(-5)}),
    Fault.CURRENCY: Offer({BASE: sum_of(165_000, currency="EUR")}),
    Fault.SHARE: Offer({BASE: sum_of(165_000), BONUS: sum_of(300, percent=True)}),
    Fault.TOO_LITTLE: Offer({BASE: sum_of(165)}),
    Fault.TOO_MUCH: Offer({BASE: sum_of(1e9)}),
    Fault.CONTRADICTION: Offer({BASE: sum_of(165_000), TOTAL: sum_of(150_000)}),
}


@pytest.mark.parametrize(("expected", "offer"), FAULTS.items())
def test_what_cannot_be_placed_is_told_apart(expected: Fault, offer: Offer) -> None:
    assert fault(offer) is expected


def test_a_zero_is_no_pay_but_may_be_a_bonus() -> None:
    assert fault(Offer({BASE: sum_of(0)})) is Fault.NEGATIVE
    assert fault(Offer({BASE: sum_of(165_000), BONUS: sum_of(0, percent=True)})) is None


def test_a_total_may_be_rounded_and_may_hold_more_than_was_told() -> None:
    parts = {BASE: sum_of(165_000), BONUS: sum_of(10, percent=True)}
    assert fault(Offer({**parts, TOTAL: sum_of(181_000)})) is None
    assert fault(Offer({**parts, TOTAL: sum_of(240_000)})) is None
    assert fault(Offer({**parts, TOTAL: sum_of(170_000)})) is Fault.CONTRADICTION


def test_total_and_base_are_never_compared_with_each_other() -> None:
    role = role_of(
        pay(AVERAGE, 1, 1), pay(AVERAGE, 2, 2, kind=FigureKind.TOTAL), pay(AVERAGE, 3, 3, kind=FigureKind.BASE)
    )
    offer = Offer()
    assert [item.found.figure.low for item in place(role, BASE, (9, 9), offer)] == [1, 3]
    assert [item.found.figure.low for item in place(role, TOTAL, (9, 9), offer)] == [2]


def test_places_levels_and_employers_filter_the_figures() -> None:
    role = role_of(
        pay(RANGE, 1, 2), pay(RANGE, 3, 4, level="mid"), pay(RANGE, 5, 6, level="director"),
        pay(RANGE, 7, 8, place="boston"), pay(RANGE, 9, 10, company="Big Co"),
    )  # fmt: skip

    def lows(**more: tuple[str, ...]) -> list[float | None]:
        return [item.found.figure.low for item in place(role, BASE, (9, 9), Offer(**more))]  # type: ignore[arg-type]

    assert lows() == [1, 3]
    assert lows(levels=("director",)) == [1, 5]
    assert lows(levels=("lead",)) == [1, 3]
    assert lows(places=("boston",)) == [1, 3, 7]
    assert lows(companies=("big-co",)) == [1, 3, 9]


def test_averages_stand_first_and_nothing_twice() -> None:
    role = role_of(
        pay(TOP, None, 4),
        pay(RANGE, 1, 4),
        pay(RANGE, 1, 4),
        pay(MINIMUM, 1, None),
        pay(AVERAGE, 2, 2),
        pay(TOP, None, 9),
    )
    kinds = [item.found.figure.statistic for item in place(role, BASE, (3, 3), Offer())]
    assert kinds == [AVERAGE, RANGE, TOP]


def test_a_premium_raises_national_averages_only() -> None:
    premium = pay(RANGE, 15, 20, kind=FigureKind.PREMIUM, unit=Unit.PERCENT, place="boston", currency=None)
    role = role_of(
        pay(AVERAGE, 100, 110), pay(AVERAGE, 300, 300, company="Big Co"), pay(AVERAGE, 200, 200, about="with 7+ years"),
        pay(RANGE, 50, 150), premium,
    )  # fmt: skip
    (found,) = premiums(role, ("boston",))
    assert [(average.low, ends) for average, ends in found.averages] == [(100, pytest.approx((115, 132)))]
    assert premiums(role, ("seattle",)) == []


def test_the_sample_folder_can_be_placed_in(sample: Knowledge) -> None:
    for role in sample.roles.values():
        for component in Component:
            place(role, component, (100_000, 120_000), Offer())
