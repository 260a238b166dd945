from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import FILE, IN_FILE, PREFIX, TOKEN, Settings, Shards, load_settings, read_shards
from bot.errors import SettingsError, TokenError


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(PREFIX) or name == TOKEN:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_defaults_need_nothing():
    settings = load_settings()
    assert settings == Settings()
    assert (settings.knowledge / "roles").is_dir()
    assert settings.cache.name == "career-coach"
    assert (settings.admins, settings.log_level, settings.discord_api_url) == (frozenset(), "INFO", None)
    assert (Path(settings.database).name, settings.gap_days) == ("career-coach.db", 30)


def test_reads_the_environment(monkeypatch, tmp_path):
    values = {
        "ADMINS": "1, 22 333,",
        "KNOWLEDGE": str(tmp_path / "k"),
        "CACHE": str(tmp_path / "c"),
        "DATABASE": "postgresql://ada:secret@db.example/coach",
        "GAP_DAYS": "0",
        "MEMBER_LIMIT": "5",
        "SERVER_LIMIT": "0",
        "PROCESS_LIMIT": "1000000",
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "JSON",
        "STATUS_PORT": "9464",
        "STATUS_HOST": "0.0.0.0",
        "DISCORD_API_URL": "http://127.0.0.1:1/api/v10",
        "DISCORD_GATEWAY_URL": "ws://127.0.0.1:1/gateway",
    }
    for name, value in values.items():
        monkeypatch.setenv(PREFIX + name, value)
    monkeypatch.setenv(TOKEN, "aaa.bbb.c-c_c")
    settings = load_settings()
    assert settings.admins == {1, 22, 333}
    assert (settings.knowledge, settings.cache, settings.log_level) == (tmp_path / "k", tmp_path / "c", "DEBUG")
    assert settings.discord_api_url == values["DISCORD_API_URL"]
    assert settings.discord_gateway_url == values["DISCORD_GATEWAY_URL"]
    assert (settings.database, settings.gap_days) == (values["DATABASE"], 0)
    assert (settings.member_limit, settings.server_limit, settings.process_limit) == (5, 0, 1_000_000)
    assert settings.token() == "aaa.bbb.c-c_c"
    assert (settings.log_format, settings.status_port, settings.status_host) == ("json", 9464, "0.0.0.0")
    assert "bbb" not in repr(settings)
    assert "secret" not in repr(settings)


def test_a_folder_given_goes_first(monkeypatch, tmp_path):
    monkeypatch.setenv("CAREER_COACH_KNOWLEDGE", "elsewhere")
    assert load_settings(knowledge=tmp_path).knowledge == tmp_path
    monkeypatch.delenv("CAREER_COACH_KNOWLEDGE")
    assert load_settings(knowledge=tmp_path).knowledge == tmp_path


def test_empty_means_not_set(monkeypatch):
    for name in ("CAREER_COACH_ADMINS", "CAREER_COACH_CACHE", "CAREER_COACH_DISCORD_API_URL", TOKEN):
        monkeypatch.setenv(name, "")
    assert load_settings() == Settings()


