"""All settings of a desk in one typed object, read once from the environment, and for thresholds also from a file."""

import os
import tomllib
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import AliasChoices, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from redis import ConnectionPool
from redis.exceptions import RedisError

from desk import errors
from desk.system import network

FILE = "thresholds.toml"
"""The file in the home in which the office sets thresholds; environment variables override it."""
THRESHOLDS = frozenset({
    "pin_right", "pin_slip", "pin_swap", "pin_doubt", "pin_seen", "sample_claims", "sample_readings",
    "sample_decisions", "read_attempts", "max_pages", "idle_minutes", "claim_seconds", "session_hours",
})  # fmt: skip
_DATABASES = ("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")
_OPEN = "set IPPIN_PLAIN_NETWORK=1 if nobody else can listen on that network"
_REDIS = "must be redis://host:port/0 (also rediss, unix), or be unset: the desk then starts its own"


def _either(plain: str) -> AliasChoices:
    """The conventional name (``DATABASE_URL``) or our own (``IPPIN_DATABASE_URL``)."""
    return AliasChoices(plain, f"IPPIN_{plain}")


class Settings(BaseSettings):
    """The settings of a desk; every field is an environment variable ``IPPIN_<NAME>``.

    ``home`` is the folder for everything that a one-machine desk writes. ``database_url``, ``redis_url``, and
    ``storage_url`` move the records, the job queue, and the images elsewhere.
    """

    model_config = SettingsConfigDict(env_prefix="IPPIN_", env_ignore_empty=True)

    home: Path = Path("~/.ippin")
    keys: Path | None = None
    database_url: str | None = Field(None, validation_alias=_either("DATABASE_URL"))
    redis_url: str | None = Field(None, validation_alias=_either("REDIS_URL"))
    storage_url: str | None = Field(None, validation_alias=_either("STORAGE_URL"))
    plain_network: bool = False

    today: date | None = None
    allow_test_tins: bool = False

    watch: Path | None = None
    anchors: Path | None = None
    syslog: str | None = None

    host: str = "127.0.0.1"
    port: int = Field(8740, ge=1, le=65535)
    public_url: str | None = None
    proxy: str | None = None
    web_threads: int = Field(8, ge=1)
    totp: bool | None = None
    idle_minutes: int = 15
    session_hours: int = 10

    max_file_bytes: int = Field(200_000_000, ge=1)
    max_pages: int = Field(400, ge=1)
    max_pixels: int = Field(60_000_000, ge=1)
    max_file_pixels: int = Field(300_000_000, ge=1)
    open_seconds: int = Field(30, ge=1)
    open_memory_bytes: int = Field(2_000_000_000, ge=1)
    without_sandbox: bool = False

    waiting_files: int = Field(1000, ge=1)
    waiting_bytes: int = Field(10_000_000_000, ge=1)
    read_attempts: int = Field(3, ge=1)
    read_seconds: int = Field(3600, ge=60)  # the longest stack, several seconds a page on a slow machine
    lease_seconds: float = Field(12, gt=0)
    claim_seconds: float = Field(90, gt=0)
    sweep_seconds: float = Field(3, gt=0)

    season_chunk: int = 500
    pin_right: float = Field(0.97, gt=0, le=1)
    pin_slip: float = Field(0.012, ge=0, le=1)
    pin_swap: float = Field(0.0015, ge=0, le=1)
    pin_doubt: float = Field(0.0005, ge=0, le=0.05)
    pin_seen: float = Field(0.9, ge=0.5, le=1)
    sample_claims: float = Field(0.05, ge=0, le=1)
    sample_readings: float = Field(0.01, ge=0, le=1)
    sample_decisions: float = Field(0.02, ge=0, le=1)
    site: str = "main"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("database_url")
    @classmethod
    def _database_known(cls, url: str | None) -> str | None:
        if url and not url.startswith(_DATABASES):
            raise ValueError("must be postgresql://user@host/name, or unset: the database is then a file in the home")
        return url

    @field_validator("redis_url")
    @classmethod
    def _redis_known(cls, url: str | None) -> str | None:
        if url:
            try:
                ConnectionPool.from_url(url).make_connection()
            except (ValueError, TypeError, AttributeError, RedisError):
                raise ValueError(_REDIS) from None
        return url

    @field_validator("syslog")
    @classmethod
    def _log_known(cls, address: str | None) -> str | None:
        if address and not address.startswith("/") and not address.rpartition(":")[2].isdigit():
            raise ValueError("must be a socket such as /dev/log, or host:port")
        return address

    @model_validator(mode="after")
    def _walled(self) -> Self:
        if self.plain_network:
            return self
        if self.database_url and not network.database_is_walled(self.database_url):
            raise ValueError(f"DATABASE_URL: use sslmode=verify-full and a password for another machine, or {_OPEN}")
        if self.redis_url and not network.redis_is_walled(self.redis_url):
            raise ValueError(f"REDIS_URL: use rediss:// and a password for another machine, or {_OPEN}")
        return self

    @model_validator(mode="after")
    def _practice_only(self) -> Self:
        if self.today and not self.allow_test_tins:
            raise ValueError(
                "IPPIN_TODAY fixes the office date and is for practice desks only: "
                "unset it, or set IPPIN_ALLOW_TEST_TINS=1 on a desk that holds no real records"
            )
        return self

    @cached_property
    def root(self) -> Path:
        """The home as an absolute path."""
        return self.home.expanduser().absolute()

    @property
    def key_file(self) -> Path:
        """The path of the key file; keep it separate from backups of the database."""
        return (self.keys or self.root / "keys" / "keyring.json").expanduser().absolute()

    @property
    def database_file(self) -> Path:
        """The path of the SQLite database, which ``database_url`` replaces."""
        return self.root / "desk.sqlite3"

    @property
    def database(self) -> str:
        """The database as a SQLAlchemy URL."""
        url = self.database_url or f"sqlite:///{self.database_file}"
        for plain in ("postgres://", "postgresql://"):
            url = url.replace(plain, "postgresql+psycopg://", 1) if url.startswith(plain) else url
        return url

    @property
    def storage(self) -> str:
        """The place of the blobs: ``file:`` and a folder, or the URL of an object store."""
        return self.storage_url or f"file:{self.root / 'store'}"

    @property
    def asks_code(self) -> bool:
        """Whether signing in takes a one-time code: always, except on a desk that only its own machine reaches."""
        return bool(self.totp) or self.host not in network.LOOPBACK or bool(self.public_url)


