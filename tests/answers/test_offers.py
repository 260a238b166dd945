"""What is said of an offer: the point, each figure, the arithmetic, and nothing that nobody asked to be told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot.answers.blocks import Block, Note, Outcome, Part, Points, Table, Text, plain, plain_block
from bot.answers.direct import Sums
from bot.app import Coach
from tests.replies import faults, messages
from tests.roles import MGR, ML, MLE, SWE, SYS

BOSTON = "I was offered 165k base plus 10 % as senior AI/ML engineer in Boston"


def placed(coach: Coach, text: str) -> Part:
    reply = coach.ask(text)
    assert reply.outcome is Outcome.ANSWERED
    return reply.parts[0]


def blocks(part: Part, kind: type[Block]) -> list[str]:
    return ["\n".join(plain_block(block)) for block in part.blocks if isinstance(block, kind)]


def rows(part: Part, number: int = 0) -> dict[str, str]:
    table = [block for block in part.blocks if isinstance(block, Table)][number]
    return {row[0]: row[2] for row in table.rows}


def test_the_first_sentence_is_the_point(coach: Coach) -> None:
    first = placed(coach, BOSTON).blocks[0]
    assert isinstance(first, Text)
    assert first.text.startswith(
        "A base of $165,000 lies above the average of $126,557 to $130,802 and inside the range of $109,143 to "
    )


def test_each_figure_says_where_the_offer_lies(coach: Coach) -> None:
    assert rows(placed(coach, BOSTON)) == {
        "$126,557 to $130,802": "26 to 30% above",
        "$109,143 to $200,000+": "inside, middle third",
        "$104,500 to $114,840": "44% above",
        "$143,500 to $145,270": "14% above",
        "$168,000 to $183,500": "2% below",
        "$300,000 to $600,000": "45% below",
    }


def test_a_premium_is_applied_with_its_arithmetic(coach: Coach) -> None:
    points = "\n".join(blocks(placed(coach, BOSTON), Points))
    assert "$126,557 × 1.15 = $145,541, and $130,802 × 1.2 = $156,962" in points
    assert "10% of $165,000 = $16,500" in points
    assert "$165,000 + $16,500 = $181,500 a year" in points


def test_a_place_without_a_premium_is_said_and_compared_with_the_country(coach: Coach) -> None:
    for place in ("Seattle", "Chicago", "Austin"):
        part = placed(coach, f"offered 165k base as AI systems engineer in {place}")
        assert any(f"For {place}" in note and "no premium" in note for note in blocks(part, Note))
        assert not any("×" in text for text in blocks(part, Points))


def test_total_and_base_are_kept_apart(coach: Coach) -> None:
    part = placed(coach, "offered a total of 240k as ml software engineer")
    assert set(rows(part)) == {"$344,000", "$272,000 to $921,000", "up to $202,331+"}
    whole = placed(coach, "offered 165k base, 10% bonus as ml software engineer")
    assert "$344,000" not in rows(whole)
    assert "$344,000" in rows(whole, 1)


def test_a_guide_without_totals_says_so_of_a_total_that_was_named(coach: Coach) -> None:
    part = placed(coach, "offered TC 240k as AI/ML engineer")
    assert "has nothing to be compared with" in blocks(part, Text)[0]
    assert not blocks(part, Table)


def test_months_and_hours_show_how_they_make_a_year(coach: Coach) -> None:
    assert "$12,000 a month × 12 = $144,000 a year" in plain(coach.ask("12k/month as ai swe, ok?"))
    assert "$60 an hour × 2,080 = $124,800 a year" in plain(coach.ask("60/h as ai systems engineer, fair?"))


def test_a_range_is_placed_with_both_ends(coach: Coach) -> None:
    found = rows(placed(coach, "80k-90k offered as AI/ML engineer"))
    assert found["$126,557 to $130,802"] == "29 to 39% below"
    found = rows(placed(coach, "100k-170k offered as AI/ML engineer"))
    assert found["$109,143 to $200,000+"] == "from 8% below to inside, upper third"


def test_sums_that_have_several_readings_say_how_they_were_read(coach: Coach) -> None:
    notes = "\n".join(blocks(placed(coach, "is 165 good for ml swe"), Note))
    assert "I read 165 as $165,000." in notes
    assert "I took it as the base" in notes


def test_sign_on_and_unclear_equity_are_left_out_of_the_total_and_said(coach: Coach) -> None:
    text = plain(coach.ask("offered 165k base, 50k stock and 20k sign-on as ai engineering manager"))
    assert "is paid once, so it is in no total" in text
    assert "say “a year” or “over 4 years”" in text
    assert "0.5% equity" not in text
    assert "has no value in dollars" in plain(coach.ask("offered 165k base and 0.5% equity as ai systems engineer"))


def test_a_level_filters_and_an_unknown_one_is_said(coach: Coach) -> None:
    assert list(rows(placed(coach, "offered 235k base as senior ai engineering manager"))) == ["$220,000 to $280,000"]
    assert len(rows(placed(coach, "offered 235k base as ai engineering manager"))) == 4
    assert "no figure for “staff”" in plain(coach.ask("offered 235k base as staff ai systems engineer"))
    assert placed(coach, "offered 320k as director of ai engineering").role == MGR


@pytest.mark.parametrize(
    ("role", "heading"), [(MLE, "Negotiating"), (ML, "Negotia"), (SWE, "What moves pay"), (SYS, "What moves pay")]
)
def test_what_the_guide_says_on_talking_about_pay_follows(coach: Coach, role: str, heading: str) -> None:
    part = coach.offer(role, Sums("165k")).parts[-1]
    assert part.title.startswith(heading)
    assert part.citations
    assert not part.personal


def test_everything_that_rests_on_the_offer_is_personal(coach: Coach) -> None:
    reply = coach.ask(BOSTON)
    assert reply.parts[0].personal
    assert reply.parts[0].instead == f"salary:{MLE}"
    kept = [block for part in reply.parts if not part.instead for block in part.blocks if not block.personal]
    assert "165" not in "\n".join(line for block in kept for line in plain_block(block))


def test_there_is_no_verdict(coach: Coach) -> None:
    words = set(plain(coach.ask(BOSTON)).lower().split())
    assert not words & {"good", "bad", "fair", "great", "poor", "generous", "accept", "decline"}


BAD = {
    "0": "more than zero",
    "-5": "more than zero",
    "1e9": "too much for a year",
    "15 bananas": "no sum of money in “15 bananas”",
    "165k€": "in EUR",
    "$165": "too little for a year",
    "base": "no sum of money in “base”",
    "": "Tell me the sums",
    "165k, total 150k": "less than its parts",
    "165k or 180k": "$165,000 and $180,000 for the same thing",
}


@pytest.mark.parametrize(("amount", "says"), BAD.items(), ids=[repr(amount) for amount in BAD])
def test_what_is_no_offer_gets_one_clear_sentence(coach: Coach, amount: str, says: str) -> None:
    reply = coach.offer(MLE, Sums(amount), place="boston")
    assert reply.outcome is Outcome.CLARIFY
    assert says in plain(reply)
    assert len(plain(reply).splitlines()) == 1
    assert not reply.citations


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("i was offered 0 as ai/ml engineer", "more than zero"),
        ("offered -5 as ai/ml engineer", "more than zero"),
        ("offered 1e9 as ai/ml engineer", "too much"),
        ("offered 15 bananas as swe ai", "“15 bananas”"),
        ("offered 165k€ as ai/ml engineer", "no exchange rates"),
        ("offered 165k with a bonus of 300 % as ai/ml engineer", "A bonus of 300%"),
        ("165k base, total 150k, ai systems engineer", "less than its parts"),
        ("they lowballed me at 140", "Which role"),
    ],
)
def test_a_message_that_cannot_be_placed_is_asked_back_about(coach: Coach, text: str, says: str) -> None:
    reply = coach.ask(text)
    assert reply.outcome is Outcome.CLARIFY
    assert says in plain(reply)


def test_without_a_role_the_roles_are_offered_and_the_buttons_carry_no_sum(coach: Coach) -> None:
    reply = coach.ask("they offered me 140k")
    assert [item.label for item in reply.suggestions] == [role.title for role in coach.knowledge.roles.values()]
    assert not any("140" in item.ask for item in reply.suggestions)
    again = coach.ask(reply.suggestions[0].ask)
    assert (again.outcome, "Tell me the sums" in plain(again)) == (Outcome.CLARIFY, True)


def test_unknown_places_and_levels_of_the_command_are_said_and_lose_nothing(coach: Coach) -> None:
    reply = coach.offer(MLE, Sums("165k", bonus="10", sign_on="20k"), place="Gotham", level="wizard")
    text = plain(reply)
    assert reply.outcome is Outcome.ANSWERED
    for said in ("For Gotham", "“wizard”", "I read 10 as 10%", "26 to 30% above", "$10,000 to $50,000"):
        assert said in text


def test_an_unknown_role_of_the_command_is_refused(coach: Coach) -> None:
    reply = coach.offer("nurse", Sums("165k"))
    assert (reply.outcome, len(reply.suggestions)) == (Outcome.UNKNOWN, 5)


@settings(deadline=None, max_examples=60)
@given(messages(), messages())
def test_any_option_is_answered(coach: Coach, one: str, two: str) -> None:
    replies = [
        coach.offer(MLE, Sums(one, two, two, one), place=one, level=two),
        coach.offer(MGR, Sums("200k", one, two), place=two),
        coach.ask(f"offered 165k {one} as ai/ml engineer {two}"),
    ]
    assert [fault for reply in replies for fault in faults(reply, coach.knowledge)] == []


def test_the_same_offer_gets_the_same_answer(coach: Coach) -> None:
    assert coach.ask(BOSTON) == coach.ask(BOSTON)
