"""Bad input: each is refused in one sentence, and what was there before stays."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from bot.drafting import reading
from bot.drafting.draft import draft
from bot.drafting.reading import read, read_bytes
from bot.errors import UserError
from bot.matching.engine import Engine
from tests.drafting.expected import GUIDES
from tests.drafting.making import pdf, saved, word

GUIDE = (GUIDES / "devops-engineer.txt").read_text("utf-8")
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPANISH = (
    "Los ingenieros de datos construyen las tuberías por las que fluyen los datos de una empresa y las cuidan. " * 3
)
GERMAN = (
    "Der Beruf ist gut bezahlt und die Arbeit macht den meisten Menschen Spaß, auch wenn sie nicht leicht ist. " * 3
)
HEBREW = "מהנדס תוכנה כותב קוד ובודק אותו יחד עם הצוות שלו בכל יום של השבוע ומתקן תקלות במערכת. " * 3
ARABIC = "يكتب مهندس البرمجيات الشيفرة ويختبرها مع فريقه كل يوم ويصلح الأعطال في النظام ويوثق عمله. " * 3


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(GUIDE))))
    writer.encrypt("secret", algorithm="RC4-128")
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def bomb() -> bytes:
    source, target = BytesIO(word("# Data Analyst")), BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(item, old.read(item))
        new.writestr("word/media/image1.bin", b"\0" * 80_000_000)
    return target.getvalue()


def stranger() -> bytes:
    made = docx.Document()
    made.add_paragraph("A data analyst looks at data.")
    made.part.relate_to("http://elsewhere.example/template.dotx", f"{RELATIONS}/attachedTemplate", is_external=True)
    return saved(made)


def scanned() -> bytes:
    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(595, 842)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.txt", lambda: b" \n\n", "a.txt is empty."),
    "a few words": ("a.md", lambda: b"# Nurse\n", "a.md is empty but for a few words."),
    "binary": ("a.txt", lambda: bytes(range(256)) * 40, "a.txt is a binary file, not a text."),
    "zeros": ("a.txt", lambda: b"\0" * 5000, "a.txt is a binary file, not a text."),
    "unknown kind": ("a.odt", lambda: b"PK", "a.odt is of no kind that is read"),
    "encrypted": ("a.pdf", encrypted, "a.pdf is encrypted; save it without a password and draft it again."),
    "scanned": ("a.pdf", scanned, "a.pdf holds no text, only pictures of pages"),
    "no pdf": ("a.pdf", lambda: GUIDE.encode(), "a.pdf is no PDF document that can be read."),
    "no docx": ("a.docx", lambda: GUIDE.encode(), "a.docx is no Word document that can be read"),
    "zip bomb": ("a.docx", bomb, "times its size, and is not opened."),
    "external template": ("a.docx", stranger, "a.docx takes in something from outside (its attachedTemplate: http://el"),
    "nested tags": ("a.html", lambda: b"<div>" * 1_000_000 + b"x", "nests its tags more than 500 deep (line 1)."),
    "latin 1": ("a.txt", lambda: GUIDE.encode("latin-1"), "a.txt is not UTF-8 text; save it as UTF-8"),
    "declared wrongly": ("a.html", lambda: b"<meta charset=nonsense><p>x", "a.html is not “nonsense” text; save it as"),
    "spanish": ("a.txt", SPANISH.encode, "a.txt is written in Spanish; guides are read in English only."),
    "german": ("a.md", GERMAN.encode, "a.md is written in German; guides are read in English only."),
    "hebrew": ("a.txt", HEBREW.encode, "a.txt is written in Hebrew; guides are read in English only."),
    "arabic": ("a.html", lambda: f"<p>{ARABIC}</p>".encode(), "a.html is written in Arabic; guides"),
    "too long": ("a.txt", lambda: b"Analysts analyse data. " * 40_000, "letters, more than the 600,000 of one guide"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_refused_in_one_sentence(what: str) -> None:
    name, make, told = BAD[what]
    with pytest.raises(UserError) as refused:
        read_bytes(make(), name)
    message = str(refused.value)
    assert told in message
    assert "\n" not in message
    assert message.endswith(".")


def test_a_file_of_50_mb_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(UserError, match=r"large\.pdf has 50,000,000 bytes, more than the 20,000,000 that are read"):
        read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nothing\.md cannot be read: No such file or directory"):
        read(tmp_path / "nothing.md")


RECIPE = "# Bread\n\nMix flour, water and salt. Knead the dough for ten minutes and let it rest in a warm place.\n"
NO_SECTIONS = "A data analyst looks at numbers all day long and tells stories about them to anybody who listens.\n" * 3
TWO = """# Careers in data

# Data Analyst

## Duties
- Build reports for the sales team

## Salary
- $60,000 a year

# Data Engineer

## Duties
- Build pipelines for the warehouse

## Salary
- $90,000 a year
"""


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.md", RECIPE, "a.md names no job that it would be about; name its role with --role."),
        ("a.txt", NO_SECTIONS, "a.txt has no section on a job's duties, requirements, pay or prospects."),
        ("a.md", TWO, "a.md is about several jobs, Data Analyst (line 3) and Data Engineer (line 11); cut it"),
        ("a.txt", "Data Analyst and Data Engineer\n\nDuties\n\n- Build reports for all teams in the company\n",
         "a.txt is about several jobs, Data Analyst (line 1) and Data Engineer (line 1)"),
    ],
)  # fmt: skip
def test_a_document_of_no_role_or_of_two_is_refused(name: str, text: str, told: str, engine: Engine) -> None:
    with pytest.raises(UserError) as refused:
        draft(read_bytes(text.encode(), name), engine)
    assert told in str(refused.value)


def test_a_role_that_is_asked_for_needs_no_title(engine: Engine) -> None:
    text = "Duties\n\n- Bake bread every morning \n- Clean the oven and order the flour\n"
    made = draft(read_bytes(text.encode(), "b.txt"), engine, "baker")
    assert (made.job.id, made.job.title) == ("baker", "Baker")


def test_merged_cells_give_each_figure_once(engine: Engine) -> None:
    made = docx.Document()
    made.add_heading("Data Analyst", 0)
    made.add_heading("Salary", 1)
    rows = [
        ["Level", "Low", "High"],
        ["Junior", "$50,000", "$60,000"],
        ["Senior", "$80,000", ""],
        ["Lead", "$99,000", "$99,000"],
    ]
    table = made.add_table(4, 3)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(number, column).text = cell
    table.cell(2, 1).merge(table.cell(2, 2))
    drafted = draft(read_bytes(saved(made), "a.docx"), engine)
    figures = [figure for passage in drafted.passages for figure in passage.figures]
    assert [(figure.level, figure.low, figure.high) for figure in figures] == [
        ("junior", 50_000, 60_000),
        ("senior", 80_000, 80_000),
        ("lead", 99_000, 99_000),
    ]


def test_every_ending_has_a_reader() -> None:
    assert {path.suffix for path in map(Path, ["a.txt", "a.md", "a.html", "a.docx", "a.pdf"])} <= set(reading.READERS)
