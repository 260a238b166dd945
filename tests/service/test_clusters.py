from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import Coach
from bot.service.clusters import MOST_WORDS, clusters
from bot.storage.records import Gap, GapKind
from bot.text import tokenise

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def gap(text: str, number: int = 0, kind: GapKind = GapKind.UNANSWERED, *reasons: str) -> Gap:
    return Gap(text, kind, reasons, NOW + timedelta(days=number), number)


def grouped(coach: Coach, *texts: str) -> list[set[str]]:
    found = clusters([gap(text, number) for number, text in enumerate(texts)], coach.telling)
    return [{each.text for each in group.gaps} for group in found]


NURSES = {"how much does a nurse make", "nurse salary", "what do nurses earn?", "whats the pay of a nurse rn"}
PLUMBERS = {"how much does a plumber make", "plumber salary", "what do plumbers earn"}
VISAS = {"do they sponsor visas", "do you sponsor h1b visas", "is visa sponsoring a thing"}


def test_the_subject_groups_questions_not_how_they_are_put(coach: Coach) -> None:
    assert grouped(coach, *NURSES, *PLUMBERS, *VISAS) == [NURSES, VISAS, PLUMBERS]


def test_a_typo_stays_in_the_group(coach: Coach) -> None:
    assert len(grouped(coach, "remote interview process", "the process of a remote intervew")) == 1


def test_a_group_is_named_by_its_most_frequent_wording_and_counts_kinds_and_reasons(coach: Coach) -> None:
    texts = ["nurse salary", "how much does a nurse make", "how much does a nurse make"]
    gaps = [gap(text, number) for number, text in enumerate(texts)]
    gaps.append(gap("pay of a nurse", 9, GapKind.DISLIKED, "wrong-role", "outdated"))
    (group,) = clusters(gaps, coach.telling)
    assert (group.text, group.count) == ("how much does a nurse make", 4)
    assert group.examples == ("nurse salary", "pay of a nurse")
    assert group.kinds == ((GapKind.UNANSWERED, 3), (GapKind.DISLIKED, 1))
    assert group.reasons == (("wrong-role", 1), ("outdated", 1))
    assert group.last == NOW + timedelta(days=9)


@pytest.mark.parametrize("texts", [(), ("???",), ("2024", "2024"), ("😭", "今天天气怎么样")])
def test_texts_without_words_are_grouped_by_themselves(coach: Coach, texts: tuple[str, ...]) -> None:
    assert sorted(map(min, grouped(coach, *texts))) == sorted(set(texts))


TEXTS = st.lists(st.sampled_from([*NURSES, *PLUMBERS, *VISAS, "x", "?"]) | st.text("abc de", max_size=20), max_size=25)


@settings(max_examples=50)
@given(texts=TEXTS, seed=st.randoms())
def test_every_gap_is_in_one_group_whatever_the_order(texts: list[str], seed: random.Random) -> None:
    gaps = [gap(text or "-", number) for number, text in enumerate(texts)]
    found = clusters(gaps, tokenise)
    assert sorted(each.id for group in found for each in group.gaps) == list(range(len(gaps)))
    assert [group.count for group in found] == sorted((group.count for group in found), reverse=True)
    seed.shuffle(gaps)
    assert clusters(gaps, tokenise) == found


def test_equal_texts_are_one_group_and_only_the_first_words_of_ramblers_count(coach: Coach) -> None:
    draw = random.Random(0)
    words = [f"word{number}" for number in range(400)]
    rambling = [" ".join(draw.choices(words, k=80)) for _ in range(300)]
    found = grouped(coach, *rambling, *rambling)
    assert sum(len(group) for group in found) == len(set(rambling))
    start = " ".join(words[:MOST_WORDS])
    assert grouped(coach, f"{start} {words[100]}", f"{start} {words[200]}")[0] == {
        f"{start} {words[100]}",
        f"{start} {words[200]}",
    }