def test_reads_a_file_under_the_environment(monkeypatch, tmp_path):
    file = tmp_path / "career-coach.env"
    file.write_text(
        '\ufeff# comment\nDISCORD_TOKEN="a.b.c"\nCAREER_COACH_LOG_LEVEL=ERROR\nexport CAREER_COACH_ADMINS=5\n'
    )
    monkeypatch.setenv("CAREER_COACH_LOG_LEVEL", "WARNING")
    settings = load_settings()
    assert (settings.token(), settings.log_level, settings.admins) == ("a.b.c", "WARNING", {5})
    other = tmp_path / "other.env"
    other.write_text("CAREER_COACH_LOG_LEVEL=DEBUG\n")
    monkeypatch.setenv(FILE, str(other))
    monkeypatch.delenv("CAREER_COACH_LOG_LEVEL")
    settings = load_settings()
    assert (settings.log_level, settings.discord_token) == ("DEBUG", None)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ADMINS", "ada", "CAREER_COACH_ADMINS holds 'ada'; it takes Discord user ids, which are whole numbers."),
        (
            "LOG_LEVEL",
            "loud",
            "CAREER_COACH_LOG_LEVEL is 'loud'; it takes one of DEBUG, INFO, WARNING, ERROR, CRITICAL.",
        ),
        (
            "DISCORD_API_URL",
            "x",
            "CAREER_COACH_DISCORD_API_URL is 'x'; it takes a URL that starts with http:// or https://.",
        ),
        (
            "DISCORD_GATEWAY_URL",
            "http://x",
            "CAREER_COACH_DISCORD_GATEWAY_URL is 'http://x'; it takes a URL that starts",
        ),
        (
            "DATABASE",
            "mysql://ada:secret@h/d",
            "CAREER_COACH_DATABASE starts with mysql://; it takes a path, sqlite:///path or postgresql://host/name.",
        ),
        ("GAP_DAYS", "-1", "CAREER_COACH_GAP_DAYS is '-1'; it takes a whole number of days, from 0 to 3650."),
        ("PAY_YEARS", "two", "CAREER_COACH_PAY_YEARS is 'two'; it takes a whole number of years, from 0 to 100."),
        ("GAP_DAYS", "1.5", "CAREER_COACH_GAP_DAYS is '1.5'; it takes"),
        ("GAP_DAYS", "9" * 5000, "CAREER_COACH_GAP_DAYS is '9999"),
        ("DATABASE", "postgresql:/ada:secret@h/d", "CAREER_COACH_DATABASE is neither a path nor a URL;"),
        ("LOG_FORMAT", "xml", "CAREER_COACH_LOG_FORMAT is 'xml'; it takes one of text, json."),
        (
            "STATUS_PORT",
            "0",
            "CAREER_COACH_STATUS_PORT is '0'; it takes a port, which is a whole number from 1 to 65535.",
        ),
        ("STATUS_PORT", "70000", "CAREER_COACH_STATUS_PORT is '70000'; it takes a port"),
        ("STATUS_PORT", "http", "CAREER_COACH_STATUS_PORT is 'http'; it takes a port"),
        ("STATUS_HOST", "http://x", "CAREER_COACH_STATUS_HOST is 'http://x'; it takes an address or a host's name"),
        (
            "MEMBER_LIMIT",
            "few",
            "CAREER_COACH_MEMBER_LIMIT is 'few'; it takes a whole number of answers a minute, from",
        ),
        ("SERVER_LIMIT", "-5", "CAREER_COACH_SERVER_LIMIT is '-5'; it takes"),
        ("PROCESS_LIMIT", "1000001", "CAREER_COACH_PROCESS_LIMIT is '1000001'; it takes"),
        ("ADMIN", "1", "There is no setting CAREER_COACH_ADMIN. Did you mean CAREER_COACH_ADMINS?"),
        ("KNOWLEGE", "1", "There is no setting CAREER_COACH_KNOWLEGE. Did you mean CAREER_COACH_KNOWLEDGE?"),
        ("SETTINGS", "gone.env", "CAREER_COACH_SETTINGS names gone.env, which is no file."),
    ],
)
def test_each_fault_is_one_sentence(monkeypatch, name, value, sentence):
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as fault:
        load_settings()
    assert str(fault.value).startswith(sentence)
    assert "\n" not in str(fault.value)
    assert "secret" not in str(fault.value)


SECRETS = {TOKEN: "aaa.bbb.secret", PREFIX + "DATABASE": "postgresql://ada:secret@db.example/coach"}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path, name):
    (tmp_path / "secret").write_text(f"\ufeff {SECRETS[name]}\r\n", "utf-8")
    monkeypatch.setenv(name + IN_FILE, str(tmp_path / "secret"))
    settings = load_settings()
    assert SECRETS[name] in settings.secrets
    assert SECRETS[name] in (settings.database, settings.discord_token and settings.token())
    assert "secret" not in repr(settings)


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("where", ["environment", "file"])
def test_a_secret_that_is_set_in_both_ways_is_a_fault(monkeypatch, tmp_path, name, where):
    (tmp_path / "kept").write_text(SECRETS[name], "utf-8")
    monkeypatch.setenv(name + IN_FILE, str(tmp_path / "kept"))
    if where == "environment":
        monkeypatch.setenv(name, SECRETS[name])
    else:
        (tmp_path / "career-coach.env").write_text(f"{name}={SECRETS[name]}\n")
    with pytest.raises(SettingsError) as fault:
        load_settings()
    assert str(fault.value) == f"{name} and {name}{IN_FILE} are both set; it takes one of them."


@pytest.mark.parametrize("name", SECRETS)
def test_an_empty_setting_beside_the_file_is_not_set(monkeypatch, tmp_path, name):
    (tmp_path / "kept").write_text(SECRETS[name], "utf-8")
    monkeypatch.setenv(name + IN_FILE, str(tmp_path / "kept"))
    monkeypatch.setenv(name, "")
    assert SECRETS[name] in load_settings().secrets


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read (No such file or directory)."),
        (b" \n", "is empty."),
        (b"\xff\xfe\x00", "holds no text."),
        ("folder", "cannot be read (Is a directory)."),
    ],
)
def test_a_file_without_a_secret_is_a_fault_that_does_not_name_it(monkeypatch, tmp_path, name, content, reason):
    """It may be the secret itself, put into the wrong setting."""
    file = tmp_path / "secret"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content is not None:
        file.mkdir()
    monkeypatch.setenv(name + IN_FILE, str(file))
    with pytest.raises(SettingsError) as fault:
        load_settings()
    assert str(fault.value) == f"The file of {name}{IN_FILE} {reason}"


