"""`/knowledge import` end to end: a document is drafted, tried out, published, rolled back; and what can go wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.discord_front.buttons import FORGED
from bot.discord_front.ids import TAKE, Signer, pack_load, unpack_load
from bot.discord_front.imports import GONE, KIND
from bot.discord_front.loads import MOVED_ON
from bot.knowledge.reader import parse_yaml
from bot.service import imports
from bot.service.versions import UNKEPT
from tests.discord_front.conftest import opened
from tests.discord_server import BOT_TOKEN
from tests.knowledge.samples import plant, write_knowledge, write_questions

GUIDE = """\
# Database Administrator

## Requirements

- A bachelor's degree in computer science is required.
- Python and Docker are used every day by most teams.

## Pay

The average salary is $98,000 a year, says Glassdoor.
"""
FILE = "roles/database-administrator.yaml"
DATA = "roles/data-engineer.yaml"
ASK = "how much does a database administrator earn?"


@pytest.fixture
def folder(tmp_path):
    return write_questions(write_knowledge(tmp_path / "knowledge"))


@pytest.fixture
def settings(settings, folder, cache):
    return replace(settings, knowledge=folder, cache=cache)


@pytest.fixture
async def service(discord_server, settings):
    discord_server.patience = 90
    async with opened(discord_server, settings) as service:
        yield service


@pytest.fixture
def bot(discord_server, service):
    assert service.coach.knowledge.roles
    return discord_server


async def take(bot, name, content, **options):
    raw = content if isinstance(content, bytes) else content.encode()
    return await bot.slash(bot.owner, "knowledge import", {"document": bot.upload(name, raw), **options})


def attached(bot, answer, ending):
    """Give a file of a card by how its name ends."""
    (found,) = [each for each in answer.attachments if each["filename"].endswith(ending)]
    return bot.files[int(found["id"])].decode()


async def test_a_document_is_drafted_shown_and_published(bot, service, member, folder):
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    assert "98,000" not in (await bot.slash(member, "ask", {"question": ASK})).text
    shown = await take(bot, "dba guide.md", GUIDE)
    assert shown.ephemeral
    for text in ("What importing dba", "Drafted", "passages", "Not named by the document: owner, licence",
                 "In the role", "added", "Roles added", "database-administrator", "98,000"):  # fmt: skip
        assert text in shown.text, shown.text
    role = parse_yaml(attached(bot, shown, "administrator.yaml"), FILE).data
    assert role["role"] == "database-administrator"
    assert "flagged" in attached(bot, shown, ".review.yaml")
    assert "Roles added" in attached(bot, shown, "preview.txt")
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before
    pressed = await bot.press(bot.owner, shown.button("Apply"))
    assert "Published" in pressed.now().text
    assert "98,000" in (await bot.slash(member, "ask", {"question": ASK})).text
    assert (folder / FILE).is_file()
    assert not service.coach.differs
    assert f"by <@{bot.owner.id}>" in (await bot.slash(bot.owner, "knowledge status")).text


async def test_a_version_before_the_import_can_be_run_again(bot, member, folder):
    await bot.press(bot.owner, (await take(bot, "dba.md", GUIDE)).button("Apply"))
    back = await bot.slash(bot.owner, "knowledge rollback", {"version": 1})
    assert "Roles removed" in back.text
    await bot.press(bot.owner, back.button("Apply"))
    assert "98,000" not in (await bot.slash(member, "ask", {"question": ASK})).text
    assert (folder / FILE).is_file()


async def test_a_draft_is_edited_and_attached_again(bot, member):
    draft = attached(bot, await take(bot, "dba.md", GUIDE), "administrator.yaml")
    again = await take(bot, "edited.yaml", draft.replace("98000", "99000").replace("98,000", "99,000"))
    assert "Drafted" not in again.text
    await bot.press(bot.owner, again.button("Apply"))
    assert "99,000" in (await bot.slash(member, "ask", {"question": ASK})).text


async def test_a_new_edition_goes_into_the_role_and_answers_stand_side_by_side(bot, folder):
    text = (folder / DATA).read_text("utf-8")
    newer = text.replace("low: 120500", "low: 131000").replace("high: 120500", "high: 131000")
    shown = await take(bot, "data-engineer.yaml", newer.replace("year: 2024", "year: 2026"))
    assert "contradicted: average-pay, base average Glassdoor 120,500 → 131,000" in shown.text
    assert "“how much does a Data Engineer earn?”" in shown.text
    await bot.press(bot.owner, shown.button("Apply"))
    assert "131000" in (folder / DATA).read_text("utf-8")
    assert "120500" in (folder / DATA).read_text("utf-8")


async def test_where_the_folder_cannot_be_written_it_runs_and_says_so(bot, member, folder, monkeypatch):
    shown = await take(bot, "dba.md", GUIDE)
    monkeypatch.setattr("bot.publishing.folders.in_one_step", read_only)
    pressed = await bot.press(bot.owner, shown.button("Apply"))
    assert UNKEPT in pressed.now().text
    assert "98,000" in (await bot.slash(member, "ask", {"question": ASK})).text
    assert not (folder / FILE).exists()


def read_only(_file):
    raise OSError(30, "Read-only file system")


async def test_a_discarded_draft_changes_nothing(bot, folder):
    shown = await take(bot, "dba.md", GUIDE)
    pressed = await bot.press(bot.owner, shown.button("Discard"))
    assert "Nothing was changed" in pressed.now().text
    assert not (folder / FILE).exists()


async def test_the_buttons_work_after_a_restart(discord_server, settings, member):
    discord_server.patience = 90
    async with opened(discord_server, settings):
        shown = await take(discord_server, "dba.md", GUIDE)
    async with opened(discord_server, settings):
        await discord_server.press(discord_server.owner, shown.button("Apply"))
        assert "98,000" in (await discord_server.slash(member, "ask", {"question": ASK})).text


async def test_a_folder_that_has_changed_since_is_not_written(bot, folder):
    shown = await take(bot, "dba.md", GUIDE)
    plant(folder, DATA, "is the usual base", "is the rule")
    (told,) = await bot.followed(await bot.press(bot.owner, shown.button("Apply")))
    assert "the folder has changed since the preview" in told.text
    assert not (folder / FILE).exists()


async def test_an_import_beside_another_version_is_refused(bot):
    shown, other = await take(bot, "dba.md", GUIDE), await take(bot, "dba.md", GUIDE.replace("98", "97"))
    await bot.press(bot.owner, other.button("Apply"))
    (told,) = await bot.followed(await bot.press(bot.owner, shown.button("Apply")))
    assert told.text == MOVED_ON


async def test_golden_questions_that_break_need_force(bot, folder):
    text = (folder / DATA).read_text("utf-8")
    draft = text.replace("lines: [[2, 3]]", "lines: [[5, 5]]").replace(
        "lines: [[5, 5]]\n    skills", "lines: [[3, 3]]\n    skills"
    )
    shown = await take(bot, "data-engineer.yaml", draft)
    assert "no longer answered" in shown.text
    pressed = await bot.press(bot.owner, shown.button("Apply by force"))
    assert "By force" in pressed.now().text


async def test_a_forged_or_foreign_button_is_refused(bot):
    shown = await take(bot, "dba.md", GUIDE)
    found = TAKE.fullmatch(shown.button("Apply").custom_id)
    offered = unpack_load(found, Signer(BOT_TOKEN))
    forged = pack_load(Signer("another"), "apply", offered, KIND)
    assert FORGED in (await bot.press_custom_id(bot.owner, forged)).text
    swapped = pack_load(Signer(BOT_TOKEN), "apply", offered).replace("load:", "take:")
    assert FORGED in (await bot.press_custom_id(bot.owner, swapped)).text
    bare = pack_load(Signer(BOT_TOKEN), "apply", offered, KIND)
    assert (await bot.press_custom_id(bot.owner, bare)).text == GONE


BAD = {
    "a.exe": (b"MZ", "is of no kind that is taken in"),
    "empty.txt": (b"", "empty.txt is empty."),
    "binary.txt": (bytes(range(256)) * 20, "binary.txt"),
    "broken.pdf": (b"%PDF-1.7 nothing", "broken.pdf"),
    "broken.docx": (b"PK nothing", "broken.docx"),
    "no role.txt": (
        b"The weather was fine today and everybody went out to have a look at the sea. " * 9,
        "no role.txt",
    ),
    "latin.yaml": (b"role: \xff", "is no UTF-8 text"),
    "list.yaml": (b"- 1\n", "the draft cannot be edited"),
    "empty.yaml": (b"role: x\n", "is no role file"),
}


@pytest.mark.parametrize("name", BAD)
async def test_what_cannot_be_taken_in_gets_one_sentence(bot, service, name, folder):
    content, told = BAD[name]
    before, running = {path: path.read_bytes() for path in folder.rglob("*.yaml")}, service.coach.knowledge.digest
    answer = await take(bot, name, content)
    text = answer.text or "\n".join(each.text for each in await bot.followed(answer))
    assert told in text
    assert "Sorry" not in text
    assert str(Path.home()) not in text
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before
    assert service.coach.knowledge.digest == running


async def test_what_is_too_large_is_not_even_fetched(bot):
    large = bot.upload("large.pdf", b"%PDF", size=50_000_000)
    answer = await bot.slash(bot.owner, "knowledge import", {"document": large})
    assert "has 50,000,000 bytes; at most 8,000,000 are taken in" in answer.text


async def test_a_role_that_is_no_id_is_refused(bot):
    answer = await take(bot, "dba.md", GUIDE, role="--out")
    text = answer.text or "\n".join(each.text for each in await bot.followed(answer))
    assert "is no id of a role" in text


async def test_what_takes_too_long_is_ended(bot, monkeypatch):
    monkeypatch.setattr(imports, "PATIENCE", 0.01)
    answer = await take(bot, "dba.md", GUIDE)
    text = answer.text or "\n".join(each.text for each in await bot.followed(answer))
    assert "took longer than" in text


async def test_a_draft_at_fault_is_shown_with_its_file_and_cannot_be_published(bot):
    draft = attached(bot, await take(bot, "dba.md", GUIDE), "administrator.yaml")
    shown = await take(bot, "edited.yaml", draft.replace("facet: base-pay", "facet: bas-pay"))
    assert "It cannot be loaded" in shown.text
    assert "did you mean 'base-pay'?" in shown.text
    assert shown.buttons == []
    assert attached(bot, shown, "administrator.yaml")


async def test_members_may_not(bot, member):
    document = bot.upload("dba.md", GUIDE.encode())
    answer = await bot.slash(member, "knowledge import", {"document": document}, force=True)
    assert "admins" in answer.text
