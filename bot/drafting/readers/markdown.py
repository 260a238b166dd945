"""Read Markdown (CommonMark with tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.drafting.blocks import BOLD, Block, Credits, Document, Dropped, Kind, join, row
from bot.drafting.layout import reads_as_heading, table
from bot.drafting.readers.text import decode, lines_of
from bot.errors import UserError

MOST_NESTED = 30
"""Lists and quotations may stand so deep in one another."""
_FIELD = re.compile(r"^([A-Za-z_-]+):\s*[\"']?")
_QUOTES = ('"', "'")
_FENCE = re.compile(r"^(?:---|\+\+\+)\s*$")


def read(raw: bytes, name: str) -> Document:
    """Read a Markdown text."""
    lines = lines_of(decode(raw, name))
    fields, body = front_matter(lines)
    dropped = [Dropped((1, body), "front matter")] if body else []
    text = "\n".join(["" for _ in range(body)] + lines[body:])
    # What lies deeper than the parser looks would be lost; it looks a little deeper than is read.
    tokens = MarkdownIt("commonmark", {"maxNesting": MOST_NESTED + 2}).enable("table").parse(text)
    deep = next((token for token in tokens if token.level > MOST_NESTED), None)
    if deep is not None:
        line = f" (line {deep.map[0] + 1})" if deep.map else ""
        raise UserError(f"{name} nests its lists and quotations more than {MOST_NESTED} deep{line}.")
    filled = frozenset(number for number, line in enumerate(lines, 1) if line.strip())
    blocks = list(_blocks(tokens, lines, dropped))
    credits = Credits(
        fields.get("title", ""),
        fields.get("author", fields.get("owner", "")),
        fields.get("license", fields.get("licence", "")),
        fields.get("date", ""),
    )
    return Document(name, tuple(blocks), filled, tuple(dropped), credits=credits)


def front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """Read the fields that stand before a text between two rules; give also how many lines they take."""
    if not lines or not _FENCE.match(lines[0]):
        return {}, 0
    end = next((number for number, line in enumerate(lines[1:60], 1) if _FENCE.match(line)), 0)
    fields = {found[1].lower(): _value(line[found.end() :]) for line in lines[1:end] if (found := _FIELD.match(line))}
    return fields, end + 1 if end else 0


def _value(text: str) -> str:
    """Take the end off a value: spaces and a closing quotation mark."""
    text = text.rstrip()
    return text[:-1] if text.endswith(_QUOTES) else text


def _blocks(tokens: Sequence[Token], lines: Sequence[str], dropped: list[Dropped]) -> Iterator[Block]:
    depth, number = 0, 0
    while number < len(tokens):
        token = tokens[number]
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type == "heading_open":
            yield _block(tokens[number + 1], Kind.HEADING, int(token.tag[1:]))
            if token.markup in {"=", "-"} and token.map:
                dropped.append(Dropped((token.map[1], token.map[1]), "a rule"))
        elif token.type == "paragraph_open":
            yield _block(tokens[number + 1], Kind.ITEM if depth else Kind.TEXT, max(depth - 1, 0))
        elif token.type in {"fence", "code_block", "html_block"} and token.map:
            first, last = token.map
            held = [
                (at + 1, lines[at])
                for at in range(first, last)
                if lines[at].strip() and not lines[at].lstrip().startswith(("```", "~~~", "<"))
            ]
            if token.type == "html_block" or not held:
                dropped.append(Dropped((first + 1, max(last, first + 1)), "markup"))
            else:
                dropped += [Dropped((at, at), "markup") for at in (first + 1, last)]
                yield join(Kind.TEXT, held)
        elif token.type == "hr" and token.map:
            dropped.append(Dropped((token.map[0] + 1, token.map[1]), "a rule"))
        elif token.type == "table_open":
            end = next(at for at in range(number, len(tokens)) if tokens[at].type == "table_close")
            yield from _table(tokens[number:end], dropped)
            number = end
        number += 1


def _block(inline: Token, kind: Kind, level: int) -> Block:
    if kind is Kind.TEXT and _is_bold(inline) and reads_as_heading(plain(inline)):
        kind, level = Kind.HEADING, BOLD
    first = (inline.map or [0, 1])[0] + 1
    texts = plain(inline).split("\n")
    return join(kind, [(first + at, text) for at, text in enumerate(texts)], level)


def _is_bold(inline: Token) -> bool:
    """Tell whether a paragraph is bold as a whole: then it may be a heading."""
    kinds = [child.type for child in inline.children or [] if child.content or child.type.startswith("strong")]
    return kinds[:1] == ["strong_open"] and kinds[-1:] == ["strong_close"] and kinds.count("strong_open") == 1


def _table(tokens: Sequence[Token], dropped: list[Dropped]) -> Iterator[Block]:
    rows: list[tuple[int, list[str]]] = []
    for number, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append(((token.map or [0])[0] + 1, []))
        elif token.type == "inline":
            rows[-1][1].append(plain(tokens[number]).replace("\n", " ").strip())
    if rows:
        dropped.append(Dropped((rows[0][0] + 1,) * 2, "a rule"))
    header = rows[0][1] if rows else []
    if any(header):
        yield from table([rows[0]] if len(rows) == 1 else rows)
    else:
        dropped.append(Dropped((rows[0][0],) * 2, "an empty row"))
        yield from (row(cells, (), (line, line)) for line, cells in rows[1:])


def plain(inline: Token) -> str:
    """Give the words of an inline token without its marks; a picture gives what stands for it."""
    texts = []
    for child in inline.children or []:
        if child.type in {"text", "code_inline"}:
            texts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            texts.append("\n")
        elif child.type == "image":
            texts.append(child.content)
    return "".join(texts)
