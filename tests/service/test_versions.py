"""Versions are recorded, shown and brought back; what fails is told and leaves the bot answering."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from bot.answers.blocks import plain
from bot.app import Coach
from bot.errors import UserError
from bot.knowledge.archive import pack
from bot.progress import Stage
from bot.reloading.snapshot import Snapshot
from bot.service.service import Service
from bot.service.versions import UNRECORDED
from bot.storage.database import Database
from bot.storage.records import Counts, Golden
from tests.knowledge.samples import plant
from tests.service.conftest import ADMIN, PSEUDONYMS, Calendar
from tests.storage.trouble import locked

DATA = "roles/data-engineer.yaml"
DEGREE = "is a degree needed for a data engineer"
WORDS = [
    "is the usual base",
    "is the rule",
    "is a must",
    "is a plus",
    "is a joke",
    "is a start",
    "is a bonus",
    "is all",
]


def degree(coach: Coach) -> str:
    return plain(coach.ask(DEGREE))


async def load(service: Service, folder: Path, number: int) -> None:
    """Write and load the version of a number, from 2."""
    plant(folder, DATA, WORDS[number - 2], WORDS[number - 1])
    preview = await service.preview()
    assert (await service.apply(preview.digest, ADMIN)).result.swapped


async def test_a_swap_happens_on_the_loop_between_two_of_its_steps(service: Service, folder: Path) -> None:
    with (folder / "skills.yaml").open("a") as file:
        file.write("# a remark\n")
    swapped_by: list[int] = []
    swap = service.coach._reloader._run

    def run(snapshot: Snapshot) -> None:
        swapped_by.append(threading.get_ident())
        swap(snapshot)

    service.coach._reloader._run = run  # type: ignore[method-assign]
    preview = await service.preview()
    assert (await service.apply(preview.digest, ADMIN)).result.swapped
    assert swapped_by == [threading.get_ident()]


async def test_the_version_that_starts_is_recorded_once(
    service: Service, coach: Coach, database: Database, folder: Path, calendar: Calendar
) -> None:
    status = await service.status()
    assert (status.version.number, status.version.by, status.version.created) == (1, "start", calendar.time)
    assert (status.version.counts, status.version.golden) == (Counts(2, 4, 8, 5), Golden(8, 9))
    assert (status.differs, status.versions, status.storage) == (False, (), True)
    assert await database.versions.content(1) == pack(folder).content
    calendar.turn(1)
    again = Service(coach, database, pseudonyms=PSEUDONYMS, now=calendar)
    await again.start()
    assert (await again.status()).version == status.version


async def test_what_a_preview_showed_is_applied_and_recorded(
    service: Service, coach: Coach, folder: Path, calendar: Calendar
) -> None:
    plant(folder, DATA, WORDS[0], WORDS[1])
    assert (await service.status()).differs
    preview = await service.preview()
    calendar.turn(1)
    applied = await service.apply(preview.digest, ADMIN)
    assert applied.summary == "Reloaded: 2 roles, 8 passages; 0 added, 1 changed, 0 removed."
    assert "is the rule" in degree(coach)
    status = await service.status()
    assert (status.version.number, status.version.by, status.version.created) == (2, "admin 4242", calendar.time)
    assert [version.number for version in status.versions] == [1]
    assert not status.differs


async def test_a_preview_asks_again_what_was_not_answered(service: Service, folder: Path) -> None:
    asked = "How big is the bonus of a site engineer?"
    await service.note(service.coach.ask(asked), asked)
    await service.note(service.coach.ask("what does a nurse earn"), "what does a nurse earn")
    site = folder / "roles" / "site-engineer.yaml"
    text = "\n  - {id: bonus, facet: bonus, title: Bonus, text: A tenth of the pay., lines: [[7, 7]]}\n"
    site.write_text(site.read_text("utf-8").rstrip() + text, "utf-8")
    preview = await service.preview()
    assert [answer.message for answer in preview.answered] == ["how big is the bonus of a site engineer?"]


async def test_a_refused_reload_is_no_version(service: Service, folder: Path) -> None:
    plant(folder, DATA, "facet: education", "facet: educaton")
    applied = await service.apply((await service.preview()).digest, ADMIN)
    assert not applied.result.swapped
    assert (await service.status()).version.number == 1


async def test_any_of_the_last_five_versions_runs_again_until_somebody_reloads(
    service: Service, coach: Coach, folder: Path
) -> None:
    for number in range(2, 8):
        await load(service, folder, number)
    assert [version.number for version in (await service.status()).versions] == [6, 5, 4, 3, 2]
    with pytest.raises(UserError, match="There is no version 1 any more"):
        await service.rollback(1)
    applied = await service.rollback(3)
    assert applied.summary.startswith("Reloaded: 2 roles")
    assert WORDS[2] in degree(coach)
    status = await service.status()
    assert (status.version.number, status.version.pinned, status.differs) == (3, True, True)
    assert [version.number for version in status.versions] == [7, 6, 5, 4, 2]
    preview = await service.preview()
    assert (await service.apply(preview.digest, ADMIN)).result.swapped
    status = await service.status()
    assert (status.version.number, status.version.pinned) == (8, False)
    assert WORDS[6] in degree(coach)


async def test_a_rollback_is_previewed_by_its_number(service: Service, coach: Coach, folder: Path) -> None:
    await load(service, folder, 2)
    preview = await service.preview(1)
    assert [str(change) for change in preview.changes] == ["data-engineer/degree (text)"]
    assert WORDS[1] in degree(coach)
    with pytest.raises(UserError, match="no version 99"):
        await service.preview(99)


async def test_a_rollback_is_checked_like_a_load(service: Service, coach: Coach, database: Database) -> None:
    broken = await database.versions.add(
        "0" * 64, b"no archive", created=(await service.status()).version.created, by="start",
        counts=Counts(), golden=Golden(),
    )  # fmt: skip
    applied = await service.rollback(broken.number)
    assert "is damaged" in str(applied.result.problems[0])
    assert (await service.status()).version.number == 1
    assert await database.versions.pinned() is None
    assert WORDS[0] in degree(coach)


async def test_a_folder_that_holds_what_was_rolled_back_to_takes_the_pin_off(
    service: Service, database: Database, folder: Path
) -> None:
    await load(service, folder, 2)
    await service.rollback(1)
    assert await database.versions.pinned() is not None
    plant(folder, DATA, WORDS[1], WORDS[0])
    preview = await service.preview()
    assert preview.unchanged
    assert (await service.apply(preview.digest, ADMIN)).result.swapped
    assert await database.versions.pinned() is None
    assert not (await service.status()).version.pinned


async def test_a_database_that_fails_keeps_no_version_out(
    service: Service, coach: Coach, folder: Path, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plant(folder, DATA, WORDS[0], WORDS[1])
    preview = await service.preview()
    async with locked(str(file)):
        applied = await service.apply(preview.digest, ADMIN)
        assert applied.result.swapped
        assert applied.summary.endswith("The database does not work, so no rollback will find this version.")
        status = await service.status()
        assert (status.version.number, status.version.by) == (UNRECORDED, "admin 4242")
        assert (status.version.golden, status.storage) == (Golden(8, 9), False)
    assert WORDS[1] in degree(coach)
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [record.getMessage() for record in errors] == [
        f"questions are answered, but nothing is kept: The database {file} is locked by another program."
    ]


async def test_a_rollback_needs_the_database(service: Service, folder: Path, file: Path, database: Database) -> None:
    await load(service, folder, 2)
    await database.close()
    file.write_bytes(b"this is no database any more, and long enough for that to be seen" * 100)
    for suffix in ("-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    with pytest.raises(UserError, match="That needs the database, which does not work at the moment"):
        await service.rollback(1)
    assert (await service.status()).version.number == 2


async def test_of_two_admins_at_once_the_second_is_told(service: Service, folder: Path) -> None:
    plant(folder, DATA, WORDS[0], WORDS[1])
    preview = await service.preview()
    service.discard()
    inside, go_on = threading.Event(), threading.Event()

    def wait(_stage: Stage, _done: int, _total: int) -> None:
        inside.set()
        assert go_on.wait(60)

    first = asyncio.create_task(asyncio.to_thread(service.coach.apply, preview.digest, report=wait))
    await asyncio.to_thread(inside.wait, 60)
    for act in (service.preview(), service.apply(preview.digest, ADMIN), service.rollback(1)):
        with pytest.raises(UserError, match="A reload is running already"):
            await act
    go_on.set()
    assert (await first).swapped


async def test_progress_is_told_on_the_loop(service: Service, folder: Path) -> None:
    plant(folder, DATA, WORDS[0], WORDS[1])
    told: list[tuple[Stage, int, int]] = []
    here = threading.get_ident()

    def tell(stage: Stage, done: int, total: int) -> None:
        assert threading.get_ident() == here
        told.append((stage, done, total))

    await service.preview(report=tell)
    await asyncio.sleep(0)
    for stage in (Stage.READING, Stage.COMPILING, Stage.CHECKING):
        steps = [(done, total) for told_stage, done, total in told if told_stage is stage]
        assert steps[0] == (0, steps[0][1])
        assert steps[-1] == (steps[0][1],) * 2


async def test_questions_are_answered_while_a_preview_is_built(service: Service, folder: Path) -> None:
    plant(folder, DATA, WORDS[0], WORDS[1])
    building = asyncio.create_task(service.preview())
    answered = 0
    while not building.done():
        assert WORDS[0] in degree(service.coach)
        answered += 1
        await asyncio.sleep(0)
    assert building.result().loadable
    assert answered > 1


async def test_an_end_waits_until_what_was_swapped_in_is_recorded(
    coach: Coach, database: Database, folder: Path, file: Path
) -> None:
    service = Service(coach, database, pseudonyms=PSEUDONYMS)
    await service.start()
    plant(folder, DATA, WORDS[0], WORDS[1])
    preview = await service.preview()
    applying = asyncio.create_task(service.apply(preview.digest, ADMIN))
    while WORDS[1] not in degree(coach):
        await asyncio.sleep(0)
    await service.close()
    assert (await applying).version.number == 2
    with pytest.raises(UserError, match="A reload is running already"):
        await service.apply(preview.digest, ADMIN)
    again = await Database.open(str(file))
    assert [version.number for version in await again.versions.all()] == [2, 1]
    await again.close()
