from __future__ import annotations

import json

from bot.answers.blocks import plain
from bot.console_front.records import encode, record

from .samples import CLARIFY, REPLY


def test_record_has_the_fields_programs_read() -> None:
    written = record(REPLY, "b1.0")
    assert list(written) == ["id", "outcome", "text", "answers", "suggestions"]
    assert written["id"] == "b1.0"
    assert written["outcome"] == "answered"
    assert written["text"] == plain(REPLY)
    assert written["suggestions"] == ["What bonus does a data engineer get?", "Which skills?"]


def test_answers_carry_citations_best_first_and_the_skill_gap() -> None:
    first, second = json.loads(encode(record(REPLY)))["answers"]
    assert first["citations"] == [
        {"document": "senior-data-engineer", "section": "Salary", "lines": [10, 14]},
        {"document": "senior-data-engineer", "section": "Requirements", "lines": [3, 3]},
    ]
    assert (first["role"], first["topic"], first["confidence"]) == ("senior-data-engineer", "salary", 0.9123)
    assert first["text"].startswith("Around $150,000")
    assert "Base pay" not in first["text"]
    assert (second["role"], second["missing"], second["have"]) == (None, ["Spark"], ["SQL"])


def test_what_cites_nothing_is_no_answer() -> None:
    assert record(CLARIFY) == {
        "outcome": "clarify",
        "text": "Which role do you mean?",
        "answers": [],
        "suggestions": ["data"],
    }


def test_any_string_can_be_encoded() -> None:
    line = encode({"text": "€ \ud800 \n"})
    assert line.count(b"\n") == 1
    assert json.loads(line) == {"text": "€ \ud800 \n"}
