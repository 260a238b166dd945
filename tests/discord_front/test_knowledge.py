"""`/knowledge` end to end: a real coach on a small folder, a real database, two admins and what can go wrong."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.discord_front import jobs
from bot.discord_front.admins import REFUSAL
from bot.discord_front.buttons import FORGED
from bot.discord_front.ids import LOAD, Offered, Signer, pack_load, unpack_load
from bot.discord_front.loads import MOVED_ON
from bot.knowledge.folder import digest
from bot.reloading.reloader import BUSY
from bot.service.versions import UNRECORDED_NOTE
from tests.discord_front.conftest import opened
from tests.discord_server import BOT_TOKEN
from tests.knowledge.samples import plant, write_knowledge, write_questions
from tests.storage.trouble import locked

DATA = "roles/data-engineer.yaml"
OLD, NEW = "is the usual base", "is the rule"
DEGREE = "is a degree needed for a data engineer"
REFUSED = REFUSAL.replace("_", "\\_")


@pytest.fixture
def folder(tmp_path):
    return write_questions(write_knowledge(tmp_path / "knowledge"))


@pytest.fixture
def settings(settings, folder, cache):
    return replace(settings, knowledge=folder, cache=cache)


@pytest.fixture
async def service(discord_server, settings):
    discord_server.patience = 60
    async with opened(discord_server, settings) as service:
        yield service


@pytest.fixture
def bot(discord_server, service):
    assert service.coach.knowledge.roles
    return discord_server


@pytest.fixture
def admin(bot):
    return next(user for user in bot.users.values() if user.name == "admin")


async def degree(bot, member):
    return (await bot.slash(member, "ask", {"question": DEGREE})).text


async def preview(bot, user=None, **where):
    return await bot.slash(user or bot.owner, "knowledge reload", **where)


async def load(bot, folder, text):
    """Write and load a version of the folder."""
    file = folder / DATA
    file.write_text(re.sub(r"(text: A bachelor's in computer science) .*", rf"\1 {text}.", file.read_text("utf-8")))
    pressed = await bot.press(bot.owner, (await preview(bot)).button("Apply"))
    assert "Knowledge reloaded" in pressed.now().text


async def test_status(bot, service, folder):
    answer = await bot.slash(bot.owner, "knowledge status")
    assert answer.ephemeral
    for shown in ("version 1", "at a start", "8 of 9 right", "2 roles, 4 facets, 8 passages and 5 figures",
                  "holds what runs", service.coach.knowledge.digest[:12], "👍 0 · 👎 0"):  # fmt: skip
        assert shown in answer.text
    plant(folder, DATA, OLD, NEW)
    assert "/knowledge reload shows what it would change" in (await bot.slash(bot.owner, "knowledge status")).text


async def test_status_names_who_loaded_and_pings_nobody(bot, folder):
    await load(bot, folder, "is the rule")
    answer = await bot.slash(bot.owner, "knowledge status")
    assert f"by <@{bot.owner.id}>" in answer.text
    assert "Version 1" in answer.text


async def test_status_counts_votes_and_names_what_is_disliked(bot, member):
    answer = await bot.slash(member, "ask", {"question": DEGREE})
    await bot.press(member, answer.button("👍"))
    other = bot.add_user("bob")
    theirs = await bot.slash(other, "ask", {"question": DEGREE})
    await bot.submit((await bot.press(other, theirs.button("👎"))).modal, {"What was wrong?": ["out of date"]})
    status = await bot.slash(bot.owner, "knowledge status")
    assert "👍 1 · 👎 1" in status.text
    assert "facet:education data-engineer: 👍 1 · 👎 1" in status.text


async def test_status_lists_what_is_due_what_is_asked_most_first(bot, folder, member):
    plant(folder, DATA, "as_of:", "review: {requirements: 2024-06-30, salary: 2024-06-30}\nas_of:")
    await load(bot, folder, "is the rule")
    before = (await bot.slash(bot.owner, "knowledge status")).text
    lines = [f"Data Engineer, {topic}: to be reviewed by 2024-06-30" for topic in ("Requirements", "Pay")]
    assert "**Due for review**" in before
    assert before.index(lines[0]) < before.index(lines[1])
    await bot.slash(member, "salary", {"role": "data-engineer"})
    after = (await bot.slash(bot.owner, "knowledge status")).text
    assert after.index(lines[1]) < after.index(lines[0])
    assert f"{lines[1]} (asked about once)" in after


async def test_a_reload_is_previewed_then_applied(bot, member, folder):
    assert "Nothing has changed" in (await preview(bot)).text
    plant(folder, DATA, OLD, NEW)
    shown = await preview(bot)
    assert shown.deferred
    assert shown.ephemeral
    for text in ("2 roles", "8 of 9 before, 8 after", "**Passages changed**", "data-engineer/degree", OLD, NEW):
        assert text in shown.text
    assert [button.label for button in shown.buttons] == ["Apply", "Discard"]
    assert [attachment["filename"] for attachment in shown.attachments] == ["preview.txt"]
    assert OLD in await degree(bot, member)
    done = await bot.press(bot.owner, shown.button("Apply"))
    assert done.message is shown.message
    assert "1 changed" in done.text
    assert (done.buttons, done.attachments) == ([], [])
    assert NEW in await degree(bot, member)


async def test_the_file_of_a_preview_has_all_of_it(bot, folder):
    for number in range(30):
        file = folder / "roles/site-engineer.yaml"
        text = f"\n  - {{id: extra-{number}, facet: bonus, title: Bonus, text: A tenth of it., lines: [[7, 7]]}}"
        file.write_text(file.read_text("utf-8").rstrip() + text + "\n", "utf-8")
    shown = await preview(bot)
    assert "extra-4" in shown.text
    assert "extra-5" not in shown.text
    assert "**Passages added** · 30" in shown.text
    (whole,) = bot.files.values()
    assert b"site-engineer/extra-29" in whole


async def test_a_preview_tells_what_would_be_answered_by_then(bot, service, member, folder):
    asked = "How big is the bonus of a site engineer?"
    await bot.slash(member, "ask", {"question": asked})
    await noted(service, 1)
    file = folder / "roles/site-engineer.yaml"
    text = "\n  - {id: bonus, facet: bonus, title: Bonus, text: A tenth of the pay., lines: [[7, 7]]}\n"
    file.write_text(file.read_text("utf-8").rstrip() + text, "utf-8")
    shown = await preview(bot)
    assert "**Recent questions that would get an answer**" in shown.text
    assert "“how big is the bonus of a site engineer?”" in shown.text


async def test_a_discarded_preview_changes_nothing(bot, member, folder):
    plant(folder, DATA, OLD, NEW)
    done = await bot.press(bot.owner, (await preview(bot)).button("Discard"))
    assert "Nothing was changed" in done.text
    assert done.buttons == []
    assert OLD in await degree(bot, member)


async def test_a_folder_with_problems_has_no_buttons(bot, folder):
    line = plant(folder, DATA, "facet: education", "facet: educaton")
    shown = await preview(bot)
    assert "cannot be loaded" in shown.text
    assert f"{DATA}:{line}" in shown.text
    assert shown.buttons == []


async def test_broken_golden_questions_are_taken_by_force_alone(bot, folder):
    line = plant(folder, "questions/golden.yaml", '- ask: "hello"', '- ask: "how big is the bonus"')
    shown = await preview(bot)
    assert "**Golden questions no longer answered**" in shown.text
    assert [button.label for button in shown.buttons] == ["Apply by force", "Discard"]
    signer, digests = Signer(BOT_TOKEN), Offered(0, *(digest * 8 for digest in ("0" * 8, "0" * 8)))
    assert len(pack_load(signer, "force", digests)) == len(shown.buttons[0].custom_id)
    done = await bot.press(bot.owner, shown.buttons[0])
    assert "By force: 1 golden question is no longer answered." in done.text
    assert f"questions/golden.yaml:{line}" in done.text


async def test_buttons_work_after_a_restart_and_after_fifteen_minutes(discord_server, settings, member, folder):
    discord_server.patience = 60
    async with opened(discord_server, settings):
        plant(folder, DATA, OLD, NEW)
        shown = await preview(discord_server)
    (folder / DATA).write_text((folder / DATA).read_text("utf-8").replace(NEW, OLD), "utf-8")
    async with opened(discord_server, settings):
        (folder / DATA).write_text((folder / DATA).read_text("utf-8").replace(OLD, NEW), "utf-8")
        discord_server.expire(shown)
        done = await discord_server.press(discord_server.owner, shown.button("Apply"))
        assert "Knowledge reloaded" in done.text
        assert NEW in await degree(discord_server, member)


async def test_a_folder_that_changed_since_is_not_taken(bot, member, folder):
    plant(folder, DATA, OLD, NEW)
    shown = await preview(bot)
    plant(folder, DATA, NEW, "is a plus")
    done = await bot.press(bot.owner, shown.button("Apply"))
    assert "the folder has changed since the preview" in done.text
    assert OLD in await degree(bot, member)


async def test_of_two_admins_the_second_is_told_what_happened(bot, admin, member, folder):
    plant(folder, DATA, OLD, NEW)
    first, second = await preview(bot), await preview(bot, admin)
    await bot.press(bot.owner, first.button("Apply"))
    assert "Nothing has changed since the last load" in (await bot.press(admin, second.button("Apply"))).text
    plant(folder, DATA, NEW, "is a plus")
    third = await preview(bot, admin)
    await load(bot, folder, "is a must")
    plant(folder, DATA, "is a must", "is a plus")
    late = await bot.press(admin, third.button("Apply"))
    (told,) = await bot.followed(late)
    assert told.text == MOVED_ON
    assert told.ephemeral
    assert "is a must" in await degree(bot, member)


async def test_of_two_at_once_one_is_told_to_wait(bot, service, admin, folder):
    plant(folder, DATA, OLD, NEW)
    shown = await preview(bot)
    async with service._versions._alone():
        pressed = asyncio.create_task(bot.press(bot.owner, shown.button("Apply")))
        (told,) = await bot.followed(await pressed)
        assert told.text == BUSY
    assert shown.now().buttons != []
    with service.coach._reloader._alone():
        assert (await preview(bot, admin)).text == BUSY
    assert "Knowledge reloaded" in (await bot.press(bot.owner, shown.button("Apply"))).text


async def test_who_is_no_admin_any_more_changes_nothing(bot, member, folder):
    plant(folder, DATA, OLD, NEW)
    shown = await preview(bot)
    for button in shown.buttons:
        for where in ({}, {"guild": bot.add_guild("Careers")}):
            answer = await bot.press_custom_id(member, button.custom_id, **where)
            assert (answer.text, answer.ephemeral) == (REFUSED, True)
    assert OLD in await degree(bot, member)


@pytest.mark.parametrize("act", ["apply", "force", "drop"])
async def test_a_forged_button_changes_nothing(bot, service, member, folder, act):
    plant(folder, DATA, OLD, NEW)
    offered = Offered(0, digest(folder), service.coach.knowledge.digest)
    ours = pack_load(Signer(BOT_TOKEN), act, offered)
    others = pack_load(Signer("another token"), act, offered)
    swapped = pack_load(Signer(BOT_TOKEN), "drop" if act != "drop" else "apply", offered).replace(
        "drop" if act != "drop" else "apply", act, 1
    )
    renumbered = ours.replace(":0:", ":1:")
    for forged in (others, swapped, renumbered):
        assert (await bot.press_custom_id(bot.owner, forged)).text == FORGED
    assert OLD in await degree(bot, member)


async def test_a_rollback_is_picked_previewed_and_run_again_at_the_next_start(
    discord_server, settings, member, folder
):  # fmt: skip
    bot = discord_server
    bot.patience = 60
    async with opened(bot, settings):
        assert await bot.autocomplete(bot.owner, "knowledge rollback", {"version": ""}, focused="version") == []
        for text in ("is the rule", "is a plus"):
            await load(bot, folder, text)
        choices = await bot.autocomplete(bot.owner, "knowledge rollback", {"version": ""}, focused="version")
        assert [choice.value for choice in choices] == [2, 1]
        assert choices[1].name.startswith("Version 1, ")
        assert choices[1].name.endswith("at a start, golden 8 of 9")
        assert await bot.autocomplete(member, "knowledge rollback", {"version": ""}, focused="version") == []
        shown = await bot.slash(bot.owner, "knowledge rollback", {"version": 1})
        assert "a rollback to version 1 would change" in shown.text
        assert "data-engineer/degree" in shown.text
        assert "is a plus" in await degree(bot, member)
        done = await bot.press(bot.owner, shown.button("Apply"))
        assert "Rolled back" in done.text
        assert OLD in await degree(bot, member)
    async with opened(bot, settings):
        assert OLD in await degree(bot, member)
        status = await bot.slash(bot.owner, "knowledge status")
        assert "version 1" in status.text
        assert "was rolled back to" in status.text
        shown = await bot.slash(bot.owner, "knowledge rollback", {"version": 1})
        assert "Nothing has changed" in shown.text
        assert shown.buttons == []


async def test_a_version_that_is_gone_explains_itself(bot, member, folder):
    await load(bot, folder, "is the rule")
    shown = await bot.slash(bot.owner, "knowledge rollback", {"version": 1})
    for text in ("is a plus", "is a must", "is a joke", "is a start", "is a bonus"):
        await load(bot, folder, text)
    for answer in (
        await bot.slash(bot.owner, "knowledge rollback", {"version": 1}),
        await bot.slash(bot.owner, "knowledge rollback", {"version": 999_999_999}),
    ):
        assert "no version" in answer.text
    (told,) = await bot.followed(await bot.press(bot.owner, shown.button("Apply")))
    assert told.text == MOVED_ON
    found = LOAD.fullmatch(shown.button("Apply").custom_id)
    offered = replace(unpack_load(found, Signer(BOT_TOKEN)), running=digest(folder))
    running = pack_load(Signer(BOT_TOKEN), "apply", offered)
    (told,) = await bot.followed(await bot.press_custom_id(bot.owner, running))
    assert "There is no version 1 any more" in told.text
    assert "is a bonus" in await degree(bot, member)


async def test_a_database_that_fails_in_the_middle_stops_no_answer_and_no_reload(
    bot, service, settings, member, folder
):  # fmt: skip
    plant(folder, DATA, OLD, NEW)
    shown = await preview(bot)
    guild = bot.add_guild("Careers", owner=member)
    async with locked(settings.database):
        assert OLD in await degree(bot, member)
        await bot.slash(member, "ask", {"question": "what does a nurse earn"})
        done = await bot.press(bot.owner, shown.button("Apply"))
        assert UNRECORDED_NOTE in done.now().text
        assert NEW in await degree(bot, member)
        status = await bot.slash(bot.owner, "knowledge status")
        assert "not recorded" in status.text
        assert "The database does not work" in status.text
        changed = await bot.slash(member, "settings", {"replies": "public"}, guild=guild)
        assert "needs the database" in changed.text
    assert not (await bot.slash(member, "ask", {"question": DEGREE}, guild=guild)).text.startswith("Sorry")
    assert not (await service.settings_of(guild.id)).public


async def test_a_database_that_is_ruined_in_the_middle(bot, service, settings, member):
    await service._guard._storage.close()
    Path(settings.database).write_bytes(b"this is no database any more, and long enough to be seen" * 200)
    for suffix in ("-wal", "-shm"):
        Path(settings.database + suffix).unlink(missing_ok=True)
    guild = bot.add_guild("Careers", owner=member)
    assert OLD in await degree(bot, member)
    assert OLD in (await bot.mention(member, guild, DEGREE)).text
    for user, command, options in (
        (bot.owner, "knowledge gaps", {}),
        (member, "settings", {"replies": "public"}),
    ):
        assert "needs the database" in (await bot.slash(user, command, options, guild=guild, force=True)).text
    card = await bot.slash(member, "privacy")
    assert "needs the database" in (await bot.press(member, card.button("Export"))).text
    asked = await bot.press(member, card.button("Delete"))
    (told,) = await bot.followed(await bot.press(member, asked.button("Delete for good")))
    assert "needs the database" in told.text
    assert "version 1" in (await bot.slash(bot.owner, "knowledge status")).text


async def test_gaps(bot, service, member):
    guild = bot.add_guild("Careers")
    empty = await bot.slash(bot.owner, "knowledge gaps")
    assert "none from the last 30 days" in empty.text
    assert empty.attachments == []
    target = bot.compose(member, guild, "what does a nurse earn")
    await bot.slash(member, "ask", {"question": "what does a *nurse* earn @everyone <@1> a@b.org"})
    await bot.mention(member, guild, "what does a nurse earn?")
    await bot.direct_message(member, "what does a nurse earn")
    await bot.message_command(member, "Ask the coach", target)
    await bot.submit((await bot.slash(member, "ask")).modal, {"Your question": "what does a nurse earn"})
    await bot.slash(member, "salary", {"role": "nurse"})
    await bot.slash(member, "skills", {"role": "nurse", "known": "python"})
    await noted(service, 7)
    answer = await bot.slash(bot.owner, "knowledge gaps")
    assert answer.ephemeral
    assert "alike ones together: 7." in answer.text
    assert "- **7×** what does a nurse earn (unanswered 7)" in answer.text
    assert "a@b.org" not in answer.text
    assert "python" not in answer.text
    assert [attachment["filename"] for attachment in answer.attachments] == ["gaps.csv"]
    (content,) = bot.files.values()
    assert content.decode("utf-8-sig").count("nurse") == 7
    assert b"python" not in content


async def noted(service, count):
    """Wait until so many gaps are kept; they are kept after the answer is sent."""
    async with asyncio.timeout(10):
        while sum(group.count for group in await service.gaps()) < count:
            await asyncio.sleep(0.02)


async def test_gaps_cannot_write_markup_or_ping(bot, service, member):
    evil = "**bold** zzz [x](https://a.b) ||s|| @everyone # no `code` > quote"
    await bot.slash(member, "ask", {"question": evil})
    await noted(service, 1)
    text = (await bot.slash(bot.owner, "knowledge gaps")).text.replace("- **1×**", "")
    for piece in ("**", "[x](", "||s||", "@everyone", "`code`"):
        assert piece not in text.replace("\\[", "").replace("\\*", "").replace("\\`", "")


async def test_a_long_job_shows_how_far_it_has_come(bot, service, folder, monkeypatch):
    monkeypatch.setattr(jobs, "EVERY", 0.05)
    go_on = asyncio.Event()
    real = service.preview

    async def slow(number=None, *, report):
        report("asking", 3, 10)
        await go_on.wait()
        return await real(number, report=report)

    monkeypatch.setattr(service, "preview", slow)
    plant(folder, DATA, OLD, NEW)
    shown = await preview(bot)
    assert "▰▰▰▱▱▱▱▱▱▱ Asking questions: 3 / 10" in shown.text
    edits = sum(request.method == "PATCH" for request in bot.requests)
    await asyncio.sleep(0.3)
    assert sum(request.method == "PATCH" for request in bot.requests) == edits
    go_on.set()
    while not shown.now().buttons:
        await asyncio.sleep(0.01)
    assert "would change" in shown.now().text


async def test_a_job_that_fails_after_its_bar_says_so_in_its_place(bot, service, monkeypatch):
    monkeypatch.setattr(jobs, "EVERY", 0.02)
    go_on = asyncio.Event()

    async def failing(_number=None, *, report):
        report("reading", 1, 2)
        await go_on.wait()
        raise RuntimeError("secret detail")

    monkeypatch.setattr(service, "preview", failing)
    shown = await preview(bot)
    assert "Reading the files: 1 / 2" in shown.text
    go_on.set()
    while "Sorry" not in shown.now().text:
        await asyncio.sleep(0.01)
    assert "secret detail" not in shown.now().text
    assert shown.follow_ups == []


async def test_a_job_whose_reply_is_gone_is_only_logged(bot, service, folder, monkeypatch, caplog):
    plant(folder, DATA, OLD, NEW)
    shown = await preview(bot)
    real = service.apply

    async def long(*what, **how):
        bot.expire(pressed_of(bot))
        return await real(*what, **how)

    monkeypatch.setattr(service, "apply", long)
    bot.patience = 2
    with pytest.raises(Exception, match="no answer"):
        await bot.press(bot.owner, shown.button("Apply"))
    while "its reply is gone" not in caplog.text:
        await asyncio.sleep(0.01)
    assert not await asyncio.to_thread(lambda: service.coach.differs)
    assert all("50027" in violation for violation in bot.take_violations())


def pressed_of(bot):
    from tests.discord_server.answers import Answer

    latest = list(bot.interactions.values())[-1]
    return Answer(None, latest)


async def test_a_version_runs_that_was_recorded_by_who_loaded_it(bot, admin, folder):
    plant(folder, DATA, OLD, NEW)
    await bot.press(admin, (await preview(bot, admin)).button("Apply"))
    assert f"by <@{admin.id}>" in (await bot.slash(bot.owner, "knowledge status")).text


async def test_it_follows_the_folder(discord_server, settings, member, folder):
    async with opened(discord_server, settings, watch=True):
        plant(folder, DATA, OLD, NEW)
        async with asyncio.timeout(30):
            while NEW not in await degree(discord_server, member):
                await asyncio.sleep(0.2)
        assert "as a file changed" in (await bot_status(discord_server))


async def bot_status(bot) -> str:
    return (await bot.slash(bot.owner, "knowledge status")).text
