from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.console_front.batch import Message, parse
from tests.knowledge.samples import write_knowledge

from .conftest import Run


def lines(*messages: object) -> str:
    return "".join((m if isinstance(m, str) else json.dumps(m)) + "\n" for m in messages)


FRESH = count()
DAYS: list[tuple[str, ...]] = [(), ("--today", "2025-01-01"), ("--today", "2027-12-31")]


def message(number: int, text: str, conversation: str | None = None) -> dict[str, str]:
    return {"id": f"m{number}", "conversation": conversation or f"batch {next(FRESH)}", "text": text}


def records(run: Run, given: str | bytes) -> list[dict[str, Any]]:
    result = run("batch", given=given)
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_records_come_in_the_order_of_the_messages(run: Run) -> None:
    asked = [message(n, text) for n, text in enumerate(("hello", "bonus of an ai systems engineer?", "", "zzzz qqqq"))]
    answered = records(run, lines(*asked))
    assert [r["id"] for r in answered] == ["m0", "m1", "m2", "m3"]
    assert [r["outcome"] for r in answered][:2] == ["smalltalk", "answered"]
    assert all(r["text"].strip() and "error" not in r for r in answered)
    citation = answered[1]["answers"][0]["citations"][0]
    assert citation["document"] == "senior-ai-systems-engineer"
    assert citation["lines"][0] <= citation["lines"][1]


def test_no_calendar_changes_the_bytes_but_a_day_that_is_named(run: Run, tmp_path: Path) -> None:
    given = lines(message(1, "how much does a data engineer earn?"))
    folder = write_knowledge(tmp_path / "knowledge")
    told = {day: run("--knowledge", folder, "batch", *day, given=given).stdout for day in DAYS}
    assert "years ago" not in told[()] + told["--today", "2025-01-01"]
    assert told["--today", "2027-12-31"].count("The figures of pay are of 2024, 3 years ago") == 2
    assert "'soon' does not match" in run("batch", "--today", "soon", given=given).stderr


@pytest.mark.parametrize(
    ("bad", "known", "reason"),
    [
        ("{oops", None, "is not JSON (expecting property name enclosed in double quotes)"),
        ("[" * 100_000, None, "is nested too deeply"),
        ("9" * 5000, None, "is not JSON (a number is too long)"),
        ('["a"]', None, "is not a JSON object"),
        ("null", None, "is not a JSON object"),
        ('{"id": "x", "conversation": "c"}', "x", 'lacks "text"'),
        ('{"text": "hi"}', None, 'lacks "id" and "conversation"'),
        ('{"id": 7, "conversation": "c", "text": "hi"}', None, '"id" must be a string'),
        ('{"id": "x", "conversation": null, "text": ["hi"]}', "x", '"conversation" and "text" must be a string'),
    ],
)
def test_a_bad_line_gets_an_error_and_the_rest_are_answered(run: Run, bad: str, known: str | None, reason: str) -> None:
    first, second, third = records(run, lines(message(1, "hello"), bad, message(3, "hello")))
    assert (first["id"], third["id"]) == ("m1", "m3")
    assert first["outcome"] == third["outcome"] == "smalltalk"
    assert second == {
        "id": known,
        "error": f"line 2: {reason}",
        "outcome": "unknown",
        "text": f"This message could not be read: line 2: {reason}.",
        "answers": [],
        "suggestions": [],
    }


def test_a_line_that_is_not_utf8_gets_an_error(run: Run) -> None:
    (record,) = records(run, b'{"id": "\xff"}\n')
    assert record["error"] == "line 1: is not UTF-8"


def test_blank_lines_a_byte_order_mark_and_a_missing_last_newline_do_no_harm(run: Run) -> None:
    given = "\ufeff" + lines(message(1, "hello")) + "\n  \n" + json.dumps(message(2, "bye"))
    assert [r["id"] for r in records(run, given)] == ["m1", "m2"]


def test_conversations_are_kept_apart(run: Run) -> None:
    known, other = records(
        run,
        lines(
            message(0, "how do ai systems engineers get a bonus?", "first"),
            message(1, "and the equity?", "first"),
            message(2, "and the equity?", "second"),
        ),
    )[1:]
    assert {answer["role"] for answer in known["answers"]} == {"senior-ai-systems-engineer"}
    assert {answer["role"] for answer in other["answers"]} != {"senior-ai-systems-engineer"}


def test_an_empty_batch_is_answered_with_nothing(run: Run) -> None:
    assert records(run, "") == []


def test_other_fields_are_ignored() -> None:
    assert parse(b'{"id": "a", "conversation": "b", "text": "c", "lang": 3}') == Message("a", "b", "c")
