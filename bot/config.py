"""The settings: environment variables, and under them an optional file of the same names.

DISCORD_TOKEN                     the bot's token, needed on Discord only
DISCORD_TOKEN_FILE                a file that holds it instead, such as a Docker secret
CAREER_COACH_ADMINS               user ids with admin rights besides the application's owner, by comma or space
CAREER_COACH_KNOWLEDGE            the knowledge folder
CAREER_COACH_CACHE                the folder for what can be computed again
CAREER_COACH_DATABASE             a file of SQLite, by path or URL, or a database of PostgreSQL, by URL
CAREER_COACH_DATABASE_FILE        a file that holds the path or URL instead, for one with a password
CAREER_COACH_GAP_DAYS             days for which unanswered questions are kept; 0 keeps none
CAREER_COACH_PAY_YEARS            years after which answers say first that their figures of pay are old
CAREER_COACH_MEMBER_LIMIT         answers a minute to one member; 0 sets no limit, here and below
CAREER_COACH_SERVER_LIMIT         answers a minute on one server
CAREER_COACH_PROCESS_LIMIT        answers a minute by one process
CAREER_COACH_SHARDS               what this process serves: auto, a count, or a count and ids ("4:0-1")
CAREER_COACH_LOG_LEVEL            DEBUG, INFO, WARNING, ERROR or CRITICAL
CAREER_COACH_LOG_FORMAT           text, or json: one object a line
CAREER_COACH_STATUS_PORT          the port of /metrics, /healthz and /readyz; none unless set
CAREER_COACH_STATUS_HOST          the address of that port
CAREER_COACH_DISCORD_API_URL      where Discord's REST API is, for tests
CAREER_COACH_DISCORD_GATEWAY_URL  where Discord's gateway is, for tests
CAREER_COACH_SETTINGS             the settings file; without it `career-coach.env` of the working folder, if there
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from bot.errors import SettingsError, TokenError

if TYPE_CHECKING:
    from pydantic import SecretStr, ValidationError

PREFIX = "CAREER_COACH_"
TOKEN = "DISCORD_TOKEN"
IN_FILE = "_FILE"
"""Behind the name of a secret: the setting that names a file with it."""
FILE = PREFIX + "SETTINGS"
DEFAULT_FILE = Path("career-coach.env")
NAMES = frozenset(
    {TOKEN, TOKEN + IN_FILE, FILE}
    | {
        PREFIX + name
        for name in (
            "ADMINS",
            "KNOWLEDGE",
            "CACHE",
            "DATABASE",
            "DATABASE" + IN_FILE,
            "GAP_DAYS",
            "PAY_YEARS",
            "MEMBER_LIMIT",
            "SERVER_LIMIT",
            "PROCESS_LIMIT",
            "SHARDS",
            "LOG_LEVEL",
            "LOG_FORMAT",
            "STATUS_PORT",
            "STATUS_HOST",
            "DISCORD_API_URL",
            "DISCORD_GATEWAY_URL",
        )
    }
)
DATABASE_SCHEMES = frozenset({"sqlite", "sqlite+aiosqlite", "postgres", "postgresql", "postgresql+asyncpg"})
MOST_GAP_DAYS = 3650
MOST_PAY_YEARS = 100
FORMATS = ("text", "json")
LAST_PORT = 65_535
MOST_SECRET = 16_384
"""Bytes that a file with a secret holds at most."""
SHORTEST_SECRET = 8
"""Characters from which on a password is struck out of the log: a shorter one would take words with it."""
MOST_ANSWERS = 1_000_000
"""The highest limit of answers a minute."""
MOST_SHARDS = 100_000
"""Far more than Discord hands out; a larger number is a slip."""
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

_FOR_TESTS = frozenset({PREFIX + "DISCORD_OPENAPI", PREFIX + "TEST_POSTGRES"})
"""Names the tests read; no settings, but no typos either."""
_BOT_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_NAME_IN_FILE = re.compile(r"^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=", re.MULTILINE)


def _default_knowledge() -> Path:
    """Find the knowledge inside the package where it was installed, else beside it (a checkout)."""
    inside = Path(__file__).parent / "_knowledge"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "knowledge"


def _default_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("career-coach", appauthor=False)


def _default_database() -> str:
    from platformdirs import user_data_path

    return str(user_data_path("career-coach", appauthor=False) / "career-coach.db")


@dataclass(frozen=True, slots=True)
class Shards:
    """Which part of Discord a process serves: some shards, by their numbers from 0, of a count of them."""

    count: int | None = 1
    """None until Discord was asked how many it wants."""
    ids: tuple[int, ...] = ()
    """In order; none for all of them."""

    def numbers(self) -> tuple[int, ...]:
        """List the shards of this process; none as long as their count is not known."""
        return self.ids or tuple(range(self.count or 0))

    def have(self, guild: int) -> bool:
        """Tell whether a server's events come to this process."""
        return self.count is not None and (guild >> 22) % self.count in self.numbers()

    def __str__(self) -> str:
        return "auto" if self.count is None else f"{_ranges(self.numbers())} of {self.count}"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked; the token only when it is asked for, because only Discord needs it."""

    knowledge: Path = field(default_factory=_default_knowledge)
    cache: Path = field(default_factory=_default_cache)
    database: str = field(default_factory=_default_database, repr=False)
    """A path or a URL, which may hold a password."""
    gap_days: int = 30
    pay_years: int = 1
    member_limit: int = 20
    """Answers a minute, as the next two: more than anybody reads, fewer than a flood."""
    server_limit: int = 600
    process_limit: int = 6000
    admins: frozenset[int] = frozenset()
    shards: Shards = Shards()
    log_level: str = "INFO"
    log_format: str = "text"
    status_port: int | None = None
    """Where metrics and health are told; nowhere without one."""
    status_host: str = "127.0.0.1"
    discord_api_url: str | None = None
    discord_gateway_url: str | None = None
    discord_token: SecretStr | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that must never be read anywhere, longest first."""
        token = self.discord_token.get_secret_value() if self.discord_token is not None else ""
        _, separator, behind = self.database.partition("://")
        login, at, _ = behind.rpartition("@")
        password = login.partition(":")[2]
        found = {token, self.database if separator and at else "", password if len(password) >= SHORTEST_SECRET else ""}
        return tuple(sorted(found - {""}, key=len, reverse=True))

    def token(self) -> str:
        """Give the Discord token.

        Raises:
            TokenError: where there is none, or it cannot be one.
        """
        if self.discord_token is None:
            raise TokenError(f"Set {TOKEN} to the bot's token from Discord's developer portal.")
        token = self.discord_token.get_secret_value()
        if not _BOT_TOKEN.fullmatch(token):
            raise TokenError(f"{TOKEN} is no bot token: one has three parts with dots between them, and nothing else.")
        return token


