"""Several services on one PostgreSQL, each with a folder of its own, answer from the same version.

They look at the counters when a test says so, or run as they do in a process, where it is about notices.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.answers.blocks import plain
from bot.config import Settings, Shards
from bot.errors import UserError
from bot.service import together
from bot.service.opening import open_service
from bot.service.service import Service
from bot.service.versions import MOVED_ON, UNRECORDED
from tests.knowledge.samples import plant
from tests.service.conftest import ADMIN
from tests.storage import server

DATA = "roles/data-engineer.yaml"
USUAL, RULE, MUST = "is the usual base", "is the rule", "is a must"
SELDOM = 3600.0
HEARD = together.Together._heard


@dataclass
class Cluster:
    """Starts services as processes do, with the same folder at first."""

    url: str
    folder: Path
    place: Path
    stack: AsyncExitStack

    async def start(self, name: str, **changes: tuple[str, str]) -> Service:
        """Start a service whose folder is a copy with a change in it."""
        folder = self.place / name
        if not folder.exists():
            shutil.copytree(self.folder, folder)
        for old, new in changes.values():
            plant(folder, DATA, old, new)
        token = SecretStr("abc.def.ghi")
        settings = Settings(knowledge=folder, cache=self.place / "cache", database=self.url, discord_token=token)
        service = await self.stack.enter_async_context(open_service(settings))
        await look(service)  # after the first look, which it takes by itself
        return service


@pytest.fixture(scope="module")
def reachable() -> None:
    if not asyncio.run(server.reachable()):
        pytest.skip(f"no PostgreSQL server is reachable; {server.VARIABLE} may name one")


@pytest.fixture
async def cluster(reachable: None, folder: Path, tmp_path: Path) -> AsyncIterator[Cluster]:  # noqa: ARG001
    async with server.schema() as url, AsyncExitStack() as stack:
        yield Cluster(url, folder, tmp_path, stack)


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let services look when they are told to, and never hear a notice."""
    monkeypatch.setattr(together, "LOOK_EVERY", SELDOM)
    monkeypatch.setattr(together.Together, "_heard", lambda *_: None)


