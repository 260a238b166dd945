from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app import Coach
from bot.coaching.pay import (
    EXECUTIVE,
    KINDS_BY_FACET,
    Found,
    Wanted,
    experience,
    figures_of,
    highest,
    lowest,
    rank_roles,
    select,
)
from bot.knowledge.models import Figure, FigureKind, Knowledge, Statistic, Unit

SYS, SWE, MGR = "senior-ai-systems-engineer", "senior-software-engineer-ai", "senior-software-engineering-manager-ai"


@pytest.fixture(scope="session")
def shipped(coach: Coach) -> Knowledge:
    return coach.knowledge


def lows(items: list[Found]) -> list[float | None]:
    return [item.figure.low for item in items]


def money(low: float | None, high: float | None, statistic: Statistic = Statistic.RANGE, **more: object) -> Figure:
    return Figure(FigureKind.SALARY, statistic, Unit.PER_YEAR, ((9, 9),), low, high, currency="USD", **more)


def paid(knowledge: Knowledge, *figures: Figure) -> list[Found]:
    passage = replace(knowledge.roles["data-engineer"].passages[3], figures=figures)
    return [Found(figure, passage) for figure in figures]


def test_figures_are_given_once_each_in_the_order_of_the_guide(sample: Knowledge) -> None:
    kinds = [item.figure.kind.value for item in figures_of(sample.roles["data-engineer"])]
    assert kinds == ["experience", "base", "premium", "bonus"]
    role = sample.roles["data-engineer"]
    doubled = replace(role, passages=role.passages * 2)
    assert len(list(figures_of(doubled))) == 4


@pytest.mark.parametrize(
    ("facet", "kinds"),
    [
        ("base-pay", {FigureKind.BASE}),
        ("bonus", {FigureKind.BONUS}),
        ("pay-by-place", {FigureKind.PREMIUM}),
        ("equity", set()),
        ("total-compensation", set()),
    ],
)
def test_a_facet_selects_its_kinds_of_figures(sample: Knowledge, facet: str, kinds: set[FigureKind]) -> None:
    assert {item.figure.kind for item in select(sample.roles["data-engineer"], Wanted(facet))} == kinds


@pytest.mark.parametrize(
    ("role", "wanted", "found"),
    [
        (SYS, Wanted("base-pay", sources=("ziprecruiter",)), 4),
        (SYS, Wanted("base-pay", sources=("indeed",)), 1),
        (SYS, Wanted("base-pay", sources=("ziprecruiter", "indeed")), 5),
        (SYS, Wanted("base-pay", sources=("nobody",)), 0),
        (SWE, Wanted("top-pay", companies=("cruise",)), 1),
        (SWE, Wanted("pay-by-place", places=("kent",)), 1),
        (MGR, Wanted("base-pay", levels=("entry",)), 1),
        (MGR, Wanted("base-pay", levels=("entry", "mid")), 2),
        (MGR, Wanted("executive-pay", levels=("vp",)), 1),
    ],
)
def test_place_level_source_and_employer_narrow_the_figures(
    shipped: Knowledge, role: str, wanted: Wanted, found: int
) -> None:
    assert len(select(shipped.roles[role], wanted)) == found


def test_what_was_filtered_for_is_what_the_figures_say(shipped: Knowledge) -> None:
    for role in shipped.roles.values():
        for item in select(role, Wanted("base-pay", sources=("salary-com",))):
            assert item.figure.source == "Salary.com"
        for item in select(role, Wanted("pay-by-place")):
            assert item.figure.place
        for item in select(role, Wanted("pay-by-level", levels=("senior",))):
            assert item.figure.level == "senior"


def test_executive_pay_is_apart_from_usual_pay(shipped: Knowledge) -> None:
    manager = shipped.roles[MGR]
    assert {item.figure.level for item in select(manager, Wanted("executive-pay"))} == EXECUTIVE
    for facet in ("base-pay", "top-pay", "lowest-pay", "total-compensation"):
        assert not {item.figure.level for item in select(manager, Wanted(facet))} & EXECUTIVE


def test_the_highest_figure_is_the_one_with_the_highest_upper_end(sample: Knowledge) -> None:
    items = paid(sample, money(100, 200), money(150, None, open_ended=True), money(None, 190, Statistic.TOP))
    best = highest(items)
    assert best is not None
    assert best.figure.high == 200


def test_the_lowest_figure_is_no_top_and_no_upper_percentile(sample: Knowledge) -> None:
    items = paid(
        sample, money(100, 200), money(50, 60, Statistic.TOP), money(40, 45, Statistic.PERCENTILE_90), money(None, 30)
    )
    least = lowest(items)
    assert least is not None
    assert least.figure.low == 100


def test_of_no_figures_none_is_highest_or_lowest() -> None:
    assert highest([]) is None
    assert lowest([]) is None


@pytest.mark.parametrize("ascending", [True, False])
def test_roles_are_ordered_by_their_extreme_figure_of_pay(shipped: Knowledge, ascending: bool) -> None:
    pairs = rank_roles(shipped, "base-pay", ascending=ascending)
    ends = [(item.figure.low if ascending else item.figure.high or item.figure.low) or 0 for _, item in pairs]
    assert ends == sorted(ends, reverse=not ascending)
    assert {role.id for role, _ in pairs} == set(shipped.roles)
    assert all(item.figure.unit is Unit.PER_YEAR for _, item in pairs)


def test_every_extreme_is_the_extreme_of_its_own_guide(shipped: Knowledge) -> None:
    for role, item in rank_roles(shipped, "base-pay"):
        ends = [f.figure.high or f.figure.low or 0 for f in select(role, Wanted("base-pay"))
                if f.figure.unit is Unit.PER_YEAR]  # fmt: skip
        assert (item.figure.high or item.figure.low) == max(ends)


def test_roles_are_ordered_by_years_of_experience(shipped: Knowledge) -> None:
    pairs = experience(shipped)
    assert lows([item for _, item in pairs]) == sorted(lows([item for _, item in pairs]), key=lambda low: low or 0)
    assert {item.figure.kind for _, item in pairs} == {FigureKind.EXPERIENCE}
    assert all(item.passage.topic == "requirements" for _, item in pairs)


def test_a_role_without_figures_on_experience_is_left_out(sample: Knowledge) -> None:
    assert [(role.id, item.figure.low) for role, item in experience(sample)] == [("data-engineer", 3)]


def test_every_facet_of_pay_that_has_figures_is_one_of_the_shipped_facets(shipped: Knowledge) -> None:
    assert set(KINDS_BY_FACET) <= set(shipped.facets)
