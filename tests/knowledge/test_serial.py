"""The knowledge survives a round trip through bytes, and bytes that are not ours are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.knowledge import serial
from bot.knowledge.loader import load
from bot.knowledge.models import Knowledge
from tests.knowledge.samples import write_knowledge


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    return load(write_knowledge(tmp_path))


def test_a_round_trip_changes_nothing(knowledge: Knowledge) -> None:
    again = serial.restore(serial.dump(knowledge))
    assert again == knowledge
    assert repr(again) == repr(knowledge)
    assert serial.dump(again) == serial.dump(knowledge)


def test_the_classes_are_the_same_after_a_round_trip(knowledge: Knowledge) -> None:
    passage = serial.restore(serial.dump(knowledge)).passages[3]
    assert type(passage.strength) is type(knowledge.passages[3].strength)
    assert [type(part) for part in (passage.figures[0].kind, passage.figures[0].unit, passage.lines[0])] == [
        type(part) for part in (knowledge.passages[3].figures[0].kind, knowledge.passages[3].figures[0].unit, (1, 2))
    ]


def test_each_role_is_a_piece_of_its_own(knowledge: Knowledge) -> None:
    assert len(serial.dump(knowledge)) == 1 + len(knowledge.roles)


def test_equal_names_and_places_are_one_object(knowledge: Knowledge) -> None:
    passages = serial.restore(serial.dump(knowledge)).passages
    for field in ("role", "facet", "topic", "skills", "lines"):
        values = [getattr(passage, field) for passage in passages]
        assert len({id(value) for value in values}) == len(set(values))


def test_pieces_of_another_layout_are_refused(knowledge: Knowledge) -> None:
    first, *roles = serial.dump(knowledge)
    layout, *rest = json.loads(first)
    layout[0].append("one field more")
    with pytest.raises(ValueError, match="not a knowledge that this version wrote"):
        serial.restore([json.dumps([layout, *rest]).encode(), *roles])


@pytest.mark.parametrize("piece", [0, 1, -1])
@pytest.mark.parametrize("cut", [0, 1, 100, -1, -200])
def test_a_piece_that_was_cut_off_is_refused(knowledge: Knowledge, piece: int, cut: int) -> None:
    pieces = serial.dump(knowledge)
    pieces[piece] = pieces[piece][:cut]
    with pytest.raises(ValueError, match="not a knowledge that this version wrote"):
        serial.restore(pieces)


@pytest.mark.parametrize("change", ["missing", "twice"])
def test_a_role_too_few_or_too_many_is_refused(knowledge: Knowledge, change: str) -> None:
    pieces = serial.dump(knowledge)
    with pytest.raises(ValueError, match="not a knowledge that this version wrote"):
        serial.restore(pieces[:-1] if change == "missing" else [*pieces, pieces[-1]])


@pytest.mark.parametrize("data", [b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b"[[], [], []]"])
def test_bytes_of_something_else_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a knowledge that this version wrote"):
        serial.restore([data])


def test_no_pieces_are_refused() -> None:
    with pytest.raises(ValueError, match="not a knowledge that this version wrote"):
        serial.restore([])


@pytest.mark.parametrize("values", [[], [{}] * 10, None, [[]] * 10])
def test_damaged_values_are_refused(values: object) -> None:
    with pytest.raises(ValueError, match="not a knowledge that this version wrote"):
        serial.restore([json.dumps([serial.LAYOUT, values, []]).encode()])
