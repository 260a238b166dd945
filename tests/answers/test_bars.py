from __future__ import annotations

import pytest

from bot.answers.bars import bar, ends_of, rows_of, shape_of
from bot.answers.blocks import Bar, Shape
from bot.app import Coach
from bot.coaching.pay import Wanted, figures_of, select
from bot.knowledge.models import Figure, FigureKind, Knowledge, Statistic, Unit
from tests.roles import SYS


def figure(
    statistic: Statistic = Statistic.RANGE, low: float | None = 100, high: float | None = 200, **more: object
) -> Figure:
    given = {"lines": ((9, 9),), "currency": "USD", **more}
    return Figure(FigureKind.SALARY, statistic, Unit.PER_YEAR, low=low, high=high, **given)  # type: ignore[arg-type]


def drawn(knowledge: Knowledge, *figures: Figure, year: int | None = 2024) -> list[Bar]:
    return [bar(knowledge, row, year) for row in rows_of(figures)]


@pytest.mark.parametrize(
    ("given", "shape", "ends"),
    [
        (figure(), Shape.SPAN, (100, 200)),
        (figure(open_ended=True), Shape.SPAN, (100, 200)),
        (figure(Statistic.TYPICAL, 100, None, open_ended=True), Shape.AT_LEAST, (100, None)),
        (figure(Statistic.MIDDLE_HALF), Shape.MIDDLE_HALF, (100, 200)),
        (figure(Statistic.AVERAGE, 150, 150), Shape.AVERAGE, (150, 150)),
        (figure(Statistic.AVERAGE, 150, 160), Shape.AVERAGE, (150, 160)),
        (figure(Statistic.AVERAGE, 150, None), Shape.AVERAGE, (150, 150)),
        (figure(Statistic.AVERAGE, None, 160), Shape.UP_TO, (None, 160)),
        (figure(Statistic.MEDIAN, 150, 150), Shape.MEDIAN, (150, 150)),
        (figure(Statistic.PERCENTILE_90, 150, 160), Shape.PERCENTILE, (150, 160)),
        (figure(Statistic.TOP, None, 300), Shape.UP_TO, (None, 300)),
        (figure(Statistic.TOP, None, 300, open_ended=True), Shape.AT_LEAST, (None, 300)),
        (figure(Statistic.TOP, 300, 300), Shape.POINT, (300, 300)),
        (figure(Statistic.TOP, 300, 600), Shape.SPAN, (300, 600)),
        (figure(Statistic.MINIMUM, 75, None), Shape.AT_LEAST, (75, None)),
    ],
)
def test_a_figure_is_drawn_by_its_statistic_and_its_ends(given: Figure, shape: Shape, ends: tuple[object, ...]) -> None:
    assert (shape_of(given), ends_of(given)) == (shape, ends)


def test_what_one_source_says_of_the_same_shares_a_bar(sample: Knowledge) -> None:
    one = {"source": "Surveys"}
    [only] = drawn(sample, figure(Statistic.AVERAGE, 150, 150, lines=((8, 8),), **one), figure(**one))
    assert (only.label, only.detail, only.lines) == ("Surveys", "", ((8, 8), (9, 9)))
    assert [mark.text for mark in only.marks] == ["$100 to $200", "average $150"]


@pytest.mark.parametrize(
    "other",
    [{"source": "Others"}, {"level": "senior"}, {"place": "denver"}, {"year": 2023}, {"company": "Acme"}],
    ids=str,
)
def test_what_is_of_another_source_level_place_year_or_employer_does_not(
    sample: Knowledge, other: dict[str, object]
) -> None:
    one = {"source": "Surveys", "year": 2024}
    assert len(drawn(sample, figure(**one), figure(Statistic.AVERAGE, 150, 150, **(one | other)))) == 2


def test_two_ranges_of_one_source_do_not_hide_one_another(sample: Knowledge) -> None:
    bars = drawn(sample, figure(source="Surveys"), figure(low=50, high=400, source="Surveys", about="broader range"))
    assert [(each.label, each.detail) for each in bars] == [("Surveys", ""), ("Surveys", "broader range")]


def test_a_remark_on_one_figure_of_several_stands_with_that_figure(sample: Knowledge) -> None:
    top = figure(Statistic.TOP, None, 180, source="Surveys", about="top earners")
    [only] = drawn(sample, figure(source="Surveys"), top)
    assert [mark.text for mark in only.marks] == ["$100 to $200", "up to $180 (top earners)"]


def test_without_a_source_only_the_same_title_or_lines_share_a_bar(sample: Knowledge) -> None:
    average = figure(Statistic.AVERAGE, 150, 150, lines=((8, 8),))
    assert [each.label for each in drawn(sample, average, figure())] == ["Guide, line 8", "Guide, line 9"]
    titled = [figure(Statistic.AVERAGE, 150, 150, lines=((8, 8),), about="lead"), figure(about="lead")]
    [only] = drawn(sample, *titled)
    assert (only.label, only.detail) == ("Guide, lines 8-9", "lead")
    apart = [figure(lines=((3, 4),), about="lead"), figure(Statistic.AVERAGE, 150, 150, lines=((8, 8),), about="lead")]
    assert drawn(sample, *apart)[0].label == "Guide, lines 3-4, 8"


def test_level_and_place_are_named_in_full_and_another_year_is_said(sample: Knowledge) -> None:
    [only] = drawn(sample, figure(level="senior", place="denver", year=2022, source="Surveys"))
    names = (sample.place_names["denver"], sample.level_names["senior"])
    assert only.detail == f"{names[0]}, {names[1]}, 2022"
    [only] = drawn(sample, figure(year=2024, source="Surveys"))
    assert only.detail == ""


def test_an_end_of_a_range_that_is_named_again_is_not_drawn_twice(sample: Knowledge) -> None:
    again = [figure(Statistic.TOP, None, 200), figure(Statistic.MINIMUM, 100, None)]
    [only] = drawn(sample, figure(), *again)
    assert [mark.text for mark in only.marks] == ["$100 to $200"]
    [only] = drawn(sample, figure(), figure(Statistic.TOP, None, 180))
    assert [mark.text for mark in only.marks] == ["$100 to $200", "up to $180"]


def test_every_figure_of_money_stands_on_one_bar_with_its_line(coach: Coach) -> None:
    for role in coach.knowledge.roles.values():
        figures = [item.figure for item in figures_of(role) if item.figure.currency]
        rows = rows_of(figures)
        assert sorted(map(repr, (each for row in rows for each in row.figures))) == sorted(map(repr, figures))
        for row in rows:
            made = bar(coach.knowledge, row, 2024)
            assert made.label
            assert made.marks
            assert set(made.lines) == {span for each in row.figures for span in each.lines}


def test_a_source_of_the_shipped_guide_has_all_it_says_on_its_bar(coach: Coach) -> None:
    figures = [item.figure for item in select(coach.knowledge.roles[SYS], Wanted())]
    [zip_recruiter] = [each for each in drawn(coach.knowledge, *figures) if each.label == "ZipRecruiter"]
    assert [mark.shape for mark in zip_recruiter.marks] == [
        Shape.SPAN, Shape.MIDDLE_HALF, Shape.AVERAGE, Shape.UP_TO
    ]  # fmt: skip
