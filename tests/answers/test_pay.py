from __future__ import annotations

import itertools
import re

import pytest

from bot.answers.blocks import Outcome, Reply, plain
from bot.answers.figures import amount
from bot.answers.pay import DATED_CAUTION, is_pay_facet
from bot.app import Coach
from bot.coaching.pay import KINDS_BY_FACET, figures_of
from bot.knowledge.models import Figure, Role
from tests.replies import amounts_of, numbers, roles_of, tables, texts
from tests.roles import MGR, ML, SWE, SYS

LINES = re.compile(r"\blines? \d+(?:(?:-|, | and )\d+)*")
"""References to lines, whose numbers are no figures."""


def figures(role: Role) -> list[Figure]:
    return [item.figure for item in figures_of(role)]


def rows_of(reply: Reply) -> list[tuple[str, ...]]:
    return [row for table in tables(reply) for row in table.rows]


def line_of(figure: Figure) -> str:
    first, last = figure.lines[0]
    return f"line {first}" if first == last else f"lines {first}-{last}"


def pay_replies(coach: Coach) -> list[tuple[Role, Reply]]:
    """Ask for every facet of pay of every role, and with some of the filters."""
    titles = [coach.knowledge.facets[facet].title for facet in KINDS_BY_FACET]
    asked = [*titles, "senior pay", "pay at director level", "entry level salary", "glassdoor salary", "pay in seattle",
             "highest salary", "lowest salary", "average salary"]  # fmt: skip
    roles = coach.knowledge.roles.values()
    return [(role, coach.ask(f"{ask}: {role.title}")) for role, ask in itertools.product(roles, asked)]


def test_every_figure_shown_is_one_of_the_guide_with_its_line(coach: Coach) -> None:
    wrong, seen = [], 0
    for role, reply in pay_replies(coach):
        known = {(amount(figure), line_of(figure)) for figure in figures(role)}
        rows = rows_of(reply) if roles_of(reply) == [role.id] else []
        wrong += [(role.id, row) for row in rows if (row[0], row[-1]) not in known]
        seen += len(rows)
    assert wrong == []
    assert seen > 100


def test_no_number_is_made_up(coach: Coach) -> None:
    wrong = []
    for role, reply in pay_replies(coach):
        said = set().union(*(numbers(passage.whole) for passage in role.passages))
        years = {float(figure.year) for figure in figures(role) if figure.year}
        shown = numbers(LINES.sub("", "\n".join(text for part in reply.parts for text in texts(part))))
        if roles_of(reply) == [role.id]:
            wrong += [(role.id, plain(reply)[:60], n) for n in shown - amounts_of(figures(role)) - said - years]
    assert wrong == []


def test_every_figure_shown_is_cited(coach: Coach) -> None:
    for role, reply in pay_replies(coach):
        if roles_of(reply) != [role.id]:
            continue
        cited = [citation.lines for citation in reply.citations]
        for row in rows_of(reply)[:8]:
            line = int(row[-1].split()[-1].split("-")[-1])
            assert any(first <= line <= last for first, last in cited), (role.id, row)


