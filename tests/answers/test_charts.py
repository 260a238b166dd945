from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.answers.blocks import ALT_LIMIT, Chart, Reply, Shape, plain
from bot.answers.charts import MOST_BARS, MOST_ROLES, pay_chart
from bot.app import Coach
from bot.coaching.pay import KINDS_BY_FACET, Found, Wanted, figures_of, select
from bot.errors import UserError
from bot.knowledge.models import FigureKind, Knowledge, Role
from tests.replies import amounts_of, numbers
from tests.roles import MGR, ML, MLE, SWE, SYS


def charts(reply: Reply) -> list[Chart]:
    return [block for part in reply.parts for block in part.blocks if isinstance(block, Chart)]


def usual(knowledge: Knowledge, *roles: str, facet: str = "base-pay") -> list[tuple[Role, list[Found]]]:
    return [(knowledge.roles[role], select(knowledge.roles[role], Wanted(facet))) for role in roles]


def roles_drawn(chart: Chart) -> list[str]:
    return list(dict.fromkeys(panel.role for panel in chart.panels))


@pytest.mark.parametrize("role", [MLE, SYS, SWE, ML, MGR])
def test_the_pay_of_a_role_comes_with_one_chart(coach: Coach, role: str) -> None:
    reply = coach.salary(role)
    [chart] = charts(reply)
    assert chart.title == coach.knowledge.roles[role].title
    assert chart.unit == "US dollars a year"
    assert charts(coach.ask(f"what does the {chart.title} earn?")) == [chart] == [coach.chart([role])]


@pytest.mark.parametrize("topic", [None, "salary", "base-pay"])
def test_a_comparison_draws_both_roles_in_one_chart(coach: Coach, topic: str | None) -> None:
    [chart] = charts(coach.compare(SYS, MGR, topic))
    titles = [coach.knowledge.roles[role].title for role in (SYS, MGR)]
    assert roles_drawn(chart) == titles
    assert chart == coach.chart([SYS, MGR])


@pytest.mark.parametrize(
    "message",
    ["total compensation of the ml swe", "highest salary of the ai systems engineer", "highest paid role",
     "executive pay, manager guide", "pay by place of the ml swe", "lowest paid role", "what is the typical salary?"],
)  # fmt: skip
def test_other_questions_on_pay_are_drawn_too(coach: Coach, message: str) -> None:
    assert len(charts(coach.ask(message))) == 1


@pytest.mark.parametrize(
    "message",
    ["is a phd needed for ml swe?", "bonus of the manager", "how much more in sunnyvale for the ai swe",
     "base salary of an entry level manager", "hello", "sign-on bonus of the manager"],
)  # fmt: skip
def test_what_has_fewer_than_two_sums_is_not_drawn(coach: Coach, message: str) -> None:
    assert charts(coach.ask(message)) == []


def test_percentages_by_place_are_left_to_the_text(coach: Coach) -> None:
    assert charts(coach.ask("pay by place of the ai/ml engineer")) == []
    assert pay_chart(coach.knowledge, usual(coach.knowledge, MLE, facet="pay-by-place")) is None


def test_the_text_of_a_reply_does_not_change_with_its_chart(coach: Coach) -> None:
    reply = coach.salary(SYS)
    parts = [replace(part, blocks=tuple(b for b in part.blocks if not isinstance(b, Chart))) for part in reply.parts]
    assert plain(reply) == plain(replace(reply, parts=tuple(parts)))


def test_measures_are_told_apart_under_headings(coach: Coach) -> None:
    for role in coach.knowledge.roles:
        for facet in KINDS_BY_FACET:
            chart = pay_chart(coach.knowledge, usual(coach.knowledge, role, facet=facet))
            for panel in chart.panels if chart else ():
                lines = {span for bar in panel.bars for span in bar.lines}
                figures = [item.figure for item in figures_of(coach.knowledge.roles[role]) if item.figure.currency]
                measured = [figure for figure in figures if figure.kind is panel.measure]
                assert lines <= {span for figure in measured for span in figure.lines}
                assert panel.heading
    [chart] = charts(coach.ask("highest salary of the ai systems engineer"))
    assert [panel.heading for panel in chart.panels] == ["Salary", "Total compensation"]


def test_every_mark_is_a_figure_of_its_guide(coach: Coach) -> None:
    seen = 0
    for role in coach.knowledge.roles.values():
        chart = coach.chart([role.id])
        known = amounts_of(item.figure for item in figures_of(role))
        for mark in (mark for panel in chart.panels for bar in panel.bars for mark in bar.marks):
            seen += 1
            assert {end for end in (mark.low, mark.high) if end is not None} <= known
            assert {end for end in (mark.low, mark.high) if end is not None} <= numbers(mark.text)
    assert seen > 40


@pytest.mark.parametrize("role", [MLE, SYS, SWE, ML, MGR])
def test_the_words_of_a_chart_name_every_bar_and_figure(coach: Coach, role: str) -> None:
    chart = coach.chart([role])
    assert len(chart.alt) <= ALT_LIMIT
    for panel in chart.panels:
        assert panel.heading in chart.alt
        for bar in panel.bars:
            for piece in (bar.label, bar.detail, *(mark.text for mark in bar.marks)):
                assert piece in chart.alt
    assert all(note in chart.alt for note in chart.notes)


