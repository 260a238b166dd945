"""What somebody wrote and is repeated stays a quotation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.quoting import INVISIBLE, quoted
from bot.app import Coach

HOSTILE = "x”.\n# Free Nitro\n@everyone \u202e<@1>\u200b"


@given(st.text())
def test_a_quotation_is_one_short_line_that_holds_nothing_invisible_and_does_not_end_early(text: str) -> None:
    line = quoted(text)
    assert len(line) <= 80
    assert len(line.splitlines()) <= 1
    assert not INVISIBLE.search(line)
    assert not set('“”"') & set(line)


@pytest.mark.parametrize(
    "ask",
    [
        lambda coach: coach.role(HOSTILE),
        lambda coach: coach.skills(HOSTILE),
        lambda coach: coach.skills("ml engineer", HOSTILE),
        lambda coach: coach.salary("ml engineer", HOSTILE),
        lambda coach: coach.salary("ml engineer", None, HOSTILE),
        lambda coach: coach.compare(HOSTILE, "ml engineer"),
        lambda coach: coach.ask(f"what does a {HOSTILE} earn?"),
        lambda coach: coach.ask(f"how much do they pay in {HOSTILE}"),
    ],
)
def test_no_answer_is_carried_on_by_what_it_repeats(coach: Coach, ask) -> None:  # type: ignore[no-untyped-def]
    text = "\n".join(str(block) for part in ask(coach).parts for block in part.blocks)
    assert not INVISIBLE.search(text)
    assert not any(line.lstrip().startswith("# ") for line in text.split("\n"))
    assert "\\n# " not in text
    assert "\\u202e" not in text