@pytest.fixture
def on_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let services look only on a notice."""
    monkeypatch.setattr(together.Together, "_heard", HEARD)


def degree(service: Service) -> str:
    return plain(service.coach.ask("is a degree needed for a data engineer"))


async def look(*services: Service) -> None:
    for service in services:
        assert service.together is not None
        await service.together.look()


async def reload(service: Service, old: str, new: str) -> int:
    plant(service.coach.folder, DATA, old, new)
    applied = await service.apply((await service.preview()).digest, ADMIN)
    assert applied.result.swapped
    return applied.version.number


async def until(found: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await found():
            await asyncio.sleep(0.02)


async def number(service: Service) -> int:
    return (await service.status()).version.number


async def test_what_an_admin_loads_on_one_runs_on_all(cluster: Cluster) -> None:
    first, second = await cluster.start("a"), await cluster.start("b")
    assert [await number(each) for each in (first, second)] == [1, 1]
    assert await reload(first, USUAL, RULE) == 2
    assert USUAL in degree(second)
    status = await second.status()
    assert status.current is not None
    assert (status.version.number, status.current.number, status.trouble) == (1, 2, "")
    await look(second)
    assert RULE in degree(second)
    status = await second.status()
    assert (status.version.number, status.version.by, status.current) == (2, f"admin {ADMIN}", None)
    assert status.differs
    await second.rollback(1)
    await look(first)
    assert USUAL in degree(first)
    assert (await first.status()).version.pinned


async def test_a_notice_is_enough(cluster: Cluster, on_notice: None) -> None:  # noqa: ARG001
    first, second = await cluster.start("a"), await cluster.start("b")
    await _hears(first, second)
    await reload(first, USUAL, RULE)
    await until(lambda: _says(second, RULE))
    await second.rollback(1)
    await until(lambda: _says(first, USUAL))


async def _hears(first: Service, second: Service) -> None:
    """Wait until a change on one is heard by the other."""
    cooldown = 0.0

    async def heard() -> bool:
        nonlocal cooldown
        cooldown += 1
        await first.change_settings(1, cooldown=cooldown)
        await asyncio.sleep(0.05)
        return (await second.settings_of(1)).cooldown == cooldown

    await second.settings_of(1)
    await until(heard)


async def _says(service: Service, words: str) -> bool:
    return words in degree(service)


async def test_a_listening_connection_that_is_lost_comes_back(
    cluster: Cluster,
    on_notice: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(together, "SHORTEST_PAUSE", 0.05)
    first, second = await cluster.start("a"), await cluster.start("b")
    await _hears(first, second)
    async with server.session(cluster.url) as session:
        ended = await session.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE '%career_coach_' || md5(current_schema()) || '%' AND pid != pg_backend_pid()"
        )
    assert len(ended) >= 2
    await _hears(first, second)
    assert (await second.status()).storage


async def test_settings_of_servers_are_read_anew_where_another_process_changed_them(cluster: Cluster) -> None:
    first, second = await cluster.start("a"), await cluster.start("b")
    assert not (await second.settings_of(7)).public
    await first.change_settings(7, public=True)
    assert not (await second.settings_of(7)).public
    await look(second)
    assert (await second.settings_of(7)).public
    await first.left(7)
    await look(second)
    assert not (await second.settings_of(7)).public


async def test_of_two_that_load_at_once_the_second_is_told(cluster: Cluster) -> None:
    first, second = await cluster.start("a"), await cluster.start("b")
    plant(first.coach.folder, DATA, USUAL, RULE)
    plant(second.coach.folder, DATA, USUAL, MUST)
    shown = [(each, (await each.preview()).digest) for each in (first, second)]
    outcomes = await asyncio.gather(*(each.apply(digest, ADMIN) for each, digest in shown), return_exceptions=True)
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert isinstance(refused, UserError)
    assert "A reload is running already" in str(refused) or str(refused) == MOVED_ON
    await look(first, second)
    assert degree(first) == degree(second)
    assert await number(first) == await number(second) == 2


async def test_a_preview_of_before_another_process_loaded_is_refused(cluster: Cluster) -> None:
    first, second = await cluster.start("a"), await cluster.start("b")
    plant(second.coach.folder, DATA, USUAL, MUST)
    preview = await second.preview()
    await reload(first, USUAL, RULE)
    with pytest.raises(UserError, match="Another version runs since this preview"):
        await second.apply(preview.digest, ADMIN)
    with pytest.raises(UserError, match="Another version runs"):
        await second.rollback(1)
    await look(second)
    assert (await second.apply((await second.preview()).digest, ADMIN)).version.number == 3
    await look(first)
    assert MUST in degree(first)


async def test_a_folder_that_nobody_has_run_yet_is_taken_by_all(cluster: Cluster) -> None:
    first = await cluster.start("a")
    second = await cluster.start("b", image=(USUAL, RULE))
    assert RULE in degree(second)
    await look(first)
    assert RULE in degree(first)
    assert (await first.status()).version.by == "start"


async def test_an_older_folder_does_not_bring_the_old_content_back(cluster: Cluster) -> None:
    first = await cluster.start("a")
    await reload(first, USUAL, RULE)
    for old, new in ((RULE, MUST), (MUST, "is a plus"), ("is a plus", "is a bonus"), ("is a bonus", "is a start")):
        await reload(first, old, new)
    await reload(first, "is a start", "is all")
    late = await cluster.start("b")
    status = await late.status()
    assert (status.version.number, status.differs, status.current) == (7, True, None)
    assert "is all" in degree(late)
    # Its admin can bring it back on purpose, and then all run it.
    assert (await late.apply((await late.preview()).digest, ADMIN)).version.number == 8
    await look(first)
    assert USUAL in degree(first)


async def test_a_start_runs_what_was_rolled_back_to(cluster: Cluster) -> None:
    first = await cluster.start("a")
    await reload(first, USUAL, RULE)
    await first.rollback(1)
    second = await cluster.start("b", image=(USUAL, MUST))
    assert USUAL in degree(second)
    assert (await second.status()).version.pinned


async def test_a_folder_that_holds_what_was_rolled_back_to_unpins_it_for_all(cluster: Cluster) -> None:
    first, second = await cluster.start("a"), await cluster.start("b")
    await reload(first, USUAL, RULE)
    await first.rollback(1)
    await look(second)
    applied = await second.apply((await second.preview()).digest, ADMIN)
    assert (applied.version.number, applied.version.pinned) == (3, False)
    await look(first)
    status = await first.status()
    assert (status.version.number, status.version.pinned, status.current) == (3, False, None)
    assert USUAL in degree(first)


async def test_a_version_that_this_program_cannot_run_is_told_and_left(
    cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = await cluster.start("a"), await cluster.start("b")
    async with server.session(cluster.url) as session:
        await session.execute(
            "INSERT INTO versions SELECT 2, 'other', created, by, roles, facets, passages, figures, golden_right,"
            " golden_total, false, '\\x789c030000000001' FROM versions"
        )
        await session.execute("UPDATE changes SET count = count + 1 WHERE topic = 'versions'")
    await look(second, second)
    assert USUAL in degree(second)
    status = await second.status()
    assert status.current is not None
    assert (status.version.number, status.current.number) == (1, 2)
    assert "damaged" in status.trouble
    assert caplog.text.count("cannot be run here") == 1
    told = {process.trouble for process in (await first.status()).processes}
    assert told == {"", status.trouble}
    assert await reload(second, USUAL, RULE) == 3
    await look(first)
    assert RULE in degree(first)
    assert (await second.status()).trouble == ""


async def test_what_was_loaded_while_the_database_was_away_is_recorded_when_it_is_back(cluster: Cluster) -> None:
    first, second = await cluster.start("a"), await cluster.start("b")
    async with server.session(cluster.url) as session:
        await session.execute("ALTER TABLE versions RENAME TO gone")
        assert await reload(first, USUAL, RULE) == UNRECORDED
        await look(second)
        assert USUAL in degree(second)
        await session.execute("ALTER TABLE gone RENAME TO versions")
    await look(first, second)
    assert await number(first) == await number(second) == 2
    assert RULE in degree(second)


async def test_what_another_process_loaded_meanwhile_goes_before_what_was_not_recorded(cluster: Cluster) -> None:
    first, second = await cluster.start("a"), await cluster.start("b")
    async with server.session(cluster.url) as session:
        await session.execute("ALTER TABLE versions RENAME TO gone")
        assert await reload(first, USUAL, RULE) == UNRECORDED
        await session.execute("ALTER TABLE gone RENAME TO versions")
    await reload(second, USUAL, MUST)
    await look(first)
    assert MUST in degree(first)
    assert await number(first) == 2


async def test_the_processes_of_the_last_minute_are_listed(cluster: Cluster) -> None:
    first, second = await cluster.start("a"), await cluster.start("b")
    first.shards, second.shards = Shards(4, (0, 1)), Shards(4, (2, 3))
    await look(first, second)
    status = await first.status()
    assert [process.shards for process in status.processes] == ["0-1 of 4", "2-3 of 4"]
    assert {process.version for process in status.processes} == {1}
    assert status.own == status.processes[0].id != status.processes[1].id
    await second.close()
    assert [process.id for process in (await first.status()).processes] == [status.own]


async def test_a_sweep_leaves_the_servers_of_other_shards_alone(cluster: Cluster) -> None:
    service = await cluster.start("a")
    guilds = [shard << 22 for shard in (4, 5, 6, 7, 8)]
    for guild in guilds:
        await service.change_settings(guild, public=True)
    service.shards = Shards(4, (0, 1))
    assert await service.sweep([guilds[0]]) == 2
    assert [(await service.settings_of(guild)).public for guild in guilds] == [True, False, True, True, False]
    service.shards = Shards(None)
    assert await service.sweep([]) == 0


async def test_turns_are_shared_and_nobody_waits_for_a_database_that_is_away(cluster: Cluster) -> None:
    first, second = await cluster.start("a"), await cluster.start("b")
    assert await first.take_turn(0, 60) == 0
    assert (await second.take_turn(0, 60) or 0) > 0
    async with server.session(cluster.url) as session:
        await session.execute("ALTER TABLE turns RENAME TO gone")
        assert await second.take_turn(0, 60) is None


async def test_a_connection_that_is_lost_while_a_version_is_loaded_loses_nothing(cluster: Cluster) -> None:
    first, second = await cluster.start("a"), await cluster.start("b")
    plant(first.coach.folder, DATA, USUAL, RULE)
    preview = await first.preview()
    first.discard()  # so that it is built once more, which takes a while
    cut = 0

    def cut_off(*_: object) -> None:
        nonlocal cut
        cut = cut or asyncio.run_coroutine_threadsafe(_cut_off(cluster.url), loop).result(20)

    loop, built = asyncio.get_running_loop(), first.coach.apply
    first.coach.apply = lambda digest, **how: (cut_off(), built(digest, **how))[1]  # type: ignore[method-assign]
    applied = await first.apply(preview.digest, ADMIN)
    assert cut
    assert applied.result.swapped
    await look(first, second, first, second)
    assert await number(first) == await number(second) == 2
    assert RULE in degree(second)


async def _cut_off(url: str) -> int:
    """End every connection that holds a lock of the schema's program; give their number."""
    async with server.session(url) as session:
        ended = await session.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            " AND objid = hashtext(current_schema())::bigint & x'ffffffff'::bigint"
        )
    return len(ended)