def load(**overrides: Any) -> Settings:  # the type of each field checks its value
    """Load the settings from the environment; raises :class:`errors.SettingsRefused`, which names the mistake."""
    try:
        given = Settings(**overrides)
        kept = {name: value for name, value in _kept(given.root / FILE).items() if name not in given.model_fields_set}
        return Settings(**kept, **overrides) if kept else given
    except ValidationError as bad:
        raise errors.SettingsRefused(_told(bad)) from None


def check(text: str) -> None:
    """Check thresholds as TOML text; raises :class:`errors.SettingsRefused`, which names the mistake."""
    try:
        Settings(**_thresholds(text))
    except ValidationError as bad:
        raise errors.SettingsRefused(_told(bad)) from None


def _kept(path: Path) -> dict[str, Any]:
    try:
        return _thresholds(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except PermissionError:
        if not os.access(path.parent, os.X_OK, effective_ids=True):  # a home that is none of this account's
            return {}
        raise errors.SettingsRefused(f"{FILE} in the desk's home may not be read by this account") from None
    except (OSError, UnicodeDecodeError):
        raise errors.SettingsRefused(f"{FILE} in the desk's home cannot be read as text") from None


def _thresholds(text: str) -> dict[str, Any]:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as bad:
        raise errors.SettingsRefused(f"{FILE} is not TOML: {bad}") from None
    if strange := sorted(found.keys() - THRESHOLDS):
        raise errors.SettingsRefused(f"{FILE} names what is no threshold: {', '.join(strange)}")
    return found


def _told(bad: ValidationError) -> str:
    """The first mistake with the name of its variable, but not the value, which may contain a password."""
    first = bad.errors(include_url=False, include_input=False)[0]
    place = str(first["loc"][0]) if first["loc"] else ""
    name = f"IPPIN_{place.upper()}: " if place in Settings.model_fields else f"{place}: " if place else ""
    return name + first["msg"].removeprefix("Value error, ")