@pytest.mark.parametrize(
    ("message", "role", "shown", "absent"),
    [
        ("ziprecruiter salary of the ai systems engineer", SYS, ["$126,557", "line 148"], ["Salary.com", "$202,614"]),
        ("what does indeed say the ai systems engineer makes", SYS, ["$202,614"], ["$126,557"]),
        ("base salary of an entry level manager", MGR, ["$150,000 to $180,000"], ["$220,000"]),
        ("mid level manager base pay", MGR, ["$180,000 to $220,000"], ["$150,000"]),
        ("what would a vp make, manager guide", MGR, ["$400,000 to $600,000"], ["$220,000"]),
        ("ai software engineer pay in sunnyvale", SWE, ["27.3%"], []),
        ("ai swe pay at amazon", SWE, ["$427,500"], []),
        ("yearly bonus of the manager", MGR, ["10% to 30%"], ["$20,000"]),
        ("sign-on bonus of the manager", MGR, ["$20,000 to $100,000"], ["10%"]),
        ("highest salary of the ai systems engineer", SYS, ["$500,000+"], []),
        ("lowest salary of the ml swe", ML, ["$75,000"], []),
        ("total compensation of the ml swe", ML, ["$344,000", "$272,000 to $921,000", "line 141"], ["$129,660"]),
    ],
)
def test_a_question_on_pay_gets_the_figures_it_names(
    coach: Coach, message: str, role: str, shown: list[str], absent: list[str]
) -> None:
    reply = coach.ask(message)
    text = plain(reply)
    assert roles_of(reply) == [role]
    assert [figure for figure in shown if figure not in text] == []
    assert [figure for figure in absent if figure in text] == []


def test_sources_that_differ_stand_side_by_side(coach: Coach) -> None:
    reply = coach.ask("how much does the ai systems engineer earn")
    named = " ".join(" ".join(row) for row in rows_of(reply))
    assert {"Salary.com", "ZipRecruiter"} <= {source for source in ("Salary.com", "ZipRecruiter") if source in named}
    assert DATED_CAUTION.format(as_of="US, 2024") in plain(reply)
    assert len({row[0] for row in rows_of(reply)}) > 4


@pytest.mark.parametrize(
    ("message", "word"), [("highest paid role", "highest"), ("which role pays the least", "lowest")]
)
def test_the_roles_are_ranked_by_an_extreme_that_each_guide_prints(coach: Coach, message: str, word: str) -> None:
    reply = coach.ask(message)
    rows = rows_of(reply)
    assert {row[0] for row in rows} == {role.title for role in coach.knowledge.roles.values()}
    for row in rows:
        [role] = [role for role in coach.knowledge.roles.values() if role.title == row[0]]
        assert row[1] in {amount(figure) for figure in figures(role)}
    assert f"By the {word} salary figure" in plain(reply)


def test_the_first_of_the_ranking_is_the_extreme_of_all(coach: Coach) -> None:
    def ends(message: str, pick: int) -> list[float]:
        return [sorted(numbers(row[1]))[pick] for row in rows_of(coach.ask(message))]

    highs, lows = ends("highest paid role", -1), ends("which role pays the least", 0)
    assert highs == sorted(highs, reverse=True)
    assert lows == sorted(lows)


def test_the_lowest_paid_role_is_a_ranking_as_the_highest_paid_one_is(coach: Coach) -> None:
    assert coach.ask("lowest paid role") == coach.ask("which role pays the least")


def test_pay_without_a_role_is_told_of_several_guides(coach: Coach) -> None:
    reply = coach.ask("what is the typical base salary?")
    assert reply.outcome is Outcome.ANSWERED
    assert len(set(roles_of(reply))) > 1


def test_a_source_the_guide_does_not_quote_is_said_to_be_absent(coach: Coach) -> None:
    text = plain(coach.ask("glassdoor salary of the engineering manager"))
    assert "glassdoor" in text.casefold()


def test_two_places_get_two_different_answers(coach: Coach) -> None:
    one, two = coach.ask("ai/ml engineer pay in boston and seattle").parts
    assert one.blocks != two.blocks


@pytest.mark.parametrize("message", ["highest salary of the ai systems engineer", "lowest salary of the ml swe"])
def test_the_article_fits_the_name(coach: Coach, message: str) -> None:
    text = plain(coach.ask(message))
    assert "a AI" not in text
    assert "a ML" not in text


@pytest.mark.parametrize(
    ("facet", "pay"), [("bonus", True), ("top-pay", True), ("benefits", False), ("education", False)]
)
def test_facets_answered_from_figures_are_known(facet: str, pay: bool) -> None:
    assert is_pay_facet(facet) is pay
