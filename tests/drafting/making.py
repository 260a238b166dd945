"""Make Word and PDF documents of small texts with marks, so that no binary file stands in the repository."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document

_BOLD = re.compile(r"\*\*(.+)\*\*")
HEADER, FOOTER = "Harbour Careers Office", "Page {number} of {count}"


def word(text: str) -> bytes:
    """Make a Word document: `# ` the title, `## ` headings, `- ` bullets, `|` tables, `**…**` bold paragraphs."""
    made = docx.Document()
    made.core_properties.author = ""
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            _table(made, rows)
            rows = []
        if line.startswith("## "):
            made.add_heading(line[3:], 1)
        elif line.startswith("# "):
            made.add_heading(line[2:], 0)
        elif line.startswith("- "):
            made.add_paragraph(line[2:], style="List Bullet")
        elif bold := _BOLD.fullmatch(line):
            made.add_paragraph().add_run(bold[1]).bold = True
        elif line:
            made.add_paragraph(line)
    return saved(made)


def saved(made: Document) -> bytes:
    """Give the bytes of a Word document."""
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def _table(made: Document, rows: list[list[str]]) -> None:
    table = made.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(number, column).text = cell


def pdf(text: str, lines_on_page: int = 0) -> bytes:
    """Make a PDF document of the same marks; with a number of lines to a page, each page has a header and a footer."""
    lines = text.splitlines()
    size = lines_on_page or len(lines) or 1
    pages = [lines[start : start + size] for start in range(0, len(lines), size)] or [[]]
    drawn = []
    for number, page in enumerate(pages, 1):
        if lines_on_page:
            page = [f"^{HEADER}", *page, f"^{FOOTER.format(number=number, count=len(pages))}"]
        drawn.append(_page(page))
    return _file(drawn)


def _page(lines: list[str]) -> bytes:
    parts, height = ["BT"], 800
    for line in lines:
        if line.startswith("|"):
            cells = [(60 + 150 * column, cell.strip()) for column, cell in enumerate(line.strip("|").split("|"))]
            parts += [_text(x, height, 10, cell) for x, cell in cells]
        elif line.startswith("## "):
            parts.append(_text(50, height, 14, line[3:]))
        elif line.startswith("# "):
            parts.append(_text(50, height, 20, line[2:]))
        elif line.startswith("^"):
            parts.append(_text(50, height, 8, line[1:]))
        else:
            parts.append(_text(50, height, 10, line.replace("- ", "\u2022 ", 1) if line.startswith("- ") else line))
        height -= 18
    return " ".join([*parts, "ET"]).encode("cp1252")


def _text(x: int, y: int, size: int, text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"/F1 {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj"


def _file(pages: list[bytes]) -> bytes:
    """Write the objects of a PDF file with their table."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        table,
        count,
        len(out),
    )


def made(path: Path) -> tuple[str, bytes]:
    """Give the name and the bytes of a guide: as it stands, or made of its text ("x.pdf.md" is x.pdf)."""
    if path.suffixes[-2:] == [".docx", ".md"]:
        return path.stem, word(path.read_text("utf-8"))
    if path.suffixes[-2:] == [".pdf", ".md"]:
        return path.stem, pdf(path.read_text("utf-8"), 12 if "security" in path.name else 0)
    return path.name, path.read_bytes()
