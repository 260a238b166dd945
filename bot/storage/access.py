"""Transactions on one database, each whole or not at all."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StorageError
from bot.storage.address import Address, Kind
from bot.storage.failures import explained

_WRITES = "writes"
_PRAGMAS = (
    # Readers and a writer do not wait for each other, and a killed process leaves nothing half-written.
    "PRAGMA journal_mode = WAL",
    # What was answered with "saved" is on the disk: writes are few, so each may wait for it.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What a member deletes is overwritten, not only marked as free.
    "PRAGMA secure_delete = ON",
)
_CONNECTING, _ANSWERING = 10.0, 30.0
"""Seconds that PostgreSQL has for a connection and for one statement."""
_ASKING = 30.0
"""Seconds between two questions whether a listening connection is still there."""

_Connect = Callable[[], Awaitable[Any]]


class Access:
    """An open database; every failure comes out as a `StorageError`."""

    def __init__(self, engine: AsyncEngine, name: str, server: _Connect | None = None) -> None:
        """Put it together; `server` makes connections of PostgreSQL's driver, where it is one."""
        self._engine = engine
        self._writer = engine.execution_options(**{_WRITES: True})
        self._server = server
        self.name = name

    @property
    def shared(self) -> bool:
        """Whether other processes can use the database at the same time."""
        return self._server is not None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection whose reads all see the same state.

        Raises:
            StorageError: where the database fails.
        """
        with explained(self.name):
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that writes everything when the block ends, and nothing where it fails.

        Raises:
            StorageError: where the database fails.
        """
        with explained(self.name):
            async with self._writer.begin() as connection:
                yield connection

    async def listen(self, channel: str, heard: Callable[[str], None]) -> None:
        """Pass on what PostgreSQL notifies a channel of, on a connection of its own, until cancelled.

        Raises:
            StorageError: when the connection is lost, or cannot be made.
        """
        assert self._server is not None
        import asyncpg  # type: ignore[import-untyped]

        with explained(self.name, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await self._server()
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _: lost.set())
            try:
                await connection.add_listener(channel, lambda *notice: heard(notice[-1]))
                while not await _set_within(lost, _ASKING):
                    await connection.execute("SELECT 1", timeout=_CONNECTING)
                raise ConnectionResetError
            finally:
                connection.terminate()

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def open_access(address: Address, patience: float) -> Access:
    """Set up the connections of a database, which are made when they are first needed.

    `patience` is how many seconds a write waits for a lock of somebody else.

    Raises:
        StorageError: where the file cannot be made, or the driver is missing.
    """
    if address.kind is Kind.SQLITE:
        return Access(_sqlite(address, patience), address.name)
    server = _driver(address, patience)
    return Access(_postgres(server), address.name, server)


def _sqlite(address: Address, patience: float) -> AsyncEngine:
    _make_file(Path(address.target))
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=address.target),
        # Without an isolation level the driver begins no transactions of its own, so that even a change of a table
        # can be taken back.
        connect_args={"timeout": patience, "isolation_level": None},
        # A connection is a thread: one stays, a second comes and goes where both are needed.
        pool_size=1,
        max_overflow=1,
        pool_timeout=patience + 5,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _set_up)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    try:
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()
    except BaseException:
        connection.close()  # nobody else does: the pool does not know it yet
        raise


def _begin(connection: Connection) -> None:
    """Begin; a write takes the lock at once, since one that has read first would not wait for it."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _make_file(file: Path) -> None:
    """Make the file, for its owner only, and its folder."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StorageError(f"The database {file} cannot be opened ({error.strerror}).") from error


def _driver(address: Address, patience: float) -> _Connect:
    if find_spec("asyncpg") is None:
        raise StorageError("PostgreSQL needs a driver: install career-coach[postgres].")
    import asyncpg

    async def connect() -> Any:
        settings = {"application_name": "career-coach", "lock_timeout": f"{round(patience * 1000)}ms"}
        try:
            return await asyncpg.connect(
                address.target, timeout=_CONNECTING, command_timeout=_ANSWERING, server_settings=settings
            )
        except asyncpg.ClientConfigurationError as error:
            raise StorageError(f"The database's URL cannot be used: {error}.") from None

    return connect


def _postgres(connect: _Connect) -> AsyncEngine:
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=2,
        max_overflow=3,
        pool_timeout=_CONNECTING,
        # A connection that the server or a firewall closed meanwhile is noticed before it is used.
        pool_pre_ping=True,
        pool_recycle=1800,
        hide_parameters=True,
    )


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