def test_words_that_would_be_too_long_end_after_a_bar_and_say_how_many_follow(coach: Coach) -> None:
    role = coach.knowledge.roles[SYS]
    found = [replace(item, figure=replace(item.figure, about=f"{'very ' * 30}{number}"))
             for number, item in enumerate(select(role, Wanted()))]  # fmt: skip
    chart = pay_chart(coach.knowledge, [(role, found)])
    assert chart is not None
    assert len(chart.alt) <= ALT_LIMIT
    [follow] = re.findall(r"(\d+) more rows follow", chart.alt)
    shown = sum(bar.marks[0].text in chart.alt for panel in chart.panels for bar in panel.bars)
    assert shown + int(follow) >= MOST_BARS


def test_one_endless_name_is_cut_too(coach: Coach) -> None:
    role = replace(coach.knowledge.roles[SYS], title="x" * 5000)
    chart = pay_chart(coach.knowledge, [(role, select(role, Wanted()))])
    assert chart is not None
    assert len(chart.alt) == ALT_LIMIT


def test_where_not_all_fits_the_sources_stay_and_the_rest_is_counted(coach: Coach) -> None:
    chart = coach.chart([SYS])
    labels = [bar.label for panel in chart.panels for bar in panel.bars]
    named = {item.figure.source for item in select(coach.knowledge.roles[SYS], Wanted()) if item.figure.source}
    assert len(labels) == MOST_BARS
    assert named <= set(labels)
    assert "2 more rows are left out." in chart.notes


def test_each_source_has_a_row_before_one_has_two(coach: Coach) -> None:
    title = coach.knowledge.roles[SYS].title
    panels = [panel for panel in coach.chart([SYS, MGR]).panels if panel.role == title]
    assert [bar.label for panel in panels for bar in panel.bars] == [
        "Salary.com",
        "ZipRecruiter",
        "Indeed",
        "6figr.com",
    ]


def test_the_extremes_stay_where_they_are_asked_for(coach: Coach) -> None:
    [top] = charts(coach.ask("highest salary of the ai systems engineer"))
    [low] = charts(coach.ask("lowest salary of the ai systems engineer"))
    assert "$500,000+" in top.alt
    assert "$59,500" in low.alt


def test_all_roles_have_at_least_two_rows_each(coach: Coach) -> None:
    chart = coach.chart(coach.knowledge.roles)
    rows = {title: sum(len(p.bars) for p in chart.panels if p.role == title) for title in roles_drawn(chart)}
    assert set(rows.values()) == {2}
    assert len(rows) == MOST_ROLES
    assert re.search(r"\d+ more rows are left out", chart.notes[-1])


def test_a_picture_of_many_roles_says_how_many_are_left_out(coach: Coach) -> None:
    role = coach.knowledge.roles[MGR]
    many = [(replace(role, id=f"r{n}", title=f"Role {n}"), select(role, Wanted())) for n in range(1000)]
    chart = pay_chart(coach.knowledge, many)
    assert chart is not None
    assert len(roles_drawn(chart)) == MOST_ROLES
    assert f"{1000 - MOST_ROLES} more roles are left out." in chart.notes


def test_a_role_without_sums_is_named_beside_those_with_some(coach: Coach) -> None:
    bare = replace(coach.knowledge.roles[ML], passages=())
    chart = pay_chart(coach.knowledge, [*usual(coach.knowledge, SYS), (bare, [])])
    assert chart is not None
    assert chart.title == coach.knowledge.roles[SYS].title
    assert f"No sums of pay: {bare.title}." in chart.notes


def test_one_axis_has_one_unit(coach: Coach) -> None:
    chart = pay_chart(coach.knowledge, usual(coach.knowledge, MLE, MGR, facet="sign-on-bonus"))
    assert chart is not None
    assert chart.unit == "US dollars, once"
    assert {panel.measure for panel in chart.panels} == {FigureKind.SIGN_ON}
    mixed = [(coach.knowledge.roles[MGR], list(figures_of(coach.knowledge.roles[MGR])))]
    chart = pay_chart(coach.knowledge, mixed)
    assert chart is not None
    assert chart.unit == "US dollars a year"
    assert {panel.measure for panel in chart.panels} == {FigureKind.BASE, FigureKind.SALARY}


def test_the_legend_names_the_shapes_that_are_drawn_and_bars_need_none(coach: Coach) -> None:
    names = dict(coach.chart([SYS]).legend)
    assert names[Shape.AVERAGE] == "average"
    assert Shape.PERCENTILE not in names
    assert coach.chart([MGR]).legend == ()


@pytest.mark.parametrize("name", ["nurse", "", "🙂", "x" * 500])
def test_a_role_that_nobody_knows_is_refused_in_one_sentence(coach: Coach, name: str) -> None:
    with pytest.raises(UserError, match="There is no guide on") as refused:
        coach.chart([SYS, name])
    assert coach.knowledge.roles[MGR].title in str(refused.value)


def test_a_role_with_one_figure_or_none_is_refused_in_one_sentence(small: Coach) -> None:
    for role in small.knowledge.roles.values():
        with pytest.raises(UserError, match="fewer than two sums of pay") as refused:
            small.chart([role.id])
        assert role.title in str(refused.value)


def test_the_same_role_twice_is_drawn_once(coach: Coach) -> None:
    assert coach.chart([MGR, "the manager"]) == coach.chart([MGR])
