"""What tests ask of replies: strange messages to send, and what is wrong with an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hypothesis import strategies as st

from bot.answers.blocks import Block, Note, Part, Points, Reply, Table, Text, plain
from bot.knowledge.models import Figure, Knowledge

REPLY_LIMIT = 4000
"""Characters that a card holds."""
BUTTON_LIMIT, ASK_LIMIT = 80, 100
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")

_WORDS = (
    "pay salary manager engineer senior ml ai systems python docker kubernetes not no and or ? ! , ; . + & \n more "
    "source? what which compare how seattle berlin nurse i know missing interview phd hello thanks 1 2 401(k) c++ c# "
    "<@123> <#9> @everyone @here `code` ```py\n **bold** ||spoiler|| > # https://a.example/b 💰 🙂 👩‍💻 مرحبا שלום "
    "зарплата 薪水 s\u0430lary ﷺ ǅ ß İ \u200b \u202e \u0000 \x1b[31m \ud800 \ufffd e\u0301 {role} {place} $1,000 ½ ² "
    "don't"
).split(" ")


def messages() -> st.SearchStrategy[str]:
    """Give any string: arbitrary characters, lone surrogates too, and words of the field mixed with oddities."""
    mixed = st.lists(st.sampled_from(_WORDS) | st.text(max_size=4), max_size=30)
    characters = st.characters() | st.characters(categories=["Cs", "Cc", "Cf", "So", "Mn", "Lo"])
    return (
        st.text(characters, max_size=200)
        | st.builds(" ".join, mixed)
        | st.builds("".join, mixed)
        | st.builds(lambda text, times: (text * times)[:4000], st.text(min_size=1, max_size=12), st.integers(100, 4000))
    )


def faults(reply: Reply, knowledge: Knowledge) -> list[str]:
    """List what no reply may have: no text, too much of it, a citation outside its section, a button too long."""
    text = plain(reply)
    found = [] if 0 < len(text.strip()) <= REPLY_LIMIT else [f"{len(text)} characters"]
    found += [f"an empty part {part.title}" for part in reply.parts if not "".join(texts(part)).strip()]
    for citation in reply.citations:
        role = knowledge.roles[citation.document]
        first, last = citation.lines
        inside = [s for s in role.sections.values() if s.lines[0] <= first <= last <= s.lines[1]]
        if not inside or not inside[0].title.startswith(citation.section) or not citation.section:
            found.append(f"{citation} is not in that section")
        if citation.guide != role.title:
            found.append(f"{citation} names another guide")
    for item in reply.suggestions:
        if not 0 < len(item.label) <= BUTTON_LIMIT or not 0 < len(item.ask) <= ASK_LIMIT:
            found.append(f"the button {item}")
    return found


def texts(part: Part) -> Iterator[str]:
    """Give every string that a part shows."""
    for block in part.blocks:
        yield from _strings(block)


def _strings(block: Block) -> Iterator[str]:
    match block:
        case Text(text) | Note(text):
            yield text
        case Points(items, title):
            yield from (title, *items)
        case Table(headers, rows, title):
            yield from (title, *headers, *(cell for row in rows for cell in row))


def numbers(text: str) -> set[float]:
    """Give all numbers of a text."""
    return {float(number.replace(",", "").rstrip(".")) for number in NUMBER.findall(text)}


def tables(reply: Reply) -> list[Table]:
    """Give all tables of a reply."""
    return [block for part in reply.parts for block in part.blocks if isinstance(block, Table)]


def amounts_of(figures: Iterable[Figure]) -> set[float]:
    """Give the lower and upper ends of figures, in dollars, percent or years, as replies print them."""
    ends = {end for figure in figures for end in (figure.low, figure.high) if end is not None}
    return ends | {end / 1_000_000_000 for end in ends}


def roles_of(reply: Reply) -> list[str | None]:
    """Give the roles of a reply's parts."""
    return [part.role for part in reply.parts]
