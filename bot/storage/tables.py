"""The tables, as the latest migration leaves them; no column holds a member's id, but for the admins of versions."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)


class UtcDateTime(TypeDecorator[datetime]):
    """A time in UTC that knows it, also where the database keeps no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a time of any zone into UTC.

        Raises:
            ValueError: for a time without a zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Say that the time is in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"})

GUILDS = Table(
    "guild_settings",
    METADATA,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("public", Boolean, nullable=False),
    Column("channels", JSON, nullable=False),
    Column("language", String(16)),
    Column("cooldown", Float, nullable=False),
)

GAPS = Table(
    "gaps",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("text", String(500), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("created", UtcDateTime, nullable=False, index=True),
)

VOTES = Table(
    "votes",
    METADATA,
    Column("member", String(64), primary_key=True),
    Column("answer", String(200), primary_key=True),
    Column("up", Boolean, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("created", UtcDateTime, nullable=False, index=True),
)

VERSIONS = Table(
    "versions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(128), nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("by", String(64), nullable=False),
    Column("roles", Integer, nullable=False),
    Column("facets", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("golden_right", Integer, nullable=False),
    Column("golden_total", Integer, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# What several processes on one database must know of each other; with SQLite there is only one.

FOLDERS = Table(
    "known_folders",
    METADATA,
    Column("digest", String(128), primary_key=True),
    Column("number", Integer, nullable=False),
)

CHANGES = Table(
    "changes",
    METADATA,
    Column("topic", String(16), primary_key=True),
    Column("count", BigInteger, nullable=False),
)

PROCESSES = Table(
    "processes",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("shards", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String(128), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("trouble", String(300), nullable=False),
    Column("seen", UtcDateTime, nullable=False),
)

TURNS = Table(
    "turns",
    METADATA,
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    Column("taken", UtcDateTime, nullable=False),
)
