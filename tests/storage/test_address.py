"""Where the database is, read from a path or a URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import DATABASE_SCHEMES
from bot.storage.address import POSTGRES, SQLITE, Kind, parse
from tests.storage.trouble import failure


@pytest.mark.parametrize("text", ["coach.db", " coach.db ", "sqlite:///coach.db", "SQLite+aiosqlite:///coach.db"])
def test_a_file_is_named_by_its_path(text):
    address = parse(text)
    assert (address.kind, address.target, address.name) == (Kind.SQLITE, "coach.db", "coach.db")


def test_a_path_may_be_absolute_or_start_at_home():
    assert parse("sqlite:////data/coach.db").target == "/data/coach.db"
    assert parse("~/coach.db").target == str(Path.home() / "coach.db")


@pytest.mark.parametrize("scheme", sorted(POSTGRES))
def test_a_server_is_named_without_user_and_password(scheme):
    address = parse(f"{scheme}://ada:secret@db.example:5433/coach?sslmode=require")
    assert address.kind is Kind.POSTGRES
    assert address.target == "postgresql://ada:secret@db.example:5433/coach?sslmode=require"
    assert address.name == "db.example:5433/coach"


def test_a_server_may_be_left_to_the_driver():
    assert parse("postgresql:///coach").name == "PostgreSQL/coach"


def test_the_settings_take_the_same_schemes():
    assert DATABASE_SCHEMES == SQLITE | POSTGRES


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "mysql://u:secret@h/d",
            "The database's URL starts with mysql://; it takes a file's path, or a URL that starts",
        ),
        ("http://x", "The database's URL starts with http://;"),
        ("", "The database's URL names no file"),
        (":memory:", "The database's URL names no file"),
        ("sqlite://", "The database's URL names no file"),
        ("sqlite:///:memory:", "The database's URL names no file"),
        ("sqlite://folder/coach.db", "The database's URL names no file"),
        ("postgresql://u:secret@h:port/d", "The database's URL cannot be read"),
        ("postgresql://u:secret@[h/d", "The database's URL cannot be read"),
        ("postgresql://u:12/secret@h/d", "The database's URL cannot be read: its host or port cannot be, or a special"),
        ("postgresql://u:12#secret@h/d", "The database's URL cannot be read"),
        ("postgresql://u:12?secret@h/d", "The database's URL cannot be read"),
        ("postgresql://u:secret/12@h/d", "The database's URL cannot be read"),
        ("postgresql://u:secret@127.0.0.1/d?sslmode=maybe", "The database's URL cannot be used"),
    ],
)
async def test_an_address_that_is_wrong_is_told_without_its_password(address, sentence):
    told = await failure(address)
    assert told.startswith(sentence)
    assert "secret" not in told
