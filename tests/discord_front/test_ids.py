from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_front import ids
from bot.discord_front.ids import MOST, Cited, Signer, Voted

ROLES = tuple(f"role-{number}" for number in range(6))
KEYS = ids.keys(ROLES)
SIGNER = Signer("a token of no bot")
TEXT = st.text(st.characters() | st.characters(categories=["Cs", "So"]), max_size=120)
SPANS = st.tuples(st.integers(1, 9999), st.integers(0, 60)).map(lambda pair: (pair[0], sum(pair)))
PLACES = st.lists(st.tuples(st.sampled_from(ROLES), SPANS), min_size=1, max_size=40)


@given(PLACES)
def test_lines_come_back_as_many_as_fit(places: list[ids.Place]) -> None:
    packed = ids.pack_sources("0123456789abcdef", places)
    assert ids.fits(packed)
    found = ids.SOURCES.fullmatch(packed)
    assert found
    cited = ids.unpack_sources(found, KEYS)
    assert cited == Cited("012345", tuple(places[: len(cited.places)]), len(cited.places) < len(places))
    assert len(cited.places) >= min(len(places), 5)


def test_lines_of_a_role_that_is_gone_name_none() -> None:
    found = ids.SOURCES.fullmatch(ids.pack_sources("", [("gone", (1, 2)), (ROLES[0], (3, 3))]))
    assert found
    cited = ids.unpack_sources(found, KEYS)
    assert cited
    assert cited.places == (("", (1, 2)), (ROLES[0], (3, 3)))


@pytest.mark.parametrize("places", ["~", "+", ";;", "abcde~", "abcde~1-", "abcde~1--2", "abcde~1.", "a~zzzzzz", "~-1"])
def test_lines_that_are_none_are_refused(places: str) -> None:
    found = ids.SOURCES.fullmatch(f"src:012345:{places}")
    assert found is None or ids.unpack_sources(found, KEYS) is None


@given(st.booleans(), st.sampled_from(["facet:bonus", "unknown:other-job", "x" * 200, "a|b"]), TEXT)
def test_a_vote_comes_back_with_as_much_of_the_question_as_fits(up: bool, label: str, text: str) -> None:
    packed = ids.pack_vote(SIGNER, up=up, answer=f"{label} {ROLES[1]}", text=text)
    assert ids.fits(packed)
    found = ids.VOTE.fullmatch(packed)
    assert found
    voted = ids.unpack_vote(found, SIGNER, KEYS)
    assert voted
    assert (voted.up, voted.answer) == (up, f"{label.replace('|', '/')[:50]} {ROLES[1]}")
    assert text.strip().startswith(voted.text)
    rest = text.strip()[len(voted.text) :]
    blank = rest[: len(rest) - len(rest.lstrip())]
    assert not rest or ids.units(packed + blank) + 2 > MOST


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("vote:up", "vote:down"),
        lambda text: text.replace("bonus", "bonis"),
        lambda text: text + "!",
        lambda text: text[:8] + ("A" if text[8] != "A" else "B") + text[9:],
    ],
)
def test_a_vote_that_was_changed_is_not_ours(change) -> None:  # type: ignore[no-untyped-def]
    packed = ids.pack_vote(SIGNER, up=True, answer=f"facet:bonus {ROLES[0]}", text="how much")
    found = ids.VOTE.fullmatch(change(packed))
    assert found
    assert ids.unpack_vote(found, SIGNER, KEYS) is None


def test_a_vote_of_another_key_is_not_ours_and_one_of_a_role_that_is_gone_is() -> None:
    found = ids.VOTE.fullmatch(ids.pack_vote(SIGNER, up=False, answer=f"topic:salary {ROLES[0]}", text="pay"))
    assert found
    assert ids.unpack_vote(found, Signer("another"), KEYS) is None
    assert ids.unpack_vote(found, SIGNER, {}) == Voted(False, "topic:salary", "pay")


def test_a_key_that_two_roles_share_names_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "KEY", 0)
    assert ids.keys(["one", "two"]) == {}


@given(TEXT, st.integers(0, 80))
def test_a_cut_keeps_to_units_and_characters(text: str, most: int) -> None:
    cut = ids.cut(text, most)
    assert ids.units(cut) <= most
    assert text.startswith(cut)


@pytest.mark.parametrize("pattern", [ids.ASK, ids.SOURCES, ids.PICK, ids.SHARE, ids.VOTE])
def test_no_pattern_reads_another_kind_or_nothing(pattern) -> None:  # type: ignore[no-untyped-def]
    made = [
        "ask:pay",
        ids.pack_sources("012345", [(ROLES[0], (1, 2))]),
        "pick:0:roles",
        "share:skills:role-1",
        ids.pack_vote(SIGNER, up=True, answer="facet:bonus", text="pay"),
    ]
    assert sum(bool(pattern.fullmatch(custom_id)) for custom_id in made) == 1
    assert not any(map(pattern.fullmatch, ["", ":", "ask:", "src::", "pick:x:y", "vote:up:", "x" * MOST]))
