from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.figures import KIND_NAMES, STATISTIC_NAMES, amount, figure_table, measure, who
from bot.knowledge.models import Figure, FigureKind, Knowledge, Statistic, Unit

USD = "USD"


def figure(low: float | None, high: float | None, unit: Unit = Unit.PER_YEAR, currency: str | None = USD,
           **more: object) -> Figure:  # fmt: skip
    made = Figure(FigureKind.SALARY, Statistic.RANGE, unit, ((9, 9),), low, high, currency=currency)
    return replace(made, **more)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (figure(120500, 120500), "$120,500"),
        (figure(104500, 143500), "$104,500 to $143,500"),
        (figure(None, 168000), "up to $168,000"),
        (figure(160000, None, open_ended=True), "$160,000+"),
        (figure(160000, 200000, open_ended=True), "$160,000 to $200,000+"),
        (figure(410220000000, 410220000000, Unit.TOTAL), "$410.22 billion"),
        (figure(10, 15, Unit.PERCENT, None), "10% to 15%"),
        (figure(27.3, 27.3, Unit.PERCENT, None), "27.3%"),
        (figure(10, 30, Unit.PERCENT_OF_BASE, None), "10% to 30% of base"),
        (figure(5, None, Unit.YEARS, None, open_ended=True), "5+ years"),
        (figure(3, 5, Unit.YEARS, None, open_ended=True), "3 to 5+ years"),
        (figure(20000, 100000, Unit.ONE_TIME), "$20,000 to $100,000"),
        (figure(48000, 62000, currency="EUR"), "€48,000 to €62,000"),
        (figure(57.5, 57.5, Unit.PER_HOUR, "GBP"), "£57.50 an hour"),
        (figure(None, 500, Unit.PER_DAY, "GBP"), "up to £500 a day"),
        (figure(400000, 700000, Unit.PER_MONTH, "INR"), "₹400,000 to ₹700,000 a month"),
    ],
)
def test_an_amount_is_written_as_people_read_it(made: Figure, text: str) -> None:
    assert amount(made) == text


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (figure(1, 2, statistic=Statistic.AVERAGE), "average salary"),
        (figure(1, 2, kind=FigureKind.BASE, statistic=Statistic.PERCENTILE_90), "90th percentile base pay"),
        (figure(1, 2), "salary, range"),
        (figure(1, 2, kind=FigureKind.GROWTH, about="job openings"), "job openings"),
        (figure(1, 2, about="ML engineers in general", statistic=Statistic.TOP), "top salary"),
    ],
)
def test_what_a_figure_measures_is_said(made: Figure, text: str) -> None:
    assert measure(made) == text


def test_every_kind_and_statistic_has_a_name() -> None:
    assert set(KIND_NAMES) == set(FigureKind)
    assert set(STATISTIC_NAMES) == set(Statistic)


def test_source_employer_place_level_and_title_are_named(sample: Knowledge) -> None:
    made = figure(1, 2, source="Glassdoor", company="Amazon", place="denver", level="senior")
    assert who(made, sample) == "Glassdoor, Amazon, Denver, Senior"
    assert who(replace(made, about="leads"), sample) == "Glassdoor, Amazon, Denver, leads"
    assert who(figure(1, 2), sample) == ""


def test_a_table_gives_each_figure_its_year_and_line(sample: Knowledge) -> None:
    role = sample.roles["data-engineer"]
    made = [figure(1, 1, year=2024), figure(2, 2, lines=((3, 5),))]
    table = figure_table(made, role, sample)
    assert [row[-2:] for row in table.rows] == [("2024", "line 9"), ("", "lines 3-5")]
    assert {len(row) for row in table.rows} == {len(table.headers)}
    assert table.title == "Data Engineer"
