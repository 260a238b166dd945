"""The work for a document grows with its length and no faster, whatever its lines are made of; counted, not timed."""

from __future__ import annotations

from contextlib import suppress

import pytest

from bot.drafting.draft import draft
from bot.drafting.readers import html, markdown, text
from bot.errors import UserError
from bot.matching.engine import Engine
from tests.counting import calls

SHORT, LONG = 1_000, 4_000
GUIDE = "# Welder\n\n## Overview\n\nA welder joins pieces of metal.\n\n## Responsibilities\n\n"
READERS = {"a.txt": text.read, "a.md": markdown.read, "a.html": html.read}
BITS = {
    "a.txt": (
        "a", "A ", "A-A-", "A+.", "(", "( ", ". ", "...", "…", "\t", " \t", "#", "=", "$1k ", "$1k. ", "1 year ",
        "10% in Boston, ", "such as (", "like ", "as a ", "A: b ", "A: b\n", "1. A\n", "- a\n", "a-\n", "a\tb\n\n",
        "+--+\n", "---\n\n", "|a|\n", "Pay ... 5\n\n",
    ),
    "a.md": ("- ", "# ", "[", "](", "`", "*", "_", "&", "|a|\n", "A\n"),
    "a.html": ("<", "<p>", "</p>", "<b>", "&", "A\n"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "bit"), [(name, bit) for name, bits in BITS.items() for bit in bits])
def test_work_grows_no_faster_than_the_document(engine: Engine, name: str, bit: str) -> None:
    def work(lines: str) -> None:
        with suppress(UserError):
            draft(READERS[name](f"{GUIDE}{lines}\n".encode(), name), engine, "welder")

    short, long = (calls(work, (bit * length)[:length]) for length in (SHORT, LONG))
    assert long <= 5.5 * short + 5_000


def test_markdown_that_is_nested_too_deep_is_refused() -> None:
    assert markdown.read(b"> " * 15 + b"A welder joins metal.\n", "a.md").blocks
    with pytest.raises(UserError, match=r"^a\.md nests its lists and quotations more than 30 deep \(line 3\)\.$"):
        markdown.read(b"# Welder\n\n" + b"> " * 40 + b"A welder joins metal.\n", "a.md")
