"""All settings of a desk in one typed object, read from the environment once."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import AliasChoices, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from desk import errors


def _either(plain: str) -> AliasChoices:
    """The conventional name (``DATABASE_URL``) or our own (``IPPIN_DATABASE_URL``)."""
    return AliasChoices(plain, f"IPPIN_{plain}")


class Settings(BaseSettings):
    """What a desk needs to know; every field is an environment variable ``IPPIN_<NAME>``.

    ``home`` holds all that a one-machine desk writes. ``database_url``, ``redis_url`` and
    ``storage_url`` move the record, the job list and the images elsewhere.
    """

    model_config = SettingsConfigDict(env_prefix="IPPIN_", env_ignore_empty=True)

    home: Path = Path("~/.ippin")
    keys: Path | None = None
    database_url: str | None = Field(None, validation_alias=_either("DATABASE_URL"))
    redis_url: str | None = Field(None, validation_alias=_either("REDIS_URL"))
    storage_url: str | None = Field(None, validation_alias=_either("STORAGE_URL"))

    today: date | None = None
    allow_test_tins: bool = False

    watch: Path | None = None

    host: str = "127.0.0.1"
    port: int = 8740
    public_url: str | None = None
    proxy: str | None = None
    web_threads: int = 8
    totp: bool | None = None
    idle_minutes: int = 15
    session_hours: int = 10

    max_file_bytes: int = 200_000_000
    max_pages: int = 400
    max_pixels: int = 60_000_000
    open_seconds: int = 60
    open_memory_bytes: int = 2_000_000_000

    read_attempts: int = 3
    lease_seconds: float = 12
    claim_seconds: float = Field(90, gt=0)
    sweep_seconds: float = 3

    season_chunk: int = 500
    pin_prior: float = 0.5
    pin_odds: float = 200
    sample_readings: float = Field(0.01, ge=0, le=1)
    sample_decisions: float = Field(0.02, ge=0, le=1)
    site: str = "main"
    log_level: str = "INFO"

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
        """Where the keyring lies; keep it apart from backups of the database."""
        return (self.keys or self.root / "keys" / "keyring.json").expanduser().absolute()

    @property
    def database(self) -> str:
        """The database as a SQLAlchemy address."""
        url = self.database_url or f"sqlite:///{self.root / 'desk.sqlite3'}"
        for plain in ("postgres://", "postgresql://"):
            url = url.replace(plain, "postgresql+psycopg://", 1) if url.startswith(plain) else url
        return url

    @property
    def storage(self) -> str:
        """Where blobs are kept: ``file:`` and a folder, or an object store's address."""
        return self.storage_url or f"file:{self.root / 'store'}"


def load(**overrides: object) -> Settings:
    """Settings from the environment; :class:`errors.SettingsRefused` names what is wrong."""
    try:
        return Settings(**overrides)
    except ValidationError as bad:
        first = bad.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise errors.SettingsRefused(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
