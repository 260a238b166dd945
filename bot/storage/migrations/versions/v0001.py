"""Keep settings of servers, gaps, votes and versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "guild_settings",
        sa.Column("guild", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("channels", sa.JSON, nullable=False),
        sa.Column("language", sa.String(16)),
        sa.Column("cooldown", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("guild", name="pk_guild_settings"),
    )
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gaps"),
    )
    op.create_index("ix_gaps_created", "gaps", ["created"])
    op.create_table(
        "votes",
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("answer", sa.String(200), nullable=False),
        sa.Column("up", sa.Boolean, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member", "answer", name="pk_votes"),
    )
    op.create_index("ix_votes_created", "votes", ["created"])
    op.create_table(
        "versions",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(128), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("roles", sa.Integer, nullable=False),
        sa.Column("facets", sa.Integer, nullable=False),
        sa.Column("passages", sa.Integer, nullable=False),
        sa.Column("figures", sa.Integer, nullable=False),
        sa.Column("golden_right", sa.Integer, nullable=False),
        sa.Column("golden_total", sa.Integer, nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_versions"),
    )
