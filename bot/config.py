"""Byline's settings: read once from the environment (and ``$BYLINE_HOME/.env``) into one frozen object."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from platformdirs import user_data_path
from pydantic import (
    AliasChoices,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import UsageError

PUBLIC_API = "https://api.github.com"
_ENTERPRISE_PATH: Final = "/api/v3"
_RESIDENT: Final = re.compile(r"https://api\.([a-z0-9-]+\.ghe\.com)", re.ASCII | re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9.-]{1,255}", re.ASCII)
_SMTP: Final = re.compile(
    r"smtps?://([^@/?#\s]+@)?(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?/?", re.ASCII
)


class Settings(BaseSettings):
    """Everything that can be set, with its default. Secrets never show in ``repr`` or in a log."""

    model_config = SettingsConfigDict(env_prefix="BYLINE_", frozen=True, extra="ignore")

    home: Path = Field(
        default_factory=lambda: user_data_path("byline", appauthor=False),
        description="Where the database, clones, indexes, secrets, calibrations and notes of audits lie.",
    )
    # Both may hold a password.
    database_url: str = Field(
        default="",
        repr=False,
        description="A SQLAlchemy URL, for example `postgresql+psycopg://user@host/byline` (install "
        "`byline[postgres]`).",
    )
    broker_url: str = Field(
        default="",
        repr=False,
        description="A Celery broker, for example `redis://localhost:6379/0` (install "
        "`byline[redis]`), or RabbitMQ as `amqp://user:password@localhost:5672//`; then "
        "`byline worker` does the work.",
    )

    app_id: int | None = Field(
        default=None,
        description="The GitHub App's id; without it Byline never writes.",
    )
    private_key: SecretStr | None = Field(
        default=None,
        description="The App's key in PEM form; line breaks may be written `\\n`.",
    )
    private_key_path: Path | None = Field(default=None, description="The file that holds the App's key.")
    webhook_secret: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="What GitHub signs deliveries with; several while you change it, and each is accepted.",
    )
    client_id: str = Field(
        default="",
        max_length=200,
        description="The client id of the App, for signing in to the pages with a GitHub account.",
    )
    client_secret: SecretStr | None = Field(
        default=None,
        description="A client secret of the App; needed with `BYLINE_CLIENT_ID`.",
    )
    github_api_url: HttpUrl = Field(
        default=HttpUrl(PUBLIC_API),
        description="On GitHub Enterprise Server `https://HOST/api/v3`.",
    )
    github_token: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("BYLINE_GITHUB_TOKEN", "GITHUB_TOKEN"),
        description="A token for the command line, where no App is used; else `GITHUB_TOKEN` counts.",
    )

    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
    public_url: HttpUrl | None = Field(
        default=None,
        description="Where browsers and GitHub reach the server, where that is not what a request says.",
    )
    relay_url: HttpUrl | None = Field(
        default=None,
        repr=False,
        description="A channel of smee.io or the like, from which deliveries are fetched: for development.",
    )
    dashboard_token: SecretStr | None = Field(
        default=None,
        description="The token that opens the pages where signing in is required.",
    )
    log_format: Literal["console", "json"] = Field(
        default="console",
        description="Lines for people, or one JSON object a line.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="The least that is worth a line.",
    )

    workers: int = Field(default=4, ge=1, le=64, description="Worker threads in `byline serve`.")
    web_processes: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Processes of `byline serve` that take in deliveries and show the pages; the "
        "worker threads run in another one.",
    )
    max_attempts: int = Field(
        default=8,
        ge=1,
        description="Tries before a delivery is parked; while GitHub or something else is away, "
        "tries go on for a day.",
    )
    lease_seconds: int = Field(
        default=600,
        ge=5,
        description="How long one try may take before another worker may take over.",
    )
    settle_seconds: float = Field(
        default=60,
        ge=0,
        le=3600,
        description="A push or an edit of what was judged less than so many seconds ago waits until "
        "they have passed, and is judged together with all that came meanwhile; 0: at "
        "once.",
    )
    write_spacing_seconds: float = Field(
        default=1.0,
        ge=0,
        description="The pause between two writes of one installation, as GitHub asks.",
    )
    max_wait_seconds: int = Field(
        default=60,
        ge=0,
        description="The longest wait for a rate limit inside a try; beyond it the delivery is tried later.",
    )
    keep_payloads_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="How long the payloads of finished deliveries, GitHub's answers and the "
        "reviewer's are kept.",
    )
    keep_judgements_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="How long judgements are kept with the facts they rest on, and the texts of notices.",
    )
    # GitHub sends a delivery again for three days, and its row is what tells that it was there before.
    keep_deliveries_days: int = Field(
        default=90,
        ge=4,
        le=3650,
        description="How long the rows of finished deliveries are kept.",
    )
    clone_cache_mb: int = Field(
        default=2048,
        ge=1,
        description="The size of the cache of bare clones, in megabytes.",
    )
    index_mb: int = Field(
        default=2048,
        ge=1,
        description="The size of the indexes of repositories, in which what a text cites is looked "
        "up, in megabytes.",
    )

    # GitHub sets it in every workflow, whose log anybody can read.
    in_workflow: bool = Field(
        default=False,
        validation_alias="GITHUB_ACTIONS",
        description="GitHub sets it in every workflow: where it is true, what Byline prints is for "
        "everybody who can read the log, and holds no score.",
    )

    max_comments_per_hour: int = Field(
        default=20,
        ge=0,
        description="The most public comments and requests for changes that Byline writes in one "
        "repository in an hour; 0: none.",
    )
    max_closes_per_hour: int = Field(
        default=5,
        ge=0,
        description="The most issues and pull requests that it closes there in an hour; 0: none.",
    )
    # Often with a secret in its path.
    notify_url: HttpUrl | None = Field(
        default=None,
        repr=False,
        description="Where notices to maintainers are posted, besides the dashboard's queue.",
    )
    notify_secret: SecretStr | None = Field(
        default=None,
        description="Signs them; needed with `BYLINE_NOTIFY_URL`.",
    )
    notify_smtp_url: SecretStr | None = Field(
        default=None,
        description="A mail server for notices: `smtps://USER:PASSWORD@HOST:PORT`, or `smtp://` "
        "(with STARTTLS, except on this machine).",
    )
    notify_to: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="The addresses that get those mails.",
    )

    reviewer_url: HttpUrl | None = Field(
        default=None,
        description="The base URL of an OpenAI-compatible endpoint, ending in `/v1`, for second opinions.",
    )
    reviewer_model: str = Field(
        default="",
        max_length=200,
        description="The model's name there; needed with `BYLINE_REVIEWER_URL`.",
    )
    reviewer_key: SecretStr | None = Field(default=None, description="Its key, where it wants one.")
    reviewer_timeout_seconds: float = Field(
        default=30,
        gt=0,
        le=300,
        description="How long an answer may take.",
    )
    reviewer_calls_per_hour: int = Field(
        default=60,
        ge=0,
        description="The most questions in an hour; 0: none.",
    )
    reviewer_tokens_per_day: int = Field(
        default=500_000,
        ge=0,
        description="The most tokens in 24 hours, questions and answers together.",
    )
    reviewer_security: bool = Field(
        default=False,
        description="Whether private security reports are shown to it, too.",
    )

    @field_validator("webhook_secret", mode="before")
    @classmethod
    def _split_secrets(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("notify_to", mode="before")
    @classmethod
    def _split_addresses(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("notify_to")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_ADDRESS.fullmatch(address) for address in value):
            raise ValueError("give mail addresses, separated by commas")
        return value

    @field_validator("notify_smtp_url")
    @classmethod
    def _is_mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _SMTP.fullmatch(value.get_secret_value()):
            raise ValueError("give smtp://USER:PASSWORD@HOST:PORT, or smtps://")
        return value

    @model_validator(mode="after")
    def _notify_is_whole(self) -> Settings:
        if self.notify_url is not None and not (self.notify_secret and self.notify_secret.get_secret_value()):
            raise ValueError("BYLINE_NOTIFY_URL is set, but BYLINE_NOTIFY_SECRET, which signs, is not")
        if self.notify_smtp_url is not None and not self.notify_to:
            raise ValueError("BYLINE_NOTIFY_SMTP_URL is set, but BYLINE_NOTIFY_TO, the addressee, is not")
        return self

    @model_validator(mode="after")
    def _reviewer_is_whole(self) -> Settings:
        if self.reviewer_url is not None and not self.reviewer_model.strip():
            raise ValueError("BYLINE_REVIEWER_URL is set, but BYLINE_REVIEWER_MODEL is not")
        return self

    @model_validator(mode="after")
    def _app_is_whole(self) -> Settings:
        if self.app_id is not None and not (self.private_key or self.private_key_path):
            raise ValueError(
                "BYLINE_APP_ID is set, but neither BYLINE_PRIVATE_KEY nor BYLINE_PRIVATE_KEY_PATH is"
            )
        return self

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database: as set, or SQLite in the home folder."""
        return self.database_url or f"sqlite:///{self.home / 'byline.sqlite3'}"

    @property
    def api_url(self) -> str:
        """The REST base URL, with no slash at its end."""
        return str(self.github_api_url).rstrip("/")

    @property
    def web_url(self) -> str:
        """The address of GitHub's pages that goes with the API's, with no slash at its end.

        Rule: GitHub Enterprise Server has its API under ``/api/v3`` of its own host, GitHub Enterprise Cloud
        with data residency at ``api.SUBDOMAIN.ghe.com`` ("Using the REST API", GitHub's documentation).
        """
        if self.api_url == PUBLIC_API:
            return "https://github.com"
        if self.api_url.endswith(_ENTERPRISE_PATH):
            return self.api_url.removesuffix(_ENTERPRISE_PATH)
        return _RESIDENT.sub(r"https://\1", self.api_url)

    @property
    def has_sign_in(self) -> bool:
        """Whether people can sign in with their GitHub account."""
        return bool(self.client_id and self.client_secret and self.client_secret.get_secret_value())

    @property
    def has_app(self) -> bool:
        """Whether a GitHub App is configured; without one Byline never writes to GitHub."""
        return self.app_id is not None

    def app_key(self) -> str:
        """Return the App's private key in PEM form.

        Raises:
            UsageError: no key is configured, or its file cannot be read.
        """
        if self.private_key is not None:
            return self.private_key.get_secret_value().replace("\\n", "\n")
        if self.private_key_path is None:
            raise UsageError(
                "no GitHub App key: set BYLINE_PRIVATE_KEY_PATH to the .pem file that GitHub gave you"
            )
        try:
            return self.private_key_path.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"cannot read the GitHub App key {self.private_key_path}: {error}") from error

    def secrets(self) -> tuple[bytes, ...]:
        """Return the webhook secrets that are valid now, newest first."""
        return tuple(secret.get_secret_value().encode() for secret in self.webhook_secret)


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; ``overrides`` win over the environment, that wins over ``$BYLINE_HOME/.env``.

    Raises:
        UsageError: a setting has a value that cannot be used; the message names the variable.
    """
    home = Path(
        overrides.get("home") or os.environ.get("BYLINE_HOME") or user_data_path("byline", appauthor=False)
    )
    try:
        return Settings(_env_file=home / ".env", **{**overrides, "home": home.expanduser().absolute()})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        where = f"BYLINE_{name.removeprefix('BYLINE_')}: " if name else ""
        raise UsageError(f"{where}{first['msg'].removeprefix('Value error, ')}") from error