def load_settings(*, knowledge: Path | None = None, shards: str | None = None) -> Settings:
    """Read the settings; `knowledge` and `shards`, from the command line, go before any setting.

    Raises:
        SettingsError: for the first fault, in one sentence.
    """
    file = _settings_file()
    named = {name.upper() for name in os.environ} | set(_names_in(file))
    _refuse_unknown(named)
    # Nothing set is the common case on a terminal, and pydantic-settings takes longer to load than an answer.
    settings = _read(file) if named & (NAMES - {FILE}) else Settings()
    if shards is not None:
        try:
            settings = replace(settings, shards=read_shards(shards))
        except ValueError as error:
            raise SettingsError(f"--shards {error}.") from None
    return replace(settings, knowledge=knowledge) if knowledge is not None else settings


def _settings_file() -> Path | None:
    named = os.environ.get(FILE)
    if not named:
        return DEFAULT_FILE if DEFAULT_FILE.is_file() else None
    file = Path(named)
    if not file.is_file():
        raise SettingsError(f"{FILE} names {named}, which is no file.")
    return file


def _names_in(file: Path | None) -> Iterator[str]:
    if file is None:
        return
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {file} cannot be read ({error.__class__.__name__}).") from error
    yield from (name.upper() for name in _NAME_IN_FILE.findall(text))


