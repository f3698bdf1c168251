"""The environment, typed and loud: a missing or bad value stops the start with its name.

Every value may also come from a file: `NAME_FILE=/run/secrets/name` is read where `NAME` is not set. The table in the
README is generated from this class (`manage.py docs`)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from mentorship import server_addresses
from mentorship.logs import FORMATS
from mentorship.providers import Provider, read_providers
from mentorship.storage import Place

ROOT = Path(__file__).resolve().parent.parent

# Commands of manage.py that work on files alone. They run without any configuration, and whatever the environment says,
# their database and queue are at addresses where nothing answers: one that reaches for a server fails at once.
ON_FILES_ALONE = frozenset({"docs", "match_files"})
NO_SERVERS = {
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/works-on-files-alone",
    "REDIS_URL": "redis://127.0.0.1:1",
    "MENTORSHIP_SECRET_KEY": "signs-nothing-in-a-command-that-works-on-files-alone",
    "MENTORSHIP_EMAIL_URL": "smtp://127.0.0.1:1",
}


def works_on_files_alone(arguments: Sequence[str]) -> bool:
    """Whether these arguments of manage.py are such a command; `learn_weights` is one where it is given a file."""
    learns_from_file = any(argument.partition("=")[0] == "--outcomes" for argument in arguments)
    command = arguments[0] if arguments else ""
    return command in ON_FILES_ALONE or (command == "learn_weights" and learns_from_file)


class Config(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    DATABASE_URL: str = Field(
        description="PostgreSQL: `postgres://user:password@host:5432/name`, or `postgres://user@/name?host=/socket/folder`. Over a network, `?sslmode=verify-full&sslrootcert=/path/ca.pem` has its certificate checked (docs/operators/scaling.md)."
    )
    MENTORSHIP_POOLED: bool = Field(
        False,
        description="Whether `DATABASE_URL` leads to PgBouncer with `pool_mode = transaction`: then nothing is sent that such a pool cannot keep (docs/operators/scaling.md).",
    )
    MENTORSHIP_REPLICA_URL: str = Field(
        "",
        description="A streaming replica of the database, written as `DATABASE_URL` is, from which the organisers' reports are read. Left out: there is none.",
    )
    REDIS_URL: str = Field(
        description="Redis or Valkey: `redis://host:6379`, `rediss://…`, which has its certificate checked (`?ssl_ca_certs=/path/ca.pem`), or `unix:///path/to/socket`."
    )
    MENTORSHIP_SECRET_KEY: str = Field(
        description="Signs sessions and links; at least 50 characters, kept secret."
    )
    MENTORSHIP_SITE_URL: str = Field(
        "http://127.0.0.1:8000", description="The address people type; used in e-mail links."
    )
    MENTORSHIP_SITE_NAME: str = Field("Mentorship", description="The name in page titles and e-mail.")
    MENTORSHIP_ALLOWED_HOSTS: str = Field(
        "",
        description="More host names the site answers to, separated by commas; that of the site URL is always included.",
    )
    MENTORSHIP_DEMO: bool = Field(
        False, description="Demo mode: the mailbox page instead of a mail server. Never in production."
    )
    MENTORSHIP_DEBUG: bool = Field(False, description="Django's debug pages. Never in production.")
    MENTORSHIP_EMAIL_URL: str = Field(
        "",
        description="Mail server: `smtp://user:password@host:587?tls=starttls`, `smtps://…:465` or `anymail://backend-name`; needed outside demo mode.",
    )
    MENTORSHIP_MAIL_FROM: str = Field(
        "Mentorship <mentorship@localhost>", description="The sender of every e-mail."
    )
    MENTORSHIP_TRUSTED_PROXIES: int = Field(
        0,
        ge=0,
        le=10,
        description="How many reverse proxies of yours stand in front; decides which address of X-Forwarded-For is believed.",
    )
    MENTORSHIP_STORAGE: str | Path = Field(
        ROOT / "var" / "storage",
        description="Folder for uploaded files and ranking snapshots, or a bucket: `s3://bucket/prefix?endpoint=https://…&region=…` (docs/operators/storage.md).",
    )
    MENTORSHIP_S3_KEY: str = Field(
        "",
        description="Access key of the bucket. Left out: `AWS_ACCESS_KEY_ID` or whatever else AWS's own rules find.",
    )
    MENTORSHIP_S3_SECRET: str = Field(
        "", description="Its secret; better in a file: `MENTORSHIP_S3_SECRET_FILE`."
    )
    MENTORSHIP_BACKUPS: Path = Field(
        Path("backups"),
        description="The folder where `manage.py backup` puts its file, if it is told of no other.",
    )
    MENTORSHIP_UPLOAD_MB: int = Field(
        10, ge=1, le=100, description="The largest file that people may put on a shelf, in megabytes."
    )
    MENTORSHIP_PAIR_SHELF_MB: int = Field(
        100, ge=1, description="How much the files on the shelf of one pair may take together, in megabytes."
    )
    MENTORSHIP_PROGRAMME_SHELF_MB: int = Field(
        1024,
        ge=1,
        description="How much the files on the shelf of one programme may take together, in megabytes.",
    )
    MENTORSHIP_STATIC_ROOT: Path = Field(ROOT / "var" / "static", description="Folder `collectstatic` fills.")
    MENTORSHIP_TIME_ZONE: str = Field(
        "Europe/London", description="Zone offered to people until they choose their own."
    )
    MENTORSHIP_EMBEDDER: str = Field(
        "universal", description="Sentence model for goals and biographies: `universal` or `characters`."
    )
    MENTORSHIP_OIDC: str = Field(
        "",
        description="Where people may sign in with an account they have already, in JSON or TOML: docs/operators/sign_in.md. Its secrets are better in a file: `MENTORSHIP_OIDC_FILE`.",
    )
    MENTORSHIP_ORGANISERS_SECOND_FACTOR: bool | None = Field(
        None,
        description="Whether the organisers' pages open only after a second step (passkey, app or recovery code). Left out: yes, and no in demo mode.",
    )
    MENTORSHIP_METRICS_TOKEN: str = Field(
        "",
        description="Opens `/metrics` to Prometheus, as `Authorization: Bearer …`; at least 20 characters. Without it there is no such page.",
    )
    MENTORSHIP_WEBHOOK_INSIDE: str = Field(
        "",
        description="Hosts in your own network that webhooks may be sent to, by http:// as well, separated by commas; any other must be public and https (docs/operators/webhooks.md). In demo mode this machine itself, if nothing is set.",
    )
    MENTORSHIP_LOG_LEVEL: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    MENTORSHIP_LOG_FORMAT: str = Field(
        "line", description="How the log is written: `line`, for people, or `json`, for what collects logs."
    )
    MENTORSHIP_SLOW_QUERY_MS: int = Field(
        500,
        ge=0,
        description="A statement that the database takes so many milliseconds for is told in the log, without its values; 0 tells none.",
    )

    @field_validator("MENTORSHIP_SECRET_KEY")
    @classmethod
    def long_enough(cls, value: str) -> str:
        if len(value) < 50:
            raise ValueError(
                "needs at least 50 characters; make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
            )
        return value

    @field_validator("MENTORSHIP_METRICS_TOKEN")
    @classmethod
    def not_guessed(cls, value: str) -> str:
        if value and len(value) < 20:
            raise ValueError("needs at least 20 characters, or leave it out to have no metrics")
        return value

    @field_validator("MENTORSHIP_OIDC")
    @classmethod
    def readable_providers(cls, value: str) -> str:
        read_providers(value)
        return value

    @field_validator("MENTORSHIP_STORAGE")
    @classmethod
    def place_for_files(cls, value: str | Path) -> str | Path:
        Place.of(str(value))
        return value

    @field_validator("REDIS_URL")
    @classmethod
    def known_queue(cls, value: str) -> str:
        server_addresses.of_redis(value)
        return value

    @field_validator("MENTORSHIP_WEBHOOK_INSIDE")
    @classmethod
    def bare_hosts(cls, value: str) -> str:
        wrong = next((host.strip() for host in value.split(",") if "/" in host or "@" in host), None)
        if wrong is not None:
            raise ValueError(
                f"{wrong!r} is no host: give names or addresses alone, such as hr.example.lan,10.0.0.12"
            )
        return value

    @field_validator("MENTORSHIP_LOG_LEVEL")
    @classmethod
    def known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("is one of DEBUG, INFO, WARNING and ERROR")
        return value.upper()

    @field_validator("MENTORSHIP_LOG_FORMAT")
    @classmethod
    def known_format(cls, value: str) -> str:
        if value not in FORMATS:
            raise ValueError("is either line or json")
        return value

    @field_validator("MENTORSHIP_TIME_ZONE")
    @classmethod
    def known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not an IANA time zone such as Europe/London")
        return value

    @field_validator("MENTORSHIP_EMBEDDER")
    @classmethod
    def known_embedder(cls, value: str) -> str:
        if value not in {"universal", "characters"}:
            raise ValueError("is either universal or characters")
        return value

    @field_validator("MENTORSHIP_SITE_URL")
    @classmethod
    def full_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("is a full address such as https://mentoring.example.org")
        return value.rstrip("/")

    @model_validator(mode="after")
    def key_is_whole(self) -> Config:
        if bool(self.MENTORSHIP_S3_KEY) != bool(self.MENTORSHIP_S3_SECRET):
            raise ValueError("MENTORSHIP_S3_KEY and MENTORSHIP_S3_SECRET go together: one of them is missing")
        return self

    @model_validator(mode="after")
    def mail_is_deliverable(self) -> Config:
        if not self.MENTORSHIP_EMAIL_URL and not self.MENTORSHIP_DEMO:
            raise ValueError(
                "MENTORSHIP_EMAIL_URL is missing: name a mail server, or set MENTORSHIP_DEMO=true to try the site without one"
            )
        return self

    @property
    def hosts(self) -> list[str]:
        own = urlsplit(self.MENTORSHIP_SITE_URL).hostname or ""
        return [own, *(h.strip() for h in self.MENTORSHIP_ALLOWED_HOSTS.split(",") if h.strip())]

    @property
    def webhook_inside(self) -> frozenset[str]:
        """Names of hosts, or addresses, as they stand in the address of a webhook."""
        named = self.MENTORSHIP_WEBHOOK_INSIDE or ("127.0.0.1,localhost" if self.MENTORSHIP_DEMO else "")
        return frozenset(host.strip().lower() for host in named.split(",") if host.strip())

    @property
    def https(self) -> bool:
        return self.MENTORSHIP_SITE_URL.startswith("https://")

    @property
    def providers(self) -> list[Provider]:
        return read_providers(self.MENTORSHIP_OIDC)

    @property
    def second_factor(self) -> bool:
        """Whether organisers need one."""
        if self.MENTORSHIP_ORGANISERS_SECOND_FACTOR is None:
            return not self.MENTORSHIP_DEMO
        return self.MENTORSHIP_ORGANISERS_SECOND_FACTOR

    @property
    def quotes_exceptions(self) -> bool:
        """Whether the log quotes the words of exceptions, which may hold what people typed."""
        return self.MENTORSHIP_DEBUG

    @property
    def database(self) -> dict[str, Any]:
        """Django's DATABASES entry. Raises ValueError for anything but PostgreSQL."""
        return self._postgres("DATABASE_URL", self.DATABASE_URL, wait=5)

    @property
    def replica(self) -> dict[str, Any] | None:
        """The same of the replica, None where there is none. Somebody waits for a page while it is asked for."""
        if not self.MENTORSHIP_REPLICA_URL:
            return None
        return self._postgres("MENTORSHIP_REPLICA_URL", self.MENTORSHIP_REPLICA_URL, wait=2)

    def _postgres(self, name: str, address: str, *, wait: int) -> dict[str, Any]:
        """The entry of the server at `address`; `wait` is for how many seconds a connection to it may take."""
        url = urlsplit(address)
        if url.scheme not in {"postgres", "postgresql"}:
            raise ValueError(
                f"{name} must begin with postgres:// (PostgreSQL is the only database that keeps this site's promises)"
            )
        asked = server_addresses.of_postgres(name, address)
        host = asked.pop("host", url.hostname or "")
        # A pool refuses what is set at the start of a connection: there the role has its lock_timeout (mentorship.checks).
        first = {} if self.MENTORSHIP_POOLED else {"options": "-c lock_timeout=3000"}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": host,
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # A server that is away is said so within seconds: the health pages wait for it, and beat does.
            "OPTIONS": {**first, **asked, "connect_timeout": wait},
            # A cursor that outlives its transaction would be looked for at another server connection.
            "DISABLE_SERVER_SIDE_CURSORS": self.MENTORSHIP_POOLED,
            "TEST": {"TEMPLATE": "template0"},
        }

    @property
    def place(self) -> Place:
        """Where files lie."""
        return Place.of(str(self.MENTORSHIP_STORAGE))

    @property
    def storage(self) -> dict[str, Any]:
        """Django's STORAGES entry for files. Raises ValueError where a bucket is named and its packages are missing."""
        try:
            return self.place.backend(self.MENTORSHIP_S3_KEY, self.MENTORSHIP_S3_SECRET)
        except ValueError as fault:
            raise ValueError(f"MENTORSHIP_STORAGE {fault}") from None

    def redis(self, number: int) -> str:
        """The Redis URL with database `number` (0 queue, 1 cache), for redis-py."""
        url, _, asked = self.REDIS_URL.partition("?")
        if url.startswith("unix://"):
            return f"{url}?db={number}"
        return f"{url.rstrip('/')}/{number}" + (f"?{asked}" if asked else "")

    @property
    def broker(self) -> str:
        """The Redis URL of the queue, for Celery, which checks no certificate unless it is told to."""
        if self.REDIS_URL.startswith("unix://"):
            return "redis+socket://" + self.REDIS_URL.removeprefix("unix://")
        if not self.REDIS_URL.startswith("rediss://"):
            return self.redis(0)
        asked = {"ssl_cert_reqs": "required", **server_addresses.of_redis(self.REDIS_URL)}
        return f"{self.redis(0).partition('?')[0]}?{urlencode(asked)}"

    @property
    def email(self) -> dict[str, Any]:
        """Django's e-mail settings from MENTORSHIP_EMAIL_URL. Raises ValueError for an unknown scheme."""
        if self.MENTORSHIP_DEMO and not self.MENTORSHIP_EMAIL_URL:
            return {"EMAIL_BACKEND": "notifications.mailbox.MailboxBackend"}
        url = urlsplit(self.MENTORSHIP_EMAIL_URL)
        if url.scheme == "anymail":
            return {"EMAIL_BACKEND": f"anymail.backends.{url.hostname}.EmailBackend"}
        if url.scheme not in {"smtp", "smtps"}:
            raise ValueError("MENTORSHIP_EMAIL_URL must begin with smtp://, smtps:// or anymail://")
        asked = server_addresses.of_smtp("MENTORSHIP_EMAIL_URL", self.MENTORSHIP_EMAIL_URL)
        return {
            "EMAIL_BACKEND": "notifications.smtp.EmailBackend",
            "EMAIL_HOST": url.hostname or "localhost",
            "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 587),
            "EMAIL_HOST_USER": unquote(url.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
            "EMAIL_USE_SSL": url.scheme == "smtps",
            "EMAIL_USE_TLS": asked.get("tls") == "starttls",
            "EMAIL_TIMEOUT": 20,
        }


def load() -> Config:
    """The configuration of this process. Exits with one line a fault, each naming its variable."""
    from_files = {
        name: _read(f"{name}_FILE", path)
        for name in Config.model_fields
        if not os.environ.get(name) and (path := os.environ.get(f"{name}_FILE"))
    }
    try:
        config = Config(**from_files)  # type: ignore[arg-type]
        config.database, config.replica, config.email, config.storage  # noqa: B018 - each raises on a bad address
    except ValidationError as fault:
        lines = [f"  {'.'.join(map(str, e['loc'])) or 'configuration'}: {e['msg']}" for e in fault.errors()]
        raise SystemExit(
            "The configuration is not complete:\n"
            + "\n".join(lines)
            + "\nREADME.md lists every variable. To try the site with nothing to configure: make demo"
        ) from None
    except ValueError as fault:
        raise SystemExit(f"The configuration is not complete:\n  {fault}") from None
    return config


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise SystemExit(
            f"The configuration is not complete:\n  {name}: {path} cannot be read: {fault.strerror}"
        ) from None