def test_a_database_in_a_file_is_checked_like_one_in_the_environment(monkeypatch, tmp_path):
    (tmp_path / "kept").write_text("mysql://ada:secret@h/d")
    monkeypatch.setenv("CAREER_COACH_DATABASE_FILE", str(tmp_path / "kept"))
    with pytest.raises(SettingsError, match="The file of CAREER_COACH_DATABASE_FILE starts with mysql://;") as fault:
        load_settings()
    assert "secret" not in str(fault.value)


@pytest.mark.parametrize("token", ["aaa.secret", "aaa.bbb.secret.ddd", "two\nlines.secret.x"])
def test_a_token_in_a_file_that_cannot_be_one_is_not_told(monkeypatch, tmp_path, token):
    (tmp_path / "kept").write_text(token)
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(tmp_path / "kept"))
    with pytest.raises(TokenError) as fault:
        load_settings().token()
    assert "secret" not in str(fault.value)


def test_an_unknown_name_in_the_file_is_a_fault(tmp_path):
    (tmp_path / "career-coach.env").write_text("CAREER_COACH_LOGLEVEL=DEBUG\n")
    with pytest.raises(SettingsError, match="Did you mean CAREER_COACH_LOG_LEVEL"):
        load_settings()


def test_a_file_that_is_no_text_is_a_fault(tmp_path):
    (tmp_path / "career-coach.env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings()


@pytest.mark.parametrize("token", ["x", "a.b", "a.b.c.d", "a..c", "Bot a.b.c", "a.b.c d", "ä.b.c"])
def test_a_malformed_token_is_a_fault_when_it_is_needed(monkeypatch, token):
    monkeypatch.setenv(TOKEN, token)
    settings = load_settings()
    with pytest.raises(TokenError) as fault:
        settings.token()
    assert token not in str(fault.value) or token == "x"


def test_a_missing_token_is_a_fault_when_it_is_needed():
    with pytest.raises(TokenError, match="Set DISCORD_TOKEN"):
        load_settings().token()


def test_nothing_set_loads_no_pydantic(tmp_path):
    code = (
        "import sys; from bot.config import load_settings; load_settings(); print('pydantic_settings' in sys.modules)"
    )
    root = Path(__file__).parents[1]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "HOME": str(tmp_path)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("text", "shards", "written"),
    [
        ("auto", Shards(None), "auto"),
        (" AUTO ", Shards(None), "auto"),
        ("1", Shards(1), "0 of 1"),
        ("4", Shards(4), "0-3 of 4"),
        ("4:0-1", Shards(4, (0, 1)), "0-1 of 4"),
        ("16:5,0,2-3,3", Shards(16, (0, 2, 3, 5)), "0,2-3,5 of 16"),
    ],
)
def test_shards_are_all_or_a_count_or_some_of_a_count(monkeypatch, text, shards, written):
    monkeypatch.setenv("CAREER_COACH_SHARDS", text)
    assert load_settings().shards == shards
    assert str(shards) == written


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("some", "it takes auto, a count such as 4, or a count with ids such as 4:0-1"),
        ("4:", "it takes auto, a count"),
        ("4:0-", "it takes auto, a count"),
        ("-1", "it takes auto, a count"),
        ("٤", "it takes auto, a count"),
        ("4:0;1", "it takes auto, a count"),
        ("0", "there are 1 to 100000 shards"),
        ("100001", "there are 1 to 100000 shards"),
        ("4:4", "of 4 shards the ids are 0 to 3"),
        ("4:2-4", "of 4 shards the ids are 0 to 3"),
        ("4:2-1", "of 4 shards the ids are 0 to 3, the lower one first"),
    ],
)
def test_shards_that_cannot_be_are_refused_in_a_sentence(monkeypatch, text, why):
    with pytest.raises(ValueError, match=why):
        read_shards(text)
    with pytest.raises(SettingsError) as given:
        load_settings(shards=text)
    assert str(given.value).startswith(f"--shards is {text!r}; ")
    monkeypatch.setenv("CAREER_COACH_SHARDS", text)
    with pytest.raises(SettingsError) as found:
        load_settings()
    assert str(found.value) == str(given.value).replace("--shards", "CAREER_COACH_SHARDS")


def test_shards_of_the_command_line_go_first(monkeypatch):
    monkeypatch.setenv("CAREER_COACH_SHARDS", "8")
    assert load_settings(shards="2:1").shards == Shards(2, (1,))


def test_a_server_belongs_to_one_shard():
    guild = 6 << 22
    assert Shards().have(guild)
    assert Shards(4, (2, 3)).have(guild)
    assert not Shards(4, (0, 1)).have(guild)
    assert not Shards(None).have(guild)