def _refuse_unknown(named: set[str]) -> None:
    for name in sorted(named - NAMES - _FOR_TESTS):
        if name.startswith(PREFIX):
            near = get_close_matches(name, sorted(NAMES), n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise SettingsError(f"There is no setting {name}.{hint}")


def _read(file: Path | None) -> Settings:
    """Read environment and file through pydantic-settings."""
    import pydantic
    from pydantic import Field, field_validator
    from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

    class Environment(BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix=PREFIX,
            env_file=file,
            env_file_encoding="utf-8-sig",
            env_ignore_empty=True,
            extra="ignore",
            validate_default=False,
        )

        knowledge: Path = Field(default_factory=_default_knowledge)
        cache: Path = Field(default_factory=_default_cache)
        database: str = Field(default_factory=_default_database)
        gap_days: Annotated[int, NoDecode] = 30
        pay_years: Annotated[int, NoDecode] = 1
        member_limit: Annotated[int, NoDecode] = 20
        server_limit: Annotated[int, NoDecode] = 600
        process_limit: Annotated[int, NoDecode] = 6000
        admins: Annotated[frozenset[int], NoDecode] = frozenset()
        shards: Annotated[Shards, NoDecode] = Shards()
        log_level: str = "INFO"
        log_format: str = "text"
        status_port: Annotated[int | None, NoDecode] = None
        status_host: str = "127.0.0.1"
        discord_api_url: str | None = None
        discord_gateway_url: str | None = None
        discord_token: pydantic.SecretStr | None = Field(default=None, validation_alias=TOKEN)
        database_file: Path | None = None
        discord_token_file: Path | None = Field(default=None, validation_alias=TOKEN + IN_FILE)

        check_admins = field_validator("admins", mode="before")(_admins)
        check_database = field_validator("database")(_database)
        check_gap_days = field_validator("gap_days", mode="before")(_whole(MOST_GAP_DAYS, "days"))
        check_pay_years = field_validator("pay_years", mode="before")(_whole(MOST_PAY_YEARS, "years"))
        check_limits = field_validator("member_limit", "server_limit", "process_limit", mode="before")(
            _whole(MOST_ANSWERS, "answers a minute")
        )
        check_shards = field_validator("shards", mode="before")(_shards)
        check_level = field_validator("log_level")(_level)
        check_format = field_validator("log_format")(_format)
        check_port = field_validator("status_port", mode="before")(_port)
        check_host = field_validator("status_host")(_host)
        check_api = field_validator("discord_api_url")(_http_url)
        check_gateway = field_validator("discord_gateway_url")(_socket_url)

    try:
        read = Environment()
    except pydantic.ValidationError as error:
        raise SettingsError(_sentence(error)) from None
    values = {name: getattr(read, name) for name in Environment.model_fields}
    return Settings(**_with_secrets(values, read.model_fields_set))


def _with_secrets(values: dict[str, Any], given: set[str]) -> dict[str, Any]:
    """Put in the place of files with secrets what they hold; `given` are the fields that somebody has set."""
    import pydantic

    token_file, database_file = values.pop("discord_token_file"), values.pop("database_file")
    if token_file is not None:
        values["discord_token"] = pydantic.SecretStr(_secret(TOKEN, token_file, twice="discord_token" in given))
    if database_file is not None:
        values["database"] = _secret(PREFIX + "DATABASE", database_file, twice="database" in given)
        try:
            _database(values["database"])
        except ValueError as error:
            raise SettingsError(f"The file of {PREFIX}DATABASE{IN_FILE} {error}.") from None
    return values


def _secret(name: str, file: Path, *, twice: bool) -> str:
    """Read a secret from its file. No error names the file: somebody may have put the secret itself there.

    Raises:
        SettingsError: where it is set in both ways, or cannot be read.
    """
    if twice:
        raise SettingsError(f"{name} and {name}{IN_FILE} are both set; it takes one of them.")
    try:
        with file.open("rb") as opened:
            text = opened.read(MOST_SECRET).decode("utf-8-sig").strip()
    except OSError as error:
        raise SettingsError(f"The file of {name}{IN_FILE} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise SettingsError(f"The file of {name}{IN_FILE} holds no text.") from None
    if not text:
        raise SettingsError(f"The file of {name}{IN_FILE} is empty.")
    return text


def _admins(value: object) -> object:
    if not isinstance(value, str):
        return value
    ids = value.replace(",", " ").split()
    for each in ids:
        if not (each.isascii() and each.isdigit()):
            raise ValueError(f"holds {each!r}; it takes Discord user ids, which are whole numbers")
    return frozenset(int(each) for each in ids)


def _database(value: str) -> str:
    scheme, separator, _ = value.partition("://")
    if not separator and value.partition(":/")[0].strip().lower() in DATABASE_SCHEMES:
        # As a path it would make a file whose name, and so the log, holds a password.
        raise ValueError("is neither a path nor a URL; a URL has two slashes behind its colon")
    if separator and scheme.strip().lower() not in DATABASE_SCHEMES:
        raise ValueError(f"starts with {scheme}://; it takes a path, sqlite:///path or postgresql://host/name")
    return value


def _whole(most: int, of_what: str) -> Callable[[object], object]:
    def check(value: object) -> object:
        if isinstance(value, str) and not (value.isascii() and value.isdigit() and int(value[:9]) <= most):
            raise ValueError(f"is {value!r}; it takes a whole number of {of_what}, from 0 to {most}")
        return value

    return check


def _shards(value: object) -> object:
    return read_shards(value) if isinstance(value, str) else value


def read_shards(text: str) -> Shards:
    """Read "auto", a count ("4"), or a count with the numbers that a process runs ("4:0-1", "8:0,2,5-7").

    Raises:
        ValueError: where it is none of them; its text goes on from the name of the setting.
    """
    if text.strip().lower() == "auto":
        return Shards(None)
    found = re.fullmatch(
        r"([0-9]{1,6})(?::([0-9]{1,6}(?:-[0-9]{1,6})?(?:,[0-9]{1,6}(?:-[0-9]{1,6})?)*))?", text.strip()
    )
    if found is None:
        raise ValueError(f"is {text!r}; it takes auto, a count such as 4, or a count with ids such as 4:0-1")
    count, ids = int(found[1]), set[int]()
    if not 1 <= count <= MOST_SHARDS:
        raise ValueError(f"is {text!r}; there are 1 to {MOST_SHARDS} shards")
    for part in filter(None, (found[2] or "").split(",")):
        first, _, last = part.partition("-")
        between = range(int(first), int(last or first) + 1)
        if not between or between[-1] >= count:
            raise ValueError(f"is {text!r}; of {count} shards the ids are 0 to {count - 1}, the lower one first")
        ids.update(between)
    return Shards(count, tuple(sorted(ids)))


def _ranges(numbers: tuple[int, ...]) -> str:
    """Write numbers in order, those in a row as one range: 0-1,5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _level(value: str) -> str:
    if value.upper() not in LEVELS:
        raise ValueError(f"is {value!r}; it takes one of {', '.join(LEVELS)}")
    return value.upper()


def _format(value: str) -> str:
    if value.lower() not in FORMATS:
        raise ValueError(f"is {value!r}; it takes one of {', '.join(FORMATS)}")
    return value.lower()


def _port(value: object) -> object:
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and 0 < int(value[:6]) <= LAST_PORT):
        raise ValueError(f"is {value!r}; it takes a port, which is a whole number from 1 to {LAST_PORT}")
    return value


def _host(value: str) -> str:
    if not re.fullmatch(r"[\w.:-]+", value):
        raise ValueError(f"is {value!r}; it takes an address or a host's name, such as 127.0.0.1 or 0.0.0.0")
    return value


def _http_url(value: str | None) -> str | None:
    return _url(value, "http")


def _socket_url(value: str | None) -> str | None:
    return _url(value, "ws")


def _url(value: str | None, scheme: str) -> str | None:
    if value is not None and not re.match(rf"{scheme}s?://[^/\s]+", value):
        raise ValueError(f"is {value!r}; it takes a URL that starts with {scheme}:// or {scheme}s://")
    return value


def _sentence(error: ValidationError) -> str:
    """Write the first fault as one sentence that names the setting, and never a secret."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field_name = str(first["loc"][0]) if first["loc"] else "SETTINGS"
    name = field_name if field_name.startswith(TOKEN) else PREFIX + field_name.removeprefix(PREFIX.lower()).upper()
    return f"{name} {first['msg'].removeprefix('Value error, ')}."
